# %% id="train-epoch"
def train_epoch(dataloader, optimizer, model, loss_fn, log_dict):
    acc = 0
    loss = 0
    model.train()  #> {{ chapter.words.training.train_mode }}
    for X, y in dataloader:
#: if as_vectors is defined
        X = X.view(-1, 784).to(device)  #? 5-7: 꺼낸 배치의 모양은 `[배치의 크기, 1, 28, 28]`이다. 모델의 첫 층은 샘플마다 값 784개를 받는다. || 두 가지를 한다. 모양을 바꾸고, 모델이 있는 장치에 올린다. 메서드 두 개를 점으로 이어 부를 수 있다. || 마지막 배치는 더 작을 수 있다. 모양에서 배치의 크기를 $-1$로 적으면 나머지에 맞추어 정해진다.  #> {{ chapter.words.training.flatten }}
#: else
        X = X.to(device)  #> {{ chapter.words.training.to_device }}
#: endif
        y = y.to(device)  #> {{ chapter.words.training.labels }}
        pred = model(X)  #> {{ chapter.words.training.forward }}
        cost = loss_fn(pred, y)  #> {{ chapter.words.training.loss }}

        optimizer.zero_grad()  #> {{ chapter.words.training.zero }}
        cost.backward()  #> {{ chapter.words.training.backward }}
        optimizer.step()  #? 5-7: 앞의 두 줄은 그레디언트를 지우고 구할 뿐 가중치를 바꾸지 않는다. || 가중치와 학습률을 갖고 있는 것은 옵티마이저다. 가중치를 한 걸음 옮기게 한다.  #> {{ chapter.words.training.step }}

        acc += torch.sum(torch.argmax(pred, dim=1) == y).item()  #> {{ chapter.words.training.hits }}
        loss += cost.item() * len(y)  #> {{ chapter.words.training.weighted_loss }}
    log_dict["train_acc"].append(acc / len(dataloader.dataset))  #> {{ chapter.words.training.accuracy }}
    log_dict["train_loss"].append(loss / len(dataloader.dataset))  #> {{ chapter.words.training.mean_loss }}
    return model, log_dict

#: if checked_epochs is defined
#: include "check_train_epoch.py"

#: endif
# %% id="test-epoch"
def test_epoch(dataloader, model, loss_fn, log_dict):
    acc = 0
    loss = 0
    model.eval()  #> {{ chapter.words.training.test_mode }}
    for X, y in dataloader:
#: if as_vectors is defined
        X = X.view(-1, 784).to(device)  #? 5-7: 학습할 때 모델에 넣은 것과 모양도 장치도 같아야 한다. || 하나를 빠뜨려도 CPU에서는 오류가 나지 않는다. GPU를 쓰면 모델은 어디에 있을까?  #> {{ chapter.words.training.test_input }}
#: else
        X = X.to(device)  #> {{ chapter.words.training.test_input }}
#: endif
        y = y.to(device)  #> {{ chapter.words.training.labels }}
        pred = model(X)
        cost = loss_fn(pred, y)
        acc += torch.sum(torch.argmax(pred, dim=1) == y).item()  #> {{ chapter.words.training.hits }}
        loss += cost.item() * len(y)
    log_dict["test_acc"].append(acc / len(dataloader.dataset))
    log_dict["test_loss"].append(loss / len(dataloader.dataset))
    return model, log_dict

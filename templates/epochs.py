# %% id="train-epoch"
def train_epoch(dataloader, optimizer, model, loss_fn, log_dict):
    acc = 0
    loss = 0
    model.train()  #> 모델을 학습 모드로 바꾼다. 배치 정규화나 드롭아웃이 있을 때 동작이 달라진다
    for X, y in dataloader:
        X = X.view(-1, 784).to(device)  #? 5-7: 꺼낸 배치의 모양은 `[배치의 크기, 1, 28, 28]`이다. 모델의 첫 층은 샘플마다 값 784개를 받는다. || 두 가지를 한다. 모양을 바꾸고, 모델이 있는 장치에 올린다. 메서드 두 개를 점으로 이어 부를 수 있다. || 마지막 배치는 더 작을 수 있다. 모양에서 배치의 크기를 $-1$로 적으면 나머지에 맞추어 정해진다.  #> $28\times 28$ 영상을 784차원 벡터로 펼쳐 장치에 올린다
        y = y.to(device)  #> 정답도 같은 장치에 올린다
        pred = model(X)  #> 전방 계산(순전파)으로 예측을 얻는다
        cost = loss_fn(pred, y)  #> 예측과 정답을 비교해 손실을 구한다

        optimizer.zero_grad()  #> 앞 배치에서 쌓인 그레디언트를 0으로 되돌린다
        cost.backward()  #> 오류 역전파로 그레디언트를 구한다
        optimizer.step()  #? 5-7: 앞의 두 줄은 그레디언트를 지우고 구할 뿐 가중치를 바꾸지 않는다. || 가중치와 학습률을 갖고 있는 것은 옵티마이저다. 가중치를 한 걸음 옮기게 한다.  #> 그레디언트로 가중치를 갱신한다

        acc += torch.sum(torch.argmax(pred, dim=1) == y).item()  #> 맞힌 샘플의 수를 더한다
        loss += cost.item() * len(y)  #> 배치마다 크기가 다를 수 있으므로 샘플 수를 곱해 더한다
    log_dict["train_acc"].append(acc / len(dataloader.dataset))  #> 맞힌 비율이 정확도다
    log_dict["train_loss"].append(loss / len(dataloader.dataset))  #> 샘플 하나당 평균 손실을 기록한다
    return model, log_dict

#: if program.number == "5-7"
#: include "check_train_epoch.py"

#: endif
# %% id="test-epoch"
def test_epoch(dataloader, model, loss_fn, log_dict):
    acc = 0
    loss = 0
    model.eval()  #> 모델을 평가 모드로 바꾼다. 배치 정규화나 드롭아웃이 학습할 때와 다르게 동작한다
    for X, y in dataloader:
        X = X.view(-1, 784).to(device)  #? 5-7: 학습할 때 모델에 넣은 것과 모양도 장치도 같아야 한다. || 하나를 빠뜨려도 CPU에서는 오류가 나지 않는다. GPU를 쓰면 모델은 어디에 있을까?  #> 평가할 때도 입력을 모델과 같은 장치에 올려야 한다
        y = y.to(device)  #> 정답도 같은 장치에 올린다
        pred = model(X)
        cost = loss_fn(pred, y)
        acc += torch.sum(torch.argmax(pred, dim=1) == y).item()  #> 맞힌 샘플의 수를 더한다
        loss += cost.item() * len(y)
    log_dict["test_acc"].append(acc / len(dataloader.dataset))
    log_dict["test_loss"].append(loss / len(dataloader.dataset))
    return model, log_dict

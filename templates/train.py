from tqdm.auto import tqdm

history = {"train_acc": [], "test_acc": [], "train_loss": [], "test_loss": []}  #> 에포크마다 정확도와 손실을 기록할 딕셔너리

for epoch in tqdm(range(1, epochs + 1)):
    model, history = train_epoch(train_dataloader, optimizer, model, loss_fn, history)
    with torch.no_grad():  #> 평가할 때는 그레디언트를 계산하지 않는다
        model, history = test_epoch(test_dataloader, model, loss_fn, history)
    if epoch in (1, epochs) or epoch % 5 == 0:  #> 첫 에포크와 다섯 에포크마다, 그리고 마지막에 한 줄씩 출력한다
        print(
            f"에포크 {epoch:2d}  손실: 학습 {history['train_loss'][-1]:.4f}, 평가 {history['test_loss'][-1]:.4f}"
            f"  학습 정확도 {history['train_acc'][-1]:.4f}, 평가 정확도 {history['test_acc'][-1]:.4f}"
        )

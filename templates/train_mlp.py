# %% id="train"
import tqdm

history = {"train_acc": [], "test_acc": [], "train_loss": [], "test_loss": []}  #> 세대마다 정확률과 손실을 기록할 딕셔너리

MLP = MultiLayerPerceptron(input_dim=784, hidden_dim=hidden_dim, output_dim=10)
MLP = MLP.to(device)  #> 모델의 가중치를 장치에 올린다
optimizer = torch.optim.Adam(MLP.parameters(), lr=lr)  #> Adam 옵티마이저로 최적화한다

for _ in tqdm.tqdm(range(epochs)):
    MLP, history = train_epoch(train_dataloader, optimizer, MLP, loss_mse, history)
    with torch.no_grad():  #> 평가할 때는 그레디언트를 계산하지 않는다
        MLP, history = test_epoch(test_dataloader, MLP, loss_mse, history)

print(f"학습 집합 정확률 {history['train_acc'][-1]:.4f}")
print(f"평가 집합 정확률 {history['test_acc'][-1]:.4f}")

# %% id="loss"
def loss_mse(pred, y):
    target = torch.nn.functional.one_hot(y, num_classes=pred.shape[1]).to(pred.dtype)  #> 부류 번호 $y$를 원핫 벡터로 바꾼다. 부류 3은 $(0,0,0,1,0,\ldots,0)$이 된다
    return torch.mean((target - pred) ** 2)  #> 모든 샘플과 모든 출력 노드에 대해 제곱 오차를 평균한다

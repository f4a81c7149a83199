# %% id="loss"
def loss_mse(pred, y):
    target = torch.nn.functional.one_hot(y, num_classes=pred.shape[1]).to(pred.dtype)  #? 5-7: 부류 3은 값 10개 가운데 네 번째만 1이고 나머지는 0인 벡터가 된다. || `torch.nn.functional`에 원핫의 영어 이름(one-hot)과 같은 함수가 있다. 벡터의 길이도 넘긴다. || 길이는 부류의 수이고, 이것은 `pred`의 열의 수와 같다. 결과는 정수이므로 `pred`의 자료형으로 바꾸어 둔다.  #> 부류 번호 $y$를 원핫 벡터로 바꾼다. 부류 3은 $(0,0,0,1,0,\ldots,0)$이 된다
    return torch.mean((target - pred) ** 2)  #> 모든 샘플과 모든 출력 노드에 대해 제곱 오차를 평균한다

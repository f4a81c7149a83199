#: extends "program.py"
#: block goals
# - 함수만으로 퍼셉트론을 학습해 OR 문제를 푼다.
# - 학습의 네 단계인 전방 계산, 손실, 역전파, 갱신을 익힌다.
#: endblock

#: block lesson
# %% [markdown] id="program-note"
# ## 퍼셉트론의 학습 (5.3.2절)
#
# 부호 함수는 미분이 거의 모든 곳에서 0이어서 학습에 쓸 수 없다. 그래서 모양이 비슷하고 매끄러운 $\tanh$를 활성화 함수로 쓴다. 손실은 평균제곱오차다.
#
# $$\mathbf{o} = \tanh(\mathbf{X}\mathbf{w} + b), \qquad J(\mathbf{w}, b) = \frac{1}{n}\sum_{i=1}^{n}(y_i - o_i)^2$$
#
# 경사 하강법은 손실이 줄어드는 쪽으로 가중치를 조금씩 옮긴다. $\rho$는 학습률이다.
#
# $$\mathbf{w} \leftarrow \mathbf{w} - \rho\frac{\partial J}{\partial \mathbf{w}}, \qquad b \leftarrow b - \rho\frac{\partial J}{\partial b}$$

# %% id="parameters" tags=["parameters"]
lr = {{ program.params.lr | literal }}
iterations = {{ program.params.iterations | literal }}
seed = {{ program.params.seed | literal }}

# %% id="functions"
import torch


def forward(w, b, x):
    x = x.matmul(w) + b  #> 가중합 $\mathbf{X}\mathbf{w}+b$
    x = torch.tanh(x)  #> 활성화 함수
    return w, b, x  #> 여기까지가 **전방 계산**이다. `w`와 `b`는 받은 그대로 돌려준다


def loss_mse(pred, y):
    loss = torch.mean((y - pred) ** 2)  #> 정답과 예측의 차이를 제곱해 평균한다(평균제곱오차)
    return loss

# %% id="data"
torch.manual_seed(seed)  #> 난수의 시작점을 고정해 다시 실행해도 같은 결과를 얻는다

x = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
y = torch.tensor([[-1], [1], [1], [1]])  #> OR의 정답

w = torch.randn(2, 1, requires_grad=True)  #> 정규분포 난수로 가중치를 초기화하고 그레디언트를 추적한다
b = torch.zeros(1, requires_grad=True)  #> 바이어스는 0에서 시작한다

# %% id="train"
optimizer = torch.optim.SGD([w, b], lr=lr)  #> $\mathbf{w}$와 $b$를 최적화할 확률적 경사 하강법(SGD) 옵티마이저

losses = []
for _ in range(iterations):
    w, b, pred = forward(w, b, x)
    cost = loss_mse(pred, y)
    losses.append(cost.item())

    optimizer.zero_grad()  #> 앞에서 구한 그레디언트를 0으로 되돌린다
    cost.backward()  #> 역전파로 $\partial J/\partial\mathbf{w}$와 $\partial J/\partial b$를 구한다
    optimizer.step()  #> 그레디언트로 $\mathbf{w}$와 $b$를 갱신한다

# %% id="predict"
w, b, pred = forward(w, b, x)
print(torch.sign(pred))

# %% [markdown] id="observe"
# 예측이 OR의 정답 $-1, 1, 1, 1$과 같다. 샘플 4개를 한꺼번에 쓰므로 이름은 SGD이지만 실제로는 배치 경사 하강법이다.

# %% id="results"
results = {
    "pred": torch.sign(pred).flatten().tolist(),
    "losses": losses,
    "w": w.flatten().tolist(),
    "b": b.tolist(),
}
#: endblock

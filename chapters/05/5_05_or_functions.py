#: extends "program.py"
#: block goals
# - 함수만으로 퍼셉트론을 학습해 OR 문제를 푼다.
# - 학습의 네 단계인 전방 계산(순전파), 손실, 역전파, 갱신을 익힌다.
# - 손실이 줄어드는 곡선과 학습한 결정 직선을 그린다.
#: endblock

#: block lesson
# %% [markdown] id="program-note"
# ## 퍼셉트론의 학습 (5.3.2절)
#
# 부호 함수는 미분이 거의 모든 곳에서 0이어서 학습에 쓸 수 없다. 그래서 모양이 비슷하고 매끄러운 $\tanh$를 활성화 함수로 쓴다. 손실은 평균제곱오차다. $\mathbf{w}$는 가중치, $b$는 바이어스(편향)다.
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
x = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
y = torch.tensor([[-1], [1], [1], [1]])  #> OR의 정답

# %% id="train"
torch.manual_seed(seed)  #> 난수의 시작점을 고정한다. 이 셀을 다시 실행하면 처음부터 다시 학습해 같은 결과를 얻는다
w = torch.randn(2, 1, requires_grad=True)  #> 정규분포 난수로 가중치를 초기화하고 그레디언트를 추적한다
b = torch.zeros(1, requires_grad=True)  #> 바이어스는 0에서 시작한다
optimizer = torch.optim.SGD([w, b], lr=lr)  #> $\mathbf{w}$와 $b$를 최적화할 확률적 경사 하강법(SGD) 옵티마이저

losses = []
for i in range(1, iterations + 1):
    w, b, pred = forward(w, b, x)
    cost = loss_mse(pred, y)
    losses.append(cost.item())

    optimizer.zero_grad()  #> 앞에서 구한 그레디언트를 0으로 되돌린다
    cost.backward()  #> 역전파로 $\partial J/\partial\mathbf{w}$와 $\partial J/\partial b$를 구한다
    optimizer.step()  #> 그레디언트로 $\mathbf{w}$와 $b$를 갱신한다

    if i == 1 or i % 100 == 0:
        print(f"반복 {i:4d}: 손실 {cost.item():.4f}")

# %% id="predict"
w, b, pred = forward(w, b, x)
print(torch.sign(pred))

# %% [markdown] id="observe"
# 예측의 부호가 OR의 정답 $-1, 1, 1, 1$과 같은지 보자. 샘플 4개를 한꺼번에 쓰므로 이름은 SGD이지만 실제로는 배치 경사 하강법이다.
#
# 손실이 어떻게 줄었는지, 학습한 $\mathbf{w}$와 $b$가 평면을 어떻게 나누는지 그려 보자.

# %% id="weights"
w1, w2 = w.detach().flatten()  #> 그림에는 값만 필요하므로 그레디언트의 기록에서 떼어 낸다
bias = b.detach()
print(f"w1 = {w1:.2f}, w2 = {w2:.2f}, b = {bias.item():.2f}")

#: include "or_learned.py"

# %% [markdown] id="curves-note"
# 강의 설정에서 손실은 처음에 빠르게, 뒤로 갈수록 느리게 준다. 출력이 정답에 가까워지면 $\tanh$가 평평해져 그레디언트도 작아지기 때문이다. 손실이 0이 되지는 않는다. $\tanh$의 출력은 1과 $-1$에 가까워질 뿐 닿지 않는다.
#: endblock

#: block results
# %% id="results" role="machinery"
results = {
    "pred": torch.sign(pred).flatten().tolist(),
    "sign_accuracy": (torch.sign(pred) == y).double().mean().item(),
    "losses": losses,
    "w": w.flatten().tolist(),
    "b": b.tolist(),
    "line": (-(w[0] * torch.tensor([-0.5, 2.0]) + b) / w[1]).tolist(),
}
#: endblock

#: block report
#: include "report_or.py"
#: endblock

#: block summary
# - 학습은 네 단계를 되풀이한다. 전방 계산, 손실, 역전파(`backward`), 갱신(`step`)이다.
# - 역전파에 앞서 `zero_grad`로 그레디언트를 지운다. 지우지 않으면 앞의 것에 더해진다.
# - 가중치를 손으로 정하지 않아도 경사 하강법이 OR을 나누는 결정 직선을 찾는다.
#: endblock

#: block questions
# **1.** `cost.backward()`를 지우고 실행하면 어떻게 될까? 오류가 날까?
#
# <details><summary>답</summary>
#
# 오류는 나지 않는다. 그레디언트가 없는 가중치를 `step`이 건너뛰므로 $\mathbf{w}$와 $b$가 그대로이고 손실도 처음 값에 머문다. 오류가 없다고 학습이 된 것은 아니다.
#
# </details>
#
# **2.** `optimizer.zero_grad()`를 지우면 이 문제의 손실은 오히려 더 작아진다. 그러면 지워도 될까?
#
# <details><summary>답</summary>
#
# 안 된다. 지금까지 구한 그레디언트가 모두 더해져, 옮기려는 곳을 지나서도 계속 밀고 간다. OR처럼 쉬운 문제는 그래도 풀리지만 프로그램 5-7에서는 학습이 망가진다.
#
# </details>
#
# **3.** `y`를 `torch.tensor([-1, 1, 1, 1])`로 쓰면 왜 잘못될까? `(y - pred).shape`를 짐작해 보자.
#
# <details><summary>답</summary>
#
# `y`의 모양이 `[4]`, `pred`의 모양이 `[4, 1]`이어서 차이는 `[4, 4]`가 된다. 모든 정답과 모든 예측을 짝지은 것이다. 오류 없이 학습되지만 예측이 모두 1이 된다.
#
# </details>
#
# **4.** `y`를 XOR의 정답 `[[-1], [1], [1], [-1]]`로 바꾸어 보자. 손실은 어디까지 줄까?
#
# <details><summary>답</summary>
#
# 1에서 더 줄지 않는다. 직선 하나로는 XOR을 나눌 수 없어서, 모든 출력을 0에 가깝게 하는 것이 가장 낫다. 이때 오차의 제곱은 샘플마다 1이다.
#
# </details>
#: endblock

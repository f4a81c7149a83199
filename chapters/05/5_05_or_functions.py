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
    x = torch.tanh(x)  #? 부호 함수와 모양이 비슷하면서 매끄러운 함수다. || 출력은 $-1$과 $1$ 사이다. `torch`에 그 이름 그대로 있다.  #> 활성화 함수
    return w, b, x  #> 여기까지가 **전방 계산**이다. `w`와 `b`는 받은 그대로 돌려준다


def loss_mse(pred, y):
    loss = torch.mean((y - pred) ** 2)  #? 위의 식 $J$를 그대로 옮긴다. || 차이, 제곱, 평균의 차례로 쓴다. 평균은 `torch.mean`이 구한다.  #> 평균제곱오차
    return loss

# %% id="check-functions" role="self-check"
#! 1: torch.sigmoid(x) -> 가중합이 -2일 때 출력이 0.1192입니다. 출력은 -1까지 내려갈 수 있어야 합니다. 정답에 -1이 있기 때문입니다.
#! 1: torch.relu(x) -> 가중합이 -2일 때 출력이 0.0000입니다. 출력은 -1까지 내려갈 수 있어야 합니다. 정답에 -1이 있기 때문입니다.
#! 1: torch.sign(x) -> 출력을 미분할 수 없거나 미분이 모두 0입니다. 그러면 그레디언트가 0이어서 배울 수 없습니다. 매끄러운 함수를 쓰세요.
#! 1: x -> 가중합이 2일 때 출력이 2.0000입니다. 활성화 함수를 빠뜨리지 않았나요? 출력이 -1과 1 사이여야 합니다.
#! 2: torch.mean(y - pred) -> 차이가 1과 -1인 두 샘플의 손실이 0.0000입니다. 차이의 부호가 서로 지워졌습니다. 제곱했나요?
#! 2: torch.sum((y - pred) ** 2) -> 차이가 모두 2인 샘플 4개의 손실이 16.0000입니다. 샘플마다 4이므로 평균도 4여야 합니다. 더하기만 하고 나누지 않았나요?
#! 2: torch.mean(torch.abs(y - pred)) -> 차이가 모두 2인 샘플 4개의 손실이 2.0000입니다. 식에서는 차이를 제곱합니다.
#! 2: torch.sqrt(torch.mean((y - pred) ** 2)) -> 차이가 모두 2인 샘플 4개의 손실이 2.0000입니다. 식에서는 차이를 제곱합니다.
#! 2: (y - pred) ** 2 -> 손실의 모양이 (2, 1)입니다. 손실은 수 하나여야 합니다.
@self_check(1, "가중합을 -1과 1 사이로 매끄럽게 옮깁니다. 그래서 미분할 수 있고 배울 수 있습니다.")
def blank_1():
    sums = torch.tensor([[-2.0], [0.0], [2.0]], requires_grad=True)
    out = forward(torch.tensor([[1.0]]), torch.zeros(1), sums)[2]
    gradient = torch.autograd.grad(out.sum(), sums)[0] if out.requires_grad else torch.zeros(3)
    if not gradient.any():
        return "출력을 미분할 수 없거나 미분이 모두 0입니다. 그러면 그레디언트가 0이어서 배울 수 없습니다. 매끄러운 함수를 쓰세요."
    low, _, high = out.flatten().tolist()
    if low > -0.5:
        return f"가중합이 -2일 때 출력이 {low:.4f}입니다. 출력은 -1까지 내려갈 수 있어야 합니다. 정답에 -1이 있기 때문입니다."
    if high > 1:
        return f"가중합이 2일 때 출력이 {high:.4f}입니다. 활성화 함수를 빠뜨리지 않았나요? 출력이 -1과 1 사이여야 합니다."
    if not torch.allclose(gradient, 1 - out.detach() ** 2, atol=1e-5):
        return f"가중합이 2일 때 출력이 {high:.4f}입니다. 이 절에서 소개한 활성화 함수가 아닙니다."


@self_check(2, "차이를 제곱해 평균했습니다.")
def blank_2():
    two = loss_mse(torch.tensor([[0.0], [0.0]]), torch.tensor([[1.0], [-1.0]]))
    if tuple(two.shape):
        return f"손실의 모양이 {tuple(two.shape)}입니다. 손실은 수 하나여야 합니다."
    if abs(two) < 1e-6:
        return f"차이가 1과 -1인 두 샘플의 손실이 {two:.4f}입니다. 차이의 부호가 서로 지워졌습니다. 제곱했나요?"
    four = loss_mse(torch.zeros(4, 1), torch.full((4, 1), 2.0))
    if abs(four - 16) < 1e-5:
        return f"차이가 모두 2인 샘플 4개의 손실이 {four:.4f}입니다. 샘플마다 4이므로 평균도 4여야 합니다. 더하기만 하고 나누지 않았나요?"
    if abs(four - 4) > 1e-5:
        return f"차이가 모두 2인 샘플 4개의 손실이 {four:.4f}입니다. 식에서는 차이를 제곱합니다."

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

    optimizer.zero_grad()  #? 구한 그레디언트는 앞의 것에 더해진다. 그래서 새로 구하기 전에 할 일이 있다. || 옵티마이저의 메서드다. 이름에 zero가 들어간다.  #> 앞에서 구한 그레디언트를 0으로 되돌린다
    cost.backward()  #? 손실에서 거꾸로 거슬러 올라가며 그레디언트를 구한다. || 손실 텐서의 메서드다.  #> 역전파로 $\partial J/\partial\mathbf{w}$와 $\partial J/\partial b$를 구한다
    optimizer.step()  #> 그레디언트로 $\mathbf{w}$와 $b$를 갱신한다

    if i == 1 or i % 100 == 0:
        print(f"반복 {i:4d}: 손실 {cost.item():.4f}")

# %% id="check-train" role="self-check"
#! 3: pass -> 마지막 그레디언트가 그 손실의 그레디언트와 다릅니다. 반복마다 더해져 쌓였습니다. 역전파 앞에서 무엇을 해야 할까요?
#! 3: w.grad = None -> 마지막 그레디언트가 그 손실의 그레디언트와 다릅니다. 반복마다 더해져 쌓였습니다. 역전파 앞에서 무엇을 해야 할까요?
#! 3: optimizer.step() -> 마지막 그레디언트가 그 손실의 그레디언트와 다릅니다. 반복마다 더해져 쌓였습니다. 역전파 앞에서 무엇을 해야 할까요?
#! 4: pass -> 그레디언트를 구한 적이 없습니다. 그래서 가중치가 처음 그대로입니다.
#! 4: cost.detach() -> 그레디언트를 구한 적이 없습니다. 그래서 가중치가 처음 그대로입니다.
#! 4: pred.backward() -> !RuntimeError
#! 4: pred.sum().backward() -> 마지막 그레디언트가 손실의 것이 아닙니다. 무엇을 미분해야 할까요?
def _gradients():
    """What the last step should have left in w.grad and b.grad, of both the loss and the outputs."""
    before = [(each.detach() + lr * each.grad).requires_grad_() for each in (w, b)]
    out = forward(*before, x)[2]
    return torch.autograd.grad(loss_mse(out, y), before, retain_graph=True), torch.autograd.grad(out.sum(), before)


def _near(expected):
    return all(torch.allclose(each.grad, mine, atol=1e-5) for each, mine in zip((w, b), expected))


@self_check(3, "역전파 앞에서 지우므로 마지막 그레디언트는 마지막 손실의 것입니다.")
def blank_3():
    if w.grad is None:
        return "그레디언트가 없습니다. 빈칸 4를 보세요."
    if not any(map(_near, _gradients())):
        return "마지막 그레디언트가 그 손실의 그레디언트와 다릅니다. 반복마다 더해져 쌓였습니다. 역전파 앞에서 무엇을 해야 할까요?"


@self_check(4, "손실에서 거슬러 올라가 그레디언트를 구했습니다.")
def blank_4():
    if w.grad is None:
        return "그레디언트를 구한 적이 없습니다. 그래서 가중치가 처음 그대로입니다."
    loss, outputs = _gradients()
    if _near(outputs) and not _near(loss):
        return "마지막 그레디언트가 손실의 것이 아닙니다. 무엇을 미분해야 할까요?"

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
# **1.** 역전파를 하는 줄을 지우고 실행하면 어떻게 될까? 오류가 날까?
#
# <details><summary>답</summary>
#
# 오류는 나지 않는다. 그레디언트가 없는 가중치를 `step`이 건너뛰므로 $\mathbf{w}$와 $b$가 그대로이고 손실도 처음 값에 머문다. 오류가 없다고 학습이 된 것은 아니다.
#
# </details>
#
# **2.** 그레디언트를 지우는 줄을 없애면 이 문제의 손실은 오히려 더 작아진다. 그러면 지워도 될까?
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

#: extends "program.py"
#: block goals
# - 가중치를 직접 정한 퍼셉트론으로 OR 문제를 푼다.
# - 퍼셉트론의 식을 텐서 연산으로 옮긴다.
# - 퍼셉트론의 결정 직선을 그리고, 바이어스(편향)만 바꾸어 AND 문제를 푼다.
#: endblock

#: block lesson
# %% [markdown] id="why-pytorch"
# ## 왜 파이토치인가 (5.3.1절)
#
# 4장에서 쓴 sklearn은 준비된 모델을 불러 쓰는 라이브러리라서 표현력에 한계가 있다. 딥러닝 모델은 컨볼루션 신경망, 순환 신경망, 강화 학습처럼 구조가 다양하다. 파이토치와 텐서플로는 이런 모델을 위해 처음부터 새로 설계되었으며, 명령어로 층을 쌓아 모델을 만든다. 딥러닝 프로그램에는 되풀이되는 틀이 있으므로, 좋은 예제를 잘 보아 두면 금방 익숙해진다. 가장 작은 모델인 퍼셉트론부터 시작한다.

# %% id="layers"
import torch

print(torch.nn.Linear(4, 2))  #> 지금까지와 같은 완전 연결 층
print(torch.nn.Conv2d(1, 2, kernel_size=3))  #> 컨볼루션 신경망의 층
print(torch.nn.RNN(4, 2))  #> 순환 신경망의 층
print(torch.nn.Sequential(torch.nn.Linear(4, 2), torch.nn.Tanh(), torch.nn.Linear(2, 1)))  #> 층을 차례로 쌓아 모델을 만든다

# %% [markdown] id="program-note"
# ## 학습을 마친 퍼셉트론의 동작 (5.3.2절)
#
# 퍼셉트론은 입력의 가중합에 바이어스를 더한 뒤 부호를 취한다.
#
# $$o = \operatorname{sign}(\mathbf{x}\mathbf{w} + b)$$
#
# $w_1 = w_2 = 1$, $b = -0.5$이면 두 입력이 모두 0일 때만 합이 음수이므로 OR 연산이 된다. 부류는 $-1$과 $1$로 나타낸다.

# %% id="data"
import torch

x = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])  #> 샘플 4개를 행으로 쌓은 $4\times 2$ 텐서
y = torch.tensor([[-1], [1], [1], [1]])  #> OR의 정답. 각 행이 샘플 하나다

# %% id="weights"
w = torch.tensor([[1.0], [1.0]], requires_grad=True)  #? 값은 위에서 정했다. 입력이 두 개이므로 행이 두 개인 텐서다. || 바로 아래에서 바이어스를 만드는 것처럼 쓴다. 행마다 대괄호로 묶고, 그레디언트도 추적하게 한다.  #> 그레디언트를 추적하는 가중치
b = torch.tensor([-0.5], requires_grad=True)  #> 그레디언트를 추적하는 바이어스

# %% id="check-weights" role="self-check"
#! 1: torch.tensor([1.0, 1.0], requires_grad=True) -> w의 모양이 (2,)입니다. 모양이 (4, 2)인 x와 곱해 (4, 1)을 얻으려면 (2, 1)이어야 합니다.
#! 1: torch.tensor([[1.0, 1.0]], requires_grad=True) -> w의 모양이 (1, 2)입니다. 모양이 (4, 2)인 x와 곱해 (4, 1)을 얻으려면 (2, 1)이어야 합니다.
#! 1: torch.tensor([[0.5], [0.5]], requires_grad=True) -> 가중치가 [0.5, 0.5]입니다. 위에서 정한 값을 다시 보세요.
#! 1: torch.tensor([[1.0], [1.0]]) -> w가 그레디언트를 추적하지 않습니다. b를 만드는 줄과 비교해 보세요.
#! 1: torch.tensor([1.0, 1.0], requires_grad=True).view(2, 1) -> w가 다른 텐서에서 계산한 텐서입니다. 그러면 그레디언트가 w가 아니라 처음 만든 텐서에 쌓입니다.
#! 1: torch.tensor([[1.0], [1.0]], dtype=torch.float64, requires_grad=True) -> w의 자료형이 torch.float64입니다. x와 곱하려면 x와 자료형이 같아야 합니다.
#! 1: torch.tensor([[1], [1]], requires_grad=True) -> !RuntimeError
@self_check(1, "입력마다 가중치가 하나씩 있고 그레디언트를 추적합니다.")
def blank_1():
    if not torch.is_tensor(w):
        return f"w의 자료형이 {type(w).__name__}입니다. 텐서여야 합니다."
    if tuple(w.shape) != (2, 1):
        return f"w의 모양이 {tuple(w.shape)}입니다. 모양이 (4, 2)인 x와 곱해 (4, 1)을 얻으려면 (2, 1)이어야 합니다."
    if w.flatten().tolist() != [1, 1]:
        return f"가중치가 {[round(each, 4) for each in w.flatten().tolist()]}입니다. 위에서 정한 값을 다시 보세요."
    if not w.requires_grad:
        return "w가 그레디언트를 추적하지 않습니다. b를 만드는 줄과 비교해 보세요."
    if not w.is_leaf:
        return "w가 다른 텐서에서 계산한 텐서입니다. 그러면 그레디언트가 w가 아니라 처음 만든 텐서에 쌓입니다."
    if w.dtype != x.dtype:
        return f"w의 자료형이 {w.dtype}입니다. x와 곱하려면 x와 자료형이 같아야 합니다."

# %% id="predict"
pred = torch.sign(x.matmul(w) + b)  #? 위의 식 $o$를 그대로 옮긴다. 곱셈은 행렬의 곱이다. || 행렬 곱은 `matmul`, 부호는 `torch.sign`으로 구한다. 바이어스를 더한 다음에 부호를 취한다.  #> 네 샘플의 가중합을 한꺼번에 구해 부호만 남긴다

print("OR 문제의 정답:\n", y)
print("OR 문제의 예측:\n", pred)

# %% id="check-predict" role="self-check"
#! 2: torch.sign(x.sum(dim=1) + b) -> pred의 모양이 (4,)입니다. 정답 y처럼 샘플마다 한 행이어야 합니다. 행렬의 곱을 썼나요?
#! 2: x.matmul(w) + b -> 첫 예측이 -0.5입니다. 예측은 -1이나 1이므로 부호만 남겨야 합니다.
#! 2: torch.sign(x.matmul(w)) -> (0, 0)의 예측이 0입니다. 가중합에 바이어스를 더했나요?
#! 2: torch.sign(x.matmul(w) - b) -> (0, 0)의 예측이 1입니다. 가중합이 양수가 되었습니다. 부호를 살펴보세요.
#! 2: y.float() -> 예측에 계산한 기록(grad_fn)이 없습니다. 정답을 그대로 쓰거나 크기를 비교해 만들면 기록이 끊깁니다. 가중합을 구해 부호를 취해야 합니다.
#! 2: torch.where(x @ w + b > 0, 1.0, -1.0) -> 예측에 계산한 기록(grad_fn)이 없습니다. 정답을 그대로 쓰거나 크기를 비교해 만들면 기록이 끊깁니다. 가중합을 구해 부호를 취해야 합니다.
#! 2: torch.sign(x.sum(dim=1, keepdim=True) + b) -> 예측을 구할 때 w를 쓰지 않았습니다. 값이 같아도 w를 바꾸면 예측도 바뀌어야 합니다.
#! 2: torch.sign(x.matmul(w) - 0.5) -> 예측을 구할 때 b를 쓰지 않았습니다. 값이 같아도 b를 바꾸면 예측도 바뀌어야 합니다.
#! 2: torch.sign(x * w + b) -> !RuntimeError
@self_check(2, "네 샘플의 가중합을 한꺼번에 구해 부호만 남겼습니다.")
def blank_2():
    if tuple(pred.shape) != (4, 1):
        return f"pred의 모양이 {tuple(pred.shape)}입니다. 정답 y처럼 샘플마다 한 행이어야 합니다. 행렬의 곱을 썼나요?"
    values = pred.flatten().tolist()
    if any(value not in (-1, 0, 1) for value in values):
        return f"첫 예측이 {values[0]:.1f}입니다. 예측은 -1이나 1이므로 부호만 남겨야 합니다."
    if values[0] == 0:
        return "(0, 0)의 예측이 0입니다. 가중합에 바이어스를 더했나요?"
    if values[0] == 1:
        return "(0, 0)의 예측이 1입니다. 가중합이 양수가 되었습니다. 부호를 살펴보세요."
    if values[1:] != [1, 1, 1]:
        return f"예측이 {values}입니다. OR의 정답과 비교해 보세요."
    if pred.grad_fn is None:
        return "예측에 계산한 기록(grad_fn)이 없습니다. 정답을 그대로 쓰거나 크기를 비교해 만들면 기록이 끊깁니다. 가중합을 구해 부호를 취해야 합니다."
    for name, each in (("w", w), ("b", b)):  # without touching what `grad` holds
        if each.requires_grad and torch.autograd.grad(pred.sum(), each, retain_graph=True, allow_unused=True)[0] is None:
            return f"예측을 구할 때 {name}를 쓰지 않았습니다. 값이 같아도 {name}를 바꾸면 예측도 바뀌어야 합니다."

# %% [markdown] id="observe"
# 예측이 정답과 같다. 출력의 `grad_fn=<SignBackward0>`은 이 텐서가 어떤 연산으로 만들어졌는지를 파이토치가 기억한다는 뜻이다. 이 기록을 거꾸로 따라가면 그레디언트를 구할 수 있다.
#
# ## 결정 직선
#
# 합 $w_1x_1+w_2x_2+b$가 0인 점을 이으면 직선이 된다. 이 **결정 직선**의 한쪽에서는 출력이 1이고 다른 쪽에서는 $-1$이다.

# %% id="line"
import matplotlib.pyplot as plt

w1, w2 = w.detach().flatten()  #> 그림에는 값만 필요하므로 그레디언트의 기록에서 떼어 낸다
bias = b.detach()
x1 = torch.tensor([-0.5, 2.0])

plt.figure(figsize=(4.5, 4))
for value, marker, color in [(-1, "o", "tab:orange"), (1, "s", "tab:blue")]:
    points = x[y.flatten() == value]  #> 정답이 `value`인 샘플
    plt.scatter(points[:, 0], points[:, 1], s=80, marker=marker, color=color, zorder=3, label=f"y = {value}")
plt.plot(x1, -(w1 * x1 + bias) / w2, "k--", label="Decision line")  #> $w_1x_1+w_2x_2+b=0$을 $x_2$에 대해 푼 식
plt.axis([-0.5, 2.0, -0.5, 2.0])
plt.xticks([0, 1])
plt.yticks([0, 1])
plt.title("OR with Given Weights")
plt.xlabel("$x_1$")
plt.ylabel("$x_2$")
plt.legend(loc="upper right")
plt.grid()
plt.show()

# %% [markdown] id="and-note"
# ## 바이어스만 바꾸어 AND로
#
# AND는 두 입력이 모두 1일 때만 1이고 나머지는 $-1$이다. 가중치를 그대로 두고 바이어스만 바꾸어 보자. 결정 직선의 방향은 그대로이고 위치만 옮겨진다.

# %% id="and"
b_and = -1.5  #? 입력이 하나만 1이면 가중합이 음수, 둘 다 1이면 양수가 되게 한다. || 가중치가 모두 1이므로 바이어스를 더하기 전의 합은 0, 1, 1, 2다. 1에 더하면 음수, 2에 더하면 양수인 수를 고른다.
and_sums = [(w1 * x1 + w2 * x2 + b_and).item() for x1, x2 in x.tolist()]  #> 샘플마다 가중합을 구한다
print("AND 문제의 가중합:", and_sums)
print("AND 문제의 예측:", [1 if each > 0 else -1 for each in and_sums])

# %% id="check-and" role="self-check"
#! 3: -0.5 -> (0, 1)의 가중합이 0.5입니다. AND에서는 두 입력이 모두 1일 때만 양수여야 합니다.
#! 3: 1.5 -> (0, 1)의 가중합이 2.5입니다. AND에서는 두 입력이 모두 1일 때만 양수여야 합니다.
#! 3: -1.0 -> (0, 1)의 가중합이 0.0입니다. 결정 직선 위의 점이어서 어느 부류도 아닙니다.
#! 3: -2.0 -> (1, 1)의 가중합이 0.0입니다. 결정 직선 위의 점이어서 어느 부류도 아닙니다.
#! 3: -3.0 -> (1, 1)의 가중합이 -1.0입니다. 두 입력이 모두 1이면 양수여야 합니다.
@self_check(3, "두 입력이 모두 1일 때만 가중합이 양수입니다.")
def blank_3():
    for name, total in zip(("(0, 1)", "(1, 0)", "(1, 1)"), and_sums[1:]):
        if total == 0:
            return f"{name}의 가중합이 {total:.1f}입니다. 결정 직선 위의 점이어서 어느 부류도 아닙니다."
        if total > 0 and name != "(1, 1)":
            return f"{name}의 가중합이 {total:.1f}입니다. AND에서는 두 입력이 모두 1일 때만 양수여야 합니다."
    if and_sums[3] < 0:
        return f"(1, 1)의 가중합이 {and_sums[3]:.1f}입니다. 두 입력이 모두 1이면 양수여야 합니다."

# %% [markdown] id="gradient-note"
# ## 부호 함수로는 배울 수 없다
#
# 가중치를 손으로 정하지 않고 학습하려면 그레디언트가 있어야 한다. 그런데 부호 함수는 계단 모양이라 미분이 0이다. 예측에서 역전파해 보자.

# %% id="gradient"
pred.sum().backward(retain_graph=True)  #> 예측의 합을 $\mathbf{w}$와 $b$로 미분한다. 셀을 다시 실행해도 되도록 계산한 기록을 남긴다
print("w의 그레디언트:", w.grad.flatten().tolist())
print("b의 그레디언트:", b.grad.tolist())

# %% [markdown] id="gradient-observe"
# 모두 0이다. 가중치를 어느 쪽으로 옮겨야 할지 알 수 없다. 그래서 다음 프로그램은 부호 함수를 모양이 비슷하고 매끄러운 $\tanh$로 바꾸어 학습한다.
#: endblock

#: block results
# %% id="results" role="machinery"
results = {
    "pred": pred.flatten().tolist(),
    "sums": torch.nn.functional.linear(x, w.T, b).flatten().tolist(),
    "requires_grad": [w.requires_grad, b.requires_grad],
    "gradients": [*w.grad.flatten().tolist(), *b.grad.tolist()],
    "line": (-(w.detach()[0] * torch.tensor([-0.5, 2.0]) + b.detach()) / w.detach()[1]).tolist(),
}
#: endblock

#: block summary
# - 퍼셉트론은 $\operatorname{sign}(\mathbf{x}\mathbf{w}+b)$이며, 행렬 곱 한 번으로 샘플 네 개를 함께 계산한다.
# - 퍼셉트론은 결정 직선으로 평면을 둘로 나눈다. 가중치는 직선의 방향을, 바이어스는 위치를 정한다.
# - 부호 함수의 그레디언트는 0이어서 경사 하강법으로 학습할 수 없다.
#: endblock

#: block questions
# **1.** 프로그램의 `b`를 $-1$로 하면 $(0,1)$의 예측은 얼마일까?
#
# <details><summary>답</summary>
#
# 0이다. 합이 0이어서 점이 결정 직선 위에 놓인다. `torch.sign(0)`은 0이므로 어느 부류도 아니다.
#
# </details>
#
# **2.** 두 입력이 서로 다를 때만 1인 XOR은 어떤 `w`와 `b`로도 만들 수 없다. 왜 그럴까?
#
# <details><summary>답</summary>
#
# $(0,1)$과 $(1,0)$에서 양수여야 하므로 두 합을 더하면 $w_1+w_2+2b>0$이다. $(0,0)$과 $(1,1)$에서 음수여야 하므로 두 합을 더하면 $w_1+w_2+2b<0$이다. 둘이 함께 참일 수 없다. 직선 하나로는 나눌 수 없으므로 은닉층이 있어야 한다.
#
# </details>
#
# **3.** AND가 되는 바이어스는 어떤 범위에 있을까?
#
# <details><summary>답</summary>
#
# $-2$보다 크고 $-1$보다 작다. 입력이 $(0,1)$이나 $(1,0)$이면 합이 $1+b$이고 이것은 음수여야 한다. $(1,1)$이면 $2+b$이고 이것만 양수여야 한다. 이때 결정 직선이 $(1,1)$과 나머지 세 점 사이를 지난다.
#
# </details>
#: endblock

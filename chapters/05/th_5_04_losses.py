#: extends "program.py"
#: block goals
# - 평균제곱오차에서 오차가 더 큰데도 그레디언트가 더 작은 곳을 찾아, 그곳에서 학습이 얼마나 느려지는지 잰다.
# - 엔트로피와 교차 엔트로피가 확률 분포에 따라 어떻게 달라지는지 곡선으로 본다.
# - 교차 엔트로피가 불공정함을 없애는 조건과, $\tanh$ 출력에 쓸 때의 한계를 계산한다.
#: endblock

#: block lesson
# %% [markdown] id="mse"
# ## 평균제곱오차 (5.7.1절)
#
# 통계학에서 오래전부터 쓰던 손실을 신경망이 빌려 쓴 것이다. 정답이 $\mathbf{y}$이고 출력이 $\mathbf{o}$인 샘플 하나의 오차는
#
# $$e = \|\mathbf{y}-\mathbf{o}\|^2 \tag{5.8}$$
#
# 이고, 미니배치 $M$의 손실은 이 오차의 평균이다.
#
# $$\begin{aligned} J(\mathbf{U}^1,\ldots,\mathbf{U}^L) &= \frac{1}{|M|}\sum_{\mathbf{x}\in M}\|\mathbf{y}-\mathbf{o}\|^2 \\ &= \frac{1}{|M|}\sum_{\mathbf{x}\in M}\left\|\mathbf{y}-\tau_L\left(\cdots\tau_2\left(\mathbf{U}^2\tau_1\left(\mathbf{U}^1\mathbf{x}^T\right)\right)\right)\right\|^2 \end{aligned} \tag{5.6}$$
#
# 통계학에서 이 손실을 쓰는 이유 하나는, 수 여러 개를 수 하나로 나타낼 때 평균제곱오차가 가장 작은 수가 **평균**이라는 것이다.

# %% id="parameters" tags=["parameters"]
start = {{program.params.start | literal}}
lr = {{program.params.lr | literal}}

# %% id="batch"
import torch

torch.set_default_dtype(torch.float64)  #> 손으로 계산한 값과 비교하려고 자릿수가 많은 실수를 쓴다

numbers = torch.tensor([1.0, 2.0, 6.0])
candidates = torch.linspace(0, 8, 81)  #> 수 셋을 대신할 수의 후보
best = candidates[((numbers - candidates[:, None]) ** 2).mean(dim=1).argmin()].item()
print(f"1, 2, 6과의 평균제곱오차가 가장 작은 수: {best:.1f}, 평균: {numbers.mean():.1f}")

y = torch.eye(3)  #> 부류가 셋인 샘플 셋. 행마다 원핫 벡터다
o = torch.tensor([[0.8, 0.1, -0.1], [0.2, 0.5, 0.1], [0.6, 0.2, -0.4]])
e = ((y - o) ** 2).sum(dim=1)  #> 식 (5.8)을 샘플마다 계산한다
J = e.mean().item()  #> 식 (5.6)
print("샘플의 오차:", "  ".join(f"{each:.2f}" for each in e.tolist()))
print(f"미니배치의 손실 J: {J:.4f}")
print(f"torch.nn.MSELoss:  {torch.nn.MSELoss()(o, y):.4f}")  #> 출력 노드의 수 3으로도 나눈다

# %% [markdown] id="unfair-note"
# ### 불공정함
#
# 활성화 함수가 $\tanh$인 출력 노드 하나를 보자. 가중합이 $s$이고 정답이 $y=1$이면 $o=\tanh(s)$이고, 오차와 그레디언트는 다음과 같다.
#
# $$e = (1-o)^2, \qquad \frac{de}{ds} = -2(1-o)(1-o^2)$$
#
# $s=0$일 때와, 정답에서 훨씬 먼 $s=-2.65$일 때를 비교한다.

# %% id="unfair"
def squared_error(s):
    return (1 - torch.tanh(s)) ** 2  #? 위의 식 $e$를 그대로 옮긴다. 출력 $o$는 가중합 $s$가 활성화 함수를 거친 것이다. || 정답 1에서 출력을 빼고 제곱한다. 출력은 `torch`의 쌍곡탄젠트 함수가 구한다.  #> 정답이 1이다


def gradient(error, s):
    s = torch.as_tensor(s).clone().requires_grad_()
    return torch.autograd.grad(error(s).sum(), s)[0]  #> 점마다 오차의 미분을 구한다


for s in (-2.65, 0.0):
    e = squared_error(torch.tensor(s)).item()
    print(f"s = {s:5.2f}: 오차 {e:.2f}, 그레디언트의 크기 {abs(gradient(squared_error, s)):.3f}")

# %% id="check-unfair" role="self-check"
#! 1: 1 - torch.tanh(s) -> 출력이 정답과 2만큼 다를 때 오차가 2.00입니다. 제곱오차는 4여야 합니다.
#! 1: (1 + torch.tanh(s)) ** 2 -> 출력이 정답과 같은데 오차가 4.00입니다. 정답과 출력의 차를 제곱하세요.
#! 1: (1 - s) ** 2 -> 가중합이 100일 때 오차가 9801.00입니다. 가중합이 활성화 함수를 거쳐야 출력이 됩니다.
#! 1: ((1 - torch.tanh(s)) ** 2).mean() -> 가중합이 셋인데 오차가 하나입니다. 평균하지 말고 가중합마다 하나씩 구하세요.
#! 1: 1 - torch.tanh(s) ** 2 -> 출력이 정답과 2만큼 다를 때 오차가 0.00입니다. 활성화 함수의 미분을 쓰지 않았나요? 여기서는 오차를 씁니다.
@self_check(1, "정답과 출력의 차를 제곱했습니다.")
def blank_1():
    found = squared_error(torch.tensor([0.0, 100.0, -100.0]))
    if found.numel() == 1:
        return "가중합이 셋인데 오차가 하나입니다. 평균하지 말고 가중합마다 하나씩 구하세요."
    middle, right, wrong = found.tolist()
    if right > 100:
        return f"가중합이 100일 때 오차가 {right:.2f}입니다. 가중합이 활성화 함수를 거쳐야 출력이 됩니다."
    if abs(right) > 1e-9:
        return f"출력이 정답과 같은데 오차가 {right:.2f}입니다. 정답과 출력의 차를 제곱하세요."
    if abs(wrong) < 1e-9:
        return f"출력이 정답과 2만큼 다를 때 오차가 {wrong:.2f}입니다. 활성화 함수의 미분을 쓰지 않았나요? 여기서는 오차를 씁니다."
    if abs(wrong - 4) > 1e-9:
        return f"출력이 정답과 2만큼 다를 때 오차가 {wrong:.2f}입니다. 제곱오차는 4여야 합니다."
    if abs(middle - 1) > 1e-9:
        return f"가중합이 0일 때 오차가 {middle:.2f}입니다. 출력이 0이므로 1이어야 합니다."

# %% [markdown] id="unfair-observe"
# 오차는 네 배나 큰데 그레디언트는 25분의 1밖에 안 된다. 시험을 더 못 본 학생이 더 높은 점수를 받는 셈이어서 학습할 의욕이 나지 않는다. $o$가 $-1$에 가까우면 $\tanh$가 포화해 $1-o^2$이 0에 가깝기 때문이다. 이런 곳에서 시작하면 학습이 느려지거나 아예 되지 않을 수 있다.
#
# ## 엔트로피 (5.7.2절)
#
# 교차 엔트로피가 이 문제를 푼다. 먼저 엔트로피를 알아야 한다. **엔트로피**는 확률 분포의 무작위성, 곧 불확실성을 잰다. 섀넌의 정보 이론에서 온 개념이다. 로그는 자연로그다.
#
# $$H(x) = -\sum_{i=1}^{k} P(e_i)\log P(e_i) \tag{5.9}$$
#
# **교차 엔트로피**는 분포 $P$를 다른 분포 $Q$로 예측할 때 얼마나 어긋나는지를 잰다. 신경망에서는 $P$가 정답이고 $Q$가 예측이다.
#
# $$H(P, Q) = -\sum_{i=1}^{k} P(e_i)\log Q(e_i) \tag{5.10}$$
#
# 1의 눈이 나올 확률이 $p$이고 나머지 다섯 눈이 $(1-p)/5$씩 나오는 주사위를 생각하자. $p$를 바꾸며 이 주사위의 엔트로피와, 공정한 주사위를 이 주사위로 예측할 때의 교차 엔트로피를 구한다.

# %% id="dice"
import matplotlib.pyplot as plt


def die(p):
    p = torch.as_tensor(p)[..., None]  #> 주사위마다 한 행
    return torch.cat([p, ((1 - p) / 5).expand(*p.shape[:-1], 5)], dim=-1)


def cross_entropy(P, Q):
    return -(P * torch.log(Q)).sum(dim=-1)  #? 식 (5.10)을 그대로 옮긴다. 로그를 취하는 것은 예측 쪽이다. || 로그는 `torch.log`, 합은 `sum`이다. 주사위가 여럿일 수 있으므로 마지막 축을 따라서만 더한다.  #> 식 (5.10). 눈 여섯에 대해 더한다


fair = die(1 / 6)
names = {1 / 6: "공정한 주사위  ", 0.5: "찌그러진 주사위", 0.9: "더 찌그러진 것 "}
entropies, from_fair = [], []
for p, name in names.items():
    Q = die(p)
    entropies.append(cross_entropy(Q, Q).item())  #> 두 분포가 같으면 식 (5.9)와 같다
    from_fair.append(cross_entropy(fair, Q).item())
    print(f"{name}  p = {p:.3f}: 엔트로피 {entropies[-1]:.4f}, 공정한 주사위와의 교차 엔트로피 {from_fair[-1]:.4f}")

p = torch.linspace(0.01, 0.99, 99)
entropy_curve, cross_curve = cross_entropy(die(p), die(p)), cross_entropy(fair, die(p))
plt.figure(figsize=(6.4, 4))
plt.plot(p, cross_curve, "--", color="tab:orange", label="Cross entropy H(fair, Q)")
plt.plot(p, entropy_curve, "-", color="tab:blue", label="Entropy H(Q)")
plt.plot(1 / 6, entropies[0], "o", color="black", label="Q is fair (p = 1/6)")
plt.title("Die Q with Q(1) = p")
plt.xlabel("p")
plt.ylabel("H")
plt.legend(loc="upper left")
plt.grid()
plt.show()

# %% id="check-dice" role="self-check"
#! 2: (P * torch.log(Q)).sum(dim=-1) -> 교차 엔트로피가 -0.8352입니다. 확률의 로그는 음수입니다. 식의 맨 앞을 보세요.
#! 2: -(Q * torch.log(P)).sum(dim=-1) -> 두 분포의 자리를 바꾸었습니다. 로그를 취하는 것은 정답 P가 아니라 예측 Q입니다.
#! 2: -(P * torch.log2(Q)).sum(dim=-1) -> 밑이 2인 로그를 썼습니다. 이 절의 로그는 자연로그입니다.
#! 2: -(P * torch.log(Q)).mean(dim=-1) -> 더하지 않고 평균했습니다. 값이 사건의 수만큼 작아집니다.
#! 2: -(P * torch.log(P)).sum(dim=-1) -> !ValueError
#! 2: -(P * torch.log(Q)).sum() -> !ValueError
@self_check(2, "정답의 확률로 무게를 주어 예측의 로그를 더했습니다.")
def blank_2():
    P, Q = torch.tensor([0.2, 0.8]), torch.tensor([0.6, 0.4])
    h, right, swapped = cross_entropy(P, Q), 0.8351977102525222, 1.054920167986144  # by hand
    if tuple(cross_entropy(torch.stack([P, P]), torch.stack([Q, P])).shape) != (2,):
        return "주사위가 둘인데 값이 둘이 아닙니다. 마지막 축을 따라서만 더하세요."
    if h < 0:
        return f"교차 엔트로피가 {h:.4f}입니다. 확률의 로그는 음수입니다. 식의 맨 앞을 보세요."
    if torch.isclose(h, cross_entropy(P, torch.tensor([0.9, 0.1]))):
        return "예측 Q를 바꾸어도 값이 같습니다. 그것은 P의 엔트로피입니다."
    if abs(h - swapped) < 1e-9:
        return "두 분포의 자리를 바꾸었습니다. 로그를 취하는 것은 정답 P가 아니라 예측 Q입니다."
    if abs(h * torch.log(torch.tensor(2.0)) - right) < 1e-9:
        return "밑이 2인 로그를 썼습니다. 이 절의 로그는 자연로그입니다."
    if abs(h - right / 2) < 1e-9:
        return "더하지 않고 평균했습니다. 값이 사건의 수만큼 작아집니다."
    if abs(h - right) > 1e-9:
        return f"확률이 1/5과 4/5인 사건을 3/5과 2/5로 예측한 값이 {h:.4f}입니다. 손으로 계산하면 {right:.4f}입니다."

# %% [markdown] id="dice-observe"
# - 엔트로피는 공정한 주사위에서 가장 크고, 많이 찌그러질수록 작아진다. 예측하기 쉬워지기 때문이다.
# - 교차 엔트로피는 두 분포가 같을 때 가장 작고, 다를수록 커진다. 가장 작은 값은 0이 아니라 공정한 주사위의 엔트로피다. 그래서 두 곡선이 한 점에서 만난다.
#
# ## 교차 엔트로피 손실
#
# 정답을 원핫 벡터 $\mathbf{y}$, 신경망의 출력을 $\mathbf{o}$, 부류의 수를 $C$라 하면 손실은 다음과 같다. 원핫 벡터의 엔트로피는 0이므로 이 손실은 0까지 내려갈 수 있다.
#
# $$e = -\sum_{i=1}^{C} y_i\log o_i \tag{5.11}$$
#
# 출력이 확률이 되려면 모두 양수이고 합이 1이어야 한다. 출력층의 가중합 $\mathbf{s}$를 그런 값으로 바꾸는 함수가 **소프트맥스**이고, 바꾸기 전의 가중합을 **로짓**(logit)이라 한다.
#
# $$o_i = \frac{e^{s_i}}{\sum_{j=1}^{C} e^{s_j}}, \qquad \frac{\partial e}{\partial\mathbf{s}} = \mathbf{o}-\mathbf{y}$$
#
# 오른쪽 식이 핵심이다. 그레디언트가 출력과 정답의 차 그대로다. 자동 미분으로 확인해 보자.

# %% id="softmax"
target = torch.tensor([0.0, 0.0, 1.0])  #> 정답은 마지막 부류다
logits = torch.tensor([2.0, 1.0, -1.0], requires_grad=True)  #> 로짓. 첫 부류라고 답하므로 틀렸다
probabilities = torch.softmax(logits, dim=0)
loss = cross_entropy(target, probabilities)  #> 식 (5.11)
loss.backward()
print("출력 o:        ", "  ".join(f"{each:7.4f}" for each in probabilities.tolist()))
print("자동 미분:     ", "  ".join(f"{each:7.4f}" for each in logits.grad.tolist()))
print("o - y:         ", "  ".join(f"{each:7.4f}" for each in (probabilities - target).tolist()))
print(f"손실 {loss.item():.4f}")

# %% [markdown] id="fair-note"
# ## 불공정함이 사라진다
#
# 앞의 노드로 돌아가자. $o=\tanh(s)$는 $-1$과 1 사이이므로 $(1+o)/2$를 정답일 확률로 볼 수 있다. 이 확률의 교차 엔트로피와 그레디언트는 다음과 같다.
#
# $$e = -\log\frac{1+o}{2}, \qquad \frac{de}{ds} = -(1-o)$$
#
# $1-o^2$이 없어졌다. 두 손실의 오차와 그레디언트의 크기를 나란히 그린다.

# %% id="fair"
def log_error(s):
    return -torch.nn.functional.logsigmoid(2 * s)  #> $(1+\tanh s)/2$는 $2s$의 시그모이드와 같다


line = torch.linspace(-4, 4, 801)
errors = {"MSE": squared_error, "Cross entropy": log_error}
drawn = {"MSE": "-", "Cross entropy": "--"}
sizes = {name: gradient(error, line).abs() for name, error in errors.items()}
plt.figure(figsize=(10, 4))
for name, error in errors.items():
    plt.subplot(1, 2, 1)
    plt.plot(line, error(line), drawn[name], label=name)
    plt.subplot(1, 2, 2)
    plt.plot(line, sizes[name], drawn[name], label=name)
for number, title in enumerate(["Error", "Size of the gradient"], 1):
    plt.subplot(1, 2, number)
    plt.axvline(-2.65, color="gray", linestyle=":")
    plt.title(f"{title}, one tanh node, y = 1")
    plt.xlabel("s")
    plt.ylabel(title)
    plt.legend(loc="upper right")
    plt.grid()
plt.show()

node = {}
for name, error in errors.items():
    node[name] = [(error(torch.tensor(s)).item(), abs(gradient(error, s).item())) for s in (-2.65, 0.0)]
    (far, far_size), (near, near_size) = node[name]
    print(f"{name:13s}  s = -2.65: 오차 {far:.2f}, 그레디언트 {far_size:.3f}", end="")
    print(f"   s = 0: 오차 {near:.2f}, 그레디언트 {near_size:.3f}")
larger = (sizes["MSE"] > sizes["Cross entropy"]).int()
crossings = (line[:-1] + 0.005)[larger.diff() != 0].tolist()  #> 어느 쪽이 더 큰지가 바뀌는 곳
print("그레디언트의 곡선이 엇갈리는 s:", "  ".join(f"{each:.3f}" for each in crossings))

# %% [markdown] id="fair-observe"
# 오른쪽 그림에서 두 곡선이 두 번 엇갈린다. $2(1-o^2)=1$이 되는 $o=\pm 1/\sqrt{2}$, 곧 $s\approx\pm 0.88$에서다. 가운데에서는 평균제곱오차의 그레디언트가 더 크지만, 많이 틀린 왼쪽으로 가면 0으로 떨어진다. 교차 엔트로피의 그레디언트는 왼쪽으로 갈수록 커져 2에 가까워진다. **많이 틀릴수록 많이 배운다.**
#
# ### 학습이 얼마나 느려지는가
#
# 가중합 하나를 경사하강법으로 직접 옮겨 보자. 위의 두 미분을 그대로 코드로 쓰고, 여러 곳에서 시작해 출력이 0.9가 될 때까지 갱신한 횟수를 센다.

# %% id="steps"
import math


def slope_of_mse(o):
    return -2 * (1 - o) * (1 - o**2)  #? 평균제곱오차의 미분을 출력 $o$로 쓴다. 식은 앞의 '불공정함'에 있다. || $(1-o)^2$을 미분하면 앞에 무엇이 나오는지, $o$를 $s$로 미분하면 무엇인지 곱해 본다.


def slope_of_cross_entropy(o):
    return -(1 - o)  #> 출력과 정답의 차 $o-y$다


slopes = {"MSE": slope_of_mse, "Cross entropy": slope_of_cross_entropy}


def descend(slope, s, limit=10_000):
    outputs = [math.tanh(s)]
    while outputs[-1] < 0.9 and len(outputs) <= limit:  #> 너무 오래 걸리면 그만둔다
        s = s - lr * slope(outputs[-1])
        outputs.append(math.tanh(s))  #> 갱신할 때마다 출력을 기록한다
    return outputs


counts = {}
for begin in (0.0, -2.65, start):
    paths = {name: descend(slope, begin) for name, slope in slopes.items()}
    counts[begin] = [len(path) - 1 for path in paths.values()]
    print(f"s = {begin:5.2f}에서 시작: 평균제곱오차 {counts[begin][0]:5d}번, 교차 엔트로피 {counts[begin][1]:3d}번")

plt.figure(figsize=(6.4, 4))
for name, path in paths.items():
    plt.plot(path, drawn[name], label=name)  #> 마지막 `begin`, 곧 `start`에서 시작한 두 길이다
plt.title("Output of the node while it learns")
plt.xlabel("Update")
plt.ylabel("Output")
plt.legend(loc="center right")
plt.grid()
plt.show()

# %% id="check-steps" role="self-check"
#! 3: -2 * (1 - o) -> 출력이 -0.9일 때 미분이 -3.8000입니다. 자동 미분은 -0.7220입니다. 활성화 함수의 미분도 곱했나요?
#! 3: 2 * (1 - o) * (1 - o**2) -> 미분의 부호가 반대입니다. 가중합이 커지면 출력이 정답 1에 가까워져 오차가 줄어야 합니다.
#! 3: -(1 - o) * (1 - o**2) -> 출력이 -0.9일 때 미분이 -0.3610입니다. 자동 미분은 -0.7220입니다. 제곱을 미분하면 앞에 2가 나옵니다.
#! 3: -2 * (1 - o) * o**2 -> 출력이 0일 때 미분이 0이라고 했습니다. 쌍곡탄젠트의 미분은 출력이 0일 때 가장 큽니다.
@self_check(3, "자동 미분과 같습니다.")
def blank_3():
    def autograd(o):
        s = torch.atanh(torch.tensor(o)).requires_grad_()
        return torch.autograd.grad(torch.nn.functional.mse_loss(torch.tanh(s), torch.ones(())), s)[0].item()

    mine, theirs, outputs = [], [], (-0.9, 0.0, 0.5)
    for o in outputs:
        mine.append(float(slope_of_mse(o)))
        theirs.append(autograd(o))
    if all(abs(a - b) < 1e-6 for a, b in zip(mine, theirs)):
        return None
    if all(abs(a + b) < 1e-6 for a, b in zip(mine, theirs)):
        return "미분의 부호가 반대입니다. 가중합이 커지면 출력이 정답 1에 가까워져 오차가 줄어야 합니다."
    if abs(mine[1]) < 1e-9:
        return "출력이 0일 때 미분이 0이라고 했습니다. 쌍곡탄젠트의 미분은 출력이 0일 때 가장 큽니다."
    cause = "식 de/ds를 다시 보세요."
    if abs(mine[0] - theirs[0] / 2) < 1e-6:
        cause = "제곱을 미분하면 앞에 2가 나옵니다."
    elif abs(mine[0]) > abs(theirs[0]):
        cause = "활성화 함수의 미분도 곱했나요?"
    return f"출력이 -0.9일 때 미분이 {mine[0]:.4f}입니다. 자동 미분은 {theirs[0]:.4f}입니다. {cause}"

# %% [markdown] id="steps-observe"
# 조금만 더 틀린 곳에서 시작해도 평균제곱오차는 훨씬 더 오래 걸린다. 교차 엔트로피는 시작하는 곳이 달라져도 횟수가 조금 늘 뿐이다.
#
# ## $\tanh$를 거친 출력에 쓰면
#
# 그레디언트가 $\mathbf{o}-\mathbf{y}$인 것은 가중합에 소프트맥스를 **바로** 적용할 때다. 둘 사이에 $\tanh$가 있으면 $1-\tanh^2(s)$가 다시 곱해진다. 부류가 10개이고 정답이 부류 3인데 부류 0의 가중합만 $k$이고 나머지는 모두 $-k$라고 하자. $k$가 클수록 더 확신하며 틀린 출력이다. 오차와, 정답 노드의 가중합 $s_3$에 대한 그레디언트를 세 가지 방법으로 구한다.

# %% id="saturated"
answer = torch.tensor([3])
one_hot = torch.nn.functional.one_hot(answer, 10)
methods = {
    "MSE, tanh": lambda s: ((one_hot - torch.tanh(s)) ** 2).sum(),  #> 식 (5.8)
    "CE, tanh": lambda s: torch.nn.functional.cross_entropy(torch.tanh(s), answer),  #> 소프트맥스까지 들어 있는 함수에 $\tanh$를 거친 출력을 넣는다
    "CE, logits": lambda s: torch.nn.functional.cross_entropy(s, answer),  #> 로짓을 그대로 넣는다
}
wrong = {}
for name, error in methods.items():
    wrong[name] = []
    for k in [1, 3, 5]:
        s = torch.full((1, 10), -float(k))
        s[0, 0] = k  #> 부류 0이라고 답하므로 틀렸다
        slope = gradient(error, s)[0, 3].item()  #> 정답 노드의 것만 본다
        wrong[name].append((error(s).item(), slope))
        print(f"{name:10s}  k = {k}  오차 {error(s).item():7.4f}  그레디언트 {slope:9.6f}")

# %% [markdown] id="saturated-observe"
# 세 방법 모두 $k$가 커지면 오차가 커진다. 그러나 $\tanh$를 거치면 평균제곱오차도 교차 엔트로피도 그레디언트가 0에 가까워진다. 로짓에 바로 쓴 교차 엔트로피만 더 많이 틀렸을 때 더 크게 배운다.
#
# ### 손실이 내려갈 수 있는 한계
#
# $\tanh$를 거친 출력은 $-1$과 1 사이다. 정답 부류의 출력이 1이고 나머지가 모두 $-1$일 때 교차 엔트로피가 가장 작다. 부류가 $C$개이면 그 값은
#
# $$-\log\frac{e^{1}}{e^{1}+(C-1)e^{-1}} = \log\left(1+(C-1)e^{-2}\right)$$
#
# 이다. 모두 맞혀도 손실이 이보다 작아지지 않는다. 이번에는 정답 부류의 가중합만 $k$이고 나머지는 $-k$인 **맞힌** 출력으로 확인해 보자.

# %% id="floor"
def floor(n_classes):
    return math.log(1 + (n_classes - 1) * math.exp(-2))  #? 바로 위의 식을 그대로 옮긴다. || `math.log`와 `math.exp`를 쓴다. 틀린 부류는 부류의 수보다 하나 적다.


floors = {n_classes: floor(n_classes) for n_classes in (2, 10, 100, 1000)}
for n_classes, bound in floors.items():
    print(f"부류 {n_classes:4d}개: 한계 {bound:.4f}")

scale = torch.linspace(0, 4, 81)
right = scale[:, None] * (2 * one_hot - 1)  #> 행마다 $k$ 하나. 정답 부류만 $k$이고 나머지는 $-k$다
targets = answer.expand(len(scale))
through_tanh = torch.nn.functional.cross_entropy(torch.tanh(right), targets, reduction="none")
of_logits = torch.nn.functional.cross_entropy(right, targets, reduction="none")
plt.figure(figsize=(6.4, 4))
plt.plot(scale, through_tanh, "-", label="Through tanh")
plt.plot(scale, of_logits, "--", label="Logits")
plt.axhline(floors[10], color="gray", linestyle=":", label="log(1 + 9 exp(-2))")
plt.title("Cross entropy of a right answer, 10 classes")
plt.xlabel("k")
plt.ylabel("Loss")
plt.legend(loc="upper right")
plt.grid()
plt.show()
print(f"k = {scale[-1]:.0f}: tanh를 거치면 {through_tanh[-1]:.4f}, 로짓이면 {of_logits[-1]:.4f}")

# %% id="check-floor" role="self-check"
#! 4: math.log(1 + n_classes * math.exp(-2)) -> 부류가 1개인데 한계가 0.1269입니다. 틀린 부류가 없으므로 0이어야 합니다. 틀린 부류의 수를 세어 보세요.
#! 4: 1 + (n_classes - 1) * math.exp(-2) -> 부류가 1개인데 한계가 1.0000입니다. 로그를 빠뜨렸습니다.
#! 4: math.log(1 + (n_classes - 1) * math.exp(2)) -> 부류가 10개일 때 한계가 4.2121입니다. 가장 좋은 출력의 교차 엔트로피는 0.7966입니다. 지수의 부호를 보세요.
#! 4: math.log2(1 + (n_classes - 1) * math.exp(-2)) -> 부류가 10개일 때 한계가 1.1493입니다. 가장 좋은 출력의 교차 엔트로피는 0.7966입니다. 이 절의 로그는 자연로그입니다.
#! 4: math.log(math.e / (math.e + (n_classes - 1) / math.e)) -> 부류가 10개일 때 한계가 -0.7966입니다. 가장 좋은 출력의 교차 엔트로피는 0.7966입니다. 손실은 음수가 아닙니다.
#! 4: (n_classes - 1) * math.exp(-2) -> 부류가 10개일 때 한계가 1.2180입니다. 가장 좋은 출력의 교차 엔트로피는 0.7966입니다. 식과 하나씩 맞추어 보세요.
#! 4: math.log(1 + (n_classes - 1) * math.exp(-1)) -> 부류가 10개일 때 한계가 1.4612입니다. 가장 좋은 출력의 교차 엔트로피는 0.7966입니다. 1과 -1은 얼마나 떨어져 있나요?
@self_check(4, "가장 좋은 출력의 교차 엔트로피와 같습니다.")
def blank_4():
    best = torch.nn.functional.cross_entropy(2 * torch.eye(10) - 1, torch.arange(10)).item()
    one, ten = floor(1), floor(10)
    if abs(one - 1) < 1e-9:
        return f"부류가 1개인데 한계가 {one:.4f}입니다. 로그를 빠뜨렸습니다."
    if abs(one) > 1e-9:
        return f"부류가 1개인데 한계가 {one:.4f}입니다. 틀린 부류가 없으므로 0이어야 합니다. 틀린 부류의 수를 세어 보세요."
    if abs(ten - best) > 1e-6:
        cause = "식과 하나씩 맞추어 보세요."
        if ten < 0:
            cause = "손실은 음수가 아닙니다."
        elif ten > 2.5:
            cause = "지수의 부호를 보세요."
        elif any(abs(ten * math.log(base) - best) < 1e-6 for base in (2, 10)):
            cause = "이 절의 로그는 자연로그입니다."
        elif abs(ten - math.log(1 + 9 / math.e)) < 1e-6:
            cause = "1과 -1은 얼마나 떨어져 있나요?"
        return f"부류가 10개일 때 한계가 {ten:.4f}입니다. 가장 좋은 출력의 교차 엔트로피는 {best:.4f}입니다. {cause}"

# %% [markdown] id="floor-observe"
# $\tanh$를 거치면 손실이 한계에서 멈추고, 로짓이면 0에 가까워진다. 부류가 많을수록 한계가 커진다. 손실이 크다고 정확도가 낮은 것은 아니다. 정확도는 출력 가운데 어느 것이 가장 큰지만 보기 때문이다. 파이토치의 `torch.nn.CrossEntropyLoss`에는 소프트맥스가 들어 있으므로 로짓을 그대로 넣는다.
#: endblock

#: block results
# %% id="results" role="machinery"
results = {
    "best_number": best,
    "batch_loss": J,
    "of_torch": torch.nn.MSELoss()(o, y).item(),
    "sample_errors": ((y - o) ** 2).sum(dim=1),
    "entropies": entropies,
    "from_fair": from_fair,
    "largest_entropy_at": p[entropy_curve.argmax()].item(),
    "smallest_cross_entropy_at": p[cross_curve.argmin()].item(),
    "entropy_curve": entropy_curve,
    "cross_curve": cross_curve,
    "least_gap": (cross_curve - math.log(6)).min().item(),
    "softmax": probabilities.detach(),
    "softmax_gradient": logits.grad,
    "softmax_loss": loss.item(),
    "mse_node": node["MSE"],
    "ce_node": node["Cross entropy"],
    "mse_sizes": sizes["MSE"],
    "ce_sizes": sizes["Cross entropy"],
    "crossings": crossings,
    "largest_mse_gradient": [line[sizes["MSE"].argmax()].item(), sizes["MSE"].max().item()],
    "slopes_off": [  # the formulas against autograd
        max(abs(slopes[name](math.tanh(s)) - gradient(error, s).item()) for s in (-2.65, -1.0, 0.0, 1.0))
        for name, error in errors.items()
    ],
    "counts": list(counts.values()),
    "steps_from_start": counts[start],
    "mse_path": paths["MSE"],
    "ce_path": paths["Cross entropy"],
    "wrong": list(wrong.values()),
    "floors": list(floors.values()),
    "through_tanh": through_tanh,
    "of_logits": of_logits,
}
#: endblock

#: block summary
# - 평균제곱오차는 $\tanh$가 포화한 곳에서 오차가 더 큰데도 그레디언트가 더 작을 수 있다. 그런 곳에서 시작하면 학습이 몇십 배 느려진다.
# - 교차 엔트로피는 두 분포가 같을 때 가장 작다. 로짓에 바로 쓰면 그레디언트가 $\mathbf{o}-\mathbf{y}$여서 많이 틀릴수록 많이 배운다.
# - $\tanh$를 거친 출력에 쓰면 이 장점이 사라지고, 손실도 한계보다 작아지지 않는다.
#: endblock

#: block questions
# **1.** 부류가 2개뿐이라면 $\tanh$ 출력에 쓴 교차 엔트로피의 한계는 얼마인가? 부류가 많아지면 어떻게 되는가?
#
# <details><summary>답</summary>
#
# 정답의 출력이 1, 나머지 하나가 $-1$일 때 가장 작으므로 $\log\left(1+e^{-2}\right) \approx 0.1269$다. 부류가 많을수록 한계가 커진다.
#
# </details>
#
# **2.** $\tanh$ 노드 하나의 평균제곱오차에서 그레디언트의 크기가 가장 큰 곳은 어디인가? 정답은 $y=1$이다.
#
# <details><summary>답</summary>
#
# $2(1-o)(1-o^2)=2(1-o)^2(1+o)$를 $o$로 미분해 0으로 놓으면 $o=-1/3$이다. 크기는 $64/27\approx 2.37$이고, $s\approx -0.35$인 곳이다. 가장 많이 틀린 곳이 아니라 가운데쯤이다.
#
# </details>
#
# **3.** 교차 엔트로피 $H(P,Q)$가 0이 되는 것은 언제인가?
#
# <details><summary>답</summary>
#
# $P$가 한 사건에만 확률 1을 주고(원핫) $Q$도 그 사건에 1을 줄 때다. $P$의 엔트로피가 0이 아니면 $Q=P$여도 $H(P,Q)$는 0이 아니다.
#
# </details>
#
# **4.** 신경망의 마지막 층을 소프트맥스로 두고 `torch.nn.CrossEntropyLoss`를 쓰면 무엇이 잘못되는가?
#
# <details><summary>답</summary>
#
# 소프트맥스를 두 번 적용하게 된다. 처음 소프트맥스의 출력은 0과 1 사이여서, $\tanh$를 거친 것처럼 손실에 한계가 생긴다. 부류가 10개이면 $\log\left(1+9e^{-1}\right)\approx 1.4612$보다 작아지지 않는다.
#
# </details>
#: endblock

#: block more
#: for each in chapter.programs if each.section in ("5.7.2", "5.7.3")
# - [{{ each.label }}. {{ each.title }}]({{ each.url }})
#: endfor
# - 다른 손실 함수: [파이토치 문서의 Loss Functions](https://pytorch.org/docs/stable/nn.html#loss-functions)
#: endblock

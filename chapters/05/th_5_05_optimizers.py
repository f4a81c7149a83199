#: extends "program.py"
#: block goals
# - 미니배치의 잡음과 학습률 때문에 SGD가 겪는 어려움을 숫자와 그림으로 본다.
# - SGD, 모멘텀, AdaGrad, RMSprop, Adam의 식을 몇 줄의 코드로 옮기고 파이토치와 같은지 확인한다.
# - 길쭉한 골짜기에서 다섯 옵티마이저가 지나는 길과 최저점에 이르는 갱신 횟수를 비교한다.
#: endblock

#: block lesson
# %% [markdown] id="optimizer"
# ## 옵티마이저 (5.8절)
#
# 신경망의 학습은 손실 함수의 최저점을 찾는 최적화 문제다. SGD처럼 최저점을 찾아가는 알고리즘을 **옵티마이저**라 한다. 이 노트북은 가중치가 하나나 둘뿐인 손실 함수를 쓴다. 최저점이 어디인지 알고 있으므로, 옵티마이저가 얼마나 빨리 다가가는지 눈으로 볼 수 있다.

# %% id="parameters" tags=["parameters"]
steepness = {{ program.params.steepness | literal }}
lr_sgd = {{ program.params.lr_sgd | literal }}
lr_momentum = {{ program.params.lr_momentum | literal }}
momentum = {{ program.params.momentum | literal }}
lr_adagrad = {{ program.params.lr_adagrad | literal }}
lr_rmsprop = {{ program.params.lr_rmsprop | literal }}
lr_adam = {{ program.params.lr_adam | literal }}
seed = {{ program.params.seed | literal }}

# %% [markdown] id="noise-note"
# ### 미니배치의 잡음
#
# 신경망을 학습하는 데이터는 잡음과 변화가 심하다. $y=x+{}$잡음인 샘플 10만 개를 10개씩 미니배치로 나누고, $w=0$에서 미니배치마다 그레디언트를 구해 보자. 샘플 하나의 손실은 $\frac{1}{2}(wx-y)^2$이고, 손실이 가장 작은 $w$는 1이므로 0에서는 오른쪽으로 가야 한다.

# %% id="noise"
import math

import matplotlib.pyplot as plt
import torch

torch.manual_seed(seed)
x = torch.randn(100_000)
y = x + 3 * torch.randn(100_000)  #> 잡음의 표준편차가 3이다
w = 0.0
gradients = ((w * x - y) * x).view(-1, 10).mean(dim=1)  #> 미니배치 10,000개의 그레디언트
print(f"그레디언트의 평균 {gradients.mean():.2f}, 표준편차 {gradients.std():.2f}")
wrong_way = (gradients > 0).float().mean().item()  #> 그레디언트가 양수이면 SGD는 왼쪽으로 간다
print(f"최저점의 반대쪽으로 가게 하는 미니배치 {wrong_way:.1%}")

# %% [markdown] id="momentum"
# 평균은 옳은 쪽을 가리키지만 미니배치 하나하나는 크게 흔들리고, 아예 반대쪽을 가리키기도 한다. 이런 한계를 극복하려고 **모멘텀**과 **적응적 학습률**이 나왔다.
#
# ## 모멘텀 (5.8.1절)
#
# 물리에서 움직이던 물체는 관성 때문에 가던 방향으로 계속 가려 한다. **모멘텀**은 이처럼 이전 미니배치에서 가던 방향을 이어받는다. $\mathbf{v}$는 가중치가 한 번에 움직이는 양, 곧 속도다. 처음에는 0이다.
#
# $$\text{고전적 SGD:}\quad \mathbf{w} = \mathbf{w} - \rho\frac{\partial J}{\partial\mathbf{w}}$$
#
# $$\text{모멘텀을 적용한 SGD:}\quad \mathbf{v} = \alpha\mathbf{v} - \rho\frac{\partial J}{\partial\mathbf{w}}, \qquad \mathbf{w} = \mathbf{w} + \mathbf{v}$$
#
# $\alpha$는 0과 1 사이에서 정하며 보통 {{ "0.5" }}나 {{ "0.9" }}를 쓴다. 0이면 고전적 SGD다. 그레디언트를 첫 미니배치에서만 1로, 그 뒤로는 0으로 두면 이전 정보가 얼마나 오래 남는지 보이고, 언제나 1로 두면 같은 방향이 계속될 때 얼마나 빨라지는지 보인다.

# %% id="inertia"
def velocities(gradients, alpha, rho=1.0):
    v, history = 0.0, []
    for g in gradients:
        v = alpha * v - rho * g
        history.append(v)
    return history


once, always = [1.0] + [0.0] * 199, [1.0] * 200
remaining, fastest = {}, {}
for alpha in [0.0, 0.5, 0.9]:
    remaining[alpha] = [-v for v in velocities(once, alpha)]  #> 첫 그레디언트가 그 뒤의 속도에 남긴 몫
    fastest[alpha] = -velocities(always, alpha)[-1]  #> 같은 방향이 200번 계속된 뒤의 속도
    after_1, after_10 = remaining[alpha][1], remaining[alpha][10]
    print(f"α = {alpha}: 한 번 뒤 {after_1:.1f}, 열 번 뒤 {after_10:.4f}, 같은 방향이면 SGD의 {fastest[alpha]:.1f}배")

# %% [markdown] id="inertia-observe"
# $k$번 전의 그레디언트에는 $\alpha^k$이 곱해진다. 그래서 $\alpha$가 1에 가까울수록 이전 정보가 크고 오래 남는다. 같은 방향이 계속되면 속도는 $1+\alpha+\alpha^2+\cdots=1/(1-\alpha)$배까지 빨라진다.
#
# 이번에는 흔들리는 그레디언트를 넣어 보자. 그림의 속도에는 $1-\alpha$를 곱해 평균이 같게 했다.

# %% id="smoothing"
relative_noise, wrong_ways = {}, {}
for alpha in [0.0, 0.5, 0.9]:
    v = torch.tensor(velocities(gradients.tolist(), alpha)[100:])  #> 속도가 붙은 뒤부터 센다
    relative_noise[alpha] = (v.std() / v.mean()).item()  #> 평균을 1로 볼 때의 흔들림
    wrong_ways[alpha] = (v < 0).float().mean().item()  #> 왼쪽으로 움직인 비율
    theory = relative_noise[0.0] * math.sqrt((1 - alpha) / (1 + alpha))
    print(f"α = {alpha}: 흔들림 {relative_noise[alpha]:.2f} (이론 {theory:.2f}), 반대쪽으로 움직인 비율 {wrong_ways[alpha]:.1%}")

shown = range(100, 160)
smooth = [0.1 * v for v in velocities(gradients.tolist(), 0.9)]
plt.figure(figsize=(6.4, 3.6))
plt.plot(shown, [-gradients[i].item() for i in shown], "o:", markersize=4, label="SGD")
plt.plot(shown, [smooth[i] for i in shown], "-", color="black", label="Momentum 0.9")
plt.axhline(1, color="gray", linestyle="--", label="All the data")
plt.title("Direction from mini-batch to mini-batch")
plt.xlabel("Mini-batch")
plt.ylabel("Direction")
plt.legend(loc="upper right", fontsize="small")
plt.grid()
plt.show()

# %% [markdown] id="valley-note"
# 모멘텀을 적용하면 덜 흔들리고, 반대쪽으로 움직이는 일도 드물다. 서로 무관한 잡음은 더할수록 서로 지워지지만 공통된 방향은 쌓이기 때문이다. 이론으로는 흔들림이 $\sqrt{(1-\alpha)/(1+\alpha)}$배로 준다.
#
# ### 속도와 그레디언트를 더하기
#
# 이제 가중치가 둘인 손실 함수를 쓴다. 한쪽이 다른 쪽보다 훨씬 가파른 골짜기 모양이고, 최저점은 $(0, 0)$이다. 언제나 $(-4, 1)$에서 출발한다.
#
# $$J(\mathbf{w}) = \frac{1}{2}\left(w_1^2 + {{ program.params.steepness }}\,w_2^2\right), \qquad \frac{\partial J}{\partial\mathbf{w}} = \left(w_1,\ {{ program.params.steepness }}\,w_2\right)$$

# %% id="valley"
start = [-4.0, 1.0]


def valley(w):
    return (w[0] ** 2 + steepness * w[1] ** 2) / 2


def draw_valley(left, right, bottom, top, levels=8):
    w1, w2 = torch.meshgrid(torch.linspace(left, right, 40), torch.linspace(bottom, top, 40), indexing="xy")
    plt.contour(w1, w2, valley([w1, w2]), levels=levels, colors="lightgray", zorder=0)  #> 높이가 같은 곳을 이은 등고선


w, v = torch.tensor(start, dtype=torch.float64), torch.zeros(2, dtype=torch.float64)
for i in range(8):  #> 여덟 번째 갱신의 세 화살표를 그린다
    if i:
        w = w + v
    g = torch.stack([w[0], steepness * w[1]])  #> 그레디언트
    inherited, pull = momentum * v, -lr_momentum * g  #> $\alpha\mathbf{v}$와 $-\rho\,\partial J/\partial\mathbf{w}$
    v = inherited + pull  #> 둘을 더한 것이 새 속도다

print(f"SGD라면 ({pull[0]:.3f}, {pull[1]:.3f})만큼, 모멘텀을 적용하면 ({v[0]:.3f}, {v[1]:.3f})만큼 움직인다.")

plt.figure(figsize=(6, 4))
draw_valley(w[0] - 0.05, w[0] + 0.2, w[1] - 0.2, w[1] + 0.1)
for arrow, style, color, name in [
    (inherited, "-", "black", "Velocity so far"),
    (pull, "--", "tab:red", "SGD"),
    (v, ":", "tab:blue", "Momentum"),
]:
    tip = w + arrow
    plt.plot([w[0], tip[0]], [w[1], tip[1]], style, color=color, linewidth=2, label=name)
    plt.annotate("", tip.tolist(), w.tolist(), arrowprops={"arrowstyle": "->", "color": color})  #> 화살촉
plt.plot(w[0], w[1], "o", color="black", label="w")
plt.title("One step with momentum")
plt.xlabel("w1")
plt.ylabel("w2")
plt.legend(loc="upper right")
plt.show()

# %% [markdown] id="learning-rate"
# 검은 화살표가 그때까지의 속도, 빨간 화살표가 지금의 그레디언트만 본 SGD, 파란 화살표가 둘을 더한 모멘텀이다. 여기서 $w_2$는 최저점의 높이를 지나쳤으므로 SGD는 곧바로 돌아서지만, 모멘텀은 관성 때문에 조금 더 간다.
#
# ## 적응적 학습률 (5.8.2절)
#
# ### 학습률
#
# 그레디언트는 손실이 작아지는 방향은 알려 주지만 **얼마나** 가야 하는지는 알려 주지 않는다. 두 포물선에서 그레디언트가 같은 두 곳을 비교해 보자.

# %% id="distances"
distances = []
for c, place in [(1.0, 2.0), (4.0, 0.5)]:
    w = torch.tensor(place, requires_grad=True)
    J = c * w**2 / 2  #> 최저점이 $w=0$인 포물선
    J.backward()
    distances.append((w.grad.item(), w.item(), w.item() / w.grad.item()))
    g, distance, best = distances[-1]
    print(f"J = {c:g}w²/2: 그레디언트 {g:g}, 최저점까지의 거리 {distance:g}, 한 번에 가는 학습률 {best:g}")

# %% [markdown] id="rates-note"
# 그레디언트만 보아서는 두 곳을 구별할 수 없다. 알맞은 학습률은 손실 함수가 얼마나 가파르게 굽었는지에 달려 있다. 이번에는 $J=w^2/2$에서 학습률만 바꾸어 열 번씩 갱신한다. 그레디언트가 $w$이므로 갱신할 때마다 $w$는 $1-\rho$배가 된다.

# %% id="rates"
curve = torch.linspace(-6, 6, 121)
walks = {}
plt.figure(figsize=(12, 3.2))
for number, (name, rho) in enumerate([("Too small", 0.1), ("Good", 0.8), ("Zigzag", 1.9), ("Too large", 2.1)], 1):
    w = -2.0
    walks[rho] = [w]
    for _ in range(10):
        g = w  #> $J=w^2/2$의 그레디언트
        w = w - rho * g
        walks[rho].append(w)
    print(f"학습률 {rho}: w = {', '.join(f'{w:.3g}' for w in walks[rho][:5])}, …, {walks[rho][-1]:.3g}")
    plt.subplot(1, 4, number)
    plt.plot(curve, curve**2 / 2, "-", color="tab:gray", label="J")
    plt.plot(walks[rho], [w**2 / 2 for w in walks[rho]], "o--", markersize=4, label="steps")
    plt.title(f"{name} ({rho})")
    plt.xlabel("w")
    plt.ylabel("J")
    plt.legend(loc="upper center")
plt.subplots_adjust(wspace=0.35)
plt.show()

# %% [markdown] id="adaptive"
# 학습률이 너무 작으면 오래 걸리고, 너무 크면 최저점을 지나쳐 왔다 갔다 하며, 더 크면 오히려 멀어진다. $|1-\rho|<1$, 곧 $0<\rho<2$여야 다가간다. 굽은 정도가 $c$이면 $\rho<2/c$다. 그래서 SGD는 작은 학습률로 조금씩 움직이는 보수적인 정책을 쓴다.
#
# ### AdaGrad, RMSprop, Adam
#
# 고정된 학습률 대신 가중치마다 학습률을 상황에 맞게 정하는 방법이 **적응적 학습률**이다. 이전 그레디언트의 크기로 나누므로, 그레디언트가 컸던 가중치의 학습률은 작아지고 그레디언트가 작았던 가중치의 학습률은 커진다. $\mathbf{g}$는 그레디언트이고 곱셈과 나눗셈은 요소마다 한다. $\epsilon$은 0으로 나누지 않게 하는 아주 작은 수다.
#
# **AdaGrad**는 이전 그레디언트의 제곱을 모두 누적한다.
#
# $$\mathbf{r} = \mathbf{r} + \mathbf{g}^2, \qquad \mathbf{w} = \mathbf{w} - \rho\,\frac{\mathbf{g}}{\sqrt{\mathbf{r}}+\epsilon}$$
#
# **RMSprop**은 $\beta$로 오래된 것의 영향을 줄이며 누적한다.
#
# $$\mathbf{r} = \beta\mathbf{r} + (1-\beta)\,\mathbf{g}^2, \qquad \mathbf{w} = \mathbf{w} - \rho\,\frac{\mathbf{g}}{\sqrt{\mathbf{r}}+\epsilon}$$
#
# **Adam**은 RMSprop에 모멘텀을 더한다. $\beta_1$이 모멘텀을, $\beta_2$가 RMSprop의 $\beta$를 맡는다.
#
# $$\mathbf{v} = \beta_1\mathbf{v} + (1-\beta_1)\,\mathbf{g}, \qquad \mathbf{r} = \beta_2\mathbf{r} + (1-\beta_2)\,\mathbf{g}^2$$
#
# $$\hat{\mathbf{v}}=\frac{\mathbf{v}}{1-\beta_1^t}, \qquad \hat{\mathbf{r}}=\frac{\mathbf{r}}{1-\beta_2^t}, \qquad \mathbf{w} = \mathbf{w} - \rho\,\frac{\hat{\mathbf{v}}}{\sqrt{\hat{\mathbf{r}}}+\epsilon}$$
#
# $t$는 갱신한 횟수다. $\mathbf{v}$와 $\mathbf{r}$은 0에서 출발하므로 처음에 작게 나오는데, $\hat{\mathbf{v}}$과 $\hat{\mathbf{r}}$은 이것을 바로잡은 것이다.
#
# 다섯 옵티마이저의 식을 코드로 옮기면 저마다 몇 줄이다. `s`에는 갱신이 끝나도 기억해야 하는 값을 넣어 둔다.

# %% id="rules"
def sgd(w, g, s, rho):
    return w - rho * g


def momentum_sgd(w, g, s, rho, alpha):
    s["v"] = alpha * s["v"] - rho * g  #? 위의 모멘텀 식을 그대로 옮긴다. 이전 속도는 `s["v"]`에 있다. || 이전 속도는 $\alpha$배로 줄이고, 그레디언트의 반대쪽으로 학습률만큼 더 간다.  #> 이전 속도를 $\alpha$배로 줄이고 지금의 이동을 더한다
    return w + s["v"]


def adagrad(w, g, s, rho, epsilon=1e-10):
    s["r"] = s["r"] + g**2  #? 앞의 것을 줄이지 않고 더해 간다. 무엇을 더하는가? || 그레디언트의 부호는 상관없고 크기만 남아야 한다. 제곱은 `**`로 쓴다.  #> 줄이지 않고 누적한다
    return w - rho * g / (s["r"] ** 0.5 + epsilon)


def rmsprop(w, g, s, rho, beta=0.99, epsilon=1e-8):
    s["r"] = beta * s["r"] + (1 - beta) * g**2  #> 오래된 것은 $\beta$배씩 줄어든다
    return w - rho * g / (s["r"] ** 0.5 + epsilon)


def corrected(mean, beta, t):
    return mean / (1 - beta**t)  #? $\hat{\mathbf{v}}$과 $\hat{\mathbf{r}}$의 식이다. || 첫 갱신에서는 $1-\beta$로 나누는 것과 같다. 갱신을 거듭할수록 나누는 수는 1에 다가간다.  #> 처음에 작게 나오는 값을 바로잡는다


def adam(w, g, s, rho, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    s["t"] = s["t"] + 1
    s["v"] = beta_1 * s["v"] + (1 - beta_1) * g  #> 모멘텀
    s["r"] = beta_2 * s["r"] + (1 - beta_2) * g**2  #> RMSprop
    v_hat = corrected(s["v"], beta_1, s["t"])
    r_hat = corrected(s["r"], beta_2, s["t"])
    return w - rho * v_hat / (r_hat**0.5 + epsilon)


def fresh():
    return {"v": 0.0, "r": 0.0, "t": 0}  #> 모두 0에서 출발한다

# %% id="check-rules" role="self-check"
#! 1: alpha * s["v"] + rho * g -> 멈추어 있을 때 그레디언트가 1, 학습률이 0.1이면 새 속도가 0.1입니다. 그레디언트의 반대쪽으로 가야 합니다.
#! 1: alpha * s["v"] - g -> 멈추어 있을 때 그레디언트가 1, 학습률이 0.1이면 새 속도가 -1입니다. SGD가 움직이는 거리와 같아야 합니다.
#! 1: alpha * (s["v"] - rho * g) -> 멈추어 있을 때 그레디언트가 1, 학습률이 0.1이면 새 속도가 -0.05입니다. SGD가 움직이는 거리와 같아야 합니다.
#! 1: -rho * g -> 그레디언트가 0일 때 속도 2가 0이 되었습니다. 관성이 없습니다. 이전 속도를 이어받아야 합니다.
#! 1: alpha * s["v"] - rho * g**2 -> 그레디언트가 -3, 학습률이 0.02이면 새 속도가 -0.18입니다. 그레디언트를 부호까지 그대로 쓰고 학습률을 곱하세요.
#! 1: alpha * s["v"] - 0.1 * g -> 그레디언트가 -3, 학습률이 0.02이면 새 속도가 0.3입니다. 그레디언트를 부호까지 그대로 쓰고 학습률을 곱하세요.
#! 1: s["v"] - rho * g -> 그레디언트가 0일 때 속도 2의 다음 속도가 2입니다. 이전 속도가 0.5배로 줄지 않았습니다.
#! 2: g**2 -> 그레디언트 -2와 3을 차례로 넣었더니 r이 9입니다. 앞의 것이 남아 있지 않습니다. 누적했나요?
#! 2: s["r"] + g -> 그레디언트 -2와 3을 차례로 넣었더니 r이 1입니다. 부호가 다른 그레디언트가 서로 지워집니다. 크기만 남겨야 합니다.
#! 2: s["r"] + abs(g) -> 그레디언트 -2와 3을 차례로 넣었더니 r이 5입니다. 4와 9를 더한 값이어야 합니다.
#! 2: s["r"] + rho * g**2 -> 그레디언트 -2와 3을 차례로 넣었더니 r이 6.5입니다. 4와 9를 더한 값이어야 합니다.
#! 2: 0.9 * s["r"] + g**2 -> 그레디언트 -2와 3을 차례로 넣었더니 r이 12.6입니다. 4와 9를 더한 값이어야 합니다.
#! 3: mean -> 그레디언트가 언제나 1이면 바로잡은 값도 1이어야 합니다. 첫 갱신에서 0.1입니다.
#! 3: mean * (1 - beta**t) -> 그레디언트가 언제나 1이면 바로잡은 값도 1이어야 합니다. 첫 갱신에서 0.01입니다.
#! 3: mean / beta**t -> 그레디언트가 언제나 1이면 바로잡은 값도 1이어야 합니다. 첫 갱신에서 0.1111입니다.
#! 3: mean / (1 - beta) -> 첫 갱신에서는 맞지만 그레디언트가 언제나 1일 때 두 번째 갱신에서 1.9입니다. 갱신한 횟수를 식의 어디에 썼나요?
#! 3: mean / (1 - beta * t) -> 첫 갱신에서는 맞지만 그레디언트가 언제나 1일 때 두 번째 갱신에서 -0.2375입니다. 갱신한 횟수를 식의 어디에 썼나요?
@self_check(1, "이전 속도를 줄여 이어받고, SGD만큼 더 움직입니다.")
def blank_1():
    moving, still, turned = {"v": 2.0}, {"v": 0.0}, {"v": 0.0}
    momentum_sgd(0.0, 0.0, moving, rho=0.1, alpha=0.5)
    momentum_sgd(0.0, 1.0, still, rho=0.1, alpha=0.5)
    momentum_sgd(0.0, -3.0, turned, rho=0.02, alpha=0.5)
    if abs(still["v"] + 0.1) > 1e-6:
        wanted = "그레디언트의 반대쪽으로 가야 합니다." if still["v"] > 0 else "SGD가 움직이는 거리와 같아야 합니다."
        return f"멈추어 있을 때 그레디언트가 1, 학습률이 0.1이면 새 속도가 {still['v']:.4g}입니다. {wanted}"
    if abs(moving["v"]) < 1e-6:
        return "그레디언트가 0일 때 속도 2가 0이 되었습니다. 관성이 없습니다. 이전 속도를 이어받아야 합니다."
    if abs(moving["v"] - 1) > 1e-6:
        return f"그레디언트가 0일 때 속도 2의 다음 속도가 {moving['v']:.4g}입니다. 이전 속도가 0.5배로 줄지 않았습니다."
    if abs(turned["v"] - 0.06) > 1e-6:
        told = f"그레디언트가 -3, 학습률이 0.02이면 새 속도가 {turned['v']:.4g}입니다."
        return f"{told} 그레디언트를 부호까지 그대로 쓰고 학습률을 곱하세요."


@self_check(2, "지금까지의 그레디언트를 제곱해 모두 더했습니다. 그래서 줄어드는 일이 없습니다.")
def blank_2():
    memory = {"r": 0.0}
    for g in (-2.0, 3.0):
        adagrad(0.0, g, memory, rho=0.5)
    told = f"그레디언트 -2와 3을 차례로 넣었더니 r이 {memory['r']:.4g}입니다."
    if abs(memory["r"] - 9) < 1e-6:
        return f"{told} 앞의 것이 남아 있지 않습니다. 누적했나요?"
    if abs(memory["r"] - 1) < 1e-6:
        return f"{told} 부호가 다른 그레디언트가 서로 지워집니다. 크기만 남겨야 합니다."
    if abs(memory["r"] - 13) > 1e-6:
        return f"{told} 4와 9를 더한 값이어야 합니다."


@self_check(3, "0에서 출발해 작게 나온 만큼 키웠습니다. 갱신을 거듭하면 그대로 두는 것과 같아집니다.")
def blank_3():
    first, second = corrected(0.1, 0.9, 1), corrected(0.19, 0.9, 2)  # means of gradients that are 1
    if abs(first - 1) > 1e-6:
        return f"그레디언트가 언제나 1이면 바로잡은 값도 1이어야 합니다. 첫 갱신에서 {first:.4g}입니다."
    if abs(second - 1) > 1e-6:
        return f"첫 갱신에서는 맞지만 그레디언트가 언제나 1일 때 두 번째 갱신에서 {second:.4g}입니다. 갱신한 횟수를 식의 어디에 썼나요?"

# %% [markdown] id="memory-note"
# ### 누적과 망각
#
# 가중치 하나에 처음 {{ "20" }}번은 그레디언트 10을, 그 뒤 80번은 1을 넣어 보자. 움직인 거리를 그레디언트로 나누면 그때 실제로 쓰인 학습률이 나온다. RMSprop의 $\beta$는 잘 보이도록 {{ "0.9" }}로 한다.

# %% id="memory"
pulls = [10.0] * 20 + [1.0] * 80
actual_rates = {"SGD": [], "AdaGrad": [], "RMSprop": []}
for name, rule, settings in [("SGD", sgd, {}), ("AdaGrad", adagrad, {}), ("RMSprop", rmsprop, {"beta": 0.9})]:
    s = fresh()
    for g in pulls:
        moved = -rule(0.0, g, s, rho=1.0, **settings)  #> 가중치를 0에 두었으므로 움직인 거리다
        actual_rates[name].append(moved / g)
    first, large, small = (actual_rates[name][i] for i in (0, 19, 99))
    print(f"{name:7s}  처음 {first:.3f}, 큰 그레디언트 20번 뒤 {large:.3f}, 작은 그레디언트 80번 뒤 {small:.3f}")

plt.figure(figsize=(6.4, 3.6))
for (name, rates), style in zip(actual_rates.items(), [":", "--", "-"], strict=True):
    plt.plot(range(1, 101), rates, style, label=name)
plt.yscale("log")
plt.minorticks_off()
plt.title("Actual learning rate, gradient 10 and then 1")
plt.xlabel("Step")
plt.ylabel("Rate")
plt.legend()
plt.grid()
plt.show()

# %% [markdown] id="first-step-note"
# AdaGrad의 학습률은 **줄기만 한다.** 큰 그레디언트를 한번 겪으면 그 기억이 사라지지 않는다. RMSprop은 오래된 것을 잊으므로 그레디언트가 작아지자 학습률이 다시 커진다.
#
# ### 첫 갱신의 크기
#
# 가중치 하나를 0에 두고 그레디언트 $g$로 한 번만 갱신해, 가중치가 학습률의 몇 배를 움직이는지 파이토치의 옵티마이저로 잰다. `lr`를 주지 않았을 때 파이토치가 쓰는 학습률도 출력한다.

# %% id="first-step"
optimizer_classes = {
    "SGD": torch.optim.SGD,
    "AdaGrad": torch.optim.Adagrad,
    "RMSprop": torch.optim.RMSprop,
    "Adam": torch.optim.Adam,
}
first_steps, default_rates = {}, {}
for name, optimizer_class in optimizer_classes.items():
    first_steps[name] = []
    for g in [1.0, 0.001]:
        w = torch.zeros(1)
        one_weight = optimizer_class([w], lr=1.0)  #> 학습률이 1이므로 움직인 거리가 곧 학습률의 몇 배인지를 뜻한다
        w.grad = torch.tensor([g])  #> 역전파 대신 그레디언트를 직접 넣는다
        one_weight.step()
        first_steps[name].append(-w.item())  #> 그레디언트의 반대쪽으로 움직인 거리
    large, small = first_steps[name]
    default_rates[name] = optimizer_class([w]).defaults["lr"]
    print(f"{name:7s}  g = 1: {large:6.3f}배   g = 0.001: {small:6.3f}배   기본 학습률: {default_rates[name]:g}")

# %% [markdown] id="first-step-observe"
# SGD의 이동은 그레디언트에 비례한다. 나머지 셋은 그레디언트가 1000분의 1이 되어도 거의 같은 거리를 간다. 그레디언트를 자신의 크기로 나누기 때문이다. 그래서 같은 학습률도 옵티마이저마다 뜻이 다르다. 흔히 SGD의 기본값이라고 하는 0.01은 파이토치의 기본값과 다르고, 그보다 작은 값을 쓰는 일도 많다.
#
# AdaGrad와 Adam의 첫 이동은 학습률만큼이지만 RMSprop의 첫 이동은 학습률의 10배다. $\mathbf{r}$이 0에서 출발하므로 첫 갱신에서 $\sqrt{\mathbf{r}}=\sqrt{(1-\beta)\,\mathbf{g}^2}$인데, 파이토치의 기본값 $\beta=0.99$에서는 이것이 그레디언트 크기의 10분의 1이다. Adam은 $\hat{\mathbf{r}}$으로 이것을 바로잡는다.
#
# ## 골짜기 내려가기
#
# 다시 골짜기로 가서 $J<0.001$이 될 때까지 몇 번 갱신해야 하는지 센다. 먼저 SGD의 학습률을 바꾸어 본다. SGD로 $t$번 갱신한 가중치는 식으로도 안다.
#
# $$w_1 = -4\,(1-\rho)^t, \qquad w_2 = (1-{{ program.params.steepness }}\rho)^t$$

# %% id="sgd-rates"
goal, limit = 0.001, 2000


def walk(optimizer_class, **settings):
    w = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = optimizer_class([w], **settings)
    J = valley(w)
    path, losses = [w.tolist()], [J.item()]
    while goal <= losses[-1] < 10_000 and len(losses) <= limit:  #> 멀어지기만 하면 그만둔다
        optimizer.zero_grad()
        J.backward()
        optimizer.step()
        J = valley(w)
        path.append(w.tolist())
        losses.append(J.item())
    return path, losses


def steps_of(losses):
    return len(losses) - 1 if losses[-1] < goal else math.inf  #> 처음 값은 갱신하기 전의 것이다. 이르지 못하면 무한대다


def by_formula(rho):
    for t in range(limit + 1):
        if valley([-4 * (1 - rho) ** t, (1 - steepness * rho) ** t]) < goal:
            return t
    return math.inf


sgd_steps, formula_steps = [], []
print(f"SGD는 학습률이 2/{steepness} = {2 / steepness:g}보다 작아야 최저점에 다가간다.")
for rho in [0.005, 0.05, 0.09, 0.105]:
    path, losses = walk(torch.optim.SGD, lr=rho)
    sgd_steps.append(steps_of(losses))
    formula_steps.append(by_formula(rho))
    counted, known = ("발산" if n == math.inf else f"{n}번" for n in (sgd_steps[-1], formula_steps[-1]))
    print(f"  학습률 {rho:5}: {counted} (식으로는 {known})")

# %% [markdown] id="paths-note"
# 골짜기의 가파른 쪽이 학습률의 한계를 정하고, 완만한 쪽은 그 작은 학습률로 천천히 갈 수밖에 없다. 이제 다섯 옵티마이저를 저마다의 학습률로 달리게 하고, 우리가 옮긴 식으로 간 길이 파이토치와 같은지도 확인한다.

# %% id="paths"
rules = {
    "SGD": (sgd, {"rho": lr_sgd}),
    "Momentum": (momentum_sgd, {"rho": lr_momentum, "alpha": momentum}),
    "AdaGrad": (adagrad, {"rho": lr_adagrad}),
    "RMSprop": (rmsprop, {"rho": lr_rmsprop}),
    "Adam": (adam, {"rho": lr_adam}),
}
walked = {
    "SGD": walk(torch.optim.SGD, lr=lr_sgd),
    "Momentum": walk(torch.optim.SGD, lr=lr_momentum, momentum=momentum),
    "AdaGrad": walk(torch.optim.Adagrad, lr=lr_adagrad),
    "RMSprop": walk(torch.optim.RMSprop, lr=lr_rmsprop),
    "Adam": walk(torch.optim.Adam, lr=lr_adam),
}
steps, first_moves, differences = {}, {}, {}
for name, (path, losses) in walked.items():
    rule, settings = rules[name]
    w, s, differences[name] = torch.tensor(start, dtype=torch.float64), fresh(), 0.0
    for place in path[1:]:
        g = torch.stack([w[0], steepness * w[1]])  #> 역전파 대신 식으로 구한 그레디언트
        w = rule(w, g, s, **settings)
        differences[name] = max(differences[name], (w - torch.tensor(place, dtype=torch.float64)).abs().max().item())
    steps[name], first_moves[name] = steps_of(losses), [abs(path[1][k] - start[k]) for k in (0, 1)]
    print(f"{name:8s}  갱신 {steps[name]}번, 첫 이동 ({first_moves[name][0]:.2f}, {first_moves[name][1]:.2f})", end="")
    print(f", 파이토치와 같은가: {differences[name] < 1e-12}")  #> 반올림 오차만 다르다

steps_without = steps_of(walk(torch.optim.SGD, lr=lr_momentum)[1])
print(f"학습률이 {lr_momentum}이면 SGD는 {steps_without}번, 모멘텀을 적용하면 {steps['Momentum']}번")

# %% id="draw-paths"
styles = {"SGD": "o:", "Momentum": "^-.", "AdaGrad": "s--", "RMSprop": "D-", "Adam": "x-"}
plt.figure(figsize=(12, 6))
for number, (name, (path, losses)) in enumerate(walked.items(), 1):
    plt.subplot(2, 3, number)
    draw_valley(-4.5, 1.5, -1.2, 1.2)
    plt.plot([w[0] for w in path], [w[1] for w in path], ".-", color="tab:blue")
    plt.title(f"{name}, {steps[name]} steps")
    plt.xlabel("w1")
    plt.ylabel("w2")
    plt.xlim(-4.5, 1.5)
    plt.ylim(-1.2, 1.2)
plt.subplot(2, 3, 6)
for name, (path, losses) in walked.items():
    plt.plot(range(len(losses)), losses, styles[name], markersize=4, markevery=15, label=name)
plt.yscale("log")  #> 손실이 수천 배 달라져 로그축에 그린다
plt.minorticks_off()
plt.title("Loss")
plt.xlabel("Step")
plt.ylabel("J")
plt.legend(fontsize="small")
plt.grid()
plt.subplots_adjust(hspace=0.4, wspace=0.3)
plt.show()

# %% [markdown] id="observe"
# - **SGD**는 가파른 $w_2$를 먼저 맞추고 완만한 $w_1$을 따라 점점 느리게 간다.
# - **모멘텀**은 가던 방향으로 속도가 붙는다. 학습률이 같은 SGD와 비교하면 성능 향상이 뚜렷하다. 대신 최저점을 지나쳤다가 되돌아온다.
# - **AdaGrad**, **RMSprop**, **Adam**은 가중치마다 학습률을 따로 정한다. 그래서 그레디언트가 크게 다른데도 두 가중치의 첫 이동이 같다. **Adam**은 모멘텀도 있어 최저점을 지나쳤다가 되돌아온다.
#
# 이 숫자로 우열을 말할 수는 없다. 학습률을 저마다 다르게 정했고 골짜기도 하나뿐이다. 옵티마이저마다 알맞은 학습률이 다르다는 것이 여기서 배울 점이다.
#: endblock

#: block results
# %% id="results" role="machinery"
w = torch.zeros(1)
w.grad = torch.ones(1)
optimizer_classes["RMSprop"]([w], lr=1.0, alpha=0.9).step()
results = {
    "gradient_mean": gradients.mean(),
    "gradient_std": gradients.std(),
    "wrong_way": wrong_way,
    "remaining": [[remaining[alpha][k] for k in (0, 1, 10)] for alpha in remaining],
    "fastest": list(fastest.values()),
    "noise_left": [relative_noise[alpha] / relative_noise[0.0] for alpha in relative_noise],
    "wrong_ways": list(wrong_ways.values()),
    "arrow_inherited": inherited,
    "arrow_pull": pull,
    "arrow_velocity": v,
    "distances": distances,
    "walks": {name: walks[rho] for name, rho in (("small", 0.1), ("good", 0.8), ("zigzag", 1.9), ("large", 2.1))},
    "actual_rates": actual_rates,
    "memory": [[actual_rates[name][i] for i in (0, 19, 99)] for name in actual_rates],
    "first_steps": first_steps,
    "first_step_of_beta_0_9": -w.item(),
    "default_rates": list(default_rates.values()),
    "sgd_steps": sgd_steps[:3],
    "formula_steps": formula_steps[:3],
    "diverges": [sgd_steps[3] == math.inf, formula_steps[3] == math.inf],
    "steps_without_momentum": steps_without,
    "first_moves": first_moves,
    "furthest": {name: max(w[0] for w in path) for name, (path, losses) in walked.items()},
    "steps": steps,
    "same_as_torch": {name: difference < 1e-12 for name, difference in differences.items()},
    "smooth": [smooth[i] for i in shown],
    "adam_w1": [w[0] for w in walked["Adam"][0]],
    "adam_w2": [w[1] for w in walked["Adam"][0]],
}
#: endblock

#: block summary
# - 옵티마이저는 그레디언트를 가중치의 이동으로 바꾸는 규칙이다. 미니배치의 그레디언트는 흔들리고, 얼마나 가야 하는지도 알려 주지 않는다.
# - 모멘텀은 이전 방향을 이어받아 흔들림을 줄이고 같은 방향이면 $1/(1-\alpha)$배까지 빨라진다.
# - 적응적 방법은 가중치마다 이전 그레디언트의 크기로 나눈다. AdaGrad는 모두 누적하고, RMSprop은 오래된 것을 잊으며, Adam은 여기에 모멘텀과 바로잡기를 더한다.
#: endblock

#: block questions
# **1.** $J=cw^2/2$에서 SGD가 한 번에 최저점에 닿는 학습률은 얼마인가? 가중치가 둘인 골짜기에서도 그런 학습률이 있는가?
#
# <details><summary>답</summary>
#
# $w-\rho cw=0$이므로 $\rho=1/c$다. 골짜기에서는 두 방향의 $c$가 다르므로 한 학습률로 두 방향을 한 번에 맞출 수 없다.
#
# </details>
#
#: set beta = 0.9
# **2.** RMSprop의 $\beta$를 {{ beta | string }}로 바꾸면 첫 이동은 학습률의 약 몇 배인가?
#
# <details><summary>답</summary>
#
# $1/\sqrt{1-{{ beta | string }}}\approx 3.16$배다. $\beta$가 1에 가까울수록 첫 이동이 커진다.
#
# </details>
#
# **3.** 손실을 100배로 바꾸면 어느 옵티마이저의 길이 달라지는가?
#
# <details><summary>답</summary>
#
# SGD와 모멘텀이다. 그레디언트가 100배가 되어 이동도 100배가 되므로 발산한다. 나머지 셋은 그레디언트를 자신의 크기로 나누므로 거의 그대로다.
#
# </details>
#
# **4.** Adam에서 $\hat{\mathbf{r}}$ 대신 $\mathbf{r}$을 쓰면 첫 이동은 어떻게 되는가?
#
# <details><summary>답</summary>
#
# $\sqrt{\mathbf{r}}$이 $\sqrt{1-\beta_2}=\sqrt{0.001}$배, 약 0.032배로 작아지므로 첫 이동이 학습률의 약 32배가 된다.
#
# </details>
#: endblock

#: block more
#: for each in chapter.programs if each.section == "5.8.3"
# - 네 옵티마이저로 깊은 다층 퍼셉트론을 학습한다: [{{ each.label }}. {{ each.title }}]({{ each.url }})
#: endfor
# - 다른 옵티마이저: [파이토치 문서의 torch.optim](https://pytorch.org/docs/stable/optim.html)
#: endblock

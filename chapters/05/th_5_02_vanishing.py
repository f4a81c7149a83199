#: extends "program.py"
#: block goals
# - 연쇄 법칙으로 구한 미분을 수치 미분, 자동 미분과 비교한다.
# - 층마다 작은 수가 곱해지면 그레디언트가 얼마나 빨리 작아지는지 안다.
# - $\tanh$와 ReLU의 그레디언트를 그리고, 깊은 신경망에서 층마다 잰 그레디언트를 이론과 비교한다.
#: endblock

#: block lesson
# %% [markdown] id="chain-note"
# ## 연쇄 법칙 (5.6.1절)
#
# $y=f(x)$이고 $z=g(y)$이면 **연쇄 법칙**에 따라 두 미분을 곱한다. 합성 함수의 겉미분과 속미분을 곱하는 것과 같다.
#
# $$\frac{dz}{dx} = \frac{dz}{dy}\,\frac{dy}{dx} = g'(f(x))\,f'(x)$$
#
# $f(x)=x^2-1$, $g(y)=\tanh(y)$일 때 $dz/dx$를 세 가지 방법으로 구해 보자.

# %% id="parameters" tags=["parameters"]
factor = {{ program.params.factor | literal }}
hidden_dim = {{ program.params.hidden_dim | literal }}
seed = {{ program.params.seed | literal }}

# %% id="chain"
import torch


def f(x):
    return x**2 - 1


def g(y):
    return torch.tanh(y)


x = torch.tensor([-1.5, -0.5, 0.5, 1.0, 2.0], dtype=torch.float64)
step = 1e-5
numeric = (g(f(x + step)) - g(f(x - step))) / (2 * step)  #> 수치 미분: 양옆으로 조금 움직여 기울기를 잰다
by_hand = (1 - torch.tanh(f(x)) ** 2) * 2 * x  #? 위의 식 $g'(f(x))\,f'(x)$에 두 함수의 미분을 넣는다. || $\tanh(y)$의 미분은 $1-\tanh^2(y)$이고 $y$에는 $f(x)$가 들어간다. $x^2-1$의 미분을 곱한다.  #> 연쇄 법칙: 겉미분 $g'(f(x))$에 속미분 $f'(x)$를 곱한다

variable = x.clone().requires_grad_()
g(f(variable)).sum().backward()  #> 자동 미분: 파이토치가 연쇄 법칙을 적용한다
automatic = variable.grad

for values in zip(x, numeric, by_hand, automatic):
    print("x = {:4.1f}   수치 {:9.6f}   손 {:9.6f}   자동 {:9.6f}".format(*values))

# %% id="check-chain" role="self-check"
#! 1: 1 - torch.tanh(f(x)) ** 2 -> 속미분이 빠졌습니다. 겉미분만으로는 x가 조금 바뀔 때 y가 얼마나 바뀌는지 알 수 없습니다.
#! 1: 2 * x -> 겉미분이 빠졌습니다. y가 조금 바뀔 때 z가 얼마나 바뀌는지도 곱해야 합니다.
#! 1: (1 - torch.tanh(x) ** 2) * 2 * x -> 겉미분을 x에서 구했습니다. g에 들어가는 것은 x가 아니라 f(x)입니다.
#! 1: (1 - torch.tanh(f(x)) ** 2) + 2 * x -> 두 미분을 더했습니다. 연쇄 법칙은 두 미분을 곱합니다.
#! 1: numeric -> 수치 미분을 그대로 썼습니다. 두 함수의 미분을 식으로 써서 곱하세요.
#! 1: [(1 - torch.tanh(f(each)) ** 2) * 2 * each for each in x] -> by_hand의 자료형이 list입니다. x의 다섯 점을 한꺼번에 계산한 텐서여야 합니다.
#! 1: torch.tanh(f(x)) * 2 * x -> x = -1.5에서 손으로 구한 값이 -2.5449인데 수치 미분은 -0.8412입니다. 두 함수의 미분을 하나씩 다시 써 보세요.
@self_check(1, "겉미분에 속미분을 곱했습니다. 수치 미분, 자동 미분과 같습니다.")
def blank_1():
    def slope(function, at):
        at = at.detach().clone().requires_grad_()
        return torch.autograd.grad(function(at).sum(), at)[0]

    def same(other):
        return torch.allclose(by_hand, other, atol=1e-6)

    if not torch.is_tensor(by_hand):
        return f"by_hand의 자료형이 {type(by_hand).__name__}입니다. x의 다섯 점을 한꺼번에 계산한 텐서여야 합니다."
    if torch.equal(by_hand, numeric):  # the formula differs by what the differences lose
        return "수치 미분을 그대로 썼습니다. 두 함수의 미분을 식으로 써서 곱하세요."
    inner, outer = slope(f, x), slope(g, f(x))
    if same(outer):
        return "속미분이 빠졌습니다. 겉미분만으로는 x가 조금 바뀔 때 y가 얼마나 바뀌는지 알 수 없습니다."
    if same(inner):
        return "겉미분이 빠졌습니다. y가 조금 바뀔 때 z가 얼마나 바뀌는지도 곱해야 합니다."
    if same(slope(g, x) * inner):
        return "겉미분을 x에서 구했습니다. g에 들어가는 것은 x가 아니라 f(x)입니다."
    if same(outer + inner):
        return "두 미분을 더했습니다. 연쇄 법칙은 두 미분을 곱합니다."
    if not same(numeric):
        return f"x = {x[0]:.1f}에서 손으로 구한 값이 {by_hand[0]:.4f}인데 수치 미분은 {numeric[0]:.4f}입니다. 두 함수의 미분을 하나씩 다시 써 보세요."

# %% [markdown] id="vanishing"
# ## 그레디언트 소멸
#
# 역전파에서도 $l$번째 층의 그레디언트는 $l+1$번째 층의 그레디언트에 자기 층에서 생긴 값을 곱해 구한다. 곱하는 값이 작으면 입력층 쪽으로 갈수록 그레디언트가 기하급수적으로 작아진다. 이것이 **그레디언트 소멸**이다. 층이 10개이고 층마다 {{ program.params.factor }}을 곱한다고 하자.

# %% id="products"
import matplotlib.pyplot as plt


def products(factor, n_layers=10):
    gradient, found = 1.0, []
    for _ in range(n_layers):
        gradient *= factor
        found.append(gradient)
    return found  #> 출력층에서 가까운 층부터: 10번째, 9번째, … 첫 번째 층


vanishing = products(factor)
for layer in (10, 9, 8, 7, 1):
    print(f"{layer:2d}번째 층의 그레디언트 {vanishing[10 - layer]:.0e}")

plt.figure(figsize=(6, 3.6))
for each, style in zip((1.0, 0.9, 0.5, factor), ("o-", "s--", "^-.", "D:")):
    plt.plot(range(10, 0, -1), products(each), style, label=f"times {each:g}")
plt.title("Gradient after Ten Layers")
plt.xlabel("Layer (10 is next to the output)")
plt.ylabel("Gradient")
plt.yscale("log")
plt.locator_params(axis="x", integer=True)
plt.legend(loc="lower right")
plt.grid()
plt.show()

# %% [markdown] id="deep-chain-note"
# 로그축에서 곧은 선이다. 0.9를 곱해도 줄고, 0.5면 열 층 만에 천분의 일이 된다.
#
# 이 예가 정말 일어나는 신경망을 만들어 보자. 층마다 노드가 하나이고 가중치는 1이다. $\tanh$의 그레디언트가 정해 둔 값이 되는 가중합 $s$를 골라, 모든 층의 가중합이 $s$가 되도록 바이어스(편향)를 정한다.

# %% id="deep-chain"
s = torch.atanh(torch.tensor(1 - factor, dtype=torch.float64).sqrt())  #> $1-\tanh^2(s)$가 `factor`인 점
h = torch.tanh(s)
weights = torch.ones(10, dtype=torch.float64, requires_grad=True)
bias = s - h  #? 가중치 1에 앞 층의 출력을 곱하고 바이어스를 더한 것이 다시 $s$여야 한다. || $1\cdot h+b=s$를 $b$에 대해 푼다.  #> 앞 층의 출력 $h$에 가중치 1을 곱하고 이 값을 더하면 다시 $s$가 된다
for weight in weights:
    h = torch.tanh(weight * h + bias)  #> 열 층을 지난다
h.backward()  #> 출력을 줄이는 것이 목표라고 하자: $J=h$

updates = (0.1 * weights.grad).tolist()  #> 학습률이 0.1일 때 가중치가 한 번에 움직이는 양
for layer in (10, 9, 1):
    print(f"{layer:2d}번째 층의 가중치는 1에서 {updates[layer - 1]:.0e}만큼 움직인다")

# %% id="check-deep-chain" role="self-check"
#! 2: s -> 둘째 층의 가중합이 3.9882입니다. 첫 층의 가중합 2.9932와 같아야 층마다 같은 값이 곱해집니다.
#! 2: h - s -> 둘째 층의 가중합이 -1.0032입니다. 첫 층의 가중합 2.9932와 같아야 층마다 같은 값이 곱해집니다.
#! 2: torch.atanh(s) - h -> 둘째 층의 가중합이 nan입니다. 첫 층의 가중합 2.9932와 같아야 층마다 같은 값이 곱해집니다.
#! 2: s - weights[0] * h -> 값은 맞지만 바이어스를 weights로 계산했습니다. 그레디언트가 바이어스를 거쳐서도 흐르므로 가중치의 그레디언트가 달라집니다.
#! 2: 0 * s -> 둘째 층의 가중합이 0.9950입니다. 첫 층의 가중합 2.9932와 같아야 층마다 같은 값이 곱해집니다.
@self_check(2, "모든 층의 가중합이 같으므로 층마다 같은 값이 곱해집니다.")
def blank_2():
    first = torch.tanh(s)  # the output of the first layer, times a weight of 1
    second = (first + bias).item()
    if not abs(second - s.item()) <= 1e-9:
        return f"둘째 층의 가중합이 {second:.4f}입니다. 첫 층의 가중합 {s.item():.4f}와 같아야 층마다 같은 값이 곱해집니다."
    if torch.is_tensor(bias) and bias.requires_grad:
        return "값은 맞지만 바이어스를 weights로 계산했습니다. 그레디언트가 바이어스를 거쳐서도 흐르므로 가중치의 그레디언트가 달라집니다."

# %% [markdown] id="slow-note"
# 출력층 쪽의 가중치는 제대로 갱신되지만 입력층 쪽의 가중치는 거의 바뀌지 않는다. 그래서 오래 학습해도 수렴하지 못한다. 이 문제는 여러 방법을 함께 써서 줄인다.
#
# ### 병렬 처리 (5.6.1.1절)
#
# 가장 직접적인 방법은 더 빠른 컴퓨터, 곧 GPU를 쓰는 것이다. 개인도 Nvidia의 그래픽 카드를 살 수 있고, 캐글과 코랩은 GPU나 TPU를 무료로 빌려준다. 그러나 그레디언트 자체가 커지지는 않는다. 첫 번째 층의 가중치를 0.1만큼 움직이는 데 얼마나 걸릴까?

# %% id="gpu"
n_updates = 0.1 / updates[0]  #> 한 번에 움직이는 양이 그대로일 때 필요한 갱신 횟수
years = n_updates / 1e6 / (365 * 24 * 3600)  #> 1초에 백만 번 갱신한다고 하자
for speed_up in (1, 10, 100):
    print(f"GPU가 {speed_up:3d}배 빠르면 {years / speed_up:.1e}년")

# %% [markdown] id="activation-note"
# ### 활성화 함수 (5.6.1.2절)
#
# 곱하는 값을 키워야 한다. $\tanh$ 대신 **ReLU** 함수 $\max(0, s)$를 쓰면 어떨까? 두 함수의 그레디언트를 자동 미분으로 구해 그린다(그림 5-11). $\tanh$의 그레디언트가 {{ "0.01" }}보다 작은 곳은 회색으로 칠했다.

# %% id="gradients"
def gradient_of(function, points):
    s = torch.tensor(points, dtype=torch.float64, requires_grad=True)
    return torch.autograd.grad(function(s).sum(), s)[0].tolist()  #> 점마다 함수의 미분을 구한다


points = [-1.0, 0.0, 1.0, 3.0, 5.0, 8.0]
tanh_gradient = gradient_of(torch.tanh, points)
relu_gradient = gradient_of(torch.relu, points)  #> $s=0$에서는 0으로 정해져 있다
for point, of_tanh, of_relu in zip(points, tanh_gradient, relu_gradient):
    print(f"s = {point:2.0f}   tanh: {of_tanh:.10f}   ReLU: {of_relu:.0f}")

flat_from = torch.acosh(torch.tensor(10.0, dtype=torch.float64)).item()  #> $1-\tanh^2(s)=1/\cosh^2(s)$이므로 $\cosh(s)=10$인 점
print(f"tanh의 그레디언트는 |s|가 {flat_from:.2f}보다 크면 0.01보다 작다")

line = torch.linspace(-5, 5, 201, dtype=torch.float64)
plt.figure(figsize=(9, 3.2))
for number, (name, function) in enumerate([("tanh", torch.tanh), ("ReLU", torch.relu)], 1):
    plt.subplot(1, 2, number)
    plt.plot(line, function(line), "-", label=name)
    plt.plot(line, gradient_of(function, line.tolist()), "--", label="gradient")
    if name == "tanh":
        plt.axvspan(-5, -flat_from, color="lightgray")
        plt.axvspan(flat_from, 5, color="lightgray")
    plt.title(name)
    plt.xlabel("s")
    plt.ylabel("Value")
    plt.ylim(-1.2, 2.2)
    plt.legend(loc="upper left")
    plt.grid()
plt.tight_layout()
plt.show()

# %% [markdown] id="activation-observe"
# $\tanh$의 그레디언트 $1-\tanh^2(s)$는 $s$가 0에서 멀어질수록 빠르게 0에 가까워진다. ReLU의 그레디언트는 $s$가 양수이면 1, 음수이면 0이다. 양수인 곳에서는 곱해도 작아지지 않으므로 소멸이 덜하다. 다만 곱해지는 것은 활성화 함수의 미분만이 아니다. 가중치도 곱해진다.

# %% [markdown] id="layers-note"
# ## 층마다 잰 그레디언트
#
# 학습하기 전의 깊은 신경망을 한 번 역전파하고, 은닉층마다 가중합 $\mathbf{s}$에 대한 그레디언트의 크기(노름) $\|\partial J/\partial\mathbf{s}\|$를 잰다. 한 층을 지날 때 몇 배가 되는지는 이론으로도 알 수 있다. 층의 노드가 $n$개, 초기 가중치의 분산이 $v$, 활성화 함수의 미분을 제곱한 값의 평균이 $m$이면
#
# $$\left\|\frac{\partial J}{\partial\mathbf{s}^{l}}\right\| \approx \sqrt{n\,v\,m}\;\left\|\frac{\partial J}{\partial\mathbf{s}^{l+1}}\right\|$$
#
# 이다. 파이토치가 정하는 초기 가중치에서는 $nv=1/3$이다. 카이밍(Kaiming) 초기화는 $nv=2$, 제이비어(Xavier) 초기화는 앞뒤 층의 크기가 같을 때 $nv=1$이 되게 가중치를 뽑는다. $\tanh$는 $s$가 0 근처에 모여 있으면 $m$이 1에 가깝고, ReLU는 노드의 절반에서 미분이 0이므로 $m$이 1/2에 가깝다.
#
# 이 배율은 영상의 내용에 달려 있지 않다. 그래서 MNIST를 읽는 대신 난수를 입력으로 쓴다. 화소를 제곱한 평균만 MNIST와 비슷한 0.1로 맞춘다.

# %% id="layer-gradients"
def deep_network(depth, activation, initialize):
    layers, size = [], 784
    for _ in range(depth):
        layers += [torch.nn.Linear(size, hidden_dim), activation()]
        size = hidden_dim
    layers += [torch.nn.Linear(size, 10), torch.nn.Tanh()]
    for layer in layers:
        if initialize and isinstance(layer, torch.nn.Linear):
            initialize(layer.weight)  #> 초기 가중치를 다른 방법으로 다시 뽑는다
    return layers


def layer_gradients(depth, activation, initialize):
    torch.manual_seed(seed)
    h = 0.1**0.5 * torch.randn(64, 784)  #> 제곱의 평균이 0.1인 입력 64개
    target = torch.nn.functional.one_hot(torch.randint(10, (64,)), 10)
    sums = []
    for layer in deep_network(depth, activation, initialize):
        h = layer(h)
        if isinstance(layer, torch.nn.Linear):
            h.retain_grad()  #> 중간 값인 가중합의 그레디언트도 남겨 둔다
            sums.append(h)
    torch.mean((target - h) ** 2).backward()
    return [s.grad.norm().item() for s in sums[:-1]]  #? `s.grad.norm().item()` 가중합이 아니라 가중합의 그레디언트를 잰다. || `retain_grad()`를 부른 텐서는 그레디언트를 `grad`에 갖고 있다. 그 노름을 파이썬의 수로 바꾼다.  #> 출력층을 뺀 은닉층의 값만 돌려준다


settings = [
    ("tanh, default", torch.nn.Tanh, None, 1 / 3 * 1, "o-"),  #> 이름, 활성화 함수, 초기화, $nv\times m$, 그림의 선 모양
    ("ReLU, default", torch.nn.ReLU, None, 1 / 3 * 1 / 2, "s--"),
    ("ReLU, Kaiming", torch.nn.ReLU, torch.nn.init.kaiming_normal_, 2 * 1 / 2, "^-."),
    ("tanh, Xavier", torch.nn.Tanh, torch.nn.init.xavier_uniform_, 1 * 1, "D:"),
]
factors = {}
plt.figure(figsize=(7.5, 4.2))
for name, activation, initialize, nvm, style in settings:
    factors[name] = {}
    for n_hidden in (4, 8, 20):
        norms = layer_gradients(n_hidden, activation, initialize)
        factors[name][n_hidden] = (norms[0] / norms[-1]) ** (1 / (n_hidden - 1))  #? 마지막 은닉층에서 첫 은닉층까지 몇 번 곱해졌는지 세어 본다. || 입력층 쪽의 값 `norms[0]`을 출력층 쪽의 값으로 나눈 것이 배율을 여러 번 곱한 것이다. 그만큼의 거듭제곱근을 구한다.  #> 한 층을 지날 때의 배율(기하평균)
    measured = "   ".join(f"은닉층 {n_hidden:2d}개: ×{each:.3f}" for n_hidden, each in factors[name].items())
    print(f"{name:13s}   {measured}   이론: ×{nvm**0.5:.3f}")
    plt.plot(range(1, n_hidden + 1), norms, style, label=name)  #> 은닉층이 가장 많은 모델의 값을 그린다
plt.title("Gradient by layer")
plt.xlabel("Hidden layer (1 is next to the input)")
plt.ylabel("Norm of the gradient")
plt.yscale("log")
plt.locator_params(axis="x", integer=True)
plt.legend(loc="lower right")
plt.grid()
plt.show()

# %% id="check-layer-gradients" role="self-check"
#! 3: s.norm().item() -> 가중합 자체의 크기를 쟀습니다. 필요한 것은 가중합이 조금 바뀔 때 손실이 얼마나 바뀌는가입니다.
#! 3: s.grad.sum().item() -> 그레디언트를 그대로 더했습니다. 양수와 음수가 서로 지워지므로 크기를 알 수 없습니다.
#! 3: s.grad.abs().max().item() -> 첫 은닉층에서 잰 값이 노름과 다릅니다. 노름은 원소를 제곱해 더한 것의 제곱근입니다.
#! 4: norms[0] / norms[-1] -> 마지막 은닉층에서 첫 은닉층까지의 배율입니다. 한 층을 지날 때의 배율이 되게 거듭제곱근을 구하세요.
#! 4: (norms[-1] / norms[0]) ** (1 / (n_hidden - 1)) -> 배율이 거꾸로입니다. 역전파는 출력층 쪽에서 입력층 쪽으로 갑니다.
#! 4: (norms[0] / norms[-1]) ** (1 / n_hidden) -> 거듭제곱근의 횟수가 하나 어긋났습니다. 은닉층이 4개이면 층 사이는 몇 번 지날까요?
#! 4: (norms[0] / norms[-1]) ** (1 / 3) -> 은닉층이 4개일 때만 맞습니다. 은닉층이 8개이면 층 사이를 몇 번 지날까요?
#! 4: norms[0] / norms[-1] / (n_hidden - 1) -> 한 층을 지날 때의 배율을 지나는 횟수만큼 곱해도 전체 배율이 되지 않습니다. 평균이 아니라 기하평균이어야 합니다.
@self_check(3, "은닉층마다 가중합의 그레디언트의 크기를 쟀습니다.")
def blank_3():
    with torch.random.fork_rng(devices=[]):
        found = layer_gradients(2, torch.nn.Tanh, None)[0]
        torch.manual_seed(seed)
        h, target = 0.1**0.5 * torch.randn(64, 784), torch.nn.functional.one_hot(torch.randint(10, (64,)), 10)
        first, *rest = deep_network(2, torch.nn.Tanh, None)
    sums = first(h)
    slope = torch.autograd.grad(((target - torch.nn.Sequential(*rest)(sums)) ** 2).mean(), sums)[0]

    def near(other):
        return abs(found - other.item()) < 1e-4 * abs(other.item())

    if near(sums.square().sum().sqrt()):
        return "가중합 자체의 크기를 쟀습니다. 필요한 것은 가중합이 조금 바뀔 때 손실이 얼마나 바뀌는가입니다."
    if near(slope.sum()):
        return "그레디언트를 그대로 더했습니다. 양수와 음수가 서로 지워지므로 크기를 알 수 없습니다."
    if not near(slope.square().sum().sqrt()):
        return "첫 은닉층에서 잰 값이 노름과 다릅니다. 노름은 원소를 제곱해 더한 것의 제곱근입니다."


@self_check(4, "마지막 은닉층에서 첫 은닉층까지 지나는 횟수만큼 곱하면 전체 배율이 됩니다.")
def blank_4():
    with torch.random.fork_rng(devices=[]):
        first, *_, last = layer_gradients(4, torch.nn.Tanh, None)
    whole, found = first / last, factors["tanh, default"][4]

    def near(one, other):
        return abs(one - other) < 1e-3 * abs(other)

    if near(found, whole):
        return "마지막 은닉층에서 첫 은닉층까지의 배율입니다. 한 층을 지날 때의 배율이 되게 거듭제곱근을 구하세요."
    if near(found**3 * whole, 1):
        return "배율이 거꾸로입니다. 역전파는 출력층 쪽에서 입력층 쪽으로 갑니다."
    if near(found**4, whole):
        return "거듭제곱근의 횟수가 하나 어긋났습니다. 은닉층이 4개이면 층 사이는 몇 번 지날까요?"
    if not near(found**3, whole):
        return "한 층을 지날 때의 배율을 지나는 횟수만큼 곱해도 전체 배율이 되지 않습니다. 평균이 아니라 기하평균이어야 합니다."
    with torch.random.fork_rng(devices=[]):
        first, *_, last = layer_gradients(8, torch.nn.Tanh, None)
    if not near(factors["tanh, default"][8] ** 7, first / last):
        return "은닉층이 4개일 때만 맞습니다. 은닉층이 8개이면 층 사이를 몇 번 지날까요?"

# %% [markdown] id="layers-observe"
# 로그축에서 곧은 선이므로 그레디언트는 기하급수적으로 변한다. 파이토치의 초기 가중치에서는 $\tanh$보다 **ReLU의 그레디언트가 더 빨리 작아진다.** 초기 가중치를 그에 맞게 키운 카이밍 초기화와 함께 쓸 때 ReLU의 그레디언트가 작아지지 않는다. 제이비어 초기화도 $\tanh$의 소멸을 크게 줄인다. $\tanh$에서 잰 값이 이론보다 조금 작은 것은 이론이 $\tanh$의 미분을 1로 보았기 때문이다.
#: endblock

#: block results
# %% id="results" role="machinery"
results = {
    "derivatives": by_hand,
    "numeric_error": (numeric - by_hand).abs().max(),
    "automatic_error": (automatic - by_hand).abs().max(),
    "products": vanishing,
    "last_product": vanishing[-1],
    "updates": updates,
    "years": years,
    "tanh_gradient": tanh_gradient,
    "relu_gradient": relu_gradient,
    "flat_from": flat_from,
    "slope_there": gradient_of(torch.tanh, [flat_from])[0],
    "factors": {name.replace(", ", "_").lower(): list(by_depth.values()) for name, by_depth in factors.items()},
}
#: endblock

#: block summary
# - 연쇄 법칙은 층마다 생긴 미분을 곱한다. 곱하는 값이 1보다 작으면 그레디언트가 기하급수적으로 작아진다.
# - GPU는 느린 학습을 견디게 할 뿐이다. 곱하는 값을 키우려면 활성화 함수와 초기 가중치를 바꾸어야 한다.
# - 한 층을 지날 때의 배율은 $\sqrt{nvm}$이다. ReLU도 그에 맞는 초기 가중치와 함께 써야 소멸이 줄어든다.
#: endblock

#: block questions
# **1.** $\tanh$의 그레디언트는 가장 커도 1이다. 가중치를 곱하지 않는다면 깊은 신경망의 그레디언트는 층을 거슬러 갈수록 어떻게 될까?
#
# <details><summary>답</summary>
#
# 커질 수 없다. 모든 노드의 가중합이 0이면 그대로이고, 아니면 작아진다. 가중치가 1보다 크게 곱해져야 커질 수 있다.
#
# </details>
#
# **2.** ReLU의 그레디언트는 양수에서 1인데, 왜 기본 초기 가중치에서는 $\tanh$보다 더 빨리 소멸할까?
#
# <details><summary>답</summary>
#
# ReLU는 노드의 절반쯤에서 그레디언트가 0이다. 가중합이 0 근처에 모여 있을 때 $\tanh$의 그레디언트는 거의 1이다. 두 경우 모두 같은 크기의 가중치가 곱해지므로 ReLU 쪽이 더 작아진다. 가중치를 그만큼 크게 뽑으면(카이밍 초기화) 작아지지 않는다.
#
# </details>
#
# **3.** 한 층을 지날 때 0.57배가 되는 신경망에서 그레디언트가 1,000분의 1로 줄려면 몇 층을 지나야 할까?
#
# <details><summary>답</summary>
#
# $0.57^k\le 0.001$이 되는 가장 작은 $k$는 13이다. $\log 0.001/\log 0.57\approx 12.3$이기 때문이다.
#
# </details>
#: endblock

#: block more
#: for each in chapter.programs if each.section in ["5.5.3", "5.6.2"]
# - [{{ each.label }}. {{ each.title }}]({{ each.url }})
#: endfor
#: endblock

#: extends "program.py"
#: block goals
# - 깊은 신경망의 학습이 왜 어려웠고 무엇이 달라졌는지 계산해 본다.
# - 깊은 다층 퍼셉트론의 구조를 그리고 가중치의 수를 센다.
# - 전방 계산(순전파)과 오류 역전파를 행렬로 직접 계산해 파이토치의 결과와 비교한다.
#: endblock

#: block lesson
# %% [markdown] id="deep-note"
# ## 무엇이 달라졌나 (5.1절)
#
# 다층 퍼셉트론에 은닉층을 더 쌓는다는 생각은 1980년대에 이미 있었다. 그러나 그레디언트 소멸, 과잉 적합, 긴 계산 시간 때문에 학습이 잘되지 않았다. 값싼 GPU, 큰 데이터, 좋은 알고리즘이 나오면서 달라졌다. 하나씩 숫자로 확인해 보자.
#
# ### 값싼 GPU
#
# 모델 하나를 학습하는 데 이틀이 걸리고, 하이퍼 매개변수 조합 200개를 비교하려 한다. GPU가 10~100배 빠르다면 며칠이 걸릴까?

# %% id="parameters" tags=["parameters"]
sizes = {{ program.params.sizes | literal }}
lr = {{ program.params.lr | literal }}
steps = {{ program.params.steps | literal }}
seed = {{ program.params.seed | literal }}

# %% id="days"
import matplotlib.pyplot as plt
import torch

speed_ups = torch.arange(10, 101)
days = 2 * 200 / speed_ups  #> 이틀 걸리는 학습 200번을 배율로 나눈다
for speed_up in (10, 50, 100):
    print(f"{speed_up:3d}배 빠르면 {2 * 200 / speed_up:.0f}일")
within_a_week = speed_ups[days <= 7][0].item()  #> 일주일 안에 끝나는 가장 작은 배율
print(f"일주일 안에 마치려면 {within_a_week}배 넘게 빨라야 한다")

plt.figure(figsize=(5.5, 3.4))
plt.plot(speed_ups, days, label="200 models of 2 days")
plt.axhline(7, linestyle="--", color="black", label="A week")
plt.title("Days until the Best Model is Known")
plt.xlabel("Times as fast as the CPU")
plt.ylabel("Days")
plt.legend(loc="upper right")
plt.grid()
plt.show()

# %% [markdown] id="data-note"
# ### 큰 데이터
#
# 영상에 잡음을 섞거나 영상을 조금 옮기고 돌려도 부류는 그대로다. 그래서 영상 하나로 학습 데이터 여러 개를 만들 수 있다.

# %% id="augment"
image = torch.zeros(28, 28)
image[6:9, 7:21] = 1  #> 가로획과 비스듬한 획으로 7을 그린다
for row in range(9, 24):
    image[row, 21 - row // 2 : 24 - row // 2] = 1


def rotated(image, degrees):
    angle = torch.deg2rad(torch.tensor(float(degrees)))
    turn = torch.stack([torch.cos(angle), -torch.sin(angle), torch.zeros(()), torch.sin(angle), torch.cos(angle), torch.zeros(())])
    grid = torch.nn.functional.affine_grid(turn.reshape(1, 2, 3), (1, 1, 28, 28), align_corners=False)
    return torch.nn.functional.grid_sample(image[None, None], grid, align_corners=False)[0, 0]


copies = torch.stack([
    torch.roll(rotated(image, degrees), (down, right), dims=(0, 1))
    for degrees in (-10, 0, 10)  #> 세 각도로 돌리고
    for down in range(-3, 4)  #> 위아래로 일곱 가지
    for right in range(-3, 4)  #> 좌우로 일곱 가지로 옮긴다
])
n_copies = len(torch.unique(copies, dim=0))  #> 서로 다른 영상만 센다
print(f"영상 하나에서 서로 다른 영상 {n_copies}개를 얻었다")

torch.manual_seed(seed)
shown = {"original": image, "noise": image + 0.2 * torch.randn(28, 28), "shifted": copies[49], "rotated": rotated(image, 10)}
plt.figure(figsize=(8, 2.3))
for place, (name, picture) in enumerate(shown.items(), 1):
    plt.subplot(1, 4, place)
    plt.imshow(picture, cmap="gray_r")
    plt.title(name)
    plt.axis("off")
plt.show()

# %% [markdown] id="algorithms-note"
# ### 좋은 알고리즘
#
# **컨볼루션 신경망**(CNN)은 작은 마스크를 영상 전체에 되풀이해 쓰므로 가중치가 훨씬 적다. **가중치 축소**는 갱신할 때마다 가중치를 조금씩 줄이고, **드롭아웃**은 노드 일부를 무작위로 끈다. 둘 다 과잉 적합을 줄이는 규제 기법이다. ReLU는 다음 이론 노트북에서 다룬다.

# %% id="algorithms"
convolution = torch.nn.Conv2d(1, 20, kernel_size=5)  #> $5\times 5$ 마스크 20개
features = convolution(image[None]).numel()  #> 마스크들이 뽑은 특징의 수
n_shared = sum(weight.numel() for weight in convolution.parameters())
n_connected = (28 * 28 + 1) * features  #> 같은 수의 특징을 완전 연결 층으로 뽑을 때
print(f"특징 {features:,}개를 뽑는 가중치: 컨볼루션 {n_shared:,}개, 완전 연결 {n_connected:,}개")

fewer_errors = 1 - 15.3 / 25.8  #> 2012년의 AlexNet과 한 해 전 우승 팀의 오류율
print(f"AlexNet은 오류를 {fewer_errors:.0%} 줄였다")

w = torch.ones(1, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1, weight_decay=0.1)  #> 가중치 축소
for _ in range(100):
    w.grad = torch.zeros(1)  #> 손실의 그레디언트가 0이어도
    optimizer.step()  #> 갱신마다 가중치가 1% 줄어든다
decayed = w.item()
print(f"가중치 축소: 100번 갱신한 뒤 1.0 → {decayed:.3f}")

torch.manual_seed(seed)
dropped = torch.nn.functional.dropout(torch.ones(10_000), p=0.5)  #> 드롭아웃
print(f"드롭아웃: 꺼진 노드 {(dropped == 0).float().mean():.0%}, 남은 노드의 값 {dropped.max():.0f}")

# %% [markdown] id="structure"
# ## 깊은 다층 퍼셉트론의 구조 (5.5.1절)
#
# 다층 퍼셉트론에 은닉층을 더 쌓으면 **깊은 다층 퍼셉트론**(DMLP)이 된다. 은닉층이 $L-1$개이고 출력층이 하나여서 모두 $L$개 층이다. 입력층은 계산을 하지 않으므로 세지 않는다. 은닉층이 하나인 다층 퍼셉트론은 $L=2$인 경우다.
#
# 입력 노드는 특징의 수 $d$만큼, 출력 노드는 부류의 수 $c$만큼 둔다. MNIST에서는 $d=28\times 28$이고 $c=10$이다. $l$번째 은닉층의 노드 수 $n_l$은 사람이 정하는 하이퍼 매개변수다. 이웃한 두 층의 모든 노드가 이어져 있어 **완전 연결**(fully connected) 구조라고 한다.
#
# 다음 함수는 층의 크기를 받아 그림 5-8을 그린다. 노드가 많은 층은 위아래의 몇 개만 그린다.

# %% id="structure-figure"
from matplotlib.collections import LineCollection


def draw_network(axes, sizes, most=6):
    nodes = []
    for layer, n in enumerate(sizes):
        shown = min(n, most)
        gap = 1 if n > most else 0  #> 긴 층은 가운데를 비우고 점을 찍는다
        heights = [(shown - 1) / 2 - i + (gap / 2 if i < shown / 2 else -gap / 2) for i in range(shown)]
        nodes.append([(layer, height) for height in heights])
        if gap:
            axes.text(layer, 0, r"$\vdots$", ha="center", va="center")
        name = "Input" if layer == 0 else "Output" if layer == len(sizes) - 1 else f"Hidden {layer}"
        axes.text(layer, -most / 2 - 1.1, f"{name}\n{n}", ha="center", va="center")
    biases = [(layer, most / 2 + 1.2) for layer in range(len(sizes) - 1)]  #> 출력층을 뺀 층마다 값이 1인 노드가 있다
    edges = [
        (start, end)
        for layer in range(len(sizes) - 1)
        for start in [biases[layer], *nodes[layer]]
        for end in nodes[layer + 1]  #> 이웃한 두 층의 모든 노드를 잇는다
    ]
    axes.add_collection(LineCollection(edges, colors="lightgray", linewidths=0.6, zorder=0))
    axes.scatter(*zip(*(node for layer in nodes for node in layer)), s=60, color="tab:blue", label="node")
    axes.scatter(*zip(*biases), s=60, marker="s", color="tab:orange", label="bias (always 1)")
    for layer in range(1, len(sizes)):
        axes.text(layer - 0.5, most / 2 + 1.7, rf"$\mathbf{{U}}^{layer}$", ha="center")
    axes.set_ylim(-most / 2 - 2, most / 2 + 2.4)
    axes.axis("off")
    return edges


plt.figure(figsize=(9, 4.2))
edges = draw_network(plt.gca(), sizes)
plt.title(f"Deep Multi-Layer Perceptron, L = {len(sizes) - 1}")
plt.legend(loc="upper left", bbox_to_anchor=(1, 0.9))
plt.show()

# %% [markdown] id="formulas"
# ### 식 (5.1)과 (5.5)
#
# $l-1$번째 층과 $l$번째 층을 잇는 가중치는 행렬 $\mathbf{U}^l$이며, 첫 열은 바이어스(편향)다.
#
# $$\mathbf{U}^l = \begin{pmatrix} u_{10}^l & u_{11}^l & \cdots & u_{1n_{l-1}}^l \\ u_{20}^l & u_{21}^l & \cdots & u_{2n_{l-1}}^l \\ \vdots & \vdots & \ddots & \vdots \\ u_{n_l0}^l & u_{n_l1}^l & \cdots & u_{n_ln_{l-1}}^l \end{pmatrix}, \quad l = 1, 2, \ldots, L \tag{5.1}$$
#
# 학습 데이터 전체에 대한 전방 계산은 다음과 같다. $\tau_l$은 $l$번째 층의 활성화 함수다.
#
# $$\mathbf{O} = \tau_L\left(\cdots\tau_2\left(\mathbf{U}^2\tau_1\left(\mathbf{U}^1\mathbf{X}^T\right)\right)\right) \tag{5.5}$$
#
# 식에는 드러나지 않지만, 층마다 곱하기 전에 바이어스와 곱할 1을 한 행 붙여야 한다. 입력이 둘, 은닉 노드가 셋, 출력이 둘인 작은 신경망으로 계산해 보자. 데이터는 XOR이다. 두 입력이 같으면 부류 0, 다르면 부류 1이며, 프로그램 5-5의 퍼셉트론으로는 풀 수 없다.

# %% id="forward"
X = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], dtype=torch.float64)
Y = torch.tensor([[1.0, 0.0, 0.0, 1.0], [0.0, 1.0, 1.0, 0.0]], dtype=torch.float64)  #> 한 열이 샘플 하나의 원핫 벡터

start = torch.Generator().manual_seed(0)  #> 매개변수 `seed`를 쓰지 않는다. XOR을 배우지 못하는 초깃값도 있어서, 배우는 것을 골라 고정한다
U = [torch.randn(n, m, dtype=torch.float64, generator=start) for n, m in [(3, 2 + 1), (2, 3 + 1)]]  #> 식 (5.1)의 $\mathbf{U}^1$과 $\mathbf{U}^2$


def with_ones(H):
    return torch.cat([torch.ones(1, H.shape[1], dtype=H.dtype), H])  #? 1로 채운 행과 `H`를 위아래로 잇는다. 잇는 함수는 `torch.cat`이다. || 식 (5.1)에서 바이어스가 첫 열이므로 1은 맨 위에 온다. 행의 길이는 `H`의 열의 수다.  #> 맨 위에 1로 채운 행을 붙인다


def forward(U, X):
    H = [X.T]  #> 층마다 출력을 남겨 둔다. 역전파에서 다시 쓴다
    for matrix in U:
        H.append(torch.tanh(matrix @ with_ones(H[-1])))  #> 식 (5.5)의 안쪽부터 차례로
    return H


out = forward(U, X)[-1]
print("U1", tuple(U[0].shape), " U2", tuple(U[1].shape), " O", tuple(out.shape))
try:
    U[1] @ torch.tanh(U[0] @ X.T)  #> 1을 붙이지 않으면 모양이 맞지 않는다
except RuntimeError as error:
    refused = str(error)
    print("1을 붙이지 않으면:", refused)

# %% id="check-forward" role="self-check"
#! 1: torch.cat([H, torch.ones(1, H.shape[1], dtype=H.dtype)]) -> 1로 채운 행이 맨 아래에 있습니다. 바이어스는 U의 첫 열이므로 첫 행과 곱해집니다.
#! 1: torch.cat([torch.zeros(1, H.shape[1], dtype=H.dtype), H]) -> 붙인 행이 1이 아니라 0입니다. 바이어스에 0을 곱하면 바이어스가 없는 것과 같습니다.
#! 1: torch.cat([H.sum(dim=0, keepdim=True), H]) -> 붙인 행이 1이 아니라 6입니다. 바이어스에는 언제나 1을 곱합니다.
#! 1: torch.cat([torch.ones(1, len(X), dtype=H.dtype), H]) -> 열이 두 개인 행렬에는 1로 채운 행을 붙이지 못합니다. 행의 길이는 받은 H에 맞추어야 합니다.
#! 1: H -> !RuntimeError
@self_check(1, "맨 위의 1이 U의 첫 열, 곧 바이어스와 곱해집니다.")
def blank_1():
    H = torch.tensor([[2.0, 3.0], [4.0, 3.0]], dtype=torch.float64)
    try:
        found = with_ones(H)
    except RuntimeError:
        return "열이 두 개인 행렬에는 1로 채운 행을 붙이지 못합니다. 행의 길이는 받은 H에 맞추어야 합니다."
    if tuple(found.shape) != (3, 2):
        return f"두 행에 한 행을 붙였는데 모양이 {tuple(found.shape)}입니다. 행이 하나만 늘어야 합니다."
    if torch.equal(found[:2], H):
        return "1로 채운 행이 맨 아래에 있습니다. 바이어스는 U의 첫 열이므로 첫 행과 곱해집니다."
    if not torch.equal(found[1:], H):
        return "둘째 행부터는 받은 H가 그대로 있어야 합니다."
    if not found[0].any():
        return "붙인 행이 1이 아니라 0입니다. 바이어스에 0을 곱하면 바이어스가 없는 것과 같습니다."
    if (found[0] != 1).any():
        return f"붙인 행이 1이 아니라 {found[0, 0]:.0f}입니다. 바이어스에는 언제나 1을 곱합니다."

# %% [markdown] id="sequential-note"
# 같은 가중치를 `nn.Sequential`에 넣으면 같은 출력이 나온다. `Linear`는 바이어스를 따로 두고 샘플을 행으로 놓을 뿐, 하는 계산은 같다.

# %% id="sequential"
def as_network(U):
    network = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 2), torch.nn.Tanh()).double()
    with torch.no_grad():
        for layer, matrix in zip(network[::2], U):
            layer.bias.copy_(matrix[:, 0])  #> 첫 열이 바이어스
            layer.weight.copy_(matrix[:, 1:])  #> 나머지 열이 가중치
    return network


network = as_network(U)
difference = (network(X).T - out).abs().max().item()
print(f"가장 큰 차이: {difference:.1e}")

# %% [markdown] id="count-note"
# ### 가중치의 수
#
# 완전 연결이라서 가중치가 많다. 층마다 앞 층의 노드 수에 1(바이어스)을 더해 자기 층의 노드 수를 곱한다.

# %% id="count"
from itertools import pairwise

terms = []
for n_before, n in pairwise(sizes):  #> 이웃한 두 층씩
    term = (n_before + 1) * n  #> 더한 1은 바이어스
    terms.append(term)
    print(f"U{len(terms)}: ({n_before:3d} + 1) × {n:3d} = {term:9,}")
total = sum(terms)
print(f"합계: {total:,}개")

model = torch.nn.Sequential(*(torch.nn.Linear(n_before, n) for n_before, n in pairwise(sizes)))
counted = sum(weight.numel() for weight in model.parameters())
print(f"파이토치로 세면: {counted:,}개")
multiplications = sum(layer.weight.numel() for layer in model) * 60_000  #> 바이어스에는 곱셈이 없다
print(f"MNIST 학습 데이터 60,000개를 한 번 전방 계산하는 곱셈: {multiplications / 1e8:.0f}억 번")

# %% [markdown] id="depth-note"
# 은닉층을 하나씩 더해 보자. 가중치가 많으면 계산이 오래 걸리고, 학습 데이터보다 훨씬 많아지면 과잉 적합이 생기기 쉽다. 계산 시간은 GPU로, 과잉 적합은 규제 기법으로 줄인다.

# %% id="depth"
n_hidden = range(1, 11)
width = sizes[1]
by_depth = [(sizes[0] + 1) * width + (n - 1) * (width + 1) * width + (width + 1) * sizes[-1] for n in n_hidden]

plt.figure(figsize=(5.5, 3.4))
plt.plot(n_hidden, by_depth, "o-", label="weights")
plt.axhline(60_000, linestyle="--", color="black", label="training samples of MNIST")
plt.title(f"Hidden layers of {width} nodes")
plt.xlabel("Hidden layers")
plt.ylabel("Number")
plt.ylim(0, None)
plt.legend(loc="upper left")
plt.grid()
plt.show()

# %% [markdown] id="backpropagation"
# ## 오류 역전파 (5.5.2절)
#
# 학습하려면 손실 함수와, 손실을 줄이는 최적화 알고리즘이 있어야 한다. 손실은 미니배치 $M$의 평균제곱오차다.
#
# $$J(\mathbf{U}^1,\ldots,\mathbf{U}^L) = \frac{1}{|M|}\sum_{\mathbf{x}\in M}\|\mathbf{y}-\mathbf{o}\|^2 = \frac{1}{|M|}\sum_{\mathbf{x}\in M}\left\|\mathbf{y}-\tau_L\left(\cdots\tau_2\left(\mathbf{U}^2\tau_1\left(\mathbf{U}^1\mathbf{x}^T\right)\right)\right)\right\|^2 \tag{5.6}$$
#
# 전방 계산으로 예측을 얻고 정답과 비교한 다음, 출력층부터 입력층 쪽으로 그레디언트를 구해 가중치를 갱신한다. $\rho$는 학습률이다.
#
# $$\mathbf{U}^l = \mathbf{U}^l + \rho\left(-\nabla\mathbf{U}^l\right), \quad l = L, L-1, \ldots, 1 \tag{5.7}$$

# %% id="backpropagation-figure"
plt.figure(figsize=(7, 4))
draw_network(plt.gca(), [2, 3, 2], most=3)
arrow = {"arrowstyle": "->", "linewidth": 1.6}
for y, start, end, text in [
    (4.4, 0, 2, "forward: x to o, formula (5.5)"),
    (-4.2, 2, 0, r"backward: $\nabla\mathbf{U}^2$, then $\nabla\mathbf{U}^1$, formula (5.7)"),
]:
    plt.annotate("", xy=(end, y), xytext=(start, y), arrowprops=arrow)
    plt.text(1, y + 0.2, text, ha="center")
plt.text(2.15, 0, r"$J = \|\mathbf{y} - \mathbf{o}\|^2$", va="center")
plt.title("Error Back-Propagation")
plt.xlim(-0.3, 2.9)
plt.ylim(-4.6, 5.2)
plt.legend(loc="upper left", bbox_to_anchor=(1, 0.9))
plt.show()

# %% [markdown] id="gradient-note"
# ### 한 걸음을 손으로
#
# $l$번째 층의 가중합을 $\mathbf{S}^l=\mathbf{U}^l\begin{pmatrix}\mathbf{1}\\ \mathbf{H}^{l-1}\end{pmatrix}$, 출력을 $\mathbf{H}^l=\tanh(\mathbf{S}^l)$이라 하자. $\mathbf{H}^0=\mathbf{X}^T$이고 $\mathbf{H}^L=\mathbf{O}$다. 가중합의 그레디언트 $\mathbf{D}^l=\partial J/\partial\mathbf{S}^l$를 출력층에서 시작해 앞 층으로 넘긴다. $\odot$는 같은 자리끼리의 곱이고, $\tilde{\mathbf{U}}^l$은 $\mathbf{U}^l$에서 바이어스 열을 뺀 행렬이다.
#
# $$\mathbf{D}^L = \frac{2}{|M|}\left(\mathbf{O}-\mathbf{Y}\right)\odot\left(1-\mathbf{O}\odot\mathbf{O}\right)$$
#
# $$\nabla\mathbf{U}^l = \mathbf{D}^l\begin{pmatrix}\mathbf{1}\\ \mathbf{H}^{l-1}\end{pmatrix}^T, \qquad \mathbf{D}^{l-1} = \left(\tilde{\mathbf{U}}^{l}\right)^T\mathbf{D}^l\odot\left(1-\mathbf{H}^{l-1}\odot\mathbf{H}^{l-1}\right)$$

# %% id="step"
def loss(out, Y):
    return ((Y - out) ** 2).sum(dim=0).mean()  #? 한 열이 샘플 하나다. 더할 방향과 평균할 방향이 다르다. || 차이를 제곱하고, 열마다 더하고(`dim=0`), 남은 것을 평균한다.  #> 식 (5.6): 출력 노드에 대해 더하고 샘플에 대해 평균한다


def gradients(U, X, Y):
    H = forward(U, X)
    D = 2 / len(X) * (H[-1] - Y) * (1 - H[-1] ** 2)  #> $\mathbf{D}^L$. 마지막 곱은 $\tanh$의 미분
    found = []
    for layer in range(len(U), 0, -1):  #> 출력층에서 입력층 쪽으로
        found.insert(0, D @ with_ones(H[layer - 1]).T)  #> $\nabla\mathbf{U}^l$
        if layer > 1:
            D = U[layer - 1][:, 1:].T @ D * (1 - H[layer - 1] ** 2)  #? 위의 둘째 식의 오른쪽을 그대로 옮긴다. 코드의 `U[layer - 1]`이 $\mathbf{U}^l$이다. || 바이어스 열을 빼고 전치해 `D`에 곱한 다음, 앞 층 출력 `H[layer - 1]`로 쓴 $\tanh$의 미분을 곱한다.  #> $\mathbf{D}^{l-1}$. 바이어스 열은 앞 층과 이어져 있지 않다
    return found


def step(U, X, Y):
    return [matrix + lr * (-gradient) for matrix, gradient in zip(U, gradients(U, X, Y))]  #? `matrix + lr * (-gradient)` 식 (5.7)의 오른쪽이다. || 학습률을 곱해 그레디언트의 반대쪽으로 옮긴다.  #> 식 (5.7)


stepped = step(U, X, Y)
print(f"J: {loss(forward(U, X)[-1], Y):.4f} → {loss(forward(stepped, X)[-1], Y):.4f}")

# %% id="check-step" role="self-check"
#! 2: ((Y - out) ** 2).mean() -> 차이가 모두 3인 샘플 3개의 손실이 9.0000입니다. 출력 노드에 대해서는 평균하지 않고 더합니다.
#! 2: ((Y - out) ** 2).sum() -> 차이가 모두 3인 샘플 3개의 손실이 54.0000입니다. 샘플에 대해서는 더하지 않고 평균합니다.
#! 2: ((Y - out) ** 2).sum(dim=1).mean() -> 차이가 모두 3인 샘플 3개의 손실이 27.0000입니다. 한 열이 샘플 하나인데 행마다 더했습니다.
#! 2: (Y - out).abs().sum(dim=0).mean() -> 차이가 모두 3인 샘플 3개의 손실이 6.0000입니다. 식 (5.6)에서는 차이를 제곱합니다.
#! 2: ((Y - out).sum(dim=0) ** 2).mean() -> 차이가 모두 3인 샘플 3개의 손실이 36.0000입니다. 더하기 전에 제곱해야 합니다.
#! 2: ((Y - out) ** 2).sum() / len(X) -> 차이가 모두 3인 샘플 3개의 손실이 13.5000입니다. 제곱한 차이를 모두 더하면 54입니다. 샘플의 수는 받은 행렬에서 세어야 합니다.
#! 2: (Y**2 - out**2).sum(dim=0).mean() -> 값이 저마다 다른 샘플 3개의 손실이 1.6667입니다. 17/3이어야 합니다. 제곱하는 것은 차이이고, 샘플은 모두 세어야 합니다.
#! 2: ((Y - out) ** 2).sum(dim=0).max() -> 값이 저마다 다른 샘플 3개의 손실이 10.0000입니다. 17/3이어야 합니다. 제곱하는 것은 차이이고, 샘플은 모두 세어야 합니다.
#! 3: U[layer - 1][:, 1:].T @ D -> 은닉 노드가 모두 포화해 출력이 1인데도 첫 층의 그레디언트가 0이 아닙니다. 출력으로 나타낸 tanh의 미분을 곱했나요?
#! 3: U[layer - 1][:, 1:].T @ D * (1 - torch.tanh(H[layer - 1]) ** 2) -> 은닉 노드가 모두 포화해 출력이 1인데도 첫 층의 그레디언트가 0이 아닙니다. 출력으로 나타낸 tanh의 미분을 곱했나요?
#! 3: -U[layer - 1][:, 1:].T @ D * (1 - H[layer - 1] ** 2) -> 첫 층의 그레디언트가 자동 미분과 크기는 같고 부호가 반대입니다.
#! 3: U[layer - 1][:, :-1].T @ D * (1 - H[layer - 1] ** 2) -> 가중치가 0이고 바이어스만 있는 층을 지나왔는데도 첫 층의 그레디언트가 0이 아닙니다. 바이어스 열은 앞 층과 이어져 있지 않습니다.
#! 3: U[layer - 1][:, 1:].T @ D * (1 - H[layer - 1]) -> 첫 층의 그레디언트가 자동 미분과 다릅니다. tanh의 미분을 출력 h로 나타낸 식을 다시 보세요.
#! 3: U[layer - 1].T @ D * (1 - H[layer - 1] ** 2) -> !RuntimeError
#! 4: matrix + lr * gradient -> 그레디언트와 같은 쪽으로 옮겼습니다. 그러면 손실이 커집니다.
#! 4: matrix - gradient -> 가중치가 그레디언트의 -1.0000배만큼 움직였습니다. 학습률 0.2배여야 합니다.
#! 4: matrix.sub_(lr * gradient) -> 받은 가중치 자체를 바꾸었습니다. 받은 것은 그대로 두고 새 행렬을 돌려주어야 뒤에서 비교할 수 있습니다.
#! 4: matrix -> 가중치가 움직이지 않았습니다.
#! 4: lr * (-gradient) -> 가중치가 움직인 양이 그레디언트와 나란하지 않습니다. 지금 가중치에서 출발했나요?
@self_check(2, "출력 노드에 대해 더하고 샘플에 대해 평균했습니다.")
def blank_2():
    found = loss(torch.zeros(2, 3), torch.full((2, 3), 3.0))
    if tuple(found.shape):
        return f"손실의 모양이 {tuple(found.shape)}입니다. 손실은 수 하나여야 합니다."
    told = f"차이가 모두 3인 샘플 3개의 손실이 {found:.4f}입니다."
    if abs(found - 9) < 1e-5:
        return f"{told} 출력 노드에 대해서는 평균하지 않고 더합니다."
    if abs(found - 54) < 1e-5:
        return f"{told} 샘플에 대해서는 더하지 않고 평균합니다."
    if abs(found - 27) < 1e-5:
        return f"{told} 한 열이 샘플 하나인데 행마다 더했습니다."
    if abs(found - 36) < 1e-5:
        return f"{told} 더하기 전에 제곱해야 합니다."
    if found < 9:
        return f"{told} 식 (5.6)에서는 차이를 제곱합니다."
    if not abs(found - 18) < 1e-5:
        return f"{told} 제곱한 차이를 모두 더하면 54입니다. 샘플의 수는 받은 행렬에서 세어야 합니다."
    found = loss(torch.tensor([[1.0, 0.0, 2.0], [0.0, 1.0, 0.0]]), torch.tensor([[0.0, 1.0, 0.0], [3.0, 0.0, 1.0]]))
    if not abs(found - 17 / 3) < 1e-5:  # 1 + 9, 1 + 1 and 4 + 1
        return f"값이 저마다 다른 샘플 3개의 손실이 {found:.4f}입니다. 17/3이어야 합니다. 제곱하는 것은 차이이고, 샘플은 모두 세어야 합니다."


def _small_network():
    """Weights and data of our own, and the gradient of the first layer that automatic differentiation finds."""
    inputs = torch.tensor([[0.5, -1.0], [1.0, 0.25]], dtype=torch.float64)
    first = torch.tensor([[0.1, 0.4, -0.3], [0.2, -0.5, 0.6]], dtype=torch.float64, requires_grad=True)
    second = torch.tensor([[0.3, 0.7, -0.2]], dtype=torch.float64)
    targets = torch.tensor([[1.0, 0.0]], dtype=torch.float64)
    error = torch.nn.functional.mse_loss(forward([first, second], inputs)[-1], targets)  # of one output
    return [first.detach(), second], inputs, targets, torch.autograd.grad(error, first)[0]


@self_check(3, "뒤 층의 그레디언트에 가중치와 tanh의 미분을 곱해 앞 층으로 넘깁니다. 자동 미분과 같습니다.")
def blank_3():
    (first, second), inputs, targets, expected = _small_network()
    saturated = first.clone()
    saturated[:, 0] = 30
    if gradients([saturated, second], inputs, targets)[0].abs().max() > 1e-9:
        return "은닉 노드가 모두 포화해 출력이 1인데도 첫 층의 그레디언트가 0이 아닙니다. 출력으로 나타낸 tanh의 미분을 곱했나요?"
    only_bias = torch.tensor([[0.3, 0.0, 0.0]], dtype=torch.float64)
    if gradients([first, only_bias], inputs, targets)[0].abs().max() > 1e-9:
        return "가중치가 0이고 바이어스만 있는 층을 지나왔는데도 첫 층의 그레디언트가 0이 아닙니다. 바이어스 열은 앞 층과 이어져 있지 않습니다."
    found = gradients([first, second], inputs, targets)[0]
    if torch.allclose(-found, expected, atol=1e-9):
        return "첫 층의 그레디언트가 자동 미분과 크기는 같고 부호가 반대입니다."
    if not torch.allclose(found, expected, atol=1e-9):
        return "첫 층의 그레디언트가 자동 미분과 다릅니다. tanh의 미분을 출력 h로 나타낸 식을 다시 보세요."


@self_check(4, "그레디언트의 반대쪽으로 학습률만큼 옮겼습니다.")
def blank_4():
    start, inputs, targets, _ = _small_network()
    slope = gradients(start, inputs, targets)[1]
    before = start[1].clone()
    moved = step(start, inputs, targets)[1] - before
    if not torch.equal(start[1], before):
        return "받은 가중치 자체를 바꾸었습니다. 받은 것은 그대로 두고 새 행렬을 돌려주어야 뒤에서 비교할 수 있습니다."
    if not moved.any():
        return "가중치가 움직이지 않았습니다."
    ratio = ((moved * slope).sum() / (slope * slope).sum()).item()
    if not torch.allclose(moved, ratio * slope, atol=1e-9):
        return "가중치가 움직인 양이 그레디언트와 나란하지 않습니다. 지금 가중치에서 출발했나요?"
    if ratio > 0:
        return "그레디언트와 같은 쪽으로 옮겼습니다. 그러면 손실이 커집니다."
    if abs(ratio + lr) > 1e-9:
        return f"가중치가 그레디언트의 {ratio:.4f}배만큼 움직였습니다. 학습률 {lr:g}배여야 합니다."

# %% [markdown] id="sgd-note"
# `torch.optim.SGD`로도 한 걸음 옮겨 비교하자. 그레디언트는 자동 미분이 구한다.

# %% id="sgd"
def sgd_step(network, optimizer):
    optimizer.zero_grad()
    cost = loss(network(X).T, Y)
    cost.backward()
    optimizer.step()
    return cost.item()


def largest_difference(U, network):
    matrices = [torch.cat([layer.bias[:, None], layer.weight], dim=1) for layer in network[::2]]
    return max((ours - theirs).abs().max().item() for ours, theirs in zip(U, matrices))


network = as_network(U)  #> 같은 가중치에서 출발한다
optimizer = torch.optim.SGD(network.parameters(), lr=lr)
sgd_step(network, optimizer)
after_a_step = largest_difference(stepped, network)
print(f"한 걸음 뒤 두 가중치의 가장 큰 차이: {after_a_step:.1e}")

# %% [markdown] id="learn-note"
# 같은 일을 되풀이하면 학습이다. 두 방법의 손실을 한 그림에 그린다.

# %% id="learn"
losses, matrices = [], U
for _ in range(steps):
    losses.append(loss(forward(matrices, X)[-1], Y).item())
    matrices = step(matrices, X, Y)

network = as_network(U)
optimizer = torch.optim.SGD(network.parameters(), lr=lr)
sgd_losses = [sgd_step(network, optimizer) for _ in range(steps)]

after_all = largest_difference(matrices, network)
predicted = forward(matrices, X)[-1].argmax(dim=0).tolist()
print(f"{steps}걸음 뒤: 손실 {losses[-1]:.4f}, 예측 {predicted}, 두 가중치의 가장 큰 차이 {after_all:.1e}")

marked = range(0, steps, max(1, steps // 20))
plt.figure(figsize=(5.5, 3.4))
plt.plot(range(1, steps + 1), losses, "-", label="by hand, (5.7)")
plt.plot([i + 1 for i in marked], [sgd_losses[i] for i in marked], "o", color="black", fillstyle="none", label="torch.optim.SGD")
plt.title("Loss of XOR")
plt.xlabel("Step")
plt.ylabel("J")
plt.legend(loc="upper right")
plt.grid()
plt.show()
#: endblock

#: block results
# %% id="results" role="machinery"
results = {
    "days": days.tolist(),
    "within_a_week": within_a_week,
    "n_copies": n_copies,
    "n_shared": n_shared,
    "n_connected": n_connected,
    "fewer_errors": fewer_errors,
    "decayed": decayed,
    "dropped_values": sorted(set(dropped.tolist())),
    "dropped_share": (dropped == 0).float().mean(),
    "n_edges": len(edges),
    "difference": difference,
    "refused": refused,
    "terms": terms,
    "total": total,
    "counted": counted,
    "multiplications": multiplications,
    "by_depth": by_depth,
    "after_a_step": after_a_step,
    "after_all": after_all,
    "losses": losses,
    "sgd_losses_shown": [sgd_losses[i] for i in marked],
    "loss_difference": max(abs(ours - theirs) for ours, theirs in zip(losses, sgd_losses)),
    "predicted": predicted,
}
#: endblock

#: block summary
# - 딥러닝의 구조와 학습 원리는 새롭지 않다. 빠른 계산, 많은 데이터, 규제 기법과 활성화 함수가 깊은 신경망을 쓸 수 있게 했다.
# - 깊은 다층 퍼셉트론은 1을 붙이고 행렬을 곱하고 활성화 함수를 적용하는 일을 층마다 되풀이한다. 완전 연결이라서 가중치가 많다.
# - 오류 역전파는 연쇄 법칙으로 출력층부터 그레디언트를 구한다. 손으로 쓴 식은 `torch.optim.SGD`와 반올림 오차까지만 다르다.
#: endblock

#: block questions
# **1.** 은닉층의 노드 수를 두 배로 늘리면 두 은닉층 사이의 가중치는 몇 배가 될까?
#
# <details><summary>답</summary>
#
# 거의 네 배다. 가중치의 수 $(n+1)n$은 $n$이 크면 $n^2$에 가깝다. 노드가 {{ "500" }}개일 때 250,500개이고 1,000개일 때 1,001,000개다.
#
# </details>
#
# **2.** 역전파에서 $\mathbf{D}^{l-1}$을 구할 때 왜 $\mathbf{U}^l$의 바이어스 열을 뺄까?
#
# <details><summary>답</summary>
#
# 바이어스와 곱하는 값은 언제나 1이어서 앞 층의 출력에 따라 바뀌지 않는다. 그래서 앞 층으로 넘길 그레디언트가 없다. 빼지 않으면 행이 하나 많아 모양도 맞지 않는다.
#
# </details>
#
# **3.** 식 (5.7)은 $l=L$부터 차례로 갱신한다고 한다. $\mathbf{U}^2$를 먼저 갱신하고, 갱신한 값으로 $\mathbf{D}^1$을 구해도 될까?
#
# <details><summary>답</summary>
#
# 안 된다. $\mathbf{D}^1$은 전방 계산에 쓴 $\mathbf{U}^2$로 구해야 $J$의 그레디언트다. 그래서 프로그램은 모든 층의 그레디언트를 구한 다음 한꺼번에 갱신한다. `backward()`와 `step()`이 나뉘어 있는 이유다.
#
# </details>
#: endblock

#: block more
#: for each in chapter.programs if each.section in ["5.5.3", "5.6.1"]
# - [{{ each.label }}. {{ each.title }}]({{ each.url }})
#: endfor
#: endblock

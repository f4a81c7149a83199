#: extends "program.py"
#: block goals
# - 깊은 다층 퍼셉트론의 구조를 알고 가중치의 수를 센다.
# - 은닉층이 {{ program.params.depth }}개인 깊은 다층 퍼셉트론으로 MNIST를 인식한다.
# - 그레디언트가 층을 지날 때마다 몇 배가 되는지 재고, 무엇이 그 값을 정하는지 안다.
# - 과소 적합과 과잉 적합을 학습 오차와 참값과의 차이로 구별한다.
#: endblock

#: block lesson
# %% [markdown] id="structure"
# ## 깊은 다층 퍼셉트론의 구조와 동작 (5.5.1절)
#
# 다층 퍼셉트론에 은닉층을 더 쌓으면 **깊은 다층 퍼셉트론**(DMLP)이 된다. 은닉층이 $L-1$개이고 출력층이 하나여서 모두 $L$개 층이다. 입력층은 계산을 하지 않으므로 세지 않는다. 은닉층이 하나인 다층 퍼셉트론은 $L=2$인 경우다.
#
# 입력 노드는 특징의 수 $d$만큼, 출력 노드는 부류의 수 $c$만큼 둔다. MNIST에서는 $d=28\times 28=784$이고 $c=10$이다. $l$번째 은닉층의 노드 수 $n_l$은 사람이 정하는 하이퍼 매개변수다. $l-1$번째 층과 $l$번째 층을 잇는 가중치는 행렬 $\mathbf{U}^l$이며, 첫 열은 바이어스(편향)다.
#
# $$\mathbf{U}^l = \begin{pmatrix} u_{10}^l & u_{11}^l & \cdots & u_{1n_{l-1}}^l \\ u_{20}^l & u_{21}^l & \cdots & u_{2n_{l-1}}^l \\ \vdots & \vdots & \ddots & \vdots \\ u_{n_l0}^l & u_{n_l1}^l & \cdots & u_{n_ln_{l-1}}^l \end{pmatrix}, \quad l = 1, 2, \ldots, L \tag{5.1}$$
#
# 학습 데이터 전체에 대한 전방 계산(순전파)은 다음과 같다. $\tau_l$은 $l$번째 층의 활성화 함수다. 식에는 드러나지 않지만, 층마다 곱하기 전에 바이어스와 곱할 1을 붙인다.
#
# $$\mathbf{O} = \tau_L\left(\cdots\tau_2\left(\mathbf{U}^2\tau_1\left(\mathbf{U}^1\mathbf{X}^T\right)\right)\right) \tag{5.5}$$
#
# 이웃한 두 층의 모든 노드가 이어진 **완전 연결**(fully connected) 구조라서 가중치가 많다. 가중치가 많으면 계산이 오래 걸리고 과잉 적합이 생기기 쉽다. 계산 시간은 GPU로, 과잉 적합은 규제 기법으로 줄인다.

# %% id="parameters" tags=["parameters"]
epochs = {{ program.params.epochs | literal }}
batch_size = {{ program.params.batch_size | literal }}
hidden_dim = {{ program.params.hidden_dim | literal }}
depth = {{ program.params.depth | literal }}
activation = {{ program.params.activation | literal }}
lr = {{ program.params.lr | literal }}
shuffle = {{ program.params.shuffle | literal }}
seed = {{ program.params.seed | literal }}

#: include "device.py"

# %% [markdown] id="model-note"
# 다음 클래스는 강의의 모델이다. 은닉층이 네 개이므로 $L=5$다.

#: include "dnn.py"

# %% [markdown] id="count-note"
# 은닉층마다 노드가 500개일 때 이 모델의 가중치를 세어 보자.

# %% id="count"
slide_model = DeepNeuralNetwork(input_dim=784, hidden_dim=500, output_dim=10)

total = 0
for layer in slide_model.model:
    if isinstance(layer, torch.nn.Linear):  #> 가중치가 있는 층만 센다. 활성화 함수에는 가중치가 없다
        n_weights = (layer.in_features + 1) * layer.out_features  #> 더한 1은 바이어스
        total += n_weights
        print(f"({layer.in_features} + 1) × {layer.out_features:3d} = {n_weights:9,}")
print(f"합계 {total:,}개")

# %% [markdown] id="backpropagation"
# ## 오류 역전파 (5.5.2절)
#
# 손실은 미니배치 $M$의 평균제곱오차다.
#
# $$J(\mathbf{U}^1,\ldots,\mathbf{U}^L) = \frac{1}{|M|}\sum_{\mathbf{x}\in M}\|\mathbf{y}-\mathbf{o}\|^2 = \frac{1}{|M|}\sum_{\mathbf{x}\in M}\left\|\mathbf{y}-\tau_L\left(\cdots\tau_2\left(\mathbf{U}^2\tau_1\left(\mathbf{U}^1\mathbf{x}^T\right)\right)\right)\right\|^2 \tag{5.6}$$
#
# 전방 계산으로 예측을 얻고 정답과 비교한 다음, 출력층부터 입력층 쪽으로 그레디언트를 구해 가중치를 갱신한다. $\rho$는 학습률이다.
#
# $$\mathbf{U}^l = \mathbf{U}^l + \rho\left(-\nabla\mathbf{U}^l\right), \quad l = L, L-1, \ldots, 1 \tag{5.7}$$

# %% [markdown] id="train-note"
# ## 프로그램 (5.5.3절)
#
# 데이터와 손실 함수와 학습 방법은 프로그램 5-7과 같고 모델만 깊어졌다. 은닉층의 크기는 모두 `hidden_dim`이다.

#: include "find_data.py"

# %% id="load"
from torchvision.transforms import ToTensor

root = find_data("MNIST", "hojjatk/mnist-dataset")
training_data = datasets.MNIST(root=root, train=True, download=True, transform=ToTensor())
test_data = datasets.MNIST(root=root, train=False, download=True, transform=ToTensor())

#: include "loaders.py"

#: include "loss_mse.py"

#: include "epochs.py"

# %% [markdown] id="deep-network-note"
# 층이 많아지면 하나씩 쓰는 대신 반복문으로 쌓는 것이 편하다. 다음 함수는 은닉층의 수와 활성화 함수를 골라 모델을 만든다. 은닉층이 네 개이고 활성화 함수가 $\tanh$이면 앞의 클래스와 같은 모델이다.
#: if program.params.depth == 4 and program.params.activation == "tanh"
# 이 노트북은 강의의 클래스로 학습한다. 매개변수 셀의 `depth`나 `activation`을 바꾸면 이 함수가 만든 모델로 학습한다.
#: else
# 이 노트북은 은닉층이 {{ program.params.depth }}개이고 활성화 함수가 `{{ program.params.activation }}`인 모델을 이 함수로 만들어 학습한다.
#: endif

# %% id="deep-network"
def deep_network(input_dim, hidden_dim, output_dim, depth=depth, activation=activation):
    activations = {"tanh": torch.nn.Tanh, "relu": torch.nn.ReLU}
    layers, size = [], input_dim
    for _ in range(depth):  #> 은닉층을 `depth`개 쌓는다
        layers += [torch.nn.Linear(size, hidden_dim), activations[activation]()]
        size = hidden_dim
    layers += [torch.nn.Linear(size, output_dim), torch.nn.Tanh()]  #> 출력층의 활성화 함수는 언제나 tanh다
    return torch.nn.Sequential(*layers)


network = DeepNeuralNetwork if (depth, activation) == (4, "tanh") else deep_network  #> 매개변수에 맞는 모델을 고른다

# %% id="train"
from tqdm.auto import tqdm

torch.manual_seed(seed)  #> 초기 가중치를 뽑는 난수의 시작점을 정한다. 이 셀만 다시 실행해도 같은 값에서 출발한다
history = {"train_acc": [], "test_acc": [], "train_loss": [], "test_loss": []}  #> 에포크(epoch)마다 정확도와 손실을 기록할 딕셔너리

DNN = network(input_dim=784, hidden_dim=hidden_dim, output_dim=10)
DNN = DNN.to(device)  #> 모델의 가중치를 장치에 올린다
optimizer = torch.optim.Adam(DNN.parameters(), lr=lr)

for epoch in tqdm(range(1, epochs + 1)):
    DNN, history = train_epoch(train_dataloader, optimizer, DNN, loss_mse, history)
    with torch.no_grad():  #> 평가할 때는 그레디언트를 계산하지 않는다
        DNN, history = test_epoch(test_dataloader, DNN, loss_mse, history)
    if epoch in (1, epochs) or epoch % 5 == 0:  #> 첫 에포크와 다섯 에포크마다, 그리고 마지막에 한 줄씩 출력한다
        print(
            f"에포크 {epoch:2d}  손실: 학습 {history['train_loss'][-1]:.4f}, 평가 {history['test_loss'][-1]:.4f}"
            f"  학습 정확도 {history['train_acc'][-1]:.4f}, 평가 정확도 {history['test_acc'][-1]:.4f}"
        )

# %% [markdown] id="curves-note"
# ## 학습 곡선
#
# 범례의 Validation은 평가 데이터다. 층이 깊다고 언제나 더 좋지는 않다. 프로그램 5-7의 곡선과 비교해 보자.

#: include "curves.py"

# %% [markdown] id="vanishing"
# ## 그레디언트 소멸 (5.6.1절)
#
# $y=f(x)$이고 $z=g(y)$이면 **연쇄 법칙**에 따라 두 미분을 곱한다.
#
# $$\frac{dz}{dx} = \frac{dz}{dy}\,\frac{dy}{dx} = g'(f(x))\,f'(x)$$
#
# 역전파에서도 $l$번째 층의 그레디언트는 $l+1$번째 층의 그레디언트에 자기 층에서 생긴 값을 곱해 구한다. 곱하는 값이 작으면 입력층 쪽으로 갈수록 그레디언트가 기하급수적으로 작아진다. 이것이 **그레디언트 소멸**이다. 층이 10개이고 층마다 0.01을 곱한다고 하자.

# %% id="products"
gradient = 1.0
for layer in range(10, 0, -1):
    gradient *= 0.01
    if layer in (10, 9, 8, 7, 1):
        print(f"{layer:2d}번째 층의 그레디언트 {gradient:.0e}")

# %% [markdown] id="activation-note"
# 출력층 쪽의 가중치는 제대로 갱신되지만 입력층 쪽의 가중치는 거의 바뀌지 않는다. 그래서 오래 학습해도 수렴하지 못한다. 이 문제는 여러 방법을 함께 써서 줄인다.
#
# - **병렬 처리**(5.6.1.1절): GPU를 쓰면 느린 학습을 견딜 수 있다. 캐글과 코랩은 GPU나 TPU를 무료로 빌려준다. 그러나 그레디언트 자체가 커지지는 않는다.
# - **활성화 함수**(5.6.1.2절): $\tanh$ 대신 **ReLU** 함수 $\max(0, s)$를 쓴다.
#
# 두 함수의 그레디언트를 자동 미분으로 구해 보자.

# %% id="gradients"
import matplotlib.pyplot as plt


def gradient_of(function, points):
    s = torch.tensor(points, dtype=torch.float64, requires_grad=True)
    return torch.autograd.grad(function(s).sum(), s)[0].tolist()  #> 점마다 함수의 미분을 구한다


points = [-1.0, 0.0, 1.0, 3.0, 5.0, 8.0]
tanh_gradient = gradient_of(torch.tanh, points)
relu_gradient = gradient_of(torch.relu, points)  #> $s=0$에서는 0으로 정해져 있다
for s, of_tanh, of_relu in zip(points, tanh_gradient, relu_gradient):
    print(f"s = {s:2.0f}   tanh: {of_tanh:.10f}   ReLU: {of_relu:.0f}")

line = torch.linspace(-5, 5, 201, dtype=torch.float64)
plt.figure(figsize=(9, 3.2))
for number, (name, function) in enumerate([("tanh", torch.tanh), ("ReLU", torch.relu)], 1):
    plt.subplot(1, 2, number)
    plt.plot(line, function(line), "-", label=name)
    plt.plot(line, gradient_of(function, line.tolist()), "--", label="gradient")
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
# ### 층마다 잰 그레디언트
#
# 학습하기 전의 모델로 학습 데이터의 처음 몇 샘플을 한 번 역전파하고, 은닉층마다 가중합 $\mathbf{s}$에 대한 그레디언트의 크기(노름) $\|\partial J/\partial\mathbf{s}\|$를 잰다. 한 층을 지날 때 몇 배가 되는지는 이론으로도 알 수 있다. 층의 노드가 $n$개, 초기 가중치의 분산이 $v$, 활성화 함수의 미분을 제곱한 값의 평균이 $m$이면
#
# $$\left\|\frac{\partial J}{\partial\mathbf{s}^{l}}\right\| \approx \sqrt{n\,v\,m}\;\left\|\frac{\partial J}{\partial\mathbf{s}^{l+1}}\right\|$$
#
# 이다. 파이토치가 정하는 초기 가중치에서는 $nv=1/3$이다. 카이밍(Kaiming) 초기화는 $nv=2$, 제이비어(Xavier) 초기화는 앞뒤 층의 크기가 같을 때 $nv=1$이 되게 가중치를 뽑는다. $\tanh$는 $s$가 0 근처에 모여 있으면 $m$이 1에 가깝고, ReLU는 노드의 절반에서 미분이 0이므로 $m$이 1/2에 가깝다.

# %% id="layer-gradients"
images, labels = next(iter(torch.utils.data.DataLoader(training_data, batch_size=128)))
images, labels = images.view(-1, 784).to(device), labels.to(device)


def layer_gradients(depth, activation, initialize):
    torch.manual_seed(seed)
    layers = deep_network(784, hidden_dim, 10, depth, activation).to(device)
    h, sums = images, []
    for layer in layers:
        if initialize and isinstance(layer, torch.nn.Linear):
            initialize(layer.weight)  #> 초기 가중치를 다른 방법으로 다시 뽑는다
        h = layer(h)
        if isinstance(layer, torch.nn.Linear):
            h.retain_grad()  #> 중간 값인 가중합의 그레디언트도 남겨 둔다
            sums.append(h)
    loss_mse(h, labels).backward()
    return [s.grad.norm().item() for s in sums[:-1]]  #> 출력층을 뺀 은닉층의 값만 돌려준다


settings = [
    ("tanh, default", "tanh", None, 1 / 3 * 1, "o-"),  #> 이름, 활성화 함수, 초기화, $nv\times m$, 그림의 선 모양
    ("ReLU, default", "relu", None, 1 / 3 * 1 / 2, "s--"),
    ("ReLU, Kaiming", "relu", torch.nn.init.kaiming_normal_, 2 * 1 / 2, "^-."),
    ("tanh, Xavier", "tanh", torch.nn.init.xavier_uniform_, 1 * 1, "D:"),
]
factors = {}
plt.figure(figsize=(7.5, 4.2))
for name, tau, initialize, nvm, style in settings:
    factors[name] = {}
    for n_hidden in (4, 8, 20):
        norms = layer_gradients(n_hidden, tau, initialize)
        factors[name][n_hidden] = (norms[0] / norms[-1]) ** (1 / (n_hidden - 1))  #> 한 층을 지날 때의 배율(기하평균)
    measured = "   ".join(f"은닉층 {n_hidden:2d}개: ×{factor:.3f}" for n_hidden, factor in factors[name].items())
    print(f"{name:13s}   {measured}   이론: ×{nvm ** 0.5:.3f}")
    plt.plot(range(1, n_hidden + 1), norms, style, label=name)  #> 은닉층이 가장 많은 모델의 값을 그린다
plt.title("Gradient by layer")
plt.xlabel("Hidden layer (1 is next to the input)")
plt.ylabel("Norm of the gradient")
plt.yscale("log")
plt.locator_params(axis="x", integer=True)
plt.legend(loc="lower right")
plt.grid()
plt.show()

# %% [markdown] id="layers-observe"
# 로그축에서 곧은 선이므로 그레디언트는 기하급수적으로 변한다. 파이토치의 초기 가중치에서는 $\tanh$보다 **ReLU의 그레디언트가 더 빨리 작아진다.** 초기 가중치를 그에 맞게 키운 카이밍 초기화와 함께 쓸 때 ReLU의 그레디언트가 작아지지 않는다. 제이비어 초기화도 $\tanh$의 소멸을 크게 줄인다. $\tanh$에서 잰 값이 이론보다 조금 작은 것은 이론이 $\tanh$의 미분을 1로 보았기 때문이다.

# %% [markdown] id="fitting"
# ## 과소 적합과 과잉 적합 (5.6.2절)
#
# 곡선을 따라 흩어진 점 20개에 1차, 2차, 3차, 12차 다항식을 맞추어 보자. 아랫줄은 12차 식을 그대로 두고 점의 수만 늘린 것이다. 과잉 적합이 잘 보이는 표본을 골라 그렸다.

# %% id="fits"
import numpy as np
from numpy.polynomial import Polynomial


def true_curve(x):
    return 2 * x**3 - 2 * x**2 - x + 1


def draw_sample(number):
    generator = np.random.default_rng(number)
    x = generator.uniform(-1, 1, size=80)
    return x, true_curve(x) + generator.normal(0, 0.25, size=80)  #> 참값에 정규분포 잡음을 더한다


def root_mean_square(difference):
    return float(np.sqrt(np.mean(difference**2)))


points_x, points_y = draw_sample(49)  #> 과잉 적합이 잘 보이도록 고른 표본
grid = np.linspace(-0.9, 0.9, 200)
x0 = -0.5  #> 새 샘플. 이 표본에서는 주변에 점이 거의 없는 곳이다

fit_errors = {}
plt.figure(figsize=(12, 6))
for number, (degree, size) in enumerate([(1, 20), (2, 20), (3, 20), (12, 20), (12, 30), (12, 50), (12, 80)], 1):
    x, y = points_x[:size], points_y[:size]
    curve = Polynomial.fit(x, y, degree)  #> 앞의 `size`개 점에 `degree`차 식을 맞춘다
    training_error = root_mean_square(curve(x) - y)  #> 학습 오차. 맞춘 점에서 잰다(평균제곱오차의 제곱근)
    true_error = root_mean_square(curve(grid) - true_curve(grid))  #> 참값과의 차이. 점 사이에서도 잰다
    fit_errors[degree, size] = training_error, true_error
    print(f"{degree:2d}차, 점 {size}개: 학습 오차 {training_error:.3f}, 참값과의 차이 {true_error:.3f}", end="")
    print(f", x0의 예측 {curve(x0):5.2f}, 참값 {true_curve(x0):.2f}")
    plt.subplot(2, 4, number)
    plt.plot(x, y, ".", color="tab:gray", label="samples")
    plt.plot(grid, true_curve(grid), "--", color="tab:blue", label="true")
    plt.plot(grid, curve(grid), "-", color="tab:red", label="fitted")
    plt.plot(x0, true_curve(x0), "o", color="tab:blue", label="true at x0")
    plt.plot(x0, curve(x0), "s", color="tab:red", label="predicted at x0")
    plt.title(f"degree {degree}, {size} samples")
    plt.xlabel("x")
    plt.ylabel("y")
    plt.ylim(-2, 3.5)
plt.tight_layout()
plt.legend(loc="center", bbox_to_anchor=(1.75, 0.5))  #> 범례는 비어 있는 여덟째 자리에 둔다
plt.show()

# %% [markdown] id="fits-observe"
# - **1차** 식은 용량이 작아 점들을 따라가지 못한다. 이것이 **과소 적합**이다. 용량을 키우면 풀린다.
# - **2차** 식은 나아졌지만 아직 모자라고, **3차** 식이 점들의 흐름을 따른다.
# - **12차** 식은 학습 오차가 더 작지만 점과 점 사이에서 크게 출렁인다. 그래서 새 샘플 $x_0$의 예측(빨간 네모)이 참값(파란 동그라미)에서 멀어진다. 이것이 **과잉 적합**이다. 점이 늘면 12차 식도 참값에 가까워진다.
#
# 고른 표본 하나로는 얼마나 흔한 일인지 알 수 없다. 표본을 500개 만들어 차수마다 중앙값을 구해 보자.

# %% id="medians"
samples = [draw_sample(number) for number in range(500)]


def errors(degree, size):
    rows = []
    for x, y in samples:
        curve = Polynomial.fit(x[:size], y[:size], degree)
        training_error = root_mean_square(curve(x[:size]) - y[:size])
        true_error = root_mean_square(curve(grid) - true_curve(grid))
        rows.append([training_error, true_error, abs(curve(x0) - true_curve(x0))])
    return np.array(rows)  #> 표본마다 한 줄: 학습 오차, 참값과의 차이, $x_0$에서 벗어난 정도


degrees = range(1, 13)
medians = {}
for degree, size in [(degree, 20) for degree in degrees] + [(12, 30), (12, 50), (12, 80)]:
    medians[degree, size] = np.median(errors(degree, size), axis=0)
    training_error, true_error, _ = medians[degree, size]
    if degree in (1, 2, 3, 12):
        print(f"{degree:2d}차, 점 {size}개: 학습 오차 {training_error:.3f}, 참값과의 차이 {true_error:.3f}")
far = float(np.mean(errors(12, 20)[:, 2] > 0.5))
print(f"12차, 점 20개: x0의 예측이 참값에서 0.5 넘게 벗어난 표본 {far:.0%}")

plt.figure(figsize=(6.4, 4))
plt.plot(degrees, [medians[degree, 20][0] for degree in degrees], "o--", label="on the training data")
plt.plot(degrees, [medians[degree, 20][1] for degree in degrees], "s-", label="against the true curve")
plt.title("Median error of 500 samples of 20 points")
plt.xlabel("Degree")
plt.ylabel("Error")
plt.locator_params(axis="x", integer=True)
plt.legend(loc="upper center")
plt.grid()
plt.show()

# %% [markdown] id="generalization"
# 차수가 높을수록 학습 오차는 계속 줄지만 참값과의 차이는 3차에서 가장 작고 그 뒤로 커진다. 참값이 3차 식이기 때문이다. **학습 오차만 보아서는 과잉 적합을 알 수 없다.** 기계 학습의 목적은 새 샘플을 잘 맞히는 **일반화** 능력이므로 평가 데이터로 확인한다.
#
# 과잉 적합을 줄이는 가장 확실한 방법은 **데이터를 늘리는 것**이다. 딥러닝은 용량이 큰 모델을 쓰되 조기 멈춤, 가중치 감쇠, 드롭아웃, 앙상블 같은 규제 기법으로 과잉 적합을 피한다(6장).
#: endblock

#: from "results.py" import training_results
#: block results
# %% id="results" role="machinery"
results = {
#: call training_results()
#: endcall
    "layers": [type(layer).__name__ for layer in getattr(DNN, "model", DNN)],
    "hidden_activations": [type(layer).__name__ for layer in getattr(DNN, "model", DNN)][1:-2:2],
    "n_weights": sum(weight.numel() for weight in DNN.parameters()),
    "n_weights_slide": total,
    "n_parameters_slide": sum(weight.numel() for weight in slide_model.parameters()),
    "n_biases_slide": sum(weight.numel() for weight in slide_model.parameters() if weight.dim() == 1),
    "last_product": gradient,
    "tanh_gradient": tanh_gradient,
    "relu_gradient": relu_gradient,
    "factors": {name.replace(", ", "_").lower(): list(by_depth.values()) for name, by_depth in factors.items()},
    "fit_training_errors_by_degree": [fit_errors[degree, 20][0] for degree in (1, 2, 3, 12)],
    "fit_errors_by_degree": [fit_errors[degree, 20][1] for degree in (1, 2, 3, 12)],
    "fit_errors_by_size": [fit_errors[12, size][1] for size in (20, 30, 50, 80)],
    "median_training_errors": [medians[degree, 20][0] for degree in degrees],
    "median_true_errors": [medians[degree, 20][1] for degree in degrees],
    "median_true_errors_from_12_to_3": [medians[degree, 20][1] for degree in range(12, 2, -1)],
    "best_degree": min(degrees, key=lambda degree: medians[degree, 20][1]),
    "median_true_errors_by_size": [medians[12, size][1] for size in (20, 30, 50, 80)],
    "far_from_true": far,
}
#: endblock

#: block report
#: include "report_training.py"
#: endblock

#: block summary
# - 은닉층을 더 쌓으면 깊은 다층 퍼셉트론이 된다. 완전 연결이라서 층을 더할 때마다 가중치가 크게 는다.
# - 역전파에서 층마다 곱해지는 값이 1보다 작으면 그레디언트가 기하급수적으로 작아진다. 활성화 함수와 초기 가중치가 함께 그 값을 정한다.
# - 학습 오차가 작다고 좋은 모델은 아니다. 용량이 지나치면 과잉 적합이 생기고, 데이터를 늘리거나 규제하면 줄어든다.
#: endblock

#: block questions
# **1.** 가중치를 세다가 1,147,000개라는 답을 얻었다. 무엇을 빠뜨렸을까?
#
# <details><summary>답</summary>
#
# 바이어스를 빠뜨렸다. 층마다 노드 하나에 바이어스가 하나씩 있으므로 $4\times 500+10=2{,}010$개가 더 있다.
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
# **3.** 어떤 모델의 학습 오차는 0에 가까운데 평가 오차가 크다. 과소 적합일까, 과잉 적합일까? 무엇을 해 볼 수 있을까?
#
# <details><summary>답</summary>
#
# 과잉 적합이다. 데이터를 더 모으거나, 모델의 용량을 줄이거나, 규제 기법을 쓴다.
#
# </details>
#: endblock

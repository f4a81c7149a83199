#: extends "program.py"
#: block goals
# - 은닉층이 네 개인 깊은 다층 퍼셉트론의 구조를 알고 MNIST를 인식한다.
# - 가중치의 수를 세고, 활성화 함수의 그레디언트를 숫자로 확인한다.
# - 과소 적합과 과잉 적합을 그림으로 본다.
#: endblock

#: block lesson
# %% [markdown] id="structure"
# ## 깊은 다층 퍼셉트론의 구조와 동작 (5.5.1절)
#
# 다층 퍼셉트론에 은닉층을 더 쌓으면 **깊은 다층 퍼셉트론**(DMLP)이 된다. 은닉층이 $L-1$개이고 출력층이 하나여서 모두 $L$개 층이다. 입력층은 계산을 하지 않으므로 세지 않는다. 은닉층이 하나인 다층 퍼셉트론은 $L=2$인 경우다.
#
# 입력 노드는 특징의 수 $d$만큼, 출력 노드는 부류의 수 $c$만큼 둔다. MNIST에서는 $d=28\times 28=784$이고 $c=10$이다. $l$번째 은닉층의 노드 수 $n_l$은 사람이 정하는 하이퍼 매개변수다. $l-1$번째 층과 $l$번째 층을 잇는 가중치는 행렬 $\mathbf{U}^l$이며, 첫 열은 바이어스다.
#
# $$\mathbf{U}^l = \begin{pmatrix} u_{10}^l & u_{11}^l & \cdots & u_{1n_{l-1}}^l \\ u_{20}^l & u_{21}^l & \cdots & u_{2n_{l-1}}^l \\ \vdots & \vdots & \ddots & \vdots \\ u_{n_l0}^l & u_{n_l1}^l & \cdots & u_{n_ln_{l-1}}^l \end{pmatrix}, \quad l = 1, 2, \ldots, L \tag{5.1}$$
#
# 훈련 집합 전체에 대한 전방 계산은 다음과 같다. $\tau_l$은 $l$번째 층의 활성화 함수다. 식에는 드러나지 않지만, 층마다 곱하기 전에 바이어스와 곱할 1을 붙인다.
#
# $$\mathbf{O} = \tau_L\left(\cdots\tau_2\left(\mathbf{U}^2\tau_1\left(\mathbf{U}^1\mathbf{X}^T\right)\right)\right) \tag{5.5}$$
#
# 이웃한 두 층의 모든 노드가 이어진 **완전 연결**(fully connected) 구조라서 가중치가 많다. 가중치가 많으면 계산이 오래 걸리고 과잉 적합이 생기기 쉽다. 계산 시간은 GPU로, 과잉 적합은 규제 기법으로 다스린다.
#
# MNIST에서 $L=5$이고 은닉층마다 노드가 500개일 때 가중치의 수를 세어 보자. 층마다 더한 1은 바이어스다.
#
# $$(784+1)\times 500 + 3\times(500+1)\times 500 + (500+1)\times 10 = 1{,}149{,}010$$

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

#: include "dnn.py"

# %% id="count"
def count_weights(model):
    return sum(weight.numel() for weight in model.parameters())  #> `numel()`은 텐서에 들어 있는 값의 수


slide_model = DeepNeuralNetwork(input_dim=784, hidden_dim=500, output_dim=10)
print(f"L = 5, 은닉 노드 500개: 가중치 {count_weights(slide_model):,}개")

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

# %% [markdown] id="vanishing"
# ## 그레디언트 소멸 (5.6.1절)
#
# $y=f(x)$이고 $z=g(y)$이면 **연쇄 법칙**에 따라 두 미분을 곱한다.
#
# $$\frac{dz}{dx} = \frac{dz}{dy}\,\frac{dy}{dx} = g'(f(x))\,f'(x)$$
#
# 역전파에서도 $l$번째 층의 그레디언트는 $l+1$번째 층의 그레디언트에 자기 층에서 생긴 값을 곱해 구한다. 곱하는 값이 작으면 왼쪽 층으로 갈수록 그레디언트가 기하급수로 작아진다. 층이 10개이고 층마다 0.01을 곱한다고 하자.
#
# | 층 | 그레디언트 |
# |---:|:---|
# | 10 | 0.01 |
# | 9 | 0.01 × 0.01 = 0.0001 |
# | 8 | 0.0001 × 0.01 = 0.000001 |
# | 7 | 0.000001 × 0.01 = 0.00000001 |
# | … | … |
# | 1 | $10^{-20}$ |
#
# 오른쪽 층의 가중치는 제대로 갱신되지만 왼쪽 층의 가중치는 거의 바뀌지 않는다. 그래서 오래 학습해도 수렴하지 못한다. GPU로 병렬 처리를 하면 느린 학습을 견딜 수 있지만, 그레디언트 자체가 커지지는 않는다.
#
# 활성화 함수를 바꾸면 소멸 자체가 줄어든다. $\tanh$의 그레디언트 $1-\tanh^2(s)$는 $s$가 0에서 조금만 멀어져도 0에 가까워진다. **ReLU** 함수 $\max(0, s)$의 그레디언트는 $s$가 양수이면 1, 음수이면 0이다. 양수인 곳에서는 곱해도 작아지지 않으므로 소멸이 덜하다. 다만 초기 가중치도 그에 맞게 커야 하며, 이는 뒤의 '층마다 잰 그레디언트'에서 확인한다.

# %% id="gradients"
s = torch.tensor([-1.0, 0.0, 1.0, 5.0, 8.0], dtype=torch.float64, requires_grad=True)
tanh_gradient = torch.autograd.grad(torch.tanh(s).sum(), s)[0]  #> $\tanh$의 그레디언트를 자동 미분으로 구한다
relu_gradient = torch.autograd.grad(torch.relu(s).sum(), s)[0]  #> ReLU의 그레디언트. $s=0$에서는 0으로 정해져 있다
for point, of_tanh, of_relu in zip(s.tolist(), tanh_gradient.tolist(), relu_gradient.tolist()):
    print(f"s = {point:2.0f}   tanh: {of_tanh:.10f}   ReLU: {of_relu:.0f}")

# %% [markdown] id="fitting"
# ## 과소 적합과 과잉 적합 (5.6.2절)
#
# 곡선을 따라 흩어진 점들에 1차, 2차, 3차, 12차 다항식을 맞추어 보자.
#
# - **1차** 식은 용량이 작아 점들을 따라가지 못한다. 이것이 **과소 적합**이다. 용량을 키우면 풀린다.
# - **2차**와 **3차** 식은 점들의 흐름을 잘 따른다.
# - **12차** 식은 점들에 바싹 붙지만 점과 점 사이에서 크게 출렁인다. 그래서 새 샘플 $x_0$에 대한 예측이 참값에서 멀어진다. 이것이 **과잉 적합**이다.
#
# 기계 학습의 목적은 새 샘플을 잘 맞히는 **일반화** 능력이다. 과잉 적합을 줄이는 가장 확실한 방법은 **데이터를 늘리는 것**이다. 그림의 아랫줄은 12차 식을 그대로 두고 점의 수만 20, 30, 50, 80개로 늘린 것이다. 딥러닝은 용량이 큰 모델을 쓰되 조기 멈춤, 가중치 감쇠, 드롭아웃, 앙상블 같은 규제 기법으로 과잉 적합을 피한다(6장).

# %% id="fits"
import matplotlib.pyplot as plt
import numpy as np
from numpy.polynomial import Polynomial


def true_curve(x):
    return 2 * x**3 - 2 * x**2 - x + 1


generator = np.random.default_rng(49)
points_x = generator.uniform(-1, 1, size=80)
points_y = true_curve(points_x) + generator.normal(0, 0.25, size=80)  #> 참값에 정규분포 잡음을 더한다
grid = np.linspace(-0.9, 0.9, 200)
x0 = -0.5  #> 새 샘플. 둘레에 점이 드문 곳이다

fit_errors, predictions = {}, {}
plt.figure(figsize=(12, 5.5))
cases = [(1, 20), (2, 20), (3, 20), (12, 20), (12, 20), (12, 30), (12, 50), (12, 80)]
for number, (degree, size) in enumerate(cases, 1):
    curve = Polynomial.fit(points_x[:size], points_y[:size], degree)  #> 앞의 `size`개 점에 `degree`차 식을 맞춘다
    fit_errors[degree, size] = float(np.sqrt(np.mean((curve(grid) - true_curve(grid)) ** 2)))  #> 참값과의 차이를 잰다(평균제곱오차의 제곱근)
    predictions[degree, size] = float(curve(x0))
    plt.subplot(2, 4, number)
    plt.plot(points_x[:size], points_y[:size], ".", color="tab:gray")
    plt.plot(grid, true_curve(grid), "--", color="tab:blue")
    plt.plot(grid, curve(grid), color="tab:red")
    plt.plot(x0, true_curve(x0), "o", color="tab:blue")
    plt.plot(x0, curve(x0), "o", color="tab:red")
    plt.title(f"degree {degree}, {size} samples")
    plt.ylim(-2, 3.5)
plt.tight_layout()
fit_axes = plt.gcf().axes  #> 나중에 그림의 내용을 점검하려고 좌표축을 기억해 둔다
plt.show()

print(f"x0에서 참값 {true_curve(x0):.2f}")
for (degree, size), error in fit_errors.items():
    print(f"{degree:2d}차, 샘플 {size}개: 참값과의 차이 {error:.3f}, x0에서 예측 {predictions[degree, size]:.2f}")

# %% [markdown] id="fits-observe"
# 파란 점선이 참값이고 빨간 실선이 맞춘 식이다. 동그라미는 새 샘플 $x_0$에서의 참값(파랑)과 예측(빨강)이다. 3차까지는 차이가 줄지만 12차에서는 다시 커진다. 12차 식도 샘플이 늘면 참값에 가까워진다.

#: include "find_data.py"

# %% [markdown] id="train-note"
# ## 프로그램 (5.5.3절)
#
# 데이터와 손실 함수와 학습 방법은 프로그램 5-7과 같고 모델만 깊어졌다. 은닉층 네 개의 크기는 모두 `hidden_dim`이다.

# %% id="load"
from torchvision.transforms import ToTensor

root = find_data("MNIST", "hojjatk/mnist-dataset")
training_data = datasets.MNIST(root=root, train=True, download=True, transform=ToTensor())
test_data = datasets.MNIST(root=root, train=False, download=True, transform=ToTensor())

#: include "loaders.py"

#: include "loss_mse.py"

#: include "epochs.py"

# %% [markdown] id="varied-note"
# 다음 클래스는 은닉층의 수와 활성화 함수를 바꾸어 실험할 때만 쓴다. `depth`가 4이고 `activation`이 `"tanh"`이면 앞의 `DeepNeuralNetwork`를 쓴다.

# %% id="varied"
class VariedNetwork(torch.nn.Module):
    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        activations = {"tanh": torch.nn.Tanh, "relu": torch.nn.ReLU}
        layers, size = [], input_dim
        for _ in range(depth):  #> 은닉층을 `depth`개 쌓는다
            layers += [torch.nn.Linear(size, hidden_dim), activations[activation]()]  #> 은닉층의 활성화 함수만 바뀐다
            size = hidden_dim
        self.model = torch.nn.Sequential(*layers, torch.nn.Linear(size, output_dim), torch.nn.Tanh())  #> 출력층은 언제나 tanh다

    def forward(self, x):
        return self.model(x)

# %% id="train"
import tqdm

history = {"train_acc": [], "test_acc": [], "train_loss": [], "test_loss": []}  #> 세대마다 정확률과 손실을 기록할 딕셔너리

torch.manual_seed(seed)  #> 앞에서 만든 모델이 난수를 썼으므로 시작점을 다시 맞춘다
if (depth, activation) == (4, "tanh"):
    DNN = DeepNeuralNetwork(input_dim=784, hidden_dim=hidden_dim, output_dim=10)
else:
    DNN = VariedNetwork(input_dim=784, hidden_dim=hidden_dim, output_dim=10)
DNN = DNN.to(device)  #> 모델의 가중치를 장치에 올린다
optimizer = torch.optim.Adam(DNN.parameters(), lr=lr)

first_batch = torch.stack([training_data[sample][0] for sample in range(batch_size)])  #> 학습 집합의 첫 샘플들
first_labels = torch.tensor([training_data[sample][1] for sample in range(batch_size)])
loss_mse(DNN(first_batch.view(-1, 784).to(device)), first_labels.to(device)).backward()  #> 학습하기 전에 한 번 역전파해 본다
gradient_norms = [weight.grad.norm().item() for weight in DNN.parameters() if weight.dim() == 2]  #> 층마다 가중치 행렬의 그레디언트가 얼마나 큰지 잰다(노름)

for _ in tqdm.tqdm(range(epochs)):
    DNN, history = train_epoch(train_dataloader, optimizer, DNN, loss_mse, history)
    with torch.no_grad():  #> 평가할 때는 그레디언트를 계산하지 않는다
        DNN, history = test_epoch(test_dataloader, DNN, loss_mse, history)

print(f"학습 집합 정확률 {history['train_acc'][-1]:.4f}")
print(f"평가 집합 정확률 {history['test_acc'][-1]:.4f}")

# %% [markdown] id="norms-note"
# ## 층마다 잰 그레디언트
#
# 학습하기 전의 가중치로 잰 것이다. 층이 깊어질수록 첫 층과 마지막 층의 비가 기하급수로 작아진다. 파이토치가 정하는 초기 가중치의 분산은 $1/(3n)$이므로($n$은 층에 들어오는 노드의 수) 역전파가 한 층을 지날 때 그레디언트의 노름이 약 $1/\sqrt{3}$배가 된다. $s$가 0 근처에 모여 있어 $\tanh$의 그레디언트가 거의 1이기 때문이다. ReLU는 노드의 절반에서 0을 곱하므로 약 $1/\sqrt{6}$배가 되어 오히려 더 빨리 작아진다. ReLU가 소멸을 줄이려면 초기 가중치도 그만큼 커야 한다. $\tanh$에서는 학습이 진행되어 $s$가 커질 때 소멸이 심해진다.

# %% id="norms"
for layer, norm in enumerate(gradient_norms, 1):
    print(f"층 {layer:2d}: {norm:.2e}")
print(f"첫 층 / 마지막 층: {gradient_norms[0] / gradient_norms[-1]:.4f}")

# %% [markdown] id="curves-note"
# ## 학습 곡선
#
# 범례의 Validation은 평가 집합이다. 층이 깊다고 언제나 더 좋지는 않다. 프로그램 5-7의 곡선과 견주어 보자.

#: include "curves.py"

#: include "drawn.py"

#: from "results.py" import training_results, drawn_results
# %% id="results"
results = {
#: call training_results()
#: endcall
    "layers": [type(layer).__name__ for layer in DNN.model],
    "n_weights": count_weights(DNN),
    "gradient_norms": gradient_norms,
    "gradient_ratio": gradient_norms[0] / gradient_norms[-1],
    "n_weights_slide": count_weights(slide_model),
    "tanh_gradient": tanh_gradient.tolist(),
    "relu_gradient": relu_gradient.tolist(),
    "fit_errors_by_degree": [fit_errors[degree, 20] for degree in (1, 2, 3, 12)],
    "fit_errors_by_size": [fit_errors[12, size] for size in (20, 30, 50, 80)],
    "fit_titles": [axes.get_title() for axes in fit_axes],
    "fit_pictures": [[float(line.get_ydata().mean()) for line in axes.lines[:3]] for axes in fit_axes],
#: call drawn_results()
#: endcall
    "overfit_ratio": fit_errors[12, 20] / fit_errors[3, 20],
}
#: endblock

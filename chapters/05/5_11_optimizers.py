#: extends "program.py"
#: block goals
# - SGD, AdaGrad, RMSprop, Adam으로 같은 모델을 학습해 비교한다.
# - 모멘텀과 적응적 학습률이 SGD의 무엇을 고치는지 안다.
#: endblock

#: block lesson
# %% [markdown] id="sgd"
# ## 옵티마이저 (5.8절)
#
# 신경망의 학습은 손실 함수의 최저점을 찾는 최적화 문제다. 가장 단순한 옵티마이저는 그레디언트의 반대쪽으로 학습률 $\rho$만큼 가는 SGD다.
#
# $$\mathbf{w} = \mathbf{w} - \rho\frac{\partial J}{\partial\mathbf{w}}$$
#
# 그레디언트는 손실이 줄어드는 방향을 알려 주지만 얼마나 가야 하는지는 알려 주지 않는다. 학습률이 너무 크면 최저점을 지나쳐 진동하고, 너무 작으면 오래 걸린다. 그래서 SGD는 0.01이나 그보다 작은 학습률로 조금씩 움직인다.

# %% [markdown] id="momentum"
# ## 모멘텀 (5.8.1절)
#
# **모멘텀**은 물리의 관성처럼 이전 미니배치에서 가던 방향을 이어받는다. 데이터에 잡음이 많아 미니배치마다 그레디언트가 흔들려도, 누적한 방향 $\mathbf{v}$ 덕분에 덜 흔들린다.
#
# $$\mathbf{v} = \alpha\mathbf{v} - \rho\frac{\partial J}{\partial\mathbf{w}}, \qquad \mathbf{w} = \mathbf{w} + \mathbf{v}$$
#
# $\alpha=0$이면 고전적인 SGD이고, 1에 가까울수록 이전 방향을 크게 반영한다. 보통 0.5나 0.9를 쓴다. 아래의 `momentum`이 $\alpha$다.

# %% [markdown] id="adaptive"
# ## 적응적 학습률 (5.8.2절)
#
# 고정된 학습률 대신 가중치마다 학습률을 상황에 맞게 정하는 방법이다. 지금까지의 그레디언트가 컸던 가중치는 조금씩, 작았던 가중치는 크게 갱신한다. $\mathbf{g}$는 그레디언트이고 곱셈과 나눗셈은 요소마다 한다. $\epsilon$은 0으로 나누지 않게 하는 아주 작은 수다.
#
# **AdaGrad**는 이전 그레디언트의 제곱을 모두 누적한다. 그래서 학습률이 줄기만 한다.
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
# 모자를 쓴 $\hat{\mathbf{v}}$와 $\hat{\mathbf{r}}$은 처음에 0으로 치우친 값을 바로잡은 것이다. $t$는 갱신한 횟수다.

# %% id="parameters" tags=["parameters"]
epochs = {{ program.params.epochs | literal }}
batch_size = {{ program.params.batch_size | literal }}
hidden_dim = {{ program.params.hidden_dim | literal }}
lr_sgd = {{ program.params.lr_sgd | literal }}
momentum = {{ program.params.momentum | literal }}
lr_adagrad = {{ program.params.lr_adagrad | literal }}
lr_rmsprop = {{ program.params.lr_rmsprop | literal }}
lr_adam = {{ program.params.lr_adam | literal }}
shuffle = {{ program.params.shuffle | literal }}
seed = {{ program.params.seed | literal }}

#: include "device.py"

#: include "find_data.py"

# %% id="load"
from torchvision.transforms import ToTensor

root = find_data("FashionMNIST", "zalando-research/fashionmnist")
training_data = datasets.FashionMNIST(root=root, train=True, download=True, transform=ToTensor())
test_data = datasets.FashionMNIST(root=root, train=False, download=True, transform=ToTensor())

#: include "loaders.py"

# %% [markdown] id="model-note"
# ## 모델과 함수
#
# 모델은 프로그램 5-9의 깊은 다층 퍼셉트론이다.

#: include "dnn.py"

#: include "loss_mse.py"

#: include "epochs.py"

# %% [markdown] id="train-note"
# ## 실험 (5.8.3절)
#
# 네 모델은 같은 난수로 초기화해 같은 가중치에서 출발하고, 같은 순서로 섞은 미니배치를 본다.

# %% id="train"
import tqdm

history, settings = {}, {}
for optimizer_name in ["SGD", "AdaGrad", "RMSprop", "Adam"]:
    torch.manual_seed(seed)  #> 네 실험의 출발점을 같게 한다
    DNN = DeepNeuralNetwork(input_dim=784, hidden_dim=hidden_dim, output_dim=10).to(device)  #> 앞 실험의 가중치가 남지 않도록 모델을 새로 만든다
    if optimizer_name == "SGD":
        optimizer = torch.optim.SGD(DNN.parameters(), lr=lr_sgd, momentum=momentum)  #> SGD. 모멘텀이 0이면 고전적인 SGD다
    elif optimizer_name == "AdaGrad":
        optimizer = torch.optim.Adagrad(DNN.parameters(), lr=lr_adagrad)  #> AdaGrad
    elif optimizer_name == "RMSprop":
        optimizer = torch.optim.RMSprop(DNN.parameters(), lr=lr_rmsprop)  #> RMSprop. 식의 $\beta$는 인수 `alpha`이며 기본값은 0.99다
    elif optimizer_name == "Adam":
        optimizer = torch.optim.Adam(DNN.parameters(), lr=lr_adam)  #> Adam. $\beta_1=0.9$와 $\beta_2=0.999$가 기본값이다

    settings[optimizer_name] = {name: value for name, value in optimizer.defaults.items() if name in ("lr", "momentum", "alpha")}  #> 옵티마이저의 설정도 결과와 함께 남긴다
    history[optimizer_name] = {"train_acc": [], "test_acc": [], "train_loss": [], "test_loss": []}  #> 옵티마이저마다 기록을 따로 둔다
    for _ in tqdm.tqdm(range(epochs), desc=optimizer_name):  #> 진행 막대에 옵티마이저의 이름을 붙인다
        DNN, history[optimizer_name] = train_epoch(train_dataloader, optimizer, DNN, loss_mse, history[optimizer_name])
        with torch.no_grad():  #> 세대마다 평가해야 곡선을 그릴 수 있으므로 반복문 안에 둔다
            DNN, history[optimizer_name] = test_epoch(test_dataloader, DNN, loss_mse, history[optimizer_name])

# %% [markdown] id="curves-note"
# ## 평가 집합 정확률 비교
#
# 그림 제목의 Validation은 평가 집합이다.

# %% id="curves"
import matplotlib.pyplot as plt

for (optimizer_name, log), linestyle in zip(history.items(), [":", "-.", "--", "-"]):
    plt.plot(log["test_acc"], linestyle=linestyle, label=optimizer_name)
plt.title("Validation Accuracy by Optimizer")
plt.xlabel("Epoch")
plt.ylabel("Accuracy")
plt.legend(loc="best")
plt.grid()
accuracy_axes = plt.gca()  #> 나중에 그림의 내용을 점검하려고 좌표축을 기억해 둔다
plt.show()

# %% id="compare"
for optimizer_name, log in history.items():
    print(f"{optimizer_name:8s} 평가 집합 정확률 {log['test_acc'][-1]:.4f}")

# %% [markdown] id="observe"
# 학습률을 모두 0.001로 맞춘 비교다. 이 값은 Adam에는 알맞지만 다른 옵티마이저에는 그렇지 않다.
#
# - **SGD**에는 너무 작다. 게다가 `loss_mse`는 출력 노드에 대해서도 평균하므로 그레디언트가 식 (5.6)의 10분의 1이어서 더 느리다.
# - **RMSprop**에는 너무 크다. 누적값이 0에서 시작하므로 첫 갱신에서 $\mathbf{g}/\sqrt{(1-\beta)\,\mathbf{g}^2}$의 크기가 10이고, 가중치가 학습률의 10배인 0.01씩 움직인다. 그러면 $\tanh$가 포화해 그레디언트가 소멸한다. Adam은 $\hat{\mathbf{r}}$로 이것을 막는다.
#
# `lr_sgd = 0.1`이나 `lr_rmsprop = 0.0001`로 바꾸어 실행해 보자. 옵티마이저의 우열은 학습률을 저마다 알맞게 고른 뒤에 말해야 한다.

#: include "drawn.py"

# %% id="results"
results = {
    "history": history,
    "optimizers": list(history),
    "settings": settings,
    "drawn": {"accuracy": drawn(accuracy_axes)},
    "n_training": len(training_data),
    "n_test": len(test_data),
    "layers": [type(layer).__name__ for layer in DNN.model],
    "n_weights": sum(weight.numel() for weight in DNN.parameters()),
}
#: endblock

#: extends "program.py"
#: block goals
# - SGD, AdaGrad, RMSprop, Adam으로 같은 모델을 학습해 에포크(epoch)마다 평가 정확도를 비교한다.
# - 모멘텀과 적응적 학습률이 SGD의 무엇을 고치는지 안다.
# - 옵티마이저마다 첫 갱신에서 가중치를 얼마나 옮기는지 재어 본다.
#: endblock

#: block lesson
# %% [markdown] id="sgd"
# ## 옵티마이저 (5.8절)
#
# 신경망의 학습은 손실 함수의 최저점을 찾는 최적화 문제다. 가장 단순한 옵티마이저는 그레디언트의 반대쪽으로 학습률 $\rho$만큼 가는 SGD다.
#
# $$\mathbf{w} = \mathbf{w} - \rho\frac{\partial J}{\partial\mathbf{w}}$$
#
# 그레디언트는 손실이 줄어드는 방향을 알려 주지만 얼마나 가야 하는지는 알려 주지 않는다. 학습률이 너무 크면 최저점을 지나쳐 진동하고, 너무 작으면 오래 걸린다. 그래서 SGD는 작은 학습률로 조금씩 움직이며, 흔히 0.01이나 그보다 작은 값을 쓴다.

# %% [markdown] id="momentum"
# ## 모멘텀 (5.8.1절)
#
# **모멘텀**은 물리의 관성처럼 이전 미니배치에서 가던 방향을 이어받는다. 데이터에 잡음이 많아 미니배치마다 그레디언트가 흔들려도, 누적한 방향 $\mathbf{v}$ 덕분에 덜 흔들린다.
#
# $$\mathbf{v} = \alpha\mathbf{v} - \rho\frac{\partial J}{\partial\mathbf{w}}, \qquad \mathbf{w} = \mathbf{w} + \mathbf{v}$$
#
# $\alpha=0$이면 고전적인 SGD이고, 1에 가까울수록 이전 방향을 크게 반영한다. 같은 방향이 계속되면 한 번에 가는 거리가 모멘텀이 없을 때의 $1/(1-\alpha)$배까지 늘어난다. 아래의 `momentum`이 $\alpha$다.
#
#: if program.params.momentum
# 보통 0.5나 0.9를 쓴다. 이 노트북의 SGD에서는 {{ program.params.momentum }}이므로 최대 {{ "%.3g" | format(1 / (1 - program.params.momentum)) }}배다.
#: else
# 보통 0.5나 0.9를 쓴다. 이 노트북의 SGD는 강의의 프로그램과 같이 모멘텀 없이 학습한다.
#: endif

# %% [markdown] id="adaptive"
# ## 적응적 학습률 (5.8.2절)
#
# 고정된 학습률 대신 가중치마다 학습률을 상황에 맞게 정하는 방법이다. 이전 그레디언트의 크기로 나누므로, 그레디언트가 컸던 가중치의 학습률은 작아지고 그레디언트가 작았던 가중치의 학습률은 커진다. $\mathbf{g}$는 그레디언트이고 곱셈과 나눗셈은 요소마다 한다. $\epsilon$은 0으로 나누지 않게 하는 아주 작은 수다.
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
# $\hat{\mathbf{v}}$과 $\hat{\mathbf{r}}$은 0에서 출발해 처음에 작게 나오는 값을 바로잡은 것이다. $t$는 갱신한 횟수다.

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

# %% [markdown] id="first-step-note"
# ## 첫 갱신의 크기
#
# 가중치 하나를 0에 두고 그레디언트 $g$로 한 번만 갱신해, 가중치가 학습률의 몇 배를 움직이는지 잰다. `lr`를 주지 않았을 때 파이토치가 쓰는 학습률도 출력한다.

# %% id="first-step"
optimizer_classes = {
    "SGD": torch.optim.SGD,
    "AdaGrad": torch.optim.Adagrad,
    "RMSprop": torch.optim.RMSprop,
    "Adam": torch.optim.Adam,
}
first_steps = {}
for name, optimizer_class in optimizer_classes.items():
    first_steps[name] = []
    for g in [1.0, 0.001]:
        w = torch.zeros(1)
        one_weight = optimizer_class([w], lr=1.0)  #> 학습률이 1이므로 움직인 거리가 곧 학습률의 몇 배인지를 뜻한다
        w.grad = torch.tensor([g])  #> 역전파 대신 그레디언트를 직접 넣는다
        one_weight.step()
        first_steps[name].append(-w.item())  #> 그레디언트의 반대쪽으로 움직인 거리
    large, small = first_steps[name]
    default = optimizer_class([w]).defaults["lr"]
    print(f"{name:7s}  g = 1: {large:6.3f}배   g = 0.001: {small:6.3f}배   파이토치의 기본 학습률: {default:g}")

# %% [markdown] id="first-step-observe"
# SGD의 이동은 그레디언트에 비례한다. 나머지 셋은 그레디언트가 1000분의 1이 되어도 거의 같은 거리를 간다. 그레디언트를 자신의 크기로 나누기 때문이다.
#
# AdaGrad와 Adam의 첫 이동은 학습률만큼이지만 RMSprop의 첫 이동은 학습률의 10배다. $\mathbf{r}$이 0에서 출발하므로 첫 갱신에서 $\sqrt{\mathbf{r}}=\sqrt{(1-\beta)\,\mathbf{g}^2}$인데, 파이토치의 기본값 $\beta=0.99$에서는 이것이 그레디언트 크기의 10분의 1이다. Adam은 $\hat{\mathbf{r}}$으로 이것을 바로잡는다.

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
#: if program.params.shuffle
# 네 모델은 같은 난수로 초기화해 같은 가중치에서 출발하고, 같은 순서로 섞은 미니배치를 본다. 다른 것은 옵티마이저뿐이다.
#: else
# 네 모델은 같은 난수로 초기화해 같은 가중치에서 출발하고, 섞지 않은 미니배치를 같은 순서로 본다. 다른 것은 옵티마이저뿐이다.
#: endif

# %% id="train"
from tqdm.auto import tqdm

history, optimizers = {}, {}
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

    optimizers[optimizer_name] = optimizer  #> 어떤 설정으로 학습했는지 결과와 함께 출력하려고 남긴다
    history[optimizer_name] = {"train_acc": [], "test_acc": [], "train_loss": [], "test_loss": []}  #> 옵티마이저마다 기록을 따로 둔다
    for epoch in tqdm(range(1, epochs + 1), desc=optimizer_name):  #> 진행 막대에 옵티마이저의 이름을 붙인다
        DNN, log = train_epoch(train_dataloader, optimizer, DNN, loss_mse, history[optimizer_name])
        with torch.no_grad():  #> 에포크마다 평가해야 곡선을 그릴 수 있으므로 반복문 안에 둔다
            DNN, log = test_epoch(test_dataloader, DNN, loss_mse, log)
        if epoch in (1, epochs) or epoch % 5 == 0:
            loss, acc = log["train_loss"][-1], log["test_acc"][-1]
            print(f"{optimizer_name:7s}  에포크 {epoch:2d}  학습 손실 {loss:.4f}  평가 정확도 {acc:.4f}")

# %% [markdown] id="curves-note"
# ## 평가 정확도 비교
#
# 그림 제목의 Validation은 평가 데이터다.

# %% id="curves"
import matplotlib.pyplot as plt

styles = ["o:", "^-.", "s--", "D-"]  #> 색을 구별하기 어려워도 표식과 선의 모양으로 알아볼 수 있다
plt.figure(figsize=(6.4, 4))
for (optimizer_name, log), style in zip(history.items(), styles, strict=True):
    plt.plot(range(1, epochs + 1), log["test_acc"], style, markevery=max(1, epochs // 10), label=optimizer_name)  #> 표식은 몇 에포크마다 하나씩만 찍는다
plt.title("Validation Accuracy by Optimizer")
plt.xlabel("Epoch")
plt.ylabel("Accuracy")
plt.xlim(0.5, epochs + 0.5)
plt.locator_params(axis="x", integer=True)
plt.legend(loc="center left", bbox_to_anchor=(1, 0.5))  #> 곡선을 가리지 않게 그림 밖에 둔다
plt.grid()
plt.show()

# %% id="compare"
ranking = sorted(history, key=lambda name: history[name]["test_acc"][-1], reverse=True)  #> 마지막 평가 정확도가 높은 순서

print(f"에포크 {epochs}번을 학습한 뒤의 평가 정확도, 높은 순서")
for name in ranking:
    acc, lr = history[name]["test_acc"], optimizers[name].defaults["lr"]
    print(f"  {name:7s}  {acc[-1]:.4f}   첫 에포크 뒤 {acc[0]:.4f}   학습률 {lr:g}")

print(f"가장 높은 것은 {ranking[0]}, 가장 낮은 것은 {ranking[-1]}입니다.")
first = [log["test_acc"][0] for log in history.values()]
last = [log["test_acc"][-1] for log in history.values()]
print(f"네 옵티마이저의 차이(최고 - 최저): 첫 에포크 뒤 {max(first) - min(first):.4f}, 마지막 에포크 뒤 {max(last) - min(last):.4f}")

print()
for name in ["RMSprop", "Adam"]:
    step = first_steps[name][0] * optimizers[name].defaults["lr"]  #> 가중치 하나의 첫 이동
    furthest = (hidden_dim + 1) * step  #> 은닉 노드의 출력이 $-1$과 $1$ 사이이므로, 바이어스까지 더해 이보다 멀리 가지 못한다
    print(f"{name:7s}  첫 갱신에서 가중치는 {step:g}, 은닉 노드 {hidden_dim}개를 받는 가중합은 {furthest:.2f}까지 움직일 수 있습니다.")

# %% [markdown] id="observe"
# 이 순서는 이 학습률로 이만큼 학습했을 때의 것이다. 학습률이나 에포크 수가 달라지면 순서도 달라질 수 있다.
#
# - **SGD**: 이동이 그레디언트에 비례한다. `loss_mse`는 출력 노드 10개에 대해서도 평균하므로 그레디언트가 식 (5.6)의 10분의 1이다. 그래서 여기의 학습률 0.1이 식 (5.6)에서는 0.01에 해당한다.
# - **적응적 방법**: 손실을 10으로 나눈 영향을 거의 받지 않는다. 그레디언트를 자신의 크기로 나누기 때문이다.
# - **RMSprop**: 첫 이동이 학습률의 10배여서, 학습률이 크면 은닉층과 출력층의 가중합이 한 번에 멀리 움직여 $\tanh$가 포화한다. 그러면 그레디언트가 소멸하고, 거기서 벗어나는 데 시간이 걸린다.
#
#: if program.params.lr_sgd == program.params.lr_adagrad == program.params.lr_rmsprop == program.params.lr_adam
# 네 옵티마이저의 학습률을 같은 값으로 맞춘 비교지만, 같은 학습률이 모두에게 알맞은 것은 아니다. 옵티마이저의 우열은 학습률을 저마다 알맞게 고른 뒤에 말해야 한다.
#: else
# 학습률을 옵티마이저마다 따로 정한 비교다. 어느 하나라도 학습률을 잘못 고르면 그 옵티마이저가 나빠 보일 수 있으므로, 우열은 학습률을 저마다 알맞게 고른 뒤에 말해야 한다.
#: endif
#: endblock

#: block results
# %% id="results" role="machinery"
w = torch.zeros(1)
w.grad = torch.ones(1)
optimizer_classes["RMSprop"]([w], lr=1.0, alpha=0.9).step()
results = {
    "history": history,
    "optimizers": list(history),
    "in_order": [history[name]["test_acc"][-1] for name in ranking] == sorted(last, reverse=True),
    "settings": {
        name: {key: value for key, value in used.defaults.items() if key in ("lr", "momentum", "alpha")}
        for name, used in optimizers.items()
    },
    "first_steps": first_steps,
    "first_step_of_beta_0_9": -w.item(),
    "loss_of_zeros": loss_mse(torch.zeros(128, 10), torch.zeros(128, dtype=torch.long)).item(),
    "n_training": len(training_data),
    "n_test": len(test_data),
    "layers": [type(layer).__name__ for layer in DNN.model],
    "n_weights": sum(weight.numel() for weight in DNN.parameters()),
}
#: endblock

#: block report
#: include "report_training.py"
#: endblock

#: block summary
# - 옵티마이저는 그레디언트를 가중치의 이동으로 바꾸는 규칙이다. SGD의 이동은 그레디언트에 비례하고, 적응적 방법은 그레디언트를 이전 그레디언트의 크기로 나눈다.
# - 모멘텀은 이전 방향을 이어받고, Adam은 RMSprop에 모멘텀과 처음의 치우침을 바로잡는 계산을 더한다.
# - 옵티마이저의 순위는 학습률과 에포크 수에 따라 달라진다. 학습률을 저마다 알맞게 고른 뒤에 비교해야 한다.
#: endblock

#: block questions
# **1.** `loss_mse`의 값을 10배로 바꾸면(식 (5.6)처럼 출력 노드에 대해 더하면) 어느 옵티마이저의 학습이 달라지는가?
#
# <details><summary>답</summary>
#
# SGD다. 그레디언트가 10배가 되어 이동도 10배가 된다. 나머지 셋은 그레디언트를 자신의 크기로 나누므로 거의 그대로다. $\epsilon$의 영향이 조금 달라질 뿐이다.
#
# </details>
#
# **2.** RMSprop의 $\beta$를 0.9로 바꾸면 첫 이동은 학습률의 약 몇 배인가?
#
# <details><summary>답</summary>
#
# $1/\sqrt{1-0.9}\approx 3.16$배다. $\beta$가 1에 가까울수록 첫 이동이 커진다.
#
# </details>
#
# **3.** `test_epoch`을 부르는 두 줄을 에포크를 도는 반복문 밖으로 옮기면 그림은 어떻게 되는가?
#
# <details><summary>답</summary>
#
# 옵티마이저마다 평가가 한 번뿐이어서 `test_acc`의 값이 하나다. 에포크의 수와 맞지 않아 곡선을 그릴 수 없다.
#
# </details>
#
# **4.** 이 노트북에서 정확도가 가장 높은 옵티마이저가 언제나 가장 좋은 옵티마이저인가?
#
# <details><summary>답</summary>
#
# 그렇게 말할 수 없다. 한 데이터, 한 모델, 한 가지 학습률 조합, 시드 하나로 얻은 결과다. 학습률을 저마다 알맞게 고르고 시드를 바꾸어 여러 번 비교해야 한다.
#
# </details>
#: endblock

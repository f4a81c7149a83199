#: extends "program.py"
#: block goals
# - 같은 모델을 평균제곱오차와 교차 엔트로피로 각각 학습해 비교한다.
# - $\tanh$ 출력에 교차 엔트로피를 쓰면 손실이 어디까지 내려갈 수 있는지 안다.
#: endblock

#: block lesson
# %% [markdown] id="losses"
# ## 두 손실 함수 (5.7절)
#
# **평균제곱오차**(5.7.1절)는 정답 $\mathbf{y}$와 출력 $\mathbf{o}$의 거리를 잰다. 샘플 하나의 오차와 미니배치의 손실은 다음과 같다.
#
# $$e = \|\mathbf{y}-\mathbf{o}\|^2 \tag{5.8}$$
#
# $$J(\mathbf{U}^1,\ldots,\mathbf{U}^L) = \frac{1}{|M|}\sum_{\mathbf{x}\in M}\|\mathbf{y}-\mathbf{o}\|^2 \tag{5.6}$$
#
# 활성화 함수가 포화하는 곳에서는 오차가 더 큰데도 그레디언트가 더 작을 수 있다. 많이 틀린 쪽이 더 적게 배우는 셈이어서 학습이 느려진다.
#
# **교차 엔트로피**(5.7.2절)는 정답 부류의 확률이 작을수록 빠르게 커진다. $C$는 부류의 수다.
#
# $$e = -\sum_{i=1}^{C} y_i\log o_i \tag{5.11}$$
#
# 소프트맥스와 함께 쓰면 가중합에 대한 그레디언트가 $\mathbf{o}-\mathbf{y}$여서, 많이 틀릴수록 많이 배운다. 평균제곱오차의 불공정함이 사라진다.
#
# `torch.nn.CrossEntropyLoss`는 출력에 소프트맥스를 적용해 확률로 바꾼 다음 식 (5.11)을 계산한다. 정답은 원핫 벡터가 아니라 부류 번호로 받는다. 다른 손실 함수는 [파이토치 문서](https://pytorch.org/docs/stable/nn.html#loss-functions)에서 찾아볼 수 있다.

# %% [markdown] id="floor"
# ## $\tanh$ 출력에 쓴 교차 엔트로피의 한계
#
# 이 모델의 출력은 $\tanh$를 거치므로 $-1$과 $1$ 사이다. 정답 부류의 출력이 1이고 나머지 아홉이 $-1$일 때 교차 엔트로피가 가장 작다. 이때 값은
#
# $$-\log\frac{e^{1}}{e^{1}+9e^{-1}} = \log\left(1+9e^{-2}\right) \approx 0.7966$$
#
# 이므로 모두 맞혀도 손실이 이보다 내려가지 않는다. 마지막 $\tanh$를 없애 가중합을 그대로 내보내면(이런 출력을 **로짓**이라 한다) 이 한계가 사라진다. `raw_logits = True`로 바꾸어 실행해 보자. 교차 엔트로피로 학습하는 모델만 바뀐다.

# %% id="parameters" tags=["parameters"]
epochs = {{ program.params.epochs | literal }}
batch_size = {{ program.params.batch_size | literal }}
hidden_dim = {{ program.params.hidden_dim | literal }}
lr = {{ program.params.lr | literal }}
shuffle = {{ program.params.shuffle | literal }}
raw_logits = {{ program.params.raw_logits | literal }}
seed = {{ program.params.seed | literal }}

#: include "device.py"

#: include "find_data.py"

# %% id="load"
from torchvision.transforms import ToTensor

root = find_data("MNIST", "hojjatk/mnist-dataset")
training_data = datasets.MNIST(root=root, train=True, download=True, transform=ToTensor())
test_data = datasets.MNIST(root=root, train=False, download=True, transform=ToTensor())

#: include "loaders.py"

# %% [markdown] id="model-note"
# ## 모델과 함수
#
# 모델은 프로그램 5-9의 깊은 다층 퍼셉트론이다.

#: include "dnn.py"

#: include "loss_mse.py"

#: include "epochs.py"

# %% [markdown] id="train-note"
# ## 실험 (5.7.3절)
#
# 두 모델은 같은 난수로 초기화해 같은 가중치에서 출발한다. 그래야 손실 함수의 차이만 비교할 수 있다.

# %% id="train-mse"
import tqdm

history_mse = {"train_acc": [], "test_acc": [], "train_loss": [], "test_loss": []}

torch.manual_seed(seed)  #> 초기 가중치를 정하는 난수의 시작점
DNN = DeepNeuralNetwork(input_dim=784, hidden_dim=hidden_dim, output_dim=10).to(device)
optimizer = torch.optim.Adam(DNN.parameters(), lr=lr)
n_weights_mse = sum(weight.numel() for weight in DNN.parameters())
layers_mse = [type(layer).__name__ for layer in DNN.model]

for _ in tqdm.tqdm(range(epochs)):
    DNN, history_mse = train_epoch(train_dataloader, optimizer, DNN, loss_mse, history_mse)  #> 평균제곱오차로 학습한다
    with torch.no_grad():
        DNN, history_mse = test_epoch(test_dataloader, DNN, loss_mse, history_mse)  #> 평가도 같은 손실로 한다

# %% id="train-ce"
history_ce = {"train_acc": [], "test_acc": [], "train_loss": [], "test_loss": []}
loss_ce = torch.nn.CrossEntropyLoss()  #> 파이토치의 교차 엔트로피. 소프트맥스가 들어 있다

torch.manual_seed(seed)  #> 앞의 모델과 같은 초기 가중치를 얻는다
DNN = DeepNeuralNetwork(input_dim=784, hidden_dim=hidden_dim, output_dim=10).to(device)  #> 학습한 가중치가 남지 않도록 모델을 새로 만든다
if raw_logits:
    DNN.model[-1] = torch.nn.Identity()  #> 마지막 $\tanh$를 아무 일도 하지 않는 층으로 바꾼다
optimizer = torch.optim.Adam(DNN.parameters(), lr=lr)  #> 새 모델의 가중치를 갱신할 옵티마이저도 새로 만든다
n_weights_ce = sum(weight.numel() for weight in DNN.parameters())
layers_ce = [type(layer).__name__ for layer in DNN.model]

for _ in tqdm.tqdm(range(epochs)):
    DNN, history_ce = train_epoch(train_dataloader, optimizer, DNN, loss_ce, history_ce)  #> 교차 엔트로피로 학습한다
    with torch.no_grad():
        DNN, history_ce = test_epoch(test_dataloader, DNN, loss_ce, history_ce)  #> 평가도 같은 손실로 한다

# %% [markdown] id="curves-note"
# ## 정확률 비교
#
# 손실은 재는 자가 서로 다르므로 값을 비교할 수 없다. 정확률로 비교한다. 범례의 Validation은 평가 집합이다.

# %% id="curves"
import matplotlib.pyplot as plt

plt.plot(history_mse["train_acc"], linestyle="--", color="tab:blue")
plt.plot(history_mse["test_acc"], linestyle="-", color="tab:blue")
plt.plot(history_ce["train_acc"], linestyle="--", color="tab:orange")
plt.plot(history_ce["test_acc"], linestyle="-", color="tab:orange")
plt.title("Model Accuracy")
plt.xlabel("Epoch")
plt.ylabel("Accuracy")
plt.legend(["MSE, Train", "MSE, Validation", "CE, Train", "CE, Validation"], loc="lower right")
plt.grid()
accuracy_axes = plt.gca()  #> 나중에 그림의 내용을 점검하려고 좌표축을 기억해 둔다
plt.show()

# %% id="compare"
import math

floor = 0.0 if raw_logits else math.log(1 + 9 * math.exp(-2))  #> 교차 엔트로피가 내려갈 수 있는 한계
print(f"평균제곱오차     평가 집합 정확률 {history_mse['test_acc'][-1]:.4f}")
print(f"교차 엔트로피    평가 집합 정확률 {history_ce['test_acc'][-1]:.4f}")
print(f"교차 엔트로피의 학습 손실 {history_ce['train_loss'][-1]:.4f}, 한계 {floor:.4f}")

# %% [markdown] id="observe"
# 교차 엔트로피의 손실은 세대를 거듭할수록 한계에 다가가지만 그보다 작아지지 않는다. 손실이 크게 남아 있어도 정확률은 높을 수 있다. 정확률은 출력 가운데 어느 것이 가장 큰지만 보기 때문이다.

#: include "drawn.py"

# %% id="results"
results = {
    "history_mse": {
        "train_acc": history_mse["train_acc"],
        "test_acc": history_mse["test_acc"],
        "train_loss": history_mse["train_loss"],
        "test_loss": history_mse["test_loss"],
    },
    "history_ce": {
        "train_acc": history_ce["train_acc"],
        "test_acc": history_ce["test_acc"],
        "train_loss": history_ce["train_loss"],
        "test_loss": history_ce["test_loss"],
    },
    "drawn": {"accuracy": drawn(accuracy_axes)},
    "n_training": len(training_data),
    "n_test": len(test_data),
    "layers_mse": layers_mse,
    "layers_ce": layers_ce,
    "n_weights_mse": n_weights_mse,
    "n_weights_ce": n_weights_ce,
    "ce_above_floor": min(history_ce["train_loss"]) - floor,
}
#: endblock

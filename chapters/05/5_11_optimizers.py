#: extends "program.py"
#: block goals
# - SGD, AdaGrad, RMSprop, Adam으로 같은 모델을 학습해 에포크(epoch)마다 평가 정확도를 비교한다.
# - 같은 학습률이 옵티마이저마다 다른 뜻을 갖는다는 것을 안다.
#: endblock

#: block lesson
# %% [markdown] id="optimizers"
# ## 네 옵티마이저 (5.8절)
#
# 옵티마이저는 그레디언트 $\mathbf{g}$를 가중치의 이동으로 바꾸는 규칙이다. $\rho$는 학습률이고, 곱셈과 나눗셈은 요소마다 한다.
#
# | 옵티마이저 | 가중치의 이동 | 누적하는 것 |
# |:---|:---|:---|
# | SGD | $-\rho\,\mathbf{g}$ | 없음. 모멘텀을 적용하면 이전의 이동 $\mathbf{v}$를 $\alpha$배 해서 더한다 |
# | AdaGrad | $-\rho\,\mathbf{g}/\sqrt{\mathbf{r}}$ | 그레디언트의 제곱을 모두 더한 $\mathbf{r}$ |
# | RMSprop | $-\rho\,\mathbf{g}/\sqrt{\mathbf{r}}$ | 오래된 것을 $\beta$배씩 줄이며 더한 $\mathbf{r}$ |
# | Adam | $-\rho\,\hat{\mathbf{v}}/\sqrt{\hat{\mathbf{r}}}$ | 모멘텀 $\mathbf{v}$와 RMSprop의 $\mathbf{r}$을 함께 |
#
#: if program.params.momentum
# 이 노트북의 SGD는 $\alpha$가 {{ program.params.momentum }}인 모멘텀을 적용한다. 같은 방향이 계속되면 모멘텀이 없을 때의 {{ "%.3g" | format(1 / (1 - program.params.momentum)) }}배까지 빨라진다.
#: else
# 이 노트북의 SGD는 강의의 프로그램과 같이 모멘텀 없이 학습한다.
#: endif
#: for each in chapter.programs if each.section == "5.8.1"
# 식을 하나하나 계산하고 그림으로 보는 것은 [{{ each.label }}]({{ each.url }})이다.
#: endfor

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

#: set as_vectors = true
#: include "epochs.py"

# %% [markdown] id="first-moves-note"
# ## 첫 갱신에서 어디까지 움직이는가
#
# 학습하기 전에 RMSprop과 Adam의 첫 이동을 계산해 보자. $\mathbf{r}$은 0에서 출발하므로 RMSprop의 첫 갱신에서는 $(1-\beta)\,\mathbf{g}^2$이다. Adam은 $\hat{\mathbf{v}}$과 $\hat{\mathbf{r}}$으로 이것을 바로잡으므로 첫 이동이 학습률만큼이다. 둘 다 그레디언트의 크기와 상관없다.

# %% id="first-moves"
def first_move_of_rmsprop(lr, beta):
    return lr / (1 - beta) ** 0.5  #? 표에 있는 RMSprop의 이동에 첫 갱신의 $\mathbf{r}$을 넣는다. || $\mathbf{g}$가 약분되고 학습률과 $\beta$만 남는다. 제곱근은 `** 0.5`다.  #> 부호는 빼고 크기만 구한다


def reach(move):
    return (hidden_dim + 1) * move  #? 은닉 노드의 출력은 $-1$과 $1$ 사이다. 노드 하나의 가중합에는 가중치가 몇 개 들어 있는가? || 입력마다 가중치가 하나씩 있고, 바이어스도 같은 만큼 움직인다.  #> 모든 가중치가 같은 쪽으로 움직일 때 가중합이 움직이는 거리다


beta = torch.optim.RMSprop([torch.zeros(1)]).defaults["alpha"]  #> 파이토치의 기본값
first_moves = {"RMSprop": first_move_of_rmsprop(lr_rmsprop, beta), "Adam": lr_adam}
for name, move in first_moves.items():
    print(f"{name:7s}  가중치의 첫 이동 {move:g}, 은닉 노드 {hidden_dim}개를 받는 가중합은 {reach(move):.2f}까지")

# %% id="check-first-moves" role="self-check"
#! 1: lr / (1 - beta) -> 학습률이 1, β가 0.75이면 첫 이동이 4입니다. 식은 r이 아니라 그 제곱근으로 나눕니다.
#! 1: lr -> 학습률이 1, β가 0.75이면 첫 이동이 1입니다. 0에서 출발한 r은 그레디언트의 제곱보다 작습니다. 작은 수로 나누면 어떻게 되나요?
#! 1: lr * (1 - beta) ** 0.5 -> 학습률이 1, β가 0.75이면 첫 이동이 0.5입니다. 0에서 출발한 r은 그레디언트의 제곱보다 작습니다. 작은 수로 나누면 어떻게 되나요?
#! 1: lr / beta ** 0.5 -> 학습률이 1, β가 0.75이면 첫 이동이 1.155입니다. 첫 갱신에서 g²에 무엇을 곱하는지 보세요.
#! 2: hidden_dim * move -> 가중치마다 1씩 움직일 때 1이 모자랍니다. 바이어스도 움직입니다.
#! 2: move -> 가중치마다 1씩 움직일 때 가중합은 1보다 많이 움직입니다. 가중치 하나의 이동만 셌습니다.
#! 2: hidden_dim + 1 * move -> 가중치마다 2씩 움직이면 1씩 움직일 때의 두 배를 움직여야 합니다.
#! 2: (hidden_dim + 2) * move -> 가중치마다 1씩 움직일 때 34까지라고 합니다. 가중합에 든 가중치를 세어 보세요.
#! 2: (784 + 1) * move -> 가중치마다 1씩 움직일 때 785까지라고 합니다. 이 노드의 입력은 화소가 아니라 은닉 노드의 출력입니다.
@self_check(1, "첫 이동은 그레디언트와 상관없고, β가 1에 가까울수록 큽니다.")
def blank_1():
    move = first_move_of_rmsprop(1.0, 0.75)
    told = f"학습률이 1, β가 0.75이면 첫 이동이 {move:.4g}입니다."
    if abs(move - 4) < 1e-6:
        return f"{told} 식은 r이 아니라 그 제곱근으로 나눕니다."
    if move <= 1:
        return f"{told} 0에서 출발한 r은 그레디언트의 제곱보다 작습니다. 작은 수로 나누면 어떻게 되나요?"
    if abs(move - 2) > 1e-6 or abs(first_move_of_rmsprop(0.5, 0.96) - 2.5) > 1e-6:
        return f"{told} 첫 갱신에서 g²에 무엇을 곱하는지 보세요."


@self_check(2, "입력마다 하나씩인 가중치와 바이어스가 모두 같은 쪽으로 움직일 때입니다.")
def blank_2():
    furthest = reach(1.0)
    if abs(furthest - hidden_dim) < 1e-6:
        return "가중치마다 1씩 움직일 때 1이 모자랍니다. 바이어스도 움직입니다."
    if abs(furthest - 1) < 1e-6:
        return "가중치마다 1씩 움직일 때 가중합은 1보다 많이 움직입니다. 가중치 하나의 이동만 셌습니다."
    if abs(reach(2.0) - 2 * furthest) > 1e-6:
        return "가중치마다 2씩 움직이면 1씩 움직일 때의 두 배를 움직여야 합니다."
    if abs(furthest - hidden_dim - 1) > 1e-6:
        cause = "이 노드의 입력은 화소가 아니라 은닉 노드의 출력입니다." if furthest in (784, 785) else "가중합에 든 가중치를 세어 보세요."
        return f"가중치마다 1씩 움직일 때 {furthest:g}까지라고 합니다. {cause}"

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

# %% id="ranking"
def rank(history):
    return sorted(history, key=lambda name: history[name]["test_acc"][-1], reverse=True)  #? 인수 `history`에는 옵티마이저마다 네 가지 기록이 있다. 끝까지 학습한 모델이 처음 보는 데이터를 얼마나 맞히는지로 줄을 세운다. || `sorted`의 인수 `key`에는 이름을 받아 비교할 값을 돌려주는 함수를 넘긴다. 작은 것부터 놓으므로 뒤집어야 한다.  #> 평가 정확도가 높은 순서

# %% id="check-ranking" role="self-check"
#! 3: sorted(history, key=lambda name: history[name]["test_acc"][-1]) -> 가장 낮은 것이 맨 앞에 있습니다. 높은 것부터 놓으세요.
#! 3: sorted(history, key=lambda name: history[name]["test_acc"][0], reverse=True) -> 첫 에포크 뒤의 정확도로 줄을 세웠습니다. 학습이 끝난 뒤의 것을 비교하세요.
#! 3: sorted(history, key=lambda name: max(history[name]["test_acc"]), reverse=True) -> 가장 높았던 때의 정확도로 줄을 세웠습니다. 평가 데이터를 보고 멈출 때를 고르는 셈입니다. 학습이 끝난 뒤의 것을 비교하세요.
#! 3: sorted(history, key=lambda name: history[name]["train_acc"][-1], reverse=True) -> 학습 데이터로 잰 정확도로 줄을 세웠습니다. 처음 보는 데이터를 얼마나 맞히는지 비교해야 합니다.
#! 3: sorted(history, reverse=True) -> Q, R, P, S여야 할 차례가 S, R, Q, P입니다.
#! 3: sorted(history.items(), key=lambda item: item[1]["test_acc"][-1], reverse=True) -> 이름 말고 다른 것도 들어 있습니다. 옵티마이저의 이름만 늘어놓으세요.
#! 3: reversed(sorted(history, key=lambda name: history[name]["test_acc"][-1])) -> 돌려준 것이 list_reverseiterator입니다. 아래에서 맨 앞의 이름을 꺼내므로 목록이어야 합니다.
#! 3: max(history, key=lambda name: history[name]["test_acc"][-1]) -> 돌려준 것이 str입니다. 아래에서 맨 앞의 이름을 꺼내므로 목록이어야 합니다.
@self_check(3, "학습이 끝난 뒤의 평가 정확도로 줄을 세웠습니다.")
def blank_3():
    test = {"P": [0.4, 0.95, 0.6], "Q": [0.1, 0.5, 0.8], "R": [0.3, 0.85, 0.7], "S": [0.2, 0.9, 0.5]}
    train = {"P": 0.6, "Q": 0.7, "R": 0.9, "S": 0.8}
    made_up = {name: {"test_acc": acc, "train_acc": [0.1, 0.2, train[name]]} for name, acc in test.items()}
    for log in made_up.values():
        log |= {"train_loss": [0.3, 0.2, 0.1], "test_loss": [0.3, 0.2, 0.1]}
    here, kept = rank.__globals__, epochs
    here["epochs"] = 3  # of the records made up here
    try:
        found = rank(made_up)
    finally:
        here["epochs"] = kept
    if not isinstance(found, (list, tuple)):
        return f"돌려준 것이 {type(found).__name__}입니다. 아래에서 맨 앞의 이름을 꺼내므로 목록이어야 합니다."
    if not all(isinstance(name, str) for name in found):
        return "이름 말고 다른 것도 들어 있습니다. 옵티마이저의 이름만 늘어놓으세요."
    order = "".join(found)
    said = {
        "SPRQ": "가장 낮은 것이 맨 앞에 있습니다. 높은 것부터 놓으세요.",
        "PRSQ": "첫 에포크 뒤의 정확도로 줄을 세웠습니다. 학습이 끝난 뒤의 것을 비교하세요.",
        "PSRQ": "가장 높았던 때의 정확도로 줄을 세웠습니다. 평가 데이터를 보고 멈출 때를 고르는 셈입니다. 학습이 끝난 뒤의 것을 비교하세요.",
        "RSQP": "학습 데이터로 잰 정확도로 줄을 세웠습니다. 처음 보는 데이터를 얼마나 맞히는지 비교해야 합니다.",
    }
    if order != "QRPS":
        return said.get(order, f"Q, R, P, S여야 할 차례가 {', '.join(order)}입니다.")

# %% id="compare"
ranking = rank(history)
print(f"에포크 {epochs}번을 학습한 뒤의 평가 정확도")
for name in history:
    acc, lr = history[name]["test_acc"], optimizers[name].defaults["lr"]
    print(f"  {name:7s}  {acc[-1]:.4f}   첫 에포크 뒤 {acc[0]:.4f}   학습률 {lr:g}")

print(f"가장 높은 것은 {ranking[0]}입니다.")
first = [log["test_acc"][0] for log in history.values()]
last = [log["test_acc"][-1] for log in history.values()]
print(f"네 옵티마이저의 차이(최고 - 최저): 첫 에포크 뒤 {max(first) - min(first):.4f}, 마지막 에포크 뒤 {max(last) - min(last):.4f}")

# %% [markdown] id="observe"
# 이 순서는 이 학습률로 이만큼 학습했을 때의 것이다. 학습률이나 에포크 수가 달라지면 순서도 달라질 수 있다.
#
# - **SGD**: 이동이 그레디언트에 비례한다. `loss_mse`는 출력 노드 10개에 대해서도 평균하므로 그레디언트가 식 (5.6)의 10분의 1이다. 그래서 여기의 학습률 0.1이 식 (5.6)에서는 0.01에 해당한다.
# - **적응적 방법**: 손실을 10으로 나눈 영향을 거의 받지 않는다. 그레디언트를 자신의 크기로 나누기 때문이다.
# - **RMSprop**: $\mathbf{r}$이 0에서 출발해 처음에는 작으므로 첫 이동이 학습률의 10배다. 그래서 학습률이 크면 은닉층과 출력층의 가중합이 한 번에 멀리 움직여 $\tanh$가 포화한다. 그러면 그레디언트가 소멸하고, 거기서 벗어나는 데 시간이 걸린다.
#
#: if program.params.lr_sgd == program.params.lr_adagrad == program.params.lr_rmsprop == program.params.lr_adam
# 네 옵티마이저의 학습률을 같은 값으로 맞춘 비교지만, 같은 학습률이 모두에게 알맞은 것은 아니다. 옵티마이저의 우열은 학습률을 저마다 알맞게 고른 뒤에 말해야 한다.
#: else
# 학습률을 옵티마이저마다 따로 정한 비교다. 어느 하나라도 학습률을 잘못 고르면 그 옵티마이저가 나빠 보일 수 있으므로, 우열은 학습률을 저마다 알맞게 고른 뒤에 말해야 한다.
#: endif
#: endblock

#: block results
# %% id="results" role="machinery"
results = {
    "history": history,
    "optimizers": list(history),
    "ranked": rank({"A": {"test_acc": [0.1, 0.9], "train_acc": [0.1, 0.1]}, "B": {"test_acc": [0.8, 0.2], "train_acc": [0.9, 0.9]}}),
    "in_order": [history[name]["test_acc"][-1] for name in ranking] == sorted(last, reverse=True),
    "settings": {
        name: {key: value for key, value in used.defaults.items() if key in ("lr", "momentum", "alpha")}
        for name, used in optimizers.items()
    },
    "first_moves": {"RMSprop": first_moves["RMSprop"] / lr_rmsprop, "Adam": first_moves["Adam"] / lr_adam},
    "reach": reach(1),
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
# **2.** `test_epoch`을 부르는 두 줄을 에포크를 도는 반복문 밖으로 옮기면 그림은 어떻게 되는가?
#
# <details><summary>답</summary>
#
# 옵티마이저마다 평가가 한 번뿐이어서 `test_acc`의 값이 하나다. 에포크의 수와 맞지 않아 곡선을 그릴 수 없다.
#
# </details>
#
# **3.** 이 노트북에서 정확도가 가장 높은 옵티마이저가 언제나 가장 좋은 옵티마이저인가?
#
# <details><summary>답</summary>
#
# 그렇게 말할 수 없다. 한 데이터, 한 모델, 한 가지 학습률 조합, 시드 하나로 얻은 결과다. 학습률을 저마다 알맞게 고르고 시드를 바꾸어 여러 번 비교해야 한다.
#
# </details>
#: endblock

#: block more
#: for each in chapter.programs if each.section == "5.8.1"
# - 모멘텀과 적응적 학습률을 계산하고 그림으로 본다: [{{ each.label }}. {{ each.title }}]({{ each.url }})
#: endfor
#: endblock

#: extends "program.py"
#: block goals
# - 같은 모델을 평균제곱오차와 교차 엔트로피로 각각 학습해 에포크(epoch)마다 평가 정확도를 비교한다.
# - 손실 함수만 다르고 초기 가중치와 미니배치가 같은 공정한 실험을 꾸민다.
#: if program.params.raw_logits
# - 마지막 $\tanh$를 없애면 교차 엔트로피의 한계가 사라지는 것을 확인한다.
#: else
# - $\tanh$ 출력에 교차 엔트로피를 쓰면 손실이 어디까지 내려갈 수 있는지 안다.
#: endif
#: endblock

#: block lesson
# %% [markdown] id="losses"
# ## 두 손실 함수 (5.7절)
#
# 이론 5-4의 두 손실을 실제 데이터로 비교한다. **평균제곱오차**는 정답 $\mathbf{y}$와 출력 $\mathbf{o}$의 거리를 재고, **교차 엔트로피**는 정답 부류의 확률이 작을수록 빠르게 커진다.
#
# $$J(\mathbf{U}^1,\ldots,\mathbf{U}^L) = \frac{1}{|M|}\sum_{\mathbf{x}\in M}\|\mathbf{y}-\mathbf{o}\|^2 \tag{5.6}$$
#
# $$e = -\sum_{i=1}^{C} y_i\log o_i \tag{5.11}$$
#
# `torch.nn.CrossEntropyLoss`는 받은 값에 소프트맥스를 적용해 확률로 바꾼 다음 식 (5.11)을 계산한다. 정답은 원핫 벡터가 아니라 부류 번호로 받는다.
#
#: if program.params.raw_logits
# 이 노트북은 `raw_logits = {{ program.params.raw_logits | literal }}`이므로 교차 엔트로피로 학습하는 모델의 마지막 $\tanh$를 `Identity`로 바꾸어 로짓을 그대로 내보낸다. 많이 틀릴수록 많이 배우는 교차 엔트로피의 장점이 살아나고, 손실의 한계는 0이다. 평균제곱오차로 학습하는 모델은 그대로다. 강의의 프로그램처럼 $\tanh$를 남기면 모두 맞혀도 손실이 $\log\left(1+9e^{-2}\right) \approx 0.7966$보다 작아지지 않는다.
#: else
# 이 노트북의 모델은 강의의 프로그램과 같이 마지막에 $\tanh$가 있다. 그래서 많이 틀릴수록 많이 배우는 교차 엔트로피의 장점을 온전히 얻지 못하고, 모두 맞혀도 손실이 $\log\left(1+9e^{-2}\right) \approx 0.7966$보다 작아지지 않는다. 마지막 $\tanh$를 없애 로짓을 그대로 내보내면 두 문제가 사라진다. 매개변수 `raw_logits`가 로짓을 쓸지 정한다.
#: endif

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

#: set as_vectors = true
#: include "epochs.py"

# %% [markdown] id="train-note"
# ## 실험 (5.7.3절)
#
# 두 모델은 같은 난수로 초기화해 같은 가중치에서 출발하고, 같은 순서의 미니배치를 본다. 그래야 손실 함수의 차이를 비교할 수 있다.
#: if program.params.raw_logits
# 다만 교차 엔트로피의 모델에는 마지막 $\tanh$가 없으므로, 결과의 차이는 손실 함수와 로짓 두 가지가 함께 만든 것이다.
#: endif

# %% id="train-mse"
import math

from tqdm.auto import tqdm

history_mse = {"train_acc": [], "test_acc": [], "train_loss": [], "test_loss": []}

torch.manual_seed(seed)  #> 초기 가중치를 정하는 난수의 시작점
DNN = DeepNeuralNetwork(input_dim=784, hidden_dim=hidden_dim, output_dim=10).to(device)
start_mse = DNN.input_layer.weight.detach().clone()  #> 처음 가중치를 적어 둔다
optimizer = torch.optim.Adam(DNN.parameters(), lr=lr)  #? 방금 만든 모델의 가중치를 Adam으로 갱신한다. 학습률은 매개변수를 쓴다. || `torch.optim`에 있다. 모델의 가중치는 모델의 메서드 `parameters`가 준다.

for epoch in tqdm(range(1, epochs + 1), desc="MSE"):
    DNN, history_mse = train_epoch(train_dataloader, optimizer, DNN, loss_mse, history_mse)  #> 평균제곱오차로 학습한다
    with torch.no_grad():
        DNN, history_mse = test_epoch(test_dataloader, DNN, loss_mse, history_mse)  #> 평가도 같은 손실로 한다
    if epoch in (1, epochs) or epoch % 5 == 0:
        loss, acc = history_mse["train_loss"][-1], history_mse["test_acc"][-1]
        print(f"에포크 {epoch:2d}  학습 손실 {loss:.4f}  평가 정확도 {acc:.4f}")

# %% id="check-mse" role="self-check"
#! 1: torch.optim.Adam(DNN.output_layer.parameters(), lr=lr) -> 옵티마이저가 텐서 10개 가운데 2개만 갖고 있습니다. 나머지 층은 학습되지 않습니다.
#! 1: torch.optim.SGD(DNN.parameters(), lr=lr) -> 옵티마이저가 SGD입니다. 두 실험 모두 Adam을 써야 비교할 수 있습니다.
#! 1: torch.optim.Adam(DNN.parameters(), lr=10 * lr) -> 학습률이 매개변수 lr의 10배입니다.
#! 1: torch.optim.Adam(DNN.parameters(), lr=lr, weight_decay=0.01) -> 옵티마이저의 weight_decay를 기본값에서 바꾸었습니다. 학습률만 정하세요.
#! 1: torch.optim.Adam(DeepNeuralNetwork(784, hidden_dim, 10).parameters(), lr=lr) -> 옵티마이저가 다른 모델의 가중치를 갖고 있습니다. 학습해도 이 모델은 바뀌지 않습니다.
def _wrong_optimizer(optimizer, model):
    """What is wrong with an optimizer that should hold all weights of this model, or None."""
    held = {id(weight) for group in optimizer.param_groups for weight in group["params"]}
    own = {id(weight) for weight in model.parameters()}
    if not held & own:
        return "옵티마이저가 다른 모델의 가중치를 갖고 있습니다. 학습해도 이 모델은 바뀌지 않습니다."
    if own - held:
        return f"옵티마이저가 텐서 {len(own)}개 가운데 {len(own & held)}개만 갖고 있습니다. 나머지 층은 학습되지 않습니다."
    if type(optimizer) is not torch.optim.Adam:
        return f"옵티마이저가 {type(optimizer).__name__}입니다. 두 실험 모두 Adam을 써야 비교할 수 있습니다."
    defaults = torch.optim.Adam([torch.zeros(1)]).defaults
    for group in optimizer.param_groups:
        if abs(group["lr"] / lr - 1) > 1e-6:
            return f"학습률이 매개변수 lr의 {group['lr'] / lr:g}배입니다."
        for name in ("betas", "weight_decay", "amsgrad", "maximize"):
            if group[name] != defaults[name]:
                return f"옵티마이저의 {name}를 기본값에서 바꾸었습니다. 학습률만 정하세요."


@self_check(1, "방금 만든 모델의 가중치를 모두 갖고 있습니다.")
def blank_1():
    return _wrong_optimizer(optimizer, DNN)

# %% id="train-ce"
history_ce = {"train_acc": [], "test_acc": [], "train_loss": [], "test_loss": []}
loss_ce = torch.nn.CrossEntropyLoss()  #? 소프트맥스가 들어 있는 손실을 만든다. || 앞에서 이름을 소개했다. 클래스이므로 괄호를 붙여 객체를 만든다.  #> 파이토치의 교차 엔트로피. 소프트맥스가 들어 있다

torch.manual_seed(seed)  #> 앞의 모델과 같은 초기 가중치를 얻는다
DNN = DeepNeuralNetwork(784, hidden_dim, 10).to(device)  #? 앞의 실험에서 학습한 가중치가 남아 있으면 공정하지 않다. || 앞의 실험처럼 모델을 만들어 장치에 올린다. 크기도 같게 한다.  #> 학습한 가중치가 남지 않도록 모델을 새로 만든다
start_ce = DNN.input_layer.weight.detach().clone()
if raw_logits:
    DNN.model[-1] = torch.nn.Identity()  #> 마지막 $\tanh$를 아무 일도 하지 않는 층으로 바꾼다
optimizer = torch.optim.Adam(DNN.parameters(), lr=lr)  #? 앞의 옵티마이저는 어느 모델의 가중치를 갖고 있는지 생각한다. || 새 모델의 가중치를 갖는 것을 새로 만든다.  #> 새 모델의 가중치를 갱신할 옵티마이저도 새로 만든다

for epoch in tqdm(range(1, epochs + 1), desc="CE"):
    DNN, history_ce = train_epoch(train_dataloader, optimizer, DNN, loss_ce, history_ce)  #> 교차 엔트로피로 학습한다
    with torch.no_grad():
        DNN, history_ce = test_epoch(test_dataloader, DNN, loss_ce, history_ce)  #> 평가도 같은 손실로 한다
    if epoch in (1, epochs) or epoch % 5 == 0:
        loss, acc = history_ce["train_loss"][-1], history_ce["test_acc"][-1]
        print(f"에포크 {epoch:2d}  학습 손실 {loss:.4f}  평가 정확도 {acc:.4f}")

# %% id="check-ce" role="self-check"
#! 2: torch.nn.NLLLoss() -> 출력이 모두 0인 샘플의 손실이 0.0000입니다. 소프트맥스를 거치지 않았습니다.
#! 2: loss_mse -> 출력이 모두 0인 샘플의 손실이 0.1000입니다. 평균제곱오차입니다.
#! 2: torch.nn.CrossEntropyLoss(reduction="sum") -> 샘플 둘의 손실이 4.6052입니다. 샘플에 대해 평균하지 않고 더했습니다.
#! 2: torch.nn.CrossEntropyLoss(label_smoothing=0.1) -> 맞힌 샘플의 손실이 0.5089입니다. 식으로는 0.0589입니다. 식에 없는 것을 더했나요?
#! 2: lambda pred, y: torch.nn.functional.cross_entropy(torch.softmax(pred, dim=1), y) -> 맞힌 샘플의 손실이 1.5103입니다. 식으로는 0.0589입니다. 소프트맥스를 두 번 거쳤습니다.
#! 2: torch.nn.CrossEntropyLoss -> !RuntimeError
#! 3: DNN.to(device) -> 두 실험이 같은 가중치에서 출발하지 않았습니다. 앞에서 학습한 모델을 그대로 썼습니다.
#! 3: DeepNeuralNetwork(784, 10, hidden_dim).to(device) -> 출력 노드의 수가 부류의 수와 다릅니다. 인수의 차례를 보세요.
#! 3: DeepNeuralNetwork(784, 1000, 10).to(device) -> 은닉층의 크기가 앞의 실험과 다릅니다. 매개변수를 쓰세요.
#! 4: optimizer -> 옵티마이저가 다른 모델의 가중치를 갖고 있습니다. 학습해도 이 모델은 바뀌지 않습니다.
#! 4: torch.optim.Adam(DNN.input_layer.parameters(), lr=lr) -> 옵티마이저가 텐서 10개 가운데 2개만 갖고 있습니다. 나머지 층은 학습되지 않습니다.
#! 4: torch.optim.SGD(DNN.parameters(), lr=lr) -> 옵티마이저가 SGD입니다. 두 실험 모두 Adam을 써야 비교할 수 있습니다.
#! 4: torch.optim.Adam(DNN.parameters(), lr=10 * lr) -> 학습률이 매개변수 lr의 10배입니다.
@self_check(2, "소프트맥스와 로그를 거쳐 샘플에 대해 평균합니다.")
def blank_2():
    two = loss_ce(torch.zeros(2, 10), torch.tensor([0, 3])).item()  # each of ten classes has 1/10: log 10
    if abs(two - math.log(10)) < 1e-4:
        told = loss_ce(5 * torch.eye(10), torch.arange(10)).item()  # all right, with the probability e^5 / (e^5 + 9)
        known, others = math.log(1 + 9 * math.exp(-5)), 1 / (math.exp(5) + 9)
        if abs(told - known) < 1e-4:
            return None
        twice = abs(told - math.log(1 + 9 * math.exp(10 * others - 1))) < 1e-4
        cause = "소프트맥스를 두 번 거쳤습니다." if twice else "식에 없는 것을 더했나요?"
        return f"맞힌 샘플의 손실이 {told:.4f}입니다. 식으로는 {known:.4f}입니다. {cause}"
    if abs(two - 2 * math.log(10)) < 1e-4:
        return f"샘플 둘의 손실이 {two:.4f}입니다. 샘플에 대해 평균하지 않고 더했습니다."
    cause = "평균제곱오차입니다." if abs(two - 0.1) < 1e-6 else "소프트맥스를 거치지 않았습니다." if abs(two) < 1e-6 else ""
    return f"출력이 모두 0인 샘플의 손실이 {two:.4f}입니다. {cause}".strip()


@self_check(3, "앞의 실험과 똑같은 가중치에서 출발했습니다.")
def blank_3():
    if DNN.output_layer.out_features != 10:
        return "출력 노드의 수가 부류의 수와 다릅니다. 인수의 차례를 보세요."
    if start_ce.shape != start_mse.shape:
        return "은닉층의 크기가 앞의 실험과 다릅니다. 매개변수를 쓰세요."
    if not torch.equal(start_ce, start_mse):
        return "두 실험이 같은 가중치에서 출발하지 않았습니다. 앞에서 학습한 모델을 그대로 썼습니다."


@self_check(4, "새 모델의 가중치를 모두 갖고 있습니다.")
def blank_4():
    return _wrong_optimizer(optimizer, DNN)

# %% [markdown] id="curves-note"
# ## 정확도 비교
#
# 두 손실은 척도가 달라 값을 직접 비교할 수 없다. 정확도로 비교한다. 범례의 Train은 학습 데이터, Validation은 평가 데이터다.

# %% id="curves"
import matplotlib.pyplot as plt

plt.figure(figsize=(6.4, 4))
for name, log, color, marker in [("MSE", history_mse, "tab:blue", "o"), ("CE", history_ce, "tab:orange", "s")]:
    for key, label, linestyle in [("train_acc", "Train", "--"), ("test_acc", "Validation", "-")]:
        plt.plot(
            range(1, epochs + 1),
            log[key],
            linestyle=linestyle,
            color=color,
            marker=marker,
            markevery=max(1, epochs // 10),  #> 표식은 몇 에포크마다 하나씩만 찍는다
            label=f"{name}, {label}",
        )
plt.title("Model Accuracy")
plt.xlabel("Epoch")
plt.ylabel("Accuracy")
plt.xlim(0.5, epochs + 0.5)
plt.locator_params(axis="x", integer=True)  #> 에포크는 정수이므로 눈금도 정수로 한다
plt.legend(loc="lower right")
plt.grid()
plt.show()

# %% id="compare"
mse, ce = history_mse["test_acc"], history_ce["test_acc"]
print(f"같은 가중치에서 출발했는가: {'그렇다' if torch.equal(start_mse, start_ce) else '아니다'}")
print(f"에포크 {epochs}번을 학습한 뒤의 평가 정확도")
print(f"  평균제곱오차   {mse[-1]:.4f}")
print(f"  교차 엔트로피  {ce[-1]:.4f}")
if mse[-1] == ce[-1]:
    print("두 손실의 정확도가 같습니다.")
else:
    print(f"{'교차 엔트로피' if ce[-1] > mse[-1] else '평균제곱오차'}가 {abs(ce[-1] - mse[-1]):.4f} 높습니다.")
print(f"교차 엔트로피가 더 높았던 것은 에포크 {epochs}번 가운데 {sum(c > m for c, m in zip(ce, mse))}번입니다.")

floor = 0.0 if raw_logits else math.log(1 + 9 * math.exp(-2))  #> 교차 엔트로피가 내려갈 수 있는 한계
first, last = history_ce["train_loss"][0], history_ce["train_loss"][-1]
print(f"교차 엔트로피의 학습 손실: 첫 에포크 {first:.4f}, 마지막 에포크 {last:.4f}, 한계 {floor:.4f}")

# %% [markdown] id="observe"
#: if program.params.raw_logits
# 로짓을 쓰면 교차 엔트로피의 손실이 $\tanh$ 출력의 한계 0.7966 아래로 내려갈 수 있다.
#: else
# 교차 엔트로피의 손실은 한계보다 작아지지 않는다. 그래도 정확도는 높을 수 있다. 정확도는 출력 가운데 어느 것이 가장 큰지만 보기 때문이다.
#: endif
#
# 위의 비교는 시드 하나로 얻은 것이다. 초기 가중치가 달라지면 정확도도 조금 달라지므로, 차이가 작으면 한쪽이 낫다고 말할 수 없다. 시드만 바꾸어 여러 번 실행했을 때의 범위와 함께 보아야 한다.
#: endblock

#: block results
# %% id="results" role="machinery"
results = {
    "history_mse": history_mse,
    "history_ce": history_ce,
    "n_training": len(training_data),
    "n_test": len(test_data),
    "layers_ce": [type(layer).__name__ for layer in DNN.model],
    "n_weights_ce": sum(weight.numel() for weight in DNN.parameters()),
    "same_start": torch.equal(start_mse, start_ce),
    "floor": floor,
    "ce_above_floor": min(history_ce["train_loss"]) - floor,
}
#: endblock

#: block report
#: include "report_training.py"
#: endblock

#: block summary
# - 손실 함수를 비교하려면 초기 가중치와 미니배치의 순서를 같게 하고, 실험마다 모델과 옵티마이저를 새로 만든다.
# - `torch.nn.CrossEntropyLoss`에는 소프트맥스가 들어 있다. $\tanh$를 거친 출력을 넣으면 손실이 한계보다 작아지지 않는다.
# - 두 손실은 척도가 다르므로 정확도로 비교하고, 시드에 따른 흔들림보다 차이가 큰지 본다.
#: endblock

#: block questions
# **1.** 한 모델의 손실이 0.01이고 다른 모델의 손실이 0.9다. 앞의 것은 평균제곱오차, 뒤의 것은 교차 엔트로피다. 앞의 모델이 더 잘 학습되었다고 할 수 있는가?
#
# <details><summary>답</summary>
#
# 할 수 없다. 두 손실은 척도가 다르다. 같은 척도인 정확도로 비교해야 한다.
#
# </details>
#
# **2.** 교차 엔트로피의 손실이 한계보다 크게 작아질 수 없는데도 정확도가 높을 수 있는 이유는 무엇인가?
#
# <details><summary>답</summary>
#
# 정확도는 열 출력 가운데 어느 것이 가장 큰지만 본다. 출력이 모두 $-1$과 1 사이에 있어도 정답 부류의 것이 가장 크면 맞힌 것이다.
#
# </details>
#
# **3.** `train-ce` 셀에서 모델은 새로 만들고 옵티마이저를 새로 만드는 줄을 빠뜨리면 어떻게 되는가?
#
# <details><summary>답</summary>
#
# 옵티마이저가 앞 실험의 모델을 계속 갱신한다. 새 모델의 가중치는 바뀌지 않으므로 오류는 나지 않지만 학습도 되지 않는다.
#
# </details>
#: endblock

#: block more
# - 다른 손실 함수: [파이토치 문서의 Loss Functions](https://pytorch.org/docs/stable/nn.html#loss-functions)
#: for each in chapter.programs if each.section == "5.7.1"
# - 두 손실의 오차와 그레디언트: [{{ each.label }}. {{ each.title }}]({{ each.url }})
#: endfor
#: for each in chapter.programs if each.section == "5.7.2"
# - 교차 엔트로피를 손으로 계산하는 예: [{{ each.label }}. {{ each.title }}]({{ each.url }})
#: endfor
#: endblock

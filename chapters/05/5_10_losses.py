#: extends "program.py"
#: block goals
# - 같은 모델을 평균제곱오차와 교차 엔트로피로 각각 학습해 에포크(epoch)마다 평가 정확도를 비교한다.
# - 많이 틀린 출력에서 두 손실의 그레디언트가 얼마나 되는지 계산해 본다.
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
# 가중합 $\mathbf{s}$에 소프트맥스를 바로 적용해 $\mathbf{o}$를 얻으면 가중합에 대한 그레디언트가 $\mathbf{o}-\mathbf{y}$다. 많이 틀릴수록 많이 배우므로 평균제곱오차의 불공정함이 사라진다. 그러나 가중합과 소프트맥스 사이에 $\tanh$가 있으면 $\tanh$의 미분 $1-\tanh^2(s)$가 다시 곱해진다. $\tanh$가 포화한 곳에서는 교차 엔트로피도 조금밖에 배우지 못한다.
#
# `torch.nn.CrossEntropyLoss`는 받은 값에 소프트맥스를 적용해 확률로 바꾼 다음 식 (5.11)을 계산한다. 정답은 원핫 벡터가 아니라 부류 번호로 받는다.

# %% [markdown] id="floor"
#: if program.params.raw_logits
# ## 로짓에 쓰는 교차 엔트로피
#
# 소프트맥스를 거치지 않은 출력층의 가중합을 **로짓**(logit)이라 한다. 이 노트북은 `raw_logits = {{ program.params.raw_logits | literal }}`이므로 교차 엔트로피로 학습하는 모델의 마지막 $\tanh$를 `Identity`로 바꾸어 로짓을 그대로 내보낸다. 평균제곱오차로 학습하는 모델은 그대로다.
#
# 로짓에는 크기의 제한이 없다. 정답 부류의 로짓이 다른 부류보다 클수록 손실이 0에 가까워지므로 손실의 한계는 0이다. 강의의 프로그램처럼 $\tanh$를 남기면 출력이 $-1$과 $1$ 사이여서 모두 맞혀도 손실이 $\log\left(1+9e^{-2}\right) \approx 0.7966$보다 작아지지 않는다.
#: else
# ## $\tanh$ 출력에 쓴 교차 엔트로피의 한계
#
# 이 노트북의 모델은 강의의 프로그램과 같이 마지막에 $\tanh$가 있어 출력이 $-1$과 $1$ 사이다. 정답 부류의 출력이 1이고 나머지 아홉이 $-1$일 때 교차 엔트로피가 가장 작다. 이때 값은
#
# $$-\log\frac{e^{1}}{e^{1}+9e^{-1}} = \log\left(1+9e^{-2}\right) \approx 0.7966$$
#
# 이므로 모두 맞혀도 손실이 이보다 작아지지 않는다. 마지막 $\tanh$를 없애 출력층의 가중합을 그대로 내보내면 이 한계가 사라진다. 소프트맥스를 거치지 않은 가중합을 **로짓**(logit)이라 하며, 매개변수 `raw_logits`가 로짓을 쓸지 정한다.
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

# %% [markdown] id="saturated-note"
# ### 많이 틀렸을 때의 그레디언트
#
# 정답이 부류 3인데 부류 0의 가중합만 $k$이고 나머지는 모두 $-k$라고 하자. $k$가 클수록 더 확신하며 틀린 출력이다. 오차 $e$와, 정답 노드의 가중합 $s_3$에 대한 그레디언트를 세 가지 방법으로 구한다.

# %% id="saturated"
answer = torch.tensor([3])
errors = {
    "MSE, tanh": lambda s: 10 * loss_mse(torch.tanh(s), answer),  #> `loss_mse`는 출력 노드 10개로도 나누므로 10을 곱해 식 (5.8)로 되돌린다
    "CE, tanh": lambda s: torch.nn.functional.cross_entropy(torch.tanh(s), answer),  #> `CrossEntropyLoss`가 부르는 함수다. $\tanh$를 거친 출력을 받는다
    "CE, logits": lambda s: torch.nn.functional.cross_entropy(s, answer),  #> 로짓을 그대로 받는다
}
wrong = {}
for name, error in errors.items():
    wrong[name] = []
    for k in [1, 3, 5]:
        s = torch.full((1, 10), -float(k))
        s[0, 0] = k  #> 부류 0이라고 답하므로 틀렸다
        s.requires_grad_()
        e = error(s)
        e.backward()  #> 오류 역전파로 그레디언트를 구한다
        wrong[name].append((e.item(), s.grad[0, 3].item()))
        print(f"{name:10s}  k = {k}  오차 {e.item():7.4f}  그레디언트 {s.grad[0, 3].item():9.6f}")

# %% [markdown] id="saturated-observe"
# 세 방법 모두 $k$가 커지면 오차가 커진다. 그러나 $\tanh$를 거치면 평균제곱오차도 교차 엔트로피도 그레디언트가 0에 가까워진다. 로짓에 바로 쓴 교차 엔트로피만 더 많이 틀렸을 때 더 크게 배운다.
#
#: if program.params.raw_logits
# 이 노트북의 교차 엔트로피는 셋째 방법이다.
#: else
# 이 노트북의 교차 엔트로피는 둘째 방법이다. 그래서 교차 엔트로피의 장점을 온전히 얻지는 못한다.
#: endif

#: include "epochs.py"

# %% [markdown] id="train-note"
# ## 실험 (5.7.3절)
#
# 두 모델은 같은 난수로 초기화해 같은 가중치에서 출발하고, 같은 순서의 미니배치를 본다. 그래야 손실 함수의 차이를 비교할 수 있다.
#: if program.params.raw_logits
# 다만 교차 엔트로피의 모델에는 마지막 $\tanh$가 없으므로, 결과의 차이는 손실 함수와 로짓 두 가지가 함께 만든 것이다.
#: endif

# %% id="train-mse"
from tqdm.auto import tqdm

history_mse = {"train_acc": [], "test_acc": [], "train_loss": [], "test_loss": []}

torch.manual_seed(seed)  #> 초기 가중치를 정하는 난수의 시작점
DNN = DeepNeuralNetwork(input_dim=784, hidden_dim=hidden_dim, output_dim=10).to(device)
optimizer = torch.optim.Adam(DNN.parameters(), lr=lr)

for epoch in tqdm(range(1, epochs + 1), desc="MSE"):
    DNN, history_mse = train_epoch(train_dataloader, optimizer, DNN, loss_mse, history_mse)  #> 평균제곱오차로 학습한다
    with torch.no_grad():
        DNN, history_mse = test_epoch(test_dataloader, DNN, loss_mse, history_mse)  #> 평가도 같은 손실로 한다
    if epoch in (1, epochs) or epoch % 5 == 0:
        loss, acc = history_mse["train_loss"][-1], history_mse["test_acc"][-1]
        print(f"에포크 {epoch:2d}  학습 손실 {loss:.4f}  평가 정확도 {acc:.4f}")

# %% id="train-ce"
history_ce = {"train_acc": [], "test_acc": [], "train_loss": [], "test_loss": []}
loss_ce = torch.nn.CrossEntropyLoss()  #> 파이토치의 교차 엔트로피. 소프트맥스가 들어 있다

torch.manual_seed(seed)  #> 앞의 모델과 같은 초기 가중치를 얻는다
DNN = DeepNeuralNetwork(input_dim=784, hidden_dim=hidden_dim, output_dim=10).to(device)  #> 학습한 가중치가 남지 않도록 모델을 새로 만든다
if raw_logits:
    DNN.model[-1] = torch.nn.Identity()  #> 마지막 $\tanh$를 아무 일도 하지 않는 층으로 바꾼다
optimizer = torch.optim.Adam(DNN.parameters(), lr=lr)  #> 새 모델의 가중치를 갱신할 옵티마이저도 새로 만든다

for epoch in tqdm(range(1, epochs + 1), desc="CE"):
    DNN, history_ce = train_epoch(train_dataloader, optimizer, DNN, loss_ce, history_ce)  #> 교차 엔트로피로 학습한다
    with torch.no_grad():
        DNN, history_ce = test_epoch(test_dataloader, DNN, loss_ce, history_ce)  #> 평가도 같은 손실로 한다
    if epoch in (1, epochs) or epoch % 5 == 0:
        loss, acc = history_ce["train_loss"][-1], history_ce["test_acc"][-1]
        print(f"에포크 {epoch:2d}  학습 손실 {loss:.4f}  평가 정확도 {acc:.4f}")

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
import math

mse, ce = history_mse["test_acc"], history_ce["test_acc"]
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
    "wrong": list(wrong.values()),
    "floor": floor,
    "floor_of_two_classes": math.log(1 + math.exp(-2)),
    "ce_above_floor": min(history_ce["train_loss"]) - floor,
}
#: endblock

#: block report
#: include "report_training.py"
#: endblock

#: block summary
# - $\tanh$가 포화한 곳에서 평균제곱오차는 많이 틀릴수록 적게 배울 수 있다.
# - 교차 엔트로피는 로짓에 바로 쓸 때 많이 틀릴수록 많이 배운다. 사이에 $\tanh$가 있으면 이 장점이 사라진다.
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
# **2.** 부류가 2개뿐이라면 $\tanh$ 출력에 쓴 교차 엔트로피의 한계는 얼마인가?
#
# <details><summary>답</summary>
#
# 정답의 출력이 1, 나머지 하나가 $-1$일 때 가장 작으므로 $\log\left(1+e^{-2}\right) \approx 0.1269$다. 부류가 많을수록 한계가 커진다.
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
#: for each in chapter.programs if each.section == "5.7.2"
# - 교차 엔트로피를 손으로 계산하는 예: [{{ each.label }}. {{ each.title }}]({{ each.url }})
#: endfor
#: endblock

#: extends "program.py"
#: block goals
# - 프로그램 5-7에서 데이터만 Fashion-MNIST로 바꾸어 옷과 신발과 가방을 인식한다.
# - 혼동 행렬로 어느 부류를 어느 부류로 틀리는지 본다.
# - 에포크(epoch)가 거듭될 때 과잉 적합이 생기는지 숫자로 확인한다.
#: endblock

#: block lesson
# %% [markdown] id="program-note"
# ## Fashion-MNIST (5.4.3절)
#
# Fashion-MNIST는 MNIST와 모양이 똑같다. $28\times 28$ 영상이고, 전체는 학습 데이터 60,000장과 평가 데이터 10,000장이다. 숫자 대신 옷과 신발과 가방이 들어 있고, 부류는 열 개다. 모양이 같으므로 프로그램 5-7에서 데이터를 읽는 곳만 바꾸면 된다.

# %% id="parameters" tags=["parameters"]
epochs = {{ program.params.epochs | literal }}
batch_size = {{ program.params.batch_size | literal }}
hidden_dim = {{ program.params.hidden_dim | literal }}
lr = {{ program.params.lr | literal }}
shuffle = {{ program.params.shuffle | literal }}
seed = {{ program.params.seed | literal }}

#: include "device.py"

#: include "find_data.py"

# %% id="load"
from torchvision import datasets
from torchvision.transforms import ToTensor

root = find_data("FashionMNIST", "zalando-research/fashionmnist")  #> 데이터가 있는 폴더. `find_data`는 바로 위의 접힌 셀에 있다
training_data = datasets.FashionMNIST(root=root, train=True, download=True, transform=ToTensor())  #? 프로그램 5-7과 데이터의 이름만 다르다. || `datasets.FashionMNIST`에 폴더, 학습 데이터인지, 내려받을지, 영상을 무엇으로 바꿀지를 넘긴다.  #> Fashion-MNIST 학습 데이터
test_data = datasets.FashionMNIST(root=root, train=False, download=True, transform=ToTensor())  #? 바로 위의 줄과 한 곳만 다르다. || 인수 `train`이 무엇을 뜻하는지 생각한다.  #> Fashion-MNIST 평가 데이터
print(f"학습 데이터 {len(training_data):,}장, 평가 데이터 {len(test_data):,}장")

# %% id="check-load" role="self-check"
#! 1: datasets.FashionMNIST(root=root, train=False, download=True, transform=ToTensor()) -> 학습 데이터가 아니라 평가 데이터를 읽었습니다. 인수 `train`을 보세요.
#! 1: datasets.FashionMNIST(root=root, train=True, download=True) -> 꺼낸 영상이 텐서가 아니라 Image입니다. 모델에 넣을 수 있게 바꾸는 인수가 빠졌습니다.
#! 1: datasets.FashionMNIST(root=root, train=True, download=True, transform=ToTensor) -> transform에 클래스를 그대로 넘겼습니다. 객체를 만들어 넘겨야 합니다. 괄호를 보세요.
#! 1: datasets.FashionMNIST(root=root, train=True, download=True, transform=__import__("torchvision").transforms.PILToTensor()) -> 화솟값이 torch.uint8입니다. 모델에는 0과 1 사이의 실수를 넣습니다.
#! 2: datasets.FashionMNIST(root=root, train="False", download=True, transform=ToTensor()) -> 인수 `train`에 글자열을 주었습니다. 비어 있지 않은 글자열은 무엇이든 참입니다.
#! 2: datasets.FashionMNIST(root=root, train=True, download=True, transform=ToTensor()) -> 평가 데이터가 아니라 학습 데이터를 읽었습니다. 인수 `train`을 보세요.
#! 2: training_data -> 평가 데이터가 아니라 학습 데이터를 읽었습니다. 인수 `train`을 보세요.
#! 2: datasets.FashionMNIST(root=root, train=False, download=True) -> 꺼낸 영상이 텐서가 아니라 Image입니다. 모델에 넣을 수 있게 바꾸는 인수가 빠졌습니다.
def _what_is_wrong(data, for_training):
    names = ("학습", "평가")
    if getattr(data, "classes", [""])[0] != "T-shirt/top":
        return f"데이터가 {type(data).__name__}입니다. 이 프로그램은 옷과 신발과 가방의 데이터를 씁니다."
    if isinstance(data.train, str):
        return "인수 `train`에 글자열을 주었습니다. 비어 있지 않은 글자열은 무엇이든 참입니다."
    if bool(data.train) != for_training:
        wanted, got = names if for_training else names[::-1]
        return f"{wanted} 데이터가 아니라 {got} 데이터를 읽었습니다. 인수 `train`을 보세요."
    if isinstance(data.transform, type):
        return "transform에 클래스를 그대로 넘겼습니다. 객체를 만들어 넘겨야 합니다. 괄호를 보세요."
    if not isinstance(data[0][0], torch.Tensor):
        return f"꺼낸 영상이 텐서가 아니라 {type(data[0][0]).__name__}입니다. 모델에 넣을 수 있게 바꾸는 인수가 빠졌습니다."
    if not data[0][0].is_floating_point():
        return f"화솟값이 {data[0][0].dtype}입니다. 모델에는 0과 1 사이의 실수를 넣습니다."


@self_check(1, "모양이 MNIST와 같은 텐서가 나옵니다.")
def blank_1():
    return _what_is_wrong(training_data, for_training=True)


@self_check(2, "학습 데이터와 겹치지 않는 평가 데이터입니다.")
def blank_2():
    return _what_is_wrong(test_data, for_training=False)

# %% id="classes"
for number, name in enumerate(training_data.classes):
    print(number, name)  #> 라벨 번호와 부류의 이름

#: include "loaders.py"

# %% id="samples"
import matplotlib.pyplot as plt

plt.figure(figsize=(9, 4))
for number, name in enumerate(training_data.classes):
    sample_idx = training_data.targets.tolist().index(number)  #> 이 부류의 첫 샘플
    plt.subplot(2, 5, number + 1)
    plt.imshow(training_data[sample_idx][0].squeeze(), cmap="gray")
    plt.title(name)
    plt.axis("off")
plt.show()

# %% [markdown] id="model-note"
# ## 모델, 손실 함수, 한 에포크의 학습과 평가
#
# 여기부터 학습 곡선까지는 프로그램 5-7과 같다.

#: include "mlp.py"

#: include "loss_mse.py"

#: set as_vectors = true
#: include "epochs.py"

# %% [markdown] id="train-note"
# ## 학습

#: include "train_mlp.py"

# %% [markdown] id="curves-note"
# ## 학습 곡선
#
# 범례의 Validation은 평가 데이터다. 두 곡선이 어디서부터 벌어지는지 보자.

#: include "curves.py"

#: include "overfitting.py"

# %% [markdown] id="confusion-note"
# ## 혼동 행렬
#
# 정확도 하나로는 무엇을 틀리는지 알 수 없다. **혼동 행렬**(confusion matrix)은 정답이 $i$인 샘플을 $j$로 예측한 수를 $i$행 $j$열에 적은 표다. 맞힌 샘플은 대각선에, 틀린 샘플은 그 밖에 놓인다.

# %% id="confusion"
classes = test_data.classes
confusion = torch.zeros(len(classes), len(classes), dtype=torch.int64)
MLP.eval()
with torch.no_grad():
    for X, y in test_dataloader:
        pred = torch.argmax(MLP(X.view(-1, 784).to(device)), dim=1)  #> 출력이 가장 큰 부류로 예측한다
        for i, j in zip(y.tolist(), pred.tolist()):
            confusion[i, j] += 1  #? `i, j` 정답이 행, 예측이 열이다. || 한 칸만 고르려면 행의 번호와 열의 번호가 모두 있어야 한다. `zip`이 무엇을 어떤 순서로 꺼내는지 본다.  #> 정답 $i$를 $j$로 예측한 수를 하나 늘린다

# %% id="check-confusion" role="self-check"
#! 3: j, i -> 한 행을 더하면 그 부류로 예측한 샘플의 수가 나옵니다. 정답이 행이어야 하는데 행과 열이 바뀌었습니다.
#! 3: i, i -> 대각선 밖이 모두 0입니다. 하나도 틀리지 않았다는 뜻인데 평가 정확도는 1이 아닙니다.
#! 3: i, pred[i] -> 대각선을 더해도 맞힌 샘플의 수가 나오지 않습니다. 열은 이 샘플의 예측이어야 합니다.
#! 3: i -> 모두 더하면 평가 샘플의 10배입니다. 샘플 하나에 한 칸만 늘려야 합니다.
#! 3: (slice(None), j) -> 모두 더하면 평가 샘플의 10배입니다. 샘플 하나에 한 칸만 늘려야 합니다.
#! 3: j, j -> 한 행을 더해도 정답이 그 부류인 샘플의 수가 나오지 않습니다.
@self_check(3, "한 행을 더하면 정답이 그 부류인 샘플의 수이고, 대각선을 더하면 맞힌 샘플의 수입니다.")
def blank_3():
    answers, n = torch.bincount(test_data.targets, minlength=10), len(test_data)
    if confusion.sum() != n:
        return f"모두 더하면 평가 샘플의 {confusion.sum().item() / n:.4g}배입니다. 샘플 하나에 한 칸만 늘려야 합니다."
    if torch.equal(confusion.sum(dim=1), answers):
        if confusion.trace() == n and history["test_acc"][-1] < 1:
            return "대각선 밖이 모두 0입니다. 하나도 틀리지 않았다는 뜻인데 평가 정확도는 1이 아닙니다."
        if abs(confusion.trace().item() / n - history["test_acc"][-1]) > 0.01:  # a rounding may turn an answer
            return "대각선을 더해도 맞힌 샘플의 수가 나오지 않습니다. 열은 이 샘플의 예측이어야 합니다."
    elif torch.equal(confusion.sum(dim=0), answers):
        return "한 행을 더하면 그 부류로 예측한 샘플의 수가 나옵니다. 정답이 행이어야 하는데 행과 열이 바뀌었습니다."
    else:
        return "한 행을 더해도 정답이 그 부류인 샘플의 수가 나오지 않습니다."

# %% id="confusion-matrix"
plt.figure(figsize=(7, 6.4))
plt.imshow(confusion, cmap="Blues")
for i in range(len(classes)):
    for j in range(len(classes)):
        color = "white" if confusion[i, j] > confusion.max() / 2 else "black"  #> 짙은 칸에는 흰 글자를 쓴다
        plt.text(j, i, confusion[i, j].item(), ha="center", va="center", color=color)
plt.xticks(range(len(classes)), classes, rotation=45, ha="right")
plt.yticks(range(len(classes)), classes)
plt.xlabel("Predicted class")
plt.ylabel("True class")
plt.title("Confusion Matrix")
plt.show()

# %% [markdown] id="confused-note"
# 부류마다 몇 장 가운데 몇 장을 맞혔는지, 그리고 서로 가장 많이 혼동한 두 부류를 출력한다. 두 부류의 혼동은 양쪽 방향을 더해 센다.

# %% id="confused"
for i, name in enumerate(classes):
    right, total = confusion[i, i].item(), confusion[i].sum().item()
    print(f"{name:12s} {right:4d} / {total:4d} = {right / total:.3f}")

both = confusion + confusion.T  #? $i$행 $j$열과 $j$행 $i$열을 더해야 한다. || 행과 열을 바꾼 행렬을 생각한다. 텐서의 속성 하나로 얻을 수 있다.  #> $i$를 $j$로 틀린 수와 $j$를 $i$로 틀린 수를 더한다
both.fill_diagonal_(0)  #> 맞힌 것은 세지 않는다
first, second = divmod(both.argmax().item(), len(classes))  #> 가장 큰 칸의 행과 열
print(f"가장 많이 혼동한 두 부류: {classes[first]}, {classes[second]} ({both.max().item()}번)")

# %% id="check-confused" role="self-check"
#! 4: confusion -> both가 혼동 행렬 자신입니다. 대각선을 0으로 만들 때 혼동 행렬까지 바뀌었으니 그 셀부터 다시 실행하고, 두 방향을 더하세요.
#! 4: confusion.clone() -> 한 방향만 셌습니다. $i$를 $j$로 틀린 것과 $j$를 $i$로 틀린 것을 모두 세어야 합니다.
#! 4: confusion.T.clone() -> 한 방향만 셌습니다. $i$를 $j$로 틀린 것과 $j$를 $i$로 틀린 것을 모두 세어야 합니다.
#! 4: confusion - confusion.T -> 음수가 있습니다. 두 방향의 차가 아니라 합을 구하세요.
#! 4: 2 * confusion -> 두 방향의 합이 아닙니다. 예를 들어 $i$행 $j$열과 $j$행 $i$열의 값이 서로 다릅니다.
@self_check(4, "어느 방향으로 틀렸든 두 부류를 혼동한 것으로 셌습니다.")
def blank_4():
    if both is confusion:
        return "both가 혼동 행렬 자신입니다. 대각선을 0으로 만들 때 혼동 행렬까지 바뀌었으니 그 셀부터 다시 실행하고, 두 방향을 더하세요."
    off = ~torch.eye(len(confusion), dtype=torch.bool)
    rows, columns = torch.where(off)
    sums = confusion[rows, columns] + confusion[columns, rows]
    if torch.equal(both[off], sums.to(both.dtype)):
        return None
    if (both < 0).any():
        return "음수가 있습니다. 두 방향의 차가 아니라 합을 구하세요."
    if torch.equal(both[off], confusion[off]) or torch.equal(both[off], confusion[columns, rows]):
        return "한 방향만 셌습니다. $i$를 $j$로 틀린 것과 $j$를 $i$로 틀린 것을 모두 세어야 합니다."
    if any(torch.equal(both[off], torch.where(half, sums, 0).to(both.dtype)) for half in (rows < columns, rows > columns)):
        return None  # each pair of classes once
    return "두 방향의 합이 아닙니다. 예를 들어 $i$행 $j$열과 $j$행 $i$열의 값이 서로 다릅니다."
#: if program.params.hidden_dim * program.params.lr > 7.5

# %% [markdown] id="saturated"
# 이 노트북의 설정은 은닉 노드 {{ program.params.hidden_dim }}개에 학습률 {{ program.params.lr }}이다. 첫 갱신에 출력이 거의 다 $1$이나 $-1$로 포화해 그레디언트가 0이 되므로 학습이 되지 않는다. 그래서 예측이 몇 부류에만 몰린다. 프로그램 5-7의 '출력은 포화했는가'에 이유가 있다.
#: endif
#: endblock

#: block results
#: from "results.py" import training_results, mlp_results
# %% id="results" role="machinery"
results = {
#: call training_results()
#: endcall
#: call mlp_results()
#: endcall
    "confusion": confusion.tolist(),
    "confusion_right": confusion.trace().item() / len(test_data),
    "confusion_rows": confusion.sum(dim=1).tolist(),
    "confused": sorted([classes[first], classes[second]]),
    "confused_times": both.max().item(),
}
#: endblock

#: block report
#: include "report_training.py"
#: endblock

#: block summary
# - 데이터의 모양이 같으면 모델과 학습 코드를 그대로 두고 데이터만 바꿀 수 있다.
# - 정확도는 평균일 뿐이다. 혼동 행렬은 부류마다 무엇을 무엇으로 틀리는지 보여 준다.
# - 학습 곡선의 두 선이 벌어지고 평가 손실이 다시 커지면 과잉 적합이다.
#: endblock

#: block questions
# **1.** 혼동 행렬의 한 행을 모두 더하면 무엇이 될까? 한 열을 모두 더하면?
#
# <details><summary>답</summary>
#
# 행의 합은 정답이 그 부류인 샘플의 수이고, 열의 합은 모델이 그 부류라고 예측한 샘플의 수다.
#
# </details>
#
# **2.** 혼동 행렬에서 정확도를 구하려면?
#
# <details><summary>답</summary>
#
# 대각선의 합을 전체 합으로 나눈다. `confusion.trace() / confusion.sum()`이고, 마지막 에포크의 평가 정확도와 같다.
#
# </details>
#
# **3.** 과잉 적합이라면 평가 손실이 가장 작은 에포크에서 멈추면 어떨까?
#
# <details><summary>답</summary>
#
# 그것이 조기 멈춤이다. 다만 평가 데이터를 보고 멈출 때를 고르면 그 데이터로 잰 정확도를 더는 믿을 수 없다. 학습 데이터에서 검증용을 따로 떼어 두고 그것으로 고른다.
#
# </details>
#: endblock

#: block more
# - 코드가 같은 MNIST 프로그램: 프로그램 5-7
# - 더 깊은 신경망과 여러 옵티마이저로 같은 데이터를 푼다: 프로그램 5-11
#: endblock

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
training_data = datasets.FashionMNIST(root=root, train=True, download=True, transform=ToTensor())  #> Fashion-MNIST 학습 데이터
test_data = datasets.FashionMNIST(root=root, train=False, download=True, transform=ToTensor())  #> Fashion-MNIST 평가 데이터
print(f"학습 데이터 {len(training_data):,}장, 평가 데이터 {len(test_data):,}장")

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
            confusion[i, j] += 1  #> 정답 $i$를 $j$로 예측한 수를 하나 늘린다

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

both = confusion + confusion.T  #> $i$를 $j$로 틀린 수와 $j$를 $i$로 틀린 수를 더한다
both.fill_diagonal_(0)  #> 맞힌 것은 세지 않는다
first, second = divmod(both.argmax().item(), len(classes))  #> 가장 큰 칸의 행과 열
print(f"가장 많이 혼동한 두 부류: {classes[first]}, {classes[second]} ({both.max().item()}번)")
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

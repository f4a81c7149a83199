#: extends "program.py"
#: block goals
# - 파이토치가 제공하는 MNIST를 읽고 텐서의 모양을 확인한다.
# - 샘플을 뽑아 그림으로 본다.
#: endblock

#: block lesson
# %% [markdown] id="program-note"
# ## MNIST의 텐서 구조 (5.2.2절)
#
# MNIST는 $28\times 28$ 필기 숫자 영상과 라벨의 모임이며, 학습 데이터와 평가 데이터로 나뉘어 있다. `ToTensor()`는 0~255의 화솟값을 $[0, 1]$ 실수로 바꾸고 채널 축을 앞에 붙인다. 그래서 샘플 하나의 영상은 $1\times 28\times 28$ 텐서다.

# %% id="parameters" tags=["parameters"]
rows = {{ program.params.rows | literal }}
cols = {{ program.params.cols | literal }}
seed = {{ program.params.seed | literal }}

#: include "find_data.py"

# %% id="load"
import torch
from torchvision import datasets
from torchvision.transforms import ToTensor

root = find_data("MNIST", "hojjatk/mnist-dataset")

MNIST_training_data = datasets.MNIST(
    root=root,  #> 데이터가 있거나 내려받을 폴더
    train=True,  #? `True` 참이나 거짓을 준다. || 학습(train) 데이터인지 묻는 인수다.  #> 참이면 학습 데이터를, 거짓이면 평가 데이터를 읽는다
    download=True,  #> 폴더에 데이터가 없으면 내려받는다
    transform=ToTensor(),  #> 영상을 꺼낼 때마다 텐서로 바꾼다
)
MNIST_test_data = datasets.MNIST(root=root, train=False, download=True, transform=ToTensor())  #? `False` 참이나 거짓을 준다. || 학습 데이터가 아니다.
print("학습 데이터의 샘플 수:", len(MNIST_training_data))
print("평가 데이터의 샘플 수:", len(MNIST_test_data))

# %% id="check-load" role="self-check"
#! 1: False -> MNIST_training_data에 1,000장이 들었습니다. 학습 데이터가 아니라 평가 데이터입니다.
#! 1: None -> MNIST_training_data에 1,000장이 들었습니다. 학습 데이터가 아니라 평가 데이터입니다.
#! 1: "" -> MNIST_training_data에 1,000장이 들었습니다. 학습 데이터가 아니라 평가 데이터입니다.
#! 1: "train" -> 글자열을 주었습니다. 비어 있지 않은 글자열은 무엇이든 참이어서 학습 데이터가 나왔을 뿐입니다.
#! 1: train -> !NameError
#! 2: True -> MNIST_test_data에 4,000장이 들었습니다. 평가 데이터가 아니라 학습 데이터입니다. 배운 것으로 시험을 보게 됩니다.
#! 2: "test" -> MNIST_test_data에 4,000장이 들었습니다. 비어 있지 않은 글자열은 무엇이든 참이어서 학습 데이터를 읽습니다.
#! 2: 1 -> MNIST_test_data에 4,000장이 들었습니다. 평가 데이터가 아니라 학습 데이터입니다. 배운 것으로 시험을 보게 됩니다.
#! 2: test -> !NameError
@self_check(1, "학습 데이터를 읽었습니다.")
def blank_1():
    if not MNIST_training_data.train:
        return f"MNIST_training_data에 {len(MNIST_training_data):,}장이 들었습니다. 학습 데이터가 아니라 평가 데이터입니다."
    if isinstance(MNIST_training_data.train, str):
        return "글자열을 주었습니다. 비어 있지 않은 글자열은 무엇이든 참이어서 학습 데이터가 나왔을 뿐입니다."


@self_check(2, "평가 데이터를 읽었습니다.")
def blank_2():
    count = f"MNIST_test_data에 {len(MNIST_test_data):,}장이 들었습니다."
    if isinstance(MNIST_test_data.train, str) and MNIST_test_data.train:
        return f"{count} 비어 있지 않은 글자열은 무엇이든 참이어서 학습 데이터를 읽습니다."
    if MNIST_test_data.train:
        return f"{count} 평가 데이터가 아니라 학습 데이터입니다. 배운 것으로 시험을 보게 됩니다."

# %% id="shapes"
training_image, training_label = MNIST_training_data[0]  #> 샘플 하나는 (영상, 라벨) 쌍이다
test_image, test_label = MNIST_test_data[0]
print("MNIST 학습 영상 텐서 모양:", training_image.shape)
print("MNIST 학습 라벨:", training_label)
print("MNIST 평가 영상 텐서 모양:", test_image.shape)
print("MNIST 평가 라벨:", test_label)

original = MNIST_training_data.data[0]  #> 첫 학습 영상을 `ToTensor()` 없이 꺼낸다. 이 영상에서 가장 밝은 화소는 255가 아닐 수도 있다
print("화솟값의 범위:", original.min().item(), "~", original.max().item())
print("텐서의 범위:  ", training_image.min().item(), "~", round(training_image.max().item(), 3))

# %% [markdown] id="grid-note"
# 학습 데이터에서 무작위로 뽑은 샘플을 격자로 그린다. 제목은 라벨이다.

# %% id="grid"
import matplotlib.pyplot as plt

labels_map = {0: "0", 1: "1", 2: "2", 3: "3", 4: "4", 5: "5", 6: "6", 7: "7", 8: "8", 9: "9"}

torch.manual_seed(seed)
figure = plt.figure(figsize=(8, 8))
for i in range(1, cols * rows + 1):
    sample_idx = torch.randint(len(MNIST_training_data), size=(1,)).item()  #> 샘플 번호를 무작위로 뽑는다
    img, label = MNIST_training_data[sample_idx]  #? 학습 데이터에서 뽑은 번호의 샘플을 꺼낸다. || 목록에서 꺼낼 때처럼 대괄호에 번호를 넣는다. 번호는 바로 위에서 뽑았다.
    figure.add_subplot(rows, cols, i)
    plt.title(labels_map[label])
    plt.axis("off")
    plt.imshow(img.squeeze(), cmap="gray")  #? `img.squeeze()` 그릴 수 있는 것은 행과 열로 된 배열이다. 모양이 (1, 28, 28)이면 그릴 수 없다. || 크기가 1인 축을 없애는 메서드가 있다. 영어로 짜낸다는 뜻이다.  #> 크기가 1인 채널 축을 없애고 흑백으로 그린다
plt.show()

# %% id="check-grid" role="self-check"
#! 3: MNIST_training_data[i] -> 마지막 그림이 칸의 번호와 같은 번호의 샘플입니다. 무작위로 뽑은 번호로 꺼내세요.
#! 3: MNIST_training_data[0] -> 그림이 모두 같습니다. 반복할 때마다 다른 번호로 꺼내야 합니다.
#! 3: MNIST_training_data[sample_idx - 1] -> 마지막 그림이 뽑은 번호의 샘플이 아닙니다. 어느 데이터에서 몇 번을 꺼냈나요?
#! 3: (MNIST_training_data.data[sample_idx], MNIST_training_data.targets[sample_idx].item()) -> img의 모양이 (28, 28)입니다. 텐서로 바꾸기 전의 영상을 꺼냈습니다. 데이터 자체에서 꺼내세요.
#! 3: MNIST_test_data[sample_idx] -> !IndexError
#! 4: img.permute(2, 1, 0) -> 그림의 행과 열이 바뀌어 숫자가 누웠습니다. 축의 차례는 그대로 두세요.
#! 4: img.view(14, 56) -> 그린 배열의 모양이 (14, 56)입니다. 영상은 28행 28열입니다.
#! 4: 1 - img[0] -> 그린 값이 img의 값과 다릅니다. 축만 없애고 값은 그대로 두세요.
#! 4: img -> !TypeError
def _drawn(axes):
    return axes.images[0].get_array().tolist()


@self_check(3, "무작위로 뽑은 번호의 영상과 라벨을 꺼냈습니다.")
def blank_3():
    def sample(number):
        return next(iter(torch.utils.data.Subset(MNIST_training_data, [number])))

    if tuple(img.shape) != (1, 28, 28):
        return f"img의 모양이 {tuple(img.shape)}입니다. 텐서로 바꾸기 전의 영상을 꺼냈습니다. 데이터 자체에서 꺼내세요."
    image, answer = sample(sample_idx)
    if torch.equal(img, image) and label == answer:
        return None
    if torch.equal(img, sample(i)[0]):
        return "마지막 그림이 칸의 번호와 같은 번호의 샘플입니다. 무작위로 뽑은 번호로 꺼내세요."
    if len(figure.axes) > 1 and all(_drawn(axes) == _drawn(figure.axes[0]) for axes in figure.axes):
        return "그림이 모두 같습니다. 반복할 때마다 다른 번호로 꺼내야 합니다."
    return "마지막 그림이 뽑은 번호의 샘플이 아닙니다. 어느 데이터에서 몇 번을 꺼냈나요?"


@self_check(4, "채널 축이 없어져 그릴 수 있습니다.")
def blank_4():
    drawn, plane = _drawn(figure.axes[-1]), img.reshape(img.shape[-2:]).tolist()
    if (len(drawn), len(drawn[0])) != (28, 28):
        return f"그린 배열의 모양이 {len(drawn), len(drawn[0])}입니다. 영상은 28행 28열입니다."
    if drawn != plane and drawn == [list(column) for column in zip(*plane)]:
        return "그림의 행과 열이 바뀌어 숫자가 누웠습니다. 축의 차례는 그대로 두세요."
    if drawn != plane:
        return "그린 값이 img의 값과 다릅니다. 축만 없애고 값은 그대로 두세요."
#: endblock

#: block results
# %% id="results" role="machinery"
torch.manual_seed(seed)
sampled = [torch.randint(len(MNIST_training_data), size=(1,)).item() for _ in range(cols * rows)]
titles = [axes.get_title() for axes in figure.axes]
results = {
    "training_shape": list(training_image.shape),
    "test_shape": list(test_image.shape),
    "training_label": training_label,
    "test_label": test_label,
    "n_training": len(MNIST_training_data),
    "n_test": len(MNIST_test_data),
    "pixel_min": training_image.min().item(),
    "pixel_max": training_image.max().item(),
    "scale": original.max().item() / training_image.max().item(),
    "n_axes": len({axes.get_position().bounds for axes in figure.axes}),
    "titles": titles,
    "titles_right": titles == [str(MNIST_training_data[i][1]) for i in sampled],
    "digits_shown": len(set(titles)),
    "ink": [float(axes.images[0].get_array()[:14].mean()) for axes in figure.axes],
    "colors": sorted({axes.images[0].get_cmap().name for axes in figure.axes}),
}
#: endblock

#: block summary
# - `datasets.MNIST`의 `train`으로 학습 데이터와 평가 데이터를 고른다. 샘플 하나는 (영상, 라벨) 쌍이다.
# - `ToTensor()`를 거친 영상은 $1\times 28\times 28$ 텐서이고 값은 $[0, 1]$에 든다.
# - 그릴 때는 `squeeze()`로 채널 축을 없앤다.
#: endblock

#: block questions
# **1.** 앞의 $1\times 28\times 28$에서 1은 무엇일까? 컬러 영상이라면 얼마일까?
#
# <details><summary>답</summary>
#
# 채널의 수다. MNIST는 명암 영상이라 1이고, 빨강·초록·파랑으로 된 컬러 영상이라면 3이다.
#
# </details>
#
# **2.** 영상 하나를 다층 퍼셉트론에 넣으려면 벡터로 펼쳐야 한다. 몇 차원이 될까?
#
# <details><summary>답</summary>
#
# $28\times 28=784$차원이다. 프로그램 5-7에서 `view(-1, 784)`로 펼친다.
#
# </details>
#
# **3.** 평가 데이터로 학습하면 왜 안 될까?
#
# <details><summary>답</summary>
#
# 평가 데이터는 처음 보는 샘플을 얼마나 잘 맞히는지 재려고 남겨 둔 것이다. 그것으로 학습하면 외운 샘플로 시험을 보는 셈이라 성능이 실제보다 높게 나온다.
#
# </details>
#: endblock

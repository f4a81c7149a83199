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
    train=True,  #> `True`이면 학습 데이터를, `False`이면 평가 데이터를 읽는다
    download=True,  #> 폴더에 데이터가 없으면 내려받는다
    transform=ToTensor(),  #> 영상을 꺼낼 때마다 텐서로 바꾼다
)
MNIST_test_data = datasets.MNIST(root=root, train=False, download=True, transform=ToTensor())
print("학습 데이터의 샘플 수:", len(MNIST_training_data))
print("평가 데이터의 샘플 수:", len(MNIST_test_data))

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
    img, label = MNIST_training_data[sample_idx]
    figure.add_subplot(rows, cols, i)
    plt.title(labels_map[label])
    plt.axis("off")
    plt.imshow(img.squeeze(), cmap="gray")  #> 크기가 1인 채널 축을 없애고 흑백으로 그린다
plt.show()
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
# **3.** `train=False`로 읽은 데이터로 학습하면 왜 안 될까?
#
# <details><summary>답</summary>
#
# 평가 데이터는 처음 보는 샘플을 얼마나 잘 맞히는지 재려고 남겨 둔 것이다. 그것으로 학습하면 외운 샘플로 시험을 보는 셈이라 성능이 실제보다 높게 나온다.
#
# </details>
#: endblock

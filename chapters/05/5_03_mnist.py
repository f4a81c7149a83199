#: extends "program.py"
#: block goals
# - 파이토치가 제공하는 MNIST를 읽고 텐서의 모양을 확인한다.
# - 샘플을 뽑아 그림으로 본다.
#: endblock

#: block lesson
# %% [markdown] id="program-note"
# ## MNIST의 텐서 구조
#
# MNIST는 $28\times 28$ 필기 숫자 영상으로, 학습용 60,000장과 평가용 10,000장이 있다. `ToTensor()`는 0~255의 화솟값을 $[0, 1]$ 실수로 바꾸고 채널 축을 앞에 붙인다. 그래서 샘플 하나는 $1\times 28\times 28$ 텐서다.

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
MNIST_test_data = datasets.MNIST(root=root, train=False, download=True, transform=ToTensor())  #> 같은 방법으로 평가 데이터를 읽는다

# %% id="shapes"
training_image, training_label = MNIST_training_data[0]  #> 샘플 하나는 (영상, 라벨) 쌍이다
test_image, test_label = MNIST_test_data[0]
print("MNIST 학습 이미지 텐서 모양:", training_image.shape)
print("MNIST 학습 라벨:", training_label)
print("MNIST 평가 이미지 텐서 모양:", test_image.shape)
print("MNIST 평가 라벨:", test_label)

# %% [markdown] id="grid-note"
# 학습 데이터에서 무작위로 뽑은 샘플을 격자로 그린다. 제목은 라벨이다.

# %% id="grid"
import matplotlib.pyplot as plt

labels_map = {0: "0", 1: "1", 2: "2", 3: "3", 4: "4", 5: "5", 6: "6", 7: "7", 8: "8", 9: "9"}

torch.manual_seed(seed)
shown = []
figure = plt.figure(figsize=(8, 8))
for i in range(1, cols * rows + 1):
    sample_idx = torch.randint(len(MNIST_training_data), size=(1,)).item()  #> 샘플 번호를 무작위로 뽑는다
    img, label = MNIST_training_data[sample_idx]
    shown.append(label)
    figure.add_subplot(rows, cols, i)
    plt.title(labels_map[label])
    plt.axis("off")
    plt.imshow(img.squeeze(), cmap="gray")  #> 크기가 1인 채널 축을 없애고 흑백으로 그린다
plt.show()

# %% id="results"
results = {
    "training_shape": list(training_image.shape),
    "test_shape": list(test_image.shape),
    "training_label": training_label,
    "test_label": test_label,
    "n_training": len(MNIST_training_data),
    "n_test": len(MNIST_test_data),
    "pixel_min": training_image.min().item(),
    "pixel_max": training_image.max().item(),
    "shown_labels": shown,
    "n_axes": len({axes.get_position().bounds for axes in figure.axes}),
    "titles": [axes.get_title() for axes in figure.axes],
    "ink": [float(axes.images[0].get_array()[:14].mean()) for axes in figure.axes],
    "colors": sorted({axes.images[0].get_cmap().name for axes in figure.axes}),
}
#: endblock

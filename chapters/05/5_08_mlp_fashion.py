#: extends "program.py"
#: block goals
# - 프로그램 5-7에서 데이터만 Fashion-MNIST로 바꾼다.
# - 같은 모델에서 데이터가 어려워지면 정확률이 어떻게 달라지는지 본다.
#: endblock

#: block lesson
# %% [markdown] id="program-note"
# ## Fashion-MNIST (5.4.3절)
#
# Fashion-MNIST는 MNIST와 모양이 똑같다. $28\times 28$ 영상이고 학습용 60,000장과 평가용 10,000장이다. 숫자 대신 옷과 신발과 가방이 들어 있고, 부류는 열 개다. 모양이 같으므로 프로그램 5-7에서 데이터를 읽는 곳만 바꾸면 된다.

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
from torchvision.transforms import ToTensor

root = find_data("FashionMNIST", "zalando-research/fashionmnist")
training_data = datasets.FashionMNIST(root=root, train=True, download=True, transform=ToTensor())  #> Fashion-MNIST 학습 데이터
test_data = datasets.FashionMNIST(root=root, train=False, download=True, transform=ToTensor())  #> Fashion-MNIST 평가 데이터

# %% id="classes"
for number, name in enumerate(training_data.classes):
    print(number, name)  #> 라벨 번호와 부류의 이름

#: include "loaders.py"

# %% id="samples"
import matplotlib.pyplot as plt

plt.figure(figsize=(10, 4.5))
for number, name in enumerate(training_data.classes):
    sample_idx = training_data.targets.tolist().index(number)  #> 이 부류의 첫 샘플
    plt.subplot(2, 5, number + 1)
    plt.imshow(training_data[sample_idx][0].squeeze(), cmap="gray")
    plt.title(name)
    plt.axis("off")
sample_axes = plt.gcf().axes  #> 나중에 그림의 내용을 점검하려고 좌표축을 기억해 둔다
plt.show()

# %% [markdown] id="model-note"
# ## 모델, 손실 함수, 한 세대의 학습과 평가
#
# 여기부터는 프로그램 5-7과 같다.

#: include "mlp.py"

#: include "loss_mse.py"

#: include "epochs.py"

# %% [markdown] id="train-note"
# ## 학습

#: include "train_mlp.py"

# %% [markdown] id="curves-note"
# ## 학습 곡선
#
# MNIST보다 정확률이 낮다. 셔츠와 티셔츠와 코트처럼 서로 닮은 부류가 있기 때문이다. 세대가 거듭되면 두 곡선 사이가 벌어지는데, 이것이 과잉 적합이다.

#: include "curves.py"

#: include "drawn.py"

#: from "results.py" import training_results, mlp_results, drawn_results
# %% id="results"
results = {
#: call training_results()
#: endcall
#: call mlp_results()
#: endcall
    "samples": [axes.get_title() for axes in sample_axes],
    "samples_ink": [float(axes.images[0].get_array()[:14].mean()) for axes in sample_axes],
    "samples_places": len({axes.get_position().bounds for axes in sample_axes}),
#: call drawn_results()
#: endcall
}
#: endblock

#: extends "program.py"

#: block goals
# - 합성곱층과 풀링층을 쌓은 LeNet으로 숫자를 인식한다.
# - 프로그램 5-7과 같은 학습 함수를 그대로 쓴다.
#: endblock

#: block lesson
# %% [markdown] id="note"
# ## LeNet
#
# 합성곱층과 풀링층을 번갈아 쌓아 특징을 뽑고, 완전 연결층으로 분류한다. 뒤로 갈수록 특징 맵은 작아지고 수는 많아진다.

# %% id="parameters" tags=["parameters"]
epochs = {{ program.params.epochs | literal }}
batch_size = {{ program.params.batch_size | literal }}
lr = {{ program.params.lr | literal }}
shuffle = {{ program.params.shuffle | literal }}
seed = {{ program.params.seed | literal }}

#: include "device.py"

#: include "find_data.py"

# %% id="load"
from torchvision import datasets
from torchvision.transforms import ToTensor

root = find_data("MNIST", "hojjatk/mnist-dataset")
training_data = datasets.MNIST(root=root, train=True, download=True, transform=ToTensor())
test_data = datasets.MNIST(root=root, train=False, download=True, transform=ToTensor())

#: include "loaders.py"

# %% [markdown] id="functions-note"
# ## 한 에포크의 학습과 평가

#: include "epochs.py"

# %% id="train"
torch.manual_seed(seed)
model = torch.nn.Sequential(
    torch.nn.Conv2d(1, 6, kernel_size=5, padding=2),  #> 28x28 영상 하나에서 28x28 특징 맵 여섯 개
    torch.nn.ReLU(),
    torch.nn.MaxPool2d(2),  #> 가로와 세로가 반이 된다
    torch.nn.Conv2d(6, 16, kernel_size=5),  #> 14x14에서 10x10
    torch.nn.ReLU(),
    torch.nn.MaxPool2d(2),
    torch.nn.Flatten(),  #> 특징 맵을 벡터로 펼친다
    torch.nn.Linear(16 * 5 * 5, 120),
    torch.nn.ReLU(),
    torch.nn.Linear(120, 84),
    torch.nn.ReLU(),
    torch.nn.Linear(84, 10),
).to(device)
optimizer = torch.optim.Adam(model.parameters(), lr=lr)
loss_fn = torch.nn.CrossEntropyLoss()

#: include "train.py"

# %% [markdown] id="curves-note"
# ## 학습 곡선

#: include "curves.py"
#: endblock

#: block results
#: from "results.py" import training_results, model_results
# %% id="results" role="machinery"
results = {
#: call training_results()
#: endcall
#: call model_results()
#: endcall
}
#: endblock

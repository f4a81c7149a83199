#: extends "program.py"

#: block goals
# - CIFAR-10과 같은 형식의 파일을 직접 읽는다.
# - 컬러 영상을 CNN으로 인식하고 가중치를 파일로 저장한다.
#: endblock

#: block lesson
# %% [markdown] id="note"
# ## 컬러 영상
#
# CIFAR-10은 영상마다 빨강, 초록, 파랑의 순서로 값 $3\times 32\times 32$개를 한 행에 적은 파일이다. 여기서는 같은 형식으로 그린 도형 열 가지를 쓴다.

# %% id="parameters" tags=["parameters"]
epochs = {{ program.params.epochs | literal }}
batch_size = {{ program.params.batch_size | literal }}
lr = {{ program.params.lr | literal }}
shuffle = {{ program.params.shuffle | literal }}
seed = {{ program.params.seed | literal }}

#: include "device.py"

#: include "find_data.py"

# %% id="load"
import pickle

from torch.utils.data import TensorDataset

folder = find_data("cifar-10-batches-py", "cv-lecture/shapes-like-cifar-10")


def read(name):
    with open(folder / name, "rb") as file:
        return pickle.load(file, encoding="bytes")  #> 믿을 수 있는 파일만 이렇게 읽는다. pickle은 코드를 실행할 수 있다


def as_dataset(batch):
    X = torch.tensor(batch[b"data"]).view(-1, 3, 32, 32) / 255  #> 한 행을 채널, 세로, 가로로 나눈다
    return TensorDataset(X, torch.tensor(batch[b"labels"]))


classes = [name.decode() for name in read("batches.meta")[b"label_names"]]
training_data, test_data = as_dataset(read("data_batch_1")), as_dataset(read("test_batch"))
print(f"학습 데이터 {len(training_data)}장, 평가 데이터 {len(test_data)}장")

# %% id="look"
import matplotlib.pyplot as plt

plt.figure(figsize=(6.4, 2.8))
for number in range(10):
    plt.subplot(2, 5, number + 1)
    plt.imshow(training_data[number][0].permute(1, 2, 0))  #> 그림은 채널이 마지막 축이다
    plt.title(classes[training_data[number][1]])
    plt.axis("off")
plt.show()

#: include "loaders.py"

# %% [markdown] id="functions-note"
# ## 한 에포크의 학습과 평가

#: include "epochs.py"

# %% id="train"
def body():
    return torch.nn.Sequential(
        torch.nn.Conv2d(3, 16, kernel_size=3, padding=1),
        torch.nn.ReLU(),
        torch.nn.MaxPool2d(2),
        torch.nn.Conv2d(16, 32, kernel_size=3, padding=1),
        torch.nn.ReLU(),
        torch.nn.MaxPool2d(2),
        torch.nn.Conv2d(32, 32, kernel_size=3, padding=1),
        torch.nn.ReLU(),
        torch.nn.AdaptiveMaxPool2d(1),  #> 특징 맵마다 가장 큰 값 하나만 남긴다
        torch.nn.Flatten(),
    )


torch.manual_seed(seed)
model = torch.nn.Sequential(body(), torch.nn.Linear(32, len(classes))).to(device)
optimizer = torch.optim.Adam(model.parameters(), lr=lr)
loss_fn = torch.nn.CrossEntropyLoss()

#: include "train.py"

# %% [markdown] id="curves-note"
# ## 학습 곡선

#: include "curves.py"

# %% [markdown] id="save-note"
# ## 저장
#
# 가중치를 파일로 저장하면 다른 노트북이 이어서 쓸 수 있다. 프로그램 6-4가 이 파일을 읽는다.

# %% id="save"
saved = "cnn.pt"
torch.save(model[0].state_dict(), saved)  #> 마지막 층을 뺀 몸통의 가중치
#: endblock

#: block results
#: from "results.py" import training_results, model_results
# %% id="results" role="machinery"
results = {
#: call training_results()
#: endcall
#: call model_results()
#: endcall
    "classes": classes,
    "saved": saved,
}
#: endblock

#: extends "program.py"

#: block goals
# - 프로그램 6-3이 저장한 가중치를 읽는다.
# - 몸통은 그대로 두고 마지막 층만 새로 학습한다.
# - 처음부터 학습하지 않은 몸통과 비교한다.
#: endblock

#: block lesson
# %% [markdown] id="note"
# ## 전이 학습
#
# 영상이 적을 때는 다른 데이터로 배운 특징을 빌려 쓴다. 6-3은 도형 열 가지를 배웠다. 여기에는 그때 없던 도형이 세 가지 있고 학습 영상은 부류마다 열두 장뿐이다.

# %% id="parameters" tags=["parameters"]
epochs = {{ program.params.epochs | literal }}
lr = {{ program.params.lr | literal }}
seed = {{ program.params.seed | literal }}

#: include "device.py"

#: include "find_data.py"

#: include "find_output.py"

# %% id="load"
from torchvision import datasets
from torchvision.transforms import ToTensor

folder = find_data("signs", "cv-lecture/signs")
training_data = datasets.ImageFolder(folder / "train", transform=ToTensor())  #> 폴더의 이름이 부류의 이름이다
test_data = datasets.ImageFolder(folder / "test", transform=ToTensor())
print(training_data.classes, len(training_data), len(test_data))

# %% id="body"
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
        torch.nn.AdaptiveMaxPool2d(1),
        torch.nn.Flatten(),
    )


path = find_output("cv-ch06-program-3-cnn-on-colour-images", "cnn.pt")
learned = torch.load(path, map_location=device, weights_only=True)  #> 텐서만 읽으므로 코드가 실행되지 않는다

# %% [markdown] id="transfer-note"
# 몸통의 가중치는 고정하고 마지막 층만 학습한다. 몸통의 가중치를 저장한 것에서 읽은 경우와 난수로 둔 경우를 비교한다.

# %% id="transfer"
def as_batch(dataset):
    X, y = zip(*dataset)
    return torch.stack(X).to(device), torch.tensor(y).to(device)


def train_head(features):
    torch.manual_seed(seed)
    head = torch.nn.Linear(32, len(training_data.classes)).to(device)
    optimizer = torch.optim.Adam(head.parameters(), lr=lr)
    X, y = as_batch(training_data)
    X_test, y_test = as_batch(test_data)
    with torch.no_grad():
        H, H_test = features(X), features(X_test)  #> 고정한 몸통은 한 번만 계산한다
    history = []
    for epoch in range(epochs):
        cost = torch.nn.functional.cross_entropy(head(H), y)
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
        history.append((head(H_test).argmax(dim=1) == y_test).float().mean().item())
    return head, history


torch.manual_seed(seed)
random_body, learned_body = body().to(device), body().to(device)
learned_body.load_state_dict(learned)
head, with_learned = train_head(learned_body)
_, with_random = train_head(random_body)
print(f"배운 특징 {with_learned[-1]:.3f}, 난수 특징 {with_random[-1]:.3f}")

# %% id="compare"
import matplotlib.pyplot as plt

plt.figure(figsize=(5.5, 3.6))
plt.plot(range(1, epochs + 1), with_learned, "s-", label="Learned features")
plt.plot(range(1, epochs + 1), with_random, "o--", label="Random features")
plt.title("Three New Classes")
plt.xlabel("Epoch")
plt.ylabel("Accuracy of the test")
plt.locator_params(axis="x", integer=True)
plt.legend(loc="lower right")
plt.grid()
plt.show()
#: endblock

#: block results
# %% id="results" role="machinery"
results = {
    "n_training": len(training_data),
    "n_test": len(test_data),
    "classes": training_data.classes,
    "body_moved": max((learned_body.state_dict()[name] - weight).abs().max().item() for name, weight in learned.items()),
    "n_trained": sum(weight.numel() for weight in head.parameters()),
    "transferred": with_learned[-1],
    "random": with_random[-1],
}
#: endblock

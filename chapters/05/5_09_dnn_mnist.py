#: extends "program.py"
#: block goals
# - 은닉층이 {{ program.params.depth }}개인 깊은 다층 퍼셉트론을 클래스와 반복문으로 만들고 가중치의 수를 센다.
# - 그 신경망으로 MNIST를 인식하고, 층을 더 쌓으면 무엇이 달라지는지 프로그램 5-7과 비교한다.
#: endblock

#: block lesson
# %% [markdown] id="structure"
# ## 깊은 다층 퍼셉트론 (5.5절)
#
# 다층 퍼셉트론에 은닉층을 더 쌓으면 **깊은 다층 퍼셉트론**(DMLP)이 된다. 은닉층이 $L-1$개이고 출력층이 하나여서 모두 $L$개 층이다. 층마다 앞 층의 출력에 가중치를 곱하고 바이어스(편향)를 더한 다음 활성화 함수를 적용한다.
#: for each in chapter.programs if each.section == "5.5.1"
# 그림과 식, 오류 역전파의 계산은 [{{ each.label }}]({{ each.url }})에 있다.
#: endfor

# %% id="parameters" tags=["parameters"]
epochs = {{ program.params.epochs | literal }}
batch_size = {{ program.params.batch_size | literal }}
hidden_dim = {{ program.params.hidden_dim | literal }}
depth = {{ program.params.depth | literal }}
activation = {{ program.params.activation | literal }}
lr = {{ program.params.lr | literal }}
shuffle = {{ program.params.shuffle | literal }}
seed = {{ program.params.seed | literal }}

#: include "device.py"

# %% [markdown] id="model-note"
# 다음 클래스는 강의의 모델이다. 은닉층이 네 개이므로 $L=5$다.

#: include "dnn.py"

# %% id="check-model" role="self-check"
#! 1: torch.nn.Linear(in_features=hidden_dim, out_features=hidden_dim) -> 입력 6개, 은닉 노드 5개, 부류 3개인 모델의 출력이 5개입니다. 출력은 부류마다 하나씩이어야 합니다.
#! 1: torch.nn.Linear(in_features=input_dim, out_features=output_dim) -> 출력층이 값 6개를 받습니다. 바로 앞의 은닉층은 5개를 내보냅니다.
#! 1: torch.nn.Linear(in_features=output_dim, out_features=hidden_dim) -> 출력층이 값 3개를 받습니다. 바로 앞의 은닉층은 5개를 내보냅니다.
#! 1: torch.nn.Linear(in_features=hidden_dim, out_features=output_dim, bias=False) -> 출력층에 바이어스가 없습니다.
@self_check(1, "은닉층 4의 출력을 받아 부류마다 값을 하나씩 내보냅니다.")
def blank_1():
    with torch.random.fork_rng(devices=[]):
        probe = DeepNeuralNetwork(input_dim=6, hidden_dim=5, output_dim=3)
    last = probe.output_layer
    if last.in_features != 5:
        return f"출력층이 값 {last.in_features}개를 받습니다. 바로 앞의 은닉층은 5개를 내보냅니다."
    found = probe(torch.zeros(1, 6)).shape[1]
    if found != 3:
        return f"입력 6개, 은닉 노드 5개, 부류 3개인 모델의 출력이 {found}개입니다. 출력은 부류마다 하나씩이어야 합니다."
    if last.bias is None:
        return "출력층에 바이어스가 없습니다."

# %% [markdown] id="count-note"
# 은닉층마다 노드가 500개일 때 이 모델의 가중치를 세어 보자.

# %% id="count"
slide_model = DeepNeuralNetwork(input_dim=784, hidden_dim=500, output_dim=10)

total = 0
for layer in slide_model.model:
    if isinstance(layer, torch.nn.Linear):  #> 가중치가 있는 층만 센다. 활성화 함수에는 가중치가 없다
        n_weights = (layer.in_features + 1) * layer.out_features  #? 앞 층의 노드와 이 층의 노드를 하나씩 잇는 가중치를 센다. 바이어스도 있다. || 노드 하나에 앞 층의 노드 수만큼의 가중치와 바이어스 하나가 있다. 그것이 이 층의 노드 수만큼 있다.  #> 더한 1은 바이어스
        total += n_weights
        print(f"{layer.in_features} → {layer.out_features:3d}: {n_weights:9,}개")
print(f"합계 {total:,}개")

# %% id="check-count" role="self-check"
#! 2: layer.in_features * layer.out_features -> 합계가 1,147,000개입니다. 바이어스를 빼고 세었습니다. 노드마다 바이어스가 하나씩 있습니다.
#! 2: layer.in_features * (layer.out_features + 1) -> 합계가 1,149,784개입니다. 더한 1을 곱하는 쪽이 바뀌었습니다. 바이어스는 앞 층이 아니라 이 층의 노드마다 하나씩 있습니다.
#! 2: (layer.in_features + 1) * (layer.out_features + 1) -> 합계가 1,151,799개입니다. 파이토치가 센 것보다 2,789개 많습니다.
#! 2: layer.in_features * layer.out_features + 1 -> 합계가 1,147,005개입니다. 층마다 바이어스를 하나만 세었습니다. 바이어스는 노드마다 하나씩 있습니다.
@self_check(2, "파이토치가 센 것과 같습니다.")
def blank_2():
    layers = [layer for layer in slide_model.model if isinstance(layer, torch.nn.Linear)]
    without = sum(layer.weight.numel() for layer in layers)
    counted = sum(weight.numel() for weight in slide_model.parameters())
    told = f"합계가 {total:,}개입니다."
    if total == without:
        return f"{told} 바이어스를 빼고 세었습니다. 노드마다 바이어스가 하나씩 있습니다."
    if total == without + len(layers):
        return f"{told} 층마다 바이어스를 하나만 세었습니다. 바이어스는 노드마다 하나씩 있습니다."
    if total == without + sum(layer.in_features for layer in layers):
        return f"{told} 더한 1을 곱하는 쪽이 바뀌었습니다. 바이어스는 앞 층이 아니라 이 층의 노드마다 하나씩 있습니다."
    if total != counted:
        return f"{told} 파이토치가 센 것보다 {abs(total - counted):,}개 {'많습니다' if total > counted else '적습니다'}."

# %% [markdown] id="train-note"
# ## 프로그램 (5.5.3절)
#
# 데이터와 손실 함수와 학습 방법은 프로그램 5-7과 같고 모델만 깊어졌다. 은닉층의 크기는 모두 `hidden_dim`이다.

#: include "find_data.py"

# %% id="load"
from torchvision.transforms import ToTensor

root = find_data("MNIST", "hojjatk/mnist-dataset")
training_data = datasets.MNIST(root=root, train=True, download=True, transform=ToTensor())
test_data = datasets.MNIST(root=root, train=False, download=True, transform=ToTensor())

#: include "loaders.py"

#: include "loss_mse.py"

#: set as_vectors = true
#: include "epochs.py"

# %% [markdown] id="deep-network-note"
# 층이 많아지면 하나씩 쓰는 대신 반복문으로 쌓는 것이 편하다. 다음 함수는 은닉층의 수와 활성화 함수를 골라 모델을 만든다. 은닉층이 네 개이고 활성화 함수가 $\tanh$이면 앞의 클래스와 같은 모델이다.
#: if program.params.depth == 4 and program.params.activation == "tanh"
# 이 노트북은 강의의 클래스로 학습한다. 매개변수 셀의 `depth`나 `activation`을 바꾸면 이 함수가 만든 모델로 학습한다.
#: else
# 이 노트북은 은닉층이 {{ program.params.depth }}개이고 활성화 함수가 `{{ program.params.activation }}`인 모델을 이 함수로 만들어 학습한다.
#: endif

# %% id="deep-network"
def deep_network(input_dim, hidden_dim, output_dim, depth=depth, activation=activation):
    activations = {"tanh": torch.nn.Tanh, "relu": torch.nn.ReLU}
    layers, size = [], input_dim
    for _ in range(depth):  #> 은닉층을 `depth`개 쌓는다
        layers += [torch.nn.Linear(size, hidden_dim), activations[activation]()]  #? 은닉층 하나는 선형 층과 활성화 함수다. 두 가지를 목록으로 쓴다. || 선형 층은 값 `size`개를 받는다. 활성화 함수는 딕셔너리 `activations`에서 골라 괄호로 만든다.
        size = hidden_dim
    layers += [torch.nn.Linear(size, output_dim), torch.nn.Tanh()]  #> 출력층의 활성화 함수는 언제나 tanh다
    return torch.nn.Sequential(*layers)


network = DeepNeuralNetwork if (depth, activation) == (4, "tanh") else deep_network  #> 매개변수에 맞는 모델을 고른다

# %% id="check-deep-network" role="self-check"
#! 3: [torch.nn.Linear(size, hidden_dim)] -> 은닉층이 2개인 모델에 활성화 함수가 1개뿐입니다. 선형 층만 이으면 아무리 쌓아도 선형입니다.
#! 3: [activations[activation](), torch.nn.Linear(size, hidden_dim)] -> 모델이 ReLU로 시작합니다. 선형 층의 가중합에 활성화 함수를 적용합니다.
#! 3: [torch.nn.Linear(size, hidden_dim), torch.nn.Tanh()] -> activation에 relu를 주었는데 활성화 함수가 Tanh입니다. 받은 이름으로 고르세요.
#! 3: [torch.nn.Linear(hidden_dim, hidden_dim), activations[activation]()] -> 은닉층이 받는 값의 수가 [5, 5]입니다. 입력이 6개이므로 첫 은닉층은 6개를 받아야 합니다.
#! 3: [torch.nn.Linear(hidden_dim, size), activations[activation]()] -> 은닉층이 내보내는 값의 수가 [6, 5]입니다. 은닉 노드가 5개이므로 모두 5개여야 합니다.
#! 3: [torch.nn.Linear(size, hidden_dim, bias=False), activations[activation]()] -> 은닉층에 바이어스가 없습니다.
@self_check(3, "앞 층의 출력을 받는 선형 층과 활성화 함수를 은닉층의 수만큼 쌓았습니다.")
def blank_3():
    with torch.random.fork_rng(devices=[]):
        found = deep_network(6, 5, 3, depth=2, activation="relu")
    layers = [layer for layer in found.modules() if not [*layer.children()]]  # a hidden layer may be a Sequential, too
    linear = [layer for layer in layers if isinstance(layer, torch.nn.Linear)]
    others = [type(layer).__name__ for layer in layers if not isinstance(layer, torch.nn.Linear)]
    if len(others) < 3:
        return f"은닉층이 2개인 모델에 활성화 함수가 {len(others)}개뿐입니다. 선형 층만 이으면 아무리 쌓아도 선형입니다."
    if layers[0] is not linear[0]:
        return f"모델이 {others[0]}로 시작합니다. 선형 층의 가중합에 활성화 함수를 적용합니다."
    if others[:2] != ["ReLU", "ReLU"]:
        return f"activation에 relu를 주었는데 활성화 함수가 {others[0]}입니다. 받은 이름으로 고르세요."
    sent = [layer.out_features for layer in linear[:-1]]
    if sent != [5, 5]:
        return f"은닉층이 내보내는 값의 수가 {sent}입니다. 은닉 노드가 5개이므로 모두 5개여야 합니다."
    received = [layer.in_features for layer in linear[:-1]]
    if received != [6, 5]:
        return f"은닉층이 받는 값의 수가 {received}입니다. 입력이 6개이므로 첫 은닉층은 6개를 받아야 합니다."
    if any(layer.bias is None for layer in linear):
        return "은닉층에 바이어스가 없습니다."

# %% id="train"
from tqdm.auto import tqdm

torch.manual_seed(seed)  #> 초기 가중치를 뽑는 난수의 시작점을 정한다. 이 셀만 다시 실행해도 같은 값에서 출발한다
history = {"train_acc": [], "test_acc": [], "train_loss": [], "test_loss": []}  #> 에포크(epoch)마다 정확도와 손실을 기록할 딕셔너리

DNN = network(input_dim=784, hidden_dim=hidden_dim, output_dim=10)
DNN = DNN.to(device)  #> 모델의 가중치를 장치에 올린다
optimizer = torch.optim.Adam(DNN.parameters(), lr=lr)

for epoch in tqdm(range(1, epochs + 1)):
    DNN, history = train_epoch(train_dataloader, optimizer, DNN, loss_mse, history)
    with torch.no_grad():  #> 평가할 때는 그레디언트를 계산하지 않는다
        DNN, history = test_epoch(test_dataloader, DNN, loss_mse, history)
    if epoch in (1, epochs) or epoch % 5 == 0:  #> 첫 에포크와 다섯 에포크마다, 그리고 마지막에 한 줄씩 출력한다
        print(
            f"에포크 {epoch:2d}  손실: 학습 {history['train_loss'][-1]:.4f}, 평가 {history['test_loss'][-1]:.4f}"
            f"  학습 정확도 {history['train_acc'][-1]:.4f}, 평가 정확도 {history['test_acc'][-1]:.4f}"
        )

# %% [markdown] id="curves-note"
# ## 학습 곡선
#
# 범례의 Validation은 평가 데이터다. 층이 깊다고 언제나 더 좋지는 않다. 프로그램 5-7의 곡선과 비교해 보자.

#: include "curves.py"
#: endblock

#: from "results.py" import training_results
#: block results
# %% id="results" role="machinery"
made = deep_network(784, 8, 10, depth=2, activation="relu")
with torch.random.fork_rng(devices=[]):
    same_weights = []
    for build in (DeepNeuralNetwork, lambda *sizes: deep_network(*sizes, depth=4, activation="tanh")):
        torch.manual_seed(0)
        same_weights.append(torch.cat([weight.flatten() for weight in build(784, 8, 10).parameters()]))

results = {
#: call training_results()
#: endcall
    "layers": [type(layer).__name__ for layer in getattr(DNN, "model", DNN)],
    "hidden_activations": [type(layer).__name__ for layer in getattr(DNN, "model", DNN)][1:-2:2],
    "n_weights": sum(weight.numel() for weight in DNN.parameters()),
    "layers_by_hand": [type(layer).__name__ for layer in made],
    "same_as_class": torch.equal(*same_weights),
    "n_weights_slide": total,
    "n_parameters_slide": sum(weight.numel() for weight in slide_model.parameters()),
    "n_biases_slide": sum(weight.numel() for weight in slide_model.parameters() if weight.dim() == 1),
}
#: endblock

#: block report
#: include "report_training.py"
#: endblock

#: block summary
# - 은닉층을 더 쌓으면 깊은 다층 퍼셉트론이 된다. 완전 연결이라서 층을 더할 때마다 가중치가 크게 는다.
# - 층이 많으면 반복문으로 쌓아 `Sequential`에 넣는다. 데이터와 손실 함수와 학습 방법은 그대로다.
# - 층이 깊다고 언제나 더 좋지는 않다. 그레디언트 소멸과 과잉 적합을 함께 다스려야 한다.
#: endblock

#: block questions
# **1.** 가중치를 세다가 1,147,000개라는 답을 얻었다. 무엇을 빠뜨렸을까?
#
# <details><summary>답</summary>
#
# 바이어스를 빠뜨렸다. 층마다 노드 하나에 바이어스가 하나씩 있으므로 $4\times 500+10=2{,}010$개가 더 있다.
#
# </details>
#
# **2.** 모델 클래스에서 `self.activation` 하나를 다섯 번 쓰면서 왜 `Linear`는 다섯 개를 따로 만들까?
#
# <details><summary>답</summary>
#
# 활성화 함수에는 가중치가 없어 하나를 함께 써도 된다. `Linear`를 함께 쓰면 층들이 같은 가중치를 나누어 가져, 층은 다섯이지만 학습할 가중치는 줄어든다. 오류는 나지 않는다.
#
# </details>
#
# **3.** 반복문에서 `size`를 `hidden_dim`으로 바꾸는 줄을 빠뜨리면 어떻게 될까?
#
# <details><summary>답</summary>
#
# 둘째 은닉층도 입력이 784개라고 생각한다. 앞 층의 출력은 그보다 적거나 많으므로 전방 계산에서 모양이 맞지 않는다는 `RuntimeError`가 난다. 모델을 만들 때는 오류가 나지 않는다.
#
# </details>
#: endblock

#: block more
#: for each in chapter.programs if each.section in ["5.5.1", "5.6.1", "5.6.2"]
# - [{{ each.label }}. {{ each.title }}]({{ each.url }})
#: endfor
#: endblock

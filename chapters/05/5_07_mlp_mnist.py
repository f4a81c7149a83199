#: extends "program.py"
#: block goals
# - 은닉층이 하나인 다층 퍼셉트론으로 MNIST 필기 숫자를 인식한다.
# - 에포크(epoch)마다 정확도와 손실을 기록하고 학습 곡선을 그린다.
# - 학습 데이터와 평가 데이터의 차이를 숫자로 재어 과잉 적합을 알아본다.
#: endblock

#: block lesson
# %% [markdown] id="program-note"
# ## 다층 퍼셉트론 (5.4.1절)
#
# 은닉층이 하나인 다층 퍼셉트론의 전방 계산(순전파)은 두 번의 가중합과 두 번의 활성화 함수로 이루어진다.
#
# $$\mathbf{o} = \tau_2\left(\mathbf{U}^2\,\tau_1\left(\mathbf{U}^1\mathbf{x}^T\right)\right), \qquad \tau_1=\tau_2=\tanh$$
#
# $\mathbf{U}^1$과 $\mathbf{U}^2$는 가중치 행렬이다. 바이어스(편향)도 여기에 넣어 적는다.
#
# MNIST 영상은 $28\times 28=784$개 화소이므로 입력 노드가 784개, 부류가 10개이므로 출력 노드가 10개다. 은닉 노드의 수 `hidden_dim`은 사람이 정하는 **하이퍼 매개변수**다.
#
# 학습 데이터를 `batch_size`개씩 나눈 **미니배치**마다 가중치를 한 번 갱신한다. 학습 데이터를 한 번 다 쓰면 한 **에포크**가 끝난다.

# %% id="parameters" tags=["parameters"]
epochs = {{ program.params.epochs | literal }}
batch_size = {{ program.params.batch_size | literal }}
hidden_dim = {{ program.params.hidden_dim | literal }}
lr = {{ program.params.lr | literal }}
shuffle = {{ program.params.shuffle | literal }}
seed = {{ program.params.seed | literal }}

#: include "device.py"

#: include "find_data.py"

# %% [markdown] id="load-note"
# ## 데이터
#
#: if program.params.shuffle
# 이 노트북은 에포크마다 학습 데이터를 다시 섞는다(`shuffle = {{ program.params.shuffle }}`). 그래서 배치가 매번 달라진다.
#: else
# 이 노트북은 학습 데이터를 섞지 않는다(`shuffle = {{ program.params.shuffle }}`). 에포크마다 같은 배치가 같은 순서로 나온다. 섞으면 배치가 매번 달라져 학습이 한쪽으로 치우치는 것을 막을 수 있다. 프로그램 5-11은 섞는다.
#: endif

# %% id="load"
from torchvision import datasets
from torchvision.transforms import ToTensor

root = find_data("MNIST", "hojjatk/mnist-dataset")  #> 데이터가 있는 폴더. `find_data`는 바로 위의 접힌 셀에 있다
training_data = datasets.MNIST(root=root, train=True, download=True, transform=ToTensor())  #> MNIST 학습 데이터
test_data = datasets.MNIST(root=root, train=False, download=True, transform=ToTensor())  #> MNIST 평가 데이터
print(f"학습 데이터 {len(training_data):,}장, 평가 데이터 {len(test_data):,}장")

#: include "loaders.py"

# %% [markdown] id="model-note"
# ## 모델

#: include "mlp.py"

# %% [markdown] id="functions-note"
# ## 손실 함수와 한 에포크의 학습과 평가
#
# 평균제곱오차는 출력 10개와 정답을 하나하나 비교하므로 정답도 값이 10개여야 한다. 그래서 부류 번호를 원핫 벡터로 바꾼다. 식 (5.6)은 출력 노드에 대해서는 더하고 샘플에 대해서만 평균하지만, `torch.mean`은 출력 노드에 대해서도 평균하므로 값이 그 10분의 1이다.

#: include "loss_mse.py"

# %% id="check-loss" role="self-check"
#! 1: y -> 예측이 모두 0인 샘플 10개의 손실이 28.5입니다. 부류 번호를 출력과 바로 비교했습니다. 부류 9를 부류 1보다 아홉 배 멀다고 보는 셈입니다.
#! 1: y.view(-1, 1) -> 예측이 모두 0인 샘플 10개의 손실이 28.5입니다. 부류 번호를 출력과 바로 비교했습니다. 부류 9를 부류 1보다 아홉 배 멀다고 보는 셈입니다.
#! 1: y.to(pred.dtype) -> 예측이 모두 0인 샘플 10개의 손실이 28.5입니다. 부류 번호를 출력과 바로 비교했습니다. 부류 9를 부류 1보다 아홉 배 멀다고 보는 셈입니다.
#! 1: torch.nn.functional.one_hot(y) -> 부류 3과 1만 든 배치에서 오류가 났습니다. 정답의 모양이 예측과 같은 (2, 10)이 아닙니다. 벡터의 길이가 배치에 따라 달라지지 않나요?
#! 1: torch.nn.functional.one_hot(y, num_classes=len(y)) -> 부류 3과 1만 든 배치에서 오류가 났습니다. 정답의 모양이 예측과 같은 (2, 10)이 아닙니다. 벡터의 길이가 배치에 따라 달라지지 않나요?
#! 1: 2 * torch.nn.functional.one_hot(y, num_classes=10) - 1 -> 예측이 모두 0인 샘플 10개의 손실이 1입니다. 샘플마다 값 10개 가운데 하나만 1만큼 다르므로 0.1이어야 합니다. 나머지 아홉 개는 0인가요?
#! 1: torch.nn.functional.one_hot(pred.argmax(dim=1), num_classes=10) -> 5인 샘플을 3으로 예측했는데 손실이 0입니다. 정답 `y`로 만든 벡터인가요?
@self_check(1, "정답의 부류만 1인 벡터가 되었습니다. 손실은 틀린 부류들 사이에 멀고 가까움을 두지 않습니다.")
def blank_1():
    def loss(pred, y):
        return loss_mse(pred.to(device), torch.tensor(y, device=device)).item()

    ten = loss(torch.zeros(10, 10), list(range(10)))
    if abs(ten - 28.5) < 1e-3:  # the mean of 0, 1, 4, …, 81
        return f"예측이 모두 0인 샘플 10개의 손실이 {ten:.4g}입니다. 부류 번호를 출력과 바로 비교했습니다. 부류 9를 부류 1보다 아홉 배 멀다고 보는 셈입니다."
    if abs(ten - 0.1) > 1e-5:
        return f"예측이 모두 0인 샘플 10개의 손실이 {ten:.4g}입니다. 샘플마다 값 10개 가운데 하나만 1만큼 다르므로 0.1이어야 합니다. 나머지 아홉 개는 0인가요?"
    try:
        loss(torch.zeros(2, 10), [3, 1])
    except (IndexError, RuntimeError):
        return "부류 3과 1만 든 배치에서 오류가 났습니다. 정답의 모양이 예측과 같은 (2, 10)이 아닙니다. 벡터의 길이가 배치에 따라 달라지지 않나요?"
    three = torch.zeros(1, 10)
    three[0, 3] = 1
    wrong, right = loss(three, [5]), loss(three, [3])
    if abs(wrong - 0.2) > 1e-5:
        return f"5인 샘플을 3으로 예측했는데 손실이 {wrong:.4g}입니다. 정답 `y`로 만든 벡터인가요?"
    if abs(right) > 1e-5:
        return f"3인 샘플을 3으로 예측했는데 손실이 {right:.4g}입니다. 1이 정답의 자리에 있나요?"

# %% id="check-tools" role="self-check"
class _Batches(list):
    """Batches for train_epoch and test_epoch, in the place of a DataLoader, which would draw a random number."""

    @property
    def dataset(self):
        return range(sum(len(y) for _, y in self))


class _Reached(Exception):
    """The model was called: nothing else of the epoch is wanted."""


class _Model(torch.nn.Module):
    """Keeps what it is called with, and ends the epoch."""

    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.zeros(1, device=device))

    def forward(self, x):
        self.seen = x
        raise _Reached


def _wrong_input(epoch):
    """What is wrong with the input that an epoch hands to the model: first on a device without values, on which
    whatever was not moved stands out on any machine, then on the real one."""
    global device
    real, values = device, torch.arange(5 * 784.0).view(5, 784)
    batches = _Batches([(values.view(5, 1, 28, 28), torch.zeros(5, dtype=torch.int64))])
    try:
        for device in (torch.device("meta"), real):
            model = _Model()
            try:
                epoch(batches, model)
            except _Reached:
                x = model.seen
            except RuntimeError:
                return "영상이 5장인 배치에서 모양을 바꾸지 못했습니다. 배치의 크기는 배치마다 다를 수 있습니다."
            if tuple(x.shape) == (5, 1, 28, 28):
                return "모델에 들어가는 X의 모양이 (5, 1, 28, 28)입니다. 선형층은 샘플마다 값 784개를 한 줄로 받습니다."
            if tuple(x.shape) != (5, 784):
                return f"모델에 들어가는 X의 모양이 {tuple(x.shape)}입니다. 영상이 5장이면 행이 5개여야 합니다."
            if x.device.type != device.type:
                return "모양은 맞지만 X를 장치에 올리지 않았습니다. CPU에서는 드러나지 않지만 GPU에서는 오류가 납니다."
        if not torch.equal(x.cpu(), values):
            return "모양은 맞지만 화소의 값이나 차례가 바뀌었습니다. 모양만 바꾸고 값은 그대로 두세요."
    finally:
        device = real

#: set as_vectors = true
#: set checked_epochs = true
#: include "epochs.py"

# %% id="check-test-epoch" role="self-check"
#! 4: X.view(-1, 784) -> 모양은 맞지만 X를 장치에 올리지 않았습니다. CPU에서는 드러나지 않지만 GPU에서는 오류가 납니다.
#! 4: X.to(device) -> 모델에 들어가는 X의 모양이 (5, 1, 28, 28)입니다. 선형층은 샘플마다 값 784개를 한 줄로 받습니다.
#! 4: X -> 모델에 들어가는 X의 모양이 (5, 1, 28, 28)입니다. 선형층은 샘플마다 값 784개를 한 줄로 받습니다.
#! 4: X.view(784, -1).to(device) -> 모델에 들어가는 X의 모양이 (784, 5)입니다. 영상이 5장이면 행이 5개여야 합니다.
#! 4: X.view(batch_size, 784).to(device) -> 영상이 5장인 배치에서 모양을 바꾸지 못했습니다. 배치의 크기는 배치마다 다를 수 있습니다.
@self_check(4, "평가할 때도 학습할 때와 같은 모양으로 같은 장치에 있습니다. CPU에서만 시험하면 드러나지 않는 실수를 피했습니다.")
def blank_4():
    return _wrong_input(lambda batches, model: test_epoch(batches, model, None, {}))

# %% [markdown] id="train-note"
# ## 학습

#: include "train_mlp.py"

# %% [markdown] id="curves-note"
# ## 학습 곡선 (5.4.2절, 프로그램 5-7(b))
#
# 학습 데이터의 곡선은 계속 좋아지는데 평가 데이터의 곡선(범례의 Validation)이 멈추거나 나빠지면 과잉 적합이 시작된 것이다. 손실은 샘플 하나당 평균이므로 두 곡선을 바로 비교할 수 있다.
#
# 학습 정확도는 가중치가 바뀌어 가는 동안 배치마다 센 것이고, 평가 정확도는 에포크가 끝난 뒤에 센 것이다. 그래서 처음 몇 에포크에는 평가 쪽이 더 높을 수 있다.

#: include "curves.py"

#: include "overfitting.py"

# %% [markdown] id="saturation-note"
# ## 출력은 포화했는가
#
# $\tanh$의 그레디언트는 출력 $o$로 쓰면 $1-o^2$이다. 출력이 $1$이나 $-1$에 붙으면 그레디언트가 0이 되어, 틀린 출력도 더는 고쳐지지 않는다. 이것을 **포화**(saturation)라 한다.
#
# Adam의 첫 갱신은 가중치를 저마다 학습률만큼 옮긴다. 은닉 노드의 출력은 크기가 1보다 작으므로, 출력 노드의 가중합은 이때 많으면 `hidden_dim * lr`쯤 달라진다. $\tanh(3)$이 이미 0.995이므로 이 값이 크면 첫 갱신에 포화할 수 있다.

# %% id="saturation"
MLP.eval()
with torch.no_grad():
#: if program.edition == "student"
    outputs = []

    def collect(pred, y):  #> 손실 함수의 자리에 넣어, 평가하는 동안 배치마다 출력을 모은다
        outputs.append(pred)
        return loss_mse(pred, y)

    test_epoch(test_dataloader, MLP, collect, {"test_acc": [], "test_loss": []})
    outputs = torch.cat(outputs)
#: else
    X = torch.stack([image for image, _ in test_data])  #> 평가 데이터의 영상을 하나의 텐서로 쌓는다
    outputs = MLP(X.view(-1, 784).to(device))
#: endif
saturated = torch.mean((outputs.abs() > 0.99).float()).item()  #> 크기가 0.99보다 큰 출력의 비율

print(f"hidden_dim * lr = {hidden_dim * lr:.2f}")
print(f"포화한 출력 {saturated:.1%}, 평가 정확도 {history['test_acc'][-1]:.4f}")
#: if program.params.hidden_dim * program.params.lr > 7.5

# %% [markdown] id="saturated"
# 이 노트북의 설정은 은닉 노드 {{ program.params.hidden_dim }}개에 학습률 {{ program.params.lr }}이어서 출력이 거의 다 포화한다. 정확도가 찍은 것과 비슷하고, 에포크를 늘려도 나아지지 않는다. 학습률이나 은닉 노드 수를 줄이면 학습이 된다.
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
    "saturated": saturated,
}
#: endblock

#: block report
#: include "report_training.py"
#: endblock

#: block summary
# - 다층 퍼셉트론은 선형층과 활성화 함수를 번갈아 쌓은 것이다. 영상을 벡터로 펼쳐 넣고, 부류마다 출력 노드를 하나씩 둔다.
# - 미니배치마다 그레디언트를 지우고(`zero_grad`), 구하고(`backward`), 가중치를 옮긴다(`step`).
# - 모델이 잘 배웠는지는 평가 데이터로 판단한다. 학습 데이터와 벌어지는 차이가 과잉 적합의 크기다.
#: endblock

#: block questions
# **1.** 가중치는 바이어스까지 모두 몇 개인가? `hidden_dim`으로 식을 써 보자.
#
# <details><summary>답</summary>
#
# 층마다 들어오는 노드에 바이어스 하나를 더해 센다. $(784+1)\times{{ program.params.hidden_dim }} + ({{ program.params.hidden_dim }}+1)\times 10 = {{ 785 * program.params.hidden_dim + (program.params.hidden_dim + 1) * 10 }}$개다.
#
# </details>
#
# **2.** 정확도가 0.1 근처에 머문다. 무엇을 의심해야 할까?
#
# <details><summary>답</summary>
#
# 부류가 열 개이므로 찍은 것과 같다. 오류가 없어도 학습이 되지 않은 것이다. `zero_grad`, `backward`, `step`이 다 있는지, 옵티마이저가 이 모델의 가중치를 받았는지, 학습률이 너무 크거나 작지 않은지, 정답을 원핫 벡터로 바꾸었는지 차례로 살핀다.
#
# </details>
#
# **3.** MNIST 학습 데이터 60,000장을 모두 쓰면 한 에포크에 가중치를 몇 번 갱신할까? `batch_size`를 두 배로 하면?
#
# <details><summary>답</summary>
#
# 배치마다 한 번이므로 $60000 \div {{ program.params.batch_size }}$를 올림한 {{ (60000 / program.params.batch_size) | round(0, "ceil") | int }}번이다. 두 배로 하면 횟수는 반쯤으로 준다. 같은 에포크 수라면 덜 배울 수 있다.
#
# </details>
#
# **4.** `test_epoch`에서 `.to(device)`를 지우면 CPU에서는 아무 일도 없다. 언제 문제가 될까?
#
# <details><summary>답</summary>
#
# GPU를 쓸 때다. 모델은 GPU에, 영상은 CPU에 있게 되어 장치가 다르다는 오류가 난다. CPU에서만 시험하면 드러나지 않는 실수다.
#
# </details>
#: endblock

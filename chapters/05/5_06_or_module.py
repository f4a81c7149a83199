#: extends "program.py"
#: block goals
# - 퍼셉트론을 `torch.nn.Module` 클래스로 다시 쓴다.
# - 앞으로 모든 신경망에 쓸 코딩 방식을 익힌다.
# - 시작하는 가중치가 다른 두 프로그램이 같은 답에 이르는지 본다.
#: endblock

#: block lesson
# %% [markdown] id="program-note"
# ## 추상화한 퍼셉트론 (5.3.2절)
#
# 프로그램 5-5는 가중치를 직접 만들고 식을 직접 계산했다. 층이 많아지면 이렇게 쓰기 어렵다. `torch.nn.Module`을 상속받으면 가중치와 바이어스(편향)는 층 객체가 갖고, `parameters()`로 한꺼번에 옵티마이저에 넘길 수 있다. 계산하는 식은 그대로 $\tanh(\mathbf{X}\mathbf{w}+b)$다.

# %% id="parameters" tags=["parameters"]
lr = {{ program.params.lr | literal }}
iterations = {{ program.params.iterations | literal }}
seed = {{ program.params.seed | literal }}

# %% id="model"
import torch


class Perceptron(torch.nn.Module):  #> `torch.nn.Module`을 상속받아 클래스를 정의한다
    def __init__(self, input_dim, output_dim):
        super().__init__()
        self.perceptron = torch.nn.Linear(in_features=input_dim, out_features=output_dim, bias=True)  #? 퍼셉트론의 가중합 $\mathbf{X}\mathbf{w}+b$를 계산하는 층이다. || 이 층의 이름은 선형(linear)이라는 뜻이고 `torch.nn`에 있다. || 입력의 수와 출력의 수를 차례로 넘긴다. 클래스가 받은 인수를 쓴다.  #> 가중치와 바이어스를 가진 선형 층
        self.activation = torch.nn.Tanh()  #> 활성화 함수
        self.model = torch.nn.Sequential(self.perceptron, self.activation)  #? 데이터가 지나가는 순서대로 모듈을 잇는다. || `torch.nn.Sequential`에 바로 위에서 만든 두 모듈을 넘긴다. 무엇이 먼저인가?  #> 두 모듈을 순서대로 잇는다

    def forward(self, x):  #> 전방 계산(순전파). `model(x)`라고 쓰면 이 함수가 불린다
        return self.model(x)


def loss_mse(pred, y):
    loss = torch.mean((y - pred) ** 2)  #> 평균제곱오차
    return loss

# %% id="check-model" role="self-check"
#! 1: torch.nn.Linear(output_dim, input_dim) -> 입력 3개, 출력 2개로 만들었는데 층은 입력 2개를 받아 출력 3개를 냅니다. 두 수의 자리가 바뀌지 않았나요?
#! 1: torch.nn.Linear(2, 1) -> 입력 3개, 출력 2개로 만들었는데 층은 입력 2개를 받아 출력 1개를 냅니다. 클래스가 받은 인수를 쓰세요.
#! 1: torch.nn.Linear(input_dim, output_dim, bias=False) -> 바이어스가 없습니다. 결정 직선이 원점을 지날 수밖에 없어 OR을 나눌 수 없습니다.
#! 1: torch.nn.Linear(input_dim, output_dim, dtype=torch.float64) -> 가중치의 자료형이 torch.float64입니다. 입력 x와 자료형이 같아야 계산할 수 있습니다.
#! 1: torch.nn.Sigmoid() -> self.perceptron이 Sigmoid입니다. 가중치를 가진 층이 아닙니다.
#! 2: torch.nn.Sequential(self.activation, self.perceptron) -> 활성화 함수가 가중합보다 먼저입니다. 순서를 바꾸세요.
#! 2: torch.nn.Sequential(self.perceptron) -> 출력이 가중합 그대로입니다. 활성화 함수가 빠졌습니다.
#! 2: self.perceptron -> 출력이 가중합 그대로입니다. 활성화 함수가 빠졌습니다.
#! 2: torch.nn.Sequential(self.perceptron, self.activation, self.activation) -> 가중합을 구했지만 그다음에 지나는 것이 다릅니다. 위에서 만든 두 모듈을 한 번씩 지나야 합니다.
#! 2: torch.nn.Sequential(self.perceptron, torch.nn.Sigmoid()) -> 가중합을 구했지만 그다음에 지나는 것이 다릅니다. 위에서 만든 두 모듈을 한 번씩 지나야 합니다.
#! 2: torch.nn.Sequential(torch.nn.Linear(input_dim, output_dim), self.activation) -> 출력이 self.perceptron의 가중합에서 나온 것이 아닙니다. 위에서 만든 두 모듈을 쓰세요.
def _a_perceptron():
    with torch.random.fork_rng(devices=[]):
        return Perceptron(3, 2)


@self_check(1, "입력마다, 출력마다 가중치가 있고 출력마다 바이어스가 있습니다.")
def blank_1():
    layer = _a_perceptron().perceptron
    if not hasattr(layer, "bias") or layer.weight.dim() != 2:
        return f"self.perceptron이 {type(layer).__name__}입니다. 가중치를 가진 층이 아닙니다."
    n_out, n_in = layer.weight.shape
    if (n_in, n_out) != (3, 2):
        look = "두 수의 자리가 바뀌지 않았나요?" if (n_in, n_out) == (2, 3) else "클래스가 받은 인수를 쓰세요."
        return f"입력 3개, 출력 2개로 만들었는데 층은 입력 {n_in}개를 받아 출력 {n_out}개를 냅니다. {look}"
    if layer.bias is None:
        return "바이어스가 없습니다. 결정 직선이 원점을 지날 수밖에 없어 OR을 나눌 수 없습니다."
    if layer.weight.dtype != torch.get_default_dtype():
        return f"가중치의 자료형이 {layer.weight.dtype}입니다. 입력 x와 자료형이 같아야 계산할 수 있습니다."


@self_check(2, "가중합을 구한 다음 활성화 함수를 지납니다.")
def blank_2():
    model, inputs = _a_perceptron(), torch.tensor([[2.0, -1.0, 0.5], [-0.5, 1.0, 3.0]])
    with torch.no_grad():
        out, sums = model(inputs), model.perceptron(inputs)
        if torch.allclose(out, torch.tanh(sums)):
            return None
        if torch.allclose(out, sums):
            return "출력이 가중합 그대로입니다. 활성화 함수가 빠졌습니다."
        if torch.allclose(out, model.perceptron(torch.tanh(inputs))):
            return "활성화 함수가 가중합보다 먼저입니다. 순서를 바꾸세요."
    if torch.autograd.grad(model(inputs).sum(), model.perceptron.weight, allow_unused=True)[0] is not None:
        return "가중합을 구했지만 그다음에 지나는 것이 다릅니다. 위에서 만든 두 모듈을 한 번씩 지나야 합니다."
    return "출력이 self.perceptron의 가중합에서 나온 것이 아닙니다. 위에서 만든 두 모듈을 쓰세요."

# %% id="data"
x = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
y = torch.tensor([[-1], [1], [1], [1]])

# %% id="train"
torch.manual_seed(seed)  #> 난수의 시작점을 고정한다. 이 셀을 다시 실행하면 처음부터 다시 학습해 같은 결과를 얻는다
perceptron = Perceptron(input_dim=2, output_dim=1)  #> 객체의 이름을 클래스와 다르게 지어 클래스를 다시 쓸 수 있게 한다
optimizer = torch.optim.SGD(perceptron.parameters(), lr=lr)  #? 옵티마이저는 갱신할 가중치와 학습률을 받는다. || 가중치를 하나씩 적지 않아도 모델이 모두 모아 준다. 어느 모델의 것이어야 하는가?  #> 모델의 모든 가중치를 옵티마이저에 넘긴다

losses = []
for i in range(1, iterations + 1):
    pred = perceptron(x)
    cost = loss_mse(pred, y)
    losses.append(cost.item())

    optimizer.zero_grad()  #> 앞에서 구한 그레디언트를 0으로 되돌린다
    cost.backward()  #> 역전파로 그레디언트를 구한다
    optimizer.step()  #> 그레디언트로 가중치와 바이어스를 갱신한다

    if i == 1 or i % 100 == 0:
        print(f"반복 {i:4d}: 손실 {cost.item():.4f}")

# %% id="check-train" role="self-check"
#! 3: torch.optim.SGD(Perceptron(2, 1).parameters(), lr=lr) -> 옵티마이저가 다른 모델의 가중치를 갖고 있습니다. 학습해도 이 모델은 바뀌지 않습니다.
#! 3: torch.optim.SGD([perceptron.perceptron.weight], lr=lr) -> 옵티마이저가 가중치 2개 가운데 1개만 갖고 있습니다. 나머지는 바뀌지 않습니다.
#! 3: torch.optim.SGD(perceptron.parameters(), lr=lr / 10) -> 옵티마이저의 학습률이 매개변수 `lr`의 0.1배입니다.
#! 3: torch.optim.Adam(perceptron.parameters(), lr=lr) -> 옵티마이저가 Adam입니다. 이 프로그램은 그레디언트에 비례해 움직이는 가장 단순한 것을 씁니다.
#! 3: torch.optim.SGD(perceptron.parameters(), lr=lr, momentum=0.9) -> 옵티마이저에 momentum도 주었습니다. 이 프로그램은 지금의 그레디언트에만 비례해 움직입니다.
#! 3: torch.optim.SGD(perceptron.parameters(), lr=lr, weight_decay=0.1) -> 옵티마이저에 weight_decay도 주었습니다. 이 프로그램은 지금의 그레디언트에만 비례해 움직입니다.
#! 3: torch.optim.SGD(perceptron.parameters(), lr=lr, maximize=True) -> 옵티마이저에 maximize도 주었습니다. 이 프로그램은 그레디언트의 반대쪽으로 움직입니다.
#! 3: torch.optim.SGD(perceptron, lr=lr) -> !TypeError
@self_check(3, "이 모델의 가중치를 모두, 정한 학습률로 갱신합니다.")
def blank_3():
    own, held = [*perceptron.parameters()], [each for group in optimizer.param_groups for each in group["params"]]
    shared = sum(any(each is mine for mine in own) for each in held)
    if shared == 0:
        return "옵티마이저가 다른 모델의 가중치를 갖고 있습니다. 학습해도 이 모델은 바뀌지 않습니다."
    if shared < len(own):
        return f"옵티마이저가 가중치 {len(own)}개 가운데 {shared}개만 갖고 있습니다. 나머지는 바뀌지 않습니다."
    if "dampening" not in optimizer.defaults:
        return f"옵티마이저가 {type(optimizer).__name__}입니다. 이 프로그램은 그레디언트에 비례해 움직이는 가장 단순한 것을 씁니다."
    rate = optimizer.param_groups[0]["lr"]
    if abs(rate / lr - 1) > 1e-6:
        return f"옵티마이저의 학습률이 매개변수 `lr`의 {rate / lr:.4g}배입니다."
    for name in ("momentum", "weight_decay", "maximize"):
        if any(group[name] for group in optimizer.param_groups):
            move = "그레디언트의 반대쪽으로" if name == "maximize" else "지금의 그레디언트에만 비례해"
            return f"옵티마이저에 {name}도 주었습니다. 이 프로그램은 {move} 움직입니다."

# %% id="predict"
pred = perceptron(x)
print(torch.sign(pred))

# %% [markdown] id="observe"
# ## 프로그램 5-5와 비교
#
# 코드의 짜임새만 다른 것이 아니다. 초기 가중치를 뽑는 방법도 다르다. 프로그램 5-5는 가중치를 정규분포에서 뽑고 바이어스를 0으로 두었다. `torch.nn.Linear`는 둘 다 $-1/\sqrt{2}$와 $1/\sqrt{2}$ 사이에서 고르게 뽑는다. 2는 입력의 수다. 그래서 같은 시드로 시작해도 첫 손실이 다르다.

# %% id="first-loss"
torch.manual_seed(seed)
first_of_5_5 = loss_mse(torch.tanh(x.matmul(torch.randn(2, 1))), y).item()  #> 프로그램 5-5처럼 시작할 때의 손실
print(f"첫 손실: 프로그램 5-5 {first_of_5_5:.4f}, 프로그램 5-6 {losses[0]:.4f}")

# %% [markdown] id="weights-note"
# 학습한 가중치는 층 객체 안에 있다. 꺼내서 결정 직선을 그려 보자.

# %% id="weights"
layer = perceptron.perceptron
w1, w2 = layer.weight.detach().flatten()  #> 그림에는 값만 필요하므로 그레디언트의 기록에서 떼어 낸다
bias = layer.bias.detach()
print(f"w1 = {w1:.2f}, w2 = {w2:.2f}, b = {bias.item():.2f}")

#: include "or_learned.py"

# %% [markdown] id="curves-note"
# 프로그램 5-5의 그림과 비교해 보자. 강의 설정에서는 시작이 달라도 결정 직선이 거의 같은 곳을 지난다.
#: endblock

#: block results
# %% id="results" role="machinery"
w_learned, b_learned = (weights.detach().flatten() for weights in perceptron.parameters())
results = {
    "pred": torch.sign(pred).flatten().tolist(),
    "sign_accuracy": (torch.sign(pred) == y).double().mean().item(),
    "losses": losses,
    "first_of_5_5": first_of_5_5,
    "w": w_learned.tolist(),
    "b": b_learned.tolist(),
    "line": (-(w_learned[0] * torch.tensor([-0.5, 2.0]) + b_learned) / w_learned[1]).tolist(),
    "layers": [type(layer).__name__ for layer in perceptron.model],
    "n_weights": sum(weight.numel() for weight in perceptron.parameters()),
}
#: endblock

#: block report
#: include "report_or.py"
#: endblock

#: block summary
# - `torch.nn.Module`을 상속받아 `__init__`에서 층을 만들고 `forward`에서 전방 계산을 한다.
# - 가중치는 층이 갖고, `parameters()`가 모두 모아 옵티마이저에 넘긴다.
# - 시작하는 가중치가 달라 첫 손실은 다르지만 프로그램 5-5와 같은 방법으로 OR을 학습한다.
#: endblock

#: block questions
# **1.** 이 퍼셉트론의 매개변수는 모두 몇 개일까? `for p in perceptron.parameters(): print(p.shape)`로 확인해 보자.
#
# <details><summary>답</summary>
#
# 세 개다. 가중치가 두 개(`[1, 2]`), 바이어스가 한 개(`[1]`)다.
#
# </details>
#
# **2.** 옵티마이저에 `perceptron`의 가중치 대신 새로 만든 `Perceptron(2, 1)`의 가중치를 넘기면 어떻게 될까?
#
# <details><summary>답</summary>
#
# 오류는 나지 않는다. 옵티마이저가 새로 만든 다른 퍼셉트론의 가중치를 갖고 있어서, 학습하려던 `perceptron`은 그대로이고 손실도 그대로다.
#
# </details>
#
# **3.** 프로그램 5-5의 `w`는 $2\times 1$인데 `torch.nn.Linear`의 `weight`는 $1\times 2$다. 왜 다를까?
#
# <details><summary>답</summary>
#
# `torch.nn.Linear`는 (출력 수)×(입력 수)로 가중치를 두고, 계산할 때 뒤집어 $\mathbf{x}\mathbf{W}^{\mathsf T}+\mathbf{b}$를 구한다. 값은 프로그램 5-5의 식과 같다.
#
# </details>
#: endblock

#: extends "program.py"
#: block goals
# - 퍼셉트론을 `torch.nn.Module` 클래스로 다시 쓴다.
# - 앞으로 모든 신경망에 쓸 코딩 방식을 익힌다.
#: endblock

#: block lesson
# %% [markdown] id="program-note"
# ## 추상화한 퍼셉트론 (5.3.2절)
#
# 프로그램 5-5는 가중치를 직접 만들고 식을 직접 계산했다. 층이 많아지면 이렇게 쓰기 어렵다. `torch.nn.Module`을 상속받으면 가중치는 층 객체가 갖고, `parameters()`로 한꺼번에 옵티마이저에 넘길 수 있다. 계산하는 식은 그대로 $\tanh(\mathbf{X}\mathbf{w}+b)$다.

# %% id="parameters" tags=["parameters"]
lr = {{ program.params.lr | literal }}
iterations = {{ program.params.iterations | literal }}
seed = {{ program.params.seed | literal }}

# %% id="model"
import torch


class Perceptron(torch.nn.Module):  #> `torch.nn.Module`을 상속받아 클래스를 정의한다
    def __init__(self, input_dim, output_dim):
        super().__init__()
        self.perceptron = torch.nn.Linear(in_features=input_dim, out_features=output_dim, bias=True)  #> 가중치와 바이어스를 가진 선형 층
        self.activation = torch.nn.Tanh()  #> 활성화 함수
        self.model = torch.nn.Sequential(self.perceptron, self.activation)  #> 두 모듈을 순서대로 잇는다

    def forward(self, x):  #> `model(x)`라고 쓰면 이 함수가 불린다
        return self.model(x)


def loss_mse(pred, y):
    loss = torch.mean((y - pred) ** 2)  #> 평균제곱오차
    return loss

# %% id="data"
torch.manual_seed(seed)  #> 난수의 시작점을 고정해 다시 실행해도 같은 결과를 얻는다

x = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
y = torch.tensor([[-1], [1], [1], [1]])

# %% id="train"
perceptron = Perceptron(input_dim=2, output_dim=1)  #> 객체의 이름을 클래스와 다르게 지어 클래스를 다시 쓸 수 있게 한다
optimizer = torch.optim.SGD(perceptron.parameters(), lr=lr)  #> 모델의 모든 가중치를 옵티마이저에 넘긴다

losses = []
for _ in range(iterations):
    pred = perceptron(x)
    cost = loss_mse(pred, y)
    losses.append(cost.item())

    optimizer.zero_grad()  #> 앞에서 구한 그레디언트를 0으로 되돌린다
    cost.backward()  #> 역전파로 그레디언트를 구한다
    optimizer.step()  #> 그레디언트로 가중치와 바이어스를 갱신한다

# %% id="predict"
pred = perceptron(x)
print(torch.sign(pred))

# %% [markdown] id="observe"
# 프로그램 5-5와 같은 답을 얻는다. 달라진 것은 코드의 짜임새뿐이다.

# %% id="results"
results = {
    "pred": torch.sign(pred).flatten().tolist(),
    "losses": losses,
    "layers": [type(layer).__name__ for layer in perceptron.model],
    "n_weights": sum(weight.numel() for weight in perceptron.parameters()),
}
#: endblock

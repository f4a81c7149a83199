#: extends "program.py"
#: block goals
# - 가중치를 직접 정한 퍼셉트론으로 OR 문제를 푼다.
# - 퍼셉트론의 식을 텐서 연산으로 옮긴다.
#: endblock

#: block lesson
# %% [markdown] id="why-pytorch"
# ## 왜 파이토치인가 (5.3.1절)
#
# 4장에서 쓴 sklearn은 준비된 모델을 불러 쓰는 라이브러리라서 표현력에 한계가 있다. 딥러닝 모델은 컨볼루션 신경망, 순환 신경망, 강화 학습처럼 구조가 다양하다. 파이토치와 텐서플로는 이런 모델을 위해 처음부터 새로 설계되었으며, 명령어로 층을 쌓아 모델을 만든다. 딥러닝 프로그램에는 되풀이되는 틀이 있으므로, 좋은 예제를 잘 보아 두면 금방 익숙해진다. 가장 작은 모델인 퍼셉트론부터 시작한다.

# %% [markdown] id="program-note"
# ## 학습을 마친 퍼셉트론의 동작 (5.3.2절)
#
# 퍼셉트론은 입력의 가중합에 바이어스를 더한 뒤 부호를 취한다.
#
# $$o = \operatorname{sign}(\mathbf{x}\mathbf{w} + b)$$
#
# $w_1 = w_2 = 1$, $b = -0.5$이면 두 입력이 모두 0일 때만 합이 음수이므로 OR 연산이 된다. 부류는 $-1$과 $1$로 나타낸다.

# %% id="data"
import torch

x = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])  #> 샘플 4개를 행으로 쌓은 $4\times 2$ 텐서
y = torch.tensor([[-1], [1], [1], [1]])  #> OR의 정답. 각 행이 샘플 하나다

# %% id="weights"
w = torch.tensor([[1.0], [1.0]], requires_grad=True)  #> 그레디언트를 추적하는 가중치
b = torch.tensor([-0.5], requires_grad=True)  #> 그레디언트를 추적하는 바이어스

# %% id="predict"
pred = torch.sign(x.matmul(w) + b)  #> 네 샘플의 가중합을 한꺼번에 구해 부호만 남긴다

print("OR 문제의 정답:\n", y)
print("OR 문제의 예측:\n", pred)

# %% [markdown] id="observe"
# 예측이 정답과 같다. 출력의 `grad_fn=<SignBackward0>`은 이 텐서가 어떤 연산으로 만들어졌는지를 파이토치가 기억한다는 뜻이다. 다음 프로그램은 이 기록으로 가중치를 학습한다.

# %% id="results"
results = {
    "pred": pred.flatten().tolist(),
    "sums": (x.matmul(w) + b).flatten().tolist(),
    "requires_grad": [w.requires_grad, b.requires_grad],
}
#: endblock

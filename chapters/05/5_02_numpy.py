#: extends "program.py"
#: block goals
# - 파이토치 텐서와 넘파이 배열을 함께 계산한다.
# - 더한 결과의 자료형이 어떻게 정해지는지 본다.
# - 텐서와 배열이 메모리를 함께 쓰는 때를 안다.
#: endblock

#: block preview
# 두 가지를 보게 된다. 더한 결과의 자료형과, 배열만 고쳤는데 따라 바뀌는 텐서다. 난수는 다르게 나온다.
#
# ```
# 덧셈 결과:
#  tensor([[1.0451, 1.4834, 0.6912],
#         [0.6769, 0.7311, 1.2800]], dtype=torch.float64)
#
# from_numpy: tensor([9., 0., 0.], dtype=torch.float64)
# tensor:     tensor([0., 0., 0.], dtype=torch.float64)
# ```
#: endblock

#: block lesson
# %% [markdown] id="program-note"
# ## 텐서와 넘파이 배열
#
# 파이토치는 넘파이와 호환된다. `torch.from_numpy`는 `ndarray`를 텐서로 바꾼다. `torch.rand`는 32비트 실수(`float32`)를, `np.random.uniform`은 64비트 실수(`float64`)를 만든다. 둘을 더하면 더 정밀한 쪽인 `float64`가 된다.

# %% id="tensor"
import numpy as np
import torch

t = torch.rand(2, 3)  #> $[0, 1)$의 난수로 $2\times 3$ 텐서를 만든다
print("pytorch로 생성한 텐서:\n", t)

# %% id="ndarray"
n = np.random.uniform(low=0.0, high=1.0, size=(2, 3))  #> `low` 이상 `high` 미만의 난수로 같은 크기의 배열을 만든다
print("numpy로 생성한 ndarray:\n", n)

# %% id="sum"
res = t + torch.from_numpy(n)  #> 배열을 텐서로 바꾸어 더한다. 결과는 `float64` 텐서다
print("덧셈 결과:\n", res)

# %% [markdown] id="observe"
# 출력 끝의 `dtype=torch.float64`를 확인하자. 실수 텐서가 기본 자료형인 `float32`가 아닐 때 이렇게 표시된다.
#
# ## 같은 메모리
#
# `torch.from_numpy`는 값을 복사하지 않는다. 텐서와 배열이 같은 메모리를 함께 쓴다. `torch.tensor`는 값을 복사한다. 배열만 고친 다음 두 텐서를 비교해 보자.

# %% id="memory"
zeros = np.zeros(3)
shared = torch.from_numpy(zeros)  #> 메모리를 함께 쓴다
copied = torch.tensor(zeros)  #> 값을 복사한다

zeros[0] = 9  #> 배열만 고친다. 텐서에는 손대지 않았다
print("from_numpy:", shared)
print("tensor:    ", copied)
#: endblock

#: block results
# %% id="results" role="machinery"
by_hand = [[a + b for a, b in zip(row_t, row_n)] for row_t, row_n in zip(t.tolist(), n.tolist())]
results = {
    "type": type(res).__name__,
    "dtype": str(res.dtype),
    "shape": list(res.shape),
    "largest_error": (res - torch.tensor(by_hand, dtype=torch.float64)).abs().max().item(),
    "t_in_range": bool(((0 <= t) & (t < 1)).all()),
    "n_in_range": bool(((0 <= n) & (n < 1)).all()),
    "shared": shared.tolist(),
    "copied": copied.tolist(),
}
#: endblock

#: block summary
# - `torch.from_numpy`는 배열을 텐서로 바꾼다. 자료형은 그대로이고 메모리를 함께 쓴다.
# - `float32`와 `float64`를 더하면 `float64`가 된다.
# - 배열과 따로 노는 텐서가 필요하면 `torch.tensor`로 복사한다.
#: endblock

#: block questions
# **1.** `torch.tensor([1, 2, 3])`을 출력하면 끝에 `dtype`이 붙을까?
#
# <details><summary>답</summary>
#
# 붙지 않는다. 정수 텐서의 기본 자료형은 `int64`이고, 기본 자료형일 때는 표시하지 않는다.
#
# </details>
#
# **2.** `shared`의 첫 값을 7로 바꾸면 배열 `zeros`는 어떻게 될까?
#
# <details><summary>답</summary>
#
# `zeros`의 첫 값도 7이 된다. 메모리가 하나이므로 어느 쪽에서 고쳐도 둘 다 바뀐다.
#
# </details>
#
# **3.** `res`를 `float32`로 얻으려면 식을 어떻게 고치면 될까? 무엇을 잃을까?
#
# <details><summary>답</summary>
#
# `t + torch.from_numpy(n).float()`로 쓴다. 배열의 값을 32비트로 반올림하므로 유효 숫자가 열여섯 자리쯤에서 일곱 자리쯤으로 준다.
#
# </details>
#: endblock

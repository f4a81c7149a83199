#: extends "program.py"
#: block goals
# - 파이토치 텐서와 넘파이 배열을 함께 계산한다.
# - 더한 결과의 자료형이 어떻게 정해지는지 본다.
#: endblock

#: block lesson
# %% [markdown] id="program-note"
# ## 텐서와 넘파이 배열
#
# 파이토치는 넘파이와 호환된다. `torch.from_numpy`는 `ndarray`를 텐서로 바꾸며, 값을 복사하지 않고 같은 메모리를 함께 쓴다. `torch.rand`는 32비트 실수(`float32`)를, `np.random.uniform`은 64비트 실수(`float64`)를 만든다. 둘을 더하면 더 정밀한 쪽인 `float64`가 된다.

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
# 출력 끝의 `dtype=torch.float64`를 확인하자. 파이토치의 기본 자료형인 `float32`와 다를 때만 이렇게 표시된다.

# %% id="results"
by_hand = [[a + b for a, b in zip(row_t, row_n)] for row_t, row_n in zip(t.tolist(), n.tolist())]
results = {
    "type": type(res).__name__,
    "dtype": str(res.dtype),
    "shape": list(res.shape),
    "largest_error": (res - torch.tensor(by_hand, dtype=torch.float64)).abs().max().item(),
    "t_in_range": bool(((0 <= t) & (t < 1)).all()),
    "n_in_range": bool(((0 <= n) & (n < 1)).all()),
}
#: endblock

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
n = np.random.uniform(low=0.0, high=1.0, size=(2, 3))  #? 넘파이의 `random` 모듈에 있다. 어느 값이나 똑같이 잘 나오는 분포의 이름이 함수의 이름이다. || 균등분포(uniform)다. 하한 `low`, 상한 `high`, 배열의 모양 `size`를 준다. 상한은 1이다.  #> `low` 이상 `high` 미만의 난수로 같은 크기의 배열을 만든다
print("numpy로 생성한 ndarray:\n", n)

# %% id="check-ndarray" role="self-check"
#! 1: torch.rand(2, 3) -> n의 자료형이 Tensor입니다. 넘파이의 함수로 배열을 만드세요.
#! 1: np.random.uniform(0.0, 1.0, 6) -> n의 모양이 (6,)입니다. 텐서 t와 같은 모양이어야 합니다.
#! 1: np.random.uniform(0.0, 1.0) -> n의 자료형이 float입니다. 넘파이의 함수로 배열을 만드세요.
#! 1: np.random.uniform(-1.0, 0.0, (2, 3)) -> 0보다 작거나 1보다 큰 값이 있습니다. 하한과 상한을 보세요.
#! 1: np.random.randint(0, 2, (2, 3)) -> n의 값이 int64입니다. 0과 1 사이의 실수여야 합니다.
#! 1: t.numpy() -> n의 값이 t와 같습니다. 넘파이의 함수로 난수를 새로 뽑으세요.
#! 1: np.random.default_rng().random((2, 3), dtype=np.float32) -> n의 값이 float32입니다. 넘파이가 만드는 정밀도 그대로 두세요.
#! 1: np.array([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]]) -> 여섯 값이 모두 소수 넷째 자리에서 끝납니다. 뽑은 난수가 아니라 손으로 적은 값입니다.
#! 1: np.zeros((2, 3)) -> 여섯 값이 모두 0.0입니다. 난수가 아닙니다.
@self_check(1, "0 이상 1 미만의 난수로 된 2행 3열의 배열입니다.")
def blank_1():
    if not isinstance(n, np.ndarray):
        return f"n의 자료형이 {type(n).__name__}입니다. 넘파이의 함수로 배열을 만드세요."
    if n.shape != tuple(t.shape):
        return f"n의 모양이 {n.shape}입니다. 텐서 t와 같은 모양이어야 합니다."
    if n.tolist() == t.tolist():
        return "n의 값이 t와 같습니다. 넘파이의 함수로 난수를 새로 뽑으세요."
    if n.dtype.kind != "f":
        return f"n의 값이 {n.dtype}입니다. 0과 1 사이의 실수여야 합니다."
    if n.dtype != np.float64:
        return f"n의 값이 {n.dtype}입니다. 넘파이가 만드는 정밀도 그대로 두세요."
    if n.min() < 0 or n.max() > 1:
        return "0보다 작거나 1보다 큰 값이 있습니다. 하한과 상한을 보세요."
    if n.min() == n.max():
        return f"여섯 값이 모두 {n[0, 0]:.1f}입니다. 난수가 아닙니다."
    if np.allclose(n, n.round(4), rtol=0, atol=1e-9):  # by chance once in 10^28
        return "여섯 값이 모두 소수 넷째 자리에서 끝납니다. 뽑은 난수가 아니라 손으로 적은 값입니다."

# %% id="sum"
res = t + torch.from_numpy(n)  #? `torch.from_numpy(n)` 배열을 텐서로 바꾸어 더한다. 자료형은 바꾸지 않는다. || 위의 설명에 있는 함수에 배열을 넣는다.  #> 배열을 텐서로 바꾸어 더한다. 결과는 `float64` 텐서다
print("덧셈 결과:\n", res)

# %% id="check-sum" role="self-check"
#! 2: torch.from_numpy(n).float() -> res의 자료형이 torch.float32입니다. 배열의 정밀도를 잃었습니다. 자료형을 바꾸지 않아도 더할 수 있습니다.
#! 2: torch.from_numpy(n).float().double() -> 값이 조금 다릅니다. 자료형은 돌아왔지만 한 번 잃은 정밀도는 돌아오지 않습니다.
#! 2: torch.from_numpy(n).sum() -> res의 첫 값이 t와 n의 첫 값을 더한 것이 아닙니다. 같은 자리의 값끼리 더해야 합니다.
#! 2: t -> res의 첫 값이 t와 n의 첫 값을 더한 것이 아닙니다. 같은 자리의 값끼리 더해야 합니다.
#! 2: torch.from_numpy(n.T) -> !RuntimeError
@self_check(2, "더 정밀한 쪽의 자료형으로 더했습니다.")
def blank_2():
    if not torch.is_tensor(res):
        return f"res의 자료형이 {type(res).__name__}입니다. 텐서끼리 더해야 합니다."
    wanted = [[a + b for a, b in zip(*rows)] for rows in zip(t.tolist(), n.tolist())]
    if not np.allclose(res.tolist(), wanted, atol=1e-5):
        return "res의 첫 값이 t와 n의 첫 값을 더한 것이 아닙니다. 같은 자리의 값끼리 더해야 합니다."
    if res.dtype != torch.float64:
        return f"res의 자료형이 {res.dtype}입니다. 배열의 정밀도를 잃었습니다. 자료형을 바꾸지 않아도 더할 수 있습니다."
    if res.tolist() != wanted:
        return "값이 조금 다릅니다. 자료형은 돌아왔지만 한 번 잃은 정밀도는 돌아오지 않습니다."

# %% [markdown] id="observe"
# 출력 끝의 `dtype=torch.float64`를 확인하자. 실수 텐서가 기본 자료형인 `float32`가 아닐 때 이렇게 표시된다.
#
# ## 같은 메모리
#
# `torch.from_numpy`는 값을 복사하지 않는다. 텐서와 배열이 같은 메모리를 함께 쓴다. `torch.tensor`는 값을 복사한다. 배열만 고친 다음 두 텐서를 비교해 보자.

# %% id="memory"
zeros = np.zeros(3)
shared = torch.from_numpy(zeros)  #? 배열과 메모리를 함께 쓰는 텐서를 만든다. || 바로 위의 덧셈에서 쓴 함수다.  #> 메모리를 함께 쓴다
copied = torch.tensor(zeros)  #? 배열과 따로 노는 텐서를 만든다. || 목록으로 텐서를 만들 때 쓰는 함수와 같다. 위의 설명에 있다.  #> 값을 복사한다

zeros[0] = 9  #> 배열만 고친다. 텐서에는 손대지 않았다
print("from_numpy:", shared)
print("tensor:    ", copied)

# %% id="check-memory" role="self-check"
#! 3: torch.tensor(zeros) -> 배열을 고쳤는데 shared의 첫 값이 0.0입니다. 값을 복사한 텐서입니다.
#! 3: torch.from_numpy(zeros).float() -> 배열을 고쳤는데 shared의 첫 값이 0.0입니다. 값을 복사한 텐서입니다.
#! 3: torch.from_numpy(n) -> shared의 모양이 (2, 3)입니다. 배열 zeros에는 값이 세 개입니다.
#! 3: zeros -> shared의 자료형이 ndarray입니다. 배열을 텐서로 바꾸세요.
#! 3: torch.tensor([9.0, 0.0, 0.0], dtype=torch.float64) -> 첫 값은 9이지만 배열과 메모리가 다릅니다. 배열을 텐서로 바꾸세요.
#! 4: torch.from_numpy(zeros) -> 배열만 고쳤는데 copied의 첫 값이 9.0이 되었습니다. 메모리를 함께 쓰는 텐서입니다.
#! 4: torch.as_tensor(zeros) -> 배열만 고쳤는데 copied의 첫 값이 9.0이 되었습니다. 메모리를 함께 쓰는 텐서입니다.
#! 4: torch.tensor(n) -> copied의 모양이 (2, 3)입니다. 배열 zeros에는 값이 세 개입니다.
#! 4: zeros.copy() -> copied의 자료형이 ndarray입니다. 배열을 텐서로 바꾸세요.
#! 4: torch.zeros(3) -> copied의 값이 torch.float32입니다. 값을 복사하면 자료형도 배열의 것 그대로입니다.
@self_check(3, "배열을 고치면 이 텐서도 바뀝니다. 메모리가 하나입니다.")
def blank_3():
    if not torch.is_tensor(shared):
        return f"shared의 자료형이 {type(shared).__name__}입니다. 배열을 텐서로 바꾸세요."
    if tuple(shared.shape) != zeros.shape:
        return f"shared의 모양이 {tuple(shared.shape)}입니다. 배열 zeros에는 값이 세 개입니다."
    if shared[0] != zeros[0]:
        return f"배열을 고쳤는데 shared의 첫 값이 {shared[0].item()}입니다. 값을 복사한 텐서입니다."
    if shared.data_ptr() != zeros.ctypes.data:
        return "첫 값은 9이지만 배열과 메모리가 다릅니다. 배열을 텐서로 바꾸세요."


@self_check(4, "배열을 고쳐도 이 텐서는 그대로입니다. 값을 복사했습니다.")
def blank_4():
    if not torch.is_tensor(copied):
        return f"copied의 자료형이 {type(copied).__name__}입니다. 배열을 텐서로 바꾸세요."
    if tuple(copied.shape) != zeros.shape:
        return f"copied의 모양이 {tuple(copied.shape)}입니다. 배열 zeros에는 값이 세 개입니다."
    if copied[0] != 0:
        return f"배열만 고쳤는데 copied의 첫 값이 {copied[0].item()}이 되었습니다. 메모리를 함께 쓰는 텐서입니다."
    if copied.dtype != torch.float64:
        return f"copied의 값이 {copied.dtype}입니다. 값을 복사하면 자료형도 배열의 것 그대로입니다."
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
# 배열을 바꾼 텐서에 `.float()`를 붙인 다음 더한다. 배열의 값을 32비트로 반올림하므로 유효 숫자가 열여섯 자리쯤에서 일곱 자리쯤으로 준다.
#
# </details>
#: endblock

#: extends "program.py"

#: block goals
# - 합성곱을 반복문으로 직접 계산하고 파이토치와 비교한다.
# - 필터로 에지를 찾는다.
# - 합성곱층과 완전 연결층의 가중치 수를 비교한다.
#: endblock

#: block lesson
# %% [markdown] id="note"
# ## 합성곱
#
# 필터 $\mathbf{u}$를 영상 $\mathbf{f}$ 위에서 옮기며 겹친 값끼리 곱해 더한다. 신경망에서는 필터를 뒤집지 않는다.
#
# $$g(y, x) = \sum_{i}\sum_{j} u(i, j)\,f(sy + i,\; sx + j)$$
#
# $s$는 **보폭**(stride)이다. 영상의 가장자리에 0을 둘러 크기를 맞추는 것을 **덧대기**(padding)라 한다.

# %% id="parameters" tags=["parameters"]
stride = {{ program.params.stride | literal }}
padding = {{ program.params.padding | literal }}

# %% id="convolve"
import numpy as np


def convolve(image, kernel, stride=1, padding=0):
    image = np.pad(image, padding)  #> 가장자리에 0을 두른다
    h, w = kernel.shape
    rows, columns = ((size - k) // stride + 1 for size, k in zip(image.shape, (h, w)))
    out = np.zeros((rows, columns))
    for y in range(rows):
        for x in range(columns):
            window = image[y * stride : y * stride + h, x * stride : x * stride + w]  #> 필터와 겹친 곳
            out[y, x] = (window * kernel).sum()
    return out


small = convolve(np.arange(1, 10).reshape(3, 3), np.array([[1, 0], [0, -1]]))
print(small)

# %% [markdown] id="edges-note"
# ## 에지
#
# 가로 방향의 변화를 재는 필터는 밝기가 그대로인 곳에서 0이고, 세로 에지에서 커진다.

# %% id="edges"
import matplotlib.pyplot as plt

image = np.zeros((8, 8))
image[2:6, 2:6] = 1  #> 어두운 바탕에 밝은 정사각형
kernel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])  #> 소벨 필터
edges = convolve(image, kernel, stride, padding)

figure, axes = plt.subplots(1, 2, figsize=(6.4, 3))
for at, picture, name in zip(axes, [image, edges], ["Image", "Edges"]):
    at.imshow(picture, cmap="gray")
    at.set_title(name)
    at.set_xlabel("x")
    at.set_ylabel("y")
plt.tight_layout()
plt.show()

# %% id="torch"
import torch

theirs = torch.nn.functional.conv2d(
    torch.tensor(image)[None, None], torch.tensor(kernel, dtype=torch.float64)[None, None], stride=stride, padding=padding
)  #> 배치와 채널의 축을 하나씩 붙인다
difference = np.abs(theirs[0, 0].numpy() - edges).max()
print(f"파이토치와의 차이: {difference:.1e}")

# %% [markdown] id="weights-note"
# ## 가중치의 수
#
# 합성곱층은 같은 필터를 모든 곳에서 쓴다. 그래서 가중치가 훨씬 적다.

# %% id="weights"
conv, linear = torch.nn.Conv2d(1, 1, kernel_size=3, padding=1), torch.nn.Linear(64, 64)
n_conv, n_linear = (sum(weight.numel() for weight in layer.parameters()) for layer in (conv, linear))
print(f"8x8 영상에서 8x8 출력까지: 합성곱층 {n_conv}개, 완전 연결층 {n_linear:,}개")
#: endblock

#: block results
# %% id="results" role="machinery"
results = {
    "small": small,
    "shape": list(edges.shape),
    "difference_from_torch": difference,
    "edges_where": [np.flatnonzero(edges[len(edges) // 2] > 0).tolist(), np.flatnonzero(edges[len(edges) // 2] < 0).tolist()],
    "flat": float(np.abs(convolve(image[3:5, 2:6], np.array([[-1, 1]]))).max()),
    "n_weights_conv": n_conv,
    "n_weights_linear": n_linear,
}
#: endblock

#: extends "program.py"
#: block goals
# - 다층 퍼셉트론으로 MNIST 필기 숫자를 인식한다.
# - 세대마다 정확률과 손실을 기록하고 학습 곡선을 그린다.
#: endblock

#: block lesson
# %% [markdown] id="program-note"
# ## 다층 퍼셉트론 (5.4.1절)
#
# 은닉층이 하나인 다층 퍼셉트론은 두 번의 가중합과 두 번의 활성화 함수로 이루어진다.
#
# $$\mathbf{o} = \tau_2\left(\mathbf{U}^2\,\tau_1\left(\mathbf{U}^1\mathbf{x}^T\right)\right), \qquad \tau_1=\tau_2=\tanh$$
#
# $\mathbf{U}^1$과 $\mathbf{U}^2$는 가중치 행렬이다. 바이어스도 여기에 넣어 적는다.
#
# MNIST 영상은 $28\times 28=784$개 화소이므로 입력 노드가 784개, 부류가 10개이므로 출력 노드가 10개다. 은닉 노드의 수 `hidden_dim`은 사람이 정하는 **하이퍼 매개변수**다.
#
# 학습 데이터를 `batch_size`개씩 나눈 **미니배치**마다 가중치를 한 번 갱신한다. 학습 데이터를 한 번 다 쓰면 한 **세대**(epoch)가 끝난다.

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
# 이 프로그램은 학습 데이터를 섞지 않는다(`shuffle = False`). 세대마다 같은 순서로 배치가 나온다. 섞으면 배치가 매번 달라져 학습이 한쪽으로 치우치는 것을 막을 수 있다. 프로그램 5-11은 섞는다.

# %% id="load"
from torchvision.transforms import ToTensor

root = find_data("MNIST", "hojjatk/mnist-dataset")
training_data = datasets.MNIST(root=root, train=True, download=True, transform=ToTensor())  #> MNIST 학습 데이터
test_data = datasets.MNIST(root=root, train=False, download=True, transform=ToTensor())  #> MNIST 평가 데이터

#: include "loaders.py"

# %% [markdown] id="model-note"
# ## 모델

#: include "mlp.py"

# %% [markdown] id="functions-note"
# ## 손실 함수와 한 세대의 학습과 평가
#
# 평균제곱오차는 출력 10개와 정답을 하나하나 비교하므로 정답도 값이 10개여야 한다. 그래서 부류 번호를 원핫 벡터로 바꾼다. 식 (5.6)은 출력 노드에 대해서는 더하고 샘플에 대해서만 평균하지만, `torch.mean`은 출력 노드에 대해서도 평균하므로 값이 그 10분의 1이다.

#: include "loss_mse.py"

#: include "epochs.py"

# %% [markdown] id="train-note"
# ## 학습

#: include "train_mlp.py"

# %% [markdown] id="curves-note"
# ## 학습 곡선 (5.4.2절, 프로그램 5-7(b))
#
# 학습 집합의 곡선은 계속 좋아지는데 평가 집합의 곡선(범례의 Validation)이 멈추거나 나빠지면 과잉 적합이 시작된 것이다. 손실은 샘플 하나당 평균이므로 두 곡선을 바로 비교할 수 있다.
#
# 학습 정확률은 가중치가 바뀌어 가는 동안 배치마다 센 것이고, 평가 정확률은 세대가 끝난 뒤에 센 것이다. 그래서 처음 몇 세대에는 평가 쪽이 더 높을 수 있다.

#: include "curves.py"

#: include "drawn.py"

#: from "results.py" import training_results, mlp_results, drawn_results
# %% id="results"
results = {
#: call training_results()
#: endcall
#: call mlp_results()
#: endcall
#: call drawn_results()
#: endcall
}
#: endblock

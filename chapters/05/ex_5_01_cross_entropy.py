#: extends "program.py"
#: block goals
# - 교차 엔트로피를 직접 계산해 맞힌 경우와 틀린 경우의 손실을 비교한다.
# - 주사위로 엔트로피와 교차 엔트로피의 뜻을 익힌다.
#: endblock

#: block lesson
# %% [markdown] id="entropy"
# ## 엔트로피와 교차 엔트로피
#
# **엔트로피**는 확률 분포의 불확실성을 잰다. 새넌의 정보 이론에서 온 개념이다. 로그는 자연로그다.
#
# $$H(x) = -\sum_{i=1}^{k} P(e_i)\log P(e_i) \tag{5.9}$$
#
# 여섯 눈의 확률이 모두 1/6인 공정한 주사위는 결과를 짐작하기 가장 어려우므로 엔트로피가 가장 크다. 찌그러진 주사위는 자주 나오는 눈이 있어 엔트로피가 작다.
#
# **교차 엔트로피**는 두 확률 분포 $P$와 $Q$가 다른 정도를 잰다.
#
# $$H(P, Q) = -\sum_{i=1}^{k} P(e_i)\log Q(e_i) \tag{5.10}$$
#
# $P$가 정해져 있을 때 $H(P,Q)$는 $Q=P$이면 가장 작고, 그 값은 $P$의 엔트로피다.

# %% id="function"
import torch


def cross_entropy(p, q):
    return -torch.xlogy(p, q).sum()  #> `xlogy(p, q)`는 $p\log q$이며 $p=0$이면 $q=0$이어도 0이다

# %% id="dice"
fair = torch.full((6,), 1 / 6)
loaded = torch.tensor([1 / 2, 1 / 10, 1 / 10, 1 / 10, 1 / 10, 1 / 10])  #> 1의 눈이 나올 확률이 1/2인 찌그러진 주사위

h_fair_fair = cross_entropy(fair, fair).item()
h_fair_loaded = cross_entropy(fair, loaded).item()
print(f"공정한 주사위와 공정한 주사위:   {h_fair_fair:.4f}")
print(f"공정한 주사위와 찌그러진 주사위: {h_fair_loaded:.4f}")

# %% [markdown] id="loss"
# ## 예제 5-1: 교차 엔트로피의 합리성
#
# 정답을 원핫 벡터 $\mathbf{y}$, 신경망의 출력을 $\mathbf{o}$라 하면 손실 함수는 다음과 같다. $C$는 부류의 수다.
#
# $$e = -\sum_{i=1}^{C} y_i\log o_i \tag{5.11}$$
#
# 3번 부류의 숫자를 인식하는 두 경우를 비교한다. 처음은 3번 출력이 0.9로 가장 커서 맞힌 경우이고, 다음은 1번 출력이 0.9로 가장 커서 틀린 경우다.

# %% id="digits"
y = torch.tensor([0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])  #> 3번 부류의 원핫 벡터
o = torch.tensor([0.1, 0.0, 0.0, 0.9, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])  #> 맞힌 경우의 출력
e_right = cross_entropy(y, o).item()
print(f"맞힌 경우: {e_right:.4f}")

o = torch.tensor([0.0, 0.9, 0.0, 0.1, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])  #> 틀린 경우의 출력
e_wrong = cross_entropy(y, o).item()
print(f"틀린 경우: {e_wrong:.4f}")

# %% [markdown] id="observe"
# 틀린 경우의 손실이 스무 배 넘게 크다. 정답이 원핫 벡터이면 합에서 정답 부류의 항만 남으므로 $e=-\log o_3$과 같다.
#
# 식을 그대로 옮겨 `y * torch.log(o)`라고 쓰면 $0\times\log 0$이 $0\times(-\infty)$로 계산되어 `nan`이 된다. 아래에서 확인하자.

# %% id="nan"
naive = -(y * torch.log(o)).sum()
print(naive)

# %% id="results"
results = {
    "e_right": e_right,
    "e_wrong": e_wrong,
    "h_fair_fair": h_fair_fair,
    "h_fair_loaded": h_fair_loaded,
    "naive_is_nan": bool(torch.isnan(naive)),
}
#: endblock

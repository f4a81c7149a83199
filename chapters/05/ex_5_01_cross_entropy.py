#: extends "program.py"
#: block goals
# - 교차 엔트로피를 직접 계산해 맞힌 경우와 틀린 경우의 손실을 비교한다.
# - 주사위로 엔트로피와 교차 엔트로피의 뜻을 익힌다.
#: endblock

#: block lesson
# %% [markdown] id="entropy"
# ## 엔트로피 (5.7.2절)
#
# **엔트로피**는 확률 분포의 불확실성을 잰다. 섀넌의 정보 이론에서 온 개념이다. 로그는 자연로그다.
#
# $$H(x) = -\sum_{i=1}^{k} P(e_i)\log P(e_i) \tag{5.9}$$
#
# 여섯 눈의 확률이 모두 1/6인 공정한 주사위는 결과를 짐작하기 가장 어려우므로 엔트로피가 가장 크다. 찌그러진 주사위는 자주 나오는 눈이 있어 짐작하기 쉬우므로 엔트로피가 작다.

# %% id="entropies"
import torch

fair = torch.full((6,), 1 / 6)  #> 공정한 주사위. 여섯 눈의 확률이 모두 1/6이다
loaded = torch.tensor([1 / 2, 1 / 10, 1 / 10, 1 / 10, 1 / 10, 1 / 10])  #> 1의 눈이 나올 확률이 1/2인 찌그러진 주사위

h_fair = -(fair * torch.log(fair)).sum().item()  #> 식 (5.9)
h_loaded = -(loaded * torch.log(loaded)).sum().item()
print(f"공정한 주사위의 엔트로피:   {h_fair:.4f}")
print(f"찌그러진 주사위의 엔트로피: {h_loaded:.4f}")

# %% [markdown] id="cross-entropy-note"
# ## 교차 엔트로피
#
# **교차 엔트로피**는 확률 분포 $P$를 $Q$로 예측할 때 얼마나 어긋나는지를 잰다. 신경망에서는 $P$가 정답이고 $Q$가 예측이다.
#
# $$H(P, Q) = -\sum_{i=1}^{k} P(e_i)\log Q(e_i) \tag{5.10}$$
#
# $P$가 정해져 있을 때 $H(P,Q)$는 $Q=P$이면 가장 작고, 그 값은 0이 아니라 $P$의 엔트로피다. $Q$가 $P$와 달라질수록 커진다.

# %% id="function"
def cross_entropy(p, q):
    return -torch.xlogy(p, q).sum()  #> `xlogy(p, q)`는 $p\log q$이며 $p=0$이면 $q=0$이어도 0이다

# %% id="dice"
h_fair_fair = cross_entropy(fair, fair).item()  #> 두 분포가 같은 경우
h_fair_loaded = cross_entropy(fair, loaded).item()  #> 공정한 주사위를 찌그러진 주사위로 예측한 경우
print(f"공정한 주사위와 공정한 주사위:   {h_fair_fair:.4f}")
print(f"공정한 주사위와 찌그러진 주사위: {h_fair_loaded:.4f}")

# %% [markdown] id="loss"
# ## 예제 5-1: 교차 엔트로피의 합리성
#
# 정답을 원핫 벡터 $\mathbf{y}$, 신경망의 출력을 $\mathbf{o}$라 하면 손실 함수는 다음과 같다. $C$는 부류의 수다.
#
# $$e = -\sum_{i=1}^{C} y_i\log o_i \tag{5.11}$$
#
# 숫자 3의 샘플을 인식하는 두 경우를 비교한다. 처음은 부류 3의 출력이 0.9로 가장 커서 맞힌 경우이고, 다음은 부류 1의 출력이 0.9로 가장 커서 틀린 경우다. 부류 번호는 0부터 센다.

# %% id="digits"
y = torch.tensor([0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])  #> 부류 3의 원핫 벡터
o = torch.tensor([0.1, 0.0, 0.0, 0.9, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])  #> 맞힌 경우의 출력
e_right = cross_entropy(y, o).item()
print(f"맞힌 경우: {e_right:.4f}")

o = torch.tensor([0.0, 0.9, 0.0, 0.1, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])  #> 틀린 경우의 출력
e_wrong = cross_entropy(y, o).item()
print(f"틀린 경우: {e_wrong:.4f}")

# %% [markdown] id="observe"
# 틀린 경우의 손실이 스무 배 넘게 크다. 정답이 원핫 벡터이면 합에서 정답 부류의 항만 남는다. 그래서 손실은 정답 부류의 출력에 로그를 취하고 부호를 바꾼 값, 곧 $-\log 0.9$와 $-\log 0.1$이다.
#
# 식을 그대로 옮겨 `y * torch.log(o)`라고 쓰면 $0\times\log 0$이 $0\times(-\infty)$로 계산되어 `nan`이 된다. 아래에서 확인하자.

# %% id="nan"
naive = -(y * torch.log(o)).sum()  #> 식 (5.11)을 그대로 옮긴 코드
print(naive)

# %% id="results"
results = {
    "e_right": e_right,
    "e_wrong": e_wrong,
    "h_fair": h_fair,
    "h_loaded": h_loaded,
    "h_fair_fair": h_fair_fair,
    "h_fair_loaded": h_fair_loaded,
    "naive_is_nan": bool(torch.isnan(naive)),
}
#: endblock

#: extends "program.py"
#: block goals
# - 주사위로 엔트로피와 교차 엔트로피의 뜻을 익힌다.
# - 교차 엔트로피를 직접 계산해 맞힌 경우와 틀린 경우의 손실을 비교한다.
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

# %% [markdown] id="die-note"
# 1의 눈이 나올 확률 $p$를 0에 가까운 값에서 1에 가까운 값까지 바꾸고, 나머지 다섯 눈은 $(1-p)/5$씩 나누어 갖게 해 보자.

# %% id="die"
import matplotlib.pyplot as plt

p = torch.linspace(0.01, 0.99, 99)
rest = (1 - p) / 5  #> 나머지 다섯 눈이 하나씩 나올 확률
h = -(p * torch.log(p) + 5 * rest * torch.log(rest))  #> 식 (5.9)를 모든 $p$에 대해 한꺼번에 계산한다

plt.figure(figsize=(5.5, 3.6))
plt.plot(p, h, label="Die with P(1) = p")
plt.plot(1 / 6, h_fair, "o", color="black", label="Fair die (p = 1/6)")
plt.plot(1 / 2, h_loaded, "^", color="tab:orange", label="Loaded die (p = 1/2)")
plt.title("Entropy of a Die")
plt.xlabel("p")
plt.ylabel("Entropy")
plt.legend(loc="lower left")
plt.grid()
plt.show()

# %% [markdown] id="cross-entropy-note"
# 공정한 주사위에서 가장 크고, 한쪽으로 찌그러질수록 작아진다.
#
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
# 숫자 3인 샘플을 인식하는 두 경우를 비교한다. 처음은 부류 3의 출력이 0.9로 가장 커서 맞힌 경우이고, 다음은 부류 1의 출력이 0.9로 가장 커서 틀린 경우다. 부류 번호는 0부터 센다.

# %% id="digits"
y = torch.tensor([0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])  #> 부류 3의 원핫 벡터
o = torch.tensor([0.1, 0.0, 0.0, 0.9, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])  #> 맞힌 경우의 출력
e_right = cross_entropy(y, o).item()
print(f"맞힌 경우: {e_right:.4f}")

o = torch.tensor([0.0, 0.9, 0.0, 0.1, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])  #> 틀린 경우의 출력
e_wrong = cross_entropy(y, o).item()
print(f"틀린 경우: {e_wrong:.4f} (맞힌 경우의 {e_wrong / e_right:.1f}배)")

# %% [markdown] id="observe"
# 정답이 원핫 벡터이면 합에서 정답 부류의 항만 남는다. 그래서 손실은 정답 부류의 출력에 로그를 취하고 부호를 바꾼 값, 곧 $-\log 0.9$와 $-\log 0.1$이다. 이 곡선을 그려 보면 왜 합리적인 손실인지 보인다.

# %% id="curve"
o_true = torch.linspace(0.01, 1, 100)  #> 정답 부류의 출력

plt.figure(figsize=(5.5, 3.6))
plt.plot(o_true, -torch.log(o_true), label=r"$-\log\,o$")
plt.plot(0.9, e_right, "o", color="black", label="Right (o = 0.9)")
plt.plot(0.1, e_wrong, "^", color="tab:orange", label="Wrong (o = 0.1)")
plt.title("Cross Entropy of One Sample")
plt.xlabel("Output o of the true class")
plt.ylabel("Loss")
plt.legend(loc="upper right")
plt.grid()
plt.show()

# %% [markdown] id="curve-note"
# 정답 부류의 출력이 1에 다가가면 손실은 0이 되고, 0에 다가가면 손실이 끝없이 커진다. 확신하고 틀릴수록 큰 벌을 받는다.
#
# ## 0 × log 0
#
# 식을 그대로 옮겨 `y * torch.log(o)`라고 쓰면 $0\times\log 0$이 $0\times(-\infty)$로 계산되어 `nan`이 된다.

# %% id="nan"
naive = -(y * torch.log(o)).sum()  #> 식 (5.11)을 그대로 옮긴 코드
print(naive)
#: endblock

#: block results
# %% id="results" role="machinery"
results = {
    "e_right": e_right,
    "e_wrong": e_wrong,
    "ratio": e_wrong / e_right,
    "h_fair": h_fair,
    "h_loaded": h_loaded,
    "h_fair_fair": h_fair_fair,
    "h_fair_loaded": h_fair_loaded,
    "largest_entropy_at": p[h.argmax()].item(),
    "naive_is_nan": bool(torch.isnan(naive)),
}
#: endblock

#: block summary
# - 엔트로피는 분포가 고를수록 크고 한쪽으로 치우칠수록 작다.
# - 교차 엔트로피 손실은 정답 부류의 출력 $o$만으로 정해지며 $-\log o$다. 확신하고 틀릴수록 크다.
# - 코드에서는 $0\log 0$이 `nan`이 되지 않게 `torch.xlogy`를 쓴다.
#: endblock

#: block questions
# **1.** 언제나 1의 눈만 나오는 주사위의 엔트로피는 얼마일까?
#
# <details><summary>답</summary>
#
# 0이다. 결과를 미리 알고 있으므로 불확실성이 없다. $-1\cdot\log 1=0$이고 나머지 항은 0으로 친다.
#
# </details>
#
# **2.** 열 부류의 출력이 모두 0.1이면 손실은 얼마일까? 위의 '틀린 경우'와 비교해 보자.
#
# <details><summary>답</summary>
#
# $-\log 0.1\approx 2.3026$으로 틀린 경우와 같다. 손실은 정답 부류의 출력만 보므로, 나머지 0.9를 한 부류에 몰아주었는지 고루 나누었는지는 상관없다. 아무것도 배우지 않은 신경망의 손실이 이쯤이다.
#
# </details>
#
# **3.** 찌그러진 주사위를 공정한 주사위로 예측한 $H(Q, P)$는 $H(P, Q)$와 같을까? `cross_entropy(loaded, fair)`로 확인해 보자.
#
# <details><summary>답</summary>
#
# 다르다. $H(P,Q)\approx 2.0343$이지만 $H(Q,P)=\log 6\approx 1.7918$이다. 교차 엔트로피는 두 분포의 자리를 바꾸면 값이 달라진다.
#
# </details>
#: endblock

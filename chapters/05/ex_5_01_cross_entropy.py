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
# 여섯 눈의 확률이 모두 1/6인 공정한 주사위는 결과를 짐작하기 가장 어려우므로 엔트로피가 가장 크다. 찌그러진 주사위는 자주 나오는 눈이 있어 짐작하기 쉬우므로 엔트로피가 작다. 주사위 셋의 엔트로피를 계산해 보자. 확률을 계속 바꾸어 그린 곡선은 이론 5-4에 있다.

# %% id="entropies"
import torch

fair = torch.full((6,), 1 / 6)  #> 공정한 주사위. 여섯 눈의 확률이 모두 1/6이다
loaded = torch.tensor([1 / 2, 1 / 10, 1 / 10, 1 / 10, 1 / 10, 1 / 10])  #> 1의 눈이 나올 확률이 1/2인 찌그러진 주사위
warped = torch.tensor([0.9, 0.02, 0.02, 0.02, 0.02, 0.02])  #? 1의 눈이 나올 확률이 $p=0.9$이고, 나머지 다섯 눈은 남은 확률을 똑같이 나누어 갖는다. || 남은 0.1을 다섯으로 나눈다. 위의 두 줄처럼 값이 여섯인 텐서를 만든다.  #> 더 찌그러진 주사위. 1의 눈이 열에 아홉이다


def entropy(p):
    return -torch.xlogy(p, p).sum()  #? 식 (5.9)를 그대로 옮긴다. 나오지 않는 눈이 있어도 계산되어야 한다. || `torch`의 `xlogy`는 첫째에 둘째의 로그를 곱하며, 첫째가 0이면 0을 돌려준다. 더하고 부호를 바꾼다.  #> 식 (5.9). 확률이 0인 눈은 0으로 친다


h_fair, h_loaded, h_warped = entropy(fair).item(), entropy(loaded).item(), entropy(warped).item()
print(f"공정한 주사위의 엔트로피: {h_fair:.4f}")
print(f"찌그러진 주사위의 엔트로피: {h_loaded:.4f}")
print(f"더 찌그러진 주사위의 엔트로피: {h_warped:.4f}")

# %% id="check-entropies" role="self-check"
#! 1: torch.tensor([0.9, 0.1, 0.1, 0.1, 0.1, 0.1]) -> 여섯 확률의 합이 1.40입니다. 확률을 모두 더하면 1이어야 합니다.
#! 1: torch.tensor([0.9, 0.02, 0.02, 0.02, 0.02]) -> 눈이 5개입니다. 주사위의 눈은 여섯입니다.
#! 1: torch.tensor([0.02, 0.02, 0.02, 0.02, 0.02, 0.9]) -> 1의 눈이 나올 확률이 0.02입니다. 첫째 값이 1의 눈입니다.
#! 1: torch.tensor([0.9, 0.1, 0.0, 0.0, 0.0, 0.0]) -> 나머지 다섯 눈의 확률이 서로 다릅니다. 남은 확률을 똑같이 나누세요.
#! 2: torch.xlogy(p, p).sum() -> 공정한 동전의 엔트로피가 -0.6931입니다. 엔트로피는 음수가 아닙니다. 식의 맨 앞을 보세요.
#! 2: -(p * torch.log(p)).sum() -> 언제나 앞면만 나오는 동전에서 nan이 나옵니다. 확률이 0인 항에서 0과 음의 무한대를 곱했습니다.
#! 2: -(p * torch.log2(p)).nansum() -> 공정한 동전의 엔트로피가 1.0000입니다. 밑이 2인 로그를 썼습니다. 이 절의 로그는 자연로그입니다.
#! 2: -torch.xlogy(p, p).mean() -> 공정한 동전의 엔트로피가 0.3466입니다. 더하지 않고 평균했습니다.
#! 2: -torch.xlogy(p, p) -> !RuntimeError
@self_check(1, "확률의 합이 1이고 1의 눈이 훨씬 자주 나옵니다.")
def blank_1():
    if len(warped) != 6:
        return f"눈이 {len(warped)}개입니다. 주사위의 눈은 여섯입니다."
    if abs(warped.sum() - 1) > 1e-5:
        return f"여섯 확률의 합이 {warped.sum():.2f}입니다. 확률을 모두 더하면 1이어야 합니다."
    if abs(warped[0] - 0.9) > 1e-5:
        return f"1의 눈이 나올 확률이 {warped[0]:.2f}입니다. 첫째 값이 1의 눈입니다."
    if warped[1:].max() - warped[1:].min() > 1e-5:
        return "나머지 다섯 눈의 확률이 서로 다릅니다. 남은 확률을 똑같이 나누세요."


@self_check(2, "확률이 0인 사건이 있어도 계산됩니다.")
def blank_2():
    coin, sure = entropy(torch.tensor([0.5, 0.5])), entropy(torch.tensor([1.0, 0.0]))
    if coin < 0:
        return f"공정한 동전의 엔트로피가 {coin:.4f}입니다. 엔트로피는 음수가 아닙니다. 식의 맨 앞을 보세요."
    if torch.isnan(sure):
        return "언제나 앞면만 나오는 동전에서 nan이 나옵니다. 확률이 0인 항에서 0과 음의 무한대를 곱했습니다."
    cause = "log 2여야 합니다."
    if abs(coin - 1) < 1e-5:
        cause = "밑이 2인 로그를 썼습니다. 이 절의 로그는 자연로그입니다."
    elif abs(2 * coin - torch.log(torch.tensor(2.0))) < 1e-5:
        cause = "더하지 않고 평균했습니다."
    if abs(coin - torch.log(torch.tensor(2.0))) > 1e-5:
        return f"공정한 동전의 엔트로피가 {coin:.4f}입니다. {cause}"
    if abs(sure) > 1e-5:
        return f"언제나 앞면만 나오는 동전의 엔트로피가 {sure:.4f}입니다. 불확실성이 없으므로 0이어야 합니다."

# %% [markdown] id="cross-entropy-note"
# 공정한 주사위에서 가장 크고, 많이 찌그러질수록 작아진다.
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
    return -torch.xlogy(p, q).sum()  #? 식 (5.10)을 그대로 옮긴다. 정답의 확률이 0인 항은 예측이 0이어도 0이어야 한다. || 엔트로피와 같은 함수를 쓴다. 로그를 취하는 것은 예측 $q$다.  #> `xlogy(p, q)`는 $p\log q$이며 $p=0$이면 $q=0$이어도 0이다

# %% id="dice"
h_fair_fair = cross_entropy(fair, fair).item()  #> 두 분포가 같은 경우
h_fair_loaded = cross_entropy(fair, loaded).item()  #> 공정한 주사위를 찌그러진 주사위로 예측한 경우
print(f"공정한 주사위와 공정한 주사위:   {h_fair_fair:.4f}")
print(f"공정한 주사위와 찌그러진 주사위: {h_fair_loaded:.4f}")

# %% id="check-dice" role="self-check"
#! 3: -torch.xlogy(q, p).sum() -> 두 분포의 자리를 바꾸었습니다. 로그를 취하는 것은 정답이 아니라 예측입니다.
#! 3: torch.xlogy(p, q).sum() -> 교차 엔트로피가 -1.0763입니다. 확률의 로그는 음수입니다. 식의 맨 앞을 보세요.
#! 3: -(p * torch.log(q)).sum() -> 정답이 아닌 부류의 출력이 0일 때 nan이 나옵니다. 0×log 0을 그대로 계산했습니다.
#! 3: -torch.xlogy(p, p).sum() -> 예측을 바꾸어도 값이 같습니다. 그것은 정답의 엔트로피입니다.
#! 3: -torch.xlogy(p, q).mean() -> 더하지 않고 평균했습니다. 값이 사건의 수만큼 작아집니다.
@self_check(3, "정답의 확률로 무게를 주어 예측의 로그를 더했습니다.")
def blank_3():
    P, Q = torch.tensor([0.25, 0.75]), torch.tensor([0.5, 0.3])  # Q need be no distribution for the sum
    h, right, swapped = cross_entropy(P, Q), 1.0762664, 0.7794518  # by hand
    if h < 0:
        return f"교차 엔트로피가 {h:.4f}입니다. 확률의 로그는 음수입니다. 식의 맨 앞을 보세요."
    if abs(h - swapped) < 1e-5:
        return "두 분포의 자리를 바꾸었습니다. 로그를 취하는 것은 정답이 아니라 예측입니다."
    if abs(h - cross_entropy(P, Q / 2)) < 1e-5:
        return "예측을 바꾸어도 값이 같습니다. 그것은 정답의 엔트로피입니다."
    if abs(2 * h - right) < 1e-5:
        return "더하지 않고 평균했습니다. 값이 사건의 수만큼 작아집니다."
    if torch.isnan(cross_entropy(torch.tensor([1.0, 0.0]), torch.tensor([1.0, 0.0]))):
        return "정답이 아닌 부류의 출력이 0일 때 nan이 나옵니다. 0×log 0을 그대로 계산했습니다."
    if abs(h - right) > 1e-5:
        return f"교차 엔트로피가 {h:.4f}입니다. 손으로 계산하면 {right:.4f}입니다."

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

o = torch.tensor([0.0, 0.9, 0.0, 0.1, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])  #? 부류 1의 출력이 0.9이고 나머지는 정답 부류가 갖는다. || 부류의 번호는 0부터 센다. 합이 1이 되게 값 열 개를 적는다.  #> 틀린 경우의 출력
e_wrong = cross_entropy(y, o).item()
print(f"틀린 경우: {e_wrong:.4f} (맞힌 경우의 {e_wrong / e_right:.1f}배)")

# %% id="check-digits" role="self-check"
#! 4: torch.tensor([0.1, 0.0, 0.0, 0.9, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]) -> 부류 3의 출력이 가장 큽니다. 그러면 맞힌 것입니다.
#! 4: torch.tensor([0.1, 0.9, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]) -> 정답 부류의 출력이 0입니다. 그러면 손실이 무한대가 됩니다.
#! 4: torch.tensor([0.0, 0.9, 0.0, 0.9, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]) -> 출력의 합이 1.80입니다. 확률이므로 합이 1이어야 합니다.
#! 4: torch.tensor([0.9, 0.0, 0.1, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]) -> 부류 0의 출력이 가장 큽니다. 번호를 0부터 세어, 부류 1이라고 답한 출력을 쓰세요.
#! 4: torch.tensor([0.0, 0.9, 0.0, 0.1]) -> !RuntimeError
@self_check(4, "부류 1이라고 확신하며 틀렸습니다. 손실이 훨씬 큽니다.")
def blank_4():
    if abs(o.sum() - 1) > 1e-5:
        return f"출력의 합이 {o.sum():.2f}입니다. 확률이므로 합이 1이어야 합니다."
    if o.argmax() == 3:
        return "부류 3의 출력이 가장 큽니다. 그러면 맞힌 것입니다."
    if o.argmax() != 1:
        return f"부류 {o.argmax()}의 출력이 가장 큽니다. 번호를 0부터 세어, 부류 1이라고 답한 출력을 쓰세요."
    if o[3] == 0:
        return "정답 부류의 출력이 0입니다. 그러면 손실이 무한대가 됩니다."
    if abs(o[1] - 0.9) > 1e-5 or abs(o[3] - 0.1) > 1e-5:
        return f"부류 1의 출력이 {o[1]:.2f}, 부류 3의 출력이 {o[3]:.2f}입니다. 예제에서는 0.9와 0.1입니다."

# %% [markdown] id="observe"
# 정답이 원핫 벡터이면 합에서 정답 부류의 항만 남는다. 그래서 손실은 정답 부류의 출력에 로그를 취하고 부호를 바꾼 값, 곧 $-\log 0.9$와 $-\log 0.1$이다. 이 곡선을 그려 보면 왜 합리적인 손실인지 보인다.

# %% id="curve"
import matplotlib.pyplot as plt

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
    "h_warped": h_warped,
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

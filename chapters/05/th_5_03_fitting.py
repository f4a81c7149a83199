#: extends "program.py"
#: block goals
# - 용량이 다른 모델을 같은 점들에 맞추어 과소 적합과 과잉 적합을 눈과 숫자로 구별한다.
# - 학습 오차만으로는 과잉 적합을 알 수 없음을 표본 500개로 확인하고, 평가 데이터에서 나타나는 징후를 숫자로 잰다.
# - 데이터를 늘리거나 가중치를 줄이면 과잉 적합이 얼마나 줄어드는지 잰다.
#: endblock

#: block lesson
# %% [markdown] id="fitting"
# ## 과소 적합과 과잉 적합 (5.6.2절)
#
# 모델이 나타낼 수 있는 함수의 폭을 **용량**이라 한다. 가중치가 많을수록 용량이 크다. 데이터에 비해 용량이 작아 오차가 커지는 것이 **과소 적합**(underfitting)이고, 용량이 지나쳐 학습 데이터에 과도하게 적응하느라 일반화 능력을 잃는 것이 **과잉 적합**(overfitting)이다.
#
# 그림으로 볼 수 있도록 입력과 출력이 하나씩인 모델을 쓴다. $d$차 다항식은 가중치가 $d+1$개인 모델이다.
#
# $$f(x) = w_0 + w_1x + w_2x^2 + \cdots + w_dx^d$$
#
# 학습 데이터는 3차 곡선의 참값에 잡음을 더한 점 20개다.

# %% id="parameters" tags=["parameters"]
noise = {{program.params.noise | literal}}
sample = {{program.params.sample | literal}}

# %% id="samples"
import matplotlib.pyplot as plt
import numpy as np
from numpy.polynomial.polynomial import polyvander


def true_curve(x):
    return 2 * x**3 - 2 * x**2 - x + 1


def draw_sample(number):
    generator = np.random.default_rng(number)  #> 번호가 같으면 같은 표본이 나온다
    x = generator.uniform(-1, 1, size=80)
    return x, true_curve(x) + generator.normal(0, noise, size=80)  #> 참값에 표준편차가 `noise`인 잡음을 더한다

# %% [markdown] id="functions-note"
# 가중치는 오차의 제곱합이 가장 작게 정한다. 다항식은 가중치에 대해 일차식이므로 반복하지 않고 한 번에 구할 수 있다. **학습 오차**는 맞춘 점에서 재고, **참값과의 차이**는 촘촘한 격자에서 잰다. 격자는 새 샘플이 올 수 있는 곳들이다.

# %% id="functions"
grid = np.linspace(-0.9, 0.9, 200)
x0 = np.array([-0.5])  #> 새 샘플 $x_0$


def fit(x, y, degree):
    X = polyvander(x, degree)  #> 열이 $1, x, x^2, \ldots$인 행렬. 가중치마다 열이 하나다
    return (np.linalg.pinv(X) @ y[..., None])[
        ..., 0
    ]  #> $\mathbf{Xw}$와 $\mathbf{y}$의 차를 제곱해 더한 값이 가장 작은 $\mathbf{w}$


def predict(weights, x):
    return (polyvander(x, weights.shape[-1] - 1) @ weights[..., None])[..., 0]


def root_mean_square(difference):
    return np.sqrt(np.mean(difference**2, axis=-1))


def errors(weights, x, y):
    training_error = root_mean_square(predict(weights, x) - y)  #? 맞춘 점에서 예측과 정답을 비교한다. || `root_mean_square`에 예측과 정답의 차를 넣는다. 예측은 `predict`가 구한다.  #> 학습 오차. 평균제곱오차의 제곱근이다
    true_error = root_mean_square(predict(weights, grid) - true_curve(grid))  #? 새 샘플이 올 수 있는 곳에서 예측과 참값을 비교한다. || 격자 `grid`에서 예측을 구하고 참값은 `true_curve`로 구한다.  #> 참값과의 차이
    return training_error, true_error

# %% id="check-functions" role="self-check"
#! 1: root_mean_square(predict(weights, x) - true_curve(x)) -> 학습 오차를 참값으로 쟀습니다. 학습할 때는 참값을 모릅니다. 무엇과 비교해야 할까요?
#! 1: np.sqrt(np.mean((predict(weights, x) - y) ** 2)) -> 표본이 둘인데 오차가 하나입니다. 표본마다 하나씩 나와야 합니다. 앞에서 만든 함수를 쓰면 됩니다.
#! 1: np.mean((predict(weights, x) - y) ** 2, axis=-1) -> 차이가 0, 0, 6인 점들의 학습 오차가 12.0000입니다. 제곱근을 빠뜨렸습니다.
#! 1: np.linalg.norm(predict(weights, x) - y, axis=-1) -> 차이가 0, 0, 6인 점들의 학습 오차가 6.0000입니다. 제곱해서 평균한 다음 제곱근을 구합니다.
#! 1: np.linalg.norm(predict(weights, x) - y, axis=-1) / np.sqrt(len(x)) -> 표본을 하나씩 잴 때는 맞지만 둘을 한꺼번에 재면 달라집니다. 점의 수로 나누었나요, 표본의 수로 나누었나요?
#! 1: np.sqrt(np.mean((predict(weights, x) - y) ** 2, axis=0)) -> 표본이 둘인데 오차가 3개입니다. 표본마다 하나씩 나와야 합니다. 점이 늘어선 축을 따라 평균하세요.
#! 1: np.mean(predict(weights, x) - y, axis=-1) -> 차이가 0, 0, 6인 점들의 학습 오차가 -2.0000입니다. 제곱해서 평균한 다음 제곱근을 구합니다.
#! 1: root_mean_square(y) -> 점들을 모두 지나는 식의 학습 오차가 0이 아닙니다. 예측과 정답의 차를 재고 있나요?
#! 2: root_mean_square(predict(weights, x) - true_curve(x)) -> 맞춘 점에서만 쟀습니다. 점과 점 사이에서 출렁여도 알 수 없습니다. 촘촘한 격자에서 재세요.
#! 2: root_mean_square(predict(weights, grid)) -> 참값과 같은 식인데도 차이가 0이 아닙니다. 예측에서 무엇을 빼야 할까요?
#! 2: np.mean(predict(weights, grid) - true_curve(grid), axis=-1) -> 참값보다 1 작은 식의 차이가 -1.0000입니다. 부호가 지워지도록 제곱해야 합니다.
#! 2: np.sqrt(np.mean((predict(weights, grid) - true_curve(grid)) ** 2)) -> 표본이 둘이면 차이도 표본마다 하나씩 나와야 합니다. 앞에서 만든 함수를 쓰면 됩니다.
#! 2: np.mean(abs(predict(weights, grid) - true_curve(grid)), axis=-1) -> 격자에서 잰 차이가 맞지 않습니다. 제곱하고 평균하고 제곱근을 구했나요?
#! 2: root_mean_square(predict(weights, x) - y) -> 잡음이 든 정답과 비교했습니다. 그것은 학습 오차입니다. 여기서는 참값과 비교하세요.
@self_check(1, "맞춘 점에서 예측과 정답을 비교했습니다. 참값을 몰라도 잴 수 있는 오차입니다.")
def blank_1():
    line, x, y = np.array([0.0, 1.0]), np.array([0.0, 1.0, 2.0]), np.array([0.0, 1.0, 8.0])
    error = errors(line, x, y)[0]
    if np.allclose([error, errors(line, x, y + 1)[0]], 3):  # at 0, 1 and 2 the true curve is 1 off, 1 off and 5 off
        return "학습 오차를 참값으로 쟀습니다. 학습할 때는 참값을 모릅니다. 무엇과 비교해야 할까요?"
    if abs(errors(line, x, x)[0]) > 1e-9:
        return "점들을 모두 지나는 식의 학습 오차가 0이 아닙니다. 예측과 정답의 차를 재고 있나요?"
    if np.isclose(error, 12):
        return f"차이가 0, 0, 6인 점들의 학습 오차가 {error:.4f}입니다. 제곱근을 빠뜨렸습니다."
    if not np.isclose(error, np.sqrt(12)):
        return f"차이가 0, 0, 6인 점들의 학습 오차가 {error:.4f}입니다. 제곱해서 평균한 다음 제곱근을 구합니다."
    both = errors(np.array([line, line]), np.array([x, x]), np.array([y, x]))[0]
    if np.size(both) == 1:
        return "표본이 둘인데 오차가 하나입니다. 표본마다 하나씩 나와야 합니다. 앞에서 만든 함수를 쓰면 됩니다."
    if np.shape(both) != (2,):
        return f"표본이 둘인데 오차가 {np.size(both)}개입니다. 표본마다 하나씩 나와야 합니다. 점이 늘어선 축을 따라 평균하세요."
    if not np.allclose(both, [error, 0]):
        return "표본을 하나씩 잴 때는 맞지만 둘을 한꺼번에 재면 달라집니다. 점의 수로 나누었나요, 표본의 수로 나누었나요?"


@self_check(2, "점과 점 사이에서도 참값과 비교했습니다. 참값을 아는 연습 문제에서만 잴 수 있습니다.")
def blank_2():
    true, x, y = np.array([1.0, -1.0, -2.0, 2.0]), np.array([0.0, 0.5]), np.array([9.0, 9.0])
    error = errors(true, x, y)[1]
    if np.isclose(error, errors(true, x, y)[0]):
        return "잡음이 든 정답과 비교했습니다. 그것은 학습 오차입니다. 여기서는 참값과 비교하세요."
    if abs(error) > 1e-9:
        return "참값과 같은 식인데도 차이가 0이 아닙니다. 예측에서 무엇을 빼야 할까요?"
    wave = true + np.array([0.0, -0.5, 1.0, 0.0])  # as the true curve at both points, and not between them
    if abs(errors(wave, x, y)[1]) < 1e-9:
        return "맞춘 점에서만 쟀습니다. 점과 점 사이에서 출렁여도 알 수 없습니다. 촘촘한 격자에서 재세요."
    below = errors(true - np.array([1.0, 0.0, 0.0, 0.0]), x, y)[1]
    if below < 0:
        return f"참값보다 1 작은 식의 차이가 {below:.4f}입니다. 부호가 지워지도록 제곱해야 합니다."
    if not np.isclose(errors(wave, x, y)[1], np.linalg.norm(grid**2 - grid / 2) / len(grid) ** 0.5):
        return "격자에서 잰 차이가 맞지 않습니다. 제곱하고 평균하고 제곱근을 구했나요?"
    both = errors(np.array([true, wave]), np.array([x, x]), np.array([y, y]))[1]
    if np.shape(both) != (2,) or not np.allclose(both, [error, errors(wave, x, y)[1]]):
        return "표본이 둘이면 차이도 표본마다 하나씩 나와야 합니다. 앞에서 만든 함수를 쓰면 됩니다."

# %% [markdown] id="fits-note"
# ### 1차, 2차, 3차, 12차 식
#
# 윗줄은 점 20개에 차수만 바꾸어 맞춘 것이고, 아랫줄은 12차 식을 그대로 두고 점의 수를 늘린 것이다. 매개변수 `sample`의 처음 값은 과잉 적합이 잘 보이도록 고른 표본의 번호다.

# %% id="fits"
points_x, points_y = draw_sample(sample)
fit_errors = {}
plt.figure(figsize=(12, 6))
for number, (degree, size) in enumerate([(1, 20), (2, 20), (3, 20), (12, 20), (12, 30), (12, 50), (12, 80)], 1):
    x, y = points_x[:size], points_y[:size]  #> 앞의 `size`개 점에만 맞춘다
    weights = fit(x, y, degree)
    training_error, true_error = errors(weights, x, y)
    at_x0, truth = predict(weights, x0).item(), true_curve(x0).item()
    fit_errors[degree, size] = training_error, true_error, at_x0
    print(f"{degree:2d}차, 점 {size}개: 학습 오차 {training_error:.3f}, 참값과의 차이 {true_error:.3f}", end="")
    print(f", x0의 예측 {at_x0:5.2f}, 참값 {truth:.2f}")
    plt.subplot(2, 4, number)
    plt.plot(x, y, ".", color="tab:gray", label="samples")
    plt.plot(grid, true_curve(grid), "--", color="tab:blue", label="true")
    plt.plot(grid, predict(weights, grid), "-", color="tab:red", label="fitted")
    plt.plot(x0, truth, "o", color="tab:blue", label="true at x0")
    plt.plot(x0, at_x0, "s", color="tab:red", label="predicted at x0")
    plt.title(f"degree {degree}, {size} samples")
    plt.xlabel("x")
    plt.ylabel("y")
    plt.ylim(-2, 3.5)
plt.subplots_adjust(hspace=0.4, wspace=0.3)  #> 축의 이름이 다른 그림과 겹치지 않게 벌린다
plt.legend(loc="center", bbox_to_anchor=(1.75, 0.5))  #> 범례는 비어 있는 여덟째 자리에 둔다
plt.show()

# %% [markdown] id="fits-observe"
# - **1차** 식은 용량이 작아 점들을 따라가지 못한다. 학습 오차도 크다. 이것이 **과소 적합**이며, 용량을 키우면 풀린다.
# - **2차** 식은 나아졌지만 아직 모자라고, **3차** 식이 점들의 흐름을 따른다.
# - **12차** 식은 학습 오차가 더 작지만 점과 점 사이에서 크게 출렁인다. 그래서 새 샘플 $x_0$의 예측(빨간 네모)이 참값(파란 동그라미)에서 멀어진다. 이것이 **과잉 적합**이다. 점이 늘면 12차 식도 참값에 가까워진다.
#
# 고른 표본 하나로는 이것이 얼마나 흔한 일인지 알 수 없다. 표본을 500개 만들어 차수마다 오차의 중앙값을 구해 보자.

# %% id="medians"
samples = np.array([draw_sample(number) for number in range(500)])
all_x, all_y = samples[:, 0], samples[:, 1]  #> 행마다 표본 하나, 열마다 점 하나

degrees = range(1, 13)
training_errors, true_errors, all_weights = {}, {}, {}
for degree in degrees:
    weights = fit(all_x[:, :20], all_y[:, :20], degree)  #> 표본 500개를 한꺼번에 맞춘다
    all_weights[degree] = weights
    training_errors[degree], true_errors[degree] = errors(weights, all_x[:, :20], all_y[:, :20])
    theory = noise * np.sqrt(1 - (degree + 1) / 20) if degree >= 3 else np.nan  #> 가중치가 `degree + 1`개다
    print(f"{degree:2d}차: 학습 오차 {np.median(training_errors[degree]):.3f} (이론 {theory:.3f})", end="")
    print(f", 참값과의 차이 {np.median(true_errors[degree]):.3f}")

missed = abs(predict(all_weights[12], x0) - true_curve(x0))[:, 0]
far = np.mean(missed > 0.5)
print(f"12차 식의 x0의 예측이 참값에서 0.5 넘게 벗어난 표본 {far:.0%}")

median_training = [np.median(training_errors[degree]) for degree in degrees]
median_true = [np.median(true_errors[degree]) for degree in degrees]
plt.figure(figsize=(6.4, 4))
plt.plot(degrees, median_training, "o--", label="on the training data")
plt.plot(degrees, median_true, "s-", label="against the true curve")
plt.title("Median error of 500 samples of 20 points")
plt.xlabel("Degree")
plt.ylabel("Error")
plt.locator_params(axis="x", integer=True)
plt.legend(loc="upper center")
plt.grid()
plt.show()

# %% [markdown] id="medians-observe"
# 차수가 높을수록 학습 오차는 계속 줄지만, 참값과의 차이는 3차에서 가장 작고 그 뒤로 커진다. 참값이 3차 식이기 때문이다. 3차부터는 학습 오차를 이론으로도 안다. 잡음의 표준편차가 $\sigma$, 점이 $n$개, 가중치가 $k$개이면 학습 오차를 제곱한 값의 평균이 $\sigma^2(1-k/n)$이다. 가중치가 많을수록 잡음까지 외운다. **학습 오차가 줄었다고 더 좋은 모델은 아니다.**
#
# ### 표본에 따른 흔들림
#
# 중앙값은 표본이 다르면 오차가 얼마나 달라지는지 말해 주지 않는다. 처음 200개 표본의 오차를 상자그림으로 그려 보자. 상자에는 가운데 절반이 들고, 수염은 10 %에서 90 %까지다.

# %% id="boxes"
plt.figure(figsize=(7.5, 4.2))
boxes = plt.boxplot(
    [true_errors[degree][:200] for degree in degrees],
    whis=(10, 90),
    showfliers=False,
    patch_artist=True,
    boxprops={"facecolor": "lightgray"},
    medianprops={"color": "tab:orange", "linewidth": 2.5},
)
plt.yscale("log")  #> 오차가 수백 배까지 달라져 로그축에 그린다
plt.title("Error against the true curve, 200 samples of 20 points")
plt.xlabel("Degree")
plt.ylabel("Error")
plt.legend([boxes["whiskers"][0], boxes["medians"][0]], ["10 % to 90 %", "Median"], loc="upper left")
plt.grid(axis="y")
plt.show()

tenth, ninetieth = {}, {}
for degree in (1, 2, 3, 12):
    tenth[degree], ninetieth[degree] = np.quantile(true_errors[degree][:200], [0.1, 0.9])
    print(f"{degree:2d}차: 10 % {tenth[degree]:.3f}, 90 % {ninetieth[degree]:.3f} ({ninetieth[degree] / tenth[degree]:.1f}배)")

# %% [markdown] id="boxes-observe"
# 과소 적합한 1차 식은 어느 표본에서나 비슷하게 틀린다. 과잉 적합한 12차 식은 운이 좋으면 괜찮고 운이 나쁘면 터무니없이 틀린다. 학습 데이터가 조금만 달라도 모델이 크게 달라지기 때문이다.
#
# ## 과잉 적합의 징후
#
# 실제 문제에서는 참값을 모른다. 그래서 학습에 쓰지 않은 점을 **평가 데이터**로 남겨 둔다. 표본마다 뒤의 점 20개로 평가 오차를 재고, 학습 오차의 몇 배인지와 가장 큰 가중치를 함께 본다.

# %% id="signs"
test_x, test_y = all_x[:, 60:], all_y[:, 60:]  #> 학습에 쓰지 않은 점들


def test_error(weights):
    return root_mean_square(predict(weights, test_x) - test_y)


test_errors = {degree: test_error(all_weights[degree]) for degree in degrees}
ratios, largest = {}, {}
for degree in degrees:
    ratios[degree] = np.median(test_errors[degree] / training_errors[degree])
    largest[degree] = np.median(abs(all_weights[degree]).max(axis=1))  #> 표본마다 가장 큰 가중치
    print(f"{degree:2d}차: 학습 {median_training[degree - 1]:.3f}, 평가 {np.median(test_errors[degree]):.3f}", end="")
    print(f", 평가/학습 {ratios[degree]:5.2f}배, 가장 큰 가중치 {largest[degree]:7.1f}")


def best_degrees(errors):
    table = np.array([errors[degree] for degree in degrees])  #> 행마다 차수 하나, 열마다 표본 하나
    return table.argmin(axis=0) + 1  #? 표본마다 오차가 가장 작은 행을 찾아 차수로 바꾼다. || 배열의 `argmin`에 `axis`를 준다. 행의 번호는 0부터, 차수는 1부터다.


by_training, by_test = best_degrees(training_errors), best_degrees(test_errors)
print(f"학습 오차가 가장 작은 차수로 고르면 3차는 {np.mean(by_training == 3):.0%}, 12차는 {np.mean(by_training == 12):.0%}")
print(f"평가 오차가 가장 작은 차수로 고르면 3차는 {np.mean(by_test == 3):.0%}, 12차는 {np.mean(by_test == 12):.0%}")

# %% id="check-signs" role="self-check"
#! 3: table.argmin(axis=0) -> 3차와 12차가 가장 나은 두 표본에서 2차와 11차를 골랐습니다. 행의 번호는 0부터 시작합니다.
#! 3: table.argmax(axis=0) + 1 -> 3차와 12차가 가장 나은 두 표본에서 12차와 1차를 골랐습니다. 오차가 가장 큰 차수입니다.
#! 3: table.argmin(axis=1) + 1 -> 표본이 둘인데 답이 12개입니다. 차수마다 표본을 골랐습니다. 표본마다 차수를 고르려면 어느 축을 따라 찾아야 할까요?
#! 3: table.min(axis=0) -> 가장 작은 오차를 돌려주었습니다. 그 오차가 몇 번째 행에 있는지가 필요합니다.
#! 3: [column.argmin() + 1 for column in table.T] -> 답이 배열이 아니라 list입니다. 아래에서 차수와 비교해 비율을 구하려면 배열이어야 합니다.
#! 3: np.where(table == table.min(axis=0))[0] + 1 -> 12차와 3차가 가장 나은 두 표본에서 3차와 12차를 골랐습니다. 답은 표본의 차례대로여야 합니다.
#! 3: table.argmin() + 1 -> 표본이 둘인데 답이 하나입니다. 표본마다 차수를 고르려면 어느 축을 따라 찾아야 할까요?
@self_check(3, "표본마다 오차가 가장 작은 차수를 골랐습니다.")
def blank_3():
    made_up = {degree: np.array([abs(degree - 3), 12.0 - degree]) + 0.5 for degree in degrees}
    chosen, turned = best_degrees(made_up), best_degrees({degree: pair[::-1] for degree, pair in made_up.items()})
    if np.ndim(chosen) == 0:
        return "표본이 둘인데 답이 하나입니다. 표본마다 차수를 고르려면 어느 축을 따라 찾아야 할까요?"
    if len(chosen) != 2:
        return f"표본이 둘인데 답이 {len(chosen)}개입니다. 차수마다 표본을 골랐습니다. 표본마다 차수를 고르려면 어느 축을 따라 찾아야 할까요?"
    first, second = chosen
    if (first, second) == (0.5, 0.5):
        return "가장 작은 오차를 돌려주었습니다. 그 오차가 몇 번째 행에 있는지가 필요합니다."
    if (first, second) == (2, 11):
        return "3차와 12차가 가장 나은 두 표본에서 2차와 11차를 골랐습니다. 행의 번호는 0부터 시작합니다."
    if (first, second) == (12, 1):
        return "3차와 12차가 가장 나은 두 표본에서 12차와 1차를 골랐습니다. 오차가 가장 큰 차수입니다."
    if (first, second) != (3, 12):
        return f"3차와 12차가 가장 나은 두 표본에서 {first}차와 {second}차를 골랐습니다."
    if tuple(turned) != (12, 3):
        return f"12차와 3차가 가장 나은 두 표본에서 {turned[0]}차와 {turned[1]}차를 골랐습니다. 답은 표본의 차례대로여야 합니다."
    if not isinstance(chosen, np.ndarray):
        return f"답이 배열이 아니라 {type(chosen).__name__}입니다. 아래에서 차수와 비교해 비율을 구하려면 배열이어야 합니다."

# %% [markdown] id="signs-observe"
# 과잉 적합은 세 가지 숫자에 나타난다.
#
# 1. 학습 오차가 줄어드는데 **평가 오차가 커지기 시작한다.**
# 2. 평가 오차가 학습 오차의 **몇 배**로 벌어진다.
# 3. **가중치가 커진다.** 큰 항들이 서로 지우며 점을 지나가므로 점과 점 사이에서 출렁인다.
#
# 학습 오차로 차수를 고르면 언제나 용량이 가장 큰 모델을 고르게 된다. 프로그램 5-7과 5-8의 학습 곡선에서도 첫째와 둘째 징후를 찾아볼 수 있다.
#
# ## 과잉 적합을 줄이는 방법
#
# 가장 확실한 방법은 **데이터를 늘리는 것**이다. 12차 식을 그대로 두고 점의 수만 늘려 보자.

# %% id="more-data"
sizes = [20, 25, 30, 50, 80]
by_size = {}
for size in sizes:
    x, y = all_x[:, :size], all_y[:, :size]
    training_error, true_error = errors(fit(x, y, 12), x, y)
    by_size[size] = np.median(training_error), np.median(true_error)
    print(f"점 {size}개: 학습 오차 {by_size[size][0]:.3f}, 참값과의 차이 {by_size[size][1]:.3f}")

plt.figure(figsize=(6.4, 4))
plt.plot(sizes, [by_size[size][0] for size in sizes], "o--", label="on the training data")
plt.plot(sizes, [by_size[size][1] for size in sizes], "s-", label="against the true curve")
plt.axhline(noise, color="gray", linestyle=":", label="noise")
plt.title("Degree 12, median of 500 samples")
plt.xlabel("Number of training points")
plt.ylabel("Error")
plt.legend()
plt.grid()
plt.show()

# %% [markdown] id="decay-note"
# 점이 늘면 학습 오차는 잡음의 크기로 올라가고 참값과의 차이는 줄어든다. 잡음을 외울 여유가 없어지기 때문이다.
#
# 데이터를 늘릴 수 없으면 **규제**(regularization)를 한다. 딥러닝은 용량이 큰 모델을 쓰되 데이터 늘리기와 조기 멈춤, 가중치 감쇠, 드롭아웃, 앙상블 같은 규제 기법으로 과잉 적합을 피한다(6장). 그 가운데 **가중치 감쇠**를 맛보자. 오차의 제곱합에 $\lambda\|\mathbf{w}\|^2$을 더한 값이 가장 작은 가중치를 구하면 가중치가 함부로 커지지 못한다.
#
# $$\mathbf{w} = \left(\mathbf{X}^T\mathbf{X} + \lambda\mathbf{I}\right)^{-1}\mathbf{X}^T\mathbf{y}$$

# %% id="decay"
def fit_with_decay(x, y, degree, decay):
    X = polyvander(x, degree)
    squares = X.swapaxes(-1, -2) @ X  #> $\mathbf{X}^T\mathbf{X}$
    penalized = squares + decay * np.eye(degree + 1)  #? 위의 식에서 괄호 안을 그대로 옮긴다. || 단위행렬 $\mathbf{I}$는 `np.eye(크기)`다. 크기는 가중치의 수다.  #> 가중치 하나하나에 벌을 준다
    return np.linalg.solve(penalized, X.swapaxes(-1, -2) @ y[..., None])[..., 0]


decays = [1e-6, 1e-4, 1e-2, 1, 100]
decayed = {0: (median_training[11], median_true[11], largest[12])}  #> 감쇠하지 않은 12차 식
for decay in decays:
    weights = fit_with_decay(all_x[:, :20], all_y[:, :20], 12, decay)
    training_error, true_error = errors(weights, all_x[:, :20], all_y[:, :20])
    decayed[decay] = np.median(training_error), np.median(true_error), np.median(abs(weights).max(axis=1))
for decay, (training_error, true_error, weight) in decayed.items():
    print(f"λ = {decay:<6g}: 학습 오차 {training_error:.3f}, 참값과의 차이 {true_error:.3f}, 가장 큰 가중치 {weight:6.1f}")

# %% id="check-decay" role="self-check"
#! 4: squares -> λ를 6으로 해도 가중치가 그대로 1.00입니다. λ가 쓰이지 않았습니다.
#! 4: squares - decay * np.eye(degree + 1) -> λ를 6으로 하니 기울기 1인 직선의 가중치가 -0.50입니다. 벌을 주면 0에 가까워져야 합니다. 부호를 보세요.
#! 4: squares + np.eye(degree + 1) -> λ를 6에서 60으로 바꾸어도 가중치가 같습니다. λ를 곱했나요?
#! 4: squares + decay -> 기울기만 있는 직선인데 상수항이 -0.43입니다. 행렬의 모든 칸에 더했습니다. 식에서 λ에는 무엇이 곱해져 있나요?
#! 4: squares + decay * np.diag([0] + [1] * degree) -> 기울기는 줄지만 상수항은 그대로입니다. 식에서는 상수항도 함께 줄어듭니다.
#! 4: squares + decay * np.eye(degree) -> !ValueError
@self_check(4, "λ가 클수록 가중치가 0 쪽으로 줄어듭니다.")
def blank_4():
    points = np.array([-1.0, 1.0])  # a line of slope 1 through the origin; X^T X is twice the identity
    constant, slope = fit_with_decay(points, points, 1, 6.0)
    if np.isclose(slope, 1):
        return f"λ를 6으로 해도 가중치가 그대로 {slope:.2f}입니다. λ가 쓰이지 않았습니다."
    if abs(constant) > 1e-9:
        return f"기울기만 있는 직선인데 상수항이 {constant:.2f}입니다. 행렬의 모든 칸에 더했습니다. 식에서 λ에는 무엇이 곱해져 있나요?"
    if slope < 0:
        return f"λ를 6으로 하니 기울기 1인 직선의 가중치가 {slope:.2f}입니다. 벌을 주면 0에 가까워져야 합니다. 부호를 보세요."
    if np.isclose(slope, fit_with_decay(points, points, 1, 60.0)[1]):
        return "λ를 6에서 60으로 바꾸어도 가중치가 같습니다. λ를 곱했나요?"
    if not np.isclose(slope, 2 / 8):
        return f"λ가 6일 때 가중치가 {slope:.2f}입니다. 식에서는 2/(2+6), 곧 0.25입니다."
    if np.isclose(fit_with_decay(points, np.ones(2), 1, 6.0)[0], 1):
        return "기울기는 줄지만 상수항은 그대로입니다. 식에서는 상수항도 함께 줄어듭니다."

# %% [markdown] id="generalization"
# 12차 식의 용량을 그대로 두고도 참값과의 차이가 3차 식과 비슷해졌다. 학습 오차는 오히려 커졌다. $\lambda$가 지나치게 크면 다시 과소 적합이 된다.
#
# 기계 학습의 목적은 학습 데이터를 외우는 것이 아니라 새 샘플을 잘 맞히는 **일반화** 능력을 키우는 것이다. 그래서 언제나 학습에 쓰지 않은 평가 데이터로 확인한다.
#: endblock

#: block results
# %% id="results" role="machinery"
results = {
    "n_weights": [fit(points_x[:20], points_y[:20], degree).size for degree in (1, 2, 3, 12)],
    "fit_training_errors_by_degree": [fit_errors[degree, 20][0] for degree in (1, 2, 3, 12)],
    "fit_errors_by_degree": [fit_errors[degree, 20][1] for degree in (1, 2, 3, 12)],
    "fit_at_x0_by_degree": [fit_errors[degree, 20][2] for degree in (1, 2, 3, 12)],
    "fit_errors_by_size": [fit_errors[12, size][1] for size in (20, 30, 50, 80)],
    "true_at_x0": true_curve(x0).item(),
    "difference_from_numpy": max(
        np.abs(predict(fit(points_x[:20], points_y[:20], degree), grid) - np.polynomial.Polynomial.fit(points_x[:20], points_y[:20], degree)(grid)).max()
        for degree in degrees
    ),
    "median_training_errors": median_training,
    "median_true_errors": median_true,
    "median_true_errors_from_12_to_3": median_true[:1:-1],
    "best_degree": int(np.argmin(median_true)) + 1,
    "far_from_true": far,
    # Of the squares the mean, as in theory, and not the median.
    "training_over_theory": [
        root_mean_square(training_errors[degree]) / (noise * np.sqrt(1 - (degree + 1) / 20)) for degree in range(3, 13)
    ],
    "spread": [ninetieth[degree] / tenth[degree] for degree in (1, 2, 3, 12)],
    "box_of_12": np.median(true_errors[12][:200]),
    "tenth_of_12": tenth[12],
    "ninetieth_of_12": ninetieth[12],
    "test_errors": [np.median(test_errors[degree]) for degree in degrees],
    "test_errors_from_12_to_3": [np.median(test_errors[degree]) for degree in range(12, 2, -1)],
    "ratios": list(ratios.values()),
    "ratios_from_12": list(ratios.values())[::-1],
    "largest_weights": list(largest.values()),
    "largest_weights_from_12": list(largest.values())[::-1],
    "chosen_by_training": [np.mean(by_training == degree) for degree in (3, 12)],
    "chosen_by_test": [np.mean(by_test == degree) for degree in (3, 12)],
    "training_errors_by_size": [by_size[size][0] for size in sizes],
    "training_errors_from_80_to_20": [by_size[size][0] for size in sizes[::-1]],
    "true_errors_by_size": [by_size[size][1] for size in sizes],
    "decayed_training_errors": [decayed[decay][0] for decay in decays],
    "decayed_training_errors_from_100": [decayed[decay][0] for decay in decays[::-1]],
    "decayed_true_errors": [decayed[decay][1] for decay in decays],
    "decayed_weights": [each[2] for each in decayed.values()],
}
#: endblock

#: block summary
# - 용량이 모자라면 학습 오차도 크다(과소 적합). 용량이 지나치면 학습 오차는 작은데 새 샘플에서 크게 틀린다(과잉 적합).
# - 학습 오차만 보아서는 과잉 적합을 알 수 없다. 남겨 둔 평가 데이터의 오차, 두 오차의 비, 가중치의 크기를 본다.
# - 데이터를 늘리는 것이 가장 확실하고, 그다음은 가중치 감쇠 같은 규제 기법이다.
#: endblock

#: block questions
# **1.** 어떤 모델의 학습 오차는 0에 가까운데 평가 오차가 크다. 과소 적합일까, 과잉 적합일까? 무엇을 해 볼 수 있을까?
#
# <details><summary>답</summary>
#
# 과잉 적합이다. 데이터를 더 모으거나, 모델의 용량을 줄이거나, 규제 기법을 쓴다.
#
# </details>
#
# **2.** 점 20개에 19차 식을 맞추면 학습 오차는 얼마일까?
#
# <details><summary>답</summary>
#
# 0이다. 가중치가 20개이므로 점 20개를 모두 지나는 식이 있다. 이론의 $\sigma^2(1-k/n)$도 $k=n$이면 0이다. 잡음까지 남김없이 외운 것이다.
#
# </details>
#
# **3.** 1차 식에 데이터를 훨씬 더 많이 주면 참값에 가까워질까?
#
# <details><summary>답</summary>
#
# 아니다. 직선으로는 3차 곡선을 나타낼 수 없으므로 점이 아무리 많아도 차이가 남는다. 과소 적합은 데이터가 아니라 용량을 키워야 풀린다.
#
# </details>
#
# **4.** 평가 데이터에서 가장 좋은 차수를 골랐다. 그 차수의 평가 오차를 새 데이터에서의 오차라고 발표해도 될까?
#
# <details><summary>답</summary>
#
# 조금 작게 말하는 것이 된다. 여러 차수 가운데 그 평가 데이터에서 가장 작은 것을 골랐기 때문이다. 고르는 데 쓴 데이터와 마지막으로 재는 데이터를 나누어야 하며, 고르는 데 쓰는 것을 검증 데이터라 한다.
#
# </details>
#: endblock

#: block more
#: for each in chapter.programs if each.section in ("5.4.1", "5.4.3")
# - 평가 데이터로 과잉 적합을 살피는 프로그램: [{{ each.label }}. {{ each.title }}]({{ each.url }})
#: endfor
#: endblock

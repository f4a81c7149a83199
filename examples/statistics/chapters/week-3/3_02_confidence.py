#: extends "program.py"

#: block goals
# - Compute a confidence interval by hand and by SciPy.
# - Count how often such an interval holds the truth.
#: endblock

#: block lesson
# %% [markdown] id="note"
# ## An interval for a mean
#
# From $n$ values with the mean $\bar{x}$ and the standard deviation $s$, the confidence interval is
#
# $$\bar{x} \pm t\,\frac{s}{\sqrt{n}}$$
#
# where $t$ is a quantile of Student's distribution with $n-1$ degrees of freedom. Here the truth is known, as we draw the values
# ourselves: a normal distribution about 0.

# %% id="parameters" tags=["parameters"]
n = {{ program.params.n | literal }}
level = {{ program.params.level | literal }}
repetitions = {{ program.params.repetitions | literal }}
seed = {{ program.params.seed | literal }}

# %% id="draw"
import numpy as np
from scipy import stats

generator = np.random.default_rng(seed)
samples = generator.normal(size=(repetitions, n))  #> a row is a sample
means = samples.mean(axis=1)
errors = samples.std(axis=1, ddof=1) / np.sqrt(n)  #> standard errors; `ddof=1` divides by n - 1

critical = stats.t.ppf((1 + level) / 2, df=n - 1)  #> the same share is left out on both sides
low, high = means - critical * errors, means + critical * errors
coverage = ((low < 0) & (0 < high)).mean()
print(f"t = {critical:.3f}, the truth is in {coverage:.1%} of the intervals")

# %% id="by-scipy"
first = stats.t.interval(level, df=n - 1, loc=means[0], scale=errors[0])
difference = max(abs(first[0] - low[0]), abs(first[1] - high[0]))
print(f"difference from SciPy: {difference:.1e}")

# %% [markdown] id="normal-note"
# Who takes the normal distribution's quantile instead of $t$ gets narrower intervals, which hold the truth less often. The
# smaller the sample, the more that matters.

# %% id="normal"
normal = stats.norm.ppf((1 + level) / 2)
coverage_normal = (np.abs(means) < normal * errors).mean()
print(f"with {normal:.3f}: {coverage_normal:.1%}")

# %% id="intervals"
import matplotlib.pyplot as plt

shown = 40
right = (low[:shown] < 0) & (0 < high[:shown])
plt.figure(figsize=(5.5, 4))
for holds, color, style, name in [(True, "tab:blue", "o", "holds the truth"), (False, "black", "s", "misses it")]:
    rows = np.flatnonzero(right == holds)
    plt.hlines(rows, low[rows], high[rows], color=color, linewidth=1)
    plt.plot(means[rows], rows, style, color=color, markersize=4, label=name)
plt.axvline(0, linestyle="--", color="gray", label="truth")
plt.title("Confidence Intervals")
plt.xlabel("Mean")
plt.ylabel("Number of the sample")
plt.legend(loc="upper left", bbox_to_anchor=(1, 1))
plt.show()
#: endblock

#: block results
# %% id="results" role="machinery"
results = {
    "critical": critical,
    "coverage": coverage,
    "coverage_normal": coverage_normal,
    "normal_is_narrower": bool(normal < critical and coverage_normal <= coverage),
    "mean_width": (high - low).mean(),
    "difference_from_scipy": difference,
}
#: endblock

#: block summary
# - A confidence interval is made by a procedure that holds the truth in a known share of all samples.
# - With four times as many values it is about half as wide.
#: endblock

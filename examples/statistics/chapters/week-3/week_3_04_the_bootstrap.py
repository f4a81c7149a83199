#: extends "program.py"

#: block lesson
# %% [markdown] id="the-bootstrap-note"
# # The bootstrap
#
# How far would a median move if the sample were drawn anew? The bootstrap draws from the sample itself, with replacement.

# %% id="the-bootstrap"
import numpy as np
import matplotlib.pyplot as plt

# %% id="parameters" tags=["parameters"]
repetitions = {{ program.params.repetitions | literal }}
seed = {{ program.params.seed | literal }}

# %% [markdown] id="a-skewed-sample-note"
# ## A skewed sample
#
# Waiting times, from an exponential distribution with the mean 10.

# %% id="a-skewed-sample"
rng = np.random.default_rng(seed)
times = rng.exponential(10, size=60)
print(f"mean {times.mean():.2f}, median {np.median(times):.2f}")

# %% [markdown] id="drawn-again-note"
# ## Drawn again
#
# Each row is a sample of the same size, drawn from the sample.

# %% id="drawn-again"
again = rng.choice(times, size=(repetitions, len(times)))
medians = np.median(again, axis=1)
low, high = np.quantile(medians, [0.025, 0.975])
print(f"95 % of the medians lie between {low:.2f} and {high:.2f}")

# %% id="drawn-again-2"
plt.figure(figsize=(5.5, 3.4))
plt.hist(medians, bins=25, color="0.6", label="medians")
plt.axvline(np.median(times), linestyle="--", color="black", label="of the sample")
plt.title("Medians of the Bootstrap")
plt.xlabel("Median")
plt.ylabel("Samples")
plt.legend()
plt.show()
#: endblock

#: block results
#: include "gather.py"

# %% id="results" role="machinery"
results = {
    "rng": gathered(rng),
    "times": gathered(times),
    "again": gathered(again),
    "medians": gathered(medians),
    "low": gathered(low),
    "high": gathered(high),
}
#: endblock

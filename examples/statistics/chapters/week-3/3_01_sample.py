#: extends "program.py"

#: block goals
# - Read a table and describe it by groups.
# - See how much lies within one standard deviation.
#: endblock

#: block lesson
# %% [markdown] id="note"
# ## Irises
#
# In 1936 R. A. Fisher published four measurements of 150 irises of three species. We read them and look at the petals.

#: include "find_data.py"

# %% id="read"
import pandas as pd

irises = pd.read_csv(find_data("iris.csv", "statistics-course/irises"))
print(irises.shape)
print(irises.columns.tolist())

# %% id="groups"
by_species = irises.groupby("species")["petal_length"].agg(["count", "mean", "std"])  #> one row for each species
print(by_species.round(3))

# %% [markdown] id="spread-note"
# The **standard deviation** says how far values lie from their mean. About two thirds of a normal distribution lie within
# one of them. Do the petals?

# %% id="spread"
shares = {}
for name, petals in irises.groupby("species")["petal_length"]:
    near = (petals - petals.mean()).abs() < petals.std()
    shares[name] = near.mean()  #> the mean of true and false is a share
    print(f"{name:<12}{shares[name]:.2f}")

# %% id="histogram"
import matplotlib.pyplot as plt

plt.figure(figsize=(5.5, 3.4))
for (name, petals), style in zip(irises.groupby("species")["petal_length"], ["-", "--", ":"]):
    plt.hist(petals, bins=12, histtype="step", linestyle=style, label=name)
plt.title("Petals of Irises")
plt.xlabel("Length in cm")
plt.ylabel("Irises")
plt.legend()
plt.show()
#: endblock

#: block results
# %% id="results" role="machinery"
results = {
    "n": len(irises),
    "n_by_species": by_species["count"].tolist(),
    "petal_length_means": by_species["mean"].tolist(),
    "pooled": round(irises["petal_length"].mean(), 9),
    "pooled_from_groups": round(by_species["mean"].mean(), 9),
    "least_share": min(shares.values()),
    "largest_share": max(shares.values()),
}
#: endblock

#: block summary
# - A table is described by its groups: how many, their mean, their spread.
# - In each species about two thirds of the petals lie within one standard deviation of the mean.
#: endblock

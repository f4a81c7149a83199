#: extends "program.py"

#: block goals
# - Fit a classifier to a part of the data and test it with the rest.
# - See what regularization does to its weights.
#: endblock

#: block lesson
# %% [markdown] id="note"
# ## Logistic regression
#
# From the length and the width of a petal the species is told. `strength` is the `C` of scikit-learn: the smaller it is, the
# nearer to zero the weights are held.

# %% id="parameters" tags=["parameters"]
strength = {{ program.params.strength | literal }}
seed = {{ program.params.seed | literal }}

#: include "find_data.py"

# %% id="split"
import pandas as pd
from sklearn.model_selection import train_test_split

irises = pd.read_csv(find_data("iris.csv", "statistics-course/irises"))
X, y = irises[["petal_length", "petal_width"]].to_numpy(), irises["species"].to_numpy()
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, stratify=y, random_state=seed)  #> of each species as large a part
print(len(X_train), len(X_test))

# %% id="fit"
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import confusion_matrix

model = LogisticRegression(C=strength, max_iter=1000).fit(X_train, y_train)
confusion = confusion_matrix(y_test, model.predict(X_test), labels=model.classes_)
accuracy = model.score(X_test, y_test)
print(confusion)
print(f"{accuracy:.3f}")

# %% id="boundary"
import matplotlib.pyplot as plt
import numpy as np

length, width = np.meshgrid(np.linspace(0.8, 7.2, 160), np.linspace(0, 2.7, 120))
places = np.column_stack([length.ravel(), width.ravel()])
number = np.searchsorted(model.classes_, model.predict(places)).reshape(length.shape)
plt.figure(figsize=(5.5, 3.8))
plt.contourf(length, width, number, levels=[-0.5, 0.5, 1.5, 2.5], colors=["0.95", "0.85", "0.72"])
for name, mark in zip(model.classes_, "os^"):
    plt.plot(*X_test[y_test == name].T, mark, markersize=4, label=name)
plt.title("Species by Petals")
plt.xlabel("Length in cm")
plt.ylabel("Width in cm")
plt.legend(loc="upper left")
plt.show()
#: endblock

#: block results
# %% id="results" role="machinery"
results = {
    "n_train": len(X_train),
    "n_test": len(X_test),
    "test_accuracy": accuracy,
    "n_right": int((model.predict(X_test) == y_test).sum()),
    "trace_of_confusion": int(confusion.trace()),
    "setosa_right": int(confusion[0, 0]),
    "size_of_weights": float(np.abs(model.coef_).mean()),
}
#: endblock

#: block summary
# - A model is tested with data that it was not fitted to.
# - *Iris setosa* is told apart without an error; the two others overlap.
#: endblock

"""Writes iris.csv: Fisher's measurements of irises (1936), as scikit-learn ships them. In the public domain."""

from pathlib import Path

from sklearn.datasets import load_iris

iris = load_iris(as_frame=True)
table = iris.data.rename(columns=lambda name: name.removesuffix(" (cm)").replace(" ", "_"))
table["species"] = iris.target_names[iris.target]
table.to_csv(Path(__file__).with_name("iris.csv"), index=False)

"""`[data.KEY]`: the data sets of a chapter, and the kinds of them.

A kind says which files a notebook finds in `data/`, and where a folder of data holds each. Others add kinds by an entry
point in the group `kagglebook.data`, whose name is what `kind = "…"` says.
"""

import gzip
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, model_validator
from pydantic_core import PydanticCustomError

from ..core.doors import add_plugins
from ..core.problems import did_you_mean
from ..core.toml import TomlTable, text_like


class DataKind:
    """How data sets of one kind lie on a disk. One object serves all data sets of its kind."""

    NAME = r"\w+"  # what its data sets may be called

    def files(self, name: str, root: Path) -> Mapping[str, Path | None]:
        """The data set `name`: each path under `data/`, and the file that `root` has for it, if any."""
        raise TypeError(f"{type(self).__name__} must say which files it has")

    def unpacked(self, source: Path) -> bytes | None:
        """The content to be put beside the notebook; None where the file can be linked as it is."""
        return gzip.decompress(source.read_bytes()) if source.suffix == ".gz" else None

    def download(self, name: str) -> str | None:
        """Python code that gets the data set into the folder `root`; None: there is none."""
        return None


class Idx(DataKind):
    """Four files in idx format, as torchvision's MNIST and its likes lie on a disk; gzipped or not."""

    NAMES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")

    def files(self, name: str, root: Path) -> Mapping[str, Path | None]:
        found: dict[str, Path | None] = {}
        for file in self.NAMES:
            path = root / name / "raw" / file
            candidates = (path, path.with_name(f"{file}.gz"))
            found[f"{name}/raw/{file}"] = next((place for place in candidates if place.is_file()), None)
        return found

    def download(self, name: str) -> str | None:
        return f"from torchvision import datasets; datasets.{name}(root=root, download=True)"


class Files(DataKind):
    """Any files, as they lie: one, or a folder with all that is in it but what is hidden."""

    NAME = r"\w[\w.-]*"

    def files(self, name: str, root: Path) -> Mapping[str, Path | None]:
        place = root / name
        if place.is_file():
            return {name: place}
        found = {path.relative_to(root): path for path in sorted(place.rglob("*")) if path.is_file()}
        shown = {path.as_posix(): source for path, source in found.items() if not _is_hidden(path)}
        return shown or {name: None}

    def unpacked(self, source: Path) -> bytes | None:
        return None


class Torchvision(Files):
    """A class of torchvision's by its name, as it lies in the `root` that this class is given."""

    NAME = r"[A-Za-z]\w*"

    def download(self, name: str) -> str | None:
        return (
            f"import os; from torchvision import datasets; datasets.{name}(os.path.join(root, '{name}'), download=True)"
        )


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


@cache
def kinds() -> Mapping[str, DataKind]:
    """All kinds of data by their names, with those that others add. Raises InputError where one can't be had."""
    known: dict[str, type[DataKind]] = {"files": Files, "idx": Idx, "torchvision": Torchvision}
    add_plugins("data", DataKind, known)
    return {name: kind() for name, kind in known.items()}


def _known(kind: str) -> str:
    if kind not in kinds():
        hint = did_you_mean(kind, kinds())
        raise PydanticCustomError("data_kind", "no kind of data '{kind}'{hint}", {"kind": kind, "hint": hint})
    return kind


class DataSet(TomlTable):
    """`[data.KEY]`: a data set, by its name and by its address on Kaggle."""

    name: text_like(r"\w[\w.-]*", "a name")  # of the file or folder under data/; of idx data torchvision's class, too
    source: text_like(r"[\w-]+/[\w-]+", "owner/slug")
    kind: Annotated[str, AfterValidator(_known)] = "idx"
    samples: bool = False  # whether the chapter has a part of these files only

    @model_validator(mode="after")
    def _is_called_as_its_kind_can_be(self):
        if not re.fullmatch(kinds()[self.kind].NAME, self.name):
            raise ValueError(f"name: no data set of kind '{self.kind}' is called {self.name!r}")
        return self

    def files(self, root: Path) -> Mapping[str, Path | None]:
        """Each path under `data/`, and the file that `root` has for it, if any."""
        return kinds()[self.kind].files(self.name, root)

    def unpacked(self, source: Path) -> bytes | None:
        """The content of one of its files as a notebook finds it; None where that is the file itself."""
        return kinds()[self.kind].unpacked(source)

    def download(self) -> str | None:
        """Python code that gets it into the folder `root`; None where nobody knows how."""
        return kinds()[self.kind].download(self.name)

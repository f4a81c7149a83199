"""`[data.KEY]`: the data sets of a chapter, and the kinds of them.

A kind says which files a notebook finds in `data/`, and where a folder of data holds each. Others add kinds by an entry
point in the group `kagglebook.data`, whose name is what `kind = "…"` says.
"""

import gzip
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, model_validator
from pydantic_core import PydanticCustomError

from ..core.doors import add_plugins
from ..core.problems import did_you_mean
from ..core.toml import TomlTable, text_like


class DataKind:
    """How data sets of one kind lie on a disk. One object serves all data sets of its kind."""

    NAME = r"[A-Za-z_]\w*"  # what a data set of the kind may be called
    WITHIN = False  # whether its paths are within a folder of its name, which Kaggle then has

    def files(self, name: str, root: Path) -> Mapping[str, Path | None]:
        """The data set `name`: each path under `data/`, and the file that `root` has for it, if any."""
        raise TypeError(f"{type(self).__name__} must say which files it has")

    def unpacked(self, source: Path) -> bytes | None:
        """The content to be put beside the notebook; None where the file can be linked as it is."""
        return gzip.decompress(source.read_bytes()) if source.suffix == ".gz" else None

    def is_archive(self, source: Path) -> bool:
        """Whether a file is a zip, whose members are put into a folder of the path that `files` gives it."""
        return False

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
    """A file or a folder as it lies, in any format. A zip becomes a folder of its name, as Kaggle mounts it."""

    NAME = r"\w[\w.-]*"

    def files(self, name: str, root: Path) -> Mapping[str, Path | None]:
        place, packed = root / name, root / f"{name}.zip"
        if place.is_file():
            return {self._target(name, place): place}
        if not place.is_dir() and packed.is_file():
            return {name: packed}
        found = {self._target(f"{name}/{path.relative_to(place).as_posix()}", path): path for path in visible(place)}
        return found or {name: None}

    def unpacked(self, source: Path) -> bytes | None:
        return None

    def is_archive(self, source: Path) -> bool:
        return source.suffix.lower() == ".zip"

    def _target(self, path: str, source: Path) -> str:
        return path[: -len(".zip")] if self.is_archive(source) else path


class Torchvision(DataKind):
    """What a class of torchvision reads, by the name of the class: the folder of that name is the class's `root`."""

    WITHIN = True

    def files(self, name: str, root: Path) -> Mapping[str, Path | None]:
        place = root / name
        return {path.relative_to(place).as_posix(): path for path in visible(place)} or {name: None}

    def unpacked(self, source: Path) -> bytes | None:
        return None

    def download(self, name: str) -> str | None:
        # Renamed when it is whole: half a download would pass for the data set the next time.
        return (
            "import os; from torchvision import datasets; part = os.path.join(root, '.part')\n"
            f"datasets.{name}(root=part, download=True); os.replace(part, os.path.join(root, {name!r}))"
        )


def visible(folder: Path) -> list[Path]:
    """The files in a folder and below it, in order, without hidden ones such as `.DS_Store`. Linked folders are named
    as files are: whoever opens them decides about them.
    """
    if not folder.is_dir():
        return []
    found = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        found += visible(path) if path.is_dir() and not path.is_symlink() else [path]
    return found


@cache
def kinds() -> Mapping[str, DataKind]:
    """All kinds of data by their names, with those that others add. Raises InputError where one can't be had."""
    known: dict[str, type[DataKind]] = {"idx": Idx, "files": Files, "torchvision": Torchvision}
    add_plugins("data", DataKind, known)
    return {name: kind() for name, kind in known.items()}


def _known(kind: str) -> str:
    if kind not in kinds():
        hint = did_you_mean(kind, kinds())
        raise PydanticCustomError("data_kind", "no kind of data '{kind}'{hint}", {"kind": kind, "hint": hint})
    return kind


# Those that the documentation of Kaggle's client names (kaggle-cli, docs/datasets_metadata.md).
LICENSES = (
    *("CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-NC-SA-4.0", "CC-BY-ND-4.0", "CC-BY-NC-ND-4.0"),
    *(
        "CC-BY-3.0",
        "CC-BY-SA-3.0",
        "CC-BY-3.0-IGO",
        "CC-BY-NC-SA-3.0-IGO",
        "ODbL-1.0",
        "DbCL-1.0",
        "ODC-BY-1.0",
        "PDDL",
    ),
    *("CDLA-Permissive-1.0", "CDLA-Sharing-1.0", "GPL-2.0", "GPL-3.0", "LGPL-3.0", "AGPL-3.0", "FDL-1.3", "apache-2.0"),
    *("US-Government-Works", "EU-ODP-Legal-Notice", "copyright-authors", "other", "unknown"),
)


def _license(name: str) -> str:
    if name and name not in LICENSES:
        hint = did_you_mean(name, LICENSES)
        raise PydanticCustomError(
            "license", "no licence '{name}' that Kaggle names{hint}", {"name": name, "hint": hint}
        )
    return name


class DataSet(TomlTable):
    """`[data.KEY]`: a data set, by its name and by its address on Kaggle."""

    name: text_like(Files.NAME, "a name")  # the folder under data/; of idx and torchvision the class, too
    source: text_like(r"[\w-]+/[\w-]+", "owner/slug")
    kind: Annotated[str, AfterValidator(_known)] = "idx"
    samples: bool = False  # whether the chapter has a part only of what nobody can download
    license: Annotated[str, AfterValidator(_license)] = ""  # of a set of the course's own, which `push --data` sends

    @model_validator(mode="after")
    def _is_named_as_its_kind_asks(self) -> Self:
        if not re.fullmatch(kinds()[self.kind].NAME, self.name):
            raise PydanticCustomError(
                "data_name", "{kind} data can't be called '{name}'", {"kind": self.kind, "name": self.name}
            )
        if self.license and self.kind == "idx":
            raise PydanticCustomError("data_license", "idx data are those of torchvision: nobody's own to send")
        return self

    @property
    def within(self) -> bool:
        """Whether Kaggle has its files in a folder of its name, which the paths of `files` don't tell."""
        return kinds()[self.kind].WITHIN

    def files(self, root: Path) -> Mapping[str, Path | None]:
        """Each path under `data/`, and the file that `root` has for it, if any."""
        return kinds()[self.kind].files(self.name, root)

    def unpacked(self, source: Path) -> bytes | None:
        """The content of one of its files as a notebook finds it; None where that is the file itself."""
        return kinds()[self.kind].unpacked(source)

    def is_archive(self, source: Path) -> bool:
        """Whether one of its files is a zip that a notebook finds unpacked."""
        return kinds()[self.kind].is_archive(source)

    def download(self) -> str | None:
        """Python code that gets it into the folder `root`; None where nobody knows how."""
        return kinds()[self.kind].download(self.name)

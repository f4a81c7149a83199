"""Files beside a notebook that its code reads: data sets of the chapter, which the code then finds by `find_data`."""

import ast
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from slugify import slugify

from .. import python_text
from .paths import READERS, Place, places
from .seeding import Edit

FIND = "find_data"
PACKED = re.compile(r"\.(zip|tar|tgz|7z|rar|tar\.\w+)", re.IGNORECASE)  # which Kaggle unpacks


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file that comes along: the key of its `[data.KEY]`, its name in `data/`, its address on Kaggle, its content."""

    key: str
    name: str
    source: str
    content: bytes


@dataclass(frozen=True)
class Shelf:
    """What a notebook's code may read, and what there is already: `read` gives a file by its path from the notebook, or
    None; `there` are the chapter's data sets of kind `files` that are files, by name; `keys` all its keys of data; new
    ones are called `source` on Kaggle."""

    read: Callable[[str], bytes | None] = lambda path: None
    there: Mapping[str, DataFile] = field(default_factory=dict)
    keys: frozenset[str] = frozenset()
    source: str = "owner/data"

    def with_files(self, files: Iterable[DataFile]) -> "Shelf":
        """The shelf with files of other notebooks that come along too."""
        more = {file.name: file for file in files}
        return replace(self, there={**self.there, **more}, keys=self.keys | {file.key for file in more.values()})


class Along:
    """The files of a shelf that a notebook's code reads."""

    def __init__(self, shelf: Shelf):
        self.read, self.there, self.source = shelf.read, dict(shelf.there), shelf.source
        self.keys = set(shelf.keys)
        self.files: dict[str, DataFile] = {}  # by the path that the notebook says
        self.new: list[DataFile] = []
        self.executed: list[tuple[int, DataFile]] = []  # scripts, by the index of the cell
        self.said: list[tuple[int, str]] = []
        self.refused: list[tuple[int, str]] = []

    def edits(self, texts: Sequence[str]) -> list[Edit]:
        """What leads the code of cells to the files; said and refused are by the index of the cell."""
        found = [place for cell, text in enumerate(texts) for place in places(cell, python_text.parse(text))]
        made: set[str] = set()
        edits: list[Edit] = []
        for place in found:
            if place.writes:
                made.add(_normal(place.path))
            elif _normal(place.path) not in made and (file := self._file(place)):
                call = f"{FIND}({quoted(file.name)}, {quoted(file.source)})"
                call = call if place.call in READERS and not place.in_sum else f"str({call})"
                node = place.node
                edits.append(Edit(place.cell, node.lineno, node.col_offset, node.end_col_offset or 0, call))
        return edits

    def modules(self, texts: Sequence[str]) -> dict[int, list[DataFile]]:
        """The modules beside the notebook that code imports, and those that they import, by the index of the cell."""
        found: dict[int, list[DataFile]] = {}
        seen: set[str] = set()
        for cell, text in enumerate(texts):
            names = [*_imported(python_text.parse(text))]
            for file in [each for at, each in self.executed if at == cell]:
                with suppress(SyntaxError, ValueError):
                    names += _imported(ast.parse(file.content))
            for name in names:
                content = None if name in seen else self.read(f"{name}.py")
                seen.add(name)
                if content is not None and (file := self._module(name, content)):
                    found.setdefault(cell, []).append(file)
                    words = f"the module {name!r} comes along as data/{file.name}, whose folder is searched for modules"
                    self.said.append((cell, f"{words}; on Kaggle it belongs into the data set {file.source}"))
                    with suppress(SyntaxError, ValueError):
                        names += _imported(ast.parse(content))
        return found

    def _module(self, name: str, content: bytes) -> DataFile | None:
        file = self._named(PurePosixPath(f"{name}.py"), content)
        if file.name != f"{name}.py":  # the chapter has another module of the name
            return None
        self.files[file.name] = file
        return file

    def used(self) -> list[str]:
        """The keys of the data sets that the code is led to."""
        return list(dict.fromkeys(file.key for file in self.files.values()))

    def _file(self, place: Place) -> DataFile | None:
        path = _normal(place.path)
        if path in self.files:
            return self.files[path]
        if PurePosixPath(path).is_absolute() or path.startswith("~"):
            return None
        content = self.read(path)
        if content is None:  # made by the notebook itself, or no path at all: else the run fails
            return None
        if PACKED.fullmatch("".join(PurePosixPath(path).suffixes[-2:])) or PACKED.fullmatch(PurePosixPath(path).suffix):
            self.refused.append((place.cell, f"reads {path!r}: Kaggle unpacks archives in data sets, so unpack it"))
            return None
        file = self.files[path] = self._named(PurePosixPath(path), content)
        if file.name.endswith(".py"):
            self.executed.append((place.cell, file))
        where = f"{path!r} comes along as data/{file.name}, and is found by {FIND}"
        self.said.append((place.cell, f"{where}; on Kaggle it belongs into the data set {file.source}"))
        return file

    def _named(self, path: PurePosixPath, content: bytes) -> DataFile:
        """The chapter's data set that this is, or a new one under a name that is free."""
        stem, ending = re.sub(r"[^\w.-]+", "-", path.stem).lstrip(".-") or "data", path.suffix
        number, name = 1, f"{stem}{ending}"
        while (known := self.there.get(name)) and known.content != content:
            number += 1
            name = f"{stem}-{number}{ending}"
        if known:
            return known
        key = base = slugify(PurePosixPath(name).stem, separator="_") or "data"
        count = 1
        while key in self.keys:
            count += 1
            key = f"{base}_{count}"
        file = DataFile(key, name, self.source, content)
        self.keys.add(key)
        self.there[name] = file
        self.new.append(file)
        return file


def module_cell(files: Iterable[DataFile]) -> str:
    """What a cell says that has modules found, each in its data set."""
    calls = [f"sys.path.append(str({FIND}({quoted(file.name)}, {quoted(file.source)}).parent))" for file in files]
    return "\n".join(["import sys", "", *calls])


def quoted(text: str) -> str:
    """A text as code says it."""
    return f'"{text}"'  # of names, which have neither quotes nor backslashes


def _imported(tree: ast.Module) -> list[str]:
    """The modules that code imports from beside it, if they are there."""
    names = [each.name for node in ast.walk(tree) if isinstance(node, ast.Import) for each in node.names]
    names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and not node.level]
    return [name for name in names if name.isidentifier()]


def _normal(path: str) -> str:
    return str(PurePosixPath(path))

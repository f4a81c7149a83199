"""Files beside a notebook that its code reads: data sets of the chapter, which the code then finds by `find_data`."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from slugify import slugify

from .. import python_text
from .seeding import Edit

FIND = "find_data"
A_PATH = re.compile(r"[^\n\r\t:*?\"<>|]{0,200}\.\w{1,8}")
# What reads a file that is named first, and takes a path of pathlib's for it.
READERS = frozenset(
    (
        *("read_csv", "read_table", "read_excel", "read_json", "read_pickle", "read_parquet", "read_fwf", "read_hdf"),
        *("read_stata", "read_sas", "read_feather", "read_xml", "load", "loadtxt", "genfromtxt", "fromfile", "loadmat"),
        *("imread", "open", "Path"),
    )
)
WRITERS = re.compile(r"(to|save|dump|write)(_?\w+)?|imsave|imwrite|mkdir|makedirs|memmap")
SAYS = ("print", "title", "set_title", "suptitle", "xlabel", "ylabel", "text", "format", "replace", "split", "endswith")
PACKED = re.compile(r"\.(zip|tar|tgz|7z|rar|tar\.\w+)", re.IGNORECASE)  # which Kaggle unpacks


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file that comes along: the key of its `[data.KEY]`, its name in `data/`, its address on Kaggle, its content."""

    key: str
    name: str
    source: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Place:
    """A literal in the code of a cell: the path that it says, the expression, and the call it is an argument of."""

    cell: int
    node: ast.expr
    path: str
    call: str
    writes: bool
    in_sum: bool  # part of an expression that wants a text


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
        self.said: list[tuple[int, str]] = []
        self.refused: list[tuple[int, str]] = []

    def edits(self, texts: Sequence[str]) -> list[Edit]:
        """What leads the code of cells to the files; said and refused are by the index of the cell."""
        found = [place for cell, text in enumerate(texts) for place in _places(cell, python_text.parse(text))]
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

    def _file(self, place: _Place) -> DataFile | None:
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


def _places(cell: int, tree: ast.AST) -> Iterator[_Place]:
    """The literals of a cell that may be paths of files, in the order of the text."""
    yield from sorted(_below(cell, tree, None, ""), key=lambda place: (place.node.lineno, place.node.col_offset))


def _below(cell: int, node: ast.AST, parent: ast.AST | None, call: str) -> Iterator[_Place]:
    if isinstance(node, ast.expr) and (path := _path(node)) is not None:
        if not isinstance(parent, ast.Expr | ast.Compare | ast.Dict | ast.JoinedStr | ast.Subscript):
            in_call = parent if isinstance(parent, ast.Call) else None
            if call not in SAYS and node.lineno == node.end_lineno:
                yield _Place(cell, node, path, call, _writes(call, in_call), isinstance(parent, ast.BinOp))
        return
    for child in ast.iter_child_nodes(node):
        name = ""
        if isinstance(node, ast.Call) and child is not node.func:
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        elif isinstance(node, ast.keyword):
            name = call
        holder = parent if isinstance(node, ast.keyword) else node
        yield from _below(cell, child, holder, name)


def _path(node: ast.expr) -> str | None:
    """The path that an expression of literals says: a text with an ending, or `os.path.join` of such."""
    match node:
        case ast.Constant(value=str(text)) if A_PATH.fullmatch(text) and "://" not in text:
            return text
        case ast.Call(func=ast.Attribute(attr="join", value=ast.Attribute(attr="path")), args=[_, *_] as parts):
            texts = [each.value for each in parts if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            if len(texts) == len(parts) and A_PATH.fullmatch(texts[-1]):
                return str(PurePosixPath(*texts))
    return None


def _writes(call: str, node: ast.Call | None) -> bool:
    """Whether a call makes the file that it names."""
    if call != "open":
        return bool(WRITERS.fullmatch(call))
    given = [*(node.args[1:2] if node else ()), *(each.value for each in (node.keywords if node else ()))]
    modes = [each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    return any(re.fullmatch(r"[bt+]*[wax][bt+]*", mode) for mode in modes)

"""The paths of files that code names by literals, and what it does with them."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

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


@dataclass(frozen=True, slots=True)
class Place:
    """A literal in the code of a cell: the path that it says, the expression, and the call it is an argument of."""

    cell: int
    node: ast.expr
    path: str
    call: str
    writes: bool
    in_sum: bool  # part of an expression that wants a text


def places(cell: int, tree: ast.AST) -> Iterator[Place]:
    """The literals of a cell that may be paths of files, in the order of the text."""
    yield from sorted(_below(cell, tree, None, ""), key=lambda place: (place.node.lineno, place.node.col_offset))


def _below(cell: int, node: ast.AST, parent: ast.AST | None, call: str) -> Iterator[Place]:
    if isinstance(node, ast.expr) and (path := _path(node)) is not None:
        if not isinstance(parent, ast.Expr | ast.Compare | ast.Dict | ast.JoinedStr | ast.Subscript):
            in_call = parent if isinstance(parent, ast.Call) else None
            if call not in SAYS and node.lineno == node.end_lineno:
                yield Place(cell, node, path, call, _writes(call, in_call), isinstance(parent, ast.BinOp))
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

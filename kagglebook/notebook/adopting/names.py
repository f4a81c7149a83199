"""The names of a notebook's code: which are alive at its end, and which are obviously parameters."""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .. import python_text
from .binding import bound, changed
from .seeding import SEED, SEED_NAMES, Edit, seeding

MAX_RESULTS = 60
SHORT_TEXT = re.compile(r"[\w.+-]{1,30}")
MAX_INTEGER = 2**63 - 1  # TOML's
INDICES = ("i", "j", "k")  # which place, not how
INTERACTIVE = ("input", "getpass", "exit", "quit")


@dataclass(frozen=True, slots=True)
class Assigned:
    """A constant that is assigned at the top of a cell: the cell's index, its lines (from 1), its name and value."""

    cell: int
    first: int
    last: int
    name: str
    value: Any


class Names:
    """What a notebook's cells of code bind and read. `texts` are Python, in order."""

    def __init__(self, texts: Sequence[str]):
        self.trees = [python_text.parse(text) for text in texts]
        self.stored: Counter[str] = Counter()
        self.read: Counter[str] = Counter()
        self.has_star = False
        for tree in self.trees:
            for node in ast.walk(tree):
                self._count(node)

    def _count(self, node: ast.AST) -> None:
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                self.read[name] += 1
            case ast.Name(id=name):
                self.stored[name] += 1
            case ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                self.stored[name] += 1
            case ast.ClassDef(name=name):
                self.stored[name] += 1
            case ast.alias(name="*") | ast.Call(func=ast.Name(id="exec")):  # what it binds nobody knows
                self.has_star = True
            case ast.alias(name=name, asname=other):
                self.stored[other or name.split(".")[0]] += 1
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                self.stored.update(names)
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                self.stored[name] += 1

    def constants(self) -> Iterator[Assigned]:
        """The assignments of one literal to one name at the top of cells, each alone on its lines."""
        for cell, tree in enumerate(self.trees):
            taken = Counter(line for node in tree.body for line in range(node.lineno, (node.end_lineno or 0) + 1))
            for node in tree.body:
                if not isinstance(node, ast.Assign) or len(node.targets) != 1 or taken[node.lineno] > 1:
                    continue
                target = node.targets[0]
                if isinstance(target, ast.Name) and (value := _literal(node.value)) is not None:
                    yield Assigned(cell, node.lineno, node.end_lineno or node.lineno, target.id, value)

    def parameters(self, tagged: int | None) -> list[Assigned]:
        """The constants that are parameters: of the tagged cell all that are used, else those used and set once."""
        if self.has_star:  # what a later `import *` binds could be one of them
            return []
        return [
            each
            for each in self.constants()
            if self.read[each.name]
            and not each.name.startswith("_")
            and (tagged is not None or each.name not in INDICES)
            and (
                each.cell == tagged
                if tagged is not None
                else self.stored[each.name] == 1 and each.name not in SEED_NAMES[1:] and _is_obvious(each.value)
            )
        ]

    def alive(self) -> list[tuple[str, bool]]:
        """The names that are assigned at the top of cells and not deleted, with whether they are there for sure."""
        found: dict[str, bool] = {}
        for tree in self.trees:
            for name, sure in bound(tree.body, True):
                found[name] = found.get(name, False) or sure
        for tree in self.trees:
            for node in ast.walk(tree):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Del):
                    found.pop(node.id, None)
        return [(name, sure) for name, sure in found.items() if not name.startswith("_")]

    def changed_again(self) -> list[str]:
        """The names that more than one cell binds or changes: what they are at the end is not all that they were."""
        cells = Counter(name for tree in self.trees for name in dict.fromkeys(changed(tree.body)))
        return [name for name, _ in self.alive() if cells[name] > 1 and name != "results"]  # the page's

    def seeds(self) -> tuple[int, list[Edit]] | None:
        """The literal that seeds the generators, with an edit for each place that has it; None where none does, or
        where the notebook has a `seed` of its own."""
        if self.stored[SEED] or self.has_star:
            return None
        found = [(cell, node) for cell, tree in enumerate(self.trees) for node in seeding(tree)]
        if not found:
            return None
        value = found[0][1].value
        edits = [
            Edit(cell, node.lineno, node.col_offset, node.end_col_offset or 0, SEED)
            for cell, node in found
            if node.value == value and node.lineno == node.end_lineno
        ]
        return value, edits

    def asking(self) -> Iterator[tuple[int, int, str]]:
        """Calls that wait for a person: the cell, the line, the name."""
        for cell, tree in enumerate(self.trees):
            for node in ast.walk(tree):
                name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
                if name in INTERACTIVE and (not self.stored[name] or name == "getpass"):
                    yield cell, node.lineno, name


def _literal(node: ast.expr) -> Any:
    """The value of a literal that chapter.toml can say, else None."""
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return None
    return value if _is_plain(value) else None


def _is_plain(value: Any) -> bool:
    if isinstance(value, bool):
        return True
    if isinstance(value, int):
        return abs(value) <= MAX_INTEGER
    if isinstance(value, float):
        return value == value and abs(value) != float("inf")
    if isinstance(value, str):
        return value.isprintable() and len(value) < 200
    if isinstance(value, list):
        return 0 < len(value) <= 20 and all(map(_is_plain, value)) and len({type(each) for each in value}) == 1
    return False


def _is_obvious(value: Any) -> bool:
    return isinstance(value, bool | int | float) or (isinstance(value, str) and bool(SHORT_TEXT.fullmatch(value)))


def as_params(parameters: Iterable[Assigned]) -> Mapping[str, Any]:
    """The parameters by name, in order."""
    return {each.name: each.value for each in parameters}

"""Where code seeds generators of random numbers by a number that is typed there, and how the code is edited."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

SEEDERS = ("seed", "manual_seed", "manual_seed_all", "default_rng", "RandomState", "set_seed", "set_random_seed")
SEED_KEYS = ("random_state", "seed")
SEED_NAMES = ("seed", "SEED", "random_seed", "RANDOM_SEED", "random_state", "RANDOM_STATE", "Seed", "rng_seed")
SEED = "seed"


@dataclass(frozen=True, slots=True)
class Edit:
    """A piece of a cell's code (its line from 1, columns in bytes) that another text takes the place of."""

    cell: int
    line: int
    start: int
    end: int
    text: str


def edited(text: str, edits: Iterable[Edit]) -> str:
    """A cell's code with edits made; columns are of UTF-8, as the syntax tree has them."""
    lines = [line.encode() for line in text.split("\n")]
    for edit in sorted(edits, key=lambda edit: (edit.line, edit.start), reverse=True):
        line = lines[edit.line - 1]
        lines[edit.line - 1] = line[: edit.start] + edit.text.encode() + line[edit.end :]
    return b"\n".join(lines).decode()


def seeding(tree: ast.Module) -> Iterator[ast.Constant]:
    """The integers that seed generators, in the order of the text."""
    found: list[ast.Constant] = []
    for node in ast.walk(tree):
        values: list[ast.expr] = []
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            values += node.args[:1] if name in SEEDERS else []
            values += [each.value for each in node.keywords if each.arg in SEED_KEYS]
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in SEED_NAMES:
            values.append(node.value)
        found += [each for each in values if isinstance(each, ast.Constant) and type(each.value) is int]
    yield from sorted(found, key=lambda node: (node.lineno, node.col_offset))

"""Where code seeds generators of random numbers by a number that is typed there, and how the code is edited."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

SEEDERS = ("seed", "manual_seed", "manual_seed_all", "default_rng", "RandomState", "set_seed", "set_random_seed")
SEED_KEYS = ("random_state", "seed")
SEED_NAMES = ("seed", "SEED", "random_seed", "RANDOM_SEED", "random_state", "RANDOM_STATE", "Seed", "rng_seed")
SEED = "seed"
VALUE = 0  # of the seed of a notebook that has none
SEEDING = {"random": "random.seed", "numpy": "numpy.random.seed", "torch": "torch.manual_seed"}
ON_NUMPY = ("scipy", "sklearn", "pandas", "seaborn", "skimage", "statsmodels")  # which draw from its generator
MADE = ("default_rng", "RandomState")


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


def unseeded(cell: int, tree: ast.Module, seed: str) -> Iterator[Edit]:
    """An edit for each generator of NumPy's that is made without a seed."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and node.end_col_offset) or node.args or node.keywords:
            continue
        if getattr(node.func, "attr", getattr(node.func, "id", "")) in MADE and node.lineno == node.end_lineno:
            yield Edit(cell, node.lineno, node.end_col_offset - 1, node.end_col_offset - 1, seed)


def seeding_cell(trees: Iterable[ast.Module], seed: str) -> str:
    """What a cell says that seeds the generators which code may draw from, "" for none."""
    roots = {root for tree in trees for node in ast.walk(tree) for root in _imported(node)}
    roots |= {"numpy"} if roots & {*ON_NUMPY} else set()
    found = [root for root in SEEDING if root in roots]
    imports = [f"import {root}" for root in found]
    return "\n".join([*imports, "", *(f"{SEEDING[root]}({seed})" for root in found)]) if found else ""


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [each.name.split(".")[0] for each in node.names]
    return [node.module.split(".")[0]] if isinstance(node, ast.ImportFrom) and node.module else []

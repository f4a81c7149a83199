"""What a run found, as a flat table: a path for each value. Knows no file."""

import itertools
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..core.digits import inside, is_number, is_series
from ..core.run import ENVIRONMENT, Run
from . import shown

CELL = "cell "  # begins the paths of what cells showed; no key of results.json has a space
SHOWN = "shown "  # behind the cell's name: what its figures and its HTML show
# Of at most 300 digits, and as many in groups of three: what is longer is a text.
NUMBER = re.compile(r"(?<![\w.])-?\d{1,300}(?!\d)(?:,\d{3}){0,99}(?:\.\d*)?(?:e[-+]?\d+)?", re.IGNORECASE)
DEVICE = re.compile(r"\b(cpu|cuda(:\d+)?)\b")
# Of hostile runs no more is looked at than a second allows: values, characters of a cell's text, names of environments.
MAX_VALUES, MAX_TEXT, MAX_NAMES = 10_000, 200_000, 20


def flatten(run: Run) -> dict[str, Any]:
    """What a run found, by path: the leaves of results.json but its environment, then what each cell showed.

    A list of numbers is one value, a series. A cell's output counts as its words, with a mark for each number, and its
    numbers; what names the environment is left out of both. So do the words of its figures and its HTML. What is drawn
    counts by sums, a series for each part of axes.
    """
    results = {name: value for name, value in (run.results or {}).items() if name != ENVIRONMENT}
    names = [word for word in map(str, itertools.islice(run.environment.values(), MAX_NAMES)) if word]
    values: dict[str, Any] = {}
    for path, value in itertools.islice(_leaves("", results), MAX_VALUES + 1):
        values[path] = value
    if len(values) > MAX_VALUES:
        values[values.popitem()[0]] = f"beyond {MAX_VALUES:,} values"
    for name, cell in run.cells.items():
        values.update(_said(f"{CELL}{name}: ", cell.text, names))
        if cell.figures:
            values[f"{CELL}{name}: figures"] = cell.figures
        values.update(_said(f"{CELL}{name}: {SHOWN}", shown.words(cell), names))
        values.update((f"{CELL}{name}: {SHOWN}{part}", series) for part, series in shown.drawn(cell))
    return values


def _said(path: str, text: str, names: Collection[str]) -> Iterator[tuple[str, Any]]:
    """The words and the numbers of a text, without what names the environment."""
    text = text[:MAX_TEXT]
    for word in names:
        text = text.replace(word, "…")
    text = DEVICE.sub("…", text)
    if text.strip():
        yield f"{path}words", " ".join(NUMBER.sub(" # ", text).split())
        if numbers := [_number(number.replace(",", "")) for number in NUMBER.findall(text)]:
            yield f"{path}numbers", numbers


def without_cells(run: Run, names: Collection[str]) -> Run:
    """A run without what some cells showed."""
    return replace(run, cells={name: cell for name, cell in run.cells.items() if name not in names})


def shown_by_a_cell(path: str) -> bool:
    """Whether a path of `flatten` is of what a cell showed, not of results.json."""
    return path.startswith(CELL)


def seen_by_a_reader(path: str) -> bool:
    """Whether a path of `flatten` is of what figures and HTML show, which earlier records don't have."""
    return shown_by_a_cell(path) and f": {SHOWN}" in path


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and (value or not path):
        for name, item in value.items():
            yield from _leaves(inside(path, name), item)
    elif isinstance(value, list) and not is_series(value) and any(isinstance(item, list | dict) for item in value):
        for index, item in enumerate(value):
            yield from _leaves(f"{path}[{index}]", item)
    else:
        # A number alone is a series of one.
        yield path, [value] if is_number(value) else value


def _number(text: str) -> float | int:
    return int(text) if text.lstrip("-").isdecimal() else float(text)

"""Two runs of a program held against each other: the values of results.json by path, the outputs by cell."""

import itertools
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..core.run import ENVIRONMENT, CellOutput, Run, figures_in_words

NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.IGNORECASE)
SHOWN = 40  # characters of a text


@dataclass(frozen=True)
class Difference:
    """A path such as `history.test_acc[2]` or a cell, what each run has there, and how far apart, 0 to 2 for numbers.

    Anything but two numbers is infinitely far apart.
    """

    place: str
    first: str
    second: str
    relative: float = math.inf


def differences(first: Run, second: Run) -> list[Difference]:
    """What differs between two runs, the largest relative difference first; outputs only where both have a notebook."""
    if first.results is None or second.results is None:
        found = [] if first.results is second.results else [_other("results.json", _there(first), _there(second))]
    else:
        values = ({key: run.results[key] for key in run.results if key != ENVIRONMENT} for run in (first, second))
        found = list(_of_values("", *values))
    if first.cells and second.cells:
        names = [*first.cells, *(name for name in second.cells if name not in first.cells)]
        for name in names:
            sides = (run.cells.get(name, CellOutput()) for run in (first, second))
            found += _of_outputs(f"cell {name}", *sides)
    return sorted(found, key=lambda difference: difference.relative, reverse=True)


def environment(run: Run) -> str:
    """Where a run was made, as it said itself: `python 3.12.1, torch 2.10.0, device Tesla T4`."""
    return ", ".join(f"{key} {value}" for key, value in run.environment.items()) or "not told"


def _of_values(path: str, first: Any, second: Any) -> Iterator[Difference]:
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        for key in [*first, *(key for key in second if key not in first)]:
            place = f"{path}.{key}" if path else key
            if key in first and key in second:
                yield from _of_values(place, first[key], second[key])
            else:
                yield _other(place, first.get(key, "missing"), second.get(key, "missing"))
    elif isinstance(first, list) and isinstance(second, list):
        if len(first) != len(second):
            yield Difference(path, f"{len(first)} values", f"{len(second)} values")
        for index, pair in enumerate(zip(first, second, strict=False)):
            yield from _of_values(f"{path}[{index}]", *pair)
    elif _is_number(first) and _is_number(second):
        relative = _relative(first, second)
        if relative:
            yield Difference(path, *_told_apart(first, second), relative)
    elif type(first) is not type(second) or first != second:
        yield _other(path, first, second)


def _of_outputs(place: str, first: CellOutput, second: CellOutput) -> Iterator[Difference]:
    if first.figures != second.figures:
        yield Difference(place, *map(figures_in_words, (first.figures, second.figures)))
    if first.text == second.text:
        return
    lines = itertools.zip_longest(first.text.splitlines(), second.text.splitlines(), fillvalue="")
    changed = [(a, b) for a, b in lines if a != b] or [(first.text, second.text)]  # else in line ends alone
    relative = math.inf
    if NUMBER.sub("", first.text) == NUMBER.sub("", second.text):
        numbers = ([float(match[0]) for match in NUMBER.finditer(text)] for text in (first.text, second.text))
        relative = max(itertools.starmap(_relative, zip(*numbers, strict=True)))
    yield Difference(place, *(_short(repr(line)) for line in changed[0]), relative)


def _relative(first: float, second: float) -> float:
    """The difference as a share of the larger of two numbers; two that are not a number are alike."""
    if first == second or (math.isnan(first) and math.isnan(second)):
        return 0.0
    apart = abs(first - second) / max(abs(first), abs(second))
    return apart if math.isfinite(apart) else math.inf


def _told_apart(first: float, second: float) -> tuple[str, str]:
    """Two numbers with as many digits as it takes to see that they differ, five at least."""
    for digits in range(5, 17):
        shown = f"{first:.{digits}g}", f"{second:.{digits}g}"
        if shown[0] != shown[1]:
            return shown
    return repr(first), repr(second)


def _other(place: str, first: Any, second: Any) -> Difference:
    return Difference(place, _short(str(first)), _short(str(second)))


def _there(run: Run) -> str:
    return "missing" if run.results is None else "written"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"

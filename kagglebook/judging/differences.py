"""Two runs of a program held against each other: the values of results.json by path, the outputs by cell."""

import itertools
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..core.digits import MISSING, Place, TooManyError, in_short, is_number, places, told_apart
from ..core.plain import fit
from ..core.run import ENVIRONMENT, CellOutput, Run, count_in_words, figures_in_words

NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?", re.IGNORECASE)
SHOWN = 40  # characters of a text
# Of hostile runs no more is looked at than a second allows: characters of a cell's text, differences.
MAX_TEXT, MAX_NAMES, MOST = 200_000, 20, 10_000


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
    """What differs between two runs, the largest relative difference first; outputs only where both have a notebook.

    No more than the first 10,000 differences are found.
    """
    found = list(itertools.islice(itertools.chain(_of_results(first, second), _of_cells(first, second)), MOST))
    return sorted(found, key=lambda difference: difference.relative, reverse=True)


def environment(run: Run) -> str:
    """Where a run was made, as it said itself: `python 3.12.1, torch 2.10.0, device Tesla T4`."""
    told = itertools.islice(run.environment.items(), MAX_NAMES)
    return fit(", ".join(f"{fit(key, SHOWN)} {fit(value, SHOWN)}" for key, value in told)) or "not told"


def _of_results(first: Run, second: Run) -> Iterator[Difference]:
    if first.results is None or second.results is None:
        if first.results is not second.results:
            yield Difference("results.json", _there(first), _there(second))
        return
    values = [{key: run.results[key] for key in run.results if key != ENVIRONMENT} for run in (first, second)]
    try:
        for place in places(*values):
            yield _of_place(place)
    except TooManyError as error:
        yield Difference("results.json", str(error), "not compared")


def _of_place(place: Place) -> Difference:
    first, second = place.first, place.second
    if isinstance(first, list) and isinstance(second, list):
        return Difference(place.path, f"{len(first)} values", f"{len(second)} values")
    if first is MISSING or second is MISSING:
        sides = ("missing" if side is MISSING else fit(in_short(side, depth=1), SHOWN) for side in (first, second))
        return Difference(place.path, *sides)
    relative = _relative(first, second) if is_number(first) and is_number(second) else math.inf
    return Difference(place.path, *told_apart(first, second, SHOWN), relative)


def _of_cells(first: Run, second: Run) -> Iterator[Difference]:
    if first.cells and second.cells:
        for name in [*first.cells, *(name for name in second.cells if name not in first.cells)]:
            sides = (run.cells.get(name, CellOutput()) for run in (first, second))
            yield from _of_outputs(f"cell {name}", *sides)


def _of_outputs(place: str, first: CellOutput, second: CellOutput) -> Iterator[Difference]:
    if first.figures != second.figures:
        yield Difference(place, *map(figures_in_words, (first.figures, second.figures)))
    if len(first.html) != len(second.html):
        yield Difference(place, *(count_in_words(len(each.html), "HTML output") for each in (first, second)))
    if first.text == second.text:
        return
    texts = first.text[:MAX_TEXT], second.text[:MAX_TEXT]
    lines = itertools.zip_longest(*(text.splitlines() for text in texts), fillvalue="")
    changed = next(((a, b) for a, b in lines if a != b), (first.text, second.text))  # else in line ends, or far behind
    yield Difference(place, *told_apart(*changed, SHOWN), _farthest(*texts))


def _farthest(first: str, second: str) -> float:
    """How far apart two texts are: as the farthest pair of their numbers, if they differ in these alone."""
    numbers = [[float(number) for number in NUMBER.findall(text)] for text in (first, second)]
    if NUMBER.sub("0", first) != NUMBER.sub("0", second) or len(numbers[0]) != len(numbers[1]):
        return math.inf
    return max(itertools.starmap(_relative, zip(*numbers, strict=True)), default=math.inf) or math.inf


def _relative(first: float, second: float) -> float:
    """The difference as a share of the larger of two numbers; two that are not a number are alike."""
    if first == second or (first != first and second != second):
        return 0.0
    try:
        apart = abs(first - second) / max(abs(first), abs(second))
    except OverflowError:
        return math.inf
    return apart if math.isfinite(apart) else math.inf


def _there(run: Run) -> str:
    return "written" if run.results is not None else fit(run.unread, SHOWN) or "missing"

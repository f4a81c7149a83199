"""The tolerance of each recorded value, measured: from runs by other machine code, and from runs with other seeds."""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Any

from ..chapter.recorded import RecordedValue
from ..core.digits import difference, distance, is_finite, is_series
from ..core.run import Run
from .baseline import widened
from .values import CELL, flatten, shown_by_a_cell

HOW = (
    "`near` is 4 times the largest deviation from `value` among runs with the recorded seed on 1 and 2 threads and,"
    " on x86, with the plain kernels of PyTorch and MKL in place of those for this processor, and never less than"
    " 2e-4 of the value; for accuracies and printed numbers, as a sample or two may change sides, no less than"
    " 0.0025 of it and 0.002, and 2 of a count of samples. Where that deviation is above 1 % in a curve, training"
    " amplifies rounding, and `near` is as wide as the spread of seeds. `low` and `high` are the extremes of 20"
    " other seeds and the recorded one; a run with another seed is held to them moved outwards by three times their"
    " distance each (with once, 3 of 240 runs with further seeds were beyond). A value without them was the same in"
    " every run."
)
SAMPLES = 2  # that may change sides, whatever the seeds that were measured show
AMPLIFIED = 0.01  # the part of a value that rounding moves only where training amplifies it


def measure(
    run: Run, machine: Sequence[Run], seeds: Sequence[Run], shares: Sequence[str] = ()
) -> dict[str, RecordedValue]:
    """The values of a run with their tolerances, from the same run by other machine code and runs with other seeds.

    `shares` are patterns of the paths whose values move by whole samples, such as `*_acc`.
    """
    values = {}
    here, there = [flatten(other) for other in machine], [flatten(other) for other in seeds]
    for path, value in flatten(run).items():
        near, far = [other.get(path) for other in here], [other.get(path) for other in there]
        if any(not _comparable(value, other) for other in near):
            values[path] = RecordedValue(value=value, varies="run")
        elif not any(difference(other, value) for other in (*near, *far)):
            values[path] = RecordedValue(value=value)
        elif not is_series(value):
            values[path] = RecordedValue(value=value, varies="seed")
        else:
            share = any(fnmatchcase(path, pattern) for pattern in shares)
            coarse = share or _is_printed(path)
            allowed = [always_allowed(each, coarse, share) for each in value]
            values[path] = _measured(path, value, near, far, allowed)
    return values


def _measured(
    path: str, value: list[float], near: Sequence[list[float]], far: Sequence[Any], allowed: Sequence[float]
) -> RecordedValue:
    rounding = [max((distance(o, v) for o in points), default=0) for v, *points in zip(value, *near, strict=True)]
    close = [max(4 * d, least) for d, least in zip(rounding, allowed, strict=True)]
    if not all(_comparable(value, other) for other in far):
        return RecordedValue(value=value, near=close, varies="seed")
    # What is infinite or nan is so in every run, and has no spread.
    every = [points if is_finite(points[0]) else (0.0,) for points in zip(value, *near, *far, strict=True)]
    low, high = [min(points) for points in every], [max(points) for points in every]
    # Where training amplifies rounding, one machine's numbers say little of another's, in all of a curve.
    wild = [d > AMPLIFIED * abs(v) for d, v in zip(rounding, value, strict=True)]
    if not shown_by_a_cell(path):
        wild = [any(wild)] * len(wild)
    wide = [widened(*extremes) for extremes in zip(low, high, strict=True)]
    spread = [max(v - a, b - v) if is_finite(v) else 0.0 for v, (a, b) in zip(value, wide, strict=True)]
    return RecordedValue(
        value=value,
        near=[w if is_wild else c for is_wild, w, c in zip(wild, spread, close, strict=True)],
        low=low,
        high=high,
    )


def _is_printed(path: str) -> bool:
    """Whether a path is of numbers that a cell says: rounded, they change by whole digits."""
    return path.startswith(CELL) and path.endswith("numbers")


def _comparable(value: Any, other: Any) -> bool:
    """Whether two values are equal, or series of one length that are infinite or nan in the same places."""
    if difference(value, other) is None:
        return True
    if not (is_series(value) and is_series(other) and len(value) == len(other)):
        return False
    pairs = zip(value, other, strict=True)
    return all((is_finite(a) and is_finite(b)) or not distance(a, b) for a, b in pairs)


def always_allowed(value: float, coarse: bool, counts: bool = False) -> float:
    """What a value may be off by on any machine; a coarse one moves by whole samples, as accuracies and prints do, and
    where it `counts` these an integer is their number."""
    if not is_finite(value):
        return 0.0
    if counts and isinstance(value, int):
        return max(2.5e-3 * abs(value), SAMPLES)
    if coarse:
        return max(2.5e-3 * abs(value), 2e-3)
    return 2e-4 * abs(value)

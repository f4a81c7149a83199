"""A run held against the recorded quick run: every value that it computed, and how far another may be off.

A run with the recorded seed, releases of packages and device is held to what rounding changes (`near`); any other to
what seeds change, the extremes `low` and `high` moved outwards. Series of numbers are compared point by point.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..chapter.recorded import Recorded, RecordedValue
from ..core.digits import apart, difference, distance, is_finite, is_series, told_apart
from ..core.run import Run
from ..notebook.page import Page
from .judges import Judge
from .outcome import Outcome, Verdict
from .values import flatten, seen_by_a_reader, without_cells

SUBJECT = "baseline"
TINY = 1e-9  # absolute: what lies below is 0
WIDER = 3  # distances of the extremes
SHOWN = 3  # values that a message names
SHORT = 60  # characters of a text
LEAST = 4  # digits of a number


@dataclass(frozen=True)
class Deviation:
    """A value that is not as recorded, in words, how many tolerances it is off (inf: it can't be compared), and whether
    a figure shows it, and so something else has it before."""

    words: str
    size: float
    drawn: bool = False


class BaselineJudge(Judge):
    """Holds the quick runs of programs against their recorded runs."""

    subject = SUBJECT

    def __init__(self, recorded: Mapping[str, Recorded]):
        self.recorded = recorded

    def judge(self, page: Page, run: Run, quick: bool) -> Outcome | None:
        program = page.program
        recorded = self.recorded.get(program.number)
        if not (recorded and quick):
            return None
        return judge_baseline(recorded, without_cells(run, page.without_result), program.params | program.quick)


def judge_baseline(recorded: Recorded, run: Run, quick: Mapping[str, Any]) -> Outcome | None:
    """How a run with the parameters `quick` compares; None where it has others but for the seed, or no results."""
    mine, theirs = _without_seed(run.parameters), _without_seed(recorded.parameters)
    if mine != _without_seed(quick) or run.results is None:
        return None
    if mine != theirs:
        changed = sorted(name for name in mine.keys() | theirs.keys() if mine.get(name) != theirs.get(name))
        expected = ", ".join(f"{name}={theirs.get(name)}" for name in changed)
        measured = ", ".join(f"{name}={mine.get(name)}" for name in changed)
        return Outcome(SUBJECT, f"recorded with {expected}", f"{measured}: `record` records it anew", Verdict.FAIL)
    near = is_near(recorded, run)
    count = sum(len(known.value) if is_series(known.value) else 1 for known in recorded.values.values())
    wide = not near and "seed" in run.parameters
    expected = f"{count} values as recorded" + (", within the spread of seeds" if wide else "")
    found = all_deviations(recorded, run)
    if not found:
        return Outcome(SUBJECT, expected, "as recorded", Verdict.PASS)
    more = f" (and {len(found) - SHOWN} more)" if len(found) > SHOWN else ""
    return Outcome(SUBJECT, expected, "; ".join(one.words for one in found[:SHOWN]) + more, Verdict.FAIL)


def is_near(recorded: Recorded, run: Run) -> bool:
    """Whether a run is held to what rounding changes: seed, device and releases of packages are the recorded ones."""
    same_seed = "seed" in run.parameters and run.parameters["seed"] == recorded.parameters.get("seed")
    return same_seed and _releases(run.environment, recorded.environment) == _releases(recorded.environment)


def all_deviations(recorded: Recorded, run: Run) -> list[Deviation]:
    """Every value of a run that is not as recorded, furthest first."""
    return furthest_first(deviations(recorded, flatten(run), is_near(recorded, run)))


def furthest_first(found: Iterable[Deviation]) -> list[Deviation]:
    """The largest deviation first, and what figures show behind all others: they are drawn of what was computed."""
    return sorted(found, key=lambda deviation: (deviation.drawn, -deviation.size))


def _releases(environment: Mapping[str, Any], named: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What numbers depend on: the device, and the release (2.14) of each package that is named, but not Python's.

    An earlier release recorded fewer packages: those count that the record has `named`.
    """
    names = (environment if named is None else named).keys() - {"python", "device"}
    packages = {name: str(version) for name, version in environment.items() if name in names}
    releases = {name: version.split("+")[0].split(".")[:2] for name, version in packages.items()}
    return releases | {"device": environment.get("device")}


def deviations(recorded: Recorded, values: Mapping[str, Any], near: bool) -> Iterator[Deviation]:
    """Every value that is not as recorded; of a series, the point that is furthest off."""
    for path, known in recorded.values.items():
        if known.varies == "run" or (known.varies and not near):
            continue
        if path not in values:
            yield Deviation(f"{path} is missing", math.inf, seen_by_a_reader(path))
        elif is_series(known.value) and is_series(values[path]):
            yield from _of_series(path, known, values[path], near)
        elif not _alike(values[path], known.value):
            mine, theirs = told_apart(values[path], known.value, SHORT)
            yield Deviation(f"{path} is {mine}, recorded {theirs}", math.inf, seen_by_a_reader(path))
    # An earlier release recorded nothing of what figures show: only the next record has it.
    is_whole = any(map(seen_by_a_reader, recorded.values))
    for path in values:
        if path not in recorded.values and (is_whole or not seen_by_a_reader(path)):
            yield Deviation(f"{path} is not recorded", math.inf, seen_by_a_reader(path))


def _alike(value: Any, known: Any) -> bool:
    """Whether two values are the same, numbers in lists up to the digits that a record has."""
    if isinstance(value, list) and isinstance(known, list) and len(value) == len(known):
        return all(map(_alike, value, known))
    if is_finite(value) and is_finite(known):
        return distance(value, known) <= 1e-5 * abs(known) + TINY
    return difference(value, known) is None


def _of_series(path: str, known: RecordedValue, values: Sequence[float], near: bool) -> Iterator[Deviation]:
    if len(values) != len(known.value):
        words = f"{path} has {len(values)} values, recorded {len(known.value)}"
        yield Deviation(words, math.inf, seen_by_a_reader(path))
        return
    sizes = [_size(known, index, value, near) for index, value in enumerate(values)]
    worst = max(range(len(sizes)), key=sizes.__getitem__)
    if sizes[worst] > 1:
        centre, tolerance = _interval(known, worst, near)
        place = path if len(values) == 1 else f"{path}[{worst}]"
        margin = f" ± {tolerance:.2g}" if known.near and tolerance > 2 * TINY else ""
        mine, theirs = apart(values[worst], centre, by=tolerance, least=LEAST)
        yield Deviation(f"{place} is {mine}, recorded {theirs}{margin}", sizes[worst], seen_by_a_reader(path))


def nearest_miss(recorded: Recorded, run: Run, near: bool) -> float:
    """The largest deviation of a run that passes, in tolerances: at 1 it would fail."""
    values = flatten(run)
    measured = ((path, known) for path, known in recorded.values.items() if known.near and (near or known.low))
    return max((_size(known, i, v, near) for path, known in measured for i, v in enumerate(values[path])), default=0)


def _size(known: RecordedValue, index: int, value: float, near: bool) -> float:
    centre, tolerance = _interval(known, index, near)
    off = distance(value, centre)
    return off / tolerance if off < math.inf else off


def _interval(known: RecordedValue, index: int, near: bool) -> tuple[float, float]:
    value = known.value[index]
    if not is_finite(value):
        return value, TINY
    if known.near is None:  # the same in every run, up to the last digits of a float
        return value, (1e-5 * abs(value) if isinstance(value, float) else 0) + TINY
    if near:
        return value, known.near[index] + TINY
    low, high = widened(known.low[index], known.high[index])
    # A spread of next to nothing must not be narrower than rounding.
    return (low + high) / 2, max((high - low) / 2, known.near[index]) + TINY


def widened(low: float, high: float) -> tuple[float, float]:
    """What a run with another seed is held to: what seeds change has long tails."""
    return low - WIDER * (high - low), high + WIDER * (high - low)


def _without_seed(parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in parameters.items() if name != "seed"}

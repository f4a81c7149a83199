"""A recorded quick run: every value that it computed, and how far another run may be off. Knows no kernel.

A run with the recorded seed, release of PyTorch and device is held to what rounding changes (`near`); any other to what
seeds change (`low`, `high`). Series of numbers are compared point by point.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from .checks import Outcome
from .errors import InputError, Problem, read_text
from .result import RunResult
from .table import Table

NAME = "baseline.json"
HOW = (
    "`near` is 4 times the largest deviation from `value` among runs with the recorded seed on 1 and 2 threads and, on"
    " x86, with the plain kernels of PyTorch and MKL in place of those for this processor, and never less than 2e-4 of"
    " the value (0.0025 for accuracies and printed numbers: a sample or two may change sides). Where that deviation is"
    " above 1 % in a curve, training amplifies rounding, and `near` is as wide as the spread of seeds. `low` and `high`"
    " are the extremes of 20 other seeds and the recorded one, each moved outwards by their distance. A value without"
    " them was the same in every run."
)
NUMBER = re.compile(r"(?<![\w.])-?\d+(?:,\d{3})*(?:\.\d*)?(?:e[-+]?\d+)?", re.IGNORECASE)
DEVICE = re.compile(r"\b(cpu|cuda(:\d+)?)\b")
AMPLIFIED = 0.01  # the part of a value that rounding moves only where training amplifies it
SHOWN = 3  # values that a message names


class RecordedValue(Table):
    """What was recorded of one value: a leaf of results.json, or a series of numbers."""

    value: Any
    near: list[float] | None = None
    low: list[float] | None = None
    high: list[float] | None = None
    varies: Literal["", "seed", "run"] = ""  # what is another text, or longer, with each seed, or with each run


class Recorded(Table):
    """The recorded run of a program, with its parameters and what it ran on."""

    date: str
    python: str
    torch: str
    device: str
    parameters: dict[str, Any]
    fingerprint: str
    values: dict[str, RecordedValue]


class BaselineFile(Table):
    """baseline.json."""

    how: str
    programs: dict[str, Recorded]


@dataclass(frozen=True)
class Deviation:
    """A value that is not as recorded, in words, and how many tolerances it is off (inf: it can't be compared)."""

    words: str
    size: float


def load(folder: Path) -> dict[str, Recorded]:
    """The recorded runs of a chapter by program; empty where none are. Raises InputError for a file that is none."""
    path = folder / NAME
    if not path.exists():
        return {}
    try:
        return BaselineFile.model_validate_json(read_text(path)).programs
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        message = f"{first['msg']}; --update-baseline --force records it anew"
        raise InputError(Problem(path, message, place=place)) from None


def to_bytes(programs: Mapping[str, Recorded]) -> bytes:
    """The file, a line for each value, so that a diff shows what moved."""
    lines = ["{", f' "how": {json.dumps(HOW)},', ' "programs": {']
    for number, recorded in programs.items():
        lines.append(f"  {json.dumps(number)}: {{")
        fields = recorded.model_dump(exclude={"values"})
        lines += [f"   {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}," for key, value in fields.items()]
        lines.append('   "values": {')
        values = recorded.values.items()
        shown = [(path, value.model_dump(exclude_defaults=True, exclude={"value"})) for path, value in values]
        shown = [(path, {"value": recorded.values[path].value} | rest) for path, rest in shown]
        rows = [f"    {json.dumps(path)}: {json.dumps(_rounded(value), ensure_ascii=False)}" for path, value in shown]
        lines += [",\n".join(rows), "   }", "  },"]
    lines[-1] = lines[-1].rstrip(",")
    return "\n".join([*lines, " }", "}", ""]).encode()


def flatten(run: RunResult) -> dict[str, Any]:
    """What a run found, by path: the leaves of results.json but its environment, then what each cell showed.

    A list of numbers is one value, a series. A cell's output counts as its words, with a mark for each number, and its
    numbers; what names the environment is left out of both.
    """
    results = dict(run.results or {})
    environment = results.pop("environment", {})
    values = {}
    for name, value in results.items():
        values |= dict(_leaves(name, value))
    for name, cell in run.cells.items():
        text = cell.text
        for word in environment.values():
            text = text.replace(str(word), "…")
        text = DEVICE.sub("…", text)
        if text.strip():
            values[f"cell {name}: words"] = " ".join(NUMBER.sub(" # ", text).split())
            numbers = [_number(number.replace(",", "")) for number in NUMBER.findall(text)]
            if numbers:
                values[f"cell {name}: numbers"] = numbers
        if cell.figures:
            values[f"cell {name}: figures"] = cell.figures
    return values


def measure(run: RunResult, machine: Sequence[RunResult], seeds: Sequence[RunResult]) -> dict[str, RecordedValue]:
    """The values of a run with their tolerances, from the same run by other kernels and from runs with other seeds."""
    values = {}
    here, there = [flatten(other) for other in machine], [flatten(other) for other in seeds]
    for path, value in flatten(run).items():
        near, far = [other.get(path) for other in here], [other.get(path) for other in there]
        if any(not _comparable(value, other) for other in near):
            values[path] = RecordedValue(value=value, varies="run")
        elif all(other == value for other in (*near, *far)):
            values[path] = RecordedValue(value=value)
        elif not is_series(value):
            values[path] = RecordedValue(value=value, varies="seed")
        else:
            values[path] = _measured(path, value, near, far)
    return values


def _measured(path: str, value: list[float], near: Sequence[list[float]], far: Sequence[Any]) -> RecordedValue:
    rounding = [max((abs(o - v) for o in points), default=0) for v, *points in zip(value, *near, strict=True)]
    close = [max(4 * d, share(path) * abs(v)) for d, v in zip(rounding, value, strict=True)]
    if not all(_comparable(value, other) for other in far):
        return RecordedValue(value=value, near=close, varies="seed")
    every = list(zip(value, *near, *far, strict=True))
    low = [2 * min(points) - max(points) for points in every]
    high = [2 * max(points) - min(points) for points in every]
    # Where training amplifies rounding, one machine's numbers say little of another's, in all of a curve.
    wild = [d > AMPLIFIED * abs(v) for d, v in zip(rounding, value, strict=True)]
    if not path.startswith("cell "):
        wild = [any(wild)] * len(wild)
    spread = [max(v - a, b - v) for v, a, b in zip(value, low, high, strict=True)]
    return RecordedValue(
        value=value,
        near=[w if is_wild else c for is_wild, w, c in zip(wild, spread, close, strict=True)],
        low=low,
        high=high,
    )


def _comparable(value: Any, other: Any) -> bool:
    """Whether two values are equal, or series of one length."""
    return value == other or (is_series(value) and is_series(other) and len(value) == len(other))


def judge_baseline(recorded: Recorded, run: RunResult, quick: Mapping[str, Any]) -> Outcome | None:
    """How a run with the parameters `quick` compares; None where it has others but for the seed, or no results."""
    mine, theirs = _without_seed(run.parameters), _without_seed(recorded.parameters)
    if mine != _without_seed(quick) or run.results is None:
        return None
    if mine != theirs:
        changed = sorted(name for name in mine.keys() | theirs.keys() if mine.get(name) != theirs.get(name))
        expected = ", ".join(f"{name}={theirs.get(name)}" for name in changed)
        measured = ", ".join(f"{name}={mine.get(name)}" for name in changed)
        return Outcome("baseline", f"recorded with {expected}", f"{measured}: --update-baseline records it", False)
    same_seed = "seed" in run.parameters and run.parameters["seed"] == recorded.parameters.get("seed")
    environment = run.results.get("environment", {})
    release = [str(torch).split("+")[0].split(".")[:2] for torch in (environment.get("torch"), recorded.torch)]
    near = same_seed and release[0] == release[1] and environment.get("device") == recorded.device
    count = sum(len(known.value) if is_series(known.value) else 1 for known in recorded.values.values())
    wide = not near and "seed" in run.parameters
    expected = f"{count} values as recorded" + (", within the spread of seeds" if wide else "")
    found = sorted(deviations(recorded, flatten(run), near), key=lambda deviation: -deviation.size)
    if not found:
        return Outcome("baseline", expected, "as recorded", True)
    more = f" (and {len(found) - SHOWN} more)" if len(found) > SHOWN else ""
    return Outcome("baseline", expected, "; ".join(one.words for one in found[:SHOWN]) + more, False)


def deviations(recorded: Recorded, values: Mapping[str, Any], near: bool) -> Iterator[Deviation]:
    """Every value that is not as recorded; of a series, the point that is furthest off."""
    for path, known in recorded.values.items():
        if known.varies == "run" or (known.varies and not near):
            continue
        if path not in values:
            yield Deviation(f"{path} is missing", math.inf)
        elif is_series(known.value) and is_series(values[path]):
            yield from _of_series(path, known, values[path], near)
        elif values[path] != known.value:
            yield Deviation(f"{path} is {_short(values[path])}, recorded {_short(known.value)}", math.inf)
    for path in values:
        if path not in recorded.values:
            yield Deviation(f"{path} is not recorded", math.inf)


def _of_series(path: str, known: RecordedValue, values: Sequence[float], near: bool) -> Iterator[Deviation]:
    if len(values) != len(known.value):
        yield Deviation(f"{path} has {len(values)} values, recorded {len(known.value)}", math.inf)
        return
    sizes = [_size(known, index, value, near) for index, value in enumerate(values)]
    worst = max(range(len(sizes)), key=sizes.__getitem__)
    if sizes[worst] > 1:
        centre, tolerance = _interval(known, worst, near)
        place = path if len(values) == 1 else f"{path}[{worst}]"
        margin = "" if known.near is None else f" ± {tolerance:.2g}"
        yield Deviation(f"{place} is {_digits(values[worst])}, recorded {_digits(centre)}{margin}", sizes[worst])


def nearest_miss(recorded: Recorded, run: RunResult, near: bool) -> float:
    """The largest deviation of a run that passes, in tolerances: at 1 it would fail."""
    values = flatten(run)
    measured = ((path, known) for path, known in recorded.values.items() if known.near and (near or known.low))
    return max((_size(known, i, v, near) for path, known in measured for i, v in enumerate(values[path])), default=0)


def _size(known: RecordedValue, index: int, value: float, near: bool) -> float:
    centre, tolerance = _interval(known, index, near)
    # What is no number, nan, is off by any measure.
    return abs(value - centre) / tolerance if math.isfinite(value) else math.inf


def _interval(known: RecordedValue, index: int, near: bool) -> tuple[float, float]:
    value = known.value[index]
    if known.near is None:  # the same in every run, up to the last digits of a float
        return value, (1e-5 * abs(value) if isinstance(value, float) else 0) + 1e-9
    if near:
        return value, known.near[index] + 1e-9
    return (known.low[index] + known.high[index]) / 2, (known.high[index] - known.low[index]) / 2 + 1e-9


def share(path: str) -> float:
    """The part of a value that is always allowed: accuracies move by whole samples, and prints show them too."""
    return 2.5e-3 if "acc" in path or path.startswith("cell ") else 2e-4


def is_series(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(type(item) in (int, float) for item in value)


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and value:
        for name, item in value.items():
            yield from _leaves(f"{path}.{name}", item)
    elif isinstance(value, list) and not is_series(value) and any(isinstance(item, list | dict) for item in value):
        for index, item in enumerate(value):
            yield from _leaves(f"{path}[{index}]", item)
    else:
        # A number alone is a series of one.
        yield path, [value] if type(value) in (int, float) else value


def _without_seed(parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in parameters.items() if name != "seed"}


def _number(text: str) -> float | int:
    return int(text) if text.lstrip("-").isdigit() else float(text)


def _digits(number: float) -> str:
    return str(number) if isinstance(number, int) else f"{number:.4g}"


def _rounded(value: Any) -> Any:
    """Numbers to seven digits: enough for every tolerance, and a diff shows no noise."""
    if isinstance(value, float):
        return float(f"{value:.7g}")
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return value


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:40]}…{text[-19:]}"

"""A recorded quick run: every value that it computed, and how far another run may be off.

A run with the recorded seed, releases of packages and device is held to what rounding changes (`near`); any other to
what seeds change (`low`, `high`). Series of numbers are compared point by point.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, FiniteFloat, ValidationError, model_validator

from ..core.digits import apart, difference, distance, is_finite, told_apart
from ..core.files import read_text
from ..core.problems import InputError, Problem
from ..core.run import Run
from ..core.toml import TomlTable
from ..notebook.page import Page
from .judges import Judge
from .outcome import Outcome, Verdict
from .values import flatten, is_series

NAME = "baseline.json"
SUBJECT = "baseline"
TINY = 1e-9  # absolute: what lies below is 0
SHOWN = 3  # values that a message names
SHORT = 60  # characters of a text
LEAST = 4  # digits of a number


class RecordedValue(TomlTable):
    """What was recorded of one value: a leaf of results.json, or a series of numbers."""

    value: Any
    near: list[FiniteFloat] | None = None
    low: list[FiniteFloat] | None = None
    high: list[FiniteFloat] | None = None
    varies: Literal["", "seed", "run"] = ""  # what is another text, or longer, with each seed, or with each run

    @model_validator(mode="after")
    def _each_point_has_its_tolerance(self):
        tolerances = [each for each in (self.near, self.low, self.high) if each is not None]
        if tolerances and not (is_series(self.value) and {len(self.value)} == {*map(len, tolerances)}):
            raise ValueError("near, low and high have a number for each of value")
        if (self.low is None) != (self.high is None) or (self.low and self.near is None):
            raise ValueError("low, high and near go together")
        return self


class Recorded(BaseModel):
    """The recorded run of a program, with its parameters; what else stands there is where it was made."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)
    __pydantic_extra__: dict[str, str]

    date: str
    parameters: dict[str, Any]
    fingerprint: str
    values: dict[str, RecordedValue]

    @property
    def environment(self) -> Mapping[str, str]:
        """What it was made on, as the notebook said itself: Python, device, and the releases of packages."""
        return self.__pydantic_extra__


class BaselineFile(TomlTable):
    """baseline.json."""

    version: Literal[1] = 1  # files from before there were versions are of the first
    how: str
    programs: dict[str, Recorded]


class NewerVersionError(InputError):
    """Raised for a file that a newer version of the tool wrote: it is not to be written over."""


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
        if place == "version":
            raise NewerVersionError(
                Problem(path, "of a version that this kagglebook doesn't know", place=place)
            ) from None
        message = f"{first['msg']}; `record --force` records it anew"
        raise InputError(Problem(path, message, place=place)) from None


def to_bytes(how: str, programs: Mapping[str, Recorded]) -> bytes:
    """The file, a line for each value, so that a diff shows what moved; `how` says where tolerances come from."""
    lines = ["{", ' "version": 1,', f' "how": {json.dumps(how)},', ' "programs": {']
    for number, recorded in programs.items():
        lines.append(f"  {json.dumps(number)}: {{")
        known = recorded.model_dump(include={"parameters", "fingerprint"})
        fields = {"date": recorded.date, **recorded.environment, **known}
        lines += [f"   {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}," for key, value in fields.items()]
        lines.append('   "values": {')
        values = recorded.values.items()
        shown = [(path, value.model_dump(exclude_defaults=True, exclude={"value"})) for path, value in values]
        shown = [(path, {"value": recorded.values[path].value} | rest) for path, rest in shown]
        rows = [f"    {json.dumps(path)}: {json.dumps(_rounded(value), ensure_ascii=False)}" for path, value in shown]
        lines += [",\n".join(rows), "   }", "  },"]
    lines[-1] = lines[-1].rstrip(",")
    return "\n".join([*lines, " }", "}", ""]).encode()


class BaselineJudge(Judge):
    """Holds the quick runs of programs against their recorded runs."""

    subject = SUBJECT

    def __init__(self, recorded: Mapping[str, Recorded]):
        self.recorded = recorded

    def judge(self, page: Page, run: Run, quick: bool) -> Outcome | None:
        program = page.program
        recorded = self.recorded.get(program.number)
        return judge_baseline(recorded, run, program.params | program.quick) if recorded and quick else None


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
    same_seed = "seed" in run.parameters and run.parameters["seed"] == recorded.parameters.get("seed")
    near = same_seed and _releases(run.environment) == _releases(recorded.environment)
    count = sum(len(known.value) if is_series(known.value) else 1 for known in recorded.values.values())
    wide = not near and "seed" in run.parameters
    expected = f"{count} values as recorded" + (", within the spread of seeds" if wide else "")
    found = sorted(deviations(recorded, flatten(run), near), key=lambda deviation: -deviation.size)
    if not found:
        return Outcome(SUBJECT, expected, "as recorded", Verdict.PASS)
    more = f" (and {len(found) - SHOWN} more)" if len(found) > SHOWN else ""
    return Outcome(SUBJECT, expected, "; ".join(one.words for one in found[:SHOWN]) + more, Verdict.FAIL)


def _releases(environment: Mapping[str, Any]) -> dict[str, Any]:
    """What numbers depend on: the device, and the release (2.14) of each package that is named, but not Python's."""
    packages = {name: str(version) for name, version in environment.items() if name not in ("python", "device")}
    releases = {name: version.split("+")[0].split(".")[:2] for name, version in packages.items()}
    return releases | {"device": environment.get("device")}


def deviations(recorded: Recorded, values: Mapping[str, Any], near: bool) -> Iterator[Deviation]:
    """Every value that is not as recorded; of a series, the point that is furthest off."""
    for path, known in recorded.values.items():
        if known.varies == "run" or (known.varies and not near):
            continue
        if path not in values:
            yield Deviation(f"{path} is missing", math.inf)
        elif is_series(known.value) and is_series(values[path]):
            yield from _of_series(path, known, values[path], near)
        elif difference(values[path], known.value):
            mine, theirs = told_apart(values[path], known.value, SHORT)
            yield Deviation(f"{path} is {mine}, recorded {theirs}", math.inf)
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
        margin = f" ± {tolerance:.2g}" if known.near and tolerance > 2 * TINY else ""
        mine, theirs = apart(values[worst], centre, by=tolerance, least=LEAST)
        yield Deviation(f"{place} is {mine}, recorded {theirs}{margin}", sizes[worst])


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
    low, high = known.low[index], known.high[index]
    # A spread of next to nothing must not be narrower than rounding.
    return (low + high) / 2, max((high - low) / 2, known.near[index]) + TINY


def _without_seed(parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in parameters.items() if name != "seed"}


def _rounded(value: Any) -> Any:
    """Numbers to seven digits: enough for every tolerance, and a diff shows no noise."""
    if isinstance(value, float):
        return float(f"{value:.7g}")
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return value

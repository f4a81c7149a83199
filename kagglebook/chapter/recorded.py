"""baseline.json: what the recorded quick run of each program computed, and what other runs of it did.

It holds what was measured; how far another run may be off is the judge's to say (judging/baseline.py).
"""

import json
from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Context
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, FiniteFloat, ValidationError, model_validator

from ..core.digits import is_number, is_series
from ..core.files import read_text
from ..core.problems import InputError, Problem
from ..core.toml import TomlTable
from ..core.value_path import look_up

NAME = "baseline.json"
VERSION = 2
SEEDS = range(101, 121)  # of further runs: far from those that a person types
DIGITS = 7  # of a number: enough for every tolerance, and a diff shows no noise
WIDENED = 7  # distances of the extremes that `low` and `high` of the first version were apart: three more on each side


class RecordedValue(TomlTable):
    """What was recorded of one value: a leaf of results.json, or a series of numbers.

    `near` is how far another run with the recorded seed may be off, `low` and `high` are the extremes of all seeds.
    """

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

    def without_widening(self) -> "RecordedValue":
        """The value with its extremes, where `low` and `high` are as the first version had them."""
        if self.low is None or self.high is None:
            return self
        distances = [(high - low) / WIDENED for low, high in zip(self.low, self.high, strict=True)]
        # Without the last digits, which the subtraction made up.
        low = [float(f"{low + 3 * d:.9g}") for low, d in zip(self.low, distances, strict=True)]
        high = [float(f"{high - 3 * d:.9g}") for high, d in zip(self.high, distances, strict=True)]
        return self.model_copy(update={"low": low, "high": high})


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

    def number(self, path: str) -> tuple[float, float, float] | None:
        """The number at a path such as `history.acc[-1]`, and its extremes; None where none is recorded there."""
        # A path of the file is one of results.json: the series that begins the path, if there is any.
        name = next((name for name in (path, path.rpartition("[")[0]) if name in self.values), None)
        if name is None:
            return None
        known = self.values[name]
        rest = path.removeprefix(name) or "[0]"
        if not is_series(known.value) or known.varies or (name == path and len(known.value) > 1):
            return None
        extremes = (known.value, known.low or known.value, known.high or known.value)
        try:
            numbers = [look_up({"v": series}, f"v{rest}") for series in extremes]
        except LookupError:
            return None
        return tuple(numbers) if all(map(is_number, numbers)) else None


class BaselineFile(TomlTable):
    """baseline.json."""

    version: Literal[1, 2] = 1  # files from before there were versions are of the first
    how: str
    programs: dict[str, Recorded]

    def recorded(self) -> dict[str, Recorded]:
        """The recorded runs by program, as this version has them."""
        return self.programs if self.version == VERSION else {n: _of_first(r) for n, r in self.programs.items()}


class NewerVersionError(InputError):
    """Raised for a file that a newer version of the tool wrote: it is not to be written over."""


def load(folder: Path) -> dict[str, Recorded]:
    """The recorded runs of a chapter by program; empty where none are. Raises InputError for a file that is none."""
    path = folder / NAME
    if not path.exists():
        return {}
    try:
        return BaselineFile.model_validate_json(read_text(path)).recorded()
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
    lines = ["{", f' "version": {VERSION},', f' "how": {json.dumps(how)},', ' "programs": {']
    for number, recorded in programs.items():
        lines.append(f"  {json.dumps(number)}: {{")
        known = recorded.model_dump(include={"parameters", "fingerprint"})
        fields = {"date": recorded.date, **recorded.environment, **known}
        lines += [f"   {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}," for key, value in fields.items()]
        lines.append('   "values": {')
        rows = [f"    {json.dumps(path)}: {_row(value)}" for path, value in recorded.values.items()]
        lines += [",\n".join(rows), "   }", "  },"]
    lines[-1] = lines[-1].rstrip(",")
    return "\n".join([*lines, " }", "}", ""]).encode()


def outwards(low: float, high: float, digits: int) -> tuple[float, float]:
    """Two extremes in so many digits, rounded away from one another: none that was measured is left outside."""
    return _cut(low, digits, ROUND_FLOOR), _cut(high, digits, ROUND_CEILING)


def _cut(number: float, digits: int, rounding: str) -> float:
    return float(Context(prec=digits, rounding=rounding).create_decimal(repr(number)))


def _of_first(recorded: Recorded) -> Recorded:
    return recorded.model_copy(update={"values": {path: v.without_widening() for path, v in recorded.values.items()}})


def _row(known: RecordedValue) -> str:
    row = {"value": _rounded(known.value), **known.model_dump(exclude_defaults=True, exclude={"value"})}
    if known.near is not None:
        row["near"] = _rounded(known.near)
    if known.low is not None and known.high is not None:
        pairs = [outwards(low, high, DIGITS) for low, high in zip(known.low, known.high, strict=True)]
        row["low"], row["high"] = [low for low, _ in pairs], [high for _, high in pairs]
    return json.dumps(row, ensure_ascii=False)


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}")
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return value

"""The kinds of checks that chapter.toml may hold.

Each is a table with one keyword of its own (`equals`, `min`, `figures`, …) and a `judge` method of a few lines. A new
kind is one class with `@kind("keyword")`, or one of another distribution (check.py).
"""

import itertools
import math
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Union

from pydantic import Discriminator, Field, GetCoreSchemaHandler, Tag, model_validator
from pydantic_core import CoreSchema

from ..core.doors import add_plugins
from ..core.run import figures_in_words
from ..core.value_path import ValuePath, look_up
from .check import KINDS, CellCheck, Check, ValueCheck, kind

Number = int | float


@kind("equals")
class Equals(ValueCheck):
    """A value of results.json equals the given one, numbers within `tolerance` (absolute)."""

    equals: Any
    tolerance: Annotated[Number, Field(ge=0)] = 0
    quick: Any = None

    def _wanted(self, quick: bool) -> Any:
        return self.quick if quick and self.quick is not None else self.equals

    def expected(self, quick, parameters):
        return f"= {self._wanted(quick)}" + (f" ± {self.tolerance:g}" if self.tolerance else "")

    def judge(self, run, quick):
        measured = self.measured(run)
        return measured, _alike(measured, self._wanted(quick), self.tolerance)


@kind("min", "max")
class Bound(ValueCheck):
    """A number of results.json is at least `min`, at most `max`; `quick` replaces the bound in a quick run."""

    min: Number | None = None
    max: Number | None = None
    quick: Number | None = None

    @model_validator(mode="after")
    def _quick_replaces_one_bound(self):
        if self.quick is not None and self.min is not None and self.max is not None:
            raise ValueError("quick can't replace two bounds: write min and max as two checks")
        return self

    def _bounds(self, quick: bool) -> tuple[Number | None, Number | None]:
        if not quick or self.quick is None:
            return self.min, self.max
        return (self.quick, None) if self.min is not None else (None, self.quick)

    def expected(self, quick, parameters):
        low, high = self._bounds(quick)
        return ", ".join(f"{sign} {bound:g}" for sign, bound in (("≥", low), ("≤", high)) if bound is not None)

    def judge(self, run, quick):
        measured = self.measured(run)
        low, high = self._bounds(quick)
        is_number = isinstance(measured, Number) and math.isfinite(measured)
        return measured, is_number and (low is None or measured >= low) and (high is None or measured <= high)


@kind("decreasing")
class Decreasing(ValueCheck):
    """A series of results.json falls at every step."""

    decreasing: bool

    @model_validator(mode="after")
    def _only_true(self):
        if not self.decreasing:
            raise ValueError("decreasing can only be true: leave the check out instead")
        return self

    def expected(self, quick, parameters):
        return "decreasing"

    def judge(self, run, quick):
        series = self.measured(run)
        steps = itertools.pairwise(series)
        return series, len(series) > 1 and all(math.isfinite(a) and b < a for a, b in steps)


@kind("length")
class Length(ValueCheck):
    """A series has so many values: a number, or the name of the parameter that says how many."""

    length: int | str

    def parameters(self):
        return {"length": self.length} if isinstance(self.length, str) else {}

    def expected(self, quick, parameters):
        return f"{parameters.get(self.length, self.length)} values"

    def judge(self, run, quick):
        measured = len(self.measured(run))
        return f"{measured} values", measured == run.parameters.get(self.length, self.length)


@kind("same")
class SameAs(ValueCheck):
    """A value of results.json equals another one there, such as a curve that was drawn the series that was recorded."""

    same: ValuePath

    def values(self):
        return {"value": self.value, "same": self.same}

    def expected(self, quick, parameters):
        return f"= {self.same}"

    def judge(self, run, quick):
        measured = self.measured(run)
        return measured, _alike(measured, look_up(run.results, self.same), 0)


@kind("figures")
class Figures(CellCheck):
    """A cell shows so many pictures."""

    figures: Annotated[int, Field(ge=0)]

    def expected(self, quick, parameters):
        return figures_in_words(self.figures)

    def judge(self, run, quick):
        measured = self.output(run).figures
        return figures_in_words(measured), measured == self.figures

    def judge_log(self, stdout):
        return "only the log came, which shows no pictures", None


@kind("text")
class Text(CellCheck):
    """A cell's output (stdout and plain-text results) holds a text."""

    text: Annotated[str, Field(min_length=1)]

    def expected(self, quick, parameters):
        return repr(self.text)

    def judge(self, run, quick):
        output = self.output(run).text
        return repr(self.text) if self.text in output else repr(output[-80:]), self.text in output

    def judge_log(self, stdout):
        if self.text in stdout:
            return "in the log", True
        return "not in the log, where results don't stand", None


def _alike(measured: Any, wanted: Any, tolerance: float) -> bool:
    if isinstance(wanted, list) and isinstance(measured, list):
        return len(measured) == len(wanted) and all(
            _alike(a, b, tolerance) for a, b in zip(measured, wanted, strict=True)
        )
    if isinstance(wanted, bool) or isinstance(measured, bool):
        return measured is wanted
    if isinstance(wanted, Number) and isinstance(measured, Number):
        return abs(measured - wanted) <= tolerance
    return measured == wanted


@cache
def kinds() -> Mapping[str, type[Check]]:
    """All kinds of checks by their keywords, with those that others add. Raises InputError where one can't be had."""
    known = dict(KINDS)
    add_plugins("checks", Check, known)
    return known


def _kind_of(table: Any) -> str | None:
    known = kinds()
    if isinstance(table, Check):
        return next(key for key, cls in known.items() if cls is type(table))
    return next((key for key in known if key in table), None) if isinstance(table, dict) else None


class _OneOfTheKinds:
    """The schema of a check, made when the first chapter is read: by then all that plugins import is imported."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        kind_of = Discriminator(
            _kind_of,
            custom_error_type="check_kind",
            custom_error_message=f"a check needs one of the keys {', '.join(kinds())}",
        )
        tagged = tuple(Annotated[cls, Tag(key)] for key, cls in kinds().items())
        return handler.generate_schema(Annotated[Union[tagged], kind_of])  # noqa: UP007 - made from the registry


AnyCheck = Annotated[Check, _OneOfTheKinds()]  # what a `checks = [{…}]` entry of chapter.toml may be

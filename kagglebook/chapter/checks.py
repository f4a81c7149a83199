"""The kinds of checks that chapter.toml may hold: those of values are here, those of cells in cell_checks.py.

Each is a table with one keyword of its own (`equals`, `min`, `figures`, …) and a `judge` method of a few lines. A new
kind is one class with `@kind("keyword")`, or one of another distribution (check.py).
"""

import itertools
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Union

from pydantic import AfterValidator, Discriminator, Field, GetCoreSchemaHandler, Tag, model_validator
from pydantic_core import CoreSchema

from ..core.digits import SHOWN, apart, difference, in_short, is_finite, is_number, telling, written
from ..core.doors import add_plugins
from ..core.value_path import ValuePath, look_up
from . import figure_checks  # noqa: F401 - its kinds come first: a table with `drawn` has `equals` too, say
from .check import KINDS, Check, ValueCheck, kind

Number = int | float


def _finite(number: Number) -> Number:
    if not is_finite(number):
        raise ValueError("should be a finite number")
    return number


@kind("equals")
class Equals(ValueCheck):
    """A value of results.json equals the given one, numbers within `tolerance` (absolute), also in lists and tables."""

    equals: Any
    tolerance: Annotated[Number, Field(ge=0), AfterValidator(_finite)] = 0
    quick: Any = None

    def _wanted(self, quick: bool) -> Any:
        return self.quick if quick and self.quick is not None else self.equals

    def expected(self, quick, parameters):
        return f"= {written(self._wanted(quick))}" + (f" ± {written(self.tolerance)}" if self.tolerance else "")

    def judge(self, run, quick):
        measured = self.measured(run)
        return measured, difference(measured, self._wanted(quick), self.tolerance) is None

    def failed_in_words(self, measured, run, quick):
        wanted = self._wanted(quick)
        place = difference(measured, wanted, self.tolerance)
        # What is short, and differs as it is shown, stands as a whole beside what is expected.
        if place.path == "" and not (_has_items(measured) and _has_items(wanted)):
            return place.pair(self.tolerance)[0] + place.hint(self.tolerance)
        short = isinstance(measured, list) and len(measured) <= SHOWN and not any(map(_has_items, measured))
        if short and place.pair(self.tolerance)[0] == in_short(place.first, depth=1):
            return in_short(measured)
        return place.in_words(self.tolerance)


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

    def _within(self, number: float, quick: bool) -> bool:
        low, high = self._bounds(quick)
        return (low is None or number >= low) and (high is None or number <= high)

    def expected(self, quick, parameters):
        bounds = zip("≥≤", self._bounds(quick), strict=True)
        return ", ".join(f"{sign} {written(bound)}" for sign, bound in bounds if bound is not None)

    def judge(self, run, quick):
        measured = self.measured(run)
        return measured, is_finite(measured) and self._within(measured, quick)

    def failed_in_words(self, measured, run, quick):
        if not is_finite(measured):
            return in_short(measured, depth=1)
        return telling(measured, lambda shown: not self._within(shown, quick))


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
        return series, len(series) > 1 and self._rise(series) is None

    def _rise(self, series: Any) -> int | None:
        """The first place of a series that is not below the one before."""
        steps = enumerate(itertools.pairwise(series), 1)
        return next((place for place, (a, b) in steps if not (is_finite(a) and is_number(b) and b < a)), None)

    def failed_in_words(self, measured, run, quick):
        place = self._rise(measured)
        if place is None or len(measured) <= SHOWN:
            return in_short(measured)
        before, here = measured[place - 1 : place + 1]
        if is_number(before) and is_number(here):
            before, here = apart(before, here)
        else:
            before, here = (in_short(each, depth=1) for each in (before, here))
        return f"[{place}]: {here} after {before}"


@kind("length")
class Length(ValueCheck):
    """A series has so many values: a number, or the name of the parameter that says how many."""

    length: int | str

    def parameters(self):
        return {"length": self.length} if isinstance(self.length, str) else {}

    def expected(self, quick, parameters):
        return f"{parameters.get(self.length, self.length)} values"

    def judge(self, run, quick):
        measured, wanted = len(self.measured(run)), run.parameters.get(self.length, self.length)
        return f"{measured} values", is_number(wanted) and measured == wanted


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
        return measured, difference(measured, look_up(run.results, self.same)) is None

    def failed_in_words(self, measured, run, quick):
        return difference(measured, look_up(run.results, self.same)).in_words()


def _has_items(value: Any) -> bool:
    return isinstance(value, list | dict)


from . import cell_checks  # noqa: E402, F401 - registers its kinds behind those of values, as the manual lists them


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

"""A registry of small checks over a RunResult.

Each kind is a table of chapter.toml with one keyword of its own (`equals`, `min`, `figures`, …) and
a `judge` method of a few lines. A new kind is one class with `@kind("keyword")`.
"""

import itertools
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Union

from pydantic import Discriminator, Field, Tag, model_validator

from ..core.problems import did_you_mean
from ..core.run import Failure, RunResult, figures_in_words
from ..core.toml import Table, text_like

KINDS: dict[str, type["Check"]] = {}
ValuePath = text_like(
    r"[A-Za-z_]\w*(\.\w+|\[-?\d+\]|\[-?\d*:-?\d*(:-?\d*)?\])*", "a path such as history.test_acc[-1] or losses[:3]"
)
Number = int | float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one check found: its subject, what was expected, what came; not `checked` is neither pass nor failure.

    `failure` is the place of what was found, where it is not the run's own.
    """

    subject: str
    expected: str
    measured: str
    passed: bool
    checked: bool = True
    failure: Failure | None = None


def kind(*keywords: str) -> Callable[[type["Check"]], type["Check"]]:
    """Register a check under the keywords by which chapter.toml names it."""

    def register(cls: type["Check"]) -> type["Check"]:
        KINDS.update(dict.fromkeys(keywords, cls))
        return cls

    return register


class Check(Table):
    """One expectation. Subclasses say what they expect and judge a run."""

    def subject(self) -> str:
        """What the check looks at, as the report names it."""
        return getattr(self, "value", None) or f"cell {self.cell}"  # type: ignore[attr-defined]

    def expected(self, quick: bool, parameters: Mapping[str, Any]) -> str:
        raise TypeError(f"{type(self).__name__} must say what it expects")

    def judge(self, run: RunResult, quick: bool) -> tuple[Any, bool]:
        """What was measured, and whether it is as expected. Raises LookupError where there is nothing to measure."""
        raise TypeError(f"{type(self).__name__} must judge a run")


@kind("equals")
class Equals(Check):
    """A value of results.json equals the given one, numbers within `tolerance` (absolute)."""

    value: ValuePath
    equals: Any
    tolerance: Annotated[Number, Field(ge=0)] = 0
    quick: Any = None

    def _wanted(self, quick: bool) -> Any:
        return self.quick if quick and self.quick is not None else self.equals

    def expected(self, quick, parameters):
        return f"= {self._wanted(quick)}" + (f" ± {self.tolerance:g}" if self.tolerance else "")

    def judge(self, run, quick):
        measured = look_up(run.results, self.value)
        return measured, _alike(measured, self._wanted(quick), self.tolerance)


@kind("min", "max")
class Bound(Check):
    """A number of results.json is at least `min`, at most `max`; `quick` replaces the bound in a quick run."""

    value: ValuePath
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
        measured = look_up(run.results, self.value)
        low, high = self._bounds(quick)
        is_number = isinstance(measured, Number) and math.isfinite(measured)
        return measured, is_number and (low is None or measured >= low) and (high is None or measured <= high)


@kind("decreasing")
class Decreasing(Check):
    """A series of results.json falls at every step."""

    value: ValuePath
    decreasing: bool

    @model_validator(mode="after")
    def _only_true(self):
        if not self.decreasing:
            raise ValueError("decreasing can only be true: leave the check out instead")
        return self

    def expected(self, quick, parameters):
        return "decreasing"

    def judge(self, run, quick):
        series = look_up(run.results, self.value)
        steps = itertools.pairwise(series)
        return series, len(series) > 1 and all(math.isfinite(a) and b < a for a, b in steps)


@kind("length")
class Length(Check):
    """A series has so many values: a number, or the name of the parameter that says how many."""

    value: ValuePath
    length: int | str

    def expected(self, quick, parameters):
        return f"{parameters.get(self.length, self.length)} values"

    def judge(self, run, quick):
        measured = len(look_up(run.results, self.value))
        return f"{measured} values", measured == run.parameters.get(self.length, self.length)


@kind("same")
class SameAs(Check):
    """A value of results.json equals another one there, such as a curve that was drawn the series that was recorded."""

    value: ValuePath
    same: ValuePath

    def expected(self, quick, parameters):
        return f"= {self.same}"

    def judge(self, run, quick):
        measured = look_up(run.results, self.value)
        return measured, _alike(measured, look_up(run.results, self.same), 0)


@kind("figures")
class Figures(Check):
    """A cell shows so many pictures."""

    cell: str
    figures: Annotated[int, Field(ge=0)]

    def expected(self, quick, parameters):
        return figures_in_words(self.figures)

    def judge(self, run, quick):
        measured = _cell(run, self.cell).figures
        return figures_in_words(measured), measured == self.figures


@kind("text")
class Text(Check):
    """A cell's output (stdout and plain-text results) holds a text."""

    cell: str
    text: Annotated[str, Field(min_length=1)]

    def expected(self, quick, parameters):
        return repr(self.text)

    def judge(self, run, quick):
        output = _cell(run, self.cell).text
        return repr(self.text) if self.text in output else repr(output[-80:]), self.text in output


def _kind_of(table: Any) -> str | None:
    if isinstance(table, Check):
        return next(key for key, cls in KINDS.items() if cls is type(table))
    return next((key for key in KINDS if key in table), None) if isinstance(table, dict) else None


# What a `checks = [{…}]` entry of chapter.toml may be.
AnyCheck = Annotated[
    Union[tuple(Annotated[cls, Tag(key)] for key, cls in KINDS.items())],  # noqa: UP007 - made from the registry
    Discriminator(
        _kind_of,
        custom_error_type="check_kind",
        custom_error_message=f"a check needs one of the keys {', '.join(KINDS)}",
    ),
]


# What holds for any program, as it should be; one for all runs, of which there may be a thousand.
SOUND = (
    Outcome("run", "no error", "no error", True),
    Outcome("stderr", "empty", "empty", True),
    Outcome("results.json", "written", "written", True),
)


def judge_run(checks: Iterable[Check], run: RunResult, quick: bool) -> list[Outcome]:
    """Every check's outcome, after the three that hold for any program: no error, clean stderr, results written."""
    failure = run.failure
    noisy = [f"{name}: {cell.stderr.splitlines()[-1]}" for name, cell in run.cells.items() if cell.stderr]
    ran, quiet, written = SOUND
    outcomes = [
        replace(ran, measured=failure.message, passed=False) if failure else ran,
        replace(quiet, measured="; ".join(noisy), passed=False) if noisy else quiet,
        replace(written, measured="missing", passed=False) if run.results is None else written,
    ]
    for check in checks:
        try:
            measured, passed = check.judge(run, quick)
        except LookupError as error:
            measured, passed = error.args[0], False
        except TypeError as error:
            measured, passed = f"not of the kind that this check reads: {error}", False
        expected = check.expected(quick, run.parameters)
        outcomes.append(Outcome(check.subject(), expected, _short(measured), bool(passed)))
    return outcomes


def look_up(results: Mapping[str, Any] | None, path: str) -> Any:
    """The value at a path such as `history.test_acc[-1]` or `loss[:3]`. Raises LookupError that says what is there."""
    if results is None:
        raise LookupError("no results.json")
    value: Any = results
    for name, index in re.findall(r"(\w+)(?![^\[]*\])|\[([^\]]*)\]", path):
        if name:
            if not isinstance(value, Mapping) or name not in value:
                known = value if isinstance(value, Mapping) else ()
                raise LookupError(f"no {name!r} in results.json{did_you_mean(name, known)}")
            value = value[name]
        elif ":" in index:
            value = value[slice(*(int(part) if part else None for part in index.split(":")))]
        else:
            try:
                value = value[int(index)]
            except IndexError:
                raise LookupError(f"{path}: only {len(value)} values") from None
    return value


def _cell(run: RunResult, name: str):
    if name not in run.cells:
        raise LookupError(f"cell {name!r} did not run")
    return run.cells[name]


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


def _short(value: Any) -> str:
    """A value as the report shows it: numbers to five digits, long series by their ends."""
    if isinstance(value, float):
        return f"{value:.5g}"
    if isinstance(value, list):
        shown = [_short(item) for item in value]
        return f"[{', '.join(shown if len(shown) <= 6 else [*shown[:3], '…', *shown[-2:]])}]"
    return str(value)

"""The kinds of checks of what figures show, as execution/drawings.py has it read while a notebook runs.

Registered before all others: a table with `drawn` has a keyword of a check of values as well.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pydantic import ValidationError, model_validator
from pydantic_core import PydanticCustomError

from ..core.figure import Reading, is_read, parts
from ..core.legible import faults
from ..core.problems import did_you_mean
from ..core.run import Run
from ..core.toml import text_like
from ..core.value_path import INDEX, STEP
from .check import KINDS, CellCheck, ValueCheck, kind

UNREAD = "figures are read only where this tool executes a notebook", None
NONE_OF_MATPLOTLIB = "a picture that is no figure of matplotlib's"
FIGURES = "_figures"  # where a check of values finds them, among the results
DrawnPath = text_like(
    rf"\[{INDEX}\](\.\w+|\[{INDEX}\]|\[({INDEX})?:({INDEX})?({STEP})?\])*",
    "a path into the figures of a cell such as [0].axes[0].curves[0].y",
)
DATA = re.compile(r"\.(curves|points|bars|images)\b")  # in a path: what may be too much to be read whole
MOST_FAULTS = 5  # that are told
EXPECTATIONS = ("equals", "min", "max", "decreasing", "length", "same")


class FigureCheck(CellCheck):
    """A check of what the figures of a cell show."""

    def figures(self, run: Run) -> Sequence[Reading] | None:
        """The readings of a cell's figures; None where there are figures that nobody read."""
        return self.output(run).drawn

    def judge_log(self, stdout):
        return "only the log came, which shows no pictures", None


@kind("drawn")
class Drawn(FigureCheck):
    """What a figure of a cell shows: `drawn` is a path to it, and a keyword of a check of values says how it is."""

    drawn: DrawnPath
    equals: Any = None
    tolerance: Any = None
    min: Any = None
    max: Any = None
    decreasing: Any = None
    length: Any = None
    same: Any = None
    quick: Any = None

    @model_validator(mode="after")
    def _names_what_figures_have(self):
        for name in re.findall(r"\.(\w+)", self.drawn.partition(".others.")[0]):
            if name not in parts():
                hint = did_you_mean(name, parts())
                raise PydanticCustomError("part", "figures have no '{name}'{hint}", {"name": name, "hint": hint})
        return self

    @model_validator(mode="after")
    def _expects_one_thing(self):
        given = [key for key in EXPECTATIONS if key in self.model_fields_set]
        if not given or len({KINDS[key] for key in given}) > 1:
            words = ", ".join(EXPECTATIONS)
            raise PydanticCustomError("expectation", "needs one of the keys {words}", {"words": words})
        try:
            self.inner()
        except ValidationError as error:
            raise ValueError(error.errors()[0]["msg"].removeprefix("Value error, ")) from None
        return self

    def inner(self) -> ValueCheck:
        """The check of values that judges what is drawn."""
        given = {key: getattr(self, key) for key in self.model_fields_set - {"cell", "drawn"}}
        cls = next(KINDS[key] for key in EXPECTATIONS if key in given)
        return cls.model_validate({"value": FIGURES + self.drawn, **given})

    def subject(self):
        return f"cell {self.cell}, {self.drawn}"

    def values(self):
        return {"same": self.same} if isinstance(self.same, str) else {}

    def parameters(self):
        return self.inner().parameters()

    def expected(self, quick, parameters):
        return self.inner().expected(quick, parameters)

    def judge(self, run, quick):
        figures = self.figures(run)
        if figures is None:
            return UNREAD
        unread = [figure["unread"] for figure in figures if figure.get("unread")]
        if unread:
            return unread[0], None
        left_out = sum(figure.get("left_out", 0) for figure in figures)
        if left_out and DATA.search(self.drawn):
            return f"more is drawn than is read, by {left_out:,} numbers", None
        try:
            return self.inner().judge(_with_figures(run, figures), quick)
        except LookupError as error:
            raise LookupError(_of_figures(str(error.args[0]), figures)) from None

    def failed_in_words(self, measured, run, quick):
        return self.inner().failed_in_words(measured, _with_figures(run, self.figures(run) or ()), quick)


@kind("legible")
class Legible(FigureCheck):
    """The figures of a cell can be understood: they have titles, named axes and legends, and no two curves look alike,
    in grey or to the colour-blind."""

    legible: bool
    _counts: Sequence[str] = ()

    def model_post_init(self, context: Any) -> None:
        """`context` is the words of the chapter, which know what an axis is called that counts."""
        self._counts = context.figures.counts if context else ()

    @model_validator(mode="after")
    def _only_true(self):
        if not self.legible:
            raise ValueError("legible can only be true: leave the check out instead")
        return self

    def expected(self, quick, parameters):
        return "legible figures"

    def judge(self, run, quick):
        figures = self.figures(run)
        if figures is None:
            return UNREAD
        if not figures:
            raise LookupError("no figure")
        unread = [figure.get("unread", NONE_OF_MATPLOTLIB) for figure in figures if not is_read(figure)]
        if unread:
            return unread[0], None
        found = [
            (f"figure {number}: " if len(figures) > 1 else "") + fault
            for number, figure in enumerate(figures, 1)
            for fault in faults(figure, self._counts)
        ]
        if len(found) > MOST_FAULTS:
            found[MOST_FAULTS:] = [f"and {len(found) - MOST_FAULTS} more"]
        return "; ".join(found) or "legible figures", not found

    def failed_in_words(self, measured, run, quick):
        return measured


def _with_figures(run: Run, figures: Sequence[Reading]) -> Run:
    return replace(run, results={**(run.results or {}), FIGURES: list(figures)})


def _of_figures(message: str, figures: Sequence[Reading]) -> str:
    """What is missing in figures, as it is told of results."""
    if not all(figures):
        return NONE_OF_MATPLOTLIB
    if message.startswith(FIGURES) and not figures:
        return "no figure"
    return message.removeprefix(FIGURES)

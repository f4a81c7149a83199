"""What a check is: a table of chapter.toml that expects something of a run.

A kind of check is one class: a `ValueCheck` or a `CellCheck` with a keyword of its own. Others add theirs by an entry
point in the group `kagglebook.checks`, whose name is the keyword.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from ..core.digits import in_short
from ..core.run import CellOutput, Printed, Run
from ..core.toml import TomlTable
from ..core.value_path import ValuePath, look_up

KINDS: dict[str, type["Check"]] = {}
NO_NAN = "{key}: nan equals nothing and is within no bounds; have the notebook record math.isnan(…), and expect true"


def kind(*keywords: str) -> Callable[[type["Check"]], type["Check"]]:
    """Register a check under the keywords by which chapter.toml names it."""

    def register(cls: type["Check"]) -> type["Check"]:
        KINDS.update(dict.fromkeys(keywords, cls))
        return cls

    return register


class Check(TomlTable):
    """One expectation. Subclasses say what they read, what they expect, and judge a run."""

    @model_validator(mode="before")
    @classmethod
    def _reject_nan(cls, data: Any) -> Any:
        for key, value in data.items() if isinstance(data, dict) else ():
            if _holds_nan(value):
                raise PydanticCustomError("nan", NO_NAN, {"key": key})
        return data

    def subject(self) -> str:
        """What the check looks at, as the report names it."""
        raise TypeError(f"{type(self).__name__} must say what it looks at")

    def cells(self) -> Mapping[str, str]:
        """The cells whose outputs it reads, by the key that names each."""
        return {}

    def values(self) -> Mapping[str, str]:
        """The paths of the values of results.json that it reads, by the key that names each."""
        return {}

    def parameters(self) -> Mapping[str, str]:
        """The parameters that it reads, by the key that names each."""
        return {}

    def on_stderr(self) -> Iterable[str]:
        """The texts that it expects on stderr of its cells: what holds one of them is no complaint there."""
        return ()

    def expected(self, quick: bool, parameters: Mapping[str, Any]) -> str:
        """What it expects of a quick or a full run with these parameters, in words."""
        raise TypeError(f"{type(self).__name__} must say what it expects")

    def judge(self, run: Run, quick: bool) -> tuple[Any, bool | None]:
        """What was measured, and whether it is as expected (None: it can't be told). Raises LookupError where there is
        nothing to measure."""
        raise TypeError(f"{type(self).__name__} must judge a run")

    def judge_log(self, stdout: str) -> tuple[str, bool | None]:
        """The same of a run that left only its log: what was measured; None where a log can't tell."""
        return "only the log came, which doesn't tell cells apart", None

    def judge_printed(self, printed: Printed) -> tuple[str, bool | None]:
        """The same, for a check that reads more of the log than stdout."""
        return self.judge_log(printed.stdout)

    def failed_in_words(self, measured: Any, run: Run, quick: bool) -> str:
        """What was measured where it is not as expected, so that the two can be told apart."""
        return in_short(measured)


class ValueCheck(Check):
    """A check of a value of results.json."""

    value: ValuePath

    def subject(self) -> str:
        return self.value

    def values(self) -> Mapping[str, str]:
        return {"value": self.value}

    def measured(self, run: Run) -> Any:
        """The value in a run. Raises LookupError where there is none."""
        return look_up(run.results, self.value)


class CellCheck(Check):
    """A check of what a cell shows."""

    cell: str

    def subject(self) -> str:
        return f"cell {self.cell}"

    def cells(self) -> Mapping[str, str]:
        return {"cell": self.cell}

    def output(self, run: Run) -> CellOutput:
        """What the cell showed in a run. Raises LookupError where it did not run."""
        if self.cell not in run.cells:
            raise LookupError(f"cell {self.cell!r} did not run")
        return run.cells[self.cell]


def _holds_nan(value: Any) -> bool:
    if isinstance(value, dict | list):
        return any(map(_holds_nan, value.values() if isinstance(value, dict) else value))
    return isinstance(value, float) and value != value

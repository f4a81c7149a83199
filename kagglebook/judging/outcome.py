"""What one look at a run found."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from ..core.run import Failure


class Verdict(Enum):
    """Pass, failure, or neither: what could not be checked is never called passed."""

    PASS = "pass"
    FAIL = "FAIL"
    UNCHECKED = "not checked"

    @classmethod
    def of(cls, passed: bool | None) -> "Verdict":
        """The verdict of a check that passed, failed, or could not be made (None)."""
        return cls.UNCHECKED if passed is None else cls.PASS if passed else cls.FAIL


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check found: its subject, what was expected, what came.

    `cell` is the cell that it is about, if it is about one; `failure` where the run or the check broke off.
    """

    subject: str
    expected: str
    measured: str
    verdict: Verdict
    cell: str | None = None
    failure: Failure | None = None

    @property
    def passed(self) -> bool:
        """Whether it is no failure."""
        return self.verdict is not Verdict.FAIL


def in_short(value: Any) -> str:
    """A value as a report shows it: numbers to five digits, long series by their ends."""
    if isinstance(value, float):
        return f"{value:.5g}"
    if isinstance(value, list):
        shown = [in_short(item) for item in value]
        return f"[{', '.join(shown if len(shown) <= 6 else [*shown[:3], '…', *shown[-2:]])}]"
    return str(value)

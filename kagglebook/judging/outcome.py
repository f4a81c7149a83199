"""What one look at a run found."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from ..core.plain import LONGEST, error_in_short, shortened
from ..core.run import AwayError, Failure

MAX_SUBJECT = 200  # characters


class Verdict(Enum):
    """Pass, failure, or neither: what could not be checked is never called passed."""

    PASS = "pass"  # nosec B105 # a verdict
    FAIL = "FAIL"
    UNCHECKED = "not checked"

    @classmethod
    def of(cls, passed: bool | None) -> "Verdict":
        """The verdict of a check that passed, failed, or could not be made (None)."""
        return cls.UNCHECKED if passed is None else cls.PASS if passed else cls.FAIL


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check found: its subject, what was expected, what came.

    `cell` is the cell that it is about, if it is about one, and `line` (from 1) its line, which may stand in another
    cell, `line_cell`; `failure` where the run or the check broke off.
    """

    subject: str
    expected: str
    measured: str
    verdict: Verdict
    cell: str | None = None
    failure: Failure | None = None
    line_cell: str | None = None
    line: int | None = None

    @property
    def passed(self) -> bool:
        """Whether it is no failure."""
        return self.verdict is not Verdict.FAIL


def guarded(subject: str, look: Callable[[], Outcome | None]) -> Outcome | None:
    """What a look at a run found, its words not too long. One that breaks is a failure of that run, with the reason.

    Whatever a run left, and whoever looks at it: the other programs are judged all the same.
    """
    try:
        found = look()
        return found if found is None else _bounded(found)
    except AwayError as error:
        return Outcome(shortened(subject, MAX_SUBJECT), "a verdict", str(error), Verdict.UNCHECKED)
    except Exception as error:
        return Outcome(shortened(subject, MAX_SUBJECT), "a verdict", error_in_short(error), Verdict.FAIL)


def _bounded(outcome: Outcome) -> Outcome:
    if not isinstance(outcome, Outcome):
        raise TypeError(f"no outcome: {outcome!r}")
    texts = {"subject": (outcome.subject, MAX_SUBJECT), "expected": (outcome.expected, LONGEST)}
    texts["measured"] = (outcome.measured, LONGEST)
    short = {name: shortened(str(text), most) for name, (text, most) in texts.items()}
    same = all(short[name] is text for name, (text, _) in texts.items())
    return outcome if same else replace(outcome, **short)

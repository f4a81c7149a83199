"""A check and a run -> an outcome, whatever the run left."""

from ..chapter.check import Check
from ..core.digits import in_short
from ..core.plain import error_in_short, plain
from ..core.run import AwayError, Run
from .outcome import Outcome, Verdict


def judge_check(check: Check, run: Run, quick: bool) -> Outcome:
    """What a check finds in a run; one that breaks fails."""
    subject, cells, expected = check.subject(), check.cells(), check.expected(quick, run.parameters)
    passed: bool | None
    try:
        if cells and run.printed is not None:
            measured, passed = check.judge_printed(run.printed)
        else:
            measured, passed = check.judge(run, quick)
            passed = None if passed is None else bool(passed)
        words = in_short(measured) if passed is not False else check.failed_in_words(measured, run, quick)
    except AwayError as error:
        words, passed = str(error), None
    except LookupError as error:
        words, passed = plain(error.args[0] if error.args else "nothing there"), False
    except TypeError as error:
        words, passed = f"not of the kind that this check reads: {plain(error)}", False
    except Exception as error:
        words, passed = error_in_short(error), False
    return Outcome(subject, expected, words, Verdict.of(passed), next(iter(cells.values()), None))

"""A run -> its outcomes: what holds for any program, the program's checks, and what its judges say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..chapter.check import Check
from ..core.run import Run
from ..notebook.page import Page
from .judges import Judge, added_judges, outcome_of
from .outcome import Outcome, Verdict, in_short

# What holds for any program, as it should be; one for all runs, of which there may be a thousand.
RAN = Outcome("run", "no error", "no error", Verdict.PASS)
QUIET = Outcome("stderr", "empty", "empty", Verdict.PASS)
WRITTEN = Outcome("results.json", "written", "written", Verdict.PASS)


@dataclass(frozen=True, slots=True)
class CheckedRun:
    """A page, how its run went, and what was found; `reused` is a run of an earlier call.

    The run is without the outputs of its cells: the outcomes tell of them, and a thousand runs are held at once.
    """

    page: Page
    run: Run
    outcomes: Sequence[Outcome]
    reused: bool = False

    @property
    def passed(self) -> bool:
        """Whether no check failed."""
        return all(outcome.passed for outcome in self.outcomes)


def judge(page: Page, run: Run, quick: bool, judges: Iterable[Judge] = (), reused: bool = False) -> CheckedRun:
    """Hold a run against its program's checks, and ask the judges, those that others added last."""
    run = replace(run, parameters=page.program.params | run.parameters)
    outcomes = [*judge_run(page.program.checks, run, quick)]
    for each in (*judges, *added_judges()):
        if found := outcome_of(each, page, run, quick):
            outcomes.append(found)
    return CheckedRun(page, replace(run, cells={}, printed=None), outcomes, reused)


def judge_run(checks: Iterable[Check], run: Run, quick: bool) -> list[Outcome]:
    """Every check's outcome, after the three that hold for any program: no error, clean stderr, results written."""
    written = replace(WRITTEN, measured="missing", verdict=Verdict.FAIL) if run.results is None else WRITTEN
    return [_ended(run), _quiet(run), written, *(_of_check(check, run, quick) for check in checks)]


def _ended(run: Run) -> Outcome:
    if run.failure is None:
        return RAN
    return replace(RAN, measured=run.failure.message, verdict=Verdict.FAIL, failure=run.failure)


def _quiet(run: Run) -> Outcome:
    printed = run.printed
    if printed is None:
        noisy = [f"{name}: {cell.stderr.splitlines()[-1]}" for name, cell in run.cells.items() if cell.stderr]
        return replace(QUIET, measured="; ".join(noisy), verdict=Verdict.FAIL) if noisy else QUIET
    if printed.complaint:
        return replace(QUIET, measured=printed.complaint, verdict=Verdict.FAIL)
    if printed.doubtful:
        return replace(QUIET, measured=printed.doubtful, verdict=Verdict.UNCHECKED)
    return QUIET if printed.log else replace(QUIET, measured="no log", verdict=Verdict.UNCHECKED)


def _of_check(check: Check, run: Run, quick: bool) -> Outcome:
    cells = check.cells()
    passed: bool | None
    try:
        if cells and run.printed is not None:
            measured, passed = check.judge_log(run.printed.stdout)
        else:
            measured, passed = check.judge(run, quick)
            passed = bool(passed)
    except LookupError as error:
        measured, passed = error.args[0], False
    except TypeError as error:
        measured, passed = f"not of the kind that this check reads: {error}", False
    expected = check.expected(quick, run.parameters)
    return Outcome(check.subject(), expected, in_short(measured), Verdict.of(passed), next(iter(cells.values()), None))

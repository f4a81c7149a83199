"""A run -> its outcomes: what holds for any program, the program's checks, and what its judges say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..chapter.check import Check
from ..core.run import Away, Run
from ..notebook.page import Page
from .checks import judge_check
from .judges import Judge, added_judges, outcome_of
from .outcome import Outcome, Verdict, guarded
from .slides import judge_slides
from .stderr import QUIET, quiet

# What holds for any program, as it should be; one for all runs, of which there may be a thousand.
RAN = Outcome("run", "no error", "no error", Verdict.PASS)
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
    """Hold a run against its program's checks and its items of the slides, and ask the judges, those that others added
    last.

    Whatever the run left is told in its outcomes, and never raised.
    """
    run = replace(run, parameters=page.program.params | run.parameters)
    if run.away:
        run = replace(run, results=Away())
    found = [outcome_of(each, page, run, quick) for each in (*judges, *added_judges())]
    slides = judge_slides(page.chapter, page.program, run, quick)
    outcomes = [*judge_run(page.program.checks, run, quick, page), *slides, *(each for each in found if each)]
    kept = replace(run, cells={}, printed=None, results=None if run.away else run.results)
    return CheckedRun(page, kept, outcomes, reused)


def judge_run(checks: Sequence[Check], run: Run, quick: bool, page: Page | None = None) -> list[Outcome]:
    """Every check's outcome, after the three that hold for any program: no error, clean stderr, results written.

    With the page it is known which of its lines a complaint is about.
    """
    looks = [
        (RAN.subject, lambda: _ended(run)),
        (QUIET.subject, lambda: quiet(checks, run, quick, page)),
        (WRITTEN.subject, lambda: _written(run)),
        *((type(check).__name__, lambda check=check: judge_check(check, run, quick)) for check in checks),
    ]
    return [guarded(subject, look) for subject, look in looks]


def _ended(run: Run) -> Outcome:
    if run.failure is None:
        return RAN
    return replace(RAN, measured=run.failure.message, verdict=Verdict.FAIL, failure=run.failure)


def _written(run: Run) -> Outcome:
    if run.away:
        return replace(WRITTEN, measured="did not come along", verdict=Verdict.UNCHECKED)
    if run.results is not None:
        return WRITTEN
    return replace(WRITTEN, measured=run.unread or "missing", verdict=Verdict.FAIL)

"""What a verb that checks found, as machines read it: a case for each program, a finding for each check."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from ..core.plain import fit
from ..judging.outcome import Outcome, Verdict

if TYPE_CHECKING:
    from ..judging.verdict import CheckedRun
    from ..kaggle.push import Told
    from ..kaggle.verify import Verified
    from ..notebook.folder import Changes
    from ..notebook.page import Page


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was looked at, expected and measured; `told` is the line that a person reads of a failure, with
    the place that `file` and `line` (from 1) name, "" and None where there is none."""

    check: str
    expected: str
    measured: str
    verdict: Verdict
    cell: str = ""
    file: str = ""
    line: int | None = None
    told: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A program, what was found of it, and of a run its wall seconds, parameters, and where it was made."""

    chapter: str
    program: str
    title: str
    findings: Sequence[Finding]
    seconds: float | None = None
    reused: bool = False
    parameters: Mapping[str, Any] = field(default_factory=dict)
    environment: Mapping[str, Any] = field(default_factory=dict)
    kaggle: Mapping[str, str] = field(default_factory=dict)  # machine and image of its run there, and why it is stale

    @property
    def passed(self) -> bool:
        """Whether no check failed."""
        return all(finding.verdict is not Verdict.FAIL for finding in self.findings)


@dataclass
class Report:
    """What a command found so far; nothing is kept unless it is `wanted`. `problems` is wrong input, line by line."""

    wanted: bool = False
    verb: str = ""
    cases: list[Case] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    exit: int | None = None
    seconds: float = 0.0

    def note(self, cases: Iterable[Case]) -> None:
        """Keep some cases, which are made only if somebody wants them."""
        if self.wanted:
            self.cases += cases


def cases_of_runs(runs: Iterable["CheckedRun"]) -> Iterator[Case]:
    """A case for each run, here or on Kaggle."""
    from .runs import failure_line, place_of, reached

    for run in runs:
        findings = []
        for outcome in reached(run):
            place = place_of(run, outcome) if outcome.cell or not outcome.passed else None
            findings.append(
                Finding(
                    **_texts(outcome),
                    cell=(outcome.failure.cell if outcome.failure else outcome.cell) or "",
                    file=run.page.chapter.layout.shown(place.path) if place else "",
                    line=place.number if place else None,
                    told="" if outcome.passed else failure_line(run, outcome),
                )
            )
        about = (run.run.seconds, run.reused, dict(run.run.parameters), dict(run.run.environment))
        yield _case(run.page, findings, *about)


def cases_of_verified(runs: Iterable["Verified"]) -> Iterator[Case]:
    """A case for each program that was asked for on Kaggle; without a run, its only finding says why."""
    for run in runs:
        if run.checked:
            about = {"machine": run.session.machine, "image": run.session.image, "stale": run.stale}
            for case in cases_of_runs([run.checked]):
                yield replace(case, kaggle={name: fit(value) for name, value in about.items() if value})
        else:
            yield _case(run.item.page, [_failed(run.item.page, "run", "verified", run.problem)])


def cases_of_pushes(told: Iterable["Told"]) -> Iterator[Case]:
    """A case for each notebook that was to be pushed: whether Kaggle has it."""
    for each in told:
        page = each.item.page
        if each.fine:
            yield _case(page, [Finding("push", "on Kaggle", fit(f"{each.what}"), Verdict.PASS)])
        else:
            yield _case(page, [_failed(page, "push", "on Kaggle", f"{each.what}: {each.words}")])


def case_of_test(item: str, outcome: str, said: str, seconds: float) -> Case:
    """A case for an item of pytest's, named `chapters/05/chapter.toml::5-7`."""
    path, _, name = item.partition("::")
    verdict = {"passed": Verdict.PASS, "skipped": Verdict.UNCHECKED}.get(outcome, Verdict.FAIL)
    measured = outcome if verdict is Verdict.PASS else fit(said.strip() or outcome)
    finding = Finding("test", "passed", measured, verdict, told=measured if verdict is Verdict.FAIL else "")
    return Case(PurePosixPath(path).parent.name, name, "", [finding], seconds)


def cases_of_records(pages: Iterable["Page"], check: str, problem: str = "") -> Iterator[Case]:
    """A case for each page whose recorded run, or picture, was made or is as new as it would be; or why it isn't."""
    for page in pages:
        fine = Finding(check, "up to date", "up to date", Verdict.PASS)
        yield _case(page, [_failed(page, check, "up to date", problem) if problem else fine])


def cases_of_changes(pages: Iterable["Page"], changes: Sequence["Changes"]) -> Iterator[Case]:
    """A case for each page, whether its files in output/ are those that would be rendered now; one more for files that
    no page has."""
    stale = {path for change in changes for path in change.write}
    gone = [path for change in changes for path in change.remove]
    chapter = ""
    for page in pages:
        chapter = str(page.chapter.called)
        theirs = sorted(stale & set(page.files()))
        if theirs:
            yield _case(page, [_failed(page, "output", "up to date", f"stale: {', '.join(theirs)}")])
        else:
            yield _case(page, [Finding("output", "up to date", "up to date", Verdict.PASS)])
    if gone:
        measured = f"left over: {', '.join(gone)}"
        yield Case(chapter, "output", "", [Finding("output", "up to date", fit(measured), Verdict.FAIL, told=measured)])


def _case(page: "Page", findings: Sequence[Finding], *about: Any) -> Case:
    return Case(str(page.chapter.called), page.program.number, page.program.title, findings, *about)


def _failed(page: "Page", check: str, expected: str, measured: str) -> Finding:
    told = f"program {page.program.number}: {measured}"
    return Finding(check, expected, fit(measured), Verdict.FAIL, told=fit(told))


def _texts(outcome: Outcome) -> dict[str, Any]:
    texts = {"check": outcome.subject, "expected": outcome.expected, "measured": outcome.measured}
    return {name: fit(text) for name, text in texts.items()} | {"verdict": outcome.verdict}

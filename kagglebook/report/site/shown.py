"""What the page shows of each program, as plain values: its kept run, what was checked, and its variants."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from ...chapter.chapter import Chapter
from ...core.files import UnfitError, read_plain
from ...core.run_folder import MAX_NOTEBOOK
from ...execution.plan import Plan, RunOptions, make_plans
from ...judging.outcome import Outcome, Verdict
from ...judging.verdict import CheckedRun
from ...kaggle.content import content_of
from ...kaggle.ledger import Entry, read_entries
from ...kaggle.provenance import image_in_short
from ...notebook.page import Page
from ...notebook.roles import REPORT
from ..ranking import Group, Row, groups
from .said import said

DIGITS = 4  # of a number that a reader is shown
KINDS = {Verdict.PASS: "ok", Verdict.FAIL: "fail", Verdict.UNCHECKED: "unchecked"}


@dataclass(frozen=True)
class Checked:
    """A row of the table of checks; `seeds` is the range that other seeds had, "" where none is known."""

    subject: str
    expected: str
    measured: str
    kind: str
    cell: str
    seeds: str


@dataclass(frozen=True)
class Choice:
    """A variant, or the program itself: its parameters, numbers, curves, and what its notebook says of it."""

    name: str
    parameters: Mapping[str, str]
    numbers: Sequence[str]
    curves: Mapping[str, Sequence[float]]
    kind: str
    says: str


@dataclass(frozen=True)
class Shown:
    """A program: the cells of its executed notebook, or of the rendered one where it wasn't run since it changed."""

    page: Page
    cells: Sequence[Mapping[str, Any]]
    checked: CheckedRun | None
    rows: Sequence[Checked] = ()
    varied: Sequence[str] = ()  # the parameters in which the choices differ
    headings: Sequence[str] = ()  # of the numbers of a choice
    choices: Sequence[Choice] = field(default_factory=tuple)
    on_kaggle: Mapping[str, str] = field(default_factory=dict)  # the day and the machine of its run there that passed

    @property
    def passed(self) -> int:
        return sum(row.kind == "ok" for row in self.rows)


def shown(chapter: Chapter, pages: Sequence[Page]) -> list[Shown]:
    """What is known of programs, and of those of their variants that are among the pages. Nothing is executed.

    A run counts if `run` would reuse it: it passed, and code, data, parameters and versions are what they are now.
    """
    plans = make_plans(chapter, pages, RunOptions())
    by_number = {plan.page.program.number: plan for plan in plans}
    rows = [Row(plan.page.program, [plan.reused]) for plan in plans if plan.reused]
    compared = {group.program.number: group for group in groups(rows)}
    entries = read_entries(chapter.layout.ledger(chapter.name))
    return [
        replace(
            _shown(by_number[page.program.number], compared.get(page.program.number), by_number),
            on_kaggle=_on_kaggle(page, entries),
        )
        for page in pages
        if not page.program.is_variant
    ]


def _on_kaggle(page: Page, entries: Mapping[str, Entry]) -> dict[str, str]:
    """When and on what a program, as it is now, passed on Kaggle, whoever's it is there; empty where it didn't."""
    theirs = [entry for address, entry in entries.items() if address.partition("/")[2] == page.program.slug]
    now = content_of(page).run if theirs else ""
    sessions = [entry.session for entry in theirs if entry.verified == "passed" and entry.content.run == now]
    if not sessions:
        return {}
    session = max(sessions, key=lambda session: session.time)
    image = image_in_short(session.image).replace("image", "Docker")
    machine = session.machine or ("" if page.metadata["machine_shape"] else "CPU")  # what was asked for is no proof
    how = " · ".join(filter(None, (machine, image))) or "–"
    return {"date": datetime.fromtimestamp(session.time, UTC).strftime("%Y-%m-%d"), "how": how}


def _shown(plan: Plan, group: Group | None, plans: Mapping[str, Plan]) -> Shown:
    page, checked = plan.page, plan.reused
    executed = _executed(plan) if checked else None
    if checked is None or executed is None:
        return Shown(page, page.rendered.notebook["cells"], None)
    rows = [_checked(page, outcome) for outcome in checked.outcomes]
    if group is None:
        return Shown(page, executed, checked, rows)
    headings = [group.by.label(path) for path in group.paths]
    # The program first, then its variants in the order of chapter.toml, not by rank: a reader looks for a value.
    order = {number: place for place, number in enumerate(plans)}
    sorted_rows = sorted(group.rows, key=lambda row: order[row.program.number])
    choices = [_choice(group, row, plans[row.program.number]) for row in sorted_rows]
    return Shown(page, executed, checked, rows, group.varied, headings, choices)


def _executed(plan: Plan) -> Sequence[Mapping[str, Any]] | None:
    """The cells of the executed notebook; None where there is none that can be read."""
    try:
        notebook = json.loads(read_plain(plan.place / f"{plan.task.name}.ipynb", MAX_NOTEBOOK))
        return [cell | {"metadata": cell.get("metadata", {})} for cell in notebook["cells"] if "id" in cell]
    except (OSError, UnfitError, ValueError, KeyError, TypeError):
        return None


def _checked(page: Page, outcome: Outcome) -> Checked:
    kind, cell = KINDS[outcome.verdict], outcome.cell or ""
    words = said(page.chapter.words.site.checks, outcome.subject, outcome.expected, outcome.measured)
    return Checked(*words, kind, cell, _seeds(page, outcome.subject))


def _seeds(page: Page, path: str) -> str:
    """The range of a number over the seeds of the recorded run."""
    recorded = page.chapter.recorded.get(page.program.number)
    try:
        found = recorded and recorded.number(path)
    except (LookupError, ValueError, TypeError):
        return ""
    return f"{found[1]:.{DIGITS}g} – {found[2]:.{DIGITS}g}" if found and found[1] != found[2] else ""


def _choice(group: Group, row: Row, plan: Plan) -> Choice:
    curves = {}
    for path in group.by.curves:
        if series := row.series(path):
            curves[group.by.label(path)] = series[0]
    numbers = [str(row.number(path)) for path in group.paths]
    parameters = {name: _as_typed(row.parameters.get(name)) for name in group.varied}
    name = row.name if row.program.is_variant else row.program.label(plan.page.chapter.words)
    return Choice(name, parameters, numbers, curves, "ok" if row.runs[0].passed else "fail", _says(plan))


def _says(plan: Plan) -> str:
    """What the cells say that report to the reader."""
    reports = set(plan.page.rendered.with_role(REPORT))
    texts = [
        "".join(output.get("text", ""))
        for cell in _executed(plan) or ()
        if cell["id"] in reports
        for output in cell.get("outputs", ())
        if output.get("name") == "stdout"
    ]
    return "".join(texts).strip()


def _as_typed(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)

"""What a person sees of runs: a line a program, the rows of its checks, and each failure with its place."""

import itertools
from collections.abc import Sequence

from rich.cells import cell_len
from rich.table import Table

from ..core.plain import fit
from ..core.run import FailureKind
from ..judging.outcome import Outcome, Verdict
from ..judging.stderr import QUIET
from ..judging.verdict import CheckedRun
from ..notebook.origin import Line
from .console import LONGEST, console, shown, tell, words

MIN_WIDTH, MAX_WIDTH = 12, 42  # of a check, of what was expected and of what was measured
HEADINGS = ("Program", "Seconds", "Check", "Expected", "Measured")
VERDICT_WIDTH = max(len(verdict.value) for verdict in Verdict)


def run_line(run: CheckedRun) -> str:
    """A program's line: `5-7  passed  22 checks, 1.9 s`, and whether an earlier run was reused."""
    if run.run.failure and run.run.failure.kind is FailureKind.NOT_RUN:
        return f"{run.page.program.number:>7}  {run.run.failure.message}"
    count, failed = len(run.outcomes), sum(not outcome.passed for outcome in run.outcomes)
    checks = f"{count - failed} of {count} checks" if failed else f"{count} checks"
    unchecked = sum(outcome.verdict is Verdict.UNCHECKED for outcome in run.outcomes)
    parts = [checks, *([f"{unchecked} not checked"] if unchecked else []), f"{run.run.seconds:.1f} s"]
    parts += ["reused"] if run.reused else []
    return f"{run.page.program.number:>7}  {'passed' if run.passed else 'FAILED'}  {', '.join(parts)}"


def report_runs(
    runs: Sequence[CheckedRun], quick: bool, tabled: Sequence[CheckedRun], wall: float, unit: str = "programs"
) -> None:
    """Print a row for every check of the runs `tabled`, every failure of all runs with its place, and the score, with
    the seconds that passed (`wall`) and those of the notebooks that were executed meanwhile."""
    if tabled:
        _print_table(tabled, several=len({run.page.chapter.called for run in runs}) > 1)
    for run in runs:
        for line in failure_lines(run):
            tell(line)
    passed = sum(run.passed for run in runs)
    seconds = sum(run.run.seconds for run in runs if not run.reused)
    took = f"{wall:.1f} s for {seconds:.1f} s of notebooks" if seconds else f"{wall:.1f} s, nothing executed"
    tell(f"{passed} of {len(runs)} {unit} passed ({'quick' if quick else 'full'} run, {took})")


def _print_table(runs: Sequence[CheckedRun], several: bool) -> None:
    out = console()
    # A table for each program, all of the same widths: one of them all would be held in memory three times over.
    widths = [cell_len(heading) for heading in HEADINGS]
    for row, _ in itertools.chain.from_iterable(_rows(run, several) for run in runs):
        widths = [max(width, cell_len(text)) for width, text in zip(widths, row, strict=True)]
    widths[2] = min(widths[2], MAX_WIDTH)
    room = (out.width - sum(widths[:3]) - VERDICT_WIDTH - 2 * (len(widths) + 1)) // 2
    widths[3:5] = [min(width, MAX_WIDTH, max(room, MIN_WIDTH)) for width in widths[3:5]]
    for rows in itertools.chain([[(HEADINGS, None)]], (_rows(run, several) for run in runs)):
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
        for column, width in enumerate((*widths, VERDICT_WIDTH)):
            table.add_column(width=width, justify="right" if column == 1 else "left", overflow="fold")
        for row, verdict in rows:
            table.add_row(*map(words, row), shown(verdict) if verdict else "")
        out.print(table)


def _rows(run: CheckedRun, several: bool) -> list[tuple[tuple[str, ...], Verdict | None]]:
    """A run's rows of the table: the program, with its chapter where there are several, and its seconds, of how many it
    might take, stand in the first."""
    limit = f" of {run.run.limit:.{0 if run.run.limit >= 10 else 1}f}" if run.run.limit else ""
    chapter = f"{run.page.chapter.called}: " if several else ""
    head = (chapter + run.page.program.number, f"{run.run.seconds:.1f}{limit}{' reused' if run.reused else ''}")
    return [
        (tuple(fit(text, LONGEST) for text in (*(("", "") if index else head), *_texts(each))), each.verdict)
        for index, each in enumerate(reached(run))
    ]


def _texts(outcome: Outcome) -> tuple[str, str, str]:
    return outcome.subject, outcome.expected, outcome.measured


def reached(run: CheckedRun) -> list[Outcome]:
    """The outcomes worth showing: of a run that ended early, not all that failed for that reason alone."""
    if run.run.failure is None:
        return list(run.outcomes)
    return [outcome for outcome in run.outcomes if outcome.passed or outcome.failure]


def failure_lines(run: CheckedRun) -> list[str]:
    """One line for each failed check: program, cell, template line, what was expected and what came."""
    return [failure_line(run, outcome) for outcome in reached(run) if not outcome.passed]


def place_of(run: CheckedRun, outcome: Outcome) -> Line | None:
    """The line of a template that an outcome is about, None where there is none."""
    failure, origin = outcome.failure, run.page.rendered.origin
    if failure is not None:
        return origin(failure.line_cell or failure.cell, failure.line)
    if outcome.subject == QUIET.subject:  # of a cell, or only known from a log
        return origin(outcome.line_cell or outcome.cell, outcome.line) if outcome.cell else None
    return origin(outcome.cell or "results")


def failure_line(run: CheckedRun, outcome: Outcome) -> str:
    """`program 5-7, cell train (templates/train.py:7): expected …, got …`."""
    program, failure = run.page.program, outcome.failure
    if failure is not None and failure.kind is FailureKind.NOT_RUN:
        return f"program {program.number}: {failure.message}"
    if failure is not None:
        where = _cell(failure.cell, failure.line_cell) if failure.cell else "before its first cell"
        if failure is not run.run.failure:  # somebody else's, who looked at the notebook too
            where = f"{outcome.subject}, {where}" if failure.cell else outcome.subject
    elif outcome.subject == QUIET.subject and outcome.cell:
        where = f"{outcome.subject} of {_cell(outcome.cell, outcome.line_cell)}"
    else:
        where = outcome.subject
    place = place_of(run, outcome)
    line = f" ({run.page.chapter.layout.shown(place.path)}:{place.number})" if place else ""
    return f"program {program.number}, {where}{line}: expected {outcome.expected}, got {outcome.measured}"


def _cell(cell: str | None, line_cell: str | None) -> str:
    """`cell train (in model)`: the cell that ran, and the one that holds the line, if it is another."""
    return f"cell {cell}" + (f" (in {line_cell})" if line_cell not in (None, cell) else "")

"""What a person looks at in the terminal: the programs of a chapter, and how their runs went."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..chapter.chapter import Chapter, Program
from ..chapter.checks import Outcome
from ..chapter.variants import count

if TYPE_CHECKING:
    from ..execution.plan import CheckedRun

# Wide enough that a line of the table stays a line in a log file.
LOG_WIDTH = 140
MIN_WIDTH, MAX_WIDTH = 12, 42  # of a check, of what was expected and of what was measured
HEADINGS = ("Program", "Seconds", "Check", "Expected", "Measured", "")
VERDICTS = {"pass": "green", "FAIL": "bold red"}


def console() -> Console:
    return Console(width=None if sys.stdout.isatty() else LOG_WIDTH, highlight=False, soft_wrap=False)


def program_table(chapter: Chapter, programs: Sequence[Program]) -> None:
    """`--list`: number, title, section, machine, parameters, checks, variants."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("Program", "Title", "Section", "Machine", "Parameters", "Checks", "Variants"):
        table.add_column(heading, justify="right" if heading in ("Checks", "Variants") else "left")
    for program in programs:
        table.add_row(
            program.number,
            program.title,
            program.section,
            chapter.kaggle(program).machine_shape or "CPU",
            " ".join(f"{name}={value}" for name, value in program.params.items()) or "-",
            str(len(program.checks)),
            str(count(program) or "-"),
        )
    console().print(table)


def report_runs(
    root: Path, runs: Sequence[CheckedRun], quick: bool, tabled: Sequence[CheckedRun] | None = None
) -> None:
    """`--run`: a row for every check of the runs (or of those `tabled`), every failure with its place, the score."""
    out = console()
    tabled = runs if tabled is None else tabled
    # A table for each program, all of the same widths: one of them all would be held in memory three times over.
    widths = [cell_len(heading) for heading in HEADINGS]
    for row in itertools.chain.from_iterable(map(_rows, tabled)):
        widths = [max(width, cell_len(text)) for width, text in zip(widths, row, strict=True)]
    widths[2] = min(widths[2], MAX_WIDTH)
    room = (out.width - sum(widths[:3]) - widths[5] - 2 * len(widths)) // 2
    widths[3:5] = [min(width, MAX_WIDTH, max(room, MIN_WIDTH)) for width in widths[3:5]]
    for table_rows in itertools.chain([[HEADINGS]], map(_rows, tabled)):
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
        for column, width in enumerate(widths):
            table.add_column(width=width, justify="right" if column == 1 else "left", overflow="fold")
        for row in table_rows:
            # Text, not markup: a check such as history.test_acc[-1] is no tag.
            table.add_row(*map(Text, row[:-1]), Text(row[-1], VERDICTS.get(row[-1], "")))
        out.print(table)
    for run in runs:
        for line in failure_lines(root, run):
            out.print(Text(line), soft_wrap=True)
    passed = sum(run.passed for run in runs)
    seconds = sum(run.run.seconds for run in runs)
    mode, unit = "quick" if quick else "full", "programs" if len(tabled) == len(runs) else "runs"
    out.print(f"{passed} of {len(runs)} {unit} passed ({mode} run, {seconds:.0f} s)")


def _rows(run: CheckedRun) -> list[tuple[str, ...]]:
    """A run's rows of the table: the program and its seconds stand in the first."""
    head = (run.page.program.number, f"{run.run.seconds:.1f}{' kept' if run.kept else ''}")
    return [
        (*(("", "") if index else head), o.subject, o.expected, o.measured, _verdict(o))
        for index, o in enumerate(reached(run))
    ]


def _verdict(outcome: Outcome) -> str:
    if not outcome.checked:
        return "-"
    return "pass" if outcome.passed else "FAIL"


def reached(run: CheckedRun) -> list[Outcome]:
    """The outcomes worth showing: of a run that ended early, not all that failed for that reason alone."""
    if run.run.failure is None:
        return list(run.outcomes)
    return [outcome for outcome in run.outcomes if outcome.passed or outcome.failure or outcome.subject == "run"]


def failure_lines(root: Path, run: CheckedRun) -> list[str]:
    """One line for each failed check: program, cell, template line, what was expected and what came."""
    program, rendered = run.page.program, run.page.rendered
    lines = []
    for outcome in reached(run):
        if outcome.passed:
            continue
        failure = run.run.failure if outcome.subject == "run" else outcome.failure
        if failure:
            cell = failure.line_cell or failure.cell
            place = rendered.origin(cell, failure.line)
            inside = f" (in {failure.line_cell})" if failure.line_cell not in (None, failure.cell) else ""
            where = f"cell {failure.cell}{inside}" if failure.cell else "before its first cell"
            if outcome.failure:
                where = f"{outcome.subject}, {where}" if failure.cell else outcome.subject
        else:
            cell = outcome.subject.removeprefix("cell ") if outcome.subject.startswith("cell ") else "results"
            place, where = rendered.origin(cell), outcome.subject
        shown = f" ({_relative(place.path, root)}:{place.number})" if place else ""
        lines.append(f"program {program.number}, {where}{shown}: expected {outcome.expected}, got {outcome.measured}")
    return lines


def _relative(path: Path, root: Path) -> Path:
    return path.relative_to(root) if path.is_relative_to(root) else path

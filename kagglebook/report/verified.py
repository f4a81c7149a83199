"""The table of `--verify`: that of `--run`, with Kaggle's status, the machine, and what couldn't be checked."""

from collections.abc import Sequence
from pathlib import Path

from rich.table import Table
from rich.text import Text

from ..kaggle.verify import Verified
from .runs import console, failure_lines, reached


def report_verified(root: Path, runs: Sequence[Verified]) -> None:
    """A row for every check, then every failure with its place, then the score."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("Program", "Kaggle", "Device", "Seconds"):
        table.add_column(heading, justify="right" if heading == "Seconds" else "left")
    for heading in ("Check", "Expected", "Measured"):
        table.add_column(heading, overflow="fold", max_width=36)
    table.add_column("")
    unchecked = 0
    for run in runs:
        head = [run.item.page.program.number, run.status or "-", run.device or "-", ""]
        if run.checked is None:
            table.add_row(*map(Text, (*head, "run", "verified", "no run")), Text("FAIL", "bold red"))
            continue
        head[3] = f"{run.checked.run.seconds:.0f}{' kept' if run.checked.kept else ''}"
        for outcome in reached(run.checked):
            verdict = Text("pass", "green") if outcome.passed else Text("FAIL", "bold red")
            if not outcome.checked:
                verdict, unchecked = Text("not checked", "yellow"), unchecked + 1
            cells = (*head, outcome.subject, outcome.expected, outcome.measured)
            table.add_row(*map(Text, cells), verdict)
            head = ["", "", "", ""]
    out = console()
    out.print(table)
    for run in runs:
        if run.checked is None:
            out.print(Text(f"program {run.item.page.program.number}: {run.problem}"), soft_wrap=True)
            continue
        for line in failure_lines(root, run.checked):
            out.print(Text(line), soft_wrap=True)
    passed = sum(run.passed for run in runs)
    seconds = sum(run.checked.run.seconds for run in runs if run.checked)
    out.print(f"{passed} of {len(runs)} programs passed (on Kaggle, {seconds:.0f} s)")
    if unchecked:
        out.print(f"{unchecked} not checked: Kaggle did not send what they look at")

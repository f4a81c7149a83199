"""The table of runs on Kaggle: that of runs here, with Kaggle's status, the machine, and what couldn't be checked."""

from collections.abc import Sequence

from rich.table import Table

from ..judging.outcome import Verdict
from ..kaggle.verify import Verified
from .console import console, shown, tell, words
from .runs import failure_lines, reached


def report_verified(runs: Sequence[Verified]) -> None:
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
            table.add_row(*map(words, (*head, "run", "verified", "no run")), shown(Verdict.FAIL))
            continue
        head[3] = f"{run.checked.run.seconds:.0f}{' reused' if run.checked.reused else ''}"
        for outcome in reached(run.checked):
            unchecked += outcome.verdict is Verdict.UNCHECKED
            cells = (*head, outcome.subject, outcome.expected, outcome.measured)
            table.add_row(*map(words, cells), shown(outcome.verdict))
            head = ["", "", "", ""]
    console().print(table)
    for run in runs:
        if run.checked is None:
            tell(f"program {run.item.page.program.number}: {run.problem}")
            continue
        for line in failure_lines(run.checked):
            tell(line)
    passed = sum(run.passed for run in runs)
    seconds = sum(run.checked.run.seconds for run in runs if run.checked)
    tell(f"{passed} of {len(runs)} programs passed (on Kaggle, {seconds:.0f} s)")
    if unchecked:
        tell(f"{unchecked} not checked: Kaggle did not send what they look at")

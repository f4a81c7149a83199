"""The table of runs on Kaggle: that of runs here, with Kaggle's status, the machine, and what couldn't be checked."""

import math
from collections.abc import Sequence

from rich.table import Table

from ..judging.outcome import Verdict
from ..kaggle.verify import Verified
from .console import console, shown, tell, words
from .runs import failure_lines, reached

CPU = "cpu"
LIKE = 1.5  # times: minutes that differ by less are told well enough


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
    for run in runs:
        for line in remarks(run):
            tell(line)
    passed = sum(run.passed for run in runs)
    seconds = sum(run.checked.run.seconds for run in runs if run.checked)
    for run in runs:
        if line := minutes_to_write(run):
            tell(line)
    tell(f"{passed} of {len(runs)} programs passed (on Kaggle, {seconds:.0f} s)")
    if unchecked:
        tell(f"{unchecked} not checked: Kaggle did not send what they look at")


def remarks(run: Verified) -> list[str]:
    """What a person should know of a run besides its checks: nothing of it is a failure."""
    about = [*run.remarks, *([f"stale: {run.stale}; `verify --again` runs it anew"] if run.stale else [])]
    return [f"program {run.item.page.program.number}: {each}" for each in about]


def minutes_to_write(run: Verified) -> str:
    """What chapter.toml could tell the reader of how long a program takes on Kaggle's GPU; "" where it does, or where
    that isn't known."""
    program = run.item.page.program
    seconds = run.checked.run.seconds if run.checked else 0
    if not run.passed or program.is_variant or run.device in ("", CPU) or not 0 < seconds < math.inf:
        return ""
    told, took = program.minutes, seconds / 60
    if told and told.gpu and took / LIKE < told.gpu < took * LIKE:
        return ""
    both = ([f"cpu = {told.cpu:g}"] if told and told.cpu else []) + [f"gpu = {took:.2g}"]
    return f"program {program.number}: chapter.toml may have minutes = {{ {', '.join(both)} }}"

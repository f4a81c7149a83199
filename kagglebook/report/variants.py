"""After a run of variants: a table for each program in the terminal, variants.csv, and the pictures."""

from collections.abc import Sequence
from pathlib import Path

from rich.table import Table

from ..core.files import write_whole
from .console import console, tell, words
from .pictures import draw
from .ranking import Group, to_csv

NAME = "variants.csv"


def report_comparison(groups: Sequence[Group], folder: Path) -> None:
    """Print the groups, best first, and write `variants.csv` and the pictures to `folder`."""
    out = console()
    for group in groups:
        tell()
        out.print(words(_heading(group)))
        out.print(_table(group))
    if not groups:
        return
    write_whole(folder / NAME, to_csv(groups).encode(errors="backslashreplace"))
    for path in [folder / NAME, *(path for group in groups for path in draw(group, folder, tell))]:
        tell(f"written  {path}")


def _heading(group: Group) -> str:
    order = "highest" if group.by.best == "high" else "lowest"
    note = f"mean ± sd of {group.seeds} seeds; ≈: as near to the best as seeds are to each other"
    if group.seeds == 1:
        note = "one seed each, which can't tell a finding from noise: --seeds 3"
    return f"Program {group.program.number}, {order} {group.by.value} first ({note})"


def _table(group: Group) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("Variant")
    shown = [group.by.label(path) for path in group.paths]
    for name in (*group.varied, *shown, "Seconds", "Passed"):
        table.add_column(words(name), justify="right", overflow="fold")
    for row in group.rows:
        numbers = [str(row.number(path)) for path in group.paths]
        if row is not group.rows[0] and group.near_best(row):
            numbers[0] = f"≈ {numbers[0]}"
        passed = f"{row.passed} of {len(row.runs)}" if len(row.runs) > 1 else "pass" if row.passed else "FAIL"
        values = [str(row.parameters.get(name, "")) for name in group.varied]
        cells = [row.name, *values, *numbers, f"{row.seconds:.1f}"]
        style = "green" if row.passed == len(row.runs) else "bold red"
        table.add_row(*map(words, cells), words(passed, style))
    return table

"""Two folders of runs: what differs, program by program."""

import re
from collections.abc import Collection
from pathlib import Path

from rich.table import Table

from ..core.plain import error_in_short
from ..core.problems import InputError
from ..core.run import Run
from ..core.run_folder import read_runs
from ..judging.differences import MOST, Difference, differences, environment
from .console import console, tell, words

AT_MOST = 10  # differences shown of a program


def report_differences(first: Path, second: Path, slugs: Collection[str] = ()) -> bool:
    """Print what differs between the runs of two folders, of these programs or all; whether nothing does.

    Raises InputError for a folder that isn't there or holds no run.
    """
    runs = read_runs(first), read_runs(second)
    if all(len(side) == 1 and folder.name in side for side, folder in zip(runs, (first, second), strict=True)):
        # Two folders of one program each, whatever they are called.
        runs = runs[0], dict(zip(runs[0], runs[1].values(), strict=True))
    names = sorted(runs[0].keys() | runs[1].keys(), key=_natural)
    names = [slug for slug in slugs if slug in names] if slugs else names
    if not names:
        raise InputError("neither folder holds a run of these programs")
    tell(f"A: {first}")
    tell(f"B: {second}")
    equal = 0
    for name in names:
        sides = [side.get(name) for side in runs]
        if None in sides:
            tell(f"{name}  only in {'A' if sides[0] else 'B'}")
            continue
        found = _found(*sides)
        equal += not found
        _print_program(name, *sides, found)
    tell(f"{equal} of {len(names)} programs equal")
    return equal == len(names)


def _found(first: Run, second: Run) -> list[Difference]:
    """What differs; whatever two runs left, the other programs are compared all the same."""
    try:
        return differences(first, second)
    except Exception as error:
        return [Difference("not compared", error_in_short(error), "")]


def _print_program(name: str, first: Run, second: Run, found: list[Difference]) -> None:
    out = console()
    out.print(words(f"{name}  {'differs' if found else 'equal'}", "bold" if found else ""), soft_wrap=True)
    if not found:
        return
    for letter, run in (("A", first), ("B", second)):
        without = "" if run.cells else "; no notebook there, so outputs are not compared"
        tell(f"    {letter}: {environment(run)}{without}")
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("    Where", "A", "B"):
        table.add_column(heading, overflow="fold")
    table.add_column("Relative", justify="right")
    for each in found[:AT_MOST]:
        apart = f"{each.relative:.2g}" if each.relative < float("inf") else "-"
        table.add_row(*map(words, (f"    {each.place}", each.first, each.second, apart)))
    out.print(table)
    if len(found) > AT_MOST:
        tell(f"    … and {'at least ' if len(found) == MOST else ''}{len(found) - AT_MOST} more")


def _natural(name: str) -> list[str | int]:
    """A key that puts program 10 behind program 9."""
    return [int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", name)]

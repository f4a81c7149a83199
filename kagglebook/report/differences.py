"""`--compare RUN_A RUN_B`: reads two folders of runs, and tells what differs program by program."""

import json
import re
from collections.abc import Collection, Mapping
from pathlib import Path

from nbformat import v4
from rich.table import Table
from rich.text import Text

from ..core.problems import InputError
from ..core.run import RunResult, cell_outputs
from ..judging.differences import Difference, differences, environment
from .runs import console

AT_MOST = 10  # differences shown of a program


def compare_folders(first: Path, second: Path, slugs: Collection[str] = ()) -> int:
    """Print what differs between the runs of two folders, of these programs or all; 0 if nothing does, else 1.

    Raises InputError for a folder that isn't there or holds no run.
    """
    runs = read_runs(first), read_runs(second)
    if all(len(side) == 1 and folder.name in side for side, folder in zip(runs, (first, second), strict=True)):
        # Two folders of one program each, whatever they are called.
        runs = runs[0], dict(zip(runs[0], runs[1].values(), strict=True))
    names = sorted(runs[0].keys() | runs[1].keys(), key=_natural)
    names = [slug for slug in slugs if slug in names] if slugs else names
    if not names:
        raise InputError("--compare: neither folder holds a run of these programs")
    out = console()
    out.print(Text(f"A: {first}\nB: {second}"), soft_wrap=True)
    equal = 0
    for name in names:
        sides = [side.get(name) for side in runs]
        if None in sides:
            out.print(Text(f"{name}  only in {'A' if sides[0] else 'B'}"), soft_wrap=True)
            continue
        found = differences(*sides)
        equal += not found
        _print_program(name, *sides, found)
    out.print(f"{equal} of {len(names)} programs equal")
    return 0 if equal == len(names) else 1


def read_runs(folder: Path) -> Mapping[str, RunResult]:
    """The runs that a folder holds, by the names of its folders; or the one run that lies there itself."""
    if not folder.is_dir():
        raise InputError(f"--compare {folder}: no such directory")
    if _is_run(folder):
        return {folder.name: _read_run(folder)}
    # A name with a dot before it is a run that is not done.
    runs = {path.name: _read_run(path) for path in folder.glob("[!.]*/") if _is_run(path)}
    if not runs:
        raise InputError(f"--compare {folder}: no run there, no folder with a results.json or a notebook")
    return runs


def _is_run(folder: Path) -> bool:
    return (folder / "results.json").is_file() or any(folder.glob("*.ipynb"))


def _read_run(folder: Path) -> RunResult:
    """The run of a folder, as far as it is there: a run on Kaggle brings back its results.json and no notebook."""
    try:
        results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        results = None
    cells = {}
    for path in sorted(folder.glob("*.ipynb"))[:1]:
        try:
            cells = cell_outputs(v4.reads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError):  # no notebook, or one of a format whose cells have no names
            continue
    return RunResult(cells, results if isinstance(results, dict) else None)


def _print_program(name: str, first: RunResult, second: RunResult, found: list[Difference]) -> None:
    out = console()
    out.print(Text(f"{name}  {'differs' if found else 'equal'}", "bold" if found else ""), soft_wrap=True)
    if not found:
        return
    for letter, run in (("A", first), ("B", second)):
        without = "" if run.cells else "; no notebook there, so outputs are not compared"
        out.print(Text(f"    {letter}: {environment(run)}{without}"), soft_wrap=True)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("    Where", "A", "B"):
        table.add_column(heading, overflow="fold")
    table.add_column("Relative", justify="right")
    for each in found[:AT_MOST]:
        apart = f"{each.relative:.2g}" if each.relative < float("inf") else "-"
        table.add_row(*map(Text, (f"    {each.place}", each.first, each.second, apart)))
    out.print(table)
    if len(found) > AT_MOST:
        out.print(f"    … and {len(found) - AT_MOST} more")


def _natural(name: str) -> list[str | int]:
    """A key that puts program 10 behind program 9."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]

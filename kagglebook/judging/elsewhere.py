"""Executed notebooks that a person brought from Colab, Kaggle or a lab's machine -> runs, judged as those made here.

A notebook says in `results.json` what it found, and that file stays where it ran, unless it was brought along. Without
it nothing is known of the values: whatever would read them is `not checked`. What cells showed is in the notebook.
"""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path
from typing import Any

from ..core.files import UnfitError, read_plain
from ..core.problems import InputError, Problem
from ..core.run import Failure, Run
from ..core.run_folder import RESULTS, read_results
from ..notebook.page import Page
from .blanks import BlanksJudge
from .device import DeviceJudge
from .executed import MAX_NOTEBOOK, ExecutedCell, read_cells, squeezed
from .judges import Judge
from .outcome import Outcome, Verdict
from .verdict import CheckedRun, judge

PARAMETERS = "parameters"
LIKE = 0.5  # a notebook is a program's if so much of that one's cells is in it, and of no other's more
# What Colab and browsers put around the name of a file: "Copy of a.ipynb", "a (1).ipynb", "a_executed.ipynb".
COPY = re.compile(r"^copy[ _]of[ _]|[ _]*\(\d+\)$|[ _-](?:executed|output|run)$", re.IGNORECASE)


@dataclass(frozen=True)
class Brought:
    """A notebook, the program that it is of, and its run with what was found; `quick` tells which bounds."""

    path: Path
    page: Page
    checked: CheckedRun
    quick: bool


@dataclass(frozen=True)
class Found:
    """A notebook's cells held against a page's: its outputs by name, and which cells differ, in words."""

    cells: Mapping[str, ExecutedCell]
    differing: Sequence[str]


class CodeJudge(Judge):
    """Says which cells are not the program's."""

    subject = "code"

    def __init__(self, found: Found):
        self.found = found

    def judge(self, page: Page, run: Run, quick: bool) -> Outcome | None:
        differing = self.found.differing
        if not differing:
            return Outcome(self.subject, "the program's", "the program's", Verdict.PASS)
        return Outcome(self.subject, "the program's", f"another in {', '.join(differing)}", Verdict.FAIL)


class OrderJudge(Judge):
    """Says where cells ran in another order than they stand in: what they computed is then another program's."""

    subject = "order"

    def __init__(self, found: Found):
        self.found = found

    def judge(self, page: Page, run: Run, quick: bool) -> Outcome | None:
        ran = [(name, cell.count) for name, cell in self.found.cells.items() if cell.count is not None]
        for (before, first), (name, second) in pairwise(ran):
            if second <= first:
                return Outcome(self.subject, "from top to bottom", f"{name} ran before {before}", Verdict.FAIL, name)
        return None


def notebooks_in(place: Path) -> list[Path]:
    """The notebook at a path, or those in a folder and in the folders of it. Raises InputError where there is none."""
    if place.is_file():
        return [place]
    if not place.is_dir():
        raise InputError(f"{place}: no such file or directory")
    found = [path for path in (*place.glob("*.ipynb"), *place.glob("[!.]*/*.ipynb")) if path.is_file()]
    if not found:
        raise InputError(f"{place}: no notebook there (*.ipynb), nor in its folders")
    return sorted(found)


def bring(place: Path, pages: Sequence[Page]) -> tuple[list[Brought], list[str]]:
    """The runs of the notebooks at a path, judged, in the order of the pages; and what has to be said: notebooks that
    are of no program, and programs without a notebook.

    Raises InputError for a path without notebooks, for two notebooks of one program, and where none is of any.
    """
    brought: dict[str, Brought] = {}
    notes: list[str] = []
    problems: list[Problem] = []
    paths = notebooks_in(place)
    for path in paths:
        cells, why = _read(path)
        page = _page_of(path, cells, pages) if cells else None
        if page is None:
            notes.append(f"{path}: {why or 'of none of these programs, by its name or its code'}")
        elif page.program.slug in brought:
            other = brought[page.program.slug].path
            problems.append(Problem(path, f"of program {page.program.number}, as {other} is: which one is to count?"))
        else:
            alone = sum(each.parent == path.parent for each in paths) == 1
            brought[page.program.slug] = _judged(path, page, cells, alone)
    if problems:
        raise InputError(*problems)
    if not brought:
        raise InputError(*notes)
    missing = [page.program.number for page in pages if page.program.slug not in brought]
    notes += [f"no notebook of {', '.join(missing)}"] if missing and place.is_dir() else []
    return [brought[page.program.slug] for page in pages if page.program.slug in brought], notes


def _read(path: Path) -> tuple[Sequence[ExecutedCell], str]:
    try:
        cells = read_cells(read_plain(path, MAX_NOTEBOOK).decode("utf-8", "replace"))
    except (UnfitError, OSError) as error:
        return (), f"not read: {error}"
    return cells, "" if cells else "no notebook with cells of code"


def _page_of(path: Path, cells: Sequence[ExecutedCell], pages: Sequence[Page]) -> Page | None:
    """The page that a notebook is of: by its name or its folder's, else by its code, parameters left out."""
    slugs = {page.program.slug: page for page in pages}
    for name in (_plain_name(path.stem), path.parent.name):
        if name in slugs:
            return slugs[name]
    code = {squeezed(cell.code) for cell in cells}
    shares = {
        page.program.slug: sum(squeezed(text) in code for name, text in page.rendered.code.items())
        / max(len(page.rendered.code), 1)
        for page in pages
    }
    most = max(shares.values(), default=0)
    best = [page for page in pages if shares[page.program.slug] == most]
    return best[0] if most > LIKE and len(best) == 1 else None


def _plain_name(stem: str) -> str:
    while (shorter := COPY.sub("", stem.strip())) != stem:
        stem = shorter
    return stem


def _judged(path: Path, page: Page, cells: Sequence[ExecutedCell], alone: bool) -> Brought:
    found = _held_against(page, cells)
    parameters = _parameters(page, cells)
    program = page.program
    quick = bool(program.quick) and parameters == program.params | program.quick
    if quick or (any(cell.injected for cell in cells) and parameters == program.params):
        # The values are known, so the cell that sets them is none of another program.
        found = Found(found.cells, [name for name in found.differing if name != PARAMETERS])
    results, unread = _results(path, alone)
    run = Run(
        {name: cell.output for name, cell in found.cells.items()},
        results,
        parameters,
        failure=_failure(found),
        unread=unread,
        away=results is None and not unread,
    )
    judges = (CodeJudge(found), OrderJudge(found), DeviceJudge(), BlanksJudge())
    return Brought(path, page, judge(page, run, quick, judges), quick)


def _results(path: Path, alone: bool) -> tuple[dict[str, Any] | None, str]:
    """`NAME.results.json` beside a notebook, or `results.json` where no other notebook lies there."""
    own = path.with_name(f"{path.stem}.{RESULTS}")
    if own.exists():
        return read_results(own.parent, own.name)
    return read_results(path.parent) if alone else (None, "")


def _held_against(page: Page, cells: Sequence[ExecutedCell]) -> Found:
    """Which cell is which of the page's: by code, and between two that are known by place."""
    own = list(page.rendered.code.items())
    theirs = [cell for cell in cells if not cell.injected]
    match = SequenceMatcher(
        None, [squeezed(code) for _, code in own], [squeezed(cell.code) for cell in theirs], autojunk=False
    )
    found: dict[str, ExecutedCell] = {}
    differing: list[str] = []
    for what, start, end, from_, to in match.get_opcodes():
        found |= {name: cell for (name, _), cell in zip(own[start:end], theirs[from_:to], strict=False)}
        if what != "equal":
            differing += [name for name, _ in own[start:end]]
            more = (to - from_) - (end - start)
            differing += [
                f"{more} further cell{'s' * (more > 1)} after {own[end - 1][0]}" if end else "a first cell"
            ] * (more > 0)
    return Found(found, differing)


def _failure(found: Found) -> Failure | None:
    for name, cell in found.cells.items():
        if cell.error:
            return Failure(cell.error, name)
    never = [name for name, cell in found.cells.items() if cell.count is None and cell.code.strip()]
    if never:
        what = "no cell was executed" if len(never) == len(found.cells) else f"never executed: {', '.join(never)}"
        return Failure(what, never[0])
    return None


def _parameters(page: Page, cells: Sequence[ExecutedCell]) -> dict[str, Any]:
    """The program's parameters as the notebook set them, where it did so by plain assignments."""
    values = dict(page.program.params)
    heads = [cell for cell in cells if cell.injected] or [
        cell for name, cell in _held_against(page, cells).cells.items() if name == PARAMETERS
    ]
    for cell in heads:
        values |= {name: value for name, value in _assigned(cell.code) if name in values}
    return values


def _assigned(code: str) -> Iterator[tuple[str, Any]]:
    try:
        for statement in ast.parse(code).body:
            if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                yield statement.targets[0].id, ast.literal_eval(statement.value)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return

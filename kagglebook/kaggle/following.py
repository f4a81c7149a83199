"""Where a run on Kaggle is, by what its log holds so far: text in, place out.

papermill logs `Executing Cell 5----…` before each cell, counted from 1 among all cells, prose included, where its
output is logged (papermill 2.7, engines.py). Kaggle's logs don't always have these lines; then what was printed last is
all that is known. That a cell failed is believed only by the error with which papermill or nbclient end a run: a
notebook may print a traceback of its own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..core.plain import fit
from ..core.progress import without_colours
from ..core.run import Failure
from .log import Log, failure_in

EXECUTING = re.compile(r"^Executing Cell (\d{1,6})-", re.MULTILINE)
ENDED = re.compile(
    r"^(?:papermill\.exceptions\.PapermillExecutionError|nbclient\.exceptions\.CellExecutionError)\b", re.MULTILINE
)
TAIL = 200_000  # characters at the end of each stream that are looked at
SHOWN = 80  # characters of what was printed last


@dataclass(frozen=True)
class Place:
    """The cell that runs ("": not known), what was printed last, and the failure that ends the run, if one does."""

    cell: str = ""
    count: str = ""
    said: str = ""
    failure: Failure | None = None

    def __str__(self) -> str:
        """`cell train (12 of 20)`, else the line printed last, in quotes; "" where nothing is known."""
        return f"cell {self.cell} ({self.count})" if self.cell else f'"{self.said}"' if self.said else ""


def place_in(log: Log, cells: Sequence[str], code: Sequence[tuple[str, str]]) -> Place:
    """Where a run is: `cells` are the names of all cells in order, `code` is name and source of those with code."""
    stderr, stdout = log.stderr[-TAIL:], without_colours(log.stdout[-TAIL:])
    failure = failure_in(log, code) if ENDED.search(stderr) else None
    executing = [int(found[1]) for found in EXECUTING.finditer(stderr)]
    number = executing[-1] if executing and 1 <= executing[-1] <= len(cells) else 0
    lines = [line.strip() for line in re.split(r"[\r\n]+", stdout) if line.strip()]
    said = fit(lines[-1], SHOWN) if lines else ""
    return Place(cells[number - 1] if number else "", f"{number} of {len(cells)}" if number else "", said, failure)

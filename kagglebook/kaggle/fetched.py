"""What came back from a run on Kaggle -> Run, with word of what can't be known from it.

A run leaves `results.json` and a log; the executed notebook (`__notebook__.ipynb`) or the page made of it
(`__results__.html`) come along only sometimes. So the outputs of cells are read from the first of

1. the executed notebook: everything is known, as after a run here;
2. the page: cell by cell what was printed, and the pictures and HTML that it shows;
3. the log: what was printed, without its cell. Nothing is known of pictures, or of values that a cell only showed.

Where the notebook or the page came, their code is held against what was pushed: it proves which content was run.
Whoever wrote the notebook chose what is in these files: each is read within bounds, and one that is no such file counts
as none.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from ..core.files import UnfitError, read_plain
from ..core.run import CellOutput, Failure, Run
from ..core.run_folder import read_results
from ..judging.device import device_of
from ..judging.executed import MAX_NOTEBOOK, read_cells, squeezed
from ..notebook.page import Page
from .log import failure_in, read_log
from .remote import Status
from .results_page import read_page

NOTEBOOK, PAGE, LOG = "__notebook__.ipynb", "__results__.html", "kaggle.log"
MAX_PAGE, MAX_LOG = 40_000_000, 20_000_000  # bytes
Answer = TypeVar("Answer")
READING = 10.0  # seconds for the page


@dataclass(frozen=True)
class Fetched:
    """A run as the checks read it, and how it is known."""

    run: Run
    source: str  # NOTEBOOK, PAGE or LOG: where the cells' outputs come from
    same_code: bool | None  # whether the code is what was pushed; None where only the log came
    notes: tuple[str, ...] = ()  # what came and could not be read

    @property
    def device(self) -> str:
        """What the notebook says it ran on; "" where it doesn't."""
        return device_of(self.run)


def read_fetched(folder: Path, page: Page, status: Status, unread: str = "", seconds: float = READING) -> Fetched:
    """The run of `page` that was fetched into `folder`, and ended in `status`.

    `unread` is why results.json didn't come, if that is known; the page is given up after `seconds`.
    """
    code = list(page.rendered.code.items())
    ended, notes = status.word == "COMPLETE", []

    def read(name: str, most: int, reader: Callable[[str], Answer]) -> Answer:
        try:
            return reader(read_plain(folder / name, most, follow=False).decode("utf-8", "replace"))
        except FileNotFoundError:
            return reader("")
        except (UnfitError, OSError) as error:
            notes.append(f"{name} was not read: {error}")
            return reader("")

    log = read(LOG, MAX_LOG, read_log)
    shown, source = read(NOTEBOOK, MAX_NOTEBOOK, _of_notebook), NOTEBOOK
    if not shown:
        shown, source = read(PAGE, MAX_PAGE, lambda text: _of_page(text, seconds)), PAGE
    if not shown:
        source = LOG
    results, why = read_results(folder)
    run = Run(
        dict(zip((name for name, _ in code), (output for _, output in shown), strict=False)),
        results,
        failure=None if ended else failure_in(log, code) or Failure(status.message or f"Kaggle tells {status.word}"),
        seconds=log.seconds,
        unread=why or (unread if results is None else ""),
        printed=log.printed(ended) if source == LOG else None,
    )
    same = [squeezed(text) for text, _ in shown] == [squeezed(text) for _, text in code] if shown else None
    return Fetched(run, source, same, tuple(notes))


def _of_notebook(text: str) -> Sequence[tuple[str, CellOutput]]:
    """Each code cell's code, and what it showed, by an executed notebook; empty for what is none."""
    return [(cell.code, cell.output) for cell in read_cells(text)]


def _of_page(text: str, seconds: float) -> Sequence[tuple[str, CellOutput]]:
    """The same by the page. Raises UnfitError."""
    return [(cell.code, cell.output()) for cell in read_page(text, seconds)]

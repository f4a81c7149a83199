"""The terminal, or the log file in its place. Whatever words it is given, it shows them, and they do nothing there.

rich is imported late: what needs no table starts without it.
"""

import sys
from typing import TYPE_CHECKING, TextIO

from ..core.plain import fit
from ..judging.outcome import Verdict

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

# Wide enough that a line of the table stays a line in a log file; in fewer columns no table can be read.
LOG_WIDTH, LEAST_WIDTH = 140, 80
LONGEST, LONGEST_LINE = 400, 4_000  # characters of a text in a table, and of a line
STYLES = {Verdict.PASS: "green", Verdict.FAIL: "bold red", Verdict.UNCHECKED: "yellow"}


def tell(line: object = "", above_bar: bool = False, file: TextIO | None = None, flush: bool = False) -> None:
    """Print a line of words; with `above_bar` a progress bar may be drawn below it."""
    text = fit(line, LONGEST_LINE).replace("\n", "\n  ")  # what goes on in another line can't be taken for one of ours
    if above_bar:
        from tqdm import tqdm

        tqdm.write(text)
    else:
        print(text, file=file, flush=flush)


def words(text: object, style: str = "", most: int = LONGEST) -> "Text":
    """A text for a table: plain, not too long, and read as no markup."""
    from rich.text import Text

    return Text(fit(text, most), style)


def shown(verdict: Verdict) -> "Text":
    """A verdict in its colour."""
    return words(verdict.value, STYLES[verdict])


def console() -> "Console":
    """Where tables are printed: as wide as the terminal, or as a log."""
    from rich.console import Console

    class Ours(Console):
        def on_broken_pipe(self) -> None:
            """Let the command hear of a reader who left, where rich would exit."""
            raise BrokenPipeError

    # No markup, no emoji: nothing that is printed here means anything but itself.
    out = Ours(highlight=False, markup=False, emoji=False, soft_wrap=False)
    out.width = max(out.width, LEAST_WIDTH) if sys.stdout.isatty() else LOG_WIDTH
    return out

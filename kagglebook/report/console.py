"""The terminal, or the log file in its place."""

import sys

from rich.console import Console
from rich.text import Text

from ..judging.outcome import Verdict

# Wide enough that a line of the table stays a line in a log file.
LOG_WIDTH = 140
STYLES = {Verdict.PASS: "green", Verdict.FAIL: "bold red", Verdict.UNCHECKED: "yellow"}


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Let the command hear of a reader who left, where rich would exit."""
        raise BrokenPipeError


def console() -> Console:
    """Where a report is printed: as wide as the terminal, or as a log."""
    return _Console(width=None if sys.stdout.isatty() else LOG_WIDTH, highlight=False, soft_wrap=False)


def shown(verdict: Verdict) -> Text:
    """A verdict in its colour."""
    return Text(verdict.value, STYLES[verdict])

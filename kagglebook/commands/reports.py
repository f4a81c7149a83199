"""What a command leaves for machines to read: JUnit XML in a file, JSON on standard output."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from pathlib import Path
from types import ModuleType

from ..core.exit import Exit
from ..core.plain import fit
from .context import Context

LONGEST = 4_000  # characters of a message


class Reports:
    """The reports that a command was asked for; `finished` leaves them, whatever the command ended with."""

    def __init__(self, context: Context):
        self.report, self.clock, self.shown = context.report, context.clock, context.layout.shown
        self.junit: Path | None = None
        self.json = False
        self.began = self.clock.time()

    @contextmanager
    def asked_by(self, verb: ModuleType, options: Namespace) -> Iterator[None]:
        """While a verb is at work. What people read goes to standard error where JSON has the output for itself."""
        self.report.verb = verb.__name__.rpartition(".")[2].replace("_", "-")
        self.junit, self.json = getattr(options, "junit", None), getattr(options, "json", False)
        self.report.wanted = bool(self.junit or self.json)
        if not self.json:
            yield
            return
        with redirect_stdout(sys.stderr):
            yield

    def tell(self, line: object) -> None:
        """Say what ended the command."""
        text = fit(line, LONGEST)
        self.report.problems.append(text)
        with suppress(OSError):  # the terminal may be gone
            print(text, file=sys.stderr)

    def finished(self, code: int) -> int:
        """Leave the reports; the exit code, which is another where they can't be left."""
        if not self.report.wanted:
            return code
        self.report.exit, self.report.seconds = int(code), max(self.clock.time() - self.began, 0.0)
        try:
            if self.junit:
                from ..core.files import write_whole
                from ..report.junit import to_junit

                write_whole(self.junit, to_junit(self.report))
            if self.json:
                from ..report.as_json import to_json

                print(to_json(self.report))
        except BrokenPipeError:
            return Exit.READER_GONE
        except OSError as error:
            self.tell(f"{self.shown(error.filename or 'report')}: {error.strerror or error}")
            return Exit.SYSTEM
        return code

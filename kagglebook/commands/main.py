"""The command: `kagglebook`, `python -m kagglebook`, `python build.py`. It imports nothing that has to be installed."""

import os
import select
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ..core.clock import SYSTEM, Clock
from ..core.exit import Exit
from ..core.layout import Layout, find_course
from ..core.problems import InputError, MissingExtraError
from .context import Context
from .parser import parse
from .reports import Reports


def main(root: Path | None = None) -> int:
    """Run with the process's own arguments, for the course in `root`, or for that which the current folder is in."""
    _open_streams()
    code = run(sys.argv[1:], root)
    return Exit.READER_GONE if _reader_is_gone() else code


def run(argv: Sequence[str], root: Path | None = None, clock: Clock = SYSTEM) -> int:
    """Do what the arguments say; the exit code (core/exit.py) is returned, never raised."""
    command = "kagglebook" if root is None else "python build.py"
    layout = Layout(root) if root else find_course(Path.cwd())
    context = Context(layout or Layout(Path.cwd()), clock, command)
    reports = Reports(context)
    return reports.finished(_do(argv, context, reports))


def _do(argv: Sequence[str], context: Context, reports: Reports) -> int:
    extra = ""
    try:
        verb, options = parse(argv, context.command)
        extra = verb.EXTRA
        with _ended_by_request(), reports.asked_by(verb, options):
            return verb.do(options, context)
    except SystemExit as stop:  # argparse, after it has shown help
        return int(stop.code or 0)
    except MissingExtraError as error:
        reports.tell(f"{error}: {context.install(error.extra)}")
        return Exit.WRONG_INPUT
    except InputError as error:
        for problem in error.problems:
            reports.tell(context.layout.shown(problem))
        return Exit.WRONG_INPUT
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == __name__.partition(".")[0]:
            raise  # a mistake of ours
        reports.tell(f"kagglebook needs {error.name}: {context.install(extra)}")
        return Exit.WRONG_INPUT
    except OSError as error:  # a disk that is full, a folder that may not be written
        if isinstance(error, BrokenPipeError) and _reader_is_gone():
            return Exit.READER_GONE
        reports.tell(f"{context.layout.shown(error.filename or 'output')}: {error.strerror or error}")
        return Exit.SYSTEM
    except KeyboardInterrupt:
        reports.tell("interrupted")
        return Exit.INTERRUPTED


def _open_streams() -> None:
    """Standard output and error that take everything: escapes in an encoding without Hangul, nothing if closed."""
    # The first that is closed by who called us gets the lowest number of a file: no other file, and no process that is
    # started, takes its place.
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - to the process's end
        elif mode == "w":
            stream.reconfigure(errors="backslashreplace")


def _reader_is_gone() -> bool:
    """Whether nobody reads our output any more; then Python finds nothing to complain of when it closes the stream."""
    gone = False
    try:
        sys.stdout.flush()
        # What failed to be written before may be forgotten by now: the pipe itself says that its other end is closed.
        poll = select.poll()
        poll.register(sys.stdout.fileno(), 0)
        gone = any(event & select.POLLERR for _, event in poll.poll(0))
    except BrokenPipeError:
        gone = True
    except (AttributeError, OSError, ValueError):  # no poll on Windows; a stream without a file
        pass
    if gone:
        with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123
            os.dup2(nowhere.fileno(), sys.stdout.fileno())
    return gone


@contextmanager
def _ended_by_request() -> Iterator[None]:
    """A request to end counts as Ctrl-C, which is ignored in a job that a script starts in the background.

    So does the end of the terminal, unless the command was started to outlive it, as by nohup.
    """
    signals = [signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
    before = {}
    try:
        for each in signals:
            if each == signal.SIGTERM or signal.getsignal(each) is not signal.SIG_IGN:
                before[each] = signal.signal(each, signal.default_int_handler)
    except ValueError:  # not the main thread
        pass
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)

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
    extra = ""
    try:
        verb, options = parse(argv, command)
        extra = verb.EXTRA
        with _ended_by_sigterm():
            return verb.do(options, context)
    except SystemExit as stop:  # argparse, after it has shown help
        return int(stop.code or 0)
    except MissingExtraError as error:
        _say(f"{error}: {context.install(error.extra)}")
        return Exit.WRONG_INPUT
    except InputError as error:
        for problem in error.problems:
            _say(context.layout.shown(problem))
        return Exit.WRONG_INPUT
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == __name__.partition(".")[0]:
            raise  # a mistake of ours
        _say(f"kagglebook needs {error.name}: {context.install(extra)}")
        return Exit.WRONG_INPUT
    except OSError as error:  # a disk that is full, a folder that may not be written
        if isinstance(error, BrokenPipeError) and _reader_is_gone():
            return Exit.READER_GONE
        _say(f"{context.layout.shown(error.filename or 'output')}: {error.strerror or error}")
        return Exit.SYSTEM
    except KeyboardInterrupt:
        _say("interrupted")
        return Exit.INTERRUPTED


def _say(line: str) -> None:
    print(line, file=sys.stderr)


def _open_streams() -> None:
    """Standard output and error that take everything: escapes in an encoding without Hangul, nothing if closed."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by who called us
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - to the end of the process
        else:
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
def _ended_by_sigterm() -> Iterator[None]:
    """A request to end counts as Ctrl-C, which is ignored in a job that a script starts in the background."""
    try:
        before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    except ValueError:  # not the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)

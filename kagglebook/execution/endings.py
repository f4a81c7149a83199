"""How a notebook ended that did not end as it should: in words that say the thing itself."""

import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any

from nbclient.exceptions import CellTimeoutError
from nbformat import NotebookNode
from papermill import PapermillExecutionError

from ..core.plain import plain, shortened
from ..core.run import Failure, FailureKind, error_in_words
from ..core.run_folder import KERNEL_LOG
from .bounded import EndedError, FloodError
from .kernels.guarded import process_of

OUTPUTS_LATE = 60  # seconds that a cell's outputs may come after its end: much was shown, on a busy machine


class DiedError(Exception):
    """Raised when a kernel has died: how, as its exit code or signal tells."""


def failure_of(error: Exception, cell: str | None, words: str) -> Failure | None:
    """What an exception means that ended an execution in a cell; None for a notebook that asked for its end.

    `words` are the last ones of the kernel. An exception of the notebook's own is without its place.
    """
    if isinstance(error, EndedError):
        return None  # `exited` tells it
    if isinstance(error, PapermillExecutionError):
        return Failure(shortened(error_in_words(f"{error.ename}: {error.evalue}")))
    if isinstance(error, FloodError):
        return Failure(str(error), error.cell, kind=FailureKind.FLOOD)
    if isinstance(error, DiedError):
        return Failure(f"the kernel died{error}{words}", cell, kind=FailureKind.DIED)
    # nbclient, jupyter_client and zmq raise many kinds; one failed notebook must not end the others.
    message = f"{type(error).__name__}: {error}"
    if isinstance(error, CellTimeoutError):
        message = f"its outputs did not come within {OUTPUTS_LATE} s of its end"
    return Failure(shortened(f"{message}{words}"), cell, kind=FailureKind.SYSTEM)


def late(timeout: float, cell: str | None) -> Failure:
    """The failure of a notebook that took too long, in a cell."""
    message = f"timeout: not done within {timeout:g} s, its time limit (--timeout S sets another)"
    return Failure(message, cell, kind=FailureKind.TIMEOUT)


def exited(notebook: NotebookNode, failure: Failure | None) -> Failure | None:
    """A failure that says which cell ended a notebook that asked for it: papermill takes sys.exit(0) for success."""
    if failure and failure.kind is not FailureKind.RAISED:
        return failure
    code = [cell for cell in notebook.cells if cell["cell_type"] == "code"]
    done = [cell for cell in code if cell.get("execution_count")]
    exits = [output for cell in done[-1:] for output in cell["outputs"] if output.get("ename") == "SystemExit"]
    left = len([cell for cell in code[len(done) :] if cell["source"].strip()])
    if not exits and (failure or not left):
        return failure
    how = f"SystemExit {exits[0]['evalue']}".rstrip() if exits else "quit()"
    rest = f"; {left} {'cell was' if left == 1 else 'cells were'} not executed" if left else ""
    cell = done[-1]["id"] if done else None
    return Failure(f"cell {cell} ended the notebook ({how}){rest}", cell, kind=FailureKind.ENDED)


def how_it_died(manager: Any) -> str:
    """` (SIGSEGV)`, ` (exit code 3)`: how a kernel's process ended, where that is known."""
    code = getattr(process_of(manager), "returncode", None)
    if code is None:
        return ""
    with suppress(ValueError):
        return f" ({signal.Signals(-code).name})" if code < 0 else f" (exit code {code})"
    return f" (signal {-code})"


def size_of(path: Path) -> int:
    """The bytes of a file; 0 where there is none."""
    with suppress(OSError):
        return path.stat().st_size
    return 0


def last_words(log: Path, said: int) -> str:
    """The last line of the kernel's own log, if it has one after so many bytes."""
    with suppress(OSError), log.open("rb") as file:
        file.seek(max(file.seek(0, os.SEEK_END) - 2_000, said))
        lines = file.read().decode("utf-8", errors="replace").split("\n")
        last = next((line.strip() for line in reversed(lines) if line.strip()), "")
        return f"; {KERNEL_LOG}: {plain(shortened(last, 200))}" if last else ""
    return ""

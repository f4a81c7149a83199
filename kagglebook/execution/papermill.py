"""papermill -> Run: a notebook executed in a folder of its own, within a deadline and bounds.

Its engine is one of papermill's own hooks. No process of a notebook outlives the call.
"""

import math
import os
import re
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill import PapermillExecutionError, execute_notebook
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines
from papermill.log import logger

from ..core.files import write_whole
from ..core.run import ANSI, Failure, FailureKind, Run, cell_outputs, error_in_words
from ..core.run_folder import read_results
from .kernels import keeper, provisioner
from .kernels.provisioner import WarmServer
from .streams import coalesced

ENGINE = "kagglebook"
MAX_PRINTED = 10_000_000  # characters a notebook: more is a mistake, and would fill the memory of who collects it

# How IPython 8 and later name a line of a cell in a traceback: "Cell In[3], line 5".
FRAME = re.compile(r"Cell In\[(\d+)\], line (\d+)")

_running: dict[Any, str] = {}  # the kernel managers of this process, in whichever thread, and their owners


class FloodError(Exception):
    """Raised when a notebook has printed more than MAX_PRINTED characters, the last of them in `cell`."""

    def __init__(self, cell: str):
        super().__init__(f"more than {MAX_PRINTED:,} characters printed")
        self.cell = cell


class BoundedClient(PapermillNotebookClient):
    """papermill's client, for notebooks that print within bounds: the kernel of one that doesn't is killed."""

    printed = 0
    flooded: str | None = None  # the cell that has printed too much

    def process_message(self, message: Any, cell: NotebookNode, cell_index: int) -> Any:
        if message["msg_type"] == "stream":
            self.printed += len(message["content"]["text"])
            if self.printed > MAX_PRINTED:
                self.flooded = self.flooded or cell["id"]
                end_processes(self.km)
                return None
        return super().process_message(message, cell, cell_index)


class Engine(NBClientEngine):
    """papermill's engine with a deadline for the whole notebook, and a kernel that is gone afterwards."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        *,
        workdir: Path,
        deadline: float | None,
        environment: Mapping[str, str],
        owner: str,
        warm: provisioner.WarmServer | None,
        on_start: Callable[[NotebookNode], None],
        on_cell: Callable[[str], None],
        **_: Any,
    ) -> None:
        on_start(nb_man.nb)

        def remaining(cell: Any = None) -> float | None:
            return None if deadline is None else max(deadline - time.monotonic(), 0.01)  # nbclient reads 0 as no limit

        client = BoundedClient(
            nb_man,
            kernel_name=kernel_name,
            log=logger,
            startup_timeout=math.ceil(min(provisioner.START_TIMEOUT, remaining() or provisioner.START_TIMEOUT)),
            timeout_func=remaining,
            shutdown_kernel="immediate",
            coalesce_streams=False,  # streams.py does it
            on_cell_execute=lambda cell, cell_index: on_cell(cell["id"]),
        )
        manager = client.create_kernel_manager()
        _running[manager] = owner
        manager.client_class = f"{provisioner.__name__}.ReadyClient"
        if keeper.available():
            stanza = {"provisioner_name": provisioner.NAME, "config": {"warm": warm}}
            manager.kernel_spec.metadata = manager.kernel_spec.metadata | {"kernel_provisioner": stanza}
        log = workdir / "kernel.log"  # what the process says past its notebook, such as the last words of a crash
        try:
            with log.open("wb") as file:
                client.execute(cwd=str(workdir), env=dict(environment), stdout=file, stderr=file)
        except DeadKernelError:
            if not client.flooded:
                raise
        finally:
            end_processes(manager)
            del _running[manager]
        if client.flooded:  # also where the last cell was done before its kernel could be killed
            raise FloodError(client.flooded)


papermill_engines.register(ENGINE, Engine)


def end_kernels(owner: str = "") -> None:
    """Kill every kernel that this process runs for an owner: each `execute` returns with the notebook so far."""
    for manager in [manager for manager, theirs in _running.items() if theirs == owner]:
        end_processes(manager)


def end_processes(manager: Any) -> None:
    """Kill the kernel and the processes that it started: nbclient leaves them where it is interrupted itself."""
    provisioner = manager.provisioner
    if provisioner is None:
        return
    if getattr(provisioner, "pgid", None) and hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(provisioner.pgid, signal.SIGKILL)
    if getattr(provisioner, "process", None):
        with suppress(OSError):
            provisioner.process.kill()
        provisioner.process.wait()


def execute(
    notebook: bytes,
    executed: Path,
    parameters: Mapping[str, Any],
    kernel: str | None = None,
    timeout: float | None = None,
    on_cell: Callable[[str], None] = lambda cell: None,
    warm: WarmServer | None = None,
    environment: Mapping[str, str] | None = None,
    owner: str = "",
) -> Run:
    """Execute an .ipynb in the folder of `executed`, where that copy, results.json and the program's files stay.

    `parameters` replace those of the parameters cell; `timeout` is in seconds for the whole notebook;
    `on_cell` is called with the id of each cell that starts; the kernel is forked from `warm` where that is given, has
    `environment` (default: this process's), and can be ended by its `owner`. Whatever ends the run early, the copy
    holds all that was executed, and the failure is in the result; only KeyboardInterrupt is raised.
    """
    workdir = executed.parent
    started = time.monotonic()
    copy = nbformat.reads(notebook.decode(), as_version=4)
    running: list[str] = []

    def remember(executing: NotebookNode) -> None:
        nonlocal copy
        copy = executing

    def note(cell: str) -> None:
        running.append(cell)
        on_cell(cell)

    failure = None
    try:
        execute_notebook(
            copy,
            None,  # papermill would write it after every cell, and in place; it is written once and whole below
            parameters=dict(parameters),
            engine_name=ENGINE,
            kernel_name=kernel,
            progress_bar=False,
            workdir=workdir,
            deadline=started + timeout if timeout else None,
            environment=os.environ if environment is None else environment,
            owner=owner,
            warm=warm,
            on_start=remember,
            on_cell=note,
        )
    except PapermillExecutionError as error:
        failure = Failure(error_in_words(f"{error.ename}: {error.evalue}"))
    except CellTimeoutError:
        failure = _late(timeout, running)
    except FloodError as flood:
        failure = Failure(str(flood), flood.cell, kind=FailureKind.FLOOD)
    except DeadKernelError:
        failure = Failure("the kernel died", _last(running), kind=FailureKind.DIED)
    except Exception as error:
        # nbclient, jupyter_client and zmq raise many kinds; one failed notebook must not end the others.
        if timeout is not None and time.monotonic() - started >= timeout:
            failure = _late(timeout, running)
        else:
            failure = Failure(f"{type(error).__name__}: {error}", _last(running), kind=FailureKind.SYSTEM)
    finally:
        for cell in copy.cells:
            if cell["cell_type"] == "code":
                cell["outputs"] = coalesced(cell["outputs"])
        unwritten = _write(copy, executed)
    seconds = time.monotonic() - started
    if failure and failure.cell is None:
        failure = _located(failure, copy)
    failure = failure or unwritten
    return Run(cell_outputs(copy), read_results(workdir), dict(parameters), failure, seconds)


def _late(timeout: float | None, running: list[str]) -> Failure:
    return Failure(f"timeout: not done within {timeout:g} s", _last(running), kind=FailureKind.TIMEOUT)


def _write(notebook: NotebookNode, path: Path) -> Failure | None:
    """Write the executed notebook; why not, where the system refuses."""
    try:
        write_whole(path, nbformat.writes(notebook).encode())
    except OSError as error:
        return Failure(f"{type(error).__name__}: {error}", kind=FailureKind.SYSTEM)
    return None


def _located(failure: Failure, notebook: Any) -> Failure:
    """The failure with the cell that raised it, and the innermost line of the notebook in its traceback."""
    ids = {cell.get("execution_count"): cell["id"] for cell in notebook.cells if cell["cell_type"] == "code"}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output["output_type"] != "error":
                continue
            frames = FRAME.findall(ANSI.sub("", "\n".join(output["traceback"])))
            inner = [(ids[int(count)], int(line)) for count, line in frames if int(count) in ids]
            return Failure(failure.message, cell["id"], *(inner[-1:] or [(None, None)])[0])
    return failure


def _last(running: list[str]) -> str | None:
    return running[-1] if running else None

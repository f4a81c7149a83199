"""papermill -> RunResult. A notebook runs in a working directory of its own; its kernel never outlives the call."""

import json
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

from . import keeper, kernels
from .output import write_whole
from .result import Failure, RunResult, cell_outputs

ANSI = re.compile(r"\x1b\[[0-9;]*m")
# How IPython 8 and later name a line of a cell in a traceback: "Cell In[3], line 5".
FRAME = re.compile(r"Cell In\[(\d+)\], line (\d+)")


class _Engine(NBClientEngine):
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
        warm: kernels.WarmServer | None,
        on_start: Callable[[NotebookNode], None],
        on_cell: Callable[[str], None],
        **_: Any,
    ) -> None:
        on_start(nb_man.nb)

        def remaining(cell: Any = None) -> float | None:
            return None if deadline is None else max(deadline - time.monotonic(), 0.01)  # nbclient reads 0 as no limit

        client = PapermillNotebookClient(
            nb_man,
            kernel_name=kernel_name,
            log=logger,
            startup_timeout=math.ceil(min(kernels.START_TIMEOUT, remaining() or kernels.START_TIMEOUT)),
            timeout_func=remaining,
            shutdown_kernel="immediate",
            coalesce_streams=True,
            on_cell_execute=lambda cell, cell_index: on_cell(cell["id"]),
        )
        manager = client.create_kernel_manager()
        _running[manager] = owner
        manager.client_class = f"{kernels.__name__}.ReadyClient"
        if keeper.available():
            stanza = {"provisioner_name": kernels.NAME, "config": {"warm": warm}}
            manager.kernel_spec.metadata = manager.kernel_spec.metadata | {"kernel_provisioner": stanza}
        log = workdir / "kernel.log"  # what the process says past its notebook, such as the last words of a crash
        try:
            with log.open("wb") as file:
                client.execute(cwd=str(workdir), env=dict(environment), stdout=file, stderr=file)
        finally:
            _end_processes(manager)
            del _running[manager]


papermill_engines.register("kagglebook", _Engine)


_running: dict[Any, str] = {}  # the kernel managers of this process, in whichever thread, and their owners


def end_kernels(owner: str = "") -> None:
    """Kill every kernel that this process runs for an owner: each `execute` returns with the notebook so far."""
    for manager in [manager for manager, theirs in _running.items() if theirs == owner]:
        _end_processes(manager)


def _end_processes(manager: Any) -> None:
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
    warm: kernels.WarmServer | None = None,
    environment: Mapping[str, str] | None = None,
    owner: str = "",
) -> RunResult:
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

    def keep(executing: NotebookNode) -> None:
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
            engine_name="kagglebook",
            kernel_name=kernel,
            progress_bar=False,
            workdir=workdir,
            deadline=started + timeout if timeout else None,
            environment=os.environ if environment is None else environment,
            owner=owner,
            warm=warm,
            on_start=keep,
            on_cell=note,
        )
    except PapermillExecutionError as error:
        failure = Failure(f"{error.ename}: {error.evalue}")
    except CellTimeoutError:
        failure = Failure(f"timeout: not done within {timeout:g} s", _last(running))
    except DeadKernelError:
        failure = Failure("the kernel died", _last(running))
    except Exception as error:
        # nbclient, jupyter_client and zmq raise many kinds; one failed notebook must not end the others.
        timed_out = timeout is not None and time.monotonic() - started >= timeout
        reason = f"timeout: not done within {timeout:g} s" if timed_out else f"{type(error).__name__}: {error}"
        failure = Failure(reason, _last(running))
    finally:
        write_whole(executed, nbformat.writes(copy).encode())
    seconds = time.monotonic() - started
    if failure and failure.cell is None:
        failure = _located(failure, copy)
    return RunResult(cell_outputs(copy), _results(workdir), dict(parameters), failure, seconds)


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


def _results(workdir: Path) -> Mapping[str, Any] | None:
    try:
        return json.loads((workdir / "results.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None


def _last(running: list[str]) -> str | None:
    return running[-1] if running else None

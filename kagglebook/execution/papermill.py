"""papermill -> RunResult. A notebook runs in a working directory of its own; its kernel never outlives the call."""

import json
import os
import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill import PapermillExecutionError, execute_notebook

from ..core.files import write_whole
from ..core.run import ANSI, Failure, RunResult, cell_outputs
from . import engine
from .kernels.provisioner import WarmServer

# How IPython 8 and later name a line of a cell in a traceback: "Cell In[3], line 5".
FRAME = re.compile(r"Cell In\[(\d+)\], line (\d+)")


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
            engine_name=engine.NAME,
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
    except engine.FloodError as flood:
        failure = Failure(str(flood), flood.cell)
    except DeadKernelError:
        failure = Failure("the kernel died", _last(running))
    except Exception as error:
        # nbclient, jupyter_client and zmq raise many kinds; one failed notebook must not end the others.
        timed_out = timeout is not None and time.monotonic() - started >= timeout
        reason = f"timeout: not done within {timeout:g} s" if timed_out else f"{type(error).__name__}: {error}"
        failure = Failure(reason, _last(running))
    finally:
        unkept = _keep(copy, executed)
    seconds = time.monotonic() - started
    if failure and failure.cell is None:
        failure = _located(failure, copy)
    failure = failure or unkept
    return RunResult(cell_outputs(copy), _results(workdir), dict(parameters), failure, seconds)


def _keep(notebook: NotebookNode, path: Path) -> Failure | None:
    """Write the executed notebook; why not, where the system refuses."""
    try:
        write_whole(path, nbformat.writes(notebook).encode())
    except OSError as error:
        return Failure(f"{type(error).__name__}: {error}")
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


def _results(workdir: Path) -> Mapping[str, Any] | None:
    try:
        return json.loads((workdir / "results.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None


def _last(running: list[str]) -> str | None:
    return running[-1] if running else None

"""papermill -> Run: a notebook executed in a folder of its own, within a deadline and bounds.

Its engine is one of papermill's own hooks. No process of a notebook outlives the call.
"""

import json
import logging
import math
import os
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import nbformat
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from papermill import execute_notebook
from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines

from ..core.alt import AltWords
from ..core.files import write_whole
from ..core.run import Failure, FailureKind, Run, cell_outputs
from ..core.run_folder import KERNEL_LOG, read_results
from . import drawings
from .bounded import BoundedClient, Resume
from .copies import Copy, Keeping
from .endings import OUTPUTS_LATE, DiedError, exited, failure_of, how_it_died, last_words, late, size_of
from .kernels import keeper, provisioner
from .kernels.confinement import Confinement
from .kernels.environment import of_a_notebook
from .kernels.guarded import process_of
from .kernels.provisioner import WarmServer
from .located import located
from .spare import Spare, provision
from .streams import coalesced
from .turns import NotBegunError, Turn

ENGINE = "kagglebook"
logger = logging.getLogger(__name__)  # nbclient tells it of what is told in the row of the run
logger.addHandler(logging.NullHandler())
logger.propagate = False

_running: dict[Any, str] = {}  # the kernel managers of this process, in whichever thread, and their owners


class Engine(NBClientEngine):
    """papermill's engine with a deadline for the whole notebook, and a kernel that is gone afterwards."""

    @classmethod
    def execute_notebook(cls, nb: NotebookNode, *args: Any, **options: Any) -> NotebookNode:
        """The executed notebook where it failed, for papermill to mark the place. Else an empty one: papermill writes
        what it gets, to nowhere too, and that takes as long as a short notebook."""
        done = super().execute_notebook(nb, *args, **options)
        return done if any(_is_marked(cell) for cell in done.cells) else nbformat.v4.new_notebook()

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        *,
        workdir: Path,
        turn: Turn,
        environment: Mapping[str, str],
        owner: str,
        warm: WarmServer | Copy | None,
        confined: Confinement | None,
        on_start: Callable[[NotebookNode], None],
        on_cell: Callable[[str], None],
        on_done: Callable[[NotebookNode], None],
        keeping: Keeping | None,
        resume: Resume | None,
        spare: Spare | None,
        **_: Any,
    ) -> None:
        on_start(nb_man.nb)

        client = BoundedClient(
            nb_man,
            kernel_name=kernel_name,
            log=logger,
            startup_timeout=math.ceil(min(provisioner.START_TIMEOUT, turn.timeout or provisioner.START_TIMEOUT)),
            timeout_func=lambda cell: turn.left,
            iopub_timeout=OUTPUTS_LATE,
            shutdown_kernel="immediate",
            coalesce_streams=False,  # streams.py does it
            on_cell_execute=lambda cell, cell_index: on_cell(cell["id"]),
            on_done=on_done,
            kill=lambda: end_processes(manager),
            first="" if resume else drawings.question(),
            turn=turn,
            before=keeping and keeping.before,
            resume=resume,
        )
        if spare:
            client.km = spare.manager
        manager = client.km or client.create_kernel_manager()
        _running[manager] = owner
        if keeping:
            keeping.manager = manager
        if keeper.available() and not spare:
            provision(manager, warm, confined)
        manager.client_class = f"{provisioner.__name__}.ReadyClient"
        try:
            with (workdir / KERNEL_LOG).open("ab" if spare else "wb") as file:
                client.execute(cwd=str(workdir), env=dict(environment), stdout=file, stderr=file)
        except DeadKernelError:
            if not client.flood:
                end_processes(manager)
                raise DiedError(how_it_died(manager)) from None
        finally:
            end_processes(manager)
            del _running[manager]
        if client.flood:  # also where the last cell was done before its kernel could be killed
            raise client.flood


papermill_engines.register(ENGINE, Engine)


def _is_marked(cell: NotebookNode) -> bool:
    """Whether papermill sees an error in a cell: an output, or its own note."""
    errors = any(output["output_type"] == "error" for output in cell.get("outputs", ()))
    return errors or cell["metadata"].get("papermill", {}).get("exception") is True


def end_kernels(owner: str = "") -> None:
    """Kill every kernel that this process runs for an owner: each `execute` returns with the notebook so far."""
    for manager in [manager for manager, theirs in _running.items() if theirs == owner]:
        end_processes(manager)


def owners() -> set[str]:
    """Whose kernels this process runs now."""
    return set(_running.values())


def end_processes(manager: Any) -> None:
    """Kill the kernel and the processes that it started: nbclient leaves them where it is interrupted itself."""
    process, group = process_of(manager), getattr(manager.provisioner, "pgid", None)
    if group and hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
    if process:
        with suppress(OSError):
            process.kill()
        process.wait()


def execute(
    notebook: bytes,
    executed: Path,
    parameters: Mapping[str, Any],
    kernel: str | None = None,
    timeout: float | None = None,
    on_cell: Callable[[str], None] = lambda cell: None,
    warm: WarmServer | Copy | None = None,
    environment: Mapping[str, str] | None = None,
    owner: str = "",
    confined: Confinement | None = None,
    words: AltWords | None = None,
    turn: Turn | None = None,
    on_done: Callable[[NotebookNode], None] = lambda cell: None,
    keeping: Keeping | None = None,
    resume: Resume | None = None,
    spare: Spare | None = None,
) -> Run:
    """Execute an .ipynb in the folder of `executed`, where that copy, results.json and the program's files stay.

    `parameters` replace those of the parameters cell; `timeout` is in seconds for the whole notebook;
    `on_cell` is called with the id of each cell that starts, `on_done` with each that is done; the kernel is forked
    from `warm` where that is given, a server, or a copy in which what stands before the place of `resume` was executed;
    copies of it are kept by `keeping`; a `spare` kernel takes its place. It has `environment` (default: what is
    harmless of this process's), sees only what `confined` leaves it, and can be ended by its `owner`; alt texts of
    pictures are in `words`, where those are given. It waits for its `turn` with the kernel ready, and the time, that of
    the turn where one is given, counts from then. Whatever ends the run early, the copy holds all that was executed,
    and the failure is in the result; only KeyboardInterrupt is raised, and NotBegunError where the turn won't come.
    """
    workdir = executed.parent
    copy = nbformat.reads(notebook.decode(), as_version=4)
    running: list[str] = []
    said = 0  # bytes of the log when the first cell starts: until then it is the kernel's own start

    def remember(executing: NotebookNode) -> None:
        nonlocal copy
        copy = executing

    def note(cell: str) -> None:
        nonlocal said
        said = said if running else size_of(workdir / KERNEL_LOG)
        running.append(cell)
        on_cell(cell)

    failure, turn = None, (turn or Turn(timeout)).restarted()
    try:
        execute_notebook(
            copy,
            None,  # papermill would write it after every cell, and in place; it is written once and whole below
            parameters=dict(parameters),
            engine_name=ENGINE,
            kernel_name=kernel,
            progress_bar=False,
            workdir=workdir,
            turn=turn,
            environment=of_a_notebook(os.environ) if environment is None else environment,
            owner=owner,
            warm=warm,
            confined=confined,
            on_start=remember,
            on_cell=note,
            on_done=on_done,
            keeping=keeping,
            resume=resume,
            spare=spare,
        )
    except NotBegunError:
        raise
    except Exception as error:
        failure = failure_of(error, running[-1] if running else None, last_words(workdir / KERNEL_LOG, said))
    finally:
        for cell in copy.cells:
            if cell["cell_type"] == "code":
                cell["outputs"] = coalesced(cell["outputs"])
        drawings.keep(copy, words)
        unwritten = _write(copy, executed)
    seconds = turn.seconds
    if turn.over and (failure is None or failure.kind is FailureKind.SYSTEM):
        failure = late(turn.timeout, running[-1] if running else None)
    failure = exited(copy, failure)
    if failure and failure.cell is None:
        failure = located(failure, copy)
    results, unread = read_results(workdir)
    return Run(
        cell_outputs(copy), results, dict(parameters), failure or unwritten, seconds, unread=unread, limit=turn.timeout
    )


def _write(notebook: NotebookNode, path: Path) -> Failure | None:
    """Write the executed notebook; why not, where the system refuses."""
    try:
        # In one line: nobody reads it as text, and with line ends Python's writer takes ten times as long. Half of a
        # character, which a program may print, is written as JSON's escape for it.
        text = json.dumps(notebook, ensure_ascii=False, sort_keys=True)
        write_whole(path, text.encode("utf-8", errors="backslashreplace"))
    except OSError as error:
        return Failure(f"{type(error).__name__}: {error}", kind=FailureKind.SYSTEM)
    return None

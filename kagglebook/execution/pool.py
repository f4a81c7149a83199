"""Does tasks: in threads of this process, each with a kernel of its own. `cluster.py` has the other place."""

import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, Self
from weakref import WeakSet

import psutil

from ..core.files import UnfitError, read_plain, write_whole
from ..core.problems import InputError
from ..core.run import Failure, FailureKind, Run
from ..core.run_folder import KERNEL_LOG, RESULTS
from ..core.temporary import temporary_folder
from . import data, handed_on
from .kernels import keeper
from .kernels.confinement import Confinement
from .kernels.environment import of_a_notebook
from .kernels.provisioner import WarmServer
from .kernels.specs import python_command
from .task import Task
from .turns import NotBegunError, Places, Turn

MAX_FILE, MAX_FILES = 100_000_000, 300_000_000  # bytes of one file that comes back from a cluster, and of all of a run
MEMORY_OF_A_JOB = 1.5e9  # bytes: a kernel with torch, and what a lecture program trains


class Pool(Protocol):
    """Does tasks side by side. A context manager: leaving it ends what still runs."""

    note: str  # where and how notebooks run, for the person who watches
    ahead: int  # tasks to be submitted at a time, so that no place is ever without one

    @property
    def trouble(self) -> str | None:
        """What turned out otherwise than the note says, once all is done."""
        ...

    def submit(self, task: Task, folder: Path, on_cell: Callable[[str], None]) -> Future[Any]: ...

    def collect(self, future: Future[Any], folder: Path) -> Run:
        """The run of a future that is done, its files in `folder`. Raises what the task raised."""
        ...

    def interrupt(self) -> None:
        """End what runs, at once; its futures get done, and the notebooks so far are kept. Those of what had not begun
        are cancelled, or have NotBegunError."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


class LocalPool:
    """`jobs` notebooks at a time, in warm kernels where they can be had: with `modules` imported before the fork.

    Their server may have begun `early` to start; it ends with the pool.

    A notebook has all cores, however many jobs there are, so that its numbers don't depend on them.
    """

    def __init__(
        self,
        jobs: int,
        modules: Iterable[str],
        kernel: str | None = None,
        confined: Confinement | None = None,
        early: WarmServer | None = None,
    ):
        self.stack = ExitStack()
        self.warm = None
        self.confined = confined
        if confined:
            self.note = "confined, and so cold, kernels"
        elif not keeper.available():
            self.note = "cold kernels: warm ones need Linux 5.3 or newer"
        elif kernel and not (python := python_command(kernel)):
            self.note = f"cold kernels: {kernel} is started by a command of its own"
        else:
            # Before anything heavy is imported here, so that the server's imports go on beside ours.
            if early and not early.told:
                early.also(modules)
                self.warm = early
            else:
                self.warm = WarmServer(modules, python=python if kernel else None)
            self.stack.enter_context(self.warm)
            self.note = f"warm kernels of {kernel}" if kernel else "warm kernels"
        self.note += f", {jobs} job{'s' * (jobs > 1)}"
        self.ahead = 2 * jobs + 1
        self.futures: WeakSet[Future[Run]] = WeakSet()
        # One more than may execute at a time: it waits for its turn with its kernel ready.
        self.places = Places(jobs)
        self.executor = ThreadPoolExecutor(jobs + 1, thread_name_prefix="notebook")

    @property
    def trouble(self) -> str | None:
        return self.warm and self.warm.trouble and f"cold kernels: {self.warm.trouble}"

    def submit(self, task: Task, folder: Path, on_cell: Callable[[str], None]) -> Future[Run]:
        from . import papermill  # noqa: F401 - in this thread, so that one that isn't installed is told once

        turn = Turn(task.timeout, self.places)  # lines up here: in the threads it would depend on which is quicker
        environment = os.environ.copy()  # here: while another thread reads it, this one may change it
        future = self.executor.submit(
            perform, task, folder, on_cell, self.warm, environment, confined=self.confined, turn=turn
        )
        future.add_done_callback(lambda _: turn.leave())
        self.futures.add(future)
        return future

    def collect(self, future: Future[Run], folder: Path) -> Run:
        return future.result()

    def interrupt(self) -> None:
        from .papermill import end_kernels

        self.places.close()
        self.executor.shutdown(wait=False, cancel_futures=True)
        end_kernels()
        running = [future for future in self.futures if not future.cancelled()]
        while wait(running, timeout=0.2).not_done:  # one that was just starting had no kernel to end
            end_kernels()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.executor.shutdown(wait=True, cancel_futures=True)
        self.stack.close()


def default_jobs() -> int:
    """What this machine can carry: a job a core, as far as the memory that is free goes."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, int(psutil.virtual_memory().available / MEMORY_OF_A_JOB)))


def perform(
    task: Task,
    folder: Path,
    on_cell: Callable[[str], None] = lambda cell: None,
    warm: WarmServer | None = None,
    environment: Mapping[str, str] | None = None,
    owner: str = "",
    confined: Confinement | None = None,
    turn: Turn | None = None,
) -> Run:
    """Execute in a new folder, which then holds the executed notebook and what the program wrote, not the data.

    What the system refuses, such as a full disk, is a failure of this run and of no other.
    """

    # Late: papermill and nbformat take a quarter of a second, and the fork server's imports go on beside ours.
    from .papermill import execute

    given = {**of_a_notebook(os.environ if environment is None else environment), **task.variables}

    def once(warm: WarmServer | None) -> Run:
        executed = folder / f"{task.name}.ipynb"
        arguments = (task.notebook, executed, task.parameters, task.kernel, task.timeout, on_cell)
        options = {"owner": owner, "confined": confined, "words": task.words, "turn": turn}
        run = execute(*arguments, warm=warm, environment=given, **options)
        if turn and turn.places.closed and run.failure and run.failure.cell is None:
            raise NotBegunError("its kernel was ended before its first cell")
        return run

    try:
        folder.mkdir(parents=True)
        if task.lacks:
            raise InputError(task.lacks)
        data.stage(task.data_sets, task.data_root, folder)
        handed_on.stage(task.handed, folder)
        run = once(warm if warm and warm.wait() else None)
        if run.failure and run.failure.cell is None and run.failure.kind is not FailureKind.TIMEOUT:
            # No cell was reached, so it is no fault of the notebook: the fork server died, or another process took a
            # port that jupyter_client had chosen for a cold kernel. Once more, cold.
            run = once(None)
    except (OSError, InputError) as error:  # a full disk, or data that are broken
        words = str(error) if isinstance(error, InputError) else f"{type(error).__name__}: {error}"
        run = Run(failure=Failure(words, kind=FailureKind.SYSTEM))
    if task.data_sets:
        shutil.rmtree(folder / "data", ignore_errors=True)
    with suppress(OSError):
        handed_on.clear(task.handed, folder)
    return run


def perform_packed(
    task: Task, environment: Mapping[str, str], owner: str, warm: WarmServer | None
) -> tuple[Run, dict[str, bytes]]:
    """Execute a task that has its data inside; the files that the run left come back by relative path.

    Links don't, nor what is larger than MAX_FILE or goes beyond MAX_FILES: all of it is in memory on the way.
    """
    with temporary_folder() as name:
        root, folder = name / "source", name / "run"
        for path, content in task.packed.items():
            write_whole(root / path, content)
        run = perform(replace(task, data_root=root), folder, warm=warm, environment=environment, owner=owner)
        return run, _left(folder, task.name)


def _left(folder: Path, name: str) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    room = MAX_FILES
    # What is read afterwards comes first.
    first = (f"{name}.ipynb", RESULTS, KERNEL_LOG)
    for path in sorted(folder.rglob("*"), key=lambda path: path.name not in first):
        with suppress(OSError, UnfitError):
            content = read_plain(path, min(MAX_FILE, room), follow=False)
            found[path.relative_to(folder).as_posix()] = content
            room -= len(content)
    return found

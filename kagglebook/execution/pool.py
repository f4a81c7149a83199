"""Does tasks: in threads of this process, each with a kernel of its own. `cluster.py` has the other place."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, Self
from weakref import WeakSet

import psutil

from ..core.files import write_whole
from ..core.run import Failure, FailureKind, Run
from . import data
from .kernels import keeper
from .kernels.provisioner import WarmServer
from .task import Task

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
        """End what runs, at once; its futures get done, and the notebooks so far are kept."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


class LocalPool:
    """`jobs` notebooks at a time, in warm kernels where they can be had: with `modules` imported before the fork.

    A notebook has all cores, however many jobs there are, so that its numbers don't depend on them.
    """

    def __init__(self, jobs: int, modules: Iterable[str], kernel: str | None = None):
        self.stack = ExitStack()
        self.warm = None
        if kernel:
            self.note = f"cold kernels: {kernel} is started anew for each notebook"
        elif not keeper.available():
            self.note = "cold kernels: warm ones need Linux 5.3 or newer"
        else:
            # Before anything heavy is imported here, so that the server's imports go on beside ours.
            self.warm = self.stack.enter_context(WarmServer(modules))
            self.note = "warm kernels"
        self.note += f", {jobs} job{'s' * (jobs > 1)}"
        self.ahead = 2 * jobs
        self.futures: WeakSet[Future[Run]] = WeakSet()
        self.executor = ThreadPoolExecutor(jobs, thread_name_prefix="notebook")

    @property
    def trouble(self) -> str | None:
        return self.warm and self.warm.trouble and f"cold kernels: {self.warm.trouble}"

    def submit(self, task: Task, folder: Path, on_cell: Callable[[str], None]) -> Future[Run]:
        from . import papermill  # noqa: F401 - in this thread, so that one that isn't installed is told once

        future = self.executor.submit(perform, task, folder, on_cell, self.warm)
        self.futures.add(future)
        return future

    def collect(self, future: Future[Run], folder: Path) -> Run:
        return future.result()

    def interrupt(self) -> None:
        from .papermill import end_kernels

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
) -> Run:
    """Execute in a new folder, which then holds the executed notebook and what the program wrote, not the data.

    What the system refuses, such as a full disk, is a failure of this run and of no other.
    """

    # Late: papermill and nbformat take a quarter of a second, and the fork server's imports go on beside ours.
    from .papermill import execute

    def once(warm: WarmServer | None) -> Run:
        executed = folder / f"{task.name}.ipynb"
        arguments = (task.notebook, executed, task.parameters, task.kernel, task.timeout, on_cell)
        return execute(*arguments, warm=warm, environment=environment, owner=owner)

    try:
        folder.mkdir(parents=True)
        data.stage(task.data_sets, task.data_root, folder)
        run = once(warm if warm and warm.wait() else None)
        if run.failure and run.failure.cell is None and run.failure.kind is not FailureKind.TIMEOUT:
            # No cell was reached, so it is no fault of the notebook: the fork server died, or another process took a
            # port that jupyter_client had chosen for a cold kernel. Once more, cold.
            run = once(None)
    except OSError as error:
        run = Run(failure=Failure(f"{type(error).__name__}: {error}", kind=FailureKind.SYSTEM))
    if task.data_sets:
        shutil.rmtree(folder / "data", ignore_errors=True)
    return run


def perform_packed(
    task: Task, environment: Mapping[str, str], owner: str, warm: WarmServer | None
) -> tuple[Run, dict[str, bytes]]:
    """Execute a task that has its data inside; the files that the run left come back by relative path."""
    with tempfile.TemporaryDirectory(prefix="kagglebook-") as name:
        root, folder = Path(name, "source"), Path(name, "run")
        for path, content in task.packed.items():
            write_whole(root / path, content)
        run = perform(replace(task, data_root=root), folder, warm=warm, environment=environment, owner=owner)
        files = (path for path in folder.rglob("*") if path.is_file())
        return run, {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}

"""Where tasks are done: threads of this process, each with a kernel of its own. `cluster.py` has the other place."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol, Self
from weakref import WeakSet

import psutil

from ..core.run import RunResult
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

    def collect(self, future: Future[Any], folder: Path) -> RunResult:
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
        self.futures: WeakSet[Future[RunResult]] = WeakSet()
        self.executor = ThreadPoolExecutor(jobs, thread_name_prefix="notebook")

    @property
    def trouble(self) -> str | None:
        return self.warm and self.warm.trouble and f"cold kernels: {self.warm.trouble}"

    def submit(self, task: Task, folder: Path, on_cell: Callable[[str], None]) -> Future[RunResult]:
        from .worker import perform

        future = self.executor.submit(perform, task, folder, on_cell, self.warm)
        self.futures.add(future)
        return future

    def collect(self, future: Future[RunResult], folder: Path) -> RunResult:
        return future.result()

    def interrupt(self) -> None:
        from .engine import end_kernels

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

"""The notebooks of a run on a Dask cluster: `--cluster tcp://HOST:8786`.

Each task travels with its notebook and data, and the files of its run come back. Dask executes a task at least once:
that of a worker that is lost is done again elsewhere. The workers need this package with its extra [cluster].
"""

import contextlib
import os
import uuid
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from distributed import Client, Worker, WorkerPlugin, get_worker

from ..core.files import write_whole
from ..core.problems import InputError
from ..core.run import Run
from . import data, handed_on
from .kernels import keeper
from .kernels.provisioner import WarmServer
from .papermill import end_kernels
from .pool import perform_packed
from .task import Task

CONNECT_TIMEOUT = 20  # seconds
AHEAD = 64  # tasks
# dask.distributed's nanny sets these to 1 in its workers, and a notebook with other threads has other numbers:
# a kernel gets what the driver has instead. See `distributed.nanny.pre-spawn-environ` in Dask's configuration.
THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")


class WarmWorker(WorkerPlugin):
    """A fork server in each worker of a run, those that join later included."""

    def __init__(self, name: str, modules: Iterable[str], environment: dict[str, str], kernel: str | None):
        self.name, self.modules, self.environment, self.kernel = name, tuple(modules), environment, kernel
        self.warm: WarmServer | None = None

    def setup(self, worker: Worker) -> None:
        if not self.kernel and keeper.available():
            self.warm = WarmServer(self.modules, worker_environment(self.environment))

    def teardown(self, worker: Worker) -> None:
        end_kernels(self.name)
        if self.warm:
            self.warm.close()


def worker_environment(threads: dict[str, str]) -> dict[str, str]:
    """This process's environment with the driver's settings of threads in place of the nanny's."""
    return {name: value for name, value in os.environ.items() if name not in THREADS} | threads


def do(task: Task, run: str, threads: dict[str, str]) -> tuple[Run, dict[str, bytes]]:
    """Execute a packed task in the worker that this is called in."""
    plugin = get_worker().plugins.get(run)
    return perform_packed(task, worker_environment(threads), run, plugin.warm if plugin else None)


class ClusterPool:
    """Does tasks on the workers of a cluster, as many at a time as these have threads.

    An interrupt ends the kernels of this run, and no other's; what they have done so far does not come back.
    """

    trouble = None

    def __init__(self, address: str, modules: Iterable[str], kernel: str | None = None):
        self.run = f"kagglebook-{uuid.uuid4().hex}"
        self.threads = {name: os.environ[name] for name in THREADS if name in os.environ}
        try:
            self.client = Client(address, timeout=CONNECT_TIMEOUT, set_as_default=False)
        except (OSError, ValueError) as error:  # nobody there, or no address
            raise InputError(f"--cluster {address}: {error}") from None
        try:
            self.client.register_plugin(WarmWorker(self.run, modules, self.threads, kernel))
        except ImportError as error:
            self.client.close()
            raise InputError(f"--cluster {address}: the workers need kagglebook[cluster] ({error})") from None
        workers = self.client.scheduler_info(n_workers=-1)["workers"]
        threads = sum(worker["nthreads"] for worker in workers.values())
        self.note = f"{'cold' if kernel else 'warm'} kernels on {len(workers)} workers, {threads} jobs"
        # A task waits with its data inside, in the scheduler's memory too; workers that join later find some.
        self.ahead = max(4 * threads, AHEAD)
        # Not pure: the same task of two runs is two runs.
        self.executor = self.client.get_executor(pure=False)

    def submit(self, task: Task, folder: Path, on_cell: Callable[[str], None]) -> Future[Any]:
        inside = data.pack(task.data_sets, task.data_root)
        packed = replace(task, packed=inside, handed=handed_on.pack(task.handed))
        return self.executor.submit(do, packed, self.run, self.threads)

    def collect(self, future: Future[Any], folder: Path) -> Run:
        run, files = future.result()
        for path, content in files.items():
            write_whole(folder / path, content)
        return run

    def interrupt(self) -> None:
        self.executor.shutdown(wait=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(Exception):  # the scheduler may be gone, and then there is nothing to undo
            self.client.unregister_worker_plugin(self.run)
        self.client.close()

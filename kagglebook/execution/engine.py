"""The papermill engine that executes a notebook: within a deadline and bounds, and no process outlives it."""

import math
import os
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines
from papermill.log import logger

from .kernels import keeper
from .kernels import provisioner as kernels

NAME = "kagglebook"
MAX_PRINTED = 10_000_000  # characters a notebook: more is a mistake, and would fill the memory of who collects it

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
        warm: kernels.WarmServer | None,
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
        except DeadKernelError:
            if client.flooded:
                raise FloodError(client.flooded) from None
            raise
        finally:
            end_processes(manager)
            del _running[manager]


papermill_engines.register(NAME, Engine)


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

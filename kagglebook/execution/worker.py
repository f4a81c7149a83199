"""Does tasks: in a folder of this machine, or, packed with their data, on any machine of a cluster."""

import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from ..core.files import write_whole
from ..core.run import Failure, RunResult
from . import data
from .kernels.provisioner import WarmServer
from .papermill import execute
from .task import Task


def perform(
    task: Task,
    folder: Path,
    on_cell: Callable[[str], None] = lambda cell: None,
    warm: WarmServer | None = None,
    environment: Mapping[str, str] | None = None,
    owner: str = "",
) -> RunResult:
    """Execute in a new folder, which then holds the executed notebook and what the program wrote, not the data.

    What the system refuses, such as a full disk, is a failure of this run and of no other.
    """

    def once(warm: WarmServer | None) -> RunResult:
        executed = folder / f"{task.name}.ipynb"
        arguments = (task.notebook, executed, task.parameters, task.kernel, task.timeout, on_cell)
        return execute(*arguments, warm=warm, environment=environment, owner=owner)

    try:
        folder.mkdir(parents=True)
        data.stage(task.data_sets, task.data_root, folder)
        run = once(warm if warm and warm.wait() else None)
        if run.failure and run.failure.cell is None and not run.failure.message.startswith("timeout"):
            # No cell was reached, so it is no fault of the notebook: the fork server died, or another process took a
            # port that jupyter_client had chosen for a cold kernel. Once more, cold.
            run = once(None)
    except OSError as error:
        run = RunResult(failure=Failure(f"{type(error).__name__}: {error}"))
    if task.data_sets:
        shutil.rmtree(folder / "data", ignore_errors=True)
    return run


def perform_packed(
    task: Task, environment: Mapping[str, str], owner: str, warm: WarmServer | None
) -> tuple[RunResult, dict[str, bytes]]:
    """Execute a task that has its data inside; the files that the run left come back by relative path."""
    with tempfile.TemporaryDirectory(prefix="kagglebook-") as name:
        root, folder = Path(name, "source"), Path(name, "run")
        for path, content in task.packed.items():
            write_whole(root / path, content)
        run = perform(replace(task, data_root=root), folder, warm=warm, environment=environment, owner=owner)
        files = (path for path in folder.rglob("*") if path.is_file())
        return run, {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}

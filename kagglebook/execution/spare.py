"""A kernel that is started before it is needed: when its notebook comes, it goes on at once.

It is forked from a copy of a kernel (copies.py) while nobody waits; starting takes as long as all else that a preview
does around a cell that somebody has changed.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jupyter_core.utils import run_sync
from nbclient import NotebookClient
from nbformat.v4 import new_notebook

from ..core.run_folder import KERNEL_LOG
from .copies import Copy
from .kernels import provisioner
from .kernels.guarded import process_of


class Spare:
    """A kernel forked from a copy, which works in a folder with an environment and waits for one to execute there.

    Raises OSError or RuntimeError where it can't be had.
    """

    def __init__(self, copy: Copy, workdir: Path, environment: Mapping[str, str], kernel: str | None):
        self.copy, self.environment, self.kernel = copy, dict(environment), kernel
        client = NotebookClient(new_notebook(), kernel_name=kernel or "python3")
        self.manager: Any = client.create_kernel_manager()
        provision(self.manager, copy)
        with (workdir / KERNEL_LOG).open("wb") as file:
            start = run_sync(client.async_start_new_kernel)
            start(cwd=os.fspath(workdir), env=self.environment, stdout=file, stderr=file)

    def fits(self, copy: Copy, environment: Mapping[str, str], kernel: str | None) -> bool:
        """Whether a run that goes on from a copy may have it."""
        return self.copy is copy and self.environment == environment and self.kernel == kernel

    def end(self) -> None:
        """End it, if nobody took it."""
        if process := process_of(self.manager):
            process.kill()
            process.wait()
        run_sync(self.manager.cleanup_resources)()


def provision(manager: Any, warm: Any, confined: Any = None) -> None:
    """Have a manager's kernel started by the provisioner of this tool, under a keeper, and warm where that is given."""
    manager.client_class = f"{provisioner.__name__}.ReadyClient"
    stanza = {"provisioner_name": provisioner.NAME, "config": {"warm": warm, "confined": confined}}
    manager.kernel_spec.metadata = manager.kernel_spec.metadata | {"kernel_provisioner": stanza}

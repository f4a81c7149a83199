"""The check of GPU programs without a GPU: a process beside the run, pretend_gpu.py, and its findings as outcomes."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Self

from ..chapter.checks import Outcome
from ..core.run import Failure
from ..notebook.page import Page
from . import data
from .imports import imported_modules
from .task import Task

SUBJECT, EXPECTED = "gpu (pretended)", "all tensors on one device"
SCRIPT = Path(__file__).with_name("pretend_gpu.py")
# As in a kernel, neither the script's folder nor the current one is on the path.
START = "import runpy, sys; sys.path.remove(''); del sys.argv[0]; runpy.run_path(sys.argv[0], run_name='__main__')"
LOST = "lost"  # a finding of ours: there is none, and another run may have one

Finding = Mapping[str, Any]


def applies(page: Page) -> bool:
    """Whether a program is one for a GPU, and uses it by way of PyTorch."""
    return page.metadata["enable_gpu"] and "torch" in imported_modules(page.rendered.code.values())


def outcome(finding: Finding) -> Outcome:
    """A finding as a row of the report: with its place if it failed; a check that couldn't be made says so."""
    state, measured = finding["state"], finding["measured"]
    if state == "failed":
        place = [finding.get(key) for key in ("cell", "line_cell", "line")]
        return Outcome(SUBJECT, EXPECTED, measured, False, failure=Failure(measured, *place))
    if state == "passed":
        return Outcome(SUBJECT, EXPECTED, measured, True)
    return Outcome(SUBJECT, EXPECTED, f"not checked: {measured}", True, checked=False)


class PretendedGPU:
    """Executes tasks, one after another, in a process that pretends. A context manager; leaving it ends the process."""

    def __init__(self, tasks: Iterable[Task]):
        self.tasks = list(tasks)
        self.findings: dict[str, Finding] = {}
        self.process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self.folder = tempfile.TemporaryDirectory(prefix="kagglebook-", ignore_cleanup_errors=True)
        if not self.tasks:
            return self
        root = Path(self.folder.name)
        notebooks = [_staged(task, root / task.name) for task in self.tasks]
        (root / "notebooks.json").write_text(json.dumps(notebooks), encoding="utf-8")
        command = [_python(self.tasks[0].kernel), "-c", START, str(SCRIPT), str(root / "notebooks.json")]
        try:
            with (root / "stderr").open("wb") as stderr:
                self.process = subprocess.Popen(
                    command,
                    cwd=root,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=stderr,
                    encoding="utf-8",
                )
        except OSError as error:
            (root / "stderr").write_text(str(error), encoding="utf-8")
        return self

    def finding(self, name: str) -> Finding | None:
        """What came of a task, waiting for it if need be; None for one that was not among them."""
        if all(task.name != name for task in self.tasks):
            return None
        while name not in self.findings:
            line = self.process.stdout.readline() if self.process and not self.process.stdout.closed else ""
            if not line:
                return {"state": LOST, "measured": self._last_words()}
            found = json.loads(line)
            self.findings[found.pop("name")] = found
        return self.findings[name]

    def close(self) -> None:
        """End the process; what it has not told yet is lost."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()

    def __exit__(self, *_: object) -> None:
        self.close()
        self.folder.cleanup()

    def _last_words(self) -> str:
        text = (Path(self.folder.name) / "stderr").read_text(encoding="utf-8", errors="replace")
        return (text.splitlines() or ["the process ended"])[-1].strip()


def _staged(task: Task, folder: Path) -> dict[str, Any]:
    """A task as the script reads it, its data in its folder."""
    folder.mkdir()
    data.stage(task.data_sets, task.data_root, folder)
    cells = [cell for cell in json.loads(task.notebook)["cells"] if cell["cell_type"] == "code"]
    return {
        "name": task.name,
        "folder": str(folder),
        "cells": [{"id": cell["id"], "source": "".join(cell["source"])} for cell in cells],
        "parameters": {
            cell["id"]: dict(task.parameters) for cell in cells if "parameters" in cell["metadata"].get("tags", [])
        },
    }


def _python(kernel: str | None) -> str:
    """The interpreter of a kernel, with the PyTorch that its notebooks use."""
    if kernel is None:
        return sys.executable
    from jupyter_client.kernelspec import KernelSpecManager

    return KernelSpecManager().get_kernel_spec(kernel).argv[0]

"""The check of GPU programs without a GPU: a process beside the run, pretend_gpu.py, and its findings as outcomes."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from ..core.run import Failure, Run
from ..judging.judges import Judge
from ..judging.outcome import Outcome, Verdict
from ..notebook.page import Page
from . import data
from .kernels.frameworks import ON_GPU
from .task import Task, imported_modules

KEY = "pretended gpu"  # of its finding among those of a run
EXPECTED = "all tensors on one device"
SCRIPT = Path(__file__).with_name("pretend_gpu.py")
# As in a kernel, neither the script's folder nor the current one is on the path.
START = "import runpy, sys; sys.path.remove(''); del sys.argv[0]; runpy.run_path(sys.argv[0], run_name='__main__')"
LOST = "lost"  # a finding of ours: there is none, and another run may have one

Finding = Mapping[str, Any]


def applies(page: Page) -> bool:
    """Whether a program is one for a GPU, and uses it in a way that can be pretended."""
    return page.metadata["enable_gpu"] and ON_GPU in imported_modules(page.rendered.code.values())


class PretendedGPUJudge(Judge):
    """Tells what the pretended GPU found while a notebook ran: where it failed, or why it could find nothing."""

    subject = "gpu (pretended)"

    def judge(self, page: Page, run: Run, quick: bool) -> Outcome | None:
        finding = run.findings.get(KEY)
        if finding is None:
            return None
        state, measured = finding["state"], finding["measured"]
        if state == "failed":
            place = [finding.get(key) for key in ("cell", "line_cell", "line")]
            return Outcome(self.subject, EXPECTED, measured, Verdict.FAIL, failure=Failure(measured, *place))
        verdict = Verdict.PASS if state == "passed" else Verdict.UNCHECKED
        return Outcome(self.subject, EXPECTED, measured, verdict)


def with_finding(run: Run, finding: Finding | None) -> Run:
    """A run with what was found beside it, if anything was looked for."""
    return replace(run, findings={**run.findings, KEY: dict(finding)}) if finding else run


def without_finding(run: Run) -> Run:
    """A run as if nobody had asked the pretended GPU."""
    return replace(run, findings={key: found for key, found in run.findings.items() if key != KEY})


def was_asked(run: Run) -> bool:
    """Whether a run has a finding of it that stands for later runs too."""
    return run.findings.get(KEY, {}).get("state", LOST) != LOST


class PretendedGPU:
    """Executes tasks, one after another, in a process that pretends. A context manager; leaving it ends the process."""

    def __init__(self, tasks: Iterable[Task], python: str = sys.executable):
        self.tasks, self.python = list(tasks), python
        self.findings: dict[str, Finding] = {}
        self.process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self.folder = tempfile.TemporaryDirectory(prefix="kagglebook-", ignore_cleanup_errors=True)
        if not self.tasks:
            return self
        root = Path(self.folder.name)
        notebooks = [_staged(task, root / task.name) for task in self.tasks]
        (root / "notebooks.json").write_text(json.dumps(notebooks), encoding="utf-8")
        command = [self.python, "-c", START, str(SCRIPT), str(root / "notebooks.json")]
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

"""The check of GPU programs without a GPU: a process beside the run, pretend_gpu.py, and its findings as outcomes."""

import json
import os
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, Self

from ..core.files import UnfitError, read_plain
from ..core.jsons import parse_json
from ..core.plain import plain, shortened
from ..core.problems import InputError
from ..core.run import Failure, Run
from ..core.temporary import temporary_folder
from ..judging.judges import Judge
from ..judging.outcome import Outcome, Verdict
from ..notebook.page import Page
from . import data, handed_on
from .kernels.confinement import Confinement
from .kernels.environment import of_a_notebook
from .kernels.frameworks import ON_GPU
from .kernels.guarded import GuardedProcess
from .task import Task, imported_modules

KEY = "pretended gpu"  # of its finding among those of a run
EXPECTED = "all tensors on one device"
SCRIPT = Path(__file__).with_name("pretend_gpu.py")
# As in a kernel, neither the script's folder nor the current one is on the path.
START = (
    "import runpy, sys; sys.path = [*filter(None, sys.path)]; del sys.argv[0];"
    " runpy.run_path(sys.argv[0], run_name='__main__')"
)
LOST = "lost"  # a finding of ours: there is none, and another run may have one
STATES = ("failed", "passed", "unknown")
MAX_ANSWER = 1_000_000  # bytes

Finding = Mapping[str, Any]


def applies(page: Page) -> bool:
    """Whether a program is one for a GPU, and uses it in a way that can be pretended."""
    modules = imported_modules(page.rendered.code.values())
    return page.metadata["enable_gpu"] and ON_GPU in {name.partition(".")[0] for name in modules}


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
    return finding_in(run.findings) is not None


def finding_in(findings: Any) -> Finding | None:
    """The finding of it among those of a run that stands for later runs too; None where there is none, or no sound
    one."""
    found = findings.get(KEY) if isinstance(findings, Mapping) else None
    return found if isinstance(found, Mapping) and found.get("state") in STATES and "measured" in found else None


class PretendedGPU:
    """Executes tasks, one after another, beside the run. A context manager; leaving it ends all that was started.

    Its process has a keeper, as a kernel has, and each notebook a process of its own in it: what one of them kills,
    leaves or prints is its own affair.
    """

    def __init__(self, tasks: Iterable[Task], python: str = sys.executable, confined: Confinement | None = None):
        self.tasks, self.python, self.confined = list(tasks), python, confined
        self.begun: Sequence[Task] = ()  # those that the process was given
        self.findings: dict[str, Finding] = {}
        self.process: GuardedProcess | None = None
        self.answers: IO[bytes] | None = None
        self.ready = self.closed = False

    def __enter__(self) -> Self:
        self.stack = ExitStack()
        if self.tasks:
            self.folder = self.stack.enter_context(temporary_folder())
            self._start(self.tasks)
        return self

    def add(self, task: Task) -> None:
        """A task that could not be executed before, as others had to end; it is when somebody asks for its finding."""
        self.tasks.append(task)
        if not hasattr(self, "folder"):
            self.folder = self.stack.enter_context(temporary_folder())

    def finding(self, name: str) -> Finding | None:
        """What came of a task, waiting for it if need be; None for one that was not among them."""
        if all(task.name != name for task in self.tasks):
            return None
        while name not in self.findings:
            if self.closed:
                return {"state": LOST, "measured": "interrupted"}
            answer = self._answer()
            if answer:
                self.findings[answer.pop("name")] = answer
            else:
                self._go_on()
        return self.findings[name]

    def close(self) -> None:
        """End the process; what it has not told yet is lost."""
        self.closed = True
        self._end()

    def __exit__(self, *_: object) -> None:
        self.close()
        self.stack.close()

    def _start(self, tasks: Sequence[Task]) -> None:
        """Start the process for some tasks; those whose data can't be had are lost at once."""
        self.ready, self.begun, notebooks = False, tuple(tasks), []
        for number, task in enumerate(tasks):
            try:
                notebooks.append(_staged(task, Path(tempfile.mkdtemp(dir=self.folder, prefix=f"{number}-"))))
            except (InputError, OSError) as error:
                self.findings[task.name] = {"state": LOST, "measured": str(error)}
        asked = Path(self.folder) / "notebooks.json"
        asked.write_text(json.dumps(notebooks), encoding="utf-8")
        command = [self.python, "-c", START, str(SCRIPT), str(asked)]
        if self.confined:
            command = self.confined.command(command, self.folder)
        given = of_a_notebook(os.environ)
        for task in tasks:  # which are of one command, and so have the same
            given |= task.variables
        self.process = GuardedProcess.start(command, cwd=self.folder, env=given, log=self._log)
        self.answers = self.process.keeper.stdout

    def _answer(self) -> dict[str, Any] | None:
        """The next finding, with its task's `name`; None where the process is gone, or says what it should not."""
        known = {task.name for task in self.begun} - self.findings.keys()
        while self.answers and (line := self.answers.readline(MAX_ANSWER)):
            try:
                answer = parse_json(line)
            except ValueError:
                return None
            if answer == "ready":
                self.ready = True
            elif isinstance(answer, dict) and answer.get("name") in known and answer.get("state") in STATES:
                self.ready = True
                return answer | {"measured": shortened(str(answer.get("measured", "")))}
        return None

    def _go_on(self) -> None:
        """Give up the task that the process ended with, and start anew for those after it."""
        words = self._last_words()
        self._end()
        left = [task for task in self.begun if task.name not in self.findings]
        # Before it was ready, it would fail for the others too.
        lost = left[:1] if self.ready else left
        for task in lost:
            self.findings[task.name] = {"state": LOST, "measured": words}
        if left := [task for task in self.tasks if task.name not in self.findings]:
            self._start(left)

    def _end(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process.keeper.stdout.close()
        self.process = self.answers = None

    @property
    def _log(self) -> Path:
        return Path(self.folder) / "stderr"

    def _last_words(self) -> str:
        try:
            text = read_plain(self._log, MAX_ANSWER).decode("utf-8", errors="replace")
        except (OSError, UnfitError):
            text = ""
        return plain(shortened((text.strip().splitlines() or ["the process ended"])[-1].strip()))


def _staged(task: Task, folder: Path) -> dict[str, Any]:
    """A task as the script reads it, its data in its folder."""
    data.stage(task.data_sets, task.data_root, folder)
    handed_on.stage(task.handed, folder)
    cells = [cell for cell in json.loads(task.notebook)["cells"] if cell["cell_type"] == "code"]
    return {
        "name": task.name,
        "folder": str(folder),
        "cells": [{"id": cell["id"], "source": "".join(cell["source"])} for cell in cells],
        "parameters": {
            cell["id"]: dict(task.parameters) for cell in cells if "parameters" in cell["metadata"].get("tags", [])
        },
    }

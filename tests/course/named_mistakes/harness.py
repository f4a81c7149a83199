"""Plants a silent mistake in a copy of the chapter, runs the program, and reads what its cell `report` says."""

import re
import shutil
import tomllib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from kagglebook import Pool, Run
from tests.course.mutation.harness import Planted, plant, planting
from tests.support import pages_05

NOTHING = "흔한 실수는 찾지 못했습니다"
FAILED = "찾아보지 못했습니다"
SETS = ("mistakes.toml", "kept_aside.toml")  # those that the report was written with, and those that it never saw


@dataclass(frozen=True)
class Mistake(Planted):
    """One table of a set. `names` is a pattern that the report must match; a right notebook has none."""

    names: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """What the report said, and the error that ended the notebook before it, if one did."""

    mistake: Mistake
    said: str
    error: str = ""

    @property
    def state(self) -> str:
        """`named`, `misnamed` or `silent`; `raised` where the mistake is not silent; of a right notebook `accused`."""
        if self.error and not self.said:
            return "raised"
        if not self.mistake.names:
            return "named" if NOTHING in self.said else "accused"
        if re.search(self.mistake.names, self.said):
            return "named"
        return "silent" if NOTHING in self.said or FAILED in self.said else "misnamed"

    @property
    def line(self) -> str:
        """The first sentence about a mistake."""
        lines = [line for line in self.said.splitlines() if re.match(r"\d\. ", line)]
        return self.error or (lines[0].partition(" ")[2] if lines else "-")


def load(name: str) -> list[Mistake]:
    """The mistakes of a set, none where there is no such file."""
    path = Path(__file__).parent / name
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return [Mistake(**table) for table in tomllib.loads(text).get("mistake", ())]


def running(
    jobs: int = 2, pool: Pool | None = None
) -> AbstractContextManager[Callable[[Mistake], Callable[[], Finding]]]:
    """Starts a mistake's run; what that returns waits for its finding."""
    return planting(_start, jobs, pool)


def right_notebooks(seeds: Sequence[int]) -> list[Mistake]:
    """The programs that have a report, as they are, with each of the seeds."""
    found = [page.program.number for page in pages_05() if "report" in page.rendered.code]
    return [Mistake(f"seed {seed}", number, params={"seed": seed}) for number in found for seed in seeds]


def _start(mistake: Mistake, root: Path, pool: Pool) -> Callable[[], Finding]:
    # A reader's notebook is held against no chapter.toml: that would find a parameter that is no longer used, say.
    with patch("kagglebook.notebook.book.crosscheck", lambda *_: ()):
        plan = plant(root, mistake)
    task = replace(plan.task, parameters={**plan.task.parameters, **mistake.params})
    future = pool.submit(task, root / "run", lambda cell: None)
    return lambda: _finding(mistake, root, pool, future)


def _finding(mistake: Mistake, root: Path, pool: Pool, future: Future) -> Finding:
    run: Run = pool.collect(future, root / "run")
    shutil.rmtree(root, ignore_errors=True)
    cell = run.cells.get("report")
    return Finding(mistake, cell.text if cell else "", run.failure.message if run.failure else "")

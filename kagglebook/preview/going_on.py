"""Where a program can go on: what of it was executed before, and is unchanged, and the copies of its kernel."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from ..execution.bounded import Resume
from ..execution.copies import Copy
from ..execution.fingerprint import digests
from ..execution.handed_on import Handed
from ..execution.spare import Spare
from ..execution.task import Task

Code = Sequence[tuple[str, str]]  # the cells of code in order, id and source


def code_of(task: Task) -> Code:
    """The cells of code of a task's notebook."""
    cells = json.loads(task.notebook)["cells"]
    return [(cell["id"], "".join(cell["source"])) for cell in cells if cell["cell_type"] == "code"]


def beside_code(task: Task, given: Sequence[Handed]) -> str:
    """All that a run depends on but its code: one that differs in it goes on from nowhere."""
    files = [digests(task.data_root, each) for each in task.data_sets]
    parts = [dict(task.parameters), files, dict(task.variables), [(each.slug, each.digest) for each in given]]
    return json.dumps(parts, sort_keys=True, default=str)


def same_cells(old: Code, new: Code) -> int:
    """How many cells two programs begin with in common."""
    count = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        count += 1
    return count


@dataclass
class Kept:
    """What is kept of a program's last run: its cells, those that were executed, copies before some of them in order,
    and why there is none before others."""

    beside: str
    code: Code
    workdir: Path
    executed: list[NotebookNode] = field(default_factory=list)
    copies: list[tuple[int, Copy]] = field(default_factory=list)  # each with the place of its cell among the code
    why: str = ""
    processes: list[Any] = field(default_factory=list)
    spare: Spare | None = None  # a kernel of one of the copies that waits to go on

    def place(self, beside: str, code: Code) -> tuple[Copy, Resume] | None:
        """The last copy before the first cell that changed, and how the program goes on from it; None for none."""
        if beside != self.beside:
            return None
        same = same_cells(self.code, code)
        usable = [each for each in self.copies if each[0] <= same]
        if not usable:
            return None
        index, copy = usable[-1]
        return copy, Resume(code[index][0] if index < len(code) else "", self.executed[: copy.count])

    def keep_until(self, last: Copy) -> None:
        """End the copies behind one, and the keepers of which no copy is left."""
        place = next(place for place, (_, copy) in enumerate(self.copies, 1) if copy is last)
        for _, copy in self.copies[place:]:
            copy.end()
        del self.copies[place:]
        self._end_processes()

    def take(self, copy: Copy, environment: Mapping[str, str], kernel: str | None) -> Spare | None:
        """The kernel that waits, if it is one of this copy; one of another is ended."""
        spare, self.spare = self.spare, None
        if spare and not spare.fits(copy, environment, kernel):
            spare.end()
            return None
        return spare

    def before(self, cell: str) -> Copy | None:
        """The copy before a cell."""
        return next((copy for _, copy in self.copies if copy.cell == cell), None)

    def add(self, copy: Copy) -> None:
        """A copy was kept; one before a cell that is papermill's own is of no use."""
        index = next((index for index, (cell, _) in enumerate(self.code) if cell == copy.cell), None)
        if index is None:
            copy.end()
            return
        self.copies.append((index, copy))
        if not any(copy.process is each for each in self.processes):
            self.processes.append(copy.process)

    def end(self) -> None:
        """End all copies, and the kernel that waits."""
        if self.spare:
            self.spare.end()
            self.spare = None
        for _, copy in self.copies:
            copy.end()
        self.copies.clear()
        self._end_processes()

    def _end_processes(self) -> None:
        used = [copy.process for _, copy in self.copies]
        for process in list(self.processes):
            if not any(process is each for each in used):
                process.close()
                self.processes.remove(process)

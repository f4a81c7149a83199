"""papermill's client, for notebooks that show things within bounds, and that run to their end."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from nbclient.util import run_sync
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient

from .turns import Turn

MAX_PRINTED = 10_000_000  # characters a notebook: more is a mistake, and would fill the memory of who collects it
MAX_SHOWN = 40_000_000  # characters of all that it shows: pictures, tables, an animation, widgets


class FloodError(Exception):
    """Raised when a notebook has shown more than it may, the last of it in `cell`."""

    def __init__(self, words: str, cell: str):
        super().__init__(words)
        self.cell = cell


class EndedError(Exception):
    """Raised when a cell asks for the end of its notebook, as `quit()` does."""


@dataclass(frozen=True)
class Resume:
    """Where an execution goes on: the id of its first cell, "" for none, and the cells of code that were executed
    before it, in order."""

    cell: str
    executed: Sequence[NotebookNode]


class BoundedClient(PapermillNotebookClient):
    """Kills the kernel of a notebook that shows too much, with `kill`; raises EndedError where a cell ends it.

    `first` is code that the kernel executes before the first cell, unseen by the notebook; the cells are executed
    within `turn`; `before` is awaited with the kernel's client before each cell of code, `on_done` called with each
    that was executed, whatever became of it.
    """

    def __init__(
        self,
        *args: Any,
        kill: Callable[[], None],
        turn: Turn,
        first: str = "",
        on_done: Callable[[NotebookNode], None] = lambda cell: None,
        before: Callable[[Any, str], Awaitable[None]] | None = None,
        resume: Resume | None = None,
        **options: Any,
    ):
        super().__init__(*args, on_cell_executed=self._ended, **options)
        self.kill, self.turn, self.first = kill, turn, first
        self.on_done, self.before, self.resume = on_done, before, resume
        self.skipped = 0  # cells of code that were executed before
        self.printed = 0
        self.shown: dict[str, int] = {}  # characters that are kept, by cell
        self.flood: FloodError | None = None

    def papermill_execute_cells(self) -> None:
        if self.first:
            # The kernel takes requests one after another, and nbclient drops answers that are to no cell. Whatever
            # becomes of this one, the first cell is not given up.
            self.kc.execute(self.first, silent=True, store_history=False, allow_stdin=False, stop_on_error=False)
        with self.turn:
            super().papermill_execute_cells()

    def process_message(self, message: Any, cell: NotebookNode, cell_index: int) -> Any:
        kind, content = message["msg_type"], message["content"]
        if kind == "clear_output":
            self.shown[cell["id"]] = 0
        elif kind not in ("status", "execute_input"):
            size = _size(content)
            self.printed += size if kind == "stream" else 0
            # What replaces an earlier output adds nothing, however often.
            self.shown[cell["id"]] = self.shown.get(cell["id"], 0) + (size if kind != "update_display_data" else 0)
            if self.printed > MAX_PRINTED:
                return self._flooded(f"more than {MAX_PRINTED:,} characters printed", cell)
            if max(size, sum(self.shown.values())) > MAX_SHOWN:
                return self._flooded(f"more than {MAX_SHOWN:,} characters of outputs", cell)
        return super().process_message(message, cell, cell_index)

    def _flooded(self, words: str, cell: NotebookNode) -> None:
        self.flood = self.flood or FloodError(words, cell["id"])
        self.kill()

    async def async_execute_cell(self, cell: NotebookNode, *args: Any, **options: Any) -> NotebookNode:
        if cell["cell_type"] == "code":
            if self.resume and cell["id"] == self.resume.cell:
                self.resume = None
            if self.resume:
                executed = self.resume.executed[self.skipped]
                self.skipped += 1
                cell["outputs"], cell["execution_count"] = deepcopy(executed.outputs), executed.execution_count
                self.on_done(cell)
                return cell
            if self.before:
                await self.before(self.kc, cell["id"])
        try:
            return await super().async_execute_cell(cell, *args, **options)
        finally:
            # After a time-out nbclient leaves its tasks behind, and asyncio complains of them.
            left = asyncio.all_tasks() - {asyncio.current_task()}
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    execute_cell = run_sync(async_execute_cell)

    def _ended(self, cell: NotebookNode, cell_index: int, execute_reply: Any) -> None:
        self.on_done(cell)
        payload = execute_reply["content"].get("payload") or () if execute_reply else ()
        if any(each.get("source") == "ask_exit" for each in payload):
            raise EndedError


def _size(content: Any) -> int:
    """The characters of all texts in a message."""
    size, inside = 0, [content]
    while inside:
        each = inside.pop()
        if isinstance(each, str):
            size += len(each)
        elif isinstance(each, dict):
            inside += each.values()
        elif isinstance(each, list):
            size += len(each)
            inside += each
    return size

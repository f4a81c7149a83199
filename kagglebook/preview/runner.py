"""Executes programs for a preview: in threads, each in a kernel of its own that can be ended at any time.

What runs leave lies in a temporary folder, never in `output/`: none of them counts as a run of `run`.
"""

import os
import shutil
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from ..core.plain import error_in_short
from ..core.problems import InputError
from ..core.run import Failure, FailureKind, Run
from ..execution import data, handed_on, papermill
from ..execution.bounded import Resume
from ..execution.copies import STAGED, Copy, Keeping
from ..execution.handed_on import Handed, handed
from ..execution.kernels import keeper
from ..execution.kernels.environment import of_a_notebook
from ..execution.kernels.provisioner import WarmServer
from ..execution.kernels.specs import PythonCommand, python_command
from ..execution.plan import Plan
from ..execution.spare import Spare
from ..execution.task import Task
from .going_on import Code, Kept, beside_code, code_of, same_cells

MOST_KEPT = 3  # programs of which copies are kept
# Seconds: what was computed in less is computed again rather than copied. What goes on from a copy will, most likely,
# go on from there once more, and so needs others less.
WORTH, WORTH_THEN = 0.05, 0.5


@dataclass
class Note:
    """How a run was made, where that is to be told: the cell that it went on from, or why it started at the top."""

    went_on: str = ""
    why: str = ""
    changed: str = ""  # the cell that somebody is at work on


@dataclass(frozen=True)
class Result:
    """A run that ended: where its executed notebook lies, and what it hands on."""

    run: Run
    notebook: Path
    left: Handed | None = None
    note: Note = field(default_factory=Note)


@dataclass(frozen=True)
class Watcher:
    """Who hears of a run, from its thread: of a cell that starts, of one that is done, and of the end."""

    at_cell: Callable[[str], None]
    done: Callable[[NotebookNode], None]
    ended: Callable[[Result], None]


class Runner:
    """`jobs` runs at a time in a folder, in kernels forked from a server that has imported `modules`."""

    def __init__(self, folder: Path, jobs: int, modules: Iterable[str], kernel: str | None = None):
        self.folder = folder
        self.executor = ThreadPoolExecutor(jobs, thread_name_prefix="notebook")
        python = python_command(kernel) if kernel else PythonCommand()
        self.warm = WarmServer(modules, python=python if kernel else None) if keeper.available() and python else None
        self.cancelled: set[int] = set()
        self.lock = threading.Lock()
        self.kept: dict[str, Kept] = {}  # by task
        self.busy: set[str] = set()  # the tasks that are executed now

    @property
    def trouble(self) -> str | None:
        """Why kernels are cold, where they are."""
        return self.warm.trouble if self.warm else "cold kernels"

    def start(self, run: int, plan: Plan, given: tuple[Handed, ...], watcher: Watcher, keep: bool = False) -> None:
        """Execute a plan, soon, with what other programs handed on; with `keep` the next run may go on from a cell of
        this one."""
        self.executor.submit(self._run, run, plan, given, watcher, keep)

    def cancel(self, run: int) -> None:
        """End a run: its watcher hears of the end as of any."""
        self.cancelled.add(run)
        papermill.end_kernels(_owner(run))

    def close(self) -> None:
        """End all that runs."""
        self.executor.shutdown(wait=False, cancel_futures=True)
        while any(thread.is_alive() for thread in self.executor._threads):
            for owner in papermill.owners():
                papermill.end_kernels(owner)
            for thread in list(self.executor._threads):
                thread.join(0.1)
        for name in list(self.kept):
            self._forget(name)
        if self.warm:
            self.warm.close()

    def _run(self, run: int, plan: Plan, given: tuple[Handed, ...], watcher: Watcher, keep: bool) -> None:
        place, note, left = self.folder / plan.task.name, Note(), None
        self.busy.add(plan.task.name)
        try:
            result = self._execute(run, plan.task, given, place, watcher, note, keep)
            if plan.hands_on and not result.failure:
                left = self._left(plan, place)
        except (OSError, InputError) as error:  # a full disk, or data that are broken
            result = _refused(str(error) if isinstance(error, InputError) else error_in_short(error))
        except Exception as error:  # whatever it is, the others go on
            result = _refused(error_in_short(error))
        shown = self.folder / f"{plan.task.name}.ipynb"  # stays where it is shown while the next run goes on
        if run not in self.cancelled:
            with suppress(OSError):
                (place / shown.name).replace(shown)
        self.cancelled.discard(run)
        watcher.ended(Result(result, shown, left, note))
        if note.changed:
            self._start_spare(plan.task, place, note.changed)
        self.busy.discard(plan.task.name)

    def _execute(
        self, run: int, task: Task, given: tuple[Handed, ...], place: Path, watcher: Watcher, note: Note, keep: bool
    ) -> Run:
        warm = self.warm if self.warm and self.warm.wait() else None
        code, beside = code_of(task), beside_code(task, given)
        environment = _environment(task.variables)
        going_on = self._going_on(task.name, beside, code, note) if warm else None
        if going_on is None:
            self._forget(task.name)
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir(parents=True)
            if task.lacks:
                raise InputError(task.lacks)
            data.stage(task.data_sets, task.data_root, place)
            handed_on.stage(given, place)
            kept, copy, resume, always, spare = Kept(beside, code, place), None, None, "", None
        else:
            kept, copy, resume = going_on
            changed = same_cells(kept.code, code)
            kept = replace(kept, code=code, executed=[])
            note.went_on = resume.cell
            spare = kept.take(copy, environment, task.kernel)
            always = note.changed = code[changed][0] if changed < len(code) else ""
        keep = keep and warm is not None
        if keep or going_on:
            self._keep(task.name, kept)

        def at_cell(cell: str) -> None:
            if run in self.cancelled:  # its kernel was not there yet when that was said
                papermill.end_kernels(_owner(run))
            watcher.at_cell(cell)

        def done(cell: NotebookNode) -> None:
            kept.executed.append(deepcopy(cell))
            watcher.done(cell)

        def refused(why: str) -> None:
            kept.why = kept.why or why

        if run in self.cancelled:
            return _refused("cancelled")
        count = copy.count if copy else 0
        keeping = Keeping(place, kept.add, refused, count, WORTH_THEN if copy else WORTH, always) if keep else None
        return papermill.execute(
            task.notebook,
            place / f"{task.name}.ipynb",
            task.parameters,
            task.kernel,
            task.timeout,
            at_cell,
            warm=copy or warm,
            environment=environment,
            owner=_owner(run),
            words=task.words,
            on_done=done,
            keeping=keeping,
            resume=resume,
            spare=spare,
        )

    # ---- going on from a cell

    def _going_on(self, name: str, beside: str, code: Code, note: Note) -> tuple[Kept, Copy, Resume] | None:
        """What is kept of a program, and where it goes on; None where it starts at the top."""
        kept = self.kept.get(name)
        if kept is None:
            return None
        if found := kept.place(beside, code):
            copy, resume = found
            kept.keep_until(copy)
            with suppress(OSError, shutil.Error):
                if copy.restore(kept.workdir):
                    return kept, copy, resume
            note.why = "data"
        elif beside == kept.beside and same_cells(kept.code, code) > 1:
            note.why = kept.why  # none where so little was computed that no copy was worth it
        return None

    def _start_spare(self, task: Task, place: Path, cell: str) -> None:
        """Have a kernel wait for the next change of a cell: it starts while nobody waits for it."""
        kept = self.kept.get(task.name)
        copy = kept.before(cell) if kept else None
        if copy is None or kept.spare:
            return
        with suppress(OSError, RuntimeError):
            kept.spare = Spare(copy, place, _environment(task.variables), task.kernel)

    def _keep(self, name: str, kept: Kept) -> None:
        """Keep copies of this program's kernel; of those that were run longest ago no more."""
        with self.lock:
            self.kept.pop(name, None)
            self.kept[name] = kept
            idle = [each for each in self.kept if each not in self.busy]
        for each in idle[: max(0, len(idle) + 1 - MOST_KEPT)]:
            self._forget(each)

    def _forget(self, name: str) -> None:
        with self.lock:
            kept = self.kept.pop(name, None)
        if kept:
            kept.end()

    def _left(self, plan: Plan, place: Path) -> Handed:
        """What a run hands on, where it stays while the next one goes on."""
        left = self.folder / "left" / plan.task.name
        shutil.rmtree(left, ignore_errors=True)
        shutil.copytree(place, left, symlinks=True, ignore=lambda folder, names: STAGED if folder == str(place) else ())
        return handed(plan.task.name, left, str(plan.recorded_as))


def _owner(run: int) -> str:
    return f"preview {run}"


def _refused(words: str) -> Run:
    return Run(failure=Failure(words, kind=FailureKind.SYSTEM))


def _environment(variables: Mapping[str, Any]) -> dict[str, str]:
    return {**of_a_notebook(os.environ), **variables}

"""A chapter's preview as it lives: what is saved is rendered, planned and executed, and whoever looks is told.

All of it happens in one event loop; rendering, planning and judging in a thread, executing in the runner's.
"""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict

from ..core.files import UnfitError, read_plain
from ..core.plain import error_in_short
from ..core.problems import InputError, Problem
from ..core.run import Run
from ..core.run_folder import MAX_NOTEBOOK
from ..execution import drawings
from ..execution.handed_on import Handed, digest_of_all
from ..execution.plan import Plan, RunOptions, make_plans
from ..execution.streams import coalesced
from ..judging.baseline import all_deviations
from ..judging.values import without_cells
from ..judging.verdict import CheckedRun, judge
from ..notebook.page import Page
from ..report.runs import place_of, reached
from .rendering import Renderer
from .runner import Result, Runner, Watcher
from .session import Cancel, Command, Session, State
from .shown import Findings, Row, Shown

KEPT = 8  # programs whose texts and outputs are kept in memory: those that somebody looks at


@dataclass
class _Going:
    """A run that goes on: its program, the page that it is of, and the outputs so far."""

    program: str
    page: Page
    outputs: dict[str, list[Any]]


class Live:
    """A preview. `run_options` say how programs are run, `editor` which one links open, if any."""

    def __init__(self, renderer: Renderer, runner: Runner, jobs: int, run_options: RunOptions, editor: str = ""):
        self.renderer, self.runner, self.options, self.editor = renderer, runner, run_options, editor
        self.session = Session(jobs)
        self.plans: dict[str, Plan] = {}
        self.checked: dict[str, CheckedRun] = {}
        self.runs: dict[str, Run] = {}  # with what cells showed, to be judged again by other checks
        self.findings: dict[str, Findings] = {}
        self.notebooks: dict[str, Path] = {}  # the executed ones
        self.handed: dict[str, Handed] = {}
        self.unplanned: dict[str, str] = {}  # why a program can't be planned
        self.going: dict[int, _Going] = {}
        self.saved: set[Path] = set()
        self.touched: set[str] = set()  # since their last plan, by somebody who saved
        self.to_plan: dict[str, None] = {}
        self.readers: dict[asyncio.Event, str] = {}  # whoever looks, and at which program
        self.wake = asyncio.Event()
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="render")
        self._cells: OrderedDict[str, tuple[bytes, list[NotebookNode]]] = OrderedDict()
        self._outputs: OrderedDict[str, tuple[Findings, dict[str, list[Any]]]] = OrderedDict()
        self._know_programs()

    # ---- what happens from outside

    def files_saved(self, paths: set[Path]) -> None:
        """Files were saved, or are gone."""
        self.saved |= paths
        self.wake.set()

    def look_at(self, reader: asyncio.Event, program: str) -> None:
        """A reader has a program open; its event is set whenever something has changed."""
        self.readers[reader] = program
        self._act(self.session.looks_at({*self.readers.values()}))
        self.wake.set()

    def leave(self, reader: asyncio.Event) -> None:
        """A reader has gone."""
        self.readers.pop(reader, None)
        self._act(self.session.looks_at({*self.readers.values()}))

    def ask(self, act: str, program: str) -> None:
        """A reader pressed a button: `stop` or `again`."""
        if act == "stop":
            self._act(self.session.stop(program))
        elif act == "again":
            self._act(self.session.again(program))

    # ---- what is shown

    @property
    def shown(self) -> Shown:
        chapter = self.renderer.chapter
        return Shown(chapter.words.preview_page, chapter.words.site, chapter.layout, self.editor)

    def programs(self) -> list[tuple[str, ...]]:
        """A row for each program: slug, number, title, state, its words, and whether its text has faults."""
        shown, rows = self.shown, []
        names = {slug: text.program.number for slug, text in self.renderer.texts.items()}
        for slug, text in self.renderer.texts.items():
            entry, findings = self.session.entries[slug], self.findings.get(slug, Findings())
            told = shown.told(entry, len(text.page.rendered.code) if text.page and entry.run else 0, findings, names)
            faulty = "faulty" if text.faults or slug in self.unplanned else ""
            rows.append((slug, text.program.number, text.program.title, entry.state.value, told, faulty))
        return rows

    def blocks(self, program: str) -> dict[str, str]:
        """What is shown of a program, in order: blocks of HTML by key."""
        chapter = {"chapter": self.shown.faults_of_chapter([*self.renderer.faults, *self.renderer.of_all])}
        text = self.renderer.texts.get(program)
        if text is None:
            return chapter
        entry = self.session.entries[program]
        findings = replace(self.findings.get(program, Findings()), outputs=self._outputs_of(program))
        if entry.key == entry.ran and text.page and program in self.checked:
            checked = replace(self.checked[program], page=text.page)
            findings.rows = [Row(each, each.cell, _place(checked, each)) for each in reached(checked)]
        going = next((each for run, each in self.going.items() if run == entry.run), None)
        running = going.outputs if going and entry.state is State.RUNNING else None
        faults = [*text.faults, *filter(None, [self.unplanned.get(program)])]
        names = {slug: each.program.number for slug, each in self.renderer.texts.items()}
        cells = self._cells_of(program, text.page)
        return chapter | self.shown.blocks(entry, cells, faults, findings, running, names)

    def sources(self, program: str) -> dict[str, str]:
        """The text of each cell of a program, by the key of its block: a reader is led to what changed."""
        text = self.renderer.texts.get(program)
        return {f"cell-{cell['id']}": cell["source"] for cell in self._cells_of(program, text.page if text else None)}

    def _cells_of(self, program: str, page: Page | None) -> list[NotebookNode]:
        if page is None:
            return []
        known = self._cells.get(program)
        if known is None or known[0] is not page.rendered.compressed:
            cells = [from_dict(cell) for cell in json.loads(page.rendered.ipynb)["cells"]]
            for cell in cells:
                cell["source"] = "".join(cell["source"])
            self._cells[program] = known = page.rendered.compressed, cells
        _keep_few(self._cells, program)
        return known[1]

    def _outputs_of(self, program: str) -> dict[str, list[Any]]:
        """The outputs of the run that is shown, by cell."""
        path = self.notebooks.get(program)
        if path is None:
            return {}
        known, findings = self._outputs.get(program), self.findings[program]
        if known is None or known[0] is not findings:
            try:
                cells = json.loads(read_plain(path, MAX_NOTEBOOK, follow=False))["cells"]
                found = {cell["id"]: _joined(cell["outputs"]) for cell in cells if cell["cell_type"] == "code"}
            except (OSError, UnfitError, ValueError, LookupError, TypeError):
                found = {}
            self._outputs[program] = known = findings, found
        _keep_few(self._outputs, program)
        return known[1]

    def _tell(self) -> None:
        for reader in self.readers:
            reader.set()

    # ---- rendering and planning

    async def work(self) -> None:
        """Render and plan what was saved, for ever: first what somebody looks at, and nothing that is saved again."""
        while True:
            await self.wake.wait()
            self.wake.clear()
            if self.saved:
                await self._read_saved()
            looked_at = False
            while not self.saved and (self.renderer.stale or self.to_plan):
                opened = {*self.readers.values()}
                slug = next((each for each in self.renderer.stale if each in opened), None)
                plan = next((each for each in self.to_plan if each in opened), None)
                if slug or (plan is None and self.renderer.stale):
                    await self._render(slug or next(iter(self.renderer.stale)))
                    looked_at = True
                else:
                    await self._plan(plan or next(iter(self.to_plan)))
            if looked_at and not self.saved:
                await self._in_thread(self.renderer.look_at_all)
                self._tell()

    async def _read_saved(self) -> None:
        paths, self.saved = self.saved, set()
        touched = await self._in_thread(self.renderer.saved, paths)
        self.touched |= set(touched.programs)
        if touched.all:
            self._know_programs()
            self.to_plan |= dict.fromkeys(touched.programs)
        if touched.data:
            reading = [slug for slug, text in self.renderer.texts.items() if text.program.data]
            self.touched |= set(reading)
            self.to_plan |= dict.fromkeys(reading)
        self._tell()

    def _know_programs(self) -> None:
        chapter = self.renderer.chapter
        texts = self.renderer.texts
        after = {slug: [each.slug for each in chapter.producers(text.program)] for slug, text in texts.items()}
        self._act(self.session.has(after))

    async def _render(self, slug: str) -> None:
        before = self.renderer.texts[slug].page
        text = await self._in_thread(self.renderer.render, slug)
        page = text.page
        if page is not None and page is not before:
            same = before and before.program == page.program and before.rendered.code == page.rendered.code
            if not same or slug not in self.plans:
                self.to_plan[slug] = None
            if before and before.rendered.code != page.rendered.code:
                self._act(self.session.changed(slug))
        self._tell()

    async def _plan(self, slug: str) -> None:
        self.to_plan.pop(slug, None)
        text = self.renderer.texts.get(slug)
        if text is None or text.page is None:
            return
        try:
            plan, key = await self._in_thread(self._planned, slug)
        except InputError as error:
            self.unplanned[slug] = str(error)
            self._tell()
            return
        except Exception as error:
            self.unplanned[slug] = error_in_short(error)
            self._tell()
            return
        self.unplanned.pop(slug, None)
        self.plans[slug] = plan
        entry, touched = self.session.entries.get(slug), slug in self.touched
        self.touched.discard(slug)
        if entry is None:
            return
        left = plan.handed.digest if plan.handed else ""
        if plan.reused and entry.run is None and entry.ran != key:
            self.checked[slug], self.notebooks[slug] = plan.reused, plan.place / f"{plan.task.name}.ipynb"
            self.findings[slug] = Findings(seconds=plan.reused.run.seconds, reused=True)
            self.runs.pop(slug, None)
            if plan.handed:
                self.handed[slug] = plan.handed
        reusable = plan.reused is not None
        again = not reusable and entry.ran == key and self.findings.get(slug, Findings()).reused
        self._act(self.session.planned(slug, key, reusable, touched, left))
        if again:  # it doesn't pass the checks that there are now
            self._act(self.session.again(slug))
        if slug in self.runs and entry.ran == key:
            checked, findings = await self._judge(slug, plan, self.runs[slug])
            if entry.ran == key:
                self.checked[slug] = checked
                self.findings[slug] = replace(findings, note=self.findings[slug].note)
                self.session.judged(slug, checked.passed)
        self._tell()

    def _planned(self, slug: str) -> tuple[Plan, str]:
        """The plan of a program, and the key of its run. Raises InputError."""
        chapter, texts = self.renderer.chapter, self.renderer.texts
        page = texts[slug].page
        others = [text.page for each in chapter.producers(page.program) if (text := texts.get(each.slug)) and text.page]
        plan = make_plans(chapter, [page, *others], self.options)[0]
        parts = [plan.recorded_as, plan.task.kernel, plan.task.lacks, dict(plan.task.parameters), page.rendered.code]
        return plan, digest_of_all([json.dumps(parts, sort_keys=True, default=str)])

    def _in_thread(self, work: Callable[..., Any], *args: Any) -> Any:
        return asyncio.get_running_loop().run_in_executor(self.thread, work, *args)

    # ---- executing

    def _act(self, commands: Sequence[Command]) -> None:
        for command in commands:
            if isinstance(command, Cancel):
                self.runner.cancel(command.run)
                continue
            plan = self.plans[command.program]
            self.going[command.run] = _Going(command.program, plan.page, {})
            given = tuple(self.handed[each.task.name] for each in plan.producers if each.task.name in self.handed)
            loop = asyncio.get_running_loop()

            def soon(method: Callable[..., None], run: int = command.run, loop: Any = loop) -> Callable[..., None]:
                return lambda value: loop.call_soon_threadsafe(partial(method, run, value))

            watcher = Watcher(soon(self._at_cell), soon(self._cell_done), soon(self._run_ended))
            self.runner.start(command.run, plan, given, watcher, keep=command.program in self.session.opened)
        self._tell()

    def _at_cell(self, run: int, cell: str) -> None:
        going = self.going.get(run)
        if not going or cell not in going.page.rendered.code:  # papermill's own, which sets the parameters
            return
        if self.session.at_cell(run, cell, len(going.outputs)):
            self._tell()

    def _cell_done(self, run: int, cell: NotebookNode) -> None:
        if (going := self.going.get(run)) and cell["id"] in going.page.rendered.code:
            copy = from_dict({**cell, "outputs": coalesced(json.loads(json.dumps(cell["outputs"])))})
            drawings.keep({"cells": [copy]}, going.page.chapter.words.alt)
            going.outputs[cell["id"]] = copy["outputs"]
            self._tell()

    def _run_ended(self, run: int, result: Result) -> None:
        task = asyncio.get_running_loop().create_task(self._finish(run, result))
        task.add_done_callback(lambda done: done.cancelled() or done.result())

    async def _finish(self, run: int, result: Result) -> None:
        going = self.going[run]
        slug, passed, left = going.program, False, ""
        if self.session.is_wanted(run):
            checked, findings = await self._judge(slug, self.plans[slug], result.run)
        if self.session.is_wanted(run):
            passed = checked.passed
            self.checked[slug], self.findings[slug] = checked, replace(findings, note=self._note(result))
            self.runs[slug], self.notebooks[slug] = result.run, result.notebook
            self.handed.pop(slug, None)
            if result.left and passed:
                self.handed[slug], left = result.left, result.left.digest
        del self.going[run]
        self._act(self.session.ended(run, passed, left))
        self._tell()

    def _note(self, result: Result) -> str:
        """How a run was made, in words, where that is to be told."""
        words = self.renderer.chapter.words.preview_page
        if result.note.went_on:
            return words.went_on.format(cell=result.note.went_on)
        why = result.note.why
        return words.from_top.format(why=getattr(words.why, why, words.why.other)) if why else ""

    async def _judge(self, slug: str, plan: Plan, run: Run) -> tuple[CheckedRun, Findings]:
        """Hold a run against the checks, and against the record."""
        text = self.renderer.texts.get(slug)
        page = text.page if text and text.page else plan.page
        checked, found = await asyncio.to_thread(_judged, page, plan, run)
        return checked, Findings(seconds=run.seconds, differences=found)


def _judged(page: Page, plan: Plan, run: Run) -> tuple[CheckedRun, Sequence[tuple[str, float]]]:
    checked = judge(page, run, True, plan.judges)
    recorded = page.chapter.recorded.get(page.program.number) if not page.program.edition else None
    if recorded is None or run.results is None or run.failure:
        return checked, ()
    full = replace(run, parameters=page.program.params | run.parameters)
    found = all_deviations(recorded, without_cells(full, page.without_result))
    return checked, [(each.words, each.size) for each in found]


def _place(checked: CheckedRun, outcome: Any) -> Problem | None:
    """The template line of an outcome that failed."""
    place = None if outcome.passed else place_of(checked, outcome)
    return Problem(place.path, "", place.number) if place else None


def _joined(outputs: list[Any]) -> list[Any]:
    """Outputs as a file has them, with their texts in one piece."""
    for output in outputs:
        if isinstance(output.get("text"), list):
            output["text"] = "".join(output["text"])
        for kind, value in output.get("data", {}).items():
            if isinstance(value, list) and all(isinstance(each, str) for each in value):
                output["data"][kind] = "".join(value)
    return outputs


def _keep_few(kept: "OrderedDict[str, Any]", last: str) -> None:
    kept.move_to_end(last)
    while len(kept) > KEPT:
        kept.popitem(last=False)

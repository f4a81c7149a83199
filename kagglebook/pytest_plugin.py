"""pytest for a course: with `--kagglebook` each `chapters/*/chapter.toml` has an item for each program and erratum.

A program's item fails where its notebook in output/ is not what would be rendered, where a cell or a check fails in a
quick run, or where the run is not the recorded one; an erratum's where it is not true. Runs are made anew, in a folder
that goes with them; nothing of the course is written. Without the option this does nothing, and imports nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from concurrent.futures import Future

    from .chapter.chapter import Chapter
    from .chapter.errata import Erratum
    from .core.run import Run
    from .execution.plan import Plan
    from .execution.pool import Pool
    from .notebook.page import Page

OPTION = "--kagglebook"
DIST = "kagglebook_dist"


class FaultsError(Exception):
    """What is wrong with a program or an erratum, a line each."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("kagglebook")
    group.addoption(OPTION, action="store_true", help="execute the chapters of a course, and prove their errata")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ChapterFile | None:
    is_chapter = file_path.name == "chapter.toml" and file_path.parent.parent.name == "chapters"
    if is_chapter and parent.config.getoption(OPTION):
        return ChapterFile.from_parent(parent, path=file_path)
    return None


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """xdist: tell a worker how items are dealt out."""
    node.workerinput[DIST] = node.config.getoption("dist")


class ChapterFile(pytest.File):
    """A chapter: its programs, then its errata that can be proved."""

    def collect(self) -> Iterator[pytest.Item]:
        from .chapter.chapter import load_chapter
        from .core.layout import Layout
        from .core.problems import InputError
        from .execution.proving import is_provable
        from .notebook.book import make_pages

        layout = Layout(self.path.parents[2])
        try:
            chapter = load_chapter(layout.root, self.path.parent.name)
            pages = make_pages(chapter)
        except InputError as error:
            raise self.CollectError(layout.shown(error)) from None
        runs = Runs(self, chapter)
        for page in pages:
            yield ProgramItem.from_parent(self, name=page.program.number, page=page, runs=runs)
        for erratum in filter(is_provable, chapter.errata):
            yield ErratumItem.from_parent(self, name=f"erratum {erratum.where}", erratum=erratum, pages=pages)


class Runs:
    """The runs of a chapter's programs, side by side as far as they belong to this process."""

    def __init__(self, file: ChapterFile, chapter: Chapter):
        self.file, self.chapter = file, chapter
        self.stack = ExitStack()
        self.pool: Pool | None = None
        self.plans: dict[str, Plan] = {}
        self.submitted: dict[str, tuple[Future[Any], Path]] = {}
        self.runs: dict[str, Run] = {}  # of programs that hand on

    def of(self, item: ProgramItem) -> tuple[Plan, Run]:
        """The run of an item. Raises FaultsError where a program that it comes after broke off."""
        if self.pool is None:
            self._open()
        plan = self.plans[item.page.program.number]
        return plan, self._run(plan)

    def _run(self, plan: Plan) -> Run:
        name = plan.task.name
        if name in self.runs:
            return self.runs[name]
        if name not in self.submitted:
            self._submit(plan)
        future, folder = self.submitted.pop(name)
        run = self.pool.collect(future, folder)
        if plan.hands_on:  # it is asked for once more
            self.runs[name] = run
        return run

    def _open(self) -> None:
        from .core.temporary import temporary_folder
        from .execution.batch import open_pool
        from .execution.plan import RunOptions, make_plans

        ours = [each for each in self.file.session.items if isinstance(each, ProgramItem) and each.runs is self]
        # Devices are looked at by `kagglebook run`.
        options = RunOptions(force=True, pretend_gpu=False)
        plans = make_plans(self.chapter, [each.page for each in ours], options)
        self.plans = {plan.page.program.number: plan for plan in plans}
        self.folder = self.stack.enter_context(temporary_folder())
        self.pool = self.stack.enter_context(open_pool(plans, options))
        self.file.config.add_cleanup(self.stack.close)
        worker = getattr(self.file.config, "workerinput", None)
        if worker is None or worker.get(DIST) in ("loadfile", "loadscope"):  # else others have some of them
            for plan in plans:
                if not plan.producers:
                    self._submit(plan)

    def _submit(self, plan: Plan) -> None:
        """Begin a plan's run, once those of the programs that it comes after have ended."""
        from .execution.handed_on import Handed

        task, given = plan.task, []
        for producer in plan.producers:
            if producer.reused is None and self._run(producer).failure:
                raise FaultsError(f"program {plan.page.program.number}: not run: {producer.page.program.number} failed")
            given.append(producer.handed or Handed(producer.task.name, Path(self.folder, producer.task.name)))
        place = Path(self.folder, task.name)
        task = replace(task, handed=tuple(given)) if given else task
        self.submitted[task.name] = self.pool.submit(task, place, lambda cell: None), place


class _Item(pytest.Item):
    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        from .core.problems import InputError

        if isinstance(excinfo.value, FaultsError | InputError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, self.name


class ProgramItem(_Item):
    """A program: rendered, executed and checked."""

    def __init__(self, *, page: Page, runs: Runs, **more: Any):
        super().__init__(**more)
        self.page, self.runs = page, runs

    def runtest(self) -> None:
        from .judging.verdict import judge
        from .report.runs import failure_lines, run_line

        plan, run = self.runs.of(self)
        checked = judge(self.page, run, quick=True, judges=plan.judges)
        self.add_report_section("call", "run", run_line(checked))
        if faults := [*_stale(self.page), *failure_lines(checked)]:
            raise FaultsError("\n".join(faults))


class ErratumItem(_Item):
    """An erratum that something can be executed for."""

    def __init__(self, *, erratum: Erratum, pages: Sequence[Page], **more: Any):
        super().__init__(**more)
        self.erratum, self.pages = erratum, pages

    def runtest(self) -> None:
        from .execution.proving import prove
        from .execution.task import imported_modules

        sources = (source for page in self.pages for source in page.rendered.code.values())
        if faults := prove(self.erratum, imported_modules(sources)):
            raise FaultsError("\n".join(f"erratum {self.erratum.where!r}: {fault}" for fault in faults))


def _stale(page: Page) -> Iterator[str]:
    """Whether output/ has another notebook of a program than it should; a course that keeps none has none."""
    from .notebook.folder import changes_of

    chapter = page.chapter
    if chapter.layout.rendered(chapter.name).exists() and any(changes_of(chapter, [page], [""], complete=False)):
        where = chapter.layout.shown(chapter.layout.rendered(chapter.name))
        yield f"program {page.program.number}: {where} is stale: kagglebook render --chapter {chapter.called}"

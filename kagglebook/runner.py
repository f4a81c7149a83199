"""Executes the notebooks of a chapter one by one, checks each, and reports: `--run`."""

import shutil
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tqdm import tqdm

from . import data, output
from .book import Page
from .chapter import Chapter
from .checks import Outcome, judge_run
from .execute import execute, require_kernel
from .report import report_runs
from .result import RunResult


@dataclass(frozen=True)
class CheckedRun:
    """A page, how its run went, and what the checks found."""

    page: Page
    run: RunResult
    outcomes: Sequence[Outcome]

    @property
    def passed(self) -> bool:
        return all(outcome.passed for outcome in self.outcomes)


def run_pages(root: Path, chapter: Chapter, pages: Sequence[Page], options: Namespace) -> int:
    """Execute and check; 0 if every check of every program passed, else 1. Raises InputError before anything runs."""
    quick = options.run == "quick"
    if options.kernel:
        require_kernel(options.kernel)
    data_root = _data_root(root, chapter, pages, quick, options.data_root)
    runs = []
    total = sum(cell["cell_type"] == "code" for page in pages for cell in page.rendered.notebook.cells)
    # disable=None: no bar where nobody watches, only the line that each program leaves.
    with tqdm(total=total, unit="cell", dynamic_ncols=True, leave=False, disable=None) as bar:
        for page in pages:

            def on_cell(cell: str, page: Page = page) -> None:
                bar.set_description(f"{page.program.number} {cell}")
                bar.update()

            workdir = root / "output" / "runs" / chapter.name / page.program.slug
            run = run_page(chapter, page, workdir, data_root, quick, options, on_cell)
            runs.append(CheckedRun(page, run, judge_run(page.program.checks, run, quick)))
            bar.write(f"{page.program.number:>7}  {'passed' if runs[-1].passed else 'FAILED'}  {run.seconds:.1f} s")
    report_runs(root, runs, quick)
    return 0 if all(run.passed for run in runs) else 1


def run_page(
    chapter: Chapter, page: Page, workdir: Path, data_root: Path, quick: bool, options: Namespace, on_cell
) -> RunResult:
    """Execute one notebook in an emptied working directory with its data beside it."""
    program = page.program
    if workdir.exists():
        shutil.rmtree(workdir)
    workdir.mkdir(parents=True)
    data.stage([chapter.file.data[key] for key in program.data], data_root, workdir)
    notebook = workdir / "source" / f"{program.slug}.ipynb"
    output.write_whole(notebook, page.kernel.source)
    changed = program.quick if quick else {}
    try:
        run = execute(notebook, workdir, changed, options.kernel, options.timeout, on_cell)
    finally:
        shutil.rmtree(notebook.parent)
    return replace(run, parameters=program.params | changed)


def _data_root(root: Path, chapter: Chapter, pages: Sequence[Page], quick: bool, given: Path | None) -> Path:
    """Where the data come from: the shipped samples, the user's folder, or a download."""
    used = [chapter.file.data[key] for key in dict.fromkeys(key for page in pages for key in page.program.data)]
    folder = given or (chapter.folder / "data" if quick else root / "output" / "runs" / "data")
    if given is None and not quick:
        data.download(used, folder)
    data.require(used, folder)
    return folder

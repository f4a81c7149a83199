"""`--run`: executes what is not known yet, side by side, checks everything, and reports."""

import gc
import os
import shutil
import signal
import sys
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import suppress
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ..chapter.chapter import Chapter
from ..chapter.variants import Variant
from ..core.problems import InputError
from ..core.run import Failure, RunResult
from ..core.run_folder import land, staging, sweep
from ..notebook.page import Page
from ..report.ranking import Row, groups
from ..report.runs import report_runs
from ..report.variants import report_comparison
from . import fingerprint as kept
from . import pretended_gpu as gpu
from .imports import imported_modules
from .plan import CheckedRun, Plan, RunOptions, judge, make_plans
from .pool import LocalPool, Pool, default_jobs

INTERRUPTED = 130


def run_pages(root: Path, chapter: Chapter, pages: Sequence[Page], options: RunOptions) -> int:
    """Execute and check; 0 if every check of every program passed, else 1. Raises InputError before anything runs."""
    plans = make_plans(root, chapter, pages, options)
    runs = {plan.task.name: plan.kept for plan in plans if plan.kept}
    for run in runs.values():
        print(f"{run.page.program.number:>7}  kept    {run.run.seconds:.1f} s")
    # The longest first, so that none is left to run alone at the end; what never ran may be the longest.
    stale = sorted((plan for plan in plans if not plan.kept), key=lambda plan: plan.seconds, reverse=True)
    if stale:
        for_gpu = [plan.task for plan in stale if plan.for_gpu]
        with open_pool(stale, options) as pool, gpu.PretendedGPU(for_gpu) as pretended:
            print(pool.note)
            runs |= _Batch(pool, stale, options.quick, pretended).run()
            if pool.trouble:
                print(pool.trouble)
    ordered = [runs[plan.task.name] for plan in plans]
    if any(isinstance(page.program, Variant) for page in pages):
        report_runs(root, ordered, options.quick, [run for run in ordered if not isinstance(run.page.program, Variant)])
        rows = [Row(page.program, [run for run in ordered if run.page is page]) for page in pages]
        report_comparison(groups(rows), root / "output" / "runs" / chapter.name)
    else:
        report_runs(root, ordered, options.quick)
    return 0 if all(run.passed for run in ordered) else 1


def open_pool(plans: Sequence[Plan], options: RunOptions) -> Pool:
    modules = imported_modules(source for plan in plans for source in plan.page.rendered.code.values())
    if options.cluster:
        try:
            from .cluster import ClusterPool
        except ModuleNotFoundError as error:
            raise InputError(f"--cluster needs {error.name}: pip install -e '.[cluster]'") from None
        return ClusterPool(options.cluster, sorted(modules), options.kernel)
    return LocalPool(min(options.jobs or default_jobs(), len(plans)), sorted(modules), options.kernel)


class _Batch:
    """Plans on their way through a pool: what was submitted, and a bar that shows how far it is."""

    def __init__(self, pool: Pool, plans: Sequence[Plan], quick: bool, pretended: gpu.PretendedGPU):
        self.pool, self.plans, self.quick, self.pretended = pool, plans, quick, pretended
        self.waiting: dict[Future[Any], tuple[Plan, Path]] = {}
        self.runs: dict[str, CheckedRun] = {}

    def run(self) -> dict[str, CheckedRun]:
        """Do the plans, and land each as it ends: the runs by task. An interrupt keeps the notebooks so far."""
        for folder in {plan.runs for plan in self.plans}:
            sweep(folder)
        total = sum(len(plan.page.rendered.code) for plan in self.plans)
        # disable=None: no bar where nobody watches, only the line that each program leaves.
        with tqdm(total=total, unit="cell", dynamic_ncols=True, leave=False, disable=None) as self.bar:
            gc.freeze()  # what is here stays until the end, so that looking for garbage is quick
            try:
                for plan in self.plans:
                    if len(self.waiting) >= self.pool.ahead:
                        self.finish_some()
                    self.submit(plan)
                while self.waiting:
                    self.finish_some()
            except KeyboardInterrupt:
                # The next Ctrl-C ends this process, and with it, as their keepers notice, all of its kernels.
                signal.signal(signal.SIGINT, lambda signum, frame: os._exit(INTERRUPTED))
                print("interrupted: ending the notebooks (Ctrl-C again to leave at once)", file=sys.stderr, flush=True)
                self.pool.interrupt()
                self.pretended.close()
                for future in [future for future in self.waiting if future.done() and not future.cancelled()]:
                    self.finish(future)
                raise
            finally:
                gc.unfreeze()
                for _, folder in self.waiting.values():
                    shutil.rmtree(folder, ignore_errors=True)
        return self.runs

    def submit(self, plan: Plan) -> None:
        def on_cell(cell: str) -> None:
            self.bar.set_description(f"{plan.page.program.number} {cell}")
            self.bar.update()

        folder = staging(plan.place)
        self.waiting[self.pool.submit(plan.task, folder, on_cell)] = plan, folder

    def finish_some(self) -> None:
        """Wait until a run is done, and finish what is."""
        for future in wait(self.waiting, return_when=FIRST_COMPLETED).done:
            self.finish(future)

    def finish(self, future: Future[Any]) -> None:
        """Judge the run of a future that is done, and put its files in place."""
        # Before the future is let go of: an interrupt while this waits finishes it again.
        found = self.pretended.finding(self.waiting[future][0].task.name)
        plan, folder = self.waiting.pop(future)
        try:
            run = self.pool.collect(future, folder)
        except Exception as error:
            # Whatever it is, a lost machine say, is this program's failure, and the others go on.
            run = RunResult(failure=Failure(f"{type(error).__name__}: {error}"))
        checked = self.runs[plan.task.name] = judge(plan.page, run, self.quick, found=found, recorded=plan.baseline)
        with suppress(OSError):  # on a full disk the run still counts; it is made again the next time
            if checked.passed and plan.fingerprint and not (found and found["state"] == gpu.LOST):
                kept.write_record(folder, plan.fingerprint, run, found)
            land(folder, plan.place)
        verdict = "passed" if checked.passed else "FAILED"
        self.bar.write(f"{plan.page.program.number:>7}  {verdict}  {run.seconds:.1f} s")
        # An executed notebook leaves cycles, with all its outputs in them; Python waits until a quarter of all is such.
        gc.collect()

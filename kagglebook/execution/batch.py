"""Many notebooks: executes what is not known yet, side by side; each run is judged and landed as it ends."""

import gc
import importlib
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tqdm import tqdm

from ..chapter.chapter import Chapter
from ..core import claims
from ..core.plain import shortened
from ..core.problems import InputError, MissingExtraError, did_you_mean
from ..core.run import Failure, FailureKind, Run
from ..core.run_folder import land, staging, sweep, write_receipt
from ..judging.verdict import CheckedRun, judge
from ..notebook.page import Page
from .interrupts import Interrupts
from .kernels.confinement import Confinement, confinement
from .kernels.provisioner import WarmServer
from .kernels.specs import interpreter
from .plan import Plan, RunOptions, make_plans, receipt_of
from .pool import LocalPool, Pool, default_jobs
from .pretended_gpu import PretendedGPU, was_asked, with_finding
from .supply import NotSuppliedError, Supply, is_ready, not_run, supply_lines, with_producers
from .task import imported_modules
from .turns import NotBegunError

# Other places than this machine, by the scheme of their address: a module here, its pool, and the extra it needs.
PLACES = dict.fromkeys(("tcp", "tls", "ws", "wss", "ucx", "inproc"), ("cluster", "ClusterPool", "cluster"))

Told = Callable[[CheckedRun], None]


def run_plans(
    plans: Sequence[Plan],
    options: RunOptions,
    told: Told,
    say: Callable[[str], None],
    early: WarmServer | None = None,
) -> list[CheckedRun]:
    """Execute what can't be reused, and check everything; the runs in the order of their plans.

    So is what they come after, if it is not among them: `told` hears of these runs too. It hears of each run as soon as
    it is judged, `say` how and where notebooks run. Their kernels' server may have begun `early` to start. An interrupt
    is raised, and the notebooks so far stay.
    """
    every = with_producers(plans)
    runs = {plan.task.name: plan.reused for plan in every if plan.reused}
    for line in supply_lines(plans, every):
        say(line)
    for run in runs.values():
        told(run)
    # The longest first, so that none is left to run alone at the end; what never ran may be the longest. Before them
    # those for which others wait.
    stale = [plan for plan in every if not plan.reused]
    waited_for = {producer.task.name for plan in stale for producer in plan.producers}
    stale.sort(key=lambda plan: (plan.task.name in waited_for, plan.seconds), reverse=True)
    if stale:
        for_gpu = [plan.task for plan in stale if _is_asked(plan) and is_ready(plan)]
        python, confined = interpreter(options.kernel), confinement_of(stale, options)
        with open_pool(stale, options, confined, early) as pool, PretendedGPU(for_gpu, python, confined) as pretended:
            say(pool.note)
            runs |= _Batch(pool, stale, options.quick, pretended, told, runs).run()
            if pool.trouble:
                say(pool.trouble)
    return [runs[plan.task.name] for plan in plans]


def run(
    chapter: Chapter,
    pages: Sequence[Page],
    options: RunOptions | None = None,
    told: Told = lambda checked: None,
    say: Callable[[str], None] = lambda note: None,
) -> list[CheckedRun]:
    """Execute and check pages of a chapter, by default quick and here; an unchanged one that passed is reused.

    Returns the checked runs in the pages' order. The executed notebooks and their `results.json` stay in the course's
    `output/runs/`. Raises InputError, before anything runs, for a kernel or data that are not there.
    """
    options = options or RunOptions()
    return run_plans(make_plans(chapter, pages, options), options, told, say)


def confinement_of(plans: Sequence[Plan], options: RunOptions) -> Confinement | None:
    """What confined runs of some plans see. Raises InputError where that can't be had."""
    if not options.confined:
        return None
    if options.cluster:
        raise InputError("--confined goes with a run on this machine: what workers can do is not known here")
    # Large data are linked, not copied. Who reads none may have no such folder.
    roots = {plan.task.data_root.resolve() for plan in plans if plan.task.data_sets}
    return confinement(interpreter(options.kernel), roots)


def open_pool(
    plans: Sequence[Plan],
    options: RunOptions,
    confined: Confinement | None = None,
    early: WarmServer | None = None,
) -> Pool:
    """The pool for some plans, to be entered. Raises InputError where the place that the options name can't be had."""
    modules = sorted(imported_modules(source for plan in plans for source in plan.page.rendered.code.values()))
    if options.cluster is None:
        jobs = min(options.jobs or default_jobs(), len(plans))
        return LocalPool(jobs, modules, options.kernel, confined, early)
    scheme = options.cluster.partition("://")[0] if "://" in options.cluster else "tcp"
    if scheme not in PLACES:
        raise InputError(f"--cluster {options.cluster}: no place to run by {scheme!r}{did_you_mean(scheme, PLACES)}")
    module, pool, extra = PLACES[scheme]
    try:
        found = importlib.import_module(f".{module}", __package__)
    except ModuleNotFoundError as error:
        raise MissingExtraError("--cluster", str(error.name), extra) from None
    return getattr(found, pool)(options.cluster, modules, options.kernel)


def _is_asked(plan: Plan) -> bool:
    """Whether a plan is executed on the pretended GPU too."""
    return plan.for_gpu and plan.finding is None


def _has_begun(future: Future[Any]) -> bool:
    """Whether an interrupted future left a run: one that never had its turn leaves the last run where it is."""
    return future.done() and not future.cancelled() and not isinstance(future.exception(), NotBegunError)


class _Batch:
    """Plans on their way through a pool: what was submitted, and a bar that shows how far it is."""

    def __init__(
        self,
        pool: Pool,
        plans: Sequence[Plan],
        quick: bool,
        pretended: PretendedGPU,
        told: Told,
        known: Mapping[str, CheckedRun] = MappingProxyType({}),
    ):
        self.pool, self.plans, self.quick, self.pretended, self.told = pool, plans, quick, pretended, told
        self.waiting: dict[Future[Any], tuple[Plan, Path]] = {}
        self.runs: dict[str, CheckedRun] = dict(known)
        self.supply = Supply(plans)

    def run(self) -> dict[str, CheckedRun]:
        """Do the plans, and land each as it ends: the runs by task. An interrupt keeps the notebooks so far."""
        for folder in {plan.runs for plan in self.plans}:
            sweep(folder)
        total = sum(len(plan.page.rendered.code) for plan in self.plans)
        # disable=None: no bar where nobody watches, only the line that each program leaves.
        bar = tqdm(total=total, unit="cell", dynamic_ncols=True, leave=False, disable=None)
        with bar as self.bar, Interrupts() as self.interrupts:
            gc.freeze()  # what is here stays until the end, so that looking for garbage is quick
            try:
                left = list(self.plans)
                while left or self.waiting:
                    # Without circles there is one that waits for none, or for one that runs.
                    ready = next((place for place, plan in enumerate(left) if self.supply.settled(plan)), None)
                    if ready is None or len(self.waiting) >= self.pool.ahead:
                        self.finish_some()
                    else:
                        self.begin(left.pop(ready))
            except KeyboardInterrupt:
                # The next Ctrl-C ends this process, and with it, as their keepers notice, all of its kernels.
                self.interrupts.offer()
                with suppress(OSError):  # the terminal may be gone
                    print(
                        "interrupted: ending the notebooks (Ctrl-C again to leave at once)", file=sys.stderr, flush=True
                    )
                self.pool.interrupt()
                self.pretended.close()
                for future in [future for future in self.waiting if _has_begun(future)]:
                    self.finish(future)
                raise
            finally:
                gc.unfreeze()
                for _, folder in self.waiting.values():
                    shutil.rmtree(folder, ignore_errors=True)
                for folder in {plan.runs for plan in self.plans}:
                    claims.give_up(folder)
        return self.runs

    def begin(self, plan: Plan) -> None:
        """Submit a plan whose producers have ended; or tell why it isn't run, or that it need not be."""
        try:
            supplied = self.supply.supplied(plan)
            if supplied.reused:
                self.end(supplied, supplied.reused)
                return
            if _is_asked(supplied) and not is_ready(plan):
                self.pretended.add(supplied.task)
            self.submit(supplied)
        except NotSuppliedError as error:
            self.end(plan, not_run(plan.page, str(error)))

    def end(self, plan: Plan, checked: CheckedRun) -> None:
        """Note how a plan ended, for those that wait for it too, and tell it."""
        self.runs[plan.task.name] = checked
        self.supply.note(plan, checked)
        self.told(checked)

    def submit(self, plan: Plan) -> None:
        def on_cell(cell: str) -> None:
            self.bar.set_description(f"{plan.page.program.number} {cell}")
            self.bar.update()

        folder = staging(plan.place)
        try:
            future = self.pool.submit(plan.task, folder, on_cell)
        except InputError as error:  # what others left is too much to travel
            if not plan.producers:
                raise
            raise NotSuppliedError(str(error)) from None
        self.waiting[future] = plan, folder

    def finish_some(self) -> None:
        """Wait until a run is done, and finish what is."""
        with self.interrupts.heard():
            done = wait(self.waiting, return_when=FIRST_COMPLETED).done
        for future in done:
            self.finish(future)

    def finish(self, future: Future[Any]) -> None:
        """Judge the run of a future that is done, and put its files in place."""
        # Before the future is let go of: an interrupt while this waits finishes it again.
        with self.interrupts.heard():
            asked = self.waiting[future][0]
            found = asked.finding or self.pretended.finding(asked.task.name)
        plan, folder = self.waiting.pop(future)
        try:
            run = self.pool.collect(future, folder)
        except Exception as error:
            # Whatever it is, a lost machine say, is this program's failure, and the others go on.
            run = Run(failure=Failure(shortened(f"{type(error).__name__}: {error}"), kind=FailureKind.SYSTEM))
        run = with_finding(run, found)
        checked = judge(plan.page, run, self.quick, plan.judges)
        with suppress(OSError):  # on a full disk the run still counts; it is made again the next time
            if checked.passed and plan.fingerprint and (found is None or was_asked(run)):
                write_receipt(folder, receipt_of(plan, run, self.quick, folder))
            land(folder, plan.place)
            self.supply.landed(plan)
        self.end(plan, checked)
        # An executed notebook leaves cycles, with all its outputs in them; Python waits until a quarter of all is such.
        gc.collect()

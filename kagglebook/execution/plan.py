"""What to do about each program of a run: reuse an earlier run of the same, or make one."""

import math
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..chapter.chapter import Chapter
from ..chapter.data import DataSet
from ..chapter.grid import Value
from ..chapter.overrides import chosen
from ..core.files import require_inside
from ..core.problems import InputError, MissingExtraError, did_you_mean
from ..core.run import Run
from ..core.run_folder import RESULTS, read_receipt, read_run
from ..judging import baseline
from ..judging.blanks import BlanksJudge
from ..judging.judges import Judge
from ..judging.verdict import CheckedRun, judge
from ..notebook.page import Page
from ..notebook.roles import REPORT
from . import data, pretended_gpu
from .fingerprint import RECORDED, fingerprint
from .task import Task, imported_modules
from .versions import ask, versions_behind

# Seconds: the time limit of a notebook is so many times its last run, and never less than this; what never ran as it
# would now may take this long.
LIMIT_TIMES, SHORTEST_LIMIT, QUICK_LIMIT, FULL_LIMIT = 20, 600.0, 3_600.0, 43_200.0


@dataclass(frozen=True)
class RunOptions:
    """How to run: with which parameters, on which data, in which kernel, how many at a time, how long each, where."""

    quick: bool = True
    data_root: Path | None = None
    kernel: str | None = None
    jobs: int | None = None
    timeout: float | None = None  # seconds that a notebook may take; None: see `time_limit`
    force: bool = False  # also what is unchanged
    cluster: str | None = None  # the address of a place of execution, else this machine
    pretend_gpu: bool = True
    settings: Mapping[str, Value] = field(default_factory=dict)  # what replaces a parameter, where there is such
    seeds: int = 1  # runs of each program that has a seed
    confined: bool = False  # without network and home, and with a system that can't be written to
    variables: Sequence[str] = ()  # of the environment, which notebooks get besides the harmless ones


@dataclass(frozen=True, slots=True)
class Plan:
    """A page's task, the folder of its runs, what the run will be known by, the last one's seconds, and one to reuse.

    `for_gpu` programs are executed on the pretended GPU too; `judges` look at the run besides its checks; by
    `recorded_as` it would be known in baseline.json.
    """

    page: Page
    task: Task
    runs: Path
    fingerprint: str | None
    seconds: float
    reused: CheckedRun | None
    for_gpu: bool = False
    judges: tuple[Judge, ...] = ()
    recorded_as: str | None = None

    @property
    def place(self) -> Path:
        """Where the run lands."""
        return self.runs / self.task.name


def make_plans(chapter: Chapter, pages: Iterable[Page], options: RunOptions, compare: bool = True) -> list[Plan]:
    """A plan for each page, and for each further seed, to be held against its recorded run unless `compare` is false.

    A program whose data can't be had has a task that says so, and fails alone. Raises InputError where the kernel that
    the options name isn't there.
    """
    pages = list(pages)
    require_inside(chapter.layout.runs(chapter.name) / RESULTS, chapter.layout.output)
    variables = _variables(options.variables)
    environments = _environments(options.kernel, pages)
    places = _DataPlaces(chapter, options)
    # The shipped samples are what the recorded runs had.
    compare = compare and options.quick and options.data_root is None
    recorded = baseline.BaselineJudge(chapter.recorded if compare else {})
    plans = []
    for page, environment in zip(pages, environments, strict=True):
        program = page.program
        parameters = (program.quick if options.quick else {}) | chosen(options.settings, program)
        data_sets = tuple(chapter.file.data[key] for key in program.data)
        data_root, lacks = places.of(data_sets)
        for further in range(options.seeds if "seed" in program.params else 1):
            own = further == 0
            task = Task(
                name=program.slug if own else f"{program.slug}-seed-{further}",
                compressed=page.rendered.compressed,
                parameters=parameters if own else _other_seed(program.params | parameters, parameters, further),
                data_sets=data_sets,
                data_root=data_root,
                lacks=lacks,
                kernel=options.kernel,
                variables=variables,
                words=chapter.words.alt,
            )
            # What the pretended GPU found no seed changes; recorded is the program's own seed.
            judges = (pretended_gpu.PretendedGPUJudge(), recorded) if own else ()
            judges = (BlanksJudge(),) if program.edition else judges
            for_gpu = options.quick and options.pretend_gpu and own and pretended_gpu.applies(page)
            runs = chapter.layout.runs(chapter.name, further_seed=not own)
            plans.append(_plan(page, task, runs, environment, options, for_gpu, judges))
    return plans


def _other_seed(known: Mapping[str, Value], parameters: Mapping[str, Value], further: int) -> dict[str, Value]:
    return {**parameters, "seed": known["seed"] + further}


def _plan(
    page: Page,
    task: Task,
    runs: Path,
    environment: Mapping[str, str] | None,
    options: RunOptions,
    for_gpu: bool,
    judges: tuple[Judge, ...],
) -> Plan:
    digest = fingerprint(task, environment) if environment else None
    receipt = read_receipt(runs / task.name)
    task = replace(task, timeout=options.timeout or time_limit(task, receipt, options.quick))
    known = digest is not None and receipt.get("fingerprint") == digest and not options.force
    run = read_run(runs / task.name, task.name, task.parameters) if known else None
    if run and for_gpu and not pretended_gpu.was_asked(run):
        run = None
    if run and not for_gpu:
        run = pretended_gpu.without_finding(run)
    earlier = judge(page, run, options.quick, judges, reused=True) if run else None
    # The checks may have changed since: a run that fails them now is made again, as a failure is never reused.
    earlier = earlier if earlier and earlier.passed else None
    telling = (RECORDED, *page.rendered.with_role(REPORT))
    recorded_as = fingerprint(task, environment, telling) if environment else None
    return Plan(page, task, runs, digest, _seconds(receipt) or math.inf, earlier, for_gpu, judges, recorded_as)


def time_limit(task: Task, receipt: Mapping[str, Any], quick: bool) -> float:
    """The seconds that a notebook may take where nobody says: many times what the last run with these parameters took,
    else a constant. A full run has what a session on Kaggle has, 12 hours.
    """
    known = _seconds(receipt) if receipt.get("load") == load_of(task, quick) else None
    if known:
        return max(SHORTEST_LIMIT, round(LIMIT_TIMES * known))
    return QUICK_LIMIT if quick else FULL_LIMIT


def load_of(task: Task, quick: bool) -> dict[str, Any]:
    """What decides how long a run takes, besides its code."""
    known = {"quick": quick, "parameters": dict(task.parameters), "kernel": task.kernel}
    return known | {"data": str(task.data_root) if task.data_sets else ""}


def receipt_of(plan: Plan, run: Run, quick: bool) -> dict[str, Any]:
    """What is noted of a run that passed."""
    noted = {"fingerprint": plan.fingerprint, "seconds": run.seconds, "findings": dict(run.findings)}
    return {**noted, "load": load_of(plan.task, quick)}


def _seconds(receipt: Mapping[str, Any]) -> float | None:
    seconds = receipt.get("seconds")
    return seconds if isinstance(seconds, int | float) and 0 < seconds < math.inf else None


def _variables(names: Iterable[str]) -> dict[str, str]:
    """Those of this process's environment. Raises InputError for one that isn't set."""
    for name in names:
        if name not in os.environ:
            raise InputError(f"--env {name}: no such variable is set")
    return {name: os.environ[name] for name in names}


def interpreter(kernel: str | None) -> str:
    """The Python of a Jupyter kernel. Raises InputError for one that isn't there."""
    if kernel is None:
        return sys.executable
    from jupyter_client import KernelManager
    from jupyter_client.kernelspec import KernelSpecManager

    known = KernelSpecManager().find_kernel_specs()
    if kernel not in known:
        raise InputError(f"--kernel {kernel}: no such Jupyter kernel{did_you_mean(kernel, known)}")
    # As Jupyter starts it: where a specification says `python`, that is this one, whatever PATH says.
    return KernelManager(kernel_name=kernel).format_kernel_cmd()[0]


def _environments(kernel: str | None, pages: Sequence[Page]) -> list[Mapping[str, str] | None]:
    """Of each page what the kernel's interpreter is, and the versions of what the page imports; None where that can't
    be told."""
    imported = [_packages(imported_modules(page.rendered.code.values())) for page in pages]
    names, python = set().union(*imported), interpreter(kernel)
    known = versions_behind(names) if kernel is None else ask(python, versions_behind, names)
    if known is None:
        return [None] * len(pages)
    return [known[""] | {each: known[name][each] for name in own for each in known[name]} for own in imported]


def _packages(modules: Iterable[str]) -> set[str]:
    """The packages of some modules, but those of the standard library."""
    return {name.partition(".")[0] for name in modules} - sys.stdlib_module_names


class _DataPlaces:
    """Where the data of programs come from: the chapter's own, the user's folder, or a download, made once."""

    def __init__(self, chapter: Chapter, options: RunOptions):
        self.shipped, self.downloads = chapter.layout.samples(chapter.file.number), chapter.layout.downloads()
        self.options, self.failed = options, dict[str, str]()
        for data_set in chapter.file.data.values():
            require_inside(self.shipped / data_set.name, chapter.layout.root)

    def of(self, data_sets: Sequence[DataSet]) -> tuple[Path, str]:
        """The folder with the data sets of a program, and what of them can't be had, in words."""
        if self.options.data_root or self.options.quick:
            root = self.options.data_root or self.shipped
        elif any(each.samples or each.download() for each in data_sets):
            root = self.downloads
            if words := "; ".join(filter(None, map(self._download, data_sets))):
                return root, words
        else:
            root = self.shipped  # all that there is
        return root, "; ".join(data.missing(data_sets, root))

    def _download(self, data_set: DataSet) -> str:
        if data_set.name not in self.failed:
            try:
                data.download([data_set], self.downloads, interpreter(self.options.kernel))
                self.failed[data_set.name] = ""
            except MissingExtraError:
                raise
            except InputError as error:
                self.failed[data_set.name] = str(error)
        return self.failed[data_set.name]

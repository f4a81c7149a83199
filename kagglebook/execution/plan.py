"""What to do about each program of a run: reuse an earlier run of the same, or make one."""

import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..chapter.chapter import Chapter
from ..chapter.grid import Value
from ..chapter.overrides import chosen
from ..core.problems import InputError, did_you_mean
from ..core.run_folder import read_receipt, read_run
from ..judging import baseline
from ..judging.judges import Judge
from ..judging.verdict import CheckedRun, judge
from ..notebook.page import Page
from . import data, pretended_gpu
from .fingerprint import fingerprint, packages_of, versions, versions_of
from .task import Task


@dataclass(frozen=True)
class RunOptions:
    """How to run: with which parameters, on which data, in which kernel, how many at a time, how long each, where."""

    quick: bool = True
    data_root: Path | None = None
    kernel: str | None = None
    jobs: int | None = None
    timeout: float | None = None  # seconds that a notebook may take
    force: bool = False  # also what is unchanged
    cluster: str | None = None  # the address of a place of execution, else this machine
    pretend_gpu: bool = True
    settings: Mapping[str, Value] = field(default_factory=dict)  # what replaces a parameter, where there is such
    seeds: int = 1  # runs of each program that has a seed


@dataclass(frozen=True, slots=True)
class Plan:
    """A page's task, the folder of its runs, what the run will be known by, the last one's seconds, and one to reuse.

    `for_gpu` programs are executed on the pretended GPU too; `judges` look at the run besides its checks.
    """

    page: Page
    task: Task
    runs: Path
    fingerprint: str | None
    seconds: float
    reused: CheckedRun | None
    for_gpu: bool = False
    judges: tuple[Judge, ...] = ()

    @property
    def place(self) -> Path:
        """Where the run lands."""
        return self.runs / self.task.name


def make_plans(chapter: Chapter, pages: Iterable[Page], options: RunOptions, compare: bool = True) -> list[Plan]:
    """A plan for each page, and for each further seed, to be held against its recorded run unless `compare` is false.

    Raises InputError where the kernel or the data that the options name are not there.
    """
    pages = list(pages)
    environment = _environment(options.kernel, packages_of([chapter.folder, chapter.layout.templates]))
    data_root = _data_root(chapter, pages, options)
    # The shipped samples are what the recorded runs had.
    compare = compare and options.quick and options.data_root is None
    recorded = baseline.BaselineJudge(baseline.load(chapter.folder) if compare else {})
    plans = []
    for page in pages:
        program = page.program
        parameters = (program.quick if options.quick else {}) | chosen(options.settings, program)
        for further in range(options.seeds if "seed" in program.params else 1):
            own = further == 0
            task = Task(
                name=program.slug if own else f"{program.slug}-seed-{further}",
                compressed=page.rendered.compressed,
                parameters=parameters if own else _other_seed(program.params | parameters, parameters, further),
                data_sets=tuple(chapter.file.data[key] for key in program.data),
                data_root=data_root,
                kernel=options.kernel,
                timeout=options.timeout,
            )
            # What the pretended GPU found no seed changes; recorded is the program's own seed.
            judges = (pretended_gpu.PretendedGPUJudge(), recorded) if own else ()
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
    known = digest is not None and receipt.get("fingerprint") == digest and not options.force
    run = read_run(runs / task.name, task.name, task.parameters) if known else None
    if run and for_gpu and not pretended_gpu.was_asked(run):
        run = None
    if run and not for_gpu:
        run = pretended_gpu.without_finding(run)
    earlier = judge(page, run, options.quick, judges, reused=True) if run else None
    # The checks may have changed since: a run that fails them now is made again, as a failure is never reused.
    earlier = earlier if earlier and earlier.passed else None
    return Plan(page, task, runs, digest, receipt.get("seconds", math.inf), earlier, for_gpu, judges)


def interpreter(kernel: str | None) -> str:
    """The Python of a Jupyter kernel. Raises InputError for one that isn't there."""
    if kernel is None:
        return sys.executable
    from jupyter_client.kernelspec import KernelSpecManager

    manager = KernelSpecManager()
    known = manager.find_kernel_specs()
    if kernel not in known:
        raise InputError(f"--kernel {kernel}: no such Jupyter kernel{did_you_mean(kernel, known)}")
    return manager.get_kernel_spec(kernel).argv[0]


def _environment(kernel: str | None, packages: Sequence[str]) -> Mapping[str, str] | None:
    """What a kernel's interpreter is and has; None where that can't be told."""
    python = interpreter(kernel)
    return versions(packages) if kernel is None else versions_of(python, packages)


def _data_root(chapter: Chapter, pages: Sequence[Page], options: RunOptions) -> Path:
    """Where the data come from: the shipped samples, the user's folder, or a download."""
    used = [chapter.file.data[key] for key in dict.fromkeys(key for page in pages for key in page.program.data)]
    layout = chapter.layout
    folder = options.data_root or (layout.samples(chapter.file.number) if options.quick else layout.downloads())
    if options.data_root is None and not options.quick:
        data.download(used, folder, interpreter(options.kernel))
    data.require(used, folder)
    return folder

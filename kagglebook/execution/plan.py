"""What to do about each program of a run: keep an earlier run of the same, or make one."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..chapter.chapter import Chapter
from ..chapter.checks import Outcome, judge_run
from ..chapter.grid import Value
from ..chapter.overrides import chosen
from ..core.problems import InputError, did_you_mean
from ..core.run import RunResult
from ..judging import baseline
from ..judging.baseline import Recorded
from ..notebook.page import Page
from . import data
from . import fingerprint as kept
from . import pretended_gpu as gpu
from .task import Task


@dataclass(frozen=True)
class RunOptions:
    """How to run: with which parameters, on which data, in which kernel, how many at a time, how long each, where."""

    quick: bool = True
    data_root: Path | None = None
    kernel: str | None = None
    jobs: int | None = None
    timeout: float | None = None
    force: bool = False
    cluster: str | None = None
    pretend_gpu: bool = True
    settings: Mapping[str, Value] = field(default_factory=dict)  # what replaces a parameter, where there is such
    seeds: int = 1  # runs of each program that has a seed


@dataclass(frozen=True, slots=True)
class CheckedRun:
    """A page, how its run went, and what the checks found; `kept` is a run of an earlier call.

    The run is without the outputs of its cells: the outcomes tell of them, and a thousand runs are held at once.
    """

    page: Page
    run: RunResult
    outcomes: Sequence[Outcome]
    kept: bool = False

    @property
    def passed(self) -> bool:
        return all(outcome.passed for outcome in self.outcomes)


@dataclass(frozen=True, slots=True)
class Plan:
    """A page's task, the folder of its run among others, what it will be known by, the last one's seconds, one to keep.

    `for_gpu` programs are executed on the pretended GPU too; `baseline` is the recorded run that a run is held against.
    """

    page: Page
    task: Task
    runs: Path
    fingerprint: str | None
    seconds: float
    kept: CheckedRun | None
    for_gpu: bool = False
    baseline: Recorded | None = None

    @property
    def place(self) -> Path:
        """Where the run lands."""
        return self.runs / self.task.name


def make_plans(
    root: Path, chapter: Chapter, pages: Iterable[Page], options: RunOptions, compare: bool = True
) -> list[Plan]:
    """A plan for each page, and for each further seed, to be held against its recorded run unless `compare` is false.

    Raises InputError where the kernel or the data that the options name are not there.
    """
    pages = list(pages)
    environment = _environment(options.kernel)
    data_root = _data_root(root, chapter, pages, options)
    # The shipped samples are what the recorded runs had.
    compare = compare and options.quick and options.data_root is None
    recorded = baseline.load(chapter.folder) if compare else {}
    plans = []
    folders = {
        own: root / "output" / "runs" / (chapter.name if own else f"seeds/{chapter.name}") for own in (True, False)
    }
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
            plans.append(_plan(page, task, folders[own], environment, options, own, recorded))
    return plans


def _other_seed(known: Mapping[str, Value], parameters: Mapping[str, Value], further: int) -> dict[str, Value]:
    return {**parameters, "seed": known["seed"] + further}


def _plan(
    page: Page,
    task: Task,
    runs: Path,
    environment: Mapping[str, str] | None,
    options: RunOptions,
    own_seed: bool,
    recorded: Mapping[str, Recorded],
) -> Plan:
    digest = kept.fingerprint(task, environment) if environment else None
    place = runs / task.name
    record = kept.read_record(place)
    known = digest is not None and record.get("fingerprint") == digest and not options.force
    # What the pretended GPU found belongs to what is kept; no seed changes it.
    for_gpu = options.quick and options.pretend_gpu and own_seed and gpu.applies(page)
    finding = record.get("gpu") if for_gpu else None
    known = known and (finding is not None or not for_gpu)
    run = kept.read_run(place, task) if known else None
    against = recorded.get(page.program.number) if own_seed else None
    earlier = judge(page, run, options.quick, True, finding, against) if run else None
    # The checks may have changed since: a run that fails them now is made again, as a failure is never kept.
    earlier = earlier if earlier and earlier.passed else None
    return Plan(page, task, runs, digest, record.get("seconds", math.inf), earlier, for_gpu, against)


def judge(
    page: Page,
    run: RunResult,
    quick: bool,
    kept: bool = False,
    found: gpu.Finding | None = None,
    recorded: Recorded | None = None,
) -> CheckedRun:
    """Hold a run against its checks, and where there are any, what the pretended GPU found and the recorded run."""
    run = replace(run, parameters=page.program.params | run.parameters)
    outcomes = judge_run(page.program.checks, run, quick)
    if found:
        outcomes.append(gpu.outcome(found))
    if compared := recorded and baseline.judge_baseline(recorded, run, page.program.params | page.program.quick):
        outcomes.append(compared)
    return CheckedRun(page, replace(run, cells={}), outcomes, kept)


def _environment(kernel: str | None) -> Mapping[str, str] | None:
    """What a kernel's interpreter is and has; None where that can't be told."""
    if kernel is None:
        return kept.versions()
    from jupyter_client.kernelspec import KernelSpecManager

    manager = KernelSpecManager()
    known = manager.find_kernel_specs()
    if kernel not in known:
        raise InputError(f"--kernel {kernel}: no such Jupyter kernel{did_you_mean(kernel, known)}")
    return kept.versions_of(manager.get_kernel_spec(kernel).argv[0])


def _data_root(root: Path, chapter: Chapter, pages: Sequence[Page], options: RunOptions) -> Path:
    """Where the data come from: the shipped samples, the user's folder, or a download."""
    used = [chapter.file.data[key] for key in dict.fromkeys(key for page in pages for key in page.program.data)]
    folder = options.data_root or (chapter.folder / "data" if options.quick else root / "output" / "runs" / "data")
    if options.data_root is None and not options.quick:
        data.download(used, folder)
    data.require(used, folder)
    return folder

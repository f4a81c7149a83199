"""What to do about each program of a run: reuse an earlier run of the same, or make one."""

import math
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from ..chapter.after import depths
from ..chapter.chapter import Chapter
from ..chapter.grid import Value
from ..chapter.overrides import chosen
from ..core.files import require_inside
from ..core.problems import InputError
from ..core.run import Run
from ..core.run_folder import RESULTS, read_receipt, read_run
from ..judging import baseline
from ..judging.blanks import BlanksJudge
from ..judging.judges import Judge
from ..judging.verdict import CheckedRun, judge
from ..notebook.page import Page
from ..notebook.roles import REPORT
from . import handed_on, pretended_gpu
from .data_places import DataPlaces
from .fingerprint import RECORDED, fingerprint
from .handed_on import Handed, digest_of
from .kernels.specs import interpreter
from .needed import is_as_recorded, pages_of_producers
from .pretended_gpu import Finding
from .task import Task, imported_modules
from .versions import ask, versions_behind, versions_here

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

    `for_gpu` programs are executed on the pretended GPU too, unless `finding` is what it found of the same before;
    `judges` look at the run besides its checks; by
    `recorded_as` it would be known in baseline.json. `producers` have to end before it: then `again` makes the plan
    with what they left. `hands_on` says whether the run is one whose files others are handed, `handed` what it left.
    """

    page: Page
    task: Task
    runs: Path
    fingerprint: str | None
    seconds: float
    reused: CheckedRun | None
    for_gpu: bool = False
    finding: Finding | None = None
    judges: tuple[Judge, ...] = ()
    recorded_as: str | None = None
    producers: tuple["Plan", ...] = ()
    again: Callable[[tuple[Handed, ...]], "Plan"] | None = None
    hands_on: bool = False
    handed: Handed | None = None

    @property
    def place(self) -> Path:
        """Where the run lands."""
        return self.runs / self.task.name


def make_plans(chapter: Chapter, pages: Iterable[Page], options: RunOptions, compare: bool = True) -> list[Plan]:
    """A plan for each page, and for each further seed, to be held against its recorded run unless `compare` is false.

    Each has the plans of the programs that it comes after, which are no others than those of their pages; one without
    page here is made for the complete program, and for the sake of who comes after it alone. A program whose data can't
    be had has a task that says so, and fails alone. Raises InputError where the kernel of the options isn't there.
    """
    pages = list(pages)
    supply = pages_of_producers(chapter, pages)
    require_inside(chapter.layout.runs(chapter.name) / RESULTS, chapter.layout.output)
    variables = _variables(options.variables)
    places = DataPlaces(chapter, options.quick, options.data_root, interpreter(options.kernel))
    # The shipped samples are what the recorded runs had.
    compare = compare and options.quick and options.data_root is None
    recorded = baseline.BaselineJudge(chapter.recorded if compare else {})
    needed = {number for program in chapter.programs for number in program.after}
    own_of: dict[str, Plan] = {}  # of the complete programs, by number
    plans: dict[int, list[Plan]] = {}
    # Who is asked for nothing of its own is run as it is, and only if it has to be.
    others = replace(options, settings={}, force=False, seeds=1)
    order = depths(chapter.programs) if needed else {}
    every = [(page, options) for page in pages] + [(page, others) for page in supply]
    environments = _environments(options.kernel, [page for page, _ in every])
    for place, (page, how) in sorted(enumerate(every), key=lambda each: order.get(each[1][0].program.origin.number, 0)):
        program, environment = page.program, environments[place]
        parameters = (program.quick if options.quick else {}) | chosen(how.settings, program)
        producers = tuple(own_of[each.number] for each in chapter.producers(program))
        data_sets = tuple(chapter.file.data[key] for key in program.data)
        data_root, lacks = places.of(data_sets)
        for further in range(how.seeds if "seed" in program.params else 1):
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
            judges = (
                pretended_gpu.PretendedGPUJudge(),
                *([recorded] if is_as_recorded(chapter, program, how.settings) else ()),
            )
            judges = judges if own else ()
            judges = (BlanksJudge(),) if program.edition else judges
            for_gpu = options.quick and options.pretend_gpu and own and pretended_gpu.applies(page)
            runs = chapter.layout.runs(chapter.name, further_seed=not own)
            hands_on = own and program.number in needed
            plan = _plan(page, task, runs, environment, how, for_gpu, judges, hands_on, producers)
            plans.setdefault(place, []).append(plan)
            if hands_on:
                own_of[program.number] = plan
    return [plan for place in range(len(pages)) for plan in plans[place]]


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
    hands_on: bool = False,
    producers: tuple[Plan, ...] = (),
    given: tuple[Handed, ...] | None = None,
) -> Plan:
    """The plan, with what the producers left if that is `given` already, or known as all of them are reused."""
    again = partial(_plan, page, task, runs, environment, options, for_gpu, judges, hands_on, producers)
    if given is None and all(producer.reused for producer in producers):
        given = tuple(producer.handed for producer in producers if producer.handed)
    telling = (RECORDED, *page.rendered.with_role(REPORT))
    recorded_as = fingerprint(task, environment, telling) if environment else None
    if recorded_as and producers:
        recorded_as = handed_on.digest_of_all([recorded_as, *(str(each.recorded_as) for each in producers)])
    task = replace(task, handed=given or ())
    digest = fingerprint(task, environment) if environment and given is not None else None
    receipt = read_receipt(runs / task.name)
    task = replace(task, timeout=options.timeout or time_limit(task, receipt, options.quick))
    same = digest is not None and receipt.get("fingerprint") == digest
    # What it found is true of the code, however often that is executed.
    finding = pretended_gpu.finding_in(receipt.get("findings")) if same and for_gpu else None
    known = same and not options.force
    # Files that somebody removed since are made again.
    known = known and (not hands_on or receipt.get("outputs") == digest_of(runs / task.name, task.name) != "")
    run = read_run(runs / task.name, task.name, task.parameters) if known else None
    if run and for_gpu and not pretended_gpu.was_asked(run):
        run = None
    if run and not for_gpu:
        run = pretended_gpu.without_finding(run)
    earlier = judge(page, run, options.quick, judges, reused=True) if run else None
    # The checks may have changed since: a run that fails them now is made again, as a failure is never reused.
    earlier = earlier if earlier and earlier.passed else None
    known_as = (digest, _seconds(receipt) or math.inf, earlier, for_gpu, finding, judges, recorded_as)
    left = handed_on.handed(task.name, runs / task.name, digest) if hands_on and earlier else None
    return Plan(page, task, runs, *known_as, producers, again, hands_on, left)


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


def receipt_of(plan: Plan, run: Run, quick: bool, folder: Path) -> dict[str, Any]:
    """What is noted of a run that passed, and whose files lie in a folder."""
    noted = {"fingerprint": plan.fingerprint, "seconds": run.seconds, "findings": dict(run.findings)}
    noted |= {"outputs": digest_of(folder, plan.task.name)} if plan.hands_on else {}
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


def _environments(kernel: str | None, pages: Sequence[Page]) -> list[Mapping[str, str] | None]:
    """Of each page what the kernel's interpreter is, and the versions of what the page imports; None where that can't
    be told."""
    imported = [_packages(imported_modules(page.rendered.code.values())) for page in pages]
    names, python = set().union(*imported), interpreter(kernel)
    known = versions_here(names) if kernel is None else ask(python, versions_behind, names)
    if known is None:
        return [None] * len(pages)
    return [known[""] | {each: known[name][each] for name in own for each in known[name]} for own in imported]


def _packages(modules: Iterable[str]) -> set[str]:
    """The packages of some modules, but those of the standard library."""
    return {name.partition(".")[0] for name in modules} - sys.stdlib_module_names

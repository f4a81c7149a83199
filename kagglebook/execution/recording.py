"""Recorded runs: each program by other machine code and with other seeds, from which its tolerances are measured."""

import contextlib
import datetime
import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from ..chapter import recorded
from ..chapter.chapter import Chapter
from ..chapter.recorded import SEEDS, Recorded
from ..core.files import write_whole
from ..core.plain import error_in_short
from ..core.run import Run
from ..core.temporary import temporary_folder
from ..judging import baseline
from ..judging.outcome import Outcome, Verdict
from ..judging.tolerances import HOW, measure
from ..judging.values import without_cells
from ..judging.verdict import CheckedRun, judge
from ..notebook.page import Page
from .batch import open_pool
from .plan import Plan, RunOptions, make_plans
from .supply import execute_all, in_order, not_run, with_producers
from .task import Task

# Other ways to the same numbers, by environment variables that a kernel reads as it starts.
MACHINES = (
    {"OMP_NUM_THREADS": "1"},
    {"OMP_NUM_THREADS": "2"},
    # PyTorch's, MKL's and oneDNN's code for any x86 processor, which sums in another order than that for this one.
    {"ATEN_CPU_CAPABILITY": "default", "MKL_CBWR": "COMPATIBLE", "ONEDNN_MAX_CPU_ISA": "SSE41"},
)
WITHOUT_SEED = 2  # runs of a program on which no seed has an effect
SHOWN = 10  # of the values of a program that moved


@dataclass(frozen=True)
class Recording:
    """What was recorded, by program, and what before; the runs that failed their checks; how many are unchanged."""

    fresh: Mapping[str, Recorded] = field(default_factory=dict)
    before: Mapping[str, Recorded] = field(default_factory=dict)
    failed: Sequence[CheckedRun] = ()
    unchanged: int = 0

    def moved(self) -> Iterator[str]:
        """Lines that say which values moved."""
        for number, new in self.fresh.items():
            yield from moved(number, self.before.get(number), new)


def record(chapter: Chapter, pages: Sequence[Page], options: RunOptions | None = None) -> Recording:
    """Record the programs whose code, data or environment have changed since (all, with `force`), in baseline.json.

    A program whose run fails its own checks is not recorded. Raises InputError for a baseline.json that is none.
    """
    options = options or RunOptions()
    before = recorded.load(chapter.folder) if not options.force else _load_or_nothing(chapter.folder)
    plans = [
        plan
        for plan in make_plans(chapter, pages, options, compare=False)
        if options.force or plan.recorded_as is None or plan.recorded_as != _fingerprint(before, plan)
    ]
    if not plans:
        return Recording(before=before, unchanged=len(pages))
    fresh, failed = _record(chapter, plans, options)
    known = before | fresh
    numbers = [program.number for program in chapter.programs if program.number in known]
    write_whole(chapter.folder / recorded.NAME, recorded.to_bytes(HOW, {number: known[number] for number in numbers}))
    return Recording(fresh, before, failed, len(pages) - len(plans))


def moved(number: str, old: Recorded | None, new: Recorded) -> list[str]:
    """Lines that say which values of a program left their old tolerance, furthest first."""
    if old is None:
        return [f"{number:>7}  {len(new.values)} values, for the first time"]
    values = {path: value.value for path, value in new.values.items()}
    found = baseline.furthest_first(baseline.deviations(old, values, near=True))
    lines = [f"{number:>7}  {deviation.words}" for deviation in found[:SHOWN]]
    if len(found) > SHOWN:
        lines.append(f"{'':>7}  and {len(found) - SHOWN} more")
    return lines or [f"{number:>7}  {len(values)} values, none moved"]


def run_tasks(
    plans: Sequence[Plan], seeds: Sequence[int | None], options: RunOptions, environment: Mapping[str, str] = {}
) -> dict[str, list[Run]]:
    """Each plan's run for each seed (None: its own), by program number; kernels see the environment variables.

    What a program comes after is run so too, with the same seed, and its runs are among them.
    """
    every = with_producers(plans)
    if not every:
        return {}
    with (
        _environment(environment),
        temporary_folder() as name,
        open_pool(every * len(seeds), options) as pool,
    ):
        ways = [partial(_seeded, seed=seed) for seed in seeds]
        runs = execute_all(pool, every, name, ways)
        return {plan.page.program.number: runs[plan.task.name] for plan in every}


def _record(
    chapter: Chapter, plans: Sequence[Plan], options: RunOptions
) -> tuple[dict[str, Recorded], list[CheckedRun]]:
    """The recorded runs by program, and the runs that can't be recorded."""
    own = run_tasks(plans, [None], options)
    every = with_producers(plans)
    judged = {number: judge(plan.page, own[number][0], True) for plan in every if (number := plan.page.program.number)}
    for plan in in_order(every):
        if broken := [n for each in plan.producers if not judged[n := each.page.program.number].passed]:
            judged[plan.page.program.number] = not_run(plan.page, f"{', '.join(broken)} failed")
    failed = [run for run in judged.values() if not run.passed]
    sound = [plan for plan in plans if judged[plan.page.program.number].passed]
    if not sound:
        return {}, failed
    machine = [run_tasks(sound, [None], options, environment) for environment in MACHINES]
    by_seed = [plan for plan in sound if any("seed" in each.page.program.params for each in with_producers([plan]))]
    seeds = run_tasks([plan for plan in sound if plan not in by_seed], SEEDS[:WITHOUT_SEED], options)
    seeds |= run_tasks(by_seed, SEEDS, options)
    fresh = {}
    for plan in sound:
        number = plan.page.program.number
        every = own[number][0], *(runs[number][0] for runs in machine), *seeds[number]
        run, *others = (without_cells(each, plan.page.without_result) for each in every)
        try:
            values = measure(run, others[: len(machine)], others[len(machine) :], chapter.file.baseline.shares)
        except Exception as error:  # whatever a program leaves, the others are recorded
            outcome = Outcome("recorded run", "values to record", error_in_short(error), Verdict.FAIL)
            failed.append(replace(judged[number], outcomes=[*judged[number].outcomes, outcome]))
            continue
        fresh[number] = Recorded(
            date=datetime.datetime.now(datetime.UTC).date().isoformat(),
            parameters=dict(judged[number].run.parameters),
            fingerprint=plan.recorded_as or "",
            values=values,
            **{"python": platform.python_version()} | {name: str(told) for name, told in run.environment.items()},
        )
    return fresh, failed


def _seeded(plan: Plan, seed: int | None) -> Task:
    if seed is None or "seed" not in plan.page.program.params:
        return plan.task
    return replace(plan.task, parameters={**plan.task.parameters, "seed": seed})


def _fingerprint(before: Mapping[str, Recorded], plan: Plan) -> str | None:
    known = before.get(plan.page.program.number)
    return known.fingerprint if known else None


def _load_or_nothing(folder: Path) -> dict[str, Recorded]:
    try:
        return recorded.load(folder)
    except recorded.NewerVersionError:
        raise
    except Exception:  # whatever is wrong with it, it is recorded anew
        return {}


@contextlib.contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value

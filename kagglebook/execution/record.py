"""`--update-baseline`: runs what is needed to know each value and its tolerance, and records it."""

import contextlib
import datetime
import os
import platform
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import as_completed
from dataclasses import replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ..chapter.chapter import Chapter
from ..core.files import write_whole
from ..core.run import RunResult
from ..judging import baseline
from ..judging.baseline import Recorded
from ..judging.tolerances import HOW, measure
from ..notebook.page import Page
from ..report.runs import failure_lines
from .batch import open_pool
from .plan import Plan, RunOptions, judge, make_plans

# Other ways to the same numbers, by environment variables that a kernel reads as it starts.
MACHINES = (
    {"OMP_NUM_THREADS": "1"},
    {"OMP_NUM_THREADS": "2"},
    # PyTorch's, MKL's and oneDNN's code for any x86 processor, which sums in another order than that for this one.
    {"ATEN_CPU_CAPABILITY": "default", "MKL_CBWR": "COMPATIBLE", "ONEDNN_MAX_CPU_ISA": "SSE41"},
)
SEEDS = range(101, 121)  # far from those that a person types
SHOWN = 10  # of the values of a program that moved


def update_baseline(root: Path, chapter: Chapter, pages: Sequence[Page], options: RunOptions) -> int:
    """Record the programs whose code, data or environment have changed since; 1 where a run failed its own checks."""
    recorded = baseline.load(chapter.folder) if not options.force else _load_or_nothing(chapter.folder)
    plans = [
        plan
        for plan in make_plans(root, chapter, pages, options, compare=False)
        if options.force or plan.fingerprint is None or _fingerprint(recorded, plan) != plan.fingerprint
    ]
    if not plans:
        print(f"{len(pages)} unchanged; --force records them anew")
        return 0
    fresh, failed = _record(root, plans, options)
    for line in failed:
        print(line)
    known = recorded | fresh
    numbers = [program.number for program in chapter.programs if program.number in known]
    write_whole(chapter.folder / baseline.NAME, baseline.to_bytes(HOW, {number: known[number] for number in numbers}))
    for number, new in fresh.items():
        for line in moved(number, recorded.get(number), new):
            print(line)
    print(f"{len(fresh)} recorded, {len(pages) - len(plans)} unchanged, {len(plans) - len(fresh)} failed")
    return 1 if failed else 0


def moved(number: str, old: Recorded | None, new: Recorded) -> list[str]:
    """Lines that say which values of a program left their old tolerance, furthest first."""
    if old is None:
        return [f"{number:>7}  {len(new.values)} values, for the first time"]
    values = {path: value.value for path, value in new.values.items()}
    found = sorted(baseline.deviations(old, values, near=True), key=lambda deviation: -deviation.size)
    lines = [f"{number:>7}  {deviation.words}" for deviation in found[:SHOWN]]
    if len(found) > SHOWN:
        lines.append(f"{'':>7}  and {len(found) - SHOWN} more")
    return lines or [f"{number:>7}  {len(values)} values, none moved"]


def run_tasks(
    plans: Sequence[Plan], seeds: Sequence[int | None], options: RunOptions, environment: Mapping[str, str] = {}
) -> dict[str, list[RunResult]]:
    """Each plan's run for each seed (None: its own), by program number; kernels see the environment variables."""
    runs: dict[str, list[RunResult]] = {plan.page.program.number: [] for plan in plans}
    with (
        _environment(environment),
        tempfile.TemporaryDirectory(prefix="kagglebook-") as name,
        open_pool(list(plans) * len(seeds), options) as pool,
    ):
        futures = {}
        for index, seed in enumerate(seeds):
            for plan in plans:
                folder = Path(name, f"{plan.task.name}-{index}")
                futures[pool.submit(_seeded(plan, seed), folder, lambda cell: None)] = plan, folder
        for _ in tqdm(as_completed(list(futures)), total=len(futures), unit="run", leave=False, disable=None):
            pass
        for future, (plan, folder) in futures.items():
            runs[plan.page.program.number].append(pool.collect(future, folder))
    return runs


def _record(root: Path, plans: Sequence[Plan], options: RunOptions) -> tuple[dict[str, Recorded], list[str]]:
    """The recorded runs by program, and what is wrong with those that can't be recorded."""
    own = run_tasks(plans, [None], options)
    judged = {number: judge(plan.page, own[number][0], True) for plan in plans if (number := plan.page.program.number)}
    failed = [line for run in judged.values() if not run.passed for line in failure_lines(root, run)]
    sound = [plan for plan in plans if judged[plan.page.program.number].passed]
    if not sound:
        return {}, failed
    machine = [run_tasks(sound, [None], options, environment) for environment in MACHINES]
    seeds = run_tasks(sound, SEEDS, options)
    fresh = {}
    for plan in sound:
        program = plan.page.program
        run = own[program.number][0]
        environment: Mapping[str, Any] = (run.results or {}).get("environment", {})
        fresh[program.number] = Recorded(
            date=datetime.datetime.now(datetime.UTC).date().isoformat(),
            python=environment.get("python", platform.python_version()),
            torch=environment.get("torch", ""),
            device=environment.get("device", ""),
            parameters=dict(judged[program.number].run.parameters),
            fingerprint=plan.fingerprint or "",
            values=measure(run, [runs[program.number][0] for runs in machine], seeds[program.number]),
        )
    return fresh, failed


def _seeded(plan: Plan, seed: int | None) -> Any:
    if seed is None or "seed" not in plan.page.program.params:
        return plan.task
    return replace(plan.task, parameters={**plan.task.parameters, "seed": seed})


def _fingerprint(recorded: Mapping[str, Recorded], plan: Plan) -> str | None:
    known = recorded.get(plan.page.program.number)
    return known.fingerprint if known else None


def _load_or_nothing(folder: Path) -> dict[str, Recorded]:
    with contextlib.suppress(Exception):
        return baseline.load(folder)
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

"""Which plans wait for others (`after` in chapter.toml), and what becomes of them when those have ended."""

import itertools
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import as_completed
from dataclasses import replace
from pathlib import Path

from tqdm import tqdm

from ..core.run import Failure, FailureKind, Run
from ..judging.outcome import Verdict
from ..judging.verdict import RAN, CheckedRun
from ..notebook.page import Page
from .handed_on import Handed, handed
from .plan import Plan
from .pool import Pool
from .task import Task


class NotSuppliedError(Exception):
    """Raised when a program can't be given what it needs of others: its words say why."""


def with_producers(plans: Iterable[Plan]) -> list[Plan]:
    """The plans, and those that they come after, each once."""
    found: dict[str, Plan] = {}
    waiting = list(plans)
    for plan in waiting:
        if plan.task.name not in found:
            found[plan.task.name] = plan
            waiting += plan.producers
    return list(found.values())


def in_order(plans: Iterable[Plan]) -> list[Plan]:
    """The plans, producers first."""
    found: list[Plan] = []
    left = list(plans)
    while left:
        names = {plan.task.name for plan in left}
        ready = [plan for plan in left if not any(each.task.name in names for each in plan.producers)]
        found += ready
        left = [plan for plan in left if any(each.task.name in names for each in plan.producers)]
    return found


def supply_lines(plans: Sequence[Plan], every: Sequence[Plan]) -> list[str]:
    """What is said of plans that nobody asked for, and others need."""
    asked = {plan.task.name for plan in plans}
    lines = []
    for plan in every:
        if plan.task.name not in asked:
            how = "its last run is used" if plan.reused else "it is run too"
            users = {
                each.page.program.number: None
                for each in every
                if any(producer.task.name == plan.task.name for producer in each.producers)
            }
            lines.append(f"{plan.page.program.number} hands on to {', '.join(users)}: {how}")
    return lines


def is_ready(plan: Plan) -> bool:
    """Whether a plan waits for no run."""
    return all(producer.reused for producer in plan.producers)


def not_run(page: Page, why: str) -> CheckedRun:
    """The run of a program that was not run."""
    failure = Failure(f"not run: {why}", kind=FailureKind.NOT_RUN)
    outcome = replace(RAN, measured=failure.message, verdict=Verdict.FAIL, failure=failure)
    return CheckedRun(page, Run(failure=failure), [outcome])


def execute_all(
    pool: Pool, plans: Iterable[Plan], folder: Path, ways: Sequence[Callable[[Plan], Task]]
) -> dict[str, list[Run]]:
    """The runs of plans, and of what they come after, in a folder: by task, one for each way to make a task of a plan.

    A run is handed what the runs of the same way left; one whose producer broke off is not made, and a failure.
    """
    left, runs = with_producers(plans), {}
    with tqdm(total=len(left) * len(ways), unit="run", leave=False, disable=None) as bar:
        while left:
            ready = [plan for plan in left if all(each.task.name in runs for each in plan.producers)]
            names_of_ready = {plan.task.name for plan in ready}
            left = [plan for plan in left if plan.task.name not in names_of_ready]
            futures = {}
            for index, plan in itertools.product(range(len(ways)), ready):
                broken = [each for each in plan.producers if runs[each.task.name][index].failure]
                runs.setdefault(plan.task.name, []).append(_not_made(broken))
                if not broken:
                    names = [each.task.name for each in plan.producers]
                    given = tuple(Handed(name, folder / f"{name}-{index}") for name in names)
                    place = folder / f"{plan.task.name}-{index}"
                    task = replace(ways[index](plan), handed=given)
                    futures[pool.submit(task, place, lambda cell: None)] = plan.task.name, index, place
            for _ in as_completed(list(futures)):
                bar.update()
            for future, (name, index, place) in futures.items():
                runs[name][index] = pool.collect(future, place)
    return runs


def _not_made(broken: Sequence[Plan]) -> Run:
    numbers = ", ".join(each.page.program.number for each in broken)
    return Run(failure=Failure(f"not run: {numbers} failed", kind=FailureKind.NOT_RUN))


class Supply:
    """What the plans of a batch that have ended hand on to those that wait for them."""

    def __init__(self, plans: Iterable[Plan]):
        self.open = {plan.task.name for plan in plans}  # those that have not ended
        self.handed: dict[str, Handed] = {}
        self.failed: set[str] = set()

    def settled(self, plan: Plan) -> bool:
        """Whether the producers of a plan have ended."""
        return all(producer.task.name not in self.open for producer in plan.producers)

    def landed(self, plan: Plan) -> None:
        """Note what a run that has landed hands on."""
        if plan.hands_on:
            self.handed[plan.task.name] = handed(plan.task.name, plan.place, plan.fingerprint)

    def note(self, plan: Plan, checked: CheckedRun) -> None:
        """Note that a plan has ended, and how."""
        self.open.discard(plan.task.name)
        if not checked.passed:
            self.failed.add(plan.task.name)
        elif plan.handed:
            self.handed[plan.task.name] = plan.handed

    def supplied(self, plan: Plan) -> Plan:
        """The plan with what its producers left. Raises NotSuppliedError."""
        if is_ready(plan) or plan.again is None:  # it was planned with what they left
            return plan
        failed = [each.page.program.number for each in plan.producers if each.task.name in self.failed]
        if failed:
            raise NotSuppliedError(f"{', '.join(failed)} failed")
        given = []
        for producer in plan.producers:
            left = self.handed.get(producer.task.name) or producer.handed
            if left is None:
                raise NotSuppliedError(f"what {producer.page.program.number} left could not be kept")
            given.append(left)
        return plan.again(tuple(given))

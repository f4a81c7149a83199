"""Where the time of one notebook goes, from task to verdict: `python benchmarks/one_notebook.py [NUMBER]`.

Runs a program of chapter 5 several times in warm kernels, one at a time, and prints the median milliseconds of each
stage, with their share. In a run of many the start of a kernel goes on while the notebook before it is executed.
"""

import argparse
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kagglebook import load_chapter, render
from kagglebook.execution import batch, bounded, papermill, pool
from kagglebook.execution.plan import RunOptions, make_plans
from kagglebook.judging.verdict import judge

ROOT = Path(__file__).resolve().parent.parent
STAGES = ("data beside it", "kernel starts and ends", "cells", "written and read", "judged", "all")


class Stopwatch:
    """Adds up the seconds of stages, by name."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)

    def time(self, owner: Any, name: str, stage: str) -> None:
        """Have a function of a module or class timed."""
        original = getattr(owner, name)

        def timed(*args: Any, **options: Any) -> Any:
            started = time.perf_counter()
            try:
                return original(*args, **options)
            finally:
                self.spent[stage] += time.perf_counter() - started

        setattr(owner, name, timed)


def stages_of_a_run(watch: Stopwatch, execute: Callable[[], Any]) -> dict[str, float]:
    """The seconds of each stage of one run."""
    watch.spent.clear()
    started = time.perf_counter()
    execute()
    spent = dict(watch.spent) | {"all": time.perf_counter() - started}
    spent["kernel starts and ends"] = spent.pop("executed") - spent["cells"]
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("number", nargs="?", default="5-5")
    parser.add_argument("--repeats", type=int, default=9)
    options = parser.parse_args()
    chapter = load_chapter(ROOT, 5)
    pages = render(chapter, chapter.select([options.number]))
    (plan,) = make_plans(chapter, pages, RunOptions(force=True))
    watch = Stopwatch()
    watch.time(pool.data, "stage", "data beside it")
    watch.time(papermill, "execute_notebook", "executed")
    watch.time(bounded.PapermillNotebookClient, "papermill_execute_cells", "cells")
    for name in ("_write", "cell_outputs", "read_results"):
        watch.time(papermill, name, "written and read")
    found: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as name, batch.open_pool([plan], RunOptions()) as warm:
        for repeat in range(options.repeats + 1):
            folder = Path(name, str(repeat))

            def execute(folder: Path = folder) -> None:
                run = warm.submit(plan.task, folder, lambda cell: None).result()
                started = time.perf_counter()
                judge(plan.page, run, True, plan.judges)
                watch.spent["judged"] += time.perf_counter() - started

            spent = stages_of_a_run(watch, execute)
            for stage in STAGES if repeat else ():  # the first waits for the fork server's imports
                found[stage].append(spent.get(stage, 0.0))
    medians = {stage: statistics.median(times) for stage, times in found.items()}
    for stage in STAGES:
        print(f"{stage:<22} {1000 * medians[stage]:7.1f} ms  {100 * medians[stage] / medians['all']:5.1f} %")


if __name__ == "__main__":
    main()

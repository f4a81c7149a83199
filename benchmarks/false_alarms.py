"""Quick runs that must pass: `python benchmarks/false_alarms.py`, 8 minutes on 2 cores.

Runs the twelve programs with 20 seeds that had no part in the recorded tolerances, on 1 and 2 threads, and from another
working directory. Prints a table by program, and writes docs/false-alarms.md. Exit code 1 where a run fails.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from kagglebook.chapter.chapter import load_chapter
from kagglebook.execution.plan import RunOptions, judge, make_plans
from kagglebook.execution.record import SEEDS as MEASURED
from kagglebook.execution.record import run_tasks
from kagglebook.judging.baseline import nearest_miss
from kagglebook.notebook.page import make_pages
from kagglebook.report.runs import failure_lines

ROOT = Path(__file__).resolve().parent.parent
SEEDS = range(201, 221)


def main() -> int:
    assert not set(SEEDS) & set(MEASURED)
    chapter = load_chapter(ROOT, 5)
    plans = make_plans(ROOT, chapter, make_pages(ROOT, chapter, chapter.programs), RunOptions())
    groups = {"20 seeds": run_tasks(plans, SEEDS, RunOptions())}
    for threads in ("1", "2"):
        groups[f"{threads} thread{'s' * (threads > '1')}"] = run_tasks(
            plans, [None], RunOptions(), {"OMP_NUM_THREADS": threads}
        )
    lines, rows = [], []
    for plan in plans:
        program = plan.page.program
        row = [program.number]
        for name, runs in groups.items():
            made = runs[program.number]
            judged = [judge(plan.page, run, True, recorded=plan.baseline) for run in made]
            lines += [f"{name}: {line}" for run in judged for line in failure_lines(ROOT, run)]
            near = "thread" in name and "seed" in program.params
            sound = [run for run, verdict in zip(made, judged, strict=True) if verdict.passed]
            miss = max((nearest_miss(plan.baseline, run, near) for run in sound), default=1.0)
            row.append(f"{sum(run.passed for run in judged)} of {len(judged)} ({miss:.2f})")
        rows.append(row)
    with tempfile.TemporaryDirectory() as elsewhere:
        command = [sys.executable, str(ROOT / "build.py"), "--chapter", "5", "--run", "--force"]
        done = subprocess.run(command, cwd=elsewhere, capture_output=True, text=True, check=False)
    table = "\n".join(f"| {' | '.join(row)} |" for row in (["program", *groups], ["---"] * (1 + len(groups)), *rows))
    score = f"{len(lines)} false alarms. From another working directory: {done.stdout.splitlines()[-1]}."
    text = f"""# False alarms

How many of the quick runs passed that must pass. In brackets how near any of their values came to its tolerance in the
recorded run: at 1 it would fail. Other seeds are held to the spread of seeds, thread counts to what rounding changes.
Made by `python benchmarks/false_alarms.py`.

{table}

{score}
"""
    print("\n".join([*lines, table, score]))
    (ROOT / "docs" / "false-alarms.md").write_text(text, encoding="utf-8")
    return 1 if lines or done.returncode else 0


if __name__ == "__main__":
    sys.exit(main())

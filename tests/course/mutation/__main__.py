"""`python -m tests.course.mutation [PATTERN]`: plants every defect, or those that match by program and name.

Prints the score. Without a pattern it writes docs/mutation.md. Exit code 1 where less than 95 % are caught, or one
that should change nothing does.
"""

import re
import sys
import time
from collections.abc import Sequence

from .harness import ROOT, SOUND, Defect, Verdict, load_defects, running

ENOUGH = 0.95
SHOWN = 240  # characters of a message


def main(pattern: str = "") -> int:
    started = time.monotonic()
    defects = [one for one in load_defects() if re.search(pattern, f"{one.program} {one.what}")]
    programs = list(dict.fromkeys(defect.program for defect in defects))
    verdicts = []
    with running() as start:
        # The sound programs first: they must pass, and equivalent defects are held against them.
        waiting = [start(Defect(SOUND, program)) for program in programs] + [start(defect) for defect in defects]
        for wait in waiting:
            verdict = wait()
            verdicts.append(verdict)
            defect = verdict.defect
            line = verdict.lines[0] if verdict.lines else "-"
            print(f"{state(verdict):<10} {defect.program:>6}  {defect.what}: {line}", flush=True)
    sound = {verdict.defect.program: verdict for verdict in verdicts if verdict.defect.what == SOUND}
    verdicts = [verdict for verdict in verdicts if verdict.defect.what != SOUND]
    text, share, wrong = report(verdicts, sound, time.monotonic() - started)
    if not pattern:
        (ROOT / "docs" / "mutation.md").write_text(text, encoding="utf-8")
    print("\n" + text.partition("\n## ")[0])
    return 0 if share >= ENOUGH and not wrong else 1


def state(verdict: Verdict) -> str:
    if verdict.defect.what == SOUND:
        return "FALSE" if verdict.caught else "passed"
    if verdict.defect.equivalent:
        return "CAUGHT?" if verdict.caught else "passed"
    return "caught" if verdict.pointed else "MISDIRECTED" if verdict.caught else "ESCAPED"


def report(
    verdicts: Sequence[Verdict], sound: dict[str, Verdict], seconds: float
) -> tuple[str, float, Sequence[Verdict]]:
    """The page for docs/, the share that was caught, and the verdicts that are not as defects.toml says."""
    real = [verdict for verdict in verdicts if not verdict.defect.equivalent]
    same = [verdict for verdict in verdicts if verdict.defect.equivalent]
    caught = [verdict for verdict in real if verdict.pointed]
    wrong = [verdict for verdict in same if verdict.caught or not alike(verdict.results, results_of(sound, verdict))]
    wrong += [verdict for verdict in sound.values() if verdict.caught]

    def share(count: int) -> str:
        return f"{count} of {len(real)} ({100 * count / max(1, len(real)):.1f} %)"

    rows = [
        f"| {number} | {verdict.defect.program} | {_cell(verdict.defect.what)} | {_mark(verdict.raised)} "
        f"| {_mark(verdict.accuracy)} | {_cell(_telling(verdict))} |"
        for number, verdict in enumerate(real, 1)
    ]
    text = f"""# Mutation testing of chapter 5

{len(verdicts)} mistakes that a lecturer, a student or a merge really makes, planted one at a time in the templates
(`tests/course/mutation/defects.toml`). Each program concerned is run quick and judged by its checks and by the recorded
run. `python -m tests.course.mutation` does it and writes this page ({seconds / 60:.0f} minutes on 2 cores).

| what looks | finds |
|---|---|
| **checks and recorded run, and the message names the program and the value or cell** | **{share(len(caught))}** |
| checks and recorded run, any message | {share(sum(verdict.caught for verdict in real))} |
| no exception | {share(sum(verdict.raised for verdict in real))} |
| no exception, and the final test accuracy within rel=0.1 or abs=0.05 | {share(sum(v.accuracy for v in real))} |

Besides, {len(same)} are equivalent: nothing that can be observed changes, and `results.json` doesn't.
The unchanged programs passed {sum(not verdict.caught for verdict in sound.values())} of {len(sound)} times.

## Found, and by what

`raises`: an exception ends the notebook. `accuracy`: that, or the final test accuracy is off by more than rel=0.1 and
abs=0.05, as the usual comparison of metrics would find. The last column is the first line that the run prints of it.

| | program | defect | raises | accuracy | message |
|---:|---|---|:---:|:---:|---|
{chr(10).join(rows)}

## Equivalent

| program | defect | why nothing changes |
|---|---|---|
{chr(10).join(f"| {v.defect.program} | {_cell(v.defect.what)} | {_cell(v.defect.equivalent)} |" for v in same)}
"""
    return text, len(caught) / max(1, len(real)), wrong


def results_of(sound: dict[str, Verdict], verdict: Verdict) -> object:
    return sound[verdict.defect.program].results


def alike(one: object, other: object) -> bool:
    """Equal up to the order in which floats were summed."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= 1e-6 * max(abs(one), abs(other))
    return one == other


def _telling(verdict: Verdict) -> str:
    """The line that points at the defect, without what every line begins with."""
    pointing = [line for line in verdict.lines if re.search(verdict.defect.points, line)] or list(verdict.lines)
    if not pointing:
        return "**escaped**"
    line = pointing[0].removeprefix(f"program {verdict.defect.program}, ")
    line = line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"
    return line if verdict.pointed else f"**elsewhere:** {line}"


def _mark(found: bool) -> str:
    return "x" if found else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))

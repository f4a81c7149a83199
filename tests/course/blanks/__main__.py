"""Tries wrong answers that were written when the checks were done, by one who had not read them (`kept_aside.toml`).

    python -m tests.course.blanks

Each has a pattern of what a student should be told. Prints what he is told, and how many are told rightly.
"""

import re
import sys
import tempfile
import tomllib
from pathlib import Path

from kagglebook.chapter.editions import INSTRUCTOR
from kagglebook.notebook.blanks import WrongAnswer
from tests.course.blanks.harness import Trial, lines_about, pages, tried, trying

KEPT_ASIDE = Path(__file__).with_name("kept_aside.toml")
STATES = ("told", "told otherwise", "cell fails", "called right", "nothing")


def load() -> list[dict]:
    """The answers: program, blank, code, `names` (a pattern), `why` it is wrong."""
    return tomllib.loads(KEPT_ASIDE.read_text(encoding="utf-8")).get("answer", [])


def state_of(said: list[str], pattern: str) -> str:
    """One of STATES: what a student learns from what he is told."""
    if not said:
        return "nothing"
    if said[0].startswith("!"):
        return "told" if re.search(pattern, said[0]) else "cell fails"
    if said[0].startswith("✅"):
        return "called right"
    return "told" if re.search(pattern, said[0]) else "told otherwise"


def main() -> int:
    answers = load()
    by_number = pages(INSTRUCTOR)
    trials: dict[str, list[tuple[dict, Trial]]] = {}
    for index, each in enumerate(answers):
        page = by_number[each["program"]]
        (check,) = (cell for cell in page.rendered.code if f"@self_check({each['blank']}," in page.rendered.code[cell])
        answer = WrongAnswer(each["blank"], each["code"], each["names"], 0)
        trials.setdefault(each["program"], []).append((each, Trial(each["program"], answer, f"try-{check}-{index}")))
    counts = dict.fromkeys(STATES, 0)
    tasks = {
        number: (by_number[number], tried(by_number[number], [trial for _, trial in found]))
        for number, found in trials.items()
    }
    with tempfile.TemporaryDirectory() as folder, trying(tasks, Path(folder)) as futures:
        for number, found in trials.items():
            run = futures[number].result()
            for each, trial in found:
                output = run.cells.get(trial.cell)
                said = list(lines_about(trial.answer.number, output.text)) if output else []
                state = state_of(said, each["names"])
                counts[state] += 1
                print(f"{number}, blank {each['blank']}: {each['code']}\n    {each['why']}")
                print(f"    {state}: {' | '.join(said)}")
    print(", ".join(f"{count} {state}" for state, count in counts.items()), f"of {len(answers)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

import math
import time

import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.chapter.check import Check, ValueCheck
from kagglebook.chapter.recorded import Recorded
from kagglebook.commands.main import run as command
from kagglebook.core.run import CellOutput, Failure, Printed, Run
from kagglebook.judging.baseline import BaselineJudge
from kagglebook.judging.judges import Judge, added_judges
from kagglebook.judging.outcome import Outcome, Verdict
from kagglebook.judging.tolerances import measure
from kagglebook.judging.verdict import judge, judge_run
from kagglebook.notebook.book import make_pages
from kagglebook.report.runs import failure_lines, report_runs
from tests.chapter.test_checks import read

SOUND = Run({"add": CellOutput("total 2.5\n")}, {"total": 2.5})


@pytest.fixture
def page(repo):
    chapter = load_chapter(repo, 1)
    return make_pages(chapter, chapter.select(["1-1"]))[0]


def test_any_run_is_judged_on_its_end_its_stderr_and_its_results():
    noisy = Run({"train": CellOutput(stderr="x.py:1: UserWarning: no")}, None, failure=Failure("ValueError: bad"))
    assert [(outcome.subject, outcome.measured, outcome.passed) for outcome in judge_run([], noisy, True)] == [
        ("run", "ValueError: bad", False),
        ("stderr", "UserWarning: no", False),
        ("results.json", "missing", False),
    ]
    assert all(outcome.passed for outcome in judge_run([], Run(results={}), True))


def test_results_that_are_there_and_could_not_be_read_are_told_with_the_reason():
    outcome = judge_run([], Run(unread="larger than 20 MB, which is the most that is read"), True)[2]
    assert (outcome.measured, outcome.passed) == ("larger than 20 MB, which is the most that is read", False)


def test_where_only_a_log_came_a_check_of_a_cell_reads_it_or_is_not_made(page):
    checks = page.program.checks  # of the value total, and of the text that the cell add prints
    told = {}
    for printed in ("total 2.5\n", "nothing\n"):
        run = Run(results={"total": 2.5}, printed=Printed(printed))
        told[printed] = [(each.measured, each.verdict) for each in judge_run(checks, run, quick=False)[3:]]
    assert told == {
        "total 2.5\n": [("2.5", Verdict.PASS), ("in the log", Verdict.PASS)],
        "nothing\n": [("2.5", Verdict.PASS), ("not in the log, where results don't stand", Verdict.UNCHECKED)],
    }


class Slow(Judge):
    subject = "time"

    def judge(self, page, run, quick):
        return Outcome(self.subject, "< 1 s", f"{run.seconds:g} s", Verdict.FAIL) if run.seconds > 1 else None


class Broken(Judge):
    subject = "broken"

    def judge(self, page, run, quick):
        raise ZeroDivisionError("nobody's fault")


class Odd(Judge):
    def judge(self, page, run, quick):
        return "fine"


def test_a_judge_speaks_behind_the_checks_or_says_nothing(page):
    slow = Run(SOUND.cells, SOUND.results, seconds=2)
    assert [each.subject for each in judge(page, slow, False, [Slow()]).outcomes][-2:] == ["cell add", "time"]
    assert [each.subject for each in judge(page, SOUND, False, [Slow()]).outcomes][-1] == "cell add"


def test_a_judge_that_breaks_fails_its_program_and_is_named(page):
    last = judge(page, SOUND, False, [Broken()]).outcomes[-1]
    assert (last.subject, last.measured, last.passed) == ("broken", "ZeroDivisionError: nobody's fault", False)
    last = judge(page, SOUND, False, [Odd()]).outcomes[-1]
    assert (last.subject, last.measured, last.passed) == ("Odd", "TypeError: no outcome: 'fine'", False)


class Unmade(Judge):
    def __init__(self):
        raise OSError("no disk")


def test_a_judge_that_cannot_be_made_is_told_before_anything_runs(repo, monkeypatch, capsys):
    added_judges.cache_clear()
    monkeypatch.setattr("kagglebook.judging.judges.add_plugins", lambda group, base, known: known.update(unmade=Unmade))
    assert command(["run", "--chapter", "1"], repo) == 2
    assert capsys.readouterr() == ("", "the judge 'unmade' can't be made: OSError: no disk\n")
    added_judges.cache_clear()


class UnspeakableError(Exception):
    def __str__(self) -> str:
        raise ValueError


class BrokenCheck(ValueCheck):
    """Breaks in one of its methods, `how`."""

    how: str

    def expected(self, quick, parameters):
        if self.how == "expected":
            raise KeyError
        return "fine"

    def judge(self, run, quick):
        if self.how == "judge":
            raise UnspeakableError
        return (1, True) if self.how != "pair" else 1

    def subject(self):
        if self.how == "subject":
            raise RecursionError
        return "x"


@pytest.mark.parametrize("how", ["expected", "judge", "pair", "subject"])
def test_a_check_that_breaks_is_a_failure_and_the_next_is_made(how):
    *_, broken, next_one = judge_run(
        [BrokenCheck(value="x", how=how), *read({"value": "x", "min": 0})], Run(results={"x": 1}), True
    )
    assert not broken.passed
    assert next_one.passed


def test_words_without_end_are_shortened():
    run = Run(results={}, failure=Failure("ValueError: " + "x" * 10**6))
    assert len(judge_run([], run, True)[0].measured) <= 1_000


BIG, NESTED = 10**400, [[]]
for _ in range(60):
    NESTED = [NESTED]
VALUES = {
    "of 400 digits": BIG,
    "nan": math.nan,
    "infinite": -math.inf,
    "a text": "2.5",
    "an escape": "\x1b[2J\ud800",
    "true": True,
    "null": None,
    "a list": [1, "a", None, BIG],
    "a series of anything": [1.0, math.nan, math.inf, BIG, -1],
    "nested lists": NESTED,
    "a table": {"": {"\x1b]0;x\x07": 1}},
    "a megabyte": "x" * 10**6,
    "10,000 keys": {str(number): number for number in range(10_000)},
    "400,000 numbers": [0.5] * 400_000,
    "400,000 lists": [[]] * 400_000,
    "a long key": {"k" * 10**6: {str(number): number for number in range(10_000)}},
}
TEXTS = {
    "5,000 digits": "01" * 2500,
    "digits in groups": "1" + ",000" * 5_000,
    "a line of a megabyte": "x" * 10**6,
    "a megabyte of digits": "7" * 10**6,
    "a megabyte of numbers": "1 " * 500_000,
    "a million lines": "\n" * 10**6,
    "halves of a character": "\ud800" * 1_000,
    "escapes": "\x1b[31m" * 10_000 + "\x1b]0;" * 1_000,
    "powers": "1e999999999 -1e-999999999 1e" + "9" * 5_000,
    "other digits": "٣ ² ½ 一 ①",
}
RUNS = {
    **{f"a value: {name}": Run({"add": CellOutput("total")}, {"total": value}) for name, value in VALUES.items()},
    **{f"an environment: {name}": Run({}, {"total": 1, "environment": value}) for name, value in VALUES.items()},
    **{f"a text: {name}": Run({"add": CellOutput(text, text, 10**9)}, {"total": 1}) for name, text in TEXTS.items()},
    **{f"a log: {name}": Run({}, {"total": 1}, printed=Printed(text, text)) for name, text in TEXTS.items()},
    "all at once": Run({name: CellOutput(text, text) for name, text in TEXTS.items()}, VALUES),
}
CHECKS = [
    {"equals": 2.5, "tolerance": 0.1},
    {"equals": [1, {"a": [2]}]},
    {"min": 0.5, "max": 2},
    {"decreasing": True},
    {"length": "first"},
    {"same": "total"},
    {"same": "environment"},
]


@pytest.mark.parametrize("name", RUNS)
def test_judging_a_run_never_fails_whatever_it_left_and_takes_no_time(page, name, capsys):
    run = RUNS[name]
    kinds = [read({"value": "total", **each})[0] for each in CHECKS]
    kinds += [read({"cell": "add", **each})[0] for each in ({"text": "sum"}, {"stderr": "sum"}, {"html": 1})]
    page = _with_checks(page, kinds)
    known = Recorded(
        date="", fingerprint="", parameters={"first": 2, "second": 0.5}, values=measure(SOUND, [SOUND], [SOUND])
    )
    started = time.process_time()
    checked = judge(page, run, False, [BaselineJudge({"1-1": known})])
    quick = Run(run.cells, run.results, {"first": 1, "second": 0.5}, printed=run.printed)
    again = judge(
        page, quick, True, [BaselineJudge({"1-1": known.model_copy(update={"parameters": quick.parameters})})]
    )
    report_runs([checked, again], False, [checked, again], 1.0)
    assert time.process_time() - started < 4  # for two runs, twelve checks each, and the tables
    out = capsys.readouterr().out
    assert not {"\x1b", "\x07", "\ud800"} & set(out)
    assert max(map(len, out.splitlines())) < 5_000
    assert "baseline" in [each.subject for each in again.outcomes]
    assert all(line.startswith("program 1-1, ") for line in failure_lines(checked))


def _with_checks(page, checks: list[Check]):
    from dataclasses import replace

    return replace(page, program=page.program.model_copy(update={"checks": checks}))

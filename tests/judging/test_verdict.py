import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.core.run import CellOutput, Failure, Printed, Run
from kagglebook.judging.judges import Judge
from kagglebook.judging.outcome import Outcome, Verdict
from kagglebook.judging.verdict import judge, judge_run
from kagglebook.notebook.book import make_pages

SOUND = Run({"add": CellOutput("total 2.5\n")}, {"total": 2.5})


@pytest.fixture
def page(repo):
    chapter = load_chapter(repo, 1)
    return make_pages(chapter, chapter.select(["1-1"]))[0]


def test_any_run_is_judged_on_its_end_its_stderr_and_its_results():
    noisy = Run({"train": CellOutput(stderr="a\nUserWarning: no")}, None, failure=Failure("ValueError: bad"))
    assert [(outcome.subject, outcome.measured, outcome.passed) for outcome in judge_run([], noisy, True)] == [
        ("run", "ValueError: bad", False),
        ("stderr", "train: UserWarning: no", False),
        ("results.json", "missing", False),
    ]
    assert all(outcome.passed for outcome in judge_run([], Run(results={}), True))


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


@pytest.mark.parametrize(
    ("printed", "measured", "verdict"),
    [
        (Printed(), "empty", Verdict.PASS),
        (Printed(complaint="boom"), "boom", Verdict.FAIL),
        (Printed(doubtful="perhaps"), "perhaps", Verdict.UNCHECKED),
        (Printed(log=False), "no log", Verdict.UNCHECKED),
    ],
)
def test_what_a_log_tells_of_stderr_is_never_called_more_than_it_is(printed, measured, verdict):
    _, stderr, _ = judge_run([], Run(results={}, printed=printed), quick=False)
    assert (stderr.measured, stderr.verdict) == (measured, verdict)


class Slow(Judge):
    subject = "time"

    def judge(self, page, run, quick):
        return Outcome(self.subject, "< 1 s", f"{run.seconds:g} s", Verdict.FAIL) if run.seconds > 1 else None


class Broken(Judge):
    subject = "broken"

    def judge(self, page, run, quick):
        raise ZeroDivisionError("nobody's fault")


def test_a_judge_speaks_behind_the_checks_or_says_nothing(page):
    slow = Run(SOUND.cells, SOUND.results, seconds=2)
    assert [each.subject for each in judge(page, slow, False, [Slow()]).outcomes][-2:] == ["cell add", "time"]
    assert [each.subject for each in judge(page, SOUND, False, [Slow()]).outcomes][-1] == "cell add"


def test_a_judge_that_breaks_fails_its_program_and_is_named(page):
    last = judge(page, SOUND, False, [Broken()]).outcomes[-1]
    assert (last.subject, last.measured, last.passed) == ("broken", "ZeroDivisionError: nobody's fault", False)

import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.core.run import Failure, Run
from kagglebook.judging.outcome import Outcome, Verdict
from kagglebook.judging.verdict import CheckedRun
from kagglebook.notebook.book import make_pages
from kagglebook.report.programs import program_table
from kagglebook.report.runs import failure_lines, report_runs, run_line
from tests.support import CHAPTER

GOOD = Outcome("stderr", "empty", "empty", Verdict.PASS)


@pytest.fixture
def pages(repo):
    chapter = load_chapter(repo, 1)
    return make_pages(chapter, chapter.programs)


def lines(page, *outcomes, failure=None):
    """What is told of a run that ended in a failure, or not, with further outcomes."""
    ended = [Outcome("run", "no error", failure.message, Verdict.FAIL, failure=failure)] if failure else []
    return failure_lines(CheckedRun(page, Run(failure=failure), [*ended, *outcomes]))


def test_a_failed_value_points_at_the_cell_that_records_it(repo, pages):
    assert lines(pages[0], GOOD, Outcome("total", "= 1.5", "2.5", Verdict.FAIL)) == [
        "program 1-1, total (chapters/01/1_01_addition.py:12): expected = 1.5, got 2.5"
    ]


def test_a_failed_output_points_at_its_cell_in_the_shared_template(repo, pages):
    assert lines(pages[0], Outcome("cell add", "'sum'", "'total'", Verdict.FAIL, cell="add")) == [
        "program 1-1, cell add (templates/add.py:1): expected 'sum', got 'total'"
    ]


def test_an_exception_points_at_the_template_line_that_raised(repo, pages):
    lost = Outcome("results.json", "written", "missing", Verdict.FAIL)
    failure = Failure("NameError: x", "subtract", "subtract", 1)
    # What failed only because the run ended early is left out.
    assert lines(pages[1], GOOD, lost, failure=failure) == [
        "program 1-2, cell subtract (chapters/01/1_02_subtraction.py:4): expected no error, got NameError: x"
    ]


def test_an_exception_in_a_function_names_the_cell_that_called_it_too(repo, pages):
    (line,) = lines(pages[0], failure=Failure("ValueError", "results", "add", 2))
    assert "cell results (in add) (templates/add.py:3)" in line


def test_a_failure_of_no_cell_still_names_the_program(repo, pages):
    assert lines(pages[0], failure=Failure("the kernel died")) == [
        "program 1-1, before its first cell: expected no error, got the kernel died"
    ]


def test_the_table_has_a_row_for_every_check_and_the_score(repo, pages, capsys):
    bad = Outcome("history.test_acc[-1]", "≥ 0.9", "0.5", Verdict.FAIL)
    runs = [
        CheckedRun(pages[0], Run(seconds=1.25), [GOOD]),
        CheckedRun(pages[1], Run(seconds=2), [GOOD, bad]),
    ]
    report_runs(runs, quick=True, tabled=runs, wall=2.0)
    out = capsys.readouterr().out.splitlines()
    assert [line.split() for line in out[:4]] == [
        ["Program", "Seconds", "Check", "Expected", "Measured"],
        ["1-1", "1.2", "stderr", "empty", "empty", "pass"],
        ["1-2", "2.0", "stderr", "empty", "empty", "pass"],
        ["history.test_acc[-1]", "≥", "0.9", "0.5", "FAIL"],
    ]
    assert out[-1] == "1 of 2 programs passed (quick run, 2.0 s for 3.2 s of notebooks)"


def test_the_list_shows_what_a_lecturer_asks_of_a_program(repo, capsys):
    chapter = load_chapter(repo, 1)
    program_table([(chapter, chapter.programs)])
    header, first, second = (line.split() for line in capsys.readouterr().out.splitlines())
    assert header == ["Program", "Title", "Section", "Machine", "Parameters", "Checks", "Variants"]
    assert first == ["1-1", "더하기", "1.1", "CPU", "first=2", "second=0.5", "2", "-"]
    assert second == ["1-2", "빼기", "1.2", "NvidiaTeslaT4", "-", "2", "-"]


def test_a_check_that_could_not_be_made_is_shown_and_is_neither_pass_nor_failure(repo, pages, capsys):
    unchecked = Outcome("gpu", "one device", "no torch", Verdict.UNCHECKED)
    runs = [CheckedRun(pages[0], Run(), [unchecked])]
    report_runs(runs, quick=True, tabled=runs, wall=2.0)
    out = capsys.readouterr().out.splitlines()
    assert out[1].split()[2:] == ["gpu", "one", "device", "no", "torch", "not", "checked"]
    assert out[-1].startswith("1 of 1 programs passed")


def test_a_failure_with_a_place_of_its_own_is_told_also_where_the_run_ended_early(repo, pages):
    refused = Outcome("gpu", "one device", "two", Verdict.FAIL, failure=Failure("two", "add", "add", 1))
    failure = Failure("NameError: x", "results", "results", 1)
    assert lines(pages[0], refused, failure=failure) == [
        "program 1-1, cell results (chapters/01/1_01_addition.py:13): expected no error, got NameError: x",
        "program 1-1, gpu, cell add (templates/add.py:2): expected one device, got two",
    ]


def test_a_program_s_line_counts_its_checks_and_says_what_was_reused_or_not_checked(pages):
    bad = Outcome("total", "≥ 0.9", "0.5", Verdict.FAIL)
    unchecked = Outcome("gpu", "one device", "no torch", Verdict.UNCHECKED)
    assert [
        run_line(CheckedRun(pages[0], Run(seconds=1.25), [GOOD, GOOD], reused=True)),
        run_line(CheckedRun(pages[1], Run(seconds=2), [GOOD, bad, unchecked])),
    ] == [
        "    1-1  passed  2 checks, 1.2 s, reused",
        "    1-2  FAILED  2 of 3 checks, 1 not checked, 2.0 s",
    ]


def test_how_long_a_run_might_take_stands_beside_how_long_it_took(pages, capsys):
    runs = [
        CheckedRun(pages[0], Run(seconds=1.94, limit=600), [GOOD]),
        CheckedRun(pages[1], Run(seconds=0.2, limit=0.3), [GOOD]),
        CheckedRun(pages[1], Run(seconds=0.2, limit=86_400.0), [GOOD], reused=True),
    ]
    report_runs(runs, quick=True, tabled=runs, wall=2.0)
    rows = capsys.readouterr().out.splitlines()[1:4]
    assert [row.split("  stderr")[0].split(maxsplit=1)[1] for row in rows] == [
        "1.9 of 600",
        "0.2 of 0.3",
        "0.2 of 86400 reused",
    ]


def test_a_failure_of_many_lines_can_not_be_taken_for_lines_of_ours(pages, capsys):
    failure = Failure("ValueError: bad\nprogram 1-1, total: fine\r\x1b[2J", "add", "add", 1)
    run = CheckedRun(
        pages[0], Run(failure=failure), [Outcome("run", "no error", failure.message, Verdict.FAIL, failure=failure)]
    )
    report_runs([run], quick=True, tabled=[], wall=2.0)
    assert capsys.readouterr().out.splitlines()[:2] == [
        "program 1-1, cell add (templates/add.py:2): expected no error, got ValueError: bad",
        r"  program 1-1, total: fine\r\x1b[2J",
    ]


def test_the_list_takes_titles_for_words_not_for_markup(repo, edit, capsys):
    edit(CHAPTER, 'title = "더하기"', 'title = "[/] [bold]x[/bold] :smile: \\u202e"')
    chapter = load_chapter(repo, 1)
    program_table([(chapter, chapter.programs)])
    assert r"[/] [bold]x[/bold] :smile: \u202e" in capsys.readouterr().out


def test_rows_are_shown_of_the_runs_that_are_tabled_and_failures_of_all(pages, capsys):
    bad = Outcome("total", "≥ 0.9", "0.5", Verdict.FAIL)
    runs = [CheckedRun(pages[0], Run(), [GOOD]), CheckedRun(pages[1], Run(), [bad])]
    report_runs(runs, quick=True, tabled=[], wall=0.04)
    assert capsys.readouterr().out.splitlines() == [
        "program 1-2, total (chapters/01/1_02_subtraction.py:6): expected ≥ 0.9, got 0.5",
        "1 of 2 programs passed (quick run, 0.0 s, nothing executed)",
    ]

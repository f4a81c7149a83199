"""Answers that are right in another way than the template's pass the self-checks. Rows: blanks/right.toml."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from kagglebook import Page
from kagglebook.chapter.editions import INSTRUCTOR
from kagglebook.notebook.blanks import WrongAnswer
from tests.course.blanks.harness import Trial, lines_about, pages, tried, trying
from tests.support import asked

TABLES = tomllib.loads(Path(__file__).with_name("blanks").joinpath("right.toml").read_text("utf-8"))["right"]
TEACHING = pages(INSTRUCTOR)


def checks(page: Page) -> dict[int, str]:
    """The cell that checks each blank."""
    return {answer.number: cell for cell, found in page.rendered.exercises.wrong.items() for answer in found}


def rows() -> list[Trial]:
    found = []
    for table in TABLES:
        number, blank = table["program"], table["blank"]
        cell = checks(TEACHING[number])[blank]
        for code in table["codes"]:
            found.append(Trial(number, WrongAnswer(blank, code, "", 0), f"try-{cell}-{len(found)}"))
    return found


ROWS = rows()
pytestmark = pytest.mark.thorough


@pytest.fixture(scope="module")
def runs(request, tmp_path_factory):
    """What becomes of the right answers, by program."""
    tasks = {
        number: (TEACHING[number], tried(TEACHING[number], [row for row in ROWS if row.number == number], mended=False))
        for number in dict.fromkeys(row.number for row in asked(request, "row"))
    }
    with trying(tasks, tmp_path_factory.mktemp("right")) as runs:
        yield runs


@pytest.mark.parametrize("number", TEACHING)
def test_each_blank_of_a_program_has_three_other_right_answers(number):
    count = Counter(row.answer.number for row in ROWS if row.number == number)
    blanks = TEACHING[number].rendered.exercises.blanks
    assert {blank.number: count[blank.number] >= 3 for blank in blanks} == {blank.number: True for blank in blanks}
    for row in ROWS:
        assert row.number != number or row.answer.code not in {blank.solution for blank in blanks}


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_right_answer_of_another_kind_is_right(row: Trial, runs):
    run = runs[row.number].result()
    assert run.failure is None
    (line,) = lines_about(row.answer.number, run.cells[row.cell].text)
    assert line.startswith("✅")

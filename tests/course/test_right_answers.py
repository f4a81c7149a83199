"""Answers that are right in another way than the template's pass the self-checks. Rows: blanks/right.toml."""

import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from kagglebook import Page
from kagglebook.chapter.editions import INSTRUCTOR
from kagglebook.notebook.blanks import WrongAnswer
from tests.course.blanks.harness import Trial, lines_about, pages, submitted, tried
from tests.support import asked, chapter_05

TABLES = tomllib.loads(Path(__file__).with_name("blanks").joinpath("right.toml").read_text("utf-8"))["right"]
NUMBERS = [program.number for program in chapter_05().programs]


def checks(page: Page) -> dict[int, str]:
    """The cell that checks each blank."""
    return {answer.number: cell for cell, found in page.rendered.exercises.wrong.items() for answer in found}


@cache
def rows() -> list[Trial]:
    """Every answer: rendered where it is needed, not where this file is read."""
    found = []
    for table in TABLES:
        number, blank = table["program"], table["blank"]
        cell = checks(pages(INSTRUCTOR)[number])[blank]
        for code in table["codes"]:
            found.append(Trial(number, WrongAnswer(blank, code, "", 0), f"try-{cell}-{len(found)}"))
    return found


pytestmark = pytest.mark.thorough


@pytest.fixture(scope="module")
def runs(request, tmp_path_factory, warm_pool):
    """What becomes of the right answers, by program."""
    tasks = {}
    for number in asked(request, "number"):
        page, own = pages(INSTRUCTOR)[number], [row for row in rows() if row.number == number]
        tasks[number] = (page, tried(page, own))
    return submitted(warm_pool, tasks, tmp_path_factory.mktemp("right"))


@pytest.mark.parametrize("number", NUMBERS)
def test_each_blank_of_a_program_has_three_other_right_answers(number):
    count = Counter(row.answer.number for row in rows() if row.number == number)
    blanks = pages(INSTRUCTOR)[number].rendered.exercises.blanks
    assert {blank.number: count[blank.number] >= 3 for blank in blanks} == {blank.number: True for blank in blanks}
    for row in rows():
        assert row.number != number or row.answer.code not in {blank.solution for blank in blanks}


@pytest.mark.parametrize("number", NUMBERS)
def test_a_right_answer_of_another_kind_is_right(number: str, runs):
    run = runs[number].result()
    assert run.failure is None
    for row in rows():
        if row.number == number:
            (line,) = lines_about(row.answer.number, run.cells[row.cell].text)
            assert line.startswith("✅"), str(row)

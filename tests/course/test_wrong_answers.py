"""Every wrong answer beside a self-check of chapter 5 gets its message, in a notebook that is otherwise right."""

import pytest

from kagglebook.chapter.editions import INSTRUCTOR
from tests.course.blanks.harness import lines_about, pages, submitted, trials, tried
from tests.support import asked, chapter_05, some

# What takes next to no training; the others are for `-m thorough`.
FEW = ("5-2", "5-4", "5-5", "5-6", "ex-5-1")
NUMBERS = [program.number for program in chapter_05().programs]

each_program = pytest.mark.parametrize("number", some(NUMBERS, FEW.__contains__))


@pytest.fixture(scope="module")
def runs(request, tmp_path_factory, warm_pool):
    """What becomes of the wrong answers, by program."""
    chosen = [pages(INSTRUCTOR)[number] for number in asked(request, "number")]
    tasks = {page.program.origin.number: (page, tried(page, trials(page))) for page in chosen}
    return submitted(warm_pool, tasks, tmp_path_factory.mktemp("wrong"))


@each_program
def test_each_wrong_answer_gets_its_message(number, runs):
    run, wrong = runs[number].result(), trials(pages(INSTRUCTOR)[number])
    assert run.failure is None
    assert len(wrong) > 5
    told = {str(trial): list(lines_about(trial.answer.number, run.cells[trial.cell].text)) for trial in wrong}
    assert told == {str(trial): [trial.answer.message] for trial in wrong}


@each_program
def test_the_solutions_are_right_again_after_wrong_answers(number, runs):
    cells = runs[number].result().cells
    said = [line for name, cell in cells.items() if name.endswith("-mended") for line in cell.text.splitlines()]
    signs = [line[0] for line in said if " 빈칸 " in line]
    assert len(signs) >= len(pages(INSTRUCTOR)[number].rendered.exercises.blanks)
    assert set(signs) == {"✅"}

"""Every wrong answer beside a self-check of chapter 5 gets its message, in a notebook that is otherwise right."""

import pytest

from kagglebook.chapter.editions import INSTRUCTOR
from tests.course.blanks.harness import Trial, lines_about, pages, trials, tried, trying
from tests.support import asked, some

PAGES = pages(INSTRUCTOR)
TRIALS = [trial for page in PAGES.values() for trial in trials(page)]

# What takes no training; the others are for `-m thorough`.
FEW = ("5-2", "5-4", "5-5", "5-6", "ex-5-1", "th-5-1", "th-5-4", "th-5-5")
each_trial = pytest.mark.parametrize("trial", some(TRIALS, lambda trial: trial.number in FEW), ids=str)


@pytest.fixture(scope="module")
def runs(request, tmp_path_factory):
    """What becomes of the wrong answers, by program."""
    numbers = [*(trial.number for trial in asked(request, "trial")), *asked(request, "number")]
    chosen = [PAGES[number] for number in dict.fromkeys(numbers)]
    tasks = {page.program.origin.number: (page, tried(page, trials(page))) for page in chosen}
    with trying(tasks, tmp_path_factory.mktemp("wrong")) as runs:
        yield runs


@each_trial
def test_a_wrong_answer_gets_its_message(trial: Trial, runs):
    run = runs[trial.number].result()
    assert run.failure is None
    assert list(lines_about(trial.answer.number, run.cells[trial.cell].text)) == [trial.answer.message]


@pytest.mark.parametrize("number", some(PAGES, FEW.__contains__))
def test_the_solutions_are_right_again_after_wrong_answers(number, runs):
    cells = runs[number].result().cells
    said = [line for name, cell in cells.items() if name.endswith("-mended") for line in cell.text.splitlines()]
    signs = [line[0] for line in said if " 빈칸 " in line]
    assert len(signs) >= len(PAGES[number].rendered.exercises.blanks)
    assert set(signs) == {"✅"}

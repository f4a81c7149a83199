"""Every wrong answer beside a self-check of chapter 5 gets its message, in a notebook that is otherwise right."""

import pytest

from kagglebook.chapter.editions import INSTRUCTOR
from tests.course.blanks.harness import Trial, lines_about, pages, trials, tried, trying
from tests.support import asked

PAGES = {page.program.origin.number: page for page in pages(INSTRUCTOR)}
TRIALS = [trial for page in PAGES.values() for trial in trials(page)]

each_trial = pytest.mark.parametrize("trial", TRIALS, ids=str)


@pytest.fixture(scope="module")
def runs(request, tmp_path_factory):
    """What becomes of the wrong answers, by program."""
    chosen = [PAGES[number] for number in dict.fromkeys(trial.number for trial in asked(request, "trial"))]
    tasks = {page.program.origin.number: (page, tried(page, trials(page))) for page in chosen}
    with trying(tasks, tmp_path_factory.mktemp("wrong")) as runs:
        yield runs


@each_trial
def test_a_wrong_answer_gets_its_message(trial: Trial, runs):
    run = runs[trial.number].result()
    assert run.failure is None
    assert list(lines_about(trial.answer.number, run.cells[trial.cell].text)) == [trial.answer.message]


@each_trial
def test_the_solution_is_right_again_after_a_wrong_answer(trial: Trial, runs):
    text = runs[trial.number].result().cells[f"{trial.cell}-mended"].text
    (line,) = lines_about(trial.answer.number, text)
    assert line.startswith("✅")

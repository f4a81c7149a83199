"""What chapter 5's notebooks tell their reader to try was measured so: `python -m pytest -m variants` executes it."""

from dataclasses import replace

import pytest

from kagglebook.core.value_path import look_up
from kagglebook.execution.batch import open_pool
from kagglebook.execution.plan import RunOptions, make_plans
from kagglebook.notebook.book import make_pages
from tests.support import asked, chapter_05

CHAPTER = chapter_05()
TRAINING = [program for program in CHAPTER.programs if {"epochs", "iterations"} & program.params.keys()]
TRIES = [(program, each) for program in CHAPTER.programs for each in program.tries]
AS_ON_THE_SLIDES = None


def task_name(program, each) -> str:
    return f"{program.number}: {each.shown() if each else 'unchanged'}"


@pytest.fixture(scope="module")
def results(request, tmp_path_factory):
    """What a program computes in a quick run on the shipped samples, as it is or with what a try sets."""
    # Of the selected tests alone: each is some seconds of training.
    chosen = asked(request, "tried")
    pages = make_pages(CHAPTER, {program.number: program for program, _ in chosen}.values())
    plans = make_plans(CHAPTER, pages, RunOptions(force=True), compare=False)
    tasks = {plan.page.program.number: plan.task for plan in plans}
    folder = tmp_path_factory.mktemp("runs")
    wanted = {task_name(program, None): (tasks[program.number], {}) for program, _ in chosen}
    wanted |= {task_name(program, each): (tasks[program.number], each.set) for program, each in chosen}
    with open_pool(plans * 2, RunOptions()) as pool:
        # As a reader types it: the parameters cell is another, and no other cell.
        futures = {
            name: pool.submit(
                replace(task, parameters=task.parameters | values), folder / f"{task.name}-{index}", lambda cell: None
            )
            for index, (name, (task, values)) in enumerate(wanted.items())
        }

        def results(program, each=AS_ON_THE_SLIDES):
            run = futures[task_name(program, each)].result()
            assert run.failure is None
            return run.results

        yield results


@pytest.mark.variants
@pytest.mark.timeout(600)
@pytest.mark.parametrize("tried", TRIES, ids=lambda tried: task_name(*tried))
def test_a_value_before_and_after_a_try_is_what_the_reader_is_told(tried, results):
    program, each = tried
    before, after = (look_up(found, each.value) for found in (results(program), results(program, each)))
    assert each.is_borne_out(before, after), f"{before} before, {after} after"


@pytest.mark.parametrize("program", TRAINING, ids=lambda program: program.number)
def test_a_program_that_trains_has_something_to_try_and_to_expect(program):
    assert program.tries
    assert program.expect


@pytest.mark.parametrize("program", TRAINING, ids=lambda program: program.number)
def test_what_is_expected_is_a_number_of_the_recorded_run(program):
    recorded = CHAPTER.recorded[program.number]
    assert [each.value for each in program.expect if recorded.number(each.value) is None] == []


def test_a_program_says_how_many_minutes_it_takes():
    assert [program.number for program in CHAPTER.programs if program.minutes is None] == []

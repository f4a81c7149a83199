"""Every edition of chapter 5 executed: a student's as it is handed out, an instructor's with the solutions in it."""

import pytest

from kagglebook.chapter.editions import INSTRUCTOR, STUDENT
from kagglebook.execution.batch import open_pool
from kagglebook.execution.plan import RunOptions, make_plans
from kagglebook.judging.verdict import judge
from tests.course.blanks.harness import pages
from tests.support import asked, chapter_05, some

PAGES = [page for edition in (STUDENT, INSTRUCTOR) for page in pages(edition).values()]


@pytest.fixture(scope="module")
def runs(request, tmp_path_factory):
    """The runs of the selected editions, each with its plan, by number."""
    plans = make_plans(chapter_05(), asked(request, "page"), RunOptions(force=True, pretend_gpu=False))
    folder = tmp_path_factory.mktemp("editions")
    with open_pool(plans, RunOptions()) as pool:
        yield {
            plan.page.program.number: (plan, pool.submit(plan.task, folder / plan.task.name, lambda cell: None))
            for plan in plans
        }


# One of each kind; the others are for `-m thorough`.
FEW = ("5-2", "5-5", "5-7", "th-5-3")


@pytest.mark.parametrize(
    "page", some(PAGES, lambda page: page.program.origin.number in FEW), ids=lambda page: page.program.number
)
def test_an_edition_passes(page, runs):
    plan, run = runs[page.program.number]
    checked = judge(page, run.result(), True, plan.judges)
    assert [outcome for outcome in checked.outcomes if not outcome.passed] == []
    assert "blanks" in [outcome.subject for outcome in checked.outcomes]

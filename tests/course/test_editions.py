"""Every edition of chapter 5 executed: a student's as it is handed out, an instructor's with the solutions in it."""

import pytest

from kagglebook.chapter.editions import INSTRUCTOR, STUDENT
from kagglebook.execution.plan import RunOptions, make_plans
from kagglebook.judging.verdict import judge
from tests.course.blanks.harness import pages
from tests.support import asked, chapter_05, some

EDITIONS = [(program.number, edition) for edition in (STUDENT, INSTRUCTOR) for program in chapter_05().programs]


def page_of(key):
    """The page of an edition: rendered where it is needed, not where this file is read."""
    return pages(key[1])[key[0]]


@pytest.fixture(scope="module")
def runs(request, tmp_path_factory, warm_pool):
    """The runs of the selected editions, each with its plan, by number."""
    chosen = [page_of(key) for key in asked(request, "key")]
    plans = make_plans(chapter_05(), chosen, RunOptions(force=True, pretend_gpu=False))
    folder = tmp_path_factory.mktemp("editions")
    return {
        plan.page.program.number: (plan, warm_pool.submit(plan.task, folder / plan.task.name, lambda cell: None))
        for plan in plans
    }


# One of each kind; the others are for `-m thorough`.
FEW = ("5-5", "5-7", "th-5-3")


@pytest.mark.parametrize("key", some(EDITIONS, lambda key: key[0] in FEW), ids=":".join)
def test_an_edition_passes(key, runs):
    plan, run = runs[":".join(key)]
    checked = judge(plan.page, run.result(), True, plan.judges)
    assert [outcome for outcome in checked.outcomes if not outcome.passed] == []
    assert "blanks" in [outcome.subject for outcome in checked.outcomes]

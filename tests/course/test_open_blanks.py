"""A student's notebook of chapter 5 with one blank open and the others filled: it ends, and says which blank it is."""

import pytest

from kagglebook.chapter.editions import STUDENT
from tests.course.blanks.harness import pages, trying, with_one_open
from tests.support import asked

pytestmark = pytest.mark.thorough
PAGES = pages(STUDENT)
BLANKS = [(number, blank.number) for number, page in PAGES.items() for blank in page.rendered.exercises.blanks]


@pytest.fixture(scope="module")
def runs(request, tmp_path_factory):
    """What becomes of the notebooks, by program and open blank."""
    tasks = {key: (PAGES[key[0]], with_one_open(PAGES[key[0]], key[1])) for key in asked(request, "key")}
    with trying(tasks, tmp_path_factory.mktemp("open")) as runs:
        yield runs


@pytest.mark.parametrize("key", BLANKS, ids=lambda key: f"{key[0]}, blank {key[1]}")
def test_a_blank_that_is_left_open_alone_ends_no_run_and_is_named(key: tuple[str, int], runs):
    run, blank = runs[key].result(), key[1]
    assert run.failure is None
    states = run.results["blanks"]
    assert states[str(blank)] == "open"
    assert set(states.values()) <= {"open", "waiting", "right"}

"""A student's notebook of chapter 5 with one blank open and the others filled: it ends, and says which blank it is."""

import pytest

from kagglebook.chapter.editions import STUDENT
from tests.course.blanks.harness import pages, submitted, with_one_open
from tests.support import asked, chapter_05

pytestmark = pytest.mark.thorough
NUMBERS = [program.number for program in chapter_05().programs]


def blanks(number: str) -> list[int]:
    """The numbers of a program's blanks."""
    return [blank.number for blank in pages(STUDENT)[number].rendered.exercises.blanks]


@pytest.fixture(scope="module")
def runs(request, tmp_path_factory, warm_pool):
    """What becomes of the notebooks, by program and open blank."""
    chosen = {number: pages(STUDENT)[number] for number in asked(request, "number")}
    tasks = {
        (number, blank): (page, with_one_open(page, blank))
        for number, page in chosen.items()
        for blank in blanks(number)
    }
    return submitted(warm_pool, tasks, tmp_path_factory.mktemp("open"))


@pytest.mark.parametrize("number", NUMBERS)
def test_a_blank_that_is_left_open_alone_ends_no_run_and_is_named(number: str, runs):
    assert blanks(number)
    for blank in blanks(number):
        run = runs[number, blank].result()
        assert run.failure is None, blank
        states = run.results["blanks"]
        assert states[str(blank)] == "open"
        assert set(states.values()) <= {"open", "waiting", "right"}

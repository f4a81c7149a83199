from types import SimpleNamespace

import pytest

from kagglebook.core.run import Run
from kagglebook.judging.blanks import BlanksJudge


def outcome(edition: str, results: dict | None):
    blanks = [SimpleNamespace(number=number) for number in (1, 2)]
    page = SimpleNamespace(
        program=SimpleNamespace(edition=edition),
        rendered=SimpleNamespace(exercises=SimpleNamespace(blanks=blanks)),
    )
    return BlanksJudge().judge(page, Run("name", results=results), quick=True)


@pytest.mark.parametrize(("edition", "state"), [("student", "open"), ("instructor", "right")])
def test_a_student_is_handed_open_blanks_and_an_instructor_right_ones(edition, state):
    found = outcome(edition, {"blanks": {"1": state, "2": state}})
    assert (found.passed, found.measured) == (True, f"2 {state}")


@pytest.mark.parametrize(
    ("edition", "blanks", "told"),
    [
        ("student", {"1": "open", "2": "right"}, "blank 2: right"),  # a solution was left in
        ("student", {"1": "open"}, "blank 2: not told"),
        ("student", {"1": "open", "2": "waiting"}, "blank 2: waiting"),
        ("instructor", {"1": "right", "2": "wrong"}, "blank 2: wrong"),
        ("instructor", {"1": "right", "2": "right", "3": "right"}, "blank 3: right"),
        ("instructor", None, "blank 1: not told; blank 2: not told"),
    ],
)
def test_each_blank_that_is_otherwise_is_named(edition, blanks, told):
    found = outcome(edition, {"blanks": blanks} if blanks else {})
    assert (found.passed, found.measured) == (False, told)


def test_the_complete_notebook_has_no_blanks_to_judge():
    assert outcome("", {}) is None

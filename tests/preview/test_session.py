"""The state machine of a preview: what is stale, what is started, what is cancelled."""

import pytest

from kagglebook.preview.session import Cancel, Session, Start, State


@pytest.fixture
def session() -> Session:
    made = Session(jobs=1)
    made.has({"a": [], "b": []})
    return made


def test_what_nobody_looks_at_is_not_run(session):
    assert session.planned("a", "1") == []
    assert session.entries["a"].state is State.UNSEEN


def test_what_a_reader_opens_is_run(session):
    session.planned("a", "1")
    assert session.looks_at({"a"}) == [Start("a", 1)]


def test_what_was_saved_is_run_whoever_looks(session):
    assert session.planned("a", "1", touched=True) == [Start("a", 1)]


def test_a_run_of_before_is_not_made_again(session):
    session.looks_at({"a"})
    assert session.planned("a", "1", reusable=True) == []
    assert session.entries["a"].state is State.PASSED


def test_a_save_cancels_what_it_makes_stale_and_starts_anew_when_that_has_ended(session):
    session.planned("a", "1", touched=True)
    assert session.planned("a", "2", touched=True) == [Cancel(1)]
    assert not session.is_wanted(1)
    assert session.ended(1, True) == [Start("a", 2)]
    session.ended(2, True)
    assert session.entries["a"].ran == "2"


def test_a_save_that_changes_no_code_changes_nothing(session):
    session.planned("a", "1", touched=True)
    assert session.planned("a", "1", touched=True) == []
    assert session.is_wanted(1)


def test_what_a_cancelled_run_found_is_not_shown(session):
    session.planned("a", "1", touched=True)
    session.planned("a", "2", touched=True)
    session.ended(1, True)
    assert session.entries["a"].ran == ""


def test_an_undone_change_needs_no_run(session):
    session.planned("a", "1", touched=True)
    session.ended(1, False)
    session.planned("a", "2", touched=True)
    assert session.planned("a", "1", touched=True) == [Cancel(2)]
    assert session.entries["a"].state is State.FAILED
    assert session.ended(2, True) == []
    assert session.entries["a"].state is State.FAILED


def test_no_more_are_run_at_a_time_than_there_are_jobs_and_what_is_looked_at_comes_first(session):
    session.has({"a": [], "b": [], "c": []})
    session.planned("a", "1", touched=True)
    session.planned("b", "1", touched=True)
    session.planned("c", "1")
    assert session.looks_at({"c"}) == []
    assert session.ended(1, True) == [Start("c", 2)]
    assert session.ended(2, True) == [Start("b", 3)]


def test_a_stopped_program_waits_for_a_change(session):
    session.planned("a", "1", touched=True)
    assert session.stop("a") == [Cancel(1)]
    assert session.ended(1, False) == []
    assert session.looks_at({"a"}) == []
    assert session.planned("a", "2", touched=True) == [Start("a", 2)]


def test_a_reader_may_ask_for_another_run(session):
    session.planned("a", "1", reusable=True)
    assert session.again("a") == [Start("a", 1)]
    assert session.again("a") == []


def test_a_program_that_is_gone_is_not_run_on(session):
    session.planned("a", "1", touched=True)
    assert session.has({"b": []}) == [Cancel(1)]
    assert session.ended(1, True) == []


class TestAfter:
    """Programs that read what others left."""

    @pytest.fixture
    def session(self) -> Session:
        made = Session(jobs=2)
        made.has({"a": [], "b": ["a"]})
        made.planned("a", "1")
        made.planned("b", "1")
        return made

    def test_a_producer_is_run_first(self, session):
        assert session.looks_at({"b"}) == [Start("a", 1)]
        assert session.ended(1, True, "left") == [Start("b", 2)]

    def test_what_left_something_else_makes_its_consumers_stale(self, session):
        session.looks_at({"b"})
        session.ended(1, True, "left")
        session.planned("a", "2", touched=True)
        assert session.ended(3, True, "other") == [Cancel(2)]
        assert session.ended(2, True) == [Start("b", 4)]

    def test_what_left_the_same_does_not(self, session):
        session.looks_at({"b"})
        session.ended(1, True, "left")
        session.ended(2, True)
        session.planned("a", "2", touched=True)
        assert session.ended(3, True, "left") == []
        assert session.entries["b"].state is State.PASSED

    def test_a_failed_producer_hands_nothing_on_until_it_is_mended(self, session):
        session.looks_at({"b"})
        assert session.ended(1, False) == []
        assert session.entries["b"].state is State.FAILED
        assert session.entries["b"].blocked == ["a"]
        session.planned("a", "2", touched=True)
        assert session.ended(2, True, "left") == [Start("b", 3)]

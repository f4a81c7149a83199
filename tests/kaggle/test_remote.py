import itertools

import pytest

from kagglebook.core.clock import growing
from kagglebook.kaggle.remote import TRIES, KaggleError, Kind, persist
from tests.support.online import FakeClock


def failing(*errors):
    """A call that raises these one after the other, and then answers."""
    left = list(errors)

    def call():
        if left:
            raise left.pop(0)
        return "answer"

    return call


def test_an_answer_needs_no_pause():
    clock = FakeClock()
    assert persist(failing(), clock, print) == "answer"
    assert clock.slept == []


@pytest.mark.parametrize("kind", Kind)
def test_only_what_passes_is_waited_for(kind):
    clock = FakeClock()
    call = failing(KaggleError(kind, "no"))
    if kind in (Kind.RATE, Kind.SERVER, Kind.LOST):
        assert persist(call, clock, lambda line: None) == "answer"
        assert clock.slept == [2]
    else:
        with pytest.raises(KaggleError):
            persist(call, clock, print)
        assert clock.slept == []


def test_the_tries_have_an_end_and_the_pauses_grow():
    clock, said = FakeClock(), []
    with pytest.raises(KaggleError):
        persist(failing(*[KaggleError(Kind.SERVER, "no")] * TRIES), clock, said.append)
    assert clock.slept == sorted(clock.slept) and len(set(clock.slept)) == len(clock.slept) == TRIES - 1
    assert len(said) == TRIES - 1 and "again in 2 s" in said[0]


def test_pauses_are_spread_and_bounded():
    clock = FakeClock()
    clock.random = itertools.cycle([0.0, 0.999]).__next__
    pauses = list(itertools.islice(growing(10, 100, clock), 40))
    assert pauses[0] == 7.5 and pauses[1] == pytest.approx(20, rel=0.01)
    assert max(pauses) <= 125 and pauses[-2] == 75


def test_an_error_says_what_to_do():
    assert str(KaggleError(Kind.QUOTA, "Maximum reached.")).startswith("Maximum reached (this week's GPU hours")

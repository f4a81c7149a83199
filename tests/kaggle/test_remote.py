import itertools

import pytest

from kagglebook.core.clock import growing
from kagglebook.core.problems import InputError
from kagglebook.kaggle.remote import LONGEST_TRYING, TRIES, KaggleError, Kind, one_program, persist
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
    if kind in (Kind.RATE, Kind.SERVER, Kind.LOST, Kind.UNREADABLE):
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


def test_tries_that_take_long_are_fewer():
    clock = FakeClock()

    def call():
        clock.now += LONGEST_TRYING / 2 + 1
        raise KaggleError(Kind.SERVER, "no")

    with pytest.raises(KaggleError):
        persist(call, clock, lambda line: None)
    assert len(clock.slept) == 1


def test_what_nobody_foresaw_fails_one_program_alone():
    with pytest.raises(KaggleError, match="OverflowError: int too large") as caught, one_program():
        raise OverflowError("int too large")
    assert caught.value.kind is Kind.UNREADABLE and not caught.value.stops


@pytest.mark.parametrize(
    "error", [KaggleError(Kind.LOGIN, "no"), InputError("no"), OSError("full"), KeyboardInterrupt()]
)
def test_what_is_wrong_here_is_not_one_program_s(error):
    with pytest.raises(type(error)) as caught, one_program():
        raise error
    assert caught.value is error


@pytest.mark.parametrize("kind", Kind)
def test_only_what_no_other_program_would_survive_stops(kind):
    of_one = (Kind.MISSING, Kind.REFUSED, Kind.NEWER, Kind.UNKNOWN, Kind.UNREADABLE, Kind.BEYOND)
    assert KaggleError(kind, "no").stops is (kind not in of_one)
    assert not KaggleError(kind, "no", alone=True).stops


def test_what_kaggle_says_is_one_line_of_plain_words():
    error = KaggleError(Kind.REFUSED, "a\x1b[2J\n b" + "c" * 10**7)
    assert error.words.startswith(r"a\x1b[2J b") and len(str(error)) < 500
    assert KaggleError(Kind.REFUSED, "").words == KaggleError(Kind.REFUSED, " \n ").words == "no reason is told"


def test_an_error_says_what_to_do():
    assert str(KaggleError(Kind.QUOTA, "Maximum reached.")).startswith("Maximum reached (this week's GPU hours")

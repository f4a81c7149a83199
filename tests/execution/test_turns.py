import threading
from types import SimpleNamespace

import pytest

from kagglebook.execution import turns
from kagglebook.execution.turns import NotBegunError, Places, Turn


@pytest.fixture
def clock(monkeypatch):
    clock = SimpleNamespace(now=100.0)
    monkeypatch.setattr(turns, "time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


def test_the_time_counts_from_the_turn(clock):
    turn = Turn(timeout=10)
    clock.now += 50  # the kernel starts, and others are at work
    with turn:
        clock.now += 4
        assert (turn.seconds, turn.left, turn.over) == (4, 6, False)
        clock.now += 6
        assert (turn.seconds, turn.over) == (10, True)
        assert 0 < turn.left < 0.1


def test_of_a_notebook_that_never_had_its_turn_the_time_is_that_since_it_was_asked_for(clock):
    turn = Turn()
    clock.now += 3
    assert (turn.seconds, turn.left, turn.over) == (3, None, False)


def test_a_place_is_given_back_whatever_happened():
    places = Places(1)
    with pytest.raises(ZeroDivisionError), Turn(places=places):
        assert not places.free.acquire(blocking=False)
        raise ZeroDivisionError
    assert places.free.acquire(blocking=False)


def test_behind_the_close_none_begins_and_who_waits_is_told():
    places = Places(1)
    told = []

    def wait():
        try:
            with Turn(places=places):
                told.append("begun")
        except NotBegunError:
            told.append("not begun")

    with Turn(places=places):
        waiting = [threading.Thread(target=wait) for _ in range(2)]
        for thread in waiting:
            thread.start()
        places.close()
    for thread in waiting:
        thread.join()
    assert told == ["not begun", "not begun"]

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
        assert places.free == 0
        raise ZeroDivisionError
    assert places.free == 1


def test_they_come_in_the_order_in_which_they_lined_up_whoever_is_ready_first():
    places, came = Places(1), []

    def enter(turn, name):
        with turn:
            came.append(name)

    first, gone, second = (Turn(places=places) for _ in range(3))
    waiting = threading.Thread(target=enter, args=(second, "second"))
    waiting.start()  # ready before the others
    gone.leave()  # its kernel didn't start
    enter(first, "first")
    waiting.join()
    assert came == ["first", "second"]


def test_one_that_had_a_place_and_needs_another_comes_before_those_in_line():
    places = Places(1)
    again, second = Turn(places=places), Turn(places=places)
    with again:
        pass
    with again:  # its kernel was lost before the first cell
        assert places.line == [second]


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

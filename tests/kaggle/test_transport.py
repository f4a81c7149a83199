"""A call of the client, and what it may take."""

import threading
import time

import pytest

from kagglebook.kaggle.remote import KaggleError, Kind
from kagglebook.kaggle.transport import Call, megabytes


def test_a_call_returns_what_was_returned_and_raises_what_was_raised():
    assert Call(60, 10).do(lambda: "answer") == "answer"
    with pytest.raises(ZeroDivisionError):
        Call(60, 10).do(lambda: 1 / 0)
    with pytest.raises(SystemExit):  # as the client's own sign-in does
        Call(60, 10).do(lambda: exit(1))


def test_a_call_that_is_late_is_left_behind_and_ends_with_the_next_that_it_receives():
    begun, go_on, ended = threading.Event(), threading.Event(), []
    call = Call(0.05, 10)

    def work():
        begun.set()
        go_on.wait(60)
        try:
            Call.current().receive(1)
        except KaggleError as error:
            ended.append(error.kind)

    with pytest.raises(KaggleError, match="no whole answer in") as caught:
        call.do(work)
    assert caught.value.kind is Kind.BEYOND and begun.is_set() and ended == []
    go_on.set()
    for thread in threading.enumerate():
        if thread.daemon and thread is not threading.current_thread() and thread.name.endswith("(run)"):
            thread.join(60)
    assert ended == [Kind.BEYOND]


def test_what_a_call_receives_is_counted_for_it_alone():
    with pytest.raises(KaggleError, match="larger than 1e-05 MB") as caught:
        Call(60, 10).do(lambda: [Call.current().receive(size) for size in (4, 6, 1)])
    assert caught.value.kind is Kind.BEYOND
    Call(60, 10).do(lambda: Call.current().receive(10))
    assert Call.current() is None


def test_a_call_knows_whether_anything_came_back():
    call = Call(60, 10)
    call.do(time.monotonic)
    assert not call.answered
    call.do(lambda: call.receive(0))
    assert call.answered


def test_sizes_in_words():
    assert [megabytes(size) for size in (64_000_000, 1_234_567, 100_000_000)] == ["64 MB", "1.23 MB", "100 MB"]

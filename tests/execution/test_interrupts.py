"""When Ctrl-C is heard, and what the next one does."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from kagglebook.execution.interrupts import Interrupts


def ask(request: signal.Signals = signal.SIGINT) -> None:
    os.kill(os.getpid(), request)


@pytest.mark.parametrize("request_to_end", [signal.SIGINT, signal.SIGTERM])
def test_a_request_is_heard_where_somebody_waits(request_to_end):
    with Interrupts() as interrupts, pytest.raises(KeyboardInterrupt), interrupts.heard():
        ask(request_to_end)
        pytest.fail("went on")


def test_one_that_comes_in_between_is_heard_at_the_next_place_and_breaks_off_nothing():
    steps = []
    with Interrupts() as interrupts:
        ask()
        steps.append("landed")
        with pytest.raises(KeyboardInterrupt), interrupts.heard():
            steps.append("waited")
    assert steps == ["landed"]


def test_one_that_comes_in_a_finalizer_is_not_lost():
    class Garbage:
        def __del__(self):
            ask()

    with Interrupts() as interrupts:
        Garbage()
        with pytest.raises(KeyboardInterrupt), interrupts.heard():
            pass


def test_one_that_comes_at_the_end_is_heard_there_and_one_that_was_heard_is_not_heard_again():
    with pytest.raises(KeyboardInterrupt), Interrupts():
        ask()
    with pytest.raises(ZeroDivisionError), Interrupts():
        ask()
        raise ZeroDivisionError
    with Interrupts() as interrupts, pytest.raises(KeyboardInterrupt), interrupts.heard():
        ask()


def test_afterwards_all_is_as_before():
    before = [signal.getsignal(request) for request in (signal.SIGINT, signal.SIGTERM)]
    with Interrupts() as interrupts:
        interrupts.offer()
    assert [signal.getsignal(request) for request in (signal.SIGINT, signal.SIGTERM)] == before
    assert signal.set_wakeup_fd(-1) == -1


def test_what_is_finished_after_the_offer_is_not_broken_off_again():
    with Interrupts() as interrupts:
        ask()
        interrupts.offer()
        with interrupts.heard():
            pass


def test_another_thread_leaves_the_signals_alone():
    before, seen = signal.getsignal(signal.SIGINT), []

    def work():
        with Interrupts():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [before]


STUCK = """
import os, signal, threading
from kagglebook.execution.interrupts import Interrupts
with Interrupts() as interrupts:
    interrupts.offer()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # the main thread will not run Python's handler
    def pause():
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        print("ready", flush=True)
        threading.Event().wait()
    threading.Thread(target=pause, daemon=True).start()
    threading.Event().wait()
"""


def test_after_the_offer_one_ends_the_process_whatever_the_main_thread_is_at():
    process = subprocess.Popen([sys.executable, "-c", STUCK], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130
    finally:
        process.kill()
        process.communicate()

"""Ctrl-C while notebooks run: heard where nothing is half done; the next one ends this process, whatever it is at.

Python raises KeyboardInterrupt wherever the main thread happens to be: in a finalizer, where it is lost, or between the
two renames that land a run. And it raises none while the main thread waits for a lock that another one holds.
"""

import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

from ..core import temporary
from ..core.exit import Exit

# SIGHUP is a terminal that was closed; Windows has none.
REQUESTS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class Interrupts:
    """A context manager; leaving it raises KeyboardInterrupt where somebody has asked since a place to be heard.

    Where nobody is heard (in another thread, or a job in the background) it changes nothing.
    """

    def __init__(self) -> None:
        self.asked = self.waiting = self.offered = False
        self.before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for request in REQUESTS:
                if signal.getsignal(request) not in (signal.SIG_IGN, None):
                    self.before[request] = signal.signal(request, self._hear)
        return self

    def _hear(self, signum: int, frame: object) -> None:
        self.asked = not self.offered
        if self.waiting:
            self._raise_if_asked()

    def _raise_if_asked(self) -> None:
        if self.asked:
            self.asked = False
            raise KeyboardInterrupt

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Raises KeyboardInterrupt in the body as soon as somebody asks for it, or at once if somebody has."""
        self.waiting = True
        try:
            self._raise_if_asked()
            yield
        finally:
            self.waiting = False

    def offer(self) -> None:
        """From now on the next request ends this process at once."""
        self.asked, self.offered = False, True
        if self.before:
            ours, self.alarm = socket.socketpair()
            self.alarm.setblocking(False)
            # Written to by the signal's own handler, of whichever thread: the main one need not get as far as Python's.
            signal.set_wakeup_fd(self.alarm.fileno(), warn_on_full_buffer=False)
            threading.Thread(target=self._leave, args=[ours], daemon=True).start()

    @staticmethod
    def _leave(alarm: socket.socket) -> None:
        with alarm:
            if alarm.recv(1):
                temporary.discard()
                os._exit(Exit.INTERRUPTED)

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        if self.offered and self.before:
            signal.set_wakeup_fd(-1)
            self.alarm.close()
        for request, handler in self.before.items():
            signal.signal(request, handler)
        if error is None:
            self._raise_if_asked()

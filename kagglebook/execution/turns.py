"""Whose turn it is: a notebook waits for its turn with its kernel ready, and its time counts from then."""

import threading
import time
from typing import Any, Self


class NotBegunError(Exception):
    """Raised when a notebook has its turn, and none begins any more: nothing of it was executed."""


class Places:
    """So many notebooks are at work at a time; a context manager for each. Behind `close` none begins."""

    def __init__(self, count: int):
        self.free, self.closed = threading.BoundedSemaphore(count), False

    def close(self) -> None:
        self.closed = True

    def __enter__(self) -> Self:
        self.free.acquire()
        if self.closed:
            self.free.release()
            raise NotBegunError("no notebook begins any more")
        return self

    def __exit__(self, *_: object) -> None:
        self.free.release()


class Turn:
    """A notebook's turn among some places, to be entered once, and how long it takes.

    `timeout` is in seconds, None for no limit.
    """

    def __init__(self, timeout: float | None = None, places: Places | None = None):
        self.timeout, self.places = timeout, places or Places(1)
        self.began = time.monotonic()  # of a notebook that has none: when it was asked for

    def __enter__(self) -> Self:
        self.places.__enter__()
        self.began = time.monotonic()
        return self

    def __exit__(self, *error: Any) -> None:
        self.places.__exit__(*error)

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.monotonic() - self.began

    @property
    def left(self) -> float | None:
        """The seconds that are left of it; None for no limit, and never 0, which nbclient takes for none."""
        return None if self.timeout is None else max(self.timeout - self.seconds, 0.01)

    @property
    def over(self) -> bool:
        """Whether it has taken as long as it may."""
        return self.timeout is not None and self.seconds >= self.timeout

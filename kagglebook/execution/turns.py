"""Whose turn it is: a notebook waits for its turn with its kernel ready, and its time counts from then."""

import threading
import time
from typing import Self


class NotBegunError(Exception):
    """Raised when a notebook has its turn, and none begins any more: nothing of it was executed."""


class Places:
    """So many notebooks are at work at a time, in the order in which they lined up. Behind `close` none begins."""

    def __init__(self, count: int):
        self.free, self.closed = count, False
        self.line: list[object] = []
        self.changed = threading.Condition()

    def line_up(self, who: object) -> None:
        with self.changed:
            self.line.append(who)

    def leave(self, who: object) -> None:
        """Let the others go on before one that never came to its turn, if it didn't."""
        with self.changed:
            if who in self.line:
                self.line.remove(who)
                self.changed.notify_all()

    def take(self, who: object) -> None:
        """Wait for a place, before all others where it had one already. Raises NotBegunError."""
        with self.changed:
            if who not in self.line:  # its kernel was lost before the first cell, and it has another
                self.line.insert(0, who)
            self.changed.wait_for(lambda: self.closed or (self.free and self.line[0] is who))
            if self.closed:
                raise NotBegunError("no notebook begins any more")
            self.line.remove(who)
            self.free -= 1
            self.changed.notify_all()

    def give_back(self) -> None:
        with self.changed:
            self.free += 1
            self.changed.notify_all()

    def close(self) -> None:
        with self.changed:
            self.closed = True
            self.changed.notify_all()


class Turn:
    """A notebook's turn among some places, to be entered, and left whether or not it was, and how long it takes.

    `timeout` is in seconds, None for no limit. It lines up when it is made: whose kernel is ready first doesn't matter.
    """

    def __init__(self, timeout: float | None = None, places: Places | None = None):
        self.timeout, self.places = timeout, places or Places(1)
        self.places.line_up(self)
        self.restarted()

    def restarted(self) -> Self:
        """Let its time count from now: where its kernel never starts, from when it was asked for."""
        self.began = time.monotonic()
        return self

    def leave(self) -> None:
        """Hold nobody up, whether or not it was entered."""
        self.places.leave(self)

    def __enter__(self) -> Self:
        self.places.take(self)
        return self.restarted()

    def __exit__(self, *_: object) -> None:
        self.places.give_back()

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

"""Time and chance, handed in by the caller, so that a test waits for nothing; and pauses that grow."""

import random
import time
from collections.abc import Iterator
from typing import Protocol


class Clock(Protocol):
    """What the waiting parts know of the world."""

    def time(self) -> float:
        """Seconds since 1970."""
        ...

    def sleep(self, seconds: float) -> None: ...

    def random(self) -> float:
        """At least 0 and less than 1."""
        ...


class SystemClock:
    """The machine's own clock."""

    def time(self) -> float:
        return time.time()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    def random(self) -> float:
        return random.random()  # nosec B311 # spreads pauses; nothing is kept secret by it


SYSTEM = SystemClock()


def growing(first: float, most: float, clock: Clock) -> Iterator[float]:
    """Pauses without end, each about 1.6 times the one before, up to `most`.

    Each is changed by up to a quarter, so that callers who were refused together don't come back together.
    """
    pause = first
    while True:
        yield pause * (0.75 + clock.random() / 2)
        pause = min(pause * 1.6, most)

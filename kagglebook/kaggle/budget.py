"""What a run costs of the week's GPU or TPU hours, how long it may take, and whether it still fits.

Assumed, as Kaggle documents neither: `time_used` holds the runs that are over, `time_reserved` something of those that
go on. Of the latter and of what our own runs that may still go on are known to need the greater counts, so none is
forgotten, and none counts twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from .item import Item
from .ledger import Entry
from .remote import Allowance, Quota

Accelerator = Literal["", "gpu", "tpu"]
HOUR = 3600
# Kaggle's own limits of a session (kaggle.com/docs/notebooks, technical specifications).
LONGEST: Mapping[str, int] = {"": 12 * HOUR, "gpu": 12 * HOUR, "tpu": 9 * HOUR}
TIMES = 3  # the known time of a run that the next one may take
SHORTEST = 15 * 60  # seconds that every run is given: a session installs and downloads before it computes
UNKNOWN = 2 * HOUR  # the limit of a run of which nothing is known


@dataclass(frozen=True)
class Need:
    """Seconds of an accelerator that a run is thought to take, 0 without one, and from where that is known."""

    seconds: float
    how: str


def accelerator_of(item: Item) -> Accelerator:
    """What of the week's hours a program's machine uses up: `gpu`, `tpu`, or "" for a CPU."""
    metadata = item.page.metadata
    return "tpu" if metadata["enable_tpu"] else "gpu" if metadata["enable_gpu"] else ""


def need_of(item: Item, entry: Entry) -> Need:
    """What a run needs: what the last one took on this machine, else chapter.toml's minutes, else its limit."""
    if not accelerator_of(item):
        return Need(0, "no GPU")
    seconds, how = _known(item, entry)
    limit = limit_of(item, entry)
    return Need(min(seconds, limit), how) if seconds else Need(limit, "at most, its time limit")


def limit_of(item: Item, entry: Entry) -> int:
    """Seconds that a run is given: `time_limit` of chapter.toml, else three times what is known, else two hours."""
    longest = LONGEST[accelerator_of(item)]
    if own := item.page.chapter.kaggle(item.page.program).time_limit:
        return min(own * 60, longest)
    seconds, _ = _known(item, entry)
    return min(max(round(TIMES * seconds), SHORTEST), longest) if seconds else UNKNOWN


def ran_out(entry: Entry, seconds: float) -> str:
    """That a failed run was ended by the limit it was given, after so many seconds; "" where it wasn't."""
    limit = entry.session.limit
    if not limit or seconds < limit - 1:
        return ""
    return f"its time limit of {limit / 60:.0f} min ended it: set time_limit in [kaggle] of chapter.toml"


def _known(item: Item, entry: Entry) -> tuple[float, str]:
    """Seconds, and from where: (0, "") where nothing is known."""
    took = entry.session.seconds or entry.took
    if took and entry.machine == item.machine:
        return took, "its last run"
    kind, minutes = accelerator_of(item), item.page.program.minutes
    told = minutes and {"": minutes.cpu, "gpu": minutes.gpu, "tpu": None}[kind]
    return (told * 60, "chapter.toml") if told else (0, "")


@dataclass
class Budget:
    """What is left of a week, and what is taken of it. `going` is what our own runs that may go on need, in seconds."""

    quota: Quota
    going: Mapping[str, float] = field(default_factory=dict)
    taken: dict[str, tuple[str, float]] = field(default_factory=dict)  # by address: accelerator and seconds

    def left(self, kind: str) -> float | None:
        """Seconds left of an accelerator, None where Kaggle tells none."""
        told: Allowance | None = {"gpu": self.quota.gpu, "tpu": self.quota.tpu}.get(kind)
        if told is None:
            return None
        taken = sum(seconds for what, seconds in self.taken.values() if what == kind)
        return max(told.total - told.used - max(told.reserved, self.going.get(kind, 0)) - taken, 0)

    def take(self, item: Item, need: Need) -> str:
        """Reserve what a program needs: "", or why it can't fit. What an earlier take of it reserved is given back."""
        self.give_back(item)
        kind = accelerator_of(item)
        left = self.left(kind)
        if left is not None and need.seconds > left:
            when = f"; refills {moment(self.quota.refills)}" if self.quota.refills else ""
            needs = f"needs {hours(need.seconds)} ({need.how})"
            return f"{needs}, {hours(left)} of this week's {kind.upper()} are left{when}"
        if kind:
            self.taken[item.address] = (kind, need.seconds)
        return ""

    def give_back(self, item: Item) -> None:
        """Free what was reserved for a run that didn't come to be."""
        self.taken.pop(item.address, None)


def hours(seconds: float) -> str:
    """`0.4 h`; what is less than 0.1 h with two digits."""
    return f"{seconds / HOUR:.{1 if seconds >= HOUR / 10 or not seconds else 2}f} h"


def moment(time: float) -> str:
    """`Sat 16 Jan 00:00 UTC`, of seconds since 1970."""
    return datetime.fromtimestamp(time, UTC).strftime("%a %d %b %H:%M UTC")

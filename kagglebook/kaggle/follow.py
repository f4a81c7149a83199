"""Follow runs on Kaggle while they go on: ask for their logs and machines, and say in a line what changed."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from ..core.files import UnfitError
from ..core.plain import plain
from ..core.run import Failure, Run
from .following import place_in
from .item import Item
from .ledger import Ledger
from .log import read_log
from .provenance import is_ours, same_machine
from .proving import FIRST
from .remote import KaggleError, Kind, Remote
from .watch import Watch

SECONDS = 5.0  # for which a running log is listened to at each look
REFUSALS = 3  # after so many a program's log, or its machine, is not asked for again
MAX_LOG = 20_000_000  # characters
TWICE = 2  # times that another machine is told before it is believed: the first answer may be of the session before


@dataclass
class Follower:
    """Looks at the runs that go on; what can't be had is no failure."""

    remote: Remote
    ledger: Ledger
    watch: Watch
    say: Callable[[str], None]
    told: dict[str, str] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    deaf: bool = False  # whether Kaggle wants no such questions, whatever they are about

    def failed(self, item: Item) -> Run | None:
        """The run as far as its log tells it, if that says that it failed; says where it is, if that changed."""
        version = self.ledger.get(item.address).session.version
        # Without a label the log may be that of another version's run.
        if self.deaf or self.refused[item.address] >= REFUSALS or not (version and self.watch.labels):
            return None
        try:
            text = self.remote.log_so_far(item.address, version, SECONDS)
            if len(text) > MAX_LOG:
                raise UnfitError("too long")
            log = read_log(text)
        except (KaggleError, UnfitError) as refused:
            self._note(item, refused)
            return None
        rendered = item.page.rendered
        code = list(rendered.code.items())
        place = place_in(log, [cell["id"] for cell in rendered.notebook["cells"]], code)
        words = _failure_in_words(item, place.failure) if place.failure else str(place)
        if words and words != self.told.get(item.address):
            self.told[item.address] = words
            state = "FAILS" if place.failure else "running"
            self.say(plain(f"{item.page.program.number:>7}  {state}  {words}"))
        return Run({}, None, failure=place.failure, seconds=log.seconds) if place.failure else None

    def other_machine(self, item: Item) -> str:
        """Which machine runs in place of the one that was asked for, as soon as Kaggle tells so twice.

        Of the first version alone: of a later one Kaggle may still tell the session before, which ended.
        """
        entry = self.ledger.get(item.address)
        if self.deaf or self.asked[item.address] >= REFUSALS or entry.session.version != FIRST:
            return ""
        self.asked[item.address] += 1
        try:
            newest = self.remote.newest(item.address)
        except KaggleError as refused:
            self._note(item, refused)
            return ""
        known = [name for name in item.page.kaggle.machines if name]
        if not is_ours(newest, entry) or same_machine(item.machine, newest.machine, known) is not False:
            return ""
        self.others[item.address] += 1
        if self.others[item.address] < TWICE:
            return ""
        return f"machine {item.machine or 'CPU'} asked, {newest.machine} runs"

    def _note(self, item: Item, refused: Exception) -> None:
        self.refused[item.address] += 1
        self.deaf |= isinstance(refused, KaggleError) and refused.kind in (Kind.RATE, Kind.LOGIN)


def _failure_in_words(item: Item, failure: Failure) -> str:
    """`NameError: …, cell add (templates/add.py:3)`."""
    line = item.page.rendered.origin(failure.line_cell or failure.cell, failure.line) if failure.cell else None
    place = f" ({item.page.chapter.layout.shown(line.path)}:{line.number})" if line else ""
    return f"{failure.message}, cell {failure.cell}{place}" if failure.cell else failure.message

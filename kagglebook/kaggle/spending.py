"""The budget of a push, kept true while it lasts: Kaggle is asked when the first run wants an accelerator, again when
the week may have been refilled, and before something is held back."""

from collections.abc import Callable

from ..core.clock import Clock
from .budget import LONGEST, Budget, accelerator_of, need_of
from .item import Item
from .ledger import Entry, Ledger, OthersLedger, entries_of_all
from .remote import KaggleError, Remote, one_program
from .watch import Watch


class Spending:
    """Asks Kaggle what is left and keeps account of it; without an answer, which is told once, all fits."""

    def __init__(
        self,
        remote: Remote,
        ledger: Ledger,
        watch: Watch,
        clock: Clock,
        say: Callable[[str], None],
        budget: Budget | None = None,
    ):
        self.remote, self.ledger, self.watch, self.clock, self.say = remote, ledger, watch, clock, say
        self.budget = budget
        self.untold = False  # whether Kaggle tells no quota
        self.ended: set[str] = set()  # notebooks of ours whose run is over, as this call was told
        self.known: set[str] = set()  # those of which the ledger tells that a run began, since it was reserved

    def take(self, item: Item, entry: Entry) -> str:
        """Reserve what a run of a program needs: "", or why it can't fit."""
        if not accelerator_of(item):
            return ""
        need = need_of(item, entry)
        self.known.discard(item.address)
        if self.budget is None or 0 < self.budget.quota.refills <= self.clock.time():
            self.ask()
        if self.budget is None:
            return ""
        if why := self.budget.take(item, need):
            self._look_who_ended()
            self.ask()
            why = self.budget.take(item, need) if self.budget else ""
        return why

    def give_back(self, item: Item) -> None:
        if self.budget:
            self.budget.give_back(item)

    def ask(self) -> None:
        """Ask Kaggle what is left; what is reserved for runs that didn't begin yet stays reserved."""
        taken = self.budget.taken if self.budget else {}
        self.budget = None
        if self.untold:
            return
        try:
            with one_program():
                quota = self.remote.quota()
        except KaggleError as refused:
            self.untold = True
            self.say(f"         Kaggle doesn't tell the hours that are left, so nothing is held back: {refused.words}")
            return
        going = {"gpu": 0.0, "tpu": 0.0}
        for entry in self._may_go_on().values():
            going[entry.accelerator] += entry.need
        self.budget = Budget(quota, going, {address: taken[address] for address in taken.keys() - self.known})

    def _may_go_on(self) -> dict[str, Entry]:
        """The notebooks of any chapter whose run with an accelerator may not be over."""
        now = self.clock.time()
        return {
            address: entry
            for address, entry in (entries_of_all(self.ledger.path.parent) | self.ledger.entries).items()
            if entry.accelerator
            and entry.may_run
            and address not in self.ended
            # Before it began it may have waited.
            and now < entry.session.time + (entry.session.limit or LONGEST[entry.accelerator]) + LONGEST["gpu"]
        }

    def _look_who_ended(self) -> None:
        """Ask for the runs that may go on: what is over stands in the time used already."""
        going = self._may_go_on()
        theirs = OthersLedger(
            self.ledger.path, {each: going[each] for each in going.keys() - self.ledger.entries.keys()}
        )
        others = Watch(self.remote, theirs, self.clock, self.say)
        for address in going:
            watch = others if address in theirs.entries else self.watch
            if watch.status_if_any(address).ended:
                self.ended.add(address)

    def begun(self, item: Item) -> None:
        """A new run of a notebook goes on: from now on the ledger tells of it."""
        self.ended.discard(item.address)
        self.known.add(item.address)

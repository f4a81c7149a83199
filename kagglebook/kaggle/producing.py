"""A notebook that reads another's output is pushed when that one's run is over: Kaggle attaches what is there then."""

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from ..core.clock import Clock, growing
from .ledger import Entry, Ledger
from .watch import FIRST_POLL, LONGEST_POLL, LONGEST_WAIT, Watch

DONE = "COMPLETE"


class Fared(Protocol):
    """How the push of a notebook went."""

    @property
    def fine(self) -> bool: ...


class Producing:
    """Waits for the runs that others need."""

    def __init__(self, watch: Watch, ledger: Ledger, clock: Clock, say: Callable[[str], None]):
        self.watch, self.ledger, self.clock, self.say = watch, ledger, clock, say
        self.over: dict[str, str] = {}  # why a notebook's run hands nothing on, "" where it does

    def wait(self, number: str, producers: Mapping[str, str], told: Mapping[str, Fared]) -> str:
        """Wait until the runs of the producers (numbers by address) are over: why `number` can't be pushed, or "".

        `told` is what became of pushes of this call. Raises KaggleError.
        """
        for address, producer in producers.items():
            if address in told and not told[address].fine:
                return f"it reads the output of {producer}, which was not pushed"
            entry = self.ledger.get(address)
            if entry.intent or not entry.content.whole:
                return f"it reads the output of {producer}, which is not on Kaggle yet: push that one too"
            if address not in self.over:
                self.over[address] = self._end_of(number, address, producer)
            if self.over[address]:
                return self.over[address]
        return ""

    def _end_of(self, number: str, address: str, producer: str) -> str:
        verified = self.ledger.get(address).verified
        if verified:
            return "" if verified == "passed" else f"{producer}, whose output it reads, failed on Kaggle"
        until = self.clock.time() + LONGEST_WAIT
        for pause in growing(FIRST_POLL, LONGEST_POLL, self.clock):
            status = self.watch.status(address)
            if status.ended:
                break
            if self.clock.time() > until:
                return f"the run of {producer}, whose output it reads, does not end"
            self.say(f"         {number} waits for the run of {producer}, which is {status.word.lower()}")
            self.clock.sleep(pause)
        return "" if status.word == DONE else f"{producer}, whose output it reads, failed on Kaggle ({status.word})"


def is_older(entry: Entry, producers: Iterable[str], ledger: Ledger) -> bool:
    """Whether a notebook's run is older than that of one whose output it reads; what is only saved is no run."""
    return any(ledger.get(address).session.time > entry.session.time for address in producers)

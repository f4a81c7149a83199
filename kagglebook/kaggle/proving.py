"""Asks Kaggle what computed a run, and keeps the answer with the result: a verdict never hangs on it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from ..core.clock import Clock
from .item import Item
from .ledger import Entry, Ledger
from .provenance import LONGEST, from_elsewhere, is_ours, same_machine
from .remote import KaggleError, Kind, Newest, Remote, one_line, one_program, persist
from .watch import FIRST_POLL

FIRST = 1  # version of a notebook
MAX_IMAGES = 8  # of earlier runs, which are remembered
MAX_PACKAGES = 60  # versions that a result is kept with


@dataclass
class Prover:
    """Proves runs that have ended."""

    remote: Remote
    ledger: Ledger
    clock: Clock
    say: Callable[[str], None]
    refused: str = ""  # why Kaggle is asked no more

    def prove(self, item: Item) -> tuple[str, ...]:
        """Write down machine and image of the run, if Kaggle tells them, and of no other run; remarks.

        Whatever the answer, the run is judged. Where no other program would fare better Kaggle is asked no more.
        """
        entry, why = self.ledger.get(item.address), self.refused
        if not why:
            try:
                with one_program():
                    newest = self._newest(item, entry)
            except KaggleError as refused:
                why = refused.words
                self.refused = why if refused.stops and refused.kind is not Kind.FORBIDDEN else ""
        if why:
            return (f"nobody knows its machine and image: {why}",)
        if is_ours(newest, entry):
            known = entry.session  # what Kaggle told of this run it needn't tell again
            session = replace(known, machine=newest.machine or known.machine, image=newest.image or known.image)
            if session.image:
                images = {session.image: session.time} | dict(list(known.images.items())[-MAX_IMAGES:])
                session = replace(session, images=images)
            self.ledger.put(item.address, replace(entry, session=session))
        elsewhere = from_elsewhere(newest, entry)
        return (elsewhere,) if elsewhere else ()

    def _newest(self, item: Item, entry: Entry) -> Newest:
        """What Kaggle tells of the newest version and its session. Of another machine than the asked one it has to tell
        twice where the notebook had a session before: it may still be that one. Raises KaggleError."""
        newest = persist(lambda: self.remote.newest(item.address), self.clock, self.say)
        machines = [name for name in item.page.kaggle.machines if name]
        if entry.session.version == FIRST or same_machine(item.machine, newest.machine, machines) is not False:
            return newest
        self.clock.sleep(FIRST_POLL)
        return persist(lambda: self.remote.newest(item.address), self.clock, self.say)


def packages_in(environment: Mapping[str, object]) -> dict[str, str]:
    """The versions that a notebook told, by name: so many of them, and so much of each, as a ledger has place for."""
    told = [(name, version) for name, version in environment.items() if name != "device" and isinstance(version, str)]
    return {one_line(name, LONGEST): one_line(version, LONGEST) for name, version in told[:MAX_PACKAGES]}

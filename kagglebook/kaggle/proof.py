"""What of a chapter is proven on Kaggle now, and why the rest isn't: the ledger, held against what Kaggle tells."""

from collections.abc import Iterator
from dataclasses import dataclass

from .item import Item
from .ledger import Session
from .provenance import DataVersions, from_elsewhere
from .remote import KaggleError, Remote, one_program
from .trip import Trip


@dataclass(frozen=True)
class Proof:
    """A program's run that passed on Kaggle, as it is here, on the current image; else `why` it is not proven."""

    item: Item
    session: Session
    why: str = ""

    @property
    def proven(self) -> bool:
        return not self.why


def proofs(trip: Trip, remote: Remote) -> Iterator[Proof]:
    """Of each program. Kaggle is asked for the newest version of those that would be proven; what it doesn't answer is
    not proven."""
    stale, stop, data = trip.stale(), "", DataVersions(remote)
    for item in trip.items:
        entry = trip.ledger.get(item.address)
        why = _by_ledger(trip, item) or stale.get(item.address, "") or stop
        if not why:
            try:
                with one_program():
                    why = from_elsewhere(remote.newest(item.address), entry) or data.moved(entry.session)
            except KaggleError as refused:
                why = str(refused)
                stop = why if refused.stops else ""
        yield Proof(item, entry.session, why)


def _by_ledger(trip: Trip, item: Item) -> str:
    entry = trip.ledger.get(item.address)
    if entry.intent:
        return "nobody knows how its last push ended: `push` finds out"
    if entry.content.run != item.content.run:
        return f"{'changed since it was pushed' if entry.content.whole else 'not pushed yet'}: `push` it first"
    return {"passed": "", "failed": "its last run failed: `verify` tells"}.get(entry.verified, "not verified yet")


def withdrawn(machines: dict[str, dict[str, str]], retired: dict[str, str]) -> list[str]:
    """Machines that the installed client calls retired and that kernel-metadata/machines.json still offers, a line
    each."""
    known = {name.lower(): name for name, machine in machines.items() if name and "retired" not in machine}
    return [f"{known[name]}: {words}" for name, words in sorted(retired.items()) if name in known]

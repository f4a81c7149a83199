"""How the run of a pushed version goes, told apart from the runs of other versions.

Kaggle's status call takes the label of a version, `v3`; with it an answer is certainly about that version's run. The
client itself never sends the label, and reports differ on whether Kaggle takes it everywhere. Where it doesn't, Kaggle
tells of "the newest run", which right after a push may still be the one before. Its end is then believed only

- if Kaggle has told of a run that hadn't ended since the push, or this is version 1, or the push is `STALE` old; and
- if the notebook's newest version is ours: by its number and by its cells.

That leaves one case open: an older run that was still going when ours was pushed, and ended before ours was told of.
The executed notebook, if Kaggle sends it, shows that too (fetched.py).
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from ..core.clock import Clock
from .content import digest_of_cells
from .ledger import Entry, Ledger
from .remote import KaggleError, Kind, Remote, Status, one_program, persist

STALE = 600.0  # seconds after a push in which Kaggle may not have heard of it everywhere
FIRST_POLL, LONGEST_POLL = 15.0, 120.0
LONGEST_WAIT = 13 * 3600.0  # a session on Kaggle lasts 12 hours at most
QUEUED = Status("QUEUED")
# What a server may answer that takes no label.
UNLABELLED = (Kind.MISSING, Kind.REFUSED, Kind.SERVER, Kind.UNREADABLE)


class Watch:
    """Asks for the runs of the ledger's notebooks, patiently."""

    def __init__(self, remote: Remote, ledger: Ledger, clock: Clock, say: Callable[[str], None]):
        self.remote, self.ledger, self.clock, self.say = remote, ledger, clock, say
        self.labels: bool | None = None  # whether Kaggle takes the label of a version; None until it has shown it
        self.started = clock.time()

    def status(self, address: str) -> Status:
        """Of the pushed version's run; QUEUED as long as Kaggle may not know it yet. Raises KaggleError."""
        entry, about_label = self.ledger.get(address), None
        if entry.session.version and self.labels is not False:
            try:
                status = self._ask(address, entry.session.version)
                self.labels = True
                return status
            except KaggleError as refused:
                if refused.kind is Kind.MISSING and self.labels:
                    return self._soon(entry, refused)
                if refused.kind not in UNLABELLED or self.labels:
                    raise
                about_label = refused.kind
        try:
            status = self._ask(address, 0)
        except KaggleError as refused:
            if refused.kind is not Kind.MISSING:
                raise
            return self._soon(entry, refused)
        if about_label in (Kind.REFUSED, Kind.SERVER):  # the others may be about this notebook alone
            self.labels = False
        if not status.ended:
            self.ledger.put(address, replace(entry, seen=True))
            return status
        return status if self._ours(address, entry) else QUEUED

    def status_if_any(self, address: str) -> Status:
        """The same; the run of a notebook that was deleted, or of which nothing can be learnt, counts as ended.

        Raises KaggleError where the next notebook would fare no better.
        """
        try:
            with one_program():
                return self.status(address)
        except KaggleError as refused:
            if refused.stops and refused.kind is not Kind.FORBIDDEN:
                raise
            return Status("CANCEL_ACKNOWLEDGED")

    def _ask(self, address: str, version: int) -> Status:
        return persist(lambda: self.remote.status(address, version), self.clock, self.say)

    def _soon(self, entry: Entry, refused: KaggleError) -> Status:
        if self.clock.time() - max(entry.session.time, self.started) > STALE:
            raise refused
        return QUEUED

    def _ours(self, address: str, entry: Entry) -> bool:
        """Whether the newest run, which has ended, is that of the pushed version. Raises KaggleError if it can't be."""
        if not entry.seen and entry.session.version != 1 and self.clock.time() - entry.session.time <= STALE:
            return False
        newest = persist(lambda: self.remote.newest(address), self.clock, self.say)
        if (newest.version and entry.version and newest.version != entry.version) or (
            digest_of_cells(newest.source) != entry.content.cells
        ):
            words = f"version {newest.version}" if newest.version else "a version"
            raise KaggleError(Kind.NEWER, f"Kaggle's newest is {words} that is not what was pushed from here")
        return True


def counts(statuses: Iterable[Status], waiting: int = 0) -> str:
    """`2 running, 7 waiting`: of the runs, and of what is not on Kaggle yet."""
    statuses = list(statuses)
    running = sum(status.running for status in statuses)
    return f"{running} running, {len(statuses) - running + waiting} waiting"

"""A course's own data sets on their way to Kaggle: made of `chapters/NN/data`, sent once, whatever happens on the way.

Before anything is sent the ledger notes an intent, with the version that Kaggle had; after it what was accepted. An
intent without an outcome is settled by asking: a newer version than that one is ours. What that can't tell: a version
that somebody made by hand in the same minutes. Kaggle's client sends again by itself where an answer got lost, which
would make a second version; `client.py` keeps it from that.
"""

import json
import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from ..core.clock import Clock, growing
from ..core.files import require_inside, write_whole
from ..core.plain import plain
from .ledger import Ledger, SentData, SentIntent, ledgers_in
from .parcels import Parcel
from .remote import ABSENT, UNCERTAIN, KaggleError, Kind, Remote, one_program, persist
from .remote import DataSet as OnKaggle

METADATA = "dataset-metadata.json"
SETTLING = 30.0  # seconds that an interrupted request may take to be carried out
FIRST_POLL, LONGEST_POLL, LONGEST_WAIT = 5.0, 60.0, 3600.0
READY, ENDED = "READY", ("FAILED", "DELETED")


@dataclass(frozen=True)
class ToldOfData:
    """What became of a data set: `sent`, `unchanged`, `left as it is` or `refused`, in words."""

    source: str
    what: str
    words: str = ""

    @property
    def fine(self) -> bool:
        return self.what != "refused"

    def __str__(self) -> str:
        return plain(f"   data  {self.what:<10}  {self.source}{f'  {self.words}' if self.words else ''}")


def plan_of(parcel: Parcel, ledger: Ledger) -> str:
    """What sending would do, as far as the ledger tells: `to be sent`, `to be settled` or `unchanged`."""
    sent = known_of(parcel, ledger)
    return "to be settled" if sent.intent else "unchanged" if sent.digest == parcel.digest else "to be sent"


def known_of(parcel: Parcel, ledger: Ledger) -> SentData:
    """What is known of a data set: by this chapter's ledger, or as another chapter sent the same files."""
    if own := ledger.data_sets.get(parcel.source):
        return own
    for other in ledgers_in(ledger.path.parent):
        sent = other.data_sets.get(parcel.source, SentData())
        if sent.digest == parcel.digest:
            return replace(sent, intent=None)
    return SentData()


@dataclass
class Sender:
    """Sends parcels; what it finds out goes into the ledger as it happens, and as lines to `say`."""

    remote: Remote
    ledger: Ledger
    clock: Clock
    say: Callable[[str], None]
    folder: Path  # where a parcel is packed: the same for each call, so that an upload goes on where it stopped
    public: bool = False
    force: bool = False

    def send(self, parcels: Sequence[Parcel]) -> list[ToldOfData]:
        """Send what Kaggle doesn't have yet, and wait until it can be used. What fails of one fails it alone."""
        told = []
        for parcel in parcels:
            self.begun = False
            try:
                with one_program():
                    told.append(persist(lambda each=parcel: self.send_once(each), self.clock, self.say))
            except KaggleError as refused:
                told.append(ToldOfData(parcel.source, "refused", str(refused)))
            self.say(str(told[-1]))
        return told

    def send_once(self, parcel: Parcel) -> ToldOfData:
        """Settle an open sending; then, unless that was this one, send, and wait. Raises KaggleError."""
        sent = self.settled(parcel)
        now, digest = self.on_kaggle(parcel.source), parcel.digest
        if now and sent.digest == digest and (self.begun or not self.force):
            self.wait(parcel.source)
            version = f"version {sent.version}" if sent.version else "a version"
            return ToldOfData(parcel.source, "sent" if self.begun else "unchanged", version)
        if now and not sent.digest and not self.force:
            words = f"version {now.version} was not sent from here: used as it is; --force sends these files"
            return ToldOfData(parcel.source, "left as it is", words)
        before = now.version if now else 0
        place = self.pack(parcel)
        self.ledger.put_data(parcel.source, replace(sent, intent=SentIntent(digest, before, self.clock.time())))
        self.begun = True
        self.say(f"         {parcel.source} is sent: {len(parcel.files)} files")
        try:
            self.remote.send_data(place, f"files {digest[:12]}" if now else "", self.public)
        except KaggleError as refused:
            if refused.kind not in UNCERTAIN:
                self.ledger.put_data(parcel.source, sent)
            raise
        self.accepted(parcel.source, digest, before + 1)
        shutil.rmtree(place, ignore_errors=True)
        self.wait(parcel.source)
        return ToldOfData(parcel.source, "sent", f"version {before + 1}")

    def settled(self, parcel: Parcel) -> SentData:
        """What is known of a data set, without an open sending. Raises KaggleError."""
        sent = known_of(parcel, self.ledger)
        if not sent.intent:
            return sent
        pause = min(sent.intent.time + SETTLING - self.clock.time(), SETTLING)
        if pause > 0:
            self.say(f"         the last sending was cut short; Kaggle is asked what became of it in {pause:.0f} s")
            self.clock.sleep(pause)
        now = self.on_kaggle(parcel.source)
        if now and now.version > sent.intent.before:
            return self.accepted(parcel.source, sent.intent.digest, now.version)
        sent = replace(sent, intent=None)
        self.ledger.put_data(parcel.source, sent)
        return sent

    def accepted(self, source: str, digest: str, version: int) -> SentData:
        """Write down what Kaggle took."""
        sent = SentData(digest, version, self.clock.time())
        self.ledger.put_data(source, sent)
        return sent

    def on_kaggle(self, source: str) -> OnKaggle | None:
        try:
            return self.remote.data_set(source)
        except KaggleError as refused:
            if refused.kind not in ABSENT:
                raise
            return None

    def wait(self, source: str) -> None:
        """Until a data set's newest version can be used. Raises KaggleError where it can't, or takes too long."""
        until, shown = self.clock.time() + LONGEST_WAIT, ""
        for pause in growing(FIRST_POLL, LONGEST_POLL, self.clock):
            state = self.remote.data_set_status(source)
            if state == READY:
                return
            if state in ENDED:
                raise KaggleError(Kind.REFUSED, f"Kaggle tells {state} of {source}", alone=True)
            if self.clock.time() > until:
                words = f"{source} is {state} since {LONGEST_WAIT / 3600:.0f} h"
                raise KaggleError(Kind.BEYOND, words, alone=True)
            if shown != (shown := state):
                self.say(f"         Kaggle unpacks {source}: {state}")
            self.clock.sleep(pause)

    def pack(self, parcel: Parcel) -> Path:
        """A folder with the files, as links where the disk has them, and what the client is told of them."""
        place = self.folder / parcel.source.replace("/", "--")
        require_inside(place / "*", self.folder.parent)
        shutil.rmtree(place, ignore_errors=True)
        for name, path in parcel.files.items():
            target = place / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with suppress(OSError):
                os.link(path.resolve(), target)
            if not target.exists():
                shutil.copy2(path, target)  # with its time: by that, too, the client knows an upload again
        metadata = {"id": parcel.source, "title": parcel.title, "licenses": [{"name": parcel.license}]}
        write_whole(place / METADATA, json.dumps(metadata).encode())
        return place

"""A course's own data sets on their way to Kaggle: made of `chapters/NN/data`, sent once, whatever happens on the way.

Before anything is sent the ledger notes an intent, with the version that Kaggle had; after it what was accepted. An
intent without an outcome is settled by asking: a newer version than that one is ours. What that can't tell: a version
that somebody made by hand in the same minutes. Kaggle's client sends again by itself where an answer got lost, which
would make a second version; `client.py` keeps it from that.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from ..chapter.chapter import Chapter
from ..chapter.data import LICENSES, DataSet
from ..chapter.program import Program
from ..core.clock import Clock, growing
from ..core.files import require_inside, write_whole
from ..core.plain import plain
from ..core.problems import InputError
from .ledger import Ledger, SentData, SentIntent
from .remote import UNCERTAIN, KaggleError, Kind, Remote, one_program, persist
from .remote import DataSet as OnKaggle

METADATA = "dataset-metadata.json"
MIN_TITLE, MAX_TITLE = 6, 50  # characters of title and slug that the client takes
# Files that the client leaves out without a word, where they lie at the top (its `upload_files`).
UNSENT = re.compile(
    r"(?:dataset|kernel|model|model-instance)-metadata\.json|datapackage\.json|dataset-cover-image\.(?:png|jpe?g|webp)"
)
SETTLING = 30.0  # seconds that an interrupted request may take to be carried out
FIRST_POLL, LONGEST_POLL, LONGEST_WAIT = 5.0, 60.0, 3600.0
READY, ENDED = "READY", ("FAILED", "DELETED")
ABSENT = (Kind.MISSING, Kind.FORBIDDEN)  # what Kaggle says of a data set that isn't there, or is another's and private


@dataclass(frozen=True)
class Parcel:
    """A data set of the course's own: its address in the owner's name, and the files by their place in it."""

    source: str
    title: str
    license: str
    files: Mapping[str, Path]

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(path.stat().st_size for path in self.files.values())

    @property
    def digest(self) -> str:
        """Of the places and contents of its files."""
        found = hashlib.sha256()
        for place, path in sorted(self.files.items()):
            found.update(f"{place}\0{path.stat().st_size}\0".encode())
            with path.open("rb") as file:
                found.update(hashlib.file_digest(file, "sha256").digest())
        return found.hexdigest()


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


def parcels_of(chapter: Chapter, programs: Sequence[Program]) -> list[Parcel]:
    """The own data sets that programs use. Raises InputError for one that can't be sent as it lies here."""
    keys = dict.fromkeys(key for program in programs for key in program.data)
    parcels, problems = [], []
    for key in keys:
        data, owner = chapter.file.data[key], chapter.own_name
        if not data.license and data.source.partition("/")[0] == owner:
            message = f'whose data are they? `push --data` needs `license = "…"`, one of {", ".join(LICENSES)}'
            problems.append(chapter.document.problem(message, "data", key))
        elif data.license:
            found = _files(chapter, data)
            why = _unfit(chapter, data, found)
            problems += [chapter.document.problem(why, "data", key)] if why else []
            parcels.append(Parcel(chapter.source_of(key), _title(data), data.license, found))
    if problems:
        raise InputError(*problems)
    return parcels


def plan_of(parcel: Parcel, ledger: Ledger) -> str:
    """What sending would do, as far as the ledger tells: `to be sent`, `to be settled` or `unchanged`."""
    sent = ledger.data_sets.get(parcel.source, SentData())
    return "to be settled" if sent.intent else "unchanged" if sent.digest == parcel.digest else "to be sent"


def _files(chapter: Chapter, data: DataSet) -> dict[str, Path]:
    """The files of a data set by their place in it; an archive keeps its ending, for Kaggle unpacks it."""
    found = {}
    for place, path in data.files(chapter.layout.samples(chapter.called)).items():
        if path is not None:
            archive = path.suffix.lower() == ".zip" and not place.lower().endswith(".zip")
            place = f"{data.name}/{place}" if data.within else place
            found[f"{place}.zip" if archive else place] = path
    return found


def _unfit(chapter: Chapter, data: DataSet, files: Mapping[str, Path]) -> str:
    folder = chapter.layout.shown(chapter.layout.samples(chapter.called))
    slug = data.source.partition("/")[2]
    if data.samples:
        return f"{folder} holds samples only: `push --data` sends whole data sets"
    if not files:
        return f"{folder} has nothing of {data.name!r}"
    if unsent := [place for place in files if UNSENT.fullmatch(place)]:
        return f"Kaggle's client never sends a file of the name {unsent[0]}: give it another"
    if not MIN_TITLE <= len(slug) <= MAX_TITLE:
        return f"Kaggle's client takes a slug of {MIN_TITLE} to {MAX_TITLE} characters, not {slug!r}"
    return ""


def _title(data: DataSet) -> str:
    """A title that becomes the slug of its address, as Kaggle makes slugs of titles."""
    return data.source.partition("/")[2].replace("-", " ")[:MAX_TITLE]


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
        sent = self.ledger.data_sets.get(parcel.source, SentData())
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


def gone(remote: Remote, data_sets: Iterable[str], notebooks: Iterable[str], models: Iterable[str]) -> list[str]:
    """The data sets, notebooks and models among these sources that Kaggle doesn't have, in words.

    One call for each; nothing is said of those about which Kaggle has no answer: the push will be told. Where it is in
    trouble the rest isn't asked for.
    """
    found = []
    asked = [
        ("data set", "datasets", remote.data_set, data_sets),
        ("notebook", "code", remote.newest, notebooks),
        ("model", "models", remote.model, models),
    ]
    for what, part, ask, sources in asked:
        for source in dict.fromkeys("/".join(each.split("/")[:2]) for each in sources):
            try:
                ask(source)
            except KaggleError as refused:
                if refused.kind in ABSENT:
                    address = f"https://www.kaggle.com/{part}/{source}"
                    found.append(f"the {what} {source} is not on Kaggle, or private: {address}")
                elif refused.stops:
                    return found
    return found

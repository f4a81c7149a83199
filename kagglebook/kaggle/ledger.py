"""What of a chapter is on Kaggle, as far as we know: one entry a notebook, in output/runs/kaggle/chapter-NN.json.

The file is written whole before and after each push, so that a process which is killed in between, or a machine that
loses its power, leaves word of a push whose outcome is open: `Entry.intent`.
"""

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Annotated, Literal

from pydantic import ConfigDict, StringConstraints, TypeAdapter, ValidationError, with_config

from ..core.claims import lock
from ..core.files import UnfitError, read_plain, write_whole
from ..core.jsons import parse_json
from ..core.plain import fit
from ..core.problems import InputError, Problem
from .content import Content, digest_of_cells
from .remote import Newest

VERSION = 2  # of the file; version 1 knew no session, and the one before had no version, and was the entries alone
MAX_LEDGER = 50_000_000  # bytes
# A key that is not known here would be lost with the next push.
KNOWN_ONLY = ConfigDict(extra="forbid", allow_inf_nan=False)
Address = Annotated[str, StringConstraints(pattern=r"^[^/\s]+/[^/\s]+$")]


@dataclass(frozen=True)
class Intent:
    """A push that was begun at `time`, and of which nobody has heard how it ended."""

    content: Content
    time: float
    run: bool = True  # whether Kaggle was to run it
    limit: int = 0  # seconds that its run was given


@dataclass(frozen=True)
class Session:
    """Kaggle's run of a pushed version, as far as it is known: that of the newest version that was not only saved.

    `machine` and `image` are what Kaggle answers, not what was asked for; `packages` are the versions that the notebook
    told in its results. Which version of a data set was mounted nobody tells.
    """

    version: int = 0  # 0: Kaggle didn't say
    time: float = 0  # when it was pushed
    limit: int = 0  # seconds that it was given, 0: Kaggle's own limit
    seconds: float = 0  # that it took, 0: not known
    machine: str = ""
    image: str = ""
    packages: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, int] = field(default_factory=dict)  # versions of its data sets as Kaggle had them at the push
    images: Mapping[str, float] = field(default_factory=dict)  # that its notebook's runs had, and since when


@dataclass(frozen=True)
class SentIntent:
    """Data that were being sent at `time`, when Kaggle had the version `before` (0: none)."""

    digest: str
    before: int
    time: float


@dataclass(frozen=True)
class SentData:
    """The files of a data set that Kaggle took last, by their digest, and a sending that it may have taken after it."""

    digest: str = ""
    version: int = 0
    time: float = 0
    intent: SentIntent | None = None


@dataclass(frozen=True)
class Entry:
    """The last push of a notebook that Kaggle accepted, if any, and one that it may have accepted after it.

    `session` is the run that stands for it: of this version, or, where this one was saved without a run, of an earlier
    one that computes the same.
    """

    content: Content = field(default_factory=Content)
    version: int = 0  # 0: Kaggle didn't say
    url: str = ""
    time: float = 0
    machine: str = ""  # "" is a CPU session
    left_out: tuple[str, ...] = ()  # sources and tags without which Kaggle accepted it
    seen: bool = False  # its run was seen before its end
    verified: Literal["", "passed", "failed"] = ""  # by the last `verify`
    intent: Intent | None = None
    session: Session = field(default_factory=Session)
    took: float = 0  # seconds of the last run on this machine that is known, 0: none
    accelerator: Literal["", "gpu", "tpu"] = ""  # what of the week its run uses up
    need: float = 0  # seconds of it that its run was thought to take

    @property
    def may_run(self) -> bool:
        """Whether its run may still be going, as far as is written here."""
        return bool(self.content.whole) and not self.verified


@dataclass
class Ledger:
    """The entries by address, owner/slug; each `put` is on the disk when it returns. Get one from `open_ledger`."""

    path: Path
    entries: dict[str, Entry] = field(default_factory=dict)
    data_sets: dict[str, SentData] = field(default_factory=dict)

    def get(self, address: str) -> Entry:
        return self.entries.get(address, Entry())

    def put(self, address: str, entry: Entry) -> None:
        self.entries[address] = entry
        self._write()

    def put_data(self, source: str, sent: SentData) -> None:
        self.data_sets[source] = sent
        self._write()

    def _write(self) -> None:
        content = _FORM.dump_json(_File(VERSION, self.entries, self.data_sets), indent=1)
        write_whole(self.path, content + b"\n", durable=True)


class OthersLedger(Ledger):
    """What the ledgers of other chapters say: what is put is remembered, and written nowhere."""

    def _write(self) -> None:
        pass


@dataclass(frozen=True)
class _File:
    """What the file holds."""

    version: Literal[1, 2]
    entries: dict[Address, Entry]
    data_sets: dict[Address, SentData] = field(default_factory=dict)


for _each in (Content, Intent, Session, SentIntent, SentData, Entry, _File):
    with_config(KNOWN_ONLY)(_each)
_FORM, _OLD_FORM = TypeAdapter(_File), TypeAdapter(dict[Address, Entry])


@contextmanager
def open_ledger(path: Path) -> Iterator[Ledger]:
    """The ledger in a file, for this process alone.

    Raises InputError where it is broken, of a newer kagglebook, or another process has it; it is left as it is then.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _open_lock(path.with_suffix(".lock")) as file:
        if not lock(file):
            raise InputError(f"another process is at work on {path}: wait for its end")
        yield Ledger(path, *_read(path))


def ledgers_in(folder: Path) -> Iterator["OthersLedger"]:
    """The ledgers in a folder, as they are now; none for one that can't be read."""
    for path in sorted(folder.glob("*.json")):
        with suppress(InputError, OSError):
            yield OthersLedger(path, *_read(path))


def entries_of_all(folder: Path) -> dict[str, Entry]:
    """The entries of all ledgers in a folder, by address."""
    return {address: entry for ledger in ledgers_in(folder) for address, entry in ledger.entries.items()}


def read_entries(path: Path) -> dict[str, Entry]:
    """The entries of a ledger as they are now, by address; none of one that can't be read."""
    with suppress(InputError, OSError):
        return _read(path)[0]
    return {}


def _open_lock(path: Path) -> IO[bytes]:
    """The file that is locked in a ledger's place, which is another one after each `put`. Raises InputError."""
    try:
        # A named pipe would be waited for.
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NONBLOCK", 0), 0o666)
    except IsADirectoryError:
        raise InputError(Problem(path, "not a plain file")) from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise InputError(Problem(path, "not a plain file"))
    return os.fdopen(handle, "rb+", buffering=0)


def _read(path: Path) -> tuple[dict[str, Entry], dict[str, SentData]]:
    """The entries and data sets of a file, which may be of the form that had no version. Raises InputError."""
    try:
        content = parse_json(read_plain(path, MAX_LEDGER))
        version = content.get("version", 0) if isinstance(content, dict) else 0
        if isinstance(version, int) and version > VERSION:
            words = f"written by a newer kagglebook (version {version} of the file; this one knows {VERSION})"
            raise InputError(Problem(path, f"{words}: use that one. Nothing was changed"))
        file = _FORM.validate_python(content) if version else _File(1, _OLD_FORM.validate_python(content))
        if version == VERSION:
            return file.entries, file.data_sets
        return {address: _with_session(entry) for address, entry in file.entries.items()}, {}
    except FileNotFoundError:
        return {}, {}
    except ValidationError as error:
        fault = error.errors()[0]
        place = fit(".".join(map(str, fault["loc"])), 200)
        if fault["type"] in ("extra_forbidden", "unexpected_keyword_argument"):
            words = f"unknown key {place}: written by a newer kagglebook? Use that one. Nothing was changed"
            raise InputError(Problem(path, words)) from None
        why = f"{place}: {fault['msg']}" if place else fault["msg"]
    except IsADirectoryError:
        why = "not a plain file"
    except (UnfitError, ValueError) as error:
        why = str(error)
    message = f"broken, so nobody knows what is on Kaggle: {fit(why, 300)}"
    raise InputError(Problem(path, f"{message}. Without the file all will be pushed anew"))


def _with_session(entry: Entry) -> Entry:
    """An entry of a file that knew no session: each version was run."""
    return replace(entry, session=Session(entry.version, entry.time))


def was_accepted(entry: Entry, newest: Newest) -> bool | None:
    """Whether the newest version is the entry's open push; None where that can't be told."""
    digest = digest_of_cells(newest.source)
    same = digest == entry.intent.content.cells
    if entry.version and newest.version:
        return newest.version > entry.version and (same if digest else None)
    if not digest:  # no notebook came, whatever it is that came
        return None
    if same and entry.intent.content.cells == entry.content.cells:
        return None
    return same

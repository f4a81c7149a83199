"""What of a chapter is on Kaggle, as far as we know: one entry a notebook, in output/runs/kaggle/chapter-NN.json.

The file is written whole before and after each push, so that a process which is killed in between leaves word of a
push whose outcome is open: `Entry.intent`.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from ..chapter.kaggle import SOURCES
from ..core.files import write_whole
from ..core.problems import InputError, Problem
from ..notebook.page import Page
from .remote import Newest

# What of kernel-metadata.json decides how a notebook runs.
RUN_FIELDS = ("machine_shape", "enable_gpu", "enable_tpu", "enable_internet")


@dataclass(frozen=True)
class Content:
    """Digests of what a push sends, of the notebook's cells alone, and of what decides what the run computes.

    None of them knows how the JSON is laid out, the order of the sources, the cells' ids or where the badge leads:
    a change of these alone is no reason to push, and to run, again.
    """

    whole: str = ""
    cells: str = ""
    run: str = ""


@dataclass(frozen=True)
class Intent:
    """A push that was begun at `time`, and of which nobody has heard how it ended."""

    content: Content
    time: float


@dataclass(frozen=True)
class Entry:
    """The last push of a notebook that Kaggle accepted, if any, and one that it may have accepted after it."""

    content: Content = Content()
    version: int = 0  # 0: Kaggle didn't say
    url: str = ""
    time: float = 0
    machine: str = ""  # "" is a CPU session
    left_out: tuple[str, ...] = ()  # sources and tags without which Kaggle accepted it
    seen: bool = False  # its run was seen before its end
    verified: str = ""  # "passed" or "failed", by the last `verify`
    intent: Intent | None = None

    @property
    def may_run(self) -> bool:
        """Whether its run may still be going, as far as is written here."""
        return bool(self.content.whole) and not self.verified


@dataclass
class Ledger:
    """The entries by address, owner/slug; each `put` is on the disk when it returns. Get one from `open_ledger`."""

    path: Path
    entries: dict[str, Entry] = field(default_factory=dict)

    def get(self, address: str) -> Entry:
        return self.entries.get(address, Entry())

    def put(self, address: str, entry: Entry) -> None:
        self.entries[address] = entry
        write_whole(self.path, _FORM.dump_json(self.entries, indent=1) + b"\n")


_FORM = TypeAdapter(dict[str, Entry])


@contextmanager
def open_ledger(path: Path) -> Iterator[Ledger]:
    """The ledger in a file, for this process alone. Raises InputError where it is broken or another process has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("a") as lock:
        if not _locked(lock.fileno()):
            raise InputError(f"another process is at work on {path}: wait for its end")
        try:
            entries = _FORM.validate_json(path.read_bytes())
        except FileNotFoundError:
            entries = {}
        except ValidationError as error:
            message = f"broken, so nobody knows what is on Kaggle: {error.errors()[0]['msg']}"
            raise InputError(Problem(path, f"{message}. Without the file all will be pushed anew")) from None
        yield Ledger(path, entries)


def _locked(file: int) -> bool:
    """Lock a file until it is closed, or its process has ended in whatever way; False if somebody else has it."""
    try:
        import fcntl
    except ModuleNotFoundError:  # Windows
        import msvcrt

        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def was_accepted(entry: Entry, newest: Newest) -> bool | None:
    """Whether the newest version is the entry's open push; None where that can't be told."""
    same = digest_of_cells(newest.source) == entry.intent.content.cells
    if entry.version and newest.version:
        return same and newest.version > entry.version
    if same and entry.intent.content.cells == entry.content.cells:
        return None
    return same


def content_of(page: Page) -> Content:
    """The digests of a page."""
    badge = page.kaggle.badge(page.chapter, page.program).url
    metadata = {key: value for key, value in page.metadata.items() if key != "code_file"}
    metadata |= {key: sorted(value) for key, value in metadata.items() if isinstance(value, list)}
    ipynb = page.rendered.ipynb
    notebook = json.loads(ipynb)
    cells = [[cell["cell_type"], _text(cell["source"]).replace(badge, "")] for cell in notebook["cells"]]
    code = [text for kind, text in cells if kind == "code"]
    return Content(
        whole=_digest([metadata, cells, notebook["metadata"]]),
        cells=digest_of_cells(ipynb),
        run=_digest([code, {key: metadata.get(key) for key in RUN_FIELDS + SOURCES}]),
    )


def digest_of_cells(source: str | bytes) -> str:
    """A digest of a notebook's cells, the badge included; "" for what is no notebook."""
    try:
        return _digest([[cell["cell_type"], _text(cell["source"])] for cell in json.loads(source)["cells"]])
    except (ValueError, KeyError, TypeError):
        return ""


def _text(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()

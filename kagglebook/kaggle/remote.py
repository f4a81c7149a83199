"""What Kaggle can answer, in plain values: all that the round trip knows of Kaggle's client."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from itertools import islice
from pathlib import Path
from typing import Protocol, TypeVar

from ..core.clock import Clock, growing
from ..core.plain import error_in_short, fit
from ..core.problems import InputError

TRIES = 7  # with the pauses between them, about two minutes
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 60.0
LONGEST_RETRY_AFTER = 600.0  # who is told to come back later than that is told so, instead of waiting
LONGEST_TRYING = 600.0  # seconds that the tries of one call may take, without the pauses
MAX_WORDS = 300  # characters of what Kaggle says
Answer = TypeVar("Answer")


class Kind(Enum):
    """Why a call had no success, and what a person can do about it."""

    SESSIONS = "as many sessions run as Kaggle lets one account have: call again when one has ended"
    QUOTA = "this week's GPU hours are used up: call again when kaggle.com shows new ones"
    RATE = "Kaggle wants fewer calls: call again in a while"
    SERVER = "Kaggle is in trouble: call again in a while"
    LOST = "the connection was lost: call again when it is back"
    UNREADABLE = "nobody can read that answer: call again in a while, or look for a newer version of Kaggle's client"
    BEYOND = "nobody takes that much, or waits that long: look at the notebook on Kaggle, or call again"
    LOGIN = "Kaggle doesn't take the credentials: make a new token (kaggle.com, Settings, API)"
    FORBIDDEN = "these credentials may not do this: is the owner right (--owner NAME)?"
    MISSING = "Kaggle doesn't know it: was it deleted or renamed there?"
    REFUSED = "mend what Kaggle names, then call again"
    NEWER = "another version was pushed from elsewhere: push this one again with --force"
    UNKNOWN = "look at the notebook on Kaggle: if the last change is not there, push with --force"


AGAIN_SOON = (Kind.RATE, Kind.SERVER, Kind.LOST, Kind.UNREADABLE)
# After these alone it is open whether the call was carried out.
UNCERTAIN = (Kind.SERVER, Kind.LOST, Kind.UNREADABLE, Kind.BEYOND)
# What Kaggle says of a data set or notebook that isn't there, or is another's and private.
ABSENT = (Kind.MISSING, Kind.FORBIDDEN)
# After these no other program would fare better.
STOPPING = (Kind.RATE, Kind.SERVER, Kind.LOST, Kind.QUOTA, Kind.SESSIONS, Kind.LOGIN, Kind.FORBIDDEN)


class KaggleError(Exception):
    """Raised when a call had no success: why, in Kaggle's words, and after how many seconds Kaggle wants the next.

    The words are fit for a terminal, whatever Kaggle said. `alone` is for what says nothing of other programs, whatever
    its kind: that a file of this one can't be had.
    """

    def __init__(self, kind: Kind, words: str, retry_after: float = 0, alone: bool = False):
        self.kind, self.words = kind, one_line(words) or "no reason is told"
        self.retry_after, self.alone = retry_after, alone
        super().__init__(self.words)

    @property
    def stops(self) -> bool:
        """Whether no other program would fare better."""
        return self.kind in STOPPING and not self.alone

    def __str__(self) -> str:
        return f"{self.words.rstrip('.')} ({self.kind.value})"


@dataclass(frozen=True)
class Pushed:
    """A push that Kaggle accepted: its version, its address, and the sources and tags that Kaggle left out of it."""

    version: int
    url: str
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Newest:
    """A notebook's newest version as Kaggle has it, and what its last session ran on; `version` is 0 where Kaggle
    doesn't say. `machine` is the shape, "" for a CPU or where nothing is told, `image` the Docker image, with its
    digest where Kaggle tells it.

    Source: `ApiKernelMetadata` of Kaggle's SDK (0.1.38): `machine_shape` is that "used in the last session".
    """

    version: int
    source: str
    machine: str = ""
    image: str = ""


@dataclass(frozen=True)
class Allowance:
    """A week's hours with an accelerator, in seconds: used, reserved by sessions that run now, and allowed in all."""

    used: float
    reserved: float
    total: float

    @property
    def left(self) -> float:
        """Seconds that nobody has used or reserved."""
        return max(self.total - self.used - self.reserved, 0.0)


@dataclass(frozen=True)
class Quota:
    """What the account may still use this week, by `gpu` and `tpu`, and when it refills (seconds since 1970, 0: not
    told). Where Kaggle tells nothing of an accelerator, there is None."""

    gpu: Allowance | None = None
    tpu: Allowance | None = None
    refills: float = 0


@dataclass(frozen=True)
class DataSet:
    """A data set as Kaggle has it now; `version` is 0 where Kaggle doesn't say. Source: `ApiDataset` of the SDK."""

    version: int = 0
    private: bool = False
    title: str = ""
    url: str = ""


@dataclass(frozen=True)
class Status:
    """How far a run is, in the client's word, such as QUEUED or COMPLETE, and what failed."""

    word: str
    message: str = ""

    @property
    def ended(self) -> bool:
        return self.word in ("COMPLETE", "ERROR", "CANCEL_ACKNOWLEDGED")

    @property
    def running(self) -> bool:
        return self.word in ("RUNNING", "CANCEL_REQUESTED")


@dataclass(frozen=True)
class Output:
    """What a run left: the address of each file by its name, and the log; `cut` says why there may be more files."""

    files: Mapping[str, str]
    log: str
    cut: str = ""


class Remote(Protocol):
    """Kaggle. Notebooks go by their address, owner/slug; every method raises KaggleError."""

    owner: str  # the user of the credentials, "" where the client doesn't know

    def push(self, folder: Path, run: bool = True, limit: int = 0) -> Pushed:
        """Save a version, which Kaggle then runs, unless `run` is false; for `limit` seconds at most (0: Kaggle's own
        limit)."""
        ...

    def quota(self) -> Quota: ...

    def newest(self, address: str) -> Newest: ...

    def status(self, address: str, version: int = 0) -> Status:
        """Of the run of a version, or of the run that Kaggle thinks of first."""
        ...

    def output(self, address: str, version: int = 0) -> Output: ...

    def log_so_far(self, address: str, version: int = 0, seconds: float = 10.0) -> str:
        """What a run has printed until now, as `log.read_log` reads it: what comes within so many seconds."""
        ...

    def data_set(self, source: str) -> DataSet:
        """A data set by its address, owner/slug, as it is now; a version behind it counts for nothing."""
        ...

    def data_set_status(self, source: str) -> str:
        """How far Kaggle is with a data set's newest version, in the client's word, such as READY."""
        ...

    def model(self, source: str) -> str:
        """The slug of a model, by its address, owner/model; what stands behind it counts for nothing."""
        ...

    def send_data(self, folder: Path, notes: str = "", public: bool = False) -> str:
        """Send what lies in a folder beside its dataset-metadata.json: a new version where there are `notes`, else a
        new data set. Its address on the web. An upload that is interrupted goes on from the same folder."""
        ...

    def download(self, url: str, path: Path, most: int, seconds: float) -> None:
        """Write what lies at an address to a file, if it has at most `most` bytes and comes in so many seconds.

        Where it raises, the file may hold a part. An OSError is of this machine's own disk.
        """
        ...


def one_line(words: object, most: int = MAX_WORDS) -> str:
    """What Kaggle said, in one line of so many characters that does nothing to a terminal."""
    return fit(" ".join(str(words)[:100_000].split()), most)


@contextmanager
def one_program() -> Iterator[None]:
    """Around all that is done with the answers about one program: what nobody foresaw fails that program alone.

    Raises KaggleError in its place; what is wrong here, and not with the answers, passes.
    """
    try:
        yield
    except (KaggleError, InputError, OSError):
        raise
    except Exception as error:
        words = f"an answer that nobody foresaw: {error_in_short(error)}"
        raise KaggleError(Kind.UNREADABLE, words, alone=True) from error


def kind_of_refusal(words: str) -> Kind:
    """What a push was refused for. The numbers in Kaggle's sentences change, and their ends too."""
    if re.search(r"maximum\b.*\bsession count\b", words, re.IGNORECASE):
        return Kind.SESSIONS
    if re.search(r"maximum\b.*\bquota\b", words, re.IGNORECASE):
        return Kind.QUOTA
    return Kind.REFUSED


def kind_of_code(code: int) -> Kind:
    """What an HTTP status code of 400 and above says."""
    known = {401: Kind.LOGIN, 403: Kind.FORBIDDEN, 404: Kind.MISSING, 408: Kind.SERVER, 429: Kind.RATE}
    return known.get(code, Kind.SERVER if code >= 500 else Kind.REFUSED)


def persist(call: Callable[[], Answer], clock: Clock, say: Callable[[str], None]) -> Answer:
    """Call until there is an answer: again, after a pause, while the refusal is one that passes.

    Raises the KaggleError that doesn't pass, that outlasts the tries, or that wants a longer pause than a person likes.
    """
    spent = 0.0
    for pause in islice(growing(FIRST_PAUSE, LONGEST_PAUSE, clock), TRIES - 1):
        began = clock.time()
        try:
            return call()
        except KaggleError as refused:
            spent += clock.time() - began
            late = spent > LONGEST_TRYING or refused.retry_after > LONGEST_RETRY_AFTER
            if refused.kind not in AGAIN_SOON or late:
                raise
            pause = max(pause, refused.retry_after)
            say(f"         {refused.words.rstrip('.')}; again in {pause:.0f} s")
            clock.sleep(pause)
    return call()

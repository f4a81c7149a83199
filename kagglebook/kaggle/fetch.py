"""Which files of a run on Kaggle are taken, and how much of them: names and sizes are the notebook's to choose.

What the checks read is taken always, each file within its bound. Of the rest, checkpoints and pictures, a moderate
amount comes along; what doesn't is told.
"""

import errno
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PureWindowsPath

from ..core.clock import Clock
from ..core.plain import plain
from ..core.run_folder import MAX_RESULTS, RESULTS
from .fetched import LOG, MAX_NOTEBOOK, MAX_PAGE, NOTEBOOK, PAGE
from .remote import KaggleError, Kind, Output, Remote, one_line, persist
from .transport import megabytes

RECEIPT = "kaggle-run.json"  # ours, and so is the log
NEEDED = {RESULTS: MAX_RESULTS, NOTEBOOK: MAX_NOTEBOOK, PAGE: MAX_PAGE}  # bytes at most
LONGEST = 300.0  # seconds for one of these
MOST_OTHERS, LONGEST_OTHERS = 100_000_000, 180.0  # bytes, and seconds, for all others
MAX_PART, MAX_NAME, MAX_DEPTH = 200, 1_000, 20  # bytes of a file's own name and of its path, folders around it
NAMED = 5  # files that one line names
# What Windows takes for a device, for a stream of another file, or drops; everywhere, so that a run is the same there.
UNFIT = re.compile(
    r'.*[<>:"|?*].*|.*[. ]|(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])(?:\..*)?', re.I | re.S
)
# What a disk may say of a name that is none there.
OF_NAME = (errno.ENAMETOOLONG, errno.EINVAL, errno.EILSEQ, errno.ENOTDIR, errno.EISDIR, errno.EEXIST)


def fetch_files(
    remote: Remote, output: Output, folder: Path, clock: Clock, say: Callable[[str], None]
) -> dict[str, str]:
    """Download the files of an output into a folder; the names of those that were left on Kaggle, and why.

    Raises KaggleError where a file that the checks read can't be had, though it is of a fit size.
    """
    left = {}
    for name, most in NEEDED.items():
        if name in output.files:
            try:
                persist(lambda n=name, m=most: remote.download(output.files[n], folder / n, m, LONGEST), clock, say)
            except KaggleError as refused:
                if refused.kind is not Kind.BEYOND:
                    raise KaggleError(refused.kind, refused.words, refused.retry_after, alone=True) from refused
                (folder / name).unlink(missing_ok=True)
                left[name] = refused.words
    return left | _fetch_others(remote, output.files, folder, clock)


def _fetch_others(remote: Remote, files: Mapping[str, str], folder: Path, clock: Clock) -> dict[str, str]:
    most, until, left = MOST_OTHERS, clock.time() + LONGEST_OTHERS, {}
    places = Places((LOG, RECEIPT, *NEEDED))
    for name in (name for name in files if name not in NEEDED):
        seconds = until - clock.time()
        parts = parts_of(name)
        if isinstance(parts, str) or not places.add(parts):
            left[name] = parts if isinstance(parts, str) else "another file has its place"
        elif seconds <= 0 or most <= 0:
            left[name] = f"all such files have {megabytes(MOST_OTHERS)} and {LONGEST_OTHERS / 60:.0f} minutes"
        else:
            path = folder.joinpath(*parts)
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                remote.download(files[name], path, most, seconds)
                most -= path.stat().st_size
                continue
            except KaggleError as refused:  # it isn't tried again: there may be thousands
                left[name] = refused.words
            except OSError as error:
                if error.errno not in OF_NAME:
                    raise
                left[name] = "no name for a file here"
            path.unlink(missing_ok=True)
    return left


def parts_of(name: str) -> tuple[str, ...] | str:
    """The folders and the name that a file's name means, with / and \\ for separators; or why it is none."""
    path = PureWindowsPath(name)
    if path.drive or path.root or ".." in path.parts or not path.parts:
        return "its name leads out of the folder"
    if re.search("[\t\n]", name) or plain(name) != name:
        return "its name holds control characters"
    sizes = [len(part.encode()) for part in path.parts]
    if max(sizes) > MAX_PART or sum(sizes) > MAX_NAME or len(sizes) > MAX_DEPTH:
        return "its name is too long"
    if any(UNFIT.fullmatch(part) for part in path.parts):
        return "its name is none on every system"
    return path.parts


class Places:
    """The files of a folder, where names that differ by case are the same, and no file is a folder as well."""

    def __init__(self, taken: Iterable[str]):
        self.files = {self._key((name,)) for name in taken}
        self.folders: set[tuple[str, ...]] = set()

    def add(self, parts: tuple[str, ...]) -> bool:
        """Whether there is a place for a file; from then on it is taken."""
        key = self._key(parts)
        around = {key[:depth] for depth in range(1, len(key))}
        if key in self.files or key in self.folders or around & self.files:
            return False
        self.files.add(key)
        self.folders |= around
        return True

    @staticmethod
    def _key(parts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(unicodedata.normalize("NFC", part).casefold() for part in parts)


def left_in_words(left: Mapping[str, str]) -> str:
    """What was left on Kaggle, in a line; "" for nothing."""
    named = [f"{one_line(name, 60) or 'a file without a name'} ({why})" for name, why in list(left.items())[:NAMED]]
    more = [f"and {len(left) - NAMED} more"] if len(left) > NAMED else []
    return f"left on Kaggle: {', '.join([*named, *more])}" if left else ""

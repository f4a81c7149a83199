"""Which of the folders that lie about belong to somebody who still lives: told by a lock, not by a process number.

A number says nothing of a process in another container that has the same folder; and a lock goes with its process,
in whatever way that ends.
"""

import atexit
import errno
import os
import re
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

TOKEN = r"[0-9a-f]{12}"  # nosec B105 # a pattern of names, no secret
TRIES = 20
_held: dict[Path, tuple[str, IO[bytes]]] = {}  # by folder, for this process: its token, and the file that is locked


def lock(file: IO[bytes]) -> bool:
    """Lock an open file until it is closed or its process has ended; False if somebody else has it."""
    try:
        import fcntl
    except ModuleNotFoundError:  # Windows
        import msvcrt

        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def token(folder: Path) -> str:
    """What this process names its own in a folder by; whoever sweeps there sees that it lives."""
    if folder not in _held:
        folder.mkdir(parents=True, exist_ok=True)
        name = secrets.token_hex(6)
        fresh = folder / f".{name}.new"
        file = fresh.open("wb")
        lock(file)
        fresh.rename(folder / f".{name}.lock")  # locked before anybody sees it
        if not _held:
            atexit.register(_end)
        _held[folder] = name, file
    return _held[folder][0]


def give_up(folder: Path) -> None:
    """Take the lock of this process out of a folder: nothing there is its own any more."""
    if folder in _held:
        name, file = _held.pop(folder)
        with suppress(OSError):
            (folder / f".{name}.lock").unlink()
        file.close()


def _end() -> None:
    discard()
    for folder in list(_held):
        give_up(folder)


def sweep(folder: Path, mine: re.Pattern[str]) -> None:
    """Remove what dead processes left in a folder: whatever matches `mine`, whose first group is their token."""
    lives: dict[str, bool] = {}
    for entry in list(folder.iterdir()) if folder.is_dir() else []:
        if owner := mine.fullmatch(entry.name):
            # Its lock was there before it: asked for only now, none can have been overlooked.
            if owner[1] not in lives:
                lives[owner[1]] = _lives(folder, owner[1])
            if not lives[owner[1]]:
                _remove(entry)
        elif owner := re.fullmatch(rf"\.({TOKEN})\.lock", entry.name):
            _lives(folder, owner[1])


def _lives(folder: Path, owner: str) -> bool:
    """Whether somebody holds the lock of a token; a lock that nobody holds is removed."""
    entry = folder / f".{owner}.lock"
    try:
        with entry.open("rb+") as file:
            if not lock(file):
                return True
            entry.unlink()
    except FileNotFoundError:
        return False
    except OSError:  # somebody else's file
        return True
    return False


def temporary() -> Path:
    """The folder of this process for what it needs no longer than it lives, under the system's temporary one.

    What dead processes left there is removed first, and this one when its process ends.
    """
    place = Path(tempfile.gettempdir()) / f"kagglebook-{_user()}"
    for _ in range(TRIES):
        with suppress(FileExistsError):
            place.mkdir(mode=0o700)
        if place.is_symlink() or _is_of_another(place):
            place = Path(tempfile.mkdtemp(prefix="kagglebook-"))  # somebody took the name
        if place not in _held:
            sweep(place, re.compile(rf"({TOKEN})"))
        with suppress(FileNotFoundError):  # another process has just removed it, as it was empty
            own = place / token(place)
            own.mkdir(mode=0o700, exist_ok=True)
            return own
    raise FileNotFoundError(errno.ENOENT, "no temporary folder can be made", str(place))


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A new folder in this process's own, removed at the end."""
    folder = Path(tempfile.mkdtemp(dir=temporary()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def discard() -> None:
    """Remove what this process has in its temporary folders now, as at its end."""
    for folder in [each for each in _held if each.name.startswith("kagglebook-")]:
        shutil.rmtree(folder / _held[folder][0], ignore_errors=True)
        give_up(folder)
        with suppress(OSError):  # somebody else's things are in it
            folder.rmdir()


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else "user"


def _is_of_another(folder: Path) -> bool:
    with suppress(FileNotFoundError):
        return sys.platform != "win32" and folder.stat().st_uid != os.getuid()
    return False


def _remove(entry: Path) -> None:
    if entry.is_dir() and not entry.is_symlink():
        shutil.rmtree(entry, ignore_errors=True)
    else:
        with suppress(OSError):
            entry.unlink()

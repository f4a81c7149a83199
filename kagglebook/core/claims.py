"""Which of the folders that lie about belong to somebody who still lives: told by a lock, not by a process number.

A number says nothing of a process in another container that has the same folder; and a lock goes with its process,
in whatever way that ends.
"""

import atexit
import re
import secrets
import shutil
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO

TOKEN = r"[0-9a-f]{12}"  # nosec B105 # a pattern of names, no secret
_held: dict[Path, tuple[str, IO[bytes]]] = {}  # by folder, for this process: its token, and the file that is locked
_one_at_a_time = threading.RLock()  # notebooks are started in threads, and a claim that is made twice is lost once


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
    with _one_at_a_time:
        if folder not in _held:
            folder.mkdir(parents=True, exist_ok=True)
            name = secrets.token_hex(6)
            fresh = folder / f".{name}.new"
            file = fresh.open("wb")
            lock(file)
            fresh.rename(folder / f".{name}.lock")  # locked before anybody sees it
            _held[folder] = name, file
        return _held[folder][0]


def give_up(folder: Path) -> None:
    """Take the lock of this process out of a folder: nothing there is its own any more."""
    with _one_at_a_time:
        if folder in _held:
            name, file = _held.pop(folder)
            with suppress(OSError):
                (folder / f".{name}.lock").unlink()
            file.close()


@atexit.register
def _give_up_all() -> None:
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


def _remove(entry: Path) -> None:
    if entry.is_dir() and not entry.is_symlink():
        shutil.rmtree(entry, ignore_errors=True)
    else:
        with suppress(OSError):
            entry.unlink()

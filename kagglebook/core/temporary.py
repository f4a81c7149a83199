"""Temporary folders that no end of a process leaves behind for long: all of one process lie in a folder of its own."""

import atexit
import errno
import os
import re
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from . import claims

TRIES = 20
_made: list[Path] = []  # this process's own folder, once it is made
_one_at_a_time = threading.Lock()


def own_folder() -> Path:
    """The folder of this process for what it needs no longer than it lives, under the system's temporary one, hidden
    from other users. What dead processes left there is removed first, and this one when its process ends."""
    with _one_at_a_time:
        if not _made:
            _made.append(_make())
        return _made[0]


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A new folder in this process's own, removed at the end."""
    folder = Path(tempfile.mkdtemp(dir=own_folder()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@atexit.register
def discard() -> None:
    """Remove what this process has there now, as at its end."""
    while _made:
        own = _made.pop()
        shutil.rmtree(own, ignore_errors=True)
        claims.give_up(own.parent)
        with suppress(OSError):  # somebody else's things are in it
            own.parent.rmdir()


def _make() -> Path:
    place = Path(tempfile.gettempdir()) / f"kagglebook-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
    for _ in range(TRIES):
        with suppress(FileExistsError):
            place.mkdir(mode=0o700)
        with suppress(FileNotFoundError):  # another process has just removed it, as it was empty
            if place.is_symlink() or _is_of_another(place):
                place = Path(tempfile.mkdtemp(prefix="kagglebook-"))  # somebody took the name
            claims.sweep(place, re.compile(rf"({claims.TOKEN})"))
            own = place / claims.token(place)
            own.mkdir(mode=0o700)
            return own
    raise FileNotFoundError(errno.ENOENT, "no temporary folder can be made", str(place))


def _is_of_another(folder: Path) -> bool:
    return sys.platform != "win32" and folder.stat().st_uid != os.getuid()

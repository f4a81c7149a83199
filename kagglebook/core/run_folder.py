"""The folder of a run: where it is made, how it lands in its place, and how it is read again."""

import os
import re
import shutil
from contextlib import suppress
from pathlib import Path

STAGING = re.compile(r"\..+\.(\d+)(?:\.old)?")


def staging(place: Path) -> Path:
    """The folder, not there yet, from where a run of this process lands in `place`."""
    return place.parent / f".{place.name}.{os.getpid()}"


def sweep(runs: Path) -> None:
    """Remove what dead processes left among the runs of a folder. To be called before this one has any there."""
    for left in runs.iterdir() if runs.is_dir() else ():
        owner = STAGING.fullmatch(left.name)
        if owner and (owner[1] == str(os.getpid()) or not _alive(int(owner[1]))):
            shutil.rmtree(left, ignore_errors=True)


def land(folder: Path, place: Path) -> None:
    """Put a finished run in the place of the last one, whole."""
    old = folder.with_name(f"{folder.name}.old")
    with suppress(FileNotFoundError):
        place.rename(old)
    folder.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's process
        pass
    return True

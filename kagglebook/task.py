"""One execution of a notebook, fit to travel to another machine, and the place where its run lands."""

import os
import re
import shutil
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .chapter import DataSet

STAGING = re.compile(r"\..+\.(\d+)(?:\.old)?")


@dataclass(frozen=True, slots=True)
class Task:
    """A notebook, what replaces its parameters, and the data sets that it finds in `data/`.

    `compressed` is the .ipynb, by zlib; `name` names the executed copy; `packed` holds the files under `data_root` for
    a task that leaves the machine which has them.
    """

    name: str
    compressed: bytes
    parameters: Mapping[str, Any]
    data_sets: tuple[DataSet, ...]
    data_root: Path
    kernel: str | None = None
    timeout: float | None = None
    packed: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def notebook(self) -> bytes:
        """The .ipynb file."""
        return zlib.decompress(self.compressed)


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

"""One execution of a notebook, fit to travel to another machine, and the place where its run lands."""

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .chapter import DataSet


@dataclass(frozen=True)
class Task:
    """A notebook, what replaces its parameters, and the data sets that it finds in `data/`.

    `notebook` is the .ipynb; `name` names the executed copy; `packed` holds the files under `data_root` for a task
    that leaves the machine which has them.
    """

    name: str
    notebook: bytes
    parameters: Mapping[str, Any]
    data_sets: tuple[DataSet, ...]
    data_root: Path
    kernel: str | None = None
    timeout: float | None = None
    packed: Mapping[str, bytes] = field(default_factory=dict)


def staging(place: Path) -> Path:
    """The folder, not there yet, from where a run lands in `place`. Those that dead processes left are removed."""
    for left in place.parent.glob(f".{place.name}.*"):
        owner = left.name.removesuffix(".old").rpartition(".")[2]
        if owner == str(os.getpid()) or not _alive(int(owner)):
            shutil.rmtree(left, ignore_errors=True)
    return place.parent / f".{place.name}.{os.getpid()}"


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

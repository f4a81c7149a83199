"""One execution of a notebook, fit to travel to another machine, and the place where its run lands."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..chapter.chapter import DataSet


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

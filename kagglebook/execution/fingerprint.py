"""Whether a run need not be made again: a digest of all that decides what a run computes."""

import functools
import hashlib
import json
from collections.abc import Collection, Mapping
from pathlib import Path

from ..chapter.data import DataSet
from . import data
from .task import Task

RECORDED = "lecture"  # the cell that holds what was recorded


def fingerprint(task: Task, environment: Mapping[str, str], without: Collection[str] = ()) -> str:
    """A digest of a task's code cells but those named, its parameters and data, and of its kernel's environment with
    the variables that it is given besides the harmless ones. Prose doesn't count.

    What is to be recorded is known `without` the cells that tell of it: else each recording would call for the next.
    """
    cells = json.loads(task.notebook)["cells"]
    code = [[cell["id"], cell["source"]] for cell in cells if cell["cell_type"] == "code" and cell["id"] not in without]
    files = [digests(task.data_root, data_set) for data_set in task.data_sets]
    parts = [code, dict(task.parameters), files, dict(environment), *([dict(task.variables)] if task.variables else ())]
    parts += [["handed", {each.slug: each.digest for each in task.handed}]] if task.handed else []
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def digests(root: Path, data_set: DataSet) -> dict[str, str]:
    """A digest of each file of a data set, by its path under `root`."""
    found = {}
    for path, source in data.sources([data_set], root).items():
        known = source.stat()
        found[path] = _digest(source, known.st_size, known.st_mtime_ns)
    return found


@functools.cache
def _digest(source: Path, size: int, changed: int) -> str:
    """A digest of a file, made once for each size and time of change; piece by piece, however large it is."""
    with source.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

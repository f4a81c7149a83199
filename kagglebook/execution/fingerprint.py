"""Runs that need not be made again: a fingerprint of all that decides what a run computes, and the record beside it."""

import functools
import hashlib
import inspect
import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbformat import v4

from ..chapter.chapter import DataSet
from ..core.files import write_whole
from ..core.run import RunResult, cell_outputs
from . import data
from .task import Task

RECORD = "run.json"
# What can change what a notebook computes or draws.
PACKAGES = ("matplotlib", "numpy", "torch", "torchvision", "tqdm")


def fingerprint(task: Task, environment: Mapping[str, str]) -> str:
    """A digest of a task's code cells, parameters and data, and of its kernel's environment. Prose doesn't count."""
    cells = json.loads(task.notebook)["cells"]
    code = [[cell["id"], cell["source"]] for cell in cells if cell["cell_type"] == "code"]
    files = [digests(task.data_root, data_set) for data_set in task.data_sets]
    parts = [code, dict(task.parameters), files, dict(environment)]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@functools.cache
def digests(root: Path, data_set: DataSet) -> dict[str, str]:
    """A digest of each file of a data set, by its path under `root`."""
    return {path: hashlib.sha256(content).hexdigest() for path, content in data.pack([data_set], root).items()}


def write_record(folder: Path, digest: str, run: RunResult, found: Mapping[str, Any] | None = None) -> None:
    """Note in a passed run's folder what it was a run of, and what the pretended GPU found if it was asked."""
    record = {"fingerprint": digest, "seconds": run.seconds} | ({"gpu": dict(found)} if found else {})
    write_whole(folder / RECORD, (json.dumps(record) + "\n").encode())


def read_record(folder: Path) -> dict[str, Any]:
    """The record of the run in a folder; empty where there is none, or no sound one."""
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def read_run(folder: Path, task: Task) -> RunResult | None:
    """The run that a folder holds, as the checks read it; None where it is not whole."""
    try:
        notebook = v4.reads((folder / f"{task.name}.ipynb").read_text(encoding="utf-8"))
        results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
        return RunResult(cell_outputs(notebook), results, task.parameters, seconds=read_record(folder)["seconds"])
    except (OSError, ValueError, KeyError):
        return None


def versions(packages: tuple[str, ...] = PACKAGES) -> dict[str, str]:
    """Python and the packages of this environment, by version; none of them is imported."""
    # Complete in itself: its source is what another interpreter is asked.
    import platform
    from importlib import metadata

    found = {"python": platform.python_version()}
    for name in packages:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def versions_of(python: str) -> dict[str, str] | None:
    """The same of another interpreter; None where it doesn't answer, as that of another language."""
    source = inspect.getsource(versions).replace("PACKAGES", repr(PACKAGES))
    question = f"{source}\nimport json\nprint(json.dumps(versions()))"
    try:
        answer = subprocess.run([python, "-c", question], capture_output=True, check=True, timeout=60)
        return json.loads(answer.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None

"""The folder of a run: where it is made, how it lands in its place, its receipt, and how it is read again."""

import json
import os
import re
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from .files import write_whole
from .problems import InputError
from .run import Run, cell_outputs

RESULTS = "results.json"
RECEIPT = "run.json"
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


def write_receipt(folder: Path, receipt: Mapping[str, Any], name: str = RECEIPT) -> None:
    """Note in a run's folder what it was a run of."""
    write_whole(folder / name, (json.dumps(receipt) + "\n").encode())


def read_receipt(folder: Path, name: str = RECEIPT) -> dict[str, Any]:
    """The receipt in a run's folder; empty where there is none, or no sound one."""
    return _read_object(folder / name) or {}


def read_results(folder: Path) -> dict[str, Any] | None:
    """The content of results.json; None where it is missing or holds no JSON object."""
    return _read_object(folder / RESULTS)


def read_run(folder: Path, name: str, parameters: Mapping[str, Any]) -> Run | None:
    """The run in a folder, with its notebook `name`.ipynb, as the checks read it; None where it is not whole."""
    from nbformat import v4

    try:
        notebook = v4.reads((folder / f"{name}.ipynb").read_text(encoding="utf-8"))
        results = json.loads((folder / RESULTS).read_text(encoding="utf-8"))
        receipt = read_receipt(folder)
        findings = receipt.get("findings", {})
        return Run(cell_outputs(notebook), results, parameters, seconds=receipt["seconds"], findings=findings)
    except (OSError, ValueError, KeyError):
        return None


def read_runs(folder: Path) -> Mapping[str, Run]:
    """The runs that a folder holds, by the names of its folders; or the one run that lies there itself.

    Raises InputError for a folder that isn't there or holds no run.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: no such directory")
    if _is_run(folder):
        return {folder.name: _read_loose_run(folder)}
    # A name with a dot before it is a run that is not done.
    runs = {path.name: _read_loose_run(path) for path in folder.glob("[!.]*/") if _is_run(path)}
    if not runs:
        raise InputError(f"{folder}: no run there, no folder with a {RESULTS} or a notebook")
    return runs


def _is_run(folder: Path) -> bool:
    return (folder / RESULTS).is_file() or any(folder.glob("*.ipynb"))


def _read_loose_run(folder: Path) -> Run:
    """The run of a folder, as far as it is there: a run on Kaggle brings back its results.json and no notebook."""
    from nbformat import v4

    cells = {}
    for path in sorted(folder.glob("*.ipynb"))[:1]:
        try:
            cells = cell_outputs(v4.reads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError):  # no notebook, or one of a format whose cells have no names
            continue
    return Run(cells, read_results(folder))


def _read_object(path: Path) -> dict[str, Any] | None:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's process
        pass
    return True

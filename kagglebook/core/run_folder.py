"""The folder of a run: where it is made, how it lands in its place, its receipt, and how it is read again."""

import json
import re
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from . import claims
from .files import UnfitError, read_plain, write_whole
from .jsons import parse_json
from .plain import plain, shortened
from .problems import InputError
from .run import CellOutput, Run, cell_outputs

RESULTS = "results.json"
RECEIPT = "run.json"
KERNEL_LOG = "kernel.log"  # what a kernel's process says past its notebook, such as the last words of a crash
FORMAT = 2  # of receipts: one of another format is none
STAGING = re.compile(rf"\..+\.({claims.TOKEN})(?:\.old)?")
# What a run may leave that is read: more would fill the memory of who reads it.
MAX_RESULTS, MAX_RECEIPT, MAX_NOTEBOOK = 20_000_000, 1_000_000, 200_000_000  # bytes


def staging(place: Path) -> Path:
    """The folder, not there yet, from where a run of this process lands in `place`."""
    return place.parent / f".{place.name}.{claims.token(place.parent)}"


def sweep(runs: Path) -> None:
    """Remove what dead processes left among the runs of a folder."""
    claims.sweep(runs, STAGING)


def land(folder: Path, place: Path) -> None:
    """Put a finished run in the place of the last one, whole."""
    old = folder.with_name(f"{folder.name}.old")
    with suppress(FileNotFoundError):
        place.rename(old)
    folder.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def write_receipt(folder: Path, receipt: Mapping[str, Any], name: str = RECEIPT) -> None:
    """Note in a run's folder what it was a run of."""
    write_whole(folder / name, (json.dumps({"format": FORMAT, **receipt}) + "\n").encode())


def read_receipt(folder: Path, name: str = RECEIPT) -> dict[str, Any]:
    """The receipt in a run's folder; empty where there is none, no sound one, or one of another format."""
    receipt = _read_object(folder / name, MAX_RECEIPT)[0] or {}
    return receipt if receipt.pop("format", None) == FORMAT else {}


def read_results(folder: Path, name: str = RESULTS) -> tuple[dict[str, Any] | None, str]:
    """The content of results.json; where it can't be read, None and why not ("" for no such file)."""
    return _read_object(folder / name, MAX_RESULTS)


def read_outputs(path: Path) -> dict[str, CellOutput] | None:
    """What the cells of an executed notebook showed, by id; None where it is no notebook whose cells have names."""
    from nbformat import v4

    try:
        return cell_outputs(v4.reads(read_plain(path, MAX_NOTEBOOK, follow=False).decode()))
    except (OSError, UnfitError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None  # whatever it holds, it is not what was written here


def read_run(folder: Path, name: str, parameters: Mapping[str, Any]) -> Run | None:
    """The run in a folder, with its notebook `name`.ipynb, as the checks read it; None where it is not whole.

    So is one whose pictures nobody read: an earlier release made it.
    """
    cells, (results, _), receipt = read_outputs(folder / f"{name}.ipynb"), read_results(folder), read_receipt(folder)
    seconds, findings = receipt.get("seconds"), receipt.get("findings", {})
    if cells is None or any(cell.drawn is None for cell in cells.values()):
        return None
    if results is None or not isinstance(seconds, int | float) or not isinstance(findings, dict):
        return None
    return Run(cells, results, parameters, seconds=seconds, findings=findings)


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
    cells = {}
    for path in sorted(folder.glob("*.ipynb"))[:1]:
        cells = read_outputs(path) or {}
    results, unread = read_results(folder)
    return Run(cells, results, unread=unread)


def _read_object(path: Path, most: int) -> tuple[dict[str, Any] | None, str]:
    """The JSON object in a file that a notebook may have written, or why there is none ("" for no such file)."""
    try:
        content = parse_json(read_plain(path, most, follow=False))
    except FileNotFoundError:
        return None, ""
    except OSError as error:
        return None, error.strerror or type(error).__name__
    except (UnfitError, ValueError) as error:
        return None, plain(shortened(str(error), 200))
    if not isinstance(content, dict):
        return None, f"a {type(content).__name__}, not a table of results"
    return content, ""

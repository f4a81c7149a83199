"""Whether a run need not be made again: a digest of all that decides what a run computes."""

import ast
import functools
import hashlib
import inspect
import json
import subprocess
import sys
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from ..chapter.data import DataSet
from ..core.files import read_text
from ..core.problems import InputError
from . import data
from .task import Task, imported_modules

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
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@functools.cache
def digests(root: Path, data_set: DataSet) -> dict[str, str]:
    """A digest of each file of a data set, by its path under `root`."""
    return {path: hashlib.sha256(content).hexdigest() for path, content in data.pack([data_set], root).items()}


def packages_of(folders: Iterable[Path]) -> tuple[str, ...]:
    """The packages that the templates of some folders import, beside the standard library's: they are valid Python."""
    paths = (path for folder in folders for path in sorted(folder.glob("*.py")))
    names = {name.split(".")[0] for name in imported_modules(filter(_is_python, map(_source, paths)))}
    return tuple(sorted(names - sys.stdlib_module_names))


def _source(path: Path) -> str:
    try:
        return read_text(path)
    except InputError:  # as below
        return ""


def _is_python(source: str) -> bool:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        # A left-over of somebody's: a template that is rendered is linted.
        return False
    return True


def versions(packages: Iterable[str]) -> dict[str, str]:
    """Python and those of the packages that are here, by version; none of them is imported."""
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


def versions_of(python: str, packages: Iterable[str]) -> dict[str, str] | None:
    """The same of another interpreter; None where it doesn't answer, as that of another language."""
    source = f"from collections.abc import Iterable\n{inspect.getsource(versions)}"
    question = f"{source}\nimport json\nprint(json.dumps(versions({tuple(packages)!r})))"
    try:
        answer = subprocess.run([python, "-c", question], capture_output=True, check=True, timeout=60)
        return json.loads(answer.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None

"""Finds a Python of a certain release on this machine."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..core.problems import InputError

QUESTION = "import sys; print(*sys.version_info[:3], sep='.'); print(sys.executable)"
TIMEOUT = 60  # seconds until it has answered


@dataclass(frozen=True)
class Python:
    """An interpreter, and its version as it says itself, such as `3.12.1`."""

    path: str
    version: str

    def is_release(self, release: str) -> bool:
        """Whether it is of a release such as `3.12`."""
        return self.version.startswith(f"{release}.")


def find_python(release: str, named: Path | None = None) -> Python:
    """The Python at `named`; without it the first of a release among this one, PATH, pyenv and the py launcher.

    Raises InputError where `named` is none of that release, or where none is found.
    """
    if named:
        found = ask([os.fspath(named)])
        if not found:
            raise InputError(f"--python {named}: no Python answers there")
        if not found.is_release(release):
            raise InputError(f"--python {named}: this is Python {found.version}, wanted is {release}")
        return found
    # A shim of pyenv's is there for each release that it has, and answers only for the one that is chosen.
    for command in _candidates(release):
        if (found := ask(command)) and found.is_release(release):
            return found
    raise InputError(
        f"no Python {release} on PATH, in pyenv or by the py launcher: install one, or name it with --python PATH"
    )


def ask(command: list[str]) -> Python | None:
    """What a command that should be a Python says of itself; None where it is none."""
    try:
        done = subprocess.run(
            [*command, "-I", "-c", QUESTION],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
            text=True,
            errors="replace",
            timeout=TIMEOUT,
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    version, _, path = done.stdout.strip().partition("\n")
    return Python(path, version) if re.fullmatch(r"\d+\.\d+\.\d+", version) and path else None


def _candidates(release: str) -> Iterator[list[str]]:
    yield [sys.executable]
    for folder in os.get_exec_path():
        if path := shutil.which(f"python{release}", path=folder):
            yield [path]
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    for path in sorted(root.glob(f"versions/{release}.*/bin/python"), key=_patch, reverse=True):
        yield [os.fspath(path)]
    if launcher := shutil.which("py"):
        yield [launcher, f"-{release}"]


def _patch(path: Path) -> int:
    """The third number of a release: `versions/3.12.10` is newer than `versions/3.12.9`."""
    number = path.parents[1].name.rpartition(".")[2]
    return int(number) if number.isdecimal() else -1

"""A run that sees little of its machine: no network, no home, the system read-only, a temporary folder of its own.

For notebooks of others. On Linux, by namespaces (unshare(2)), where the system lets its users make them.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ...core.problems import InputError

SCRIPT = Path(__file__).with_name("confine.py")


@dataclass(frozen=True)
class Confinement:
    """What a confined run sees besides the system: `readable` folders and files, and its own working directory."""

    readable: tuple[str, ...] = ()

    def command(self, command: Sequence[str], workdir: Path, writable: Iterable[Path] = ()) -> list[str]:
        """The command that runs another one confined in `workdir`, where alone, and in `writable`, it may write."""
        # Resolved: a link on the way may be hidden there.
        places = [f"--read={path}" for path in self.readable]
        places += [f"--write={path.resolve()}" for path in (workdir, *writable)]
        return [sys.executable, "-I", str(SCRIPT), *places, "--", *command]


def confinement(python: str | None = None, readable: Iterable[Path] = ()) -> Confinement:
    """A confinement for an interpreter (default: this one). Raises InputError where none can be had: why."""
    if sys.platform != "linux":
        raise InputError("--confined can't be had here: it needs Linux")
    pythons = dict.fromkeys((sys.executable, python or sys.executable))
    paths = [*(path for each in pythons for path in _folders_of(each)), SCRIPT.parents[1], *readable]
    found = Confinement(tuple(dict.fromkeys(str(path) for path in paths)))
    tried = subprocess.run(
        found.command(["/bin/true"], Path("/")), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if tried.returncode:
        reason = (tried.stderr.strip().splitlines() or ["it ended"])[-1]
        raise InputError(f"--confined can't be had here: {reason}")
    return found


def _folders_of(python: str) -> list[Path]:
    """Where an interpreter and what is installed for it lie, as named and as resolved."""
    question = "import json, site, sys\n" + (
        "print(json.dumps([sys.prefix, sys.base_prefix, sys.exec_prefix,"
        " *(path for path in sys.path if path.endswith('-packages'))]))"
    )
    try:
        answer = subprocess.run([python, "-c", question], capture_output=True, text=True, check=True, timeout=60)
        folders = [Path(name) for name in json.loads(answer.stdout)]
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise InputError(f"--confined: {python} doesn't answer ({type(error).__name__})") from None
    return [each for folder in folders for each in dict.fromkeys((folder, folder.resolve()))]

"""Makes a Jupyter kernel that is like an image: its Python and its packages, in a virtual environment.

The kernel is registered last, and a receipt says that it is whole: no run meets half of one, and what was interrupted
is made anew.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from ..core import claims
from ..core.files import write_whole
from ..core.problems import InputError
from ..core.temporary import temporary_folder
from .image import Image
from .interrupts import Interrupts
from .pythons import find_python
from .versions import ask, versions

RECEIPT, FORMAT = "image.json", 1
OWNER = "kagglebook"  # in the metadata of the kernels that are registered here
SIZE = re.compile(r"\s*(?:Downloading|Using cached) ([^\s-]+)-([^\s-]+)\S* \((\d[\d.]* [MG]B)\)")

Told = Callable[[str], None]


class StepError(Exception):
    """Raised when a step fails for a reason that is the system's or the package index's."""


def make_kernel(image: Image, place: Path, named: Path | None, told: Told) -> None:
    """Make the virtual environment `place` and register it as the Jupyter kernel of the image's name, step by step.

    Does nothing where it is there, made of the same file. Raises InputError where there is no such Python, where the
    name is another kernel's, or another process makes it just now; StepError where a step fails.
    """
    _require_free(image.name)
    python = None if _is_whole(place, image) else find_python(image.python, named)
    place.parent.mkdir(parents=True, exist_ok=True)
    with _alone(place) as lock:
        if python is None or _is_whole(place, image):  # another process may have made it just now
            _register(image, place)
            told(f"{place} is there already; to make it anew, remove it first")
            return
        _unregister(image.name)
        if place.exists():
            shutil.rmtree(place)
        told(f"1/4 an environment in {place}, of Python {python.version} ({python.path})")
        step = _Steps(place.with_name(f"{place.name}.log"), told, lock)
        step("no virtual environment", [python.path, "-I", "-m", "venv", os.fspath(place)])
        own = os.fspath(_python(place))
        told(f"2/4 packages of {image.file}: gigabytes, and minutes")
        pip = [own, "-I", "-m", "pip", "--disable-pip-version-check", "install", "--progress-bar", "off"]
        step("pip failed", [*pip, "-r", os.fspath(image.file)])
        told("3/4 whether it starts as a kernel")
        step("the kernel doesn't start", [own, "-I", "-m", "ipykernel_launcher", "--version"])
        found = ask(own, versions, image.packages) or {}
        _write_receipt(place, image, found)
        _register(image, place)
        told(f"4/4 the Jupyter kernel {image.name}: {', '.join(f'{name} {found[name]}' for name in found)}")


class _Steps:
    """Runs commands, their words in a log, and tells of what takes long."""

    def __init__(self, log: Path, told: Told, lock: IO[bytes]):
        self.log, self.told, self.lock = log, told, lock

    def __call__(self, fault: str, command: Sequence[str]) -> None:
        """Raises StepError, with one line of what the command said."""
        # A child that outlives this process, after kill -9, goes on holding the lock of what it works on.
        held = () if os.name == "nt" else (self.lock.fileno(),)
        said: list[str] = []
        with (
            self.log.open("w", encoding="utf-8") as log,
            Interrupts() as interrupts,  # one that comes while the command starts would leave it behind, with the lock
            subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
                errors="replace",
                pass_fds=held,
            ) as process,
        ):
            try:
                with interrupts.heard():
                    for line in process.stdout or ():
                        log.write(line)
                        said.append(line.strip())
                        if words := _progress(line):
                            self.told(f"    {words}")
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            raise StepError(f"{fault}: {_reason(said, process.returncode)} (all that was said: {self.log})")


def _progress(line: str) -> str:
    """What a line of pip's says of something that takes long; "" for others."""
    if line.startswith("Installing collected packages: "):
        return f"installing {line.count(',') + 1} packages"
    found = SIZE.match(line)
    return f"{found[1]} {found[2]}, {found[3]}" if found else ""


def _reason(said: Sequence[str], code: int) -> str:
    """The line of what a failed command said that tells most."""
    lines = [line for line in said if line]
    errors = [line for line in lines if re.match("error: ", line, re.IGNORECASE)]
    if errors:
        reason = errors[-1].partition(": ")[2]
    elif any(line.startswith("Traceback ") for line in lines):
        reason = lines[-1]
    else:
        reason = lines[0] if lines else f"exit code {code}"
    unreached = any("connection broken by" in line for line in lines)
    return f"{reason}; the package index was not reached" if unreached else reason


@contextmanager
def _alone(place: Path) -> Iterator[IO[bytes]]:
    """Hold what keeps other processes from the same place. Raises InputError where another one holds it."""
    with place.with_name(f".{place.name}.lock").open("wb") as file:
        if not claims.lock(file):
            raise InputError(f"{place}: another process is making it")
        yield file


def _python(place: Path) -> Path:
    """The Python of a virtual environment."""
    return place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _write_receipt(place: Path, image: Image, found: dict[str, str]) -> None:
    content = {"format": FORMAT, "digest": image.digest, "versions": found}
    write_whole(place / RECEIPT, (json.dumps(content, indent=1) + "\n").encode())


def _is_whole(place: Path, image: Image) -> bool:
    """Whether a place holds a finished environment of an image as its file is now."""
    try:
        receipt = json.loads((place / RECEIPT).read_bytes())
        return (receipt["format"], receipt["digest"]) == (FORMAT, image.digest) and _python(place).is_file()
    except (OSError, ValueError, LookupError, TypeError):
        return False


def _specs() -> Any:
    from jupyter_client.kernelspec import KernelSpecManager

    return KernelSpecManager()


def _require_free(name: str) -> None:
    """Raises InputError where a Jupyter kernel of the name is there that was not made here."""
    specs = _specs()
    folder = specs.find_kernel_specs().get(name)
    if folder and OWNER not in specs.get_kernel_spec(name).metadata:
        raise InputError(f"{folder}: a Jupyter kernel {name} that this command didn't make; rename or remove it")


def _unregister(name: str) -> None:
    if name in _specs().find_kernel_specs():
        _specs().remove_kernel_spec(name)


def _register(image: Image, place: Path) -> None:
    """Let Jupyter know the kernel: in the environment that this process runs in, else for the user."""
    spec = {
        "argv": [os.fspath(_python(place.absolute())), "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": f"{image.name} (Python {image.python})",
        "language": "python",
        "metadata": {OWNER: {"digest": image.digest}},
    }
    environment = sys.prefix if sys.prefix != sys.base_prefix else None
    with temporary_folder() as folder:
        (folder / "kernel.json").write_text(json.dumps(spec, indent=1), encoding="utf-8")
        _specs().install_kernel_spec(os.fspath(folder), image.name, user=environment is None, prefix=environment)

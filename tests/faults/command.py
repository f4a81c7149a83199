"""The command in a process of its own, as a person calls it, and what any call of it must hold."""

import io
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path

from kagglebook.commands.main import run
from kagglebook.core.problems import InputError
from kagglebook.execution.kernels.confinement import confinement

# As build.py does.
COMMAND = """import pathlib, sys
from kagglebook.commands.main import main
sys.exit(main(pathlib.Path(sys.argv.pop(1))))
"""
SECONDS = 60  # that a command without notebooks may take: a hang is a fault


IN_PROCESS = False  # for the tests: it saves the start of Python where nothing of the process is odd


def call(
    folder: Path,
    arguments: Sequence[str],
    environment: Mapping[str, str | None] | None = None,
    shell: str = "",
    seconds: float = SECONDS,
) -> subprocess.CompletedProcess[str]:
    """Call the command on the course in a folder; by a script such as `"$@" >&-`; None unsets a variable."""
    if IN_PROCESS and not environment and not shell:
        return _called(folder, arguments)
    given = {name: value for name, value in {**os.environ, **(environment or {})}.items() if value is not None}
    command = [sys.executable, "-c", COMMAND, os.fspath(folder), *arguments]
    if shell:
        command = ["bash", "-c", shell, "bash", *command]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        errors="backslashreplace",
        env=given,
        check=False,
        timeout=seconds,
        stdin=subprocess.DEVNULL,
    )


@cache
def can_be_confined() -> bool:
    """Whether this system lets its users make namespaces: where it doesn't, there is nothing to try."""
    try:
        confinement()
    except InputError:
        return False
    return True


def _called(folder: Path, arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        code = run(list(arguments), folder)
    return subprocess.CompletedProcess(list(arguments), code, out.getvalue(), err.getvalue())


def refused(done: subprocess.CompletedProcess[str], says: str, code: int = 2) -> None:
    """Raises AssertionError where a command was not refused in few words, with these among them."""
    sound(done)
    told = done.stdout + done.stderr
    assert done.returncode == code, f"exit code {done.returncode}: {told[-500:]}"
    assert re.search(says, told), f"no {says!r} in {told[-500:]!r}"


def sound(done: subprocess.CompletedProcess[str]) -> None:
    """Raises AssertionError where a command showed its insides, or moved the terminal."""
    told = done.stdout + done.stderr
    assert "Traceback" not in told, told[-1500:]
    assert done.returncode in (0, 1, 2, 3, 130, 141), f"exit code {done.returncode}: {told[-500:]}"
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f]|\x1b[^\\[]|\x1b\\[2J", told), repr(told[-500:])
    longest = max((len(line) for line in told.split("\n")), default=0)
    assert longest < 20_000, f"a line of {longest} characters"


def all_files(folder: Path) -> dict[str, bytes]:
    """Every plain file under a folder, by path, but those of output/."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink() and "output" not in path.relative_to(folder).parts
    }

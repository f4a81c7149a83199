"""Text files read with a message for each way it can fail, and files written whole or not at all."""

import os
import tempfile
from pathlib import Path

from .problems import InputError, Problem


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, with whatever line ends. Raises InputError where it is missing or in no UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")  # an editor on Windows may put a mark before the first line
    except FileNotFoundError:
        raise InputError(Problem(path, "no such file")) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InputError(Problem(path, f"not UTF-8: byte 0x{error.object[error.start]:02x}", line)) from None


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader, or a crash, sees the old content or the new, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        temporary.chmod(0o644)  # mkstemp's 0600 would hide a generated file from others
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise

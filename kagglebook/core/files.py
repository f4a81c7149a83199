"""Files read within bounds, with a message for each way it can fail, and files written whole or not at all."""

import errno
import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from .problems import InputError, Problem

MAX_TEXT = 10_000_000  # bytes of a file that a person wrote


class UnfitError(Exception):
    """Raised when a file is none that is read: no plain file, or larger than it may be."""


def read_plain(path: Path, most: int, follow: bool = True) -> bytes:
    """The content of a plain file of at most `most` bytes; a named pipe, which could be waited for, is none.

    Raises UnfitError, also for a link that is not to be followed; and OSError as opening it does.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    if not follow and path.is_symlink():
        raise UnfitError("a link, not a file")
    handle = os.open(path, flags | (0 if follow else getattr(os, "O_NOFOLLOW", 0)))
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise UnfitError("not a plain file")
    with os.fdopen(handle, "rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise UnfitError(f"larger than {most / 1e6:g} MB, which is the most that is read")
    return content


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, with whatever line ends.

    Raises InputError where it is missing, no plain file, too large or in no UTF-8.
    """
    try:
        content = read_plain(path, MAX_TEXT)
        text = content.decode("utf-8-sig")  # an editor on Windows may put a mark before the first line
    except FileNotFoundError:
        raise InputError(Problem(path, "no such file")) from None
    except UnfitError as error:
        raise InputError(Problem(path, str(error))) from None
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
        raise InputError(Problem(path, "a link that leads to itself")) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InputError(Problem(path, f"not UTF-8: byte 0x{error.object[error.start]:02x}", line)) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def require_inside(path: Path, root: Path) -> None:
    """Raises InputError where a path leads out of `root` once links are followed, as one that somebody put there may.

    `root` itself may be a link: that is for its owner to decide.
    """
    real, base = path.parent.resolve() / path.name, root.resolve()
    if base not in real.parents:
        raise InputError(Problem(path, f"leads out of {root}, to {real}: nothing is written or removed there"))


def write_whole(path: Path, content: bytes, durable: bool = False) -> None:
    """Write a file so that a reader, or a crash, sees the old content or the new, never a part.

    With `durable` it is on the disk when this returns, also if the machine loses its power then.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}")
    # By the umask, as any file: what tempfile makes is hidden from others.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(temporary, flags, 0o666), "wb") as file:
            file.write(content)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    if durable and hasattr(os, "O_DIRECTORY"):  # the rename, too
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

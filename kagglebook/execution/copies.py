"""The driver's end of the copies of a kernel (kernels/copies.py): where each was kept, and the files that go with it.

A copy ends with the keeper of the kernel that it is of, and so with the driver, whatever becomes of that.
"""

import ast
import json
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import Empty
from typing import Any

from ..core.run_folder import KERNEL_LOG
from ..core.temporary import own_folder
from .handed_on import INPUT
from .kernels.guarded import process_of

MODULE = "kagglebook_kernels.copies"  # as the fork server calls it
SOON = 0.2  # seconds after which it is asked whether a kernel that doesn't answer is still there
PATIENCE = 60  # seconds within which a copy takes a request
MAX_FILES, MAX_BYTES = 1_000, 50_000_000  # of a working directory that is copied
STAGED = ("data", INPUT)  # what the notebook finds there, and is not copied
KEPT = (*STAGED, KERNEL_LOG)  # nor is what the kernel that is to go on may have open


class Copy:
    """A kernel as it was before a cell: another can be forked from it, as from a warm server."""

    def __init__(self, cell: str, count: int, socket_path: Path, process: Any):
        self.cell, self.count, self.path, self.process = cell, count, socket_path, process
        self.files: Path = socket_path.with_suffix(".files")
        self.staged: list[Any] = []

    def fork(self, request: dict[str, Any], channel: socket.socket, log: int) -> None:
        """Have a kernel forked that speaks on `channel`. Raises OSError where the copy is gone."""
        with self._connected() as connection:
            socket.send_fds(connection, [json.dumps(request).encode()], [channel.fileno(), log])

    def end(self) -> None:
        """End the copy, and remove its files."""
        with suppress(OSError), self._connected() as connection:
            connection.send(b"end")
        shutil.rmtree(self.path.parent, ignore_errors=True)

    def _connected(self) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        connection.settimeout(PATIENCE)
        connection.connect(os.fspath(self.path))
        return connection

    def restore(self, workdir: Path) -> bool:
        """Put the working directory's files back as they were; false where the notebook changed what was staged."""
        if staged_in(workdir) != self.staged:
            return False
        for path in workdir.iterdir():
            if path.name not in KEPT:
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        shutil.copytree(self.files, workdir, symlinks=True, dirs_exist_ok=True)
        return True


class Keeping:
    """Keeps a copy before cells of a run in `workdir`; `kept` hears of each, `refused` why one can't be kept.

    A copy takes its time too: there is none where less than `worth` seconds were computed since the last one, but for
    the cell `always`. Who goes on before it computes these seconds again.
    """

    def __init__(
        self,
        workdir: Path,
        kept: Callable[[Copy], None],
        refused: Callable[[str], None],
        count: int = 0,
        worth: float = 0.0,
        always: str = "",
    ):
        self.workdir, self.kept, self.refused = workdir, kept, refused
        self.worth, self.always = worth, always
        self.since = time.monotonic()
        self.count = self.begun = count  # cells of code behind
        self.manager: Any = None  # of the kernel, once there is one

    async def before(self, client: Any, cell: str) -> None:
        """Have the kernel keep a copy before a cell; none before the first, where it only looks at itself, or where
        there is the copy that it goes on from."""
        if self.count and (self.count == self.begun or self._is_cheap(cell)):
            self.count += 1
            return
        path = Path(tempfile.mkdtemp(dir=own_folder()), "k")
        call = f"__import__({MODULE!r}, fromlist=['keep']).keep({os.fspath(path)!r})"
        reply = await self._answer(client, call)
        if reply is None:  # of a kernel that was ended meanwhile, as the cell itself will tell
            shutil.rmtree(path.parent, ignore_errors=True)
            return
        told = reply["content"]["user_expressions"]["kept"]
        try:
            answer = json.loads(ast.literal_eval(told["data"]["text/plain"]))
        except (KeyError, ValueError, SyntaxError):
            answer = {"why": str(told.get("evalue", "unknown"))}
        if "pid" in answer:
            self._keep(cell, path, answer["pid"])
        else:
            shutil.rmtree(path.parent, ignore_errors=True)
        if "why" in answer:
            self.refused(str(answer["why"]))
        self.count += 1
        self.since = time.monotonic()

    def _is_cheap(self, cell: str) -> bool:
        """Whether what was computed since the last copy is not worth one."""
        return time.monotonic() - self.since < self.worth and cell != self.always

    async def _answer(self, client: Any, call: str) -> dict[str, Any] | None:
        """The kernel's reply to a request for the value of an expression; None where it ends before that."""
        request = client.execute(
            "", silent=True, store_history=False, allow_stdin=False, user_expressions={"kept": call}
        )
        while True:
            try:
                reply = await client.get_shell_msg(timeout=SOON)
            except Empty:
                process = process_of(self.manager)
                if process is None or process.poll() is not None:
                    return None
                continue
            if reply["parent_header"].get("msg_id") == request:
                return reply

    def _keep(self, cell: str, path: Path, process: int) -> None:
        guarded = process_of(self.manager)
        guarded.hold(process)
        copy = Copy(cell, self.count, path, guarded)
        try:
            copy.staged = staged_in(self.workdir)
            _copy_files(self.workdir, copy.files)
        except (OSError, shutil.Error, ValueError):
            copy.end()
            self.refused("files")
            return
        self.kept(copy)


def staged_in(workdir: Path) -> list[tuple[str, int, int]]:
    """What lies in the folders that a notebook was given: path, size, time of its last change."""
    found = []
    for name in STAGED:
        for path in sorted((workdir / name).rglob("*")):
            known = path.lstat()
            found.append((path.relative_to(workdir).as_posix(), known.st_size, known.st_mtime_ns))
    return found


def _copy_files(workdir: Path, place: Path) -> None:
    """Copy what a notebook has written so far. Raises ValueError for more than is copied."""
    place.mkdir()
    count = size = 0
    for path in workdir.iterdir():
        if path.name in KEPT:
            continue
        for each in (path, *path.rglob("*")) if path.is_dir() and not path.is_symlink() else (path,):
            count, size = count + 1, size + each.lstat().st_size
            if count > MAX_FILES or size > MAX_BYTES:
                raise ValueError("more files than are copied")
        if path.is_dir() and not path.is_symlink():
            shutil.copytree(path, place / path.name, symlinks=True)
        else:
            shutil.copy2(path, place / path.name, follow_symlinks=False)

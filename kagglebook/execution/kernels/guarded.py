"""The driver's end of a keeper (keeper.py): a process that ends with all that it started, whoever ends it."""

import contextlib
import json
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from . import keeper


def keeper_command(fd: int, command: Sequence[str]) -> list[str]:
    """The command that keeps another one, for a keeper that speaks on a socket."""
    return [sys.executable, "-I", keeper.__file__, str(fd), *command]


class GuardedProcess:
    """What LocalProvisioner needs of a Popen object, for a process whose keeper is at the other end of `channel`."""

    stdin = stdout = stderr = None

    def __init__(self, channel: socket.socket):
        self.channel = channel
        self.lock = threading.Lock()  # an interrupt ends a kernel from another thread
        self.returncode: int | None = None
        self.keeper: subprocess.Popen[bytes] | None = None  # where it is a child of this process
        self.holds = False  # whether something of it outlives it, until `close`

    @classmethod
    def start(cls, command: Sequence[str], cwd: Path, env: Mapping[str, str], log: Path) -> Self:
        """Start a command under a keeper (where there are none, by itself): its stdout is `keeper.stdout`, what it says
        on stderr goes to the end of a file."""
        with log.open("ab") as stderr:
            options: dict[str, Any] = {"cwd": cwd, "env": dict(env), "stdin": subprocess.DEVNULL, "stderr": stderr}
            options["stdout"] = subprocess.PIPE
            if not keeper.available():
                return Unguarded(subprocess.Popen(command, start_new_session=True, **options))
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                fd = theirs.fileno()
                process = cls(ours)
                process.keeper = subprocess.Popen(keeper_command(fd, command), pass_fds=[fd], **options)
        return process

    def receive(self, timeout: float | None) -> dict[str, Any] | None:
        """The keeper's next message; None for none within `timeout` seconds. A keeper that is gone counts as killed."""
        with self.lock:
            if self.returncode is not None:
                return {"exit": self.returncode}
            if not select.select([self.channel], [], [], timeout)[0]:
                return None
            data = keeper.receive(self.channel, 1 << 20)
            message = json.loads(data) if data else {"exit": -signal.SIGKILL}
            if "exit" in message:
                if not self.holds:
                    self.channel.close()
                if self.keeper:
                    self.keeper.wait()
                self.returncode = message["exit"]
            return message

    def poll(self) -> int | None:
        if self.returncode is None:
            self.receive(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int | None:
        while self.returncode is None:
            if self.receive(timeout) is None:
                raise subprocess.TimeoutExpired("kernel", timeout or 0)
        return self.returncode

    def send_signal(self, signum: int) -> None:
        if self.returncode is None:
            with contextlib.suppress(OSError):
                self.channel.send(json.dumps({"signal": int(signum)}).encode())

    def hold(self, process: int) -> None:
        """Have its keeper spare one of its children when it ends, until `close`."""
        self.holds = True
        if self.returncode is None:
            with contextlib.suppress(OSError):
                self.channel.send(json.dumps({"hold": [process]}).encode())

    def close(self) -> None:
        """End it with all that outlived it."""
        self.channel.close()

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


class Unguarded(GuardedProcess):
    """The same for a system without keepers: what the process started may outlive it."""

    def __init__(self, process: "subprocess.Popen[bytes]"):
        self.keeper = process

    def poll(self) -> int | None:
        return self.keeper.poll()

    def wait(self, timeout: float | None = None) -> int | None:
        return self.keeper.wait(timeout)

    def send_signal(self, signum: int) -> None:
        self.keeper.send_signal(signum)


def process_of(manager: Any) -> Any:
    """The process of a kernel manager's kernel, None where there is none any more.

    Asked for once and kept: the thread that executes the notebook takes it away at any moment.
    """
    return getattr(manager.provisioner, "process", None)

"""Kernels that start at once and leave nothing behind: a jupyter_client provisioner, and the client that goes with it.

On Linux each kernel has a keeper (keeper.py); it is forked from a warm server where one runs (forkserver.py),
else started cold from its command. Elsewhere jupyter_client's own provisioner starts it.
"""

import asyncio
import contextlib
import json
import math
import os
import select
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from queue import Empty
from typing import Any, Self

import traitlets
import zmq
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.provisioning import KernelProvisionerBase, LocalProvisioner

from ...core.temporary import own_folder
from . import keeper
from .confinement import Confinement
from .environment import of_a_notebook
from .guarded import GuardedProcess, keeper_command
from .specs import PythonCommand

START_TIMEOUT = 60  # seconds
LONGEST_FOLDER = 90  # characters: the path of a socket has 107 at most (unix(7))
WAITING = 20_000  # messages of a kernel that may wait to be read
# Starts the fork server from its folder, by a name of its own: a notebook finds no more modules than in a kernel that
# starts cold, and neither the current folder nor this package is on its path.
START = """
import importlib.util, sys
sys.path = [*filter(None, sys.path)]
folder = sys.argv.pop(1)
spec = importlib.util.spec_from_file_location("kagglebook_kernels", f"{folder}/__init__.py",
    submodule_search_locations=[folder])
sys.modules[spec.name] = importlib.util.module_from_spec(spec)
from kagglebook_kernels import forkserver
forkserver.main()
"""
NAME = "kagglebook"  # of the entry point in group jupyter_client.kernel_provisioners


class WarmServer:
    """A fork server with `modules` imported, started by the constructor and ended by `close` or with this process.

    It is a process of this Python, or of another (`python`), which needs ipykernel, and nothing of this package. With
    `more` it has to be told what else is to be imported before it can be waited for.
    """

    def __init__(
        self,
        modules: Iterable[str] = (),
        environment: Mapping[str, str] | None = None,
        python: PythonCommand | None = None,
        more: bool = False,
    ) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            fd = theirs.fileno()
            env = of_a_notebook(os.environ if environment is None else environment)
            env["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # ipykernel imports it, and it warns of frozen modules
            command = [*(python or PythonCommand()).words, "-c", START, str(Path(__file__).parent), str(fd), *modules]
            env |= python.environment if python else {}
            # A Python that is too old for the server says so in its own way; `trouble` says it in ours.
            stderr = subprocess.DEVNULL if python else None
            options = {"stdin": subprocess.DEVNULL, "stderr": stderr, "env": env}
            self.process: subprocess.Popen[bytes] | None = None
            self.trouble: str | None = None  # why kernels must start cold; known, or None, once `wait` has returned
            try:
                self.process = subprocess.Popen(command, pass_fds=[fd], **options)
            except OSError as error:  # a kernel of a Python that isn't there any more
                self.trouble = f"{command[0]} does not start: {error.strerror}"
        self.channel = ours
        self.lock = threading.Lock()
        self.started = self.process is None
        self.told = False  # all that it is to import
        if not more:
            self.also(())

    def also(self, modules: Iterable[str]) -> None:
        """Have it import these too, and be ready then."""
        self.told = True
        with contextlib.suppress(OSError):  # it has ended, as `wait` will tell
            self.channel.send(json.dumps(list(modules)).encode())

    def wait(self) -> bool:
        """Wait until all is imported, and say whether kernels can be had: `trouble` tells why not."""
        with self.lock:
            if not self.started:
                self.started = True
                answered = select.select([self.channel], [], [], START_TIMEOUT)[0]
                told = keeper.receive(self.channel, 1 << 16) if answered else b""
                if not told:
                    self.trouble = "the fork server did not start"
                else:
                    self.trouble = json.loads(told)["trouble"]
            if not self.trouble and self.process.poll() is not None:
                self.trouble = "the fork server died"
            return not self.trouble

    def fork(self, request: dict[str, Any], channel: socket.socket, log: int) -> None:
        """Have a kernel forked that speaks on `channel`. Raises OSError where the server is gone."""
        with self.lock:
            socket.send_fds(self.channel, [json.dumps(request).encode()], [channel.fileno(), log])

    def close(self) -> None:
        """End the server; kernels that it forked have keepers of their own and go on."""
        self.channel.close()
        if self.process:
            self.process.kill()
            self.process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class GuardedProvisioner(LocalProvisioner):
    """Starts kernels under a keeper: warm where `warm` is the running server, else cold, and perhaps confined."""

    warm: WarmServer | None = traitlets.Any()
    confined: Confinement | None = traitlets.Any()
    folder = ""  # of the connection file, and of a cold kernel's sockets

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        # The connection file, which holds a key, lies where nobody else looks and what is dead is swept.
        self.folder = tempfile.mkdtemp(dir=own_folder())
        self.parent.connection_file = f"{self.folder}/connection.json"
        if self.warm is None:
            self._speak_by_files()
            return await super().pre_launch(**kwargs)
        # Past LocalProvisioner, which would choose ports that may be taken by the time that the kernel binds them.
        return await KernelProvisionerBase.pre_launch(self, cmd=kwargs.pop("extra_arguments", []), **kwargs)

    def _speak_by_files(self) -> None:
        """Have a cold kernel bind sockets in a folder of its own: nobody can take them, as others can a port."""
        if len(self.folder) <= LONGEST_FOLDER:  # else ports it is
            self.parent.transport, self.parent.ip, self.parent.cache_ports = "ipc", f"{self.folder}/kernel", False

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.process = GuardedProcess(ours)
        with theirs:
            if self.warm is None:
                fd = theirs.fileno()
                if self.confined:
                    cmd = self.confined.command(cmd, Path(kwargs["cwd"]), [Path(self.folder)])
                command = keeper_command(fd, cmd)
                names = ("cwd", "env", "stdout", "stderr")
                options = {name: kwargs[name] for name in names if name in kwargs}
                self.process.keeper = subprocess.Popen(command, pass_fds=[fd], stdin=subprocess.DEVNULL, **options)
                return self.connection_info
            request = {"argv": cmd, "cwd": kwargs["cwd"], "env": kwargs["env"]}
            self.warm.fork(request, theirs, kwargs["stdout"].fileno())
        info = await asyncio.to_thread(self.process.receive, START_TIMEOUT)
        if info is None or "exit" in info:
            self.process.kill()
            raise RuntimeError("the kernel died while it started")
        self.connection_info = info | {"key": info["key"].encode()}
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """Kill and wait: the keeper answers when all that the notebook started is gone too."""
        if self.process:
            self.process.kill()
            self.process.wait()

    async def cleanup(self, restart: bool = False) -> None:
        """Remove what the kernel's sockets left."""
        await super().cleanup(restart)
        shutil.rmtree(self.folder, ignore_errors=True)


class ReadyClient(AsyncKernelClient):
    """A client that is ready as soon as the kernel has answered on both channels.

    jupyter_client's own then waits until IOPub is silent for 200 ms, so that nothing of the start is left in it.
    """

    def start_channels(self, *args: Any, **options: Any) -> None:
        # What waits here beyond zmq's thousand messages would be dropped, the end of a cell among it.
        self.context.setsockopt(zmq.RCVHWM, WAITING)
        super().start_channels(*args, **options)

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Raises RuntimeError where the kernel dies or doesn't answer within `timeout` seconds."""
        deadline = time.monotonic() + (timeout or math.inf)
        while time.monotonic() < deadline:
            request = self.kernel_info()
            with contextlib.suppress(Empty):
                reply = await self.shell_channel.get_msg(timeout=1)
                # IOPub loses what is sent before the subscription has arrived: no end of this request, ask again.
                while not _ends(await self.iopub_channel.get_msg(timeout=0.05), request):
                    pass
                self._handle_kernel_info_reply(reply)
                return
            if not await self._async_is_alive():
                raise RuntimeError("the kernel died before it was ready")
        raise RuntimeError(f"the kernel was not ready within {timeout:g} s")


def _ends(message: dict[str, Any], request: str) -> bool:
    """Whether an IOPub message says that the kernel is done with a request."""
    return message["parent_header"].get("msg_id") == request and message["content"].get("execution_state") == "idle"

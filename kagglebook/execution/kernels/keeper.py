"""The parent of one kernel on Linux: nothing that a notebook starts outlives it.

A keeper leads a session of its own, so that Ctrl-C at the terminal is the driver's alone to handle, and is a subreaper
(prctl(2), PR_SET_CHILD_SUBREAPER): whatever a notebook forks, in whichever session, becomes the keeper's child when its
parent ends. The keeper and the driver talk over a pair of SOCK_SEQPACKET sockets in JSON: `{"signal": n}` comes
in, `{"exit": code}` goes out, and a driver that hangs up, or has died, ends the kernel.

Runs as a script too, `python -I keeper.py FD COMMAND…`, to keep a kernel that is started from a command. So it
imports the standard library only, and nothing of this package.

`{"hold": [pid, …]}` names children that outlive the kernel: copies of it (copies.py), which end with the driver.
"""

import ctypes
import json
import os
import select
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36


def available() -> bool:
    """Whether this system has what a keeper needs: Linux 5.3 or newer."""
    return sys.platform == "linux" and hasattr(os, "pidfd_open")


def keep(channel: socket.socket, start: Callable[[], None]) -> None:
    """Run `start` in a child until it ends or the driver hangs up, then end all that is left of it. Never returns."""
    os.setsid()
    adopt_orphans()
    keeper = os.getpid()
    kernel = os.fork()
    if kernel == 0:
        os.setpgid(0, 0)
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == keeper:  # else it died before the line above
            start()
        os._exit(1)
    try:
        held = watch(channel, kernel)
        with suppress(ProcessLookupError):
            os.kill(kernel, signal.SIGKILL)
        status = os.waitid(os.P_PID, kernel, os.WEXITED | os.WNOWAIT)
        end_children(held)
        code = status.si_status if status.si_code == os.CLD_EXITED else -status.si_status
        with suppress(OSError):
            channel.send(json.dumps({"exit": code}).encode())
        while held and receive(channel):  # for a kernel that is gone there is nothing to do
            pass
        end_children()
    except BaseException:
        traceback.print_exc()  # the driver sees the channel close, and the kernel dies with this process
        raise
    finally:
        os._exit(0)


def watch(channel: socket.socket, kernel: int) -> set[int]:
    """Pass signals on to the kernel's group until the kernel ends or the channel is closed: whom to hold until then."""
    held: set[int] = set()
    with suppress(OSError):  # in both, as neither knows which of the two runs first; refused once the kernel has exec'd
        os.setpgid(kernel, kernel)
    end = os.pidfd_open(kernel)
    while end not in (ready := select.select([channel, end], [], [])[0]):
        message = receive(channel) if ready else b""
        if not message:
            return set()
        told = json.loads(message)
        held |= set(told.get("hold", ()))
        with suppress(ProcessLookupError, KeyError):
            os.killpg(kernel, told["signal"])
    return held


def receive(channel: socket.socket, size: int = 4096) -> bytes:
    """The next message; none where the other end hung up, or was killed with a message of ours unread."""
    try:
        return channel.recv(size)
    except ConnectionError:
        return b""


def end_children(spare: Collection[int] = ()) -> None:
    """Kill every child but those to spare, and theirs as they become ours, until none is left."""
    while True:
        left = kill_children(spare)
        try:
            if not os.waitpid(-1, os.WNOHANG)[0]:
                if spare and not left:
                    return
                time.sleep(0.001)
        except ChildProcessError:
            return


def kill_children(spare: Collection[int] = ()) -> int:
    """Kill the children that the kernel lists, but for those to spare: how many. The list may miss some while others
    end."""
    children = {int(child) for child in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()}
    for child in children - set(spare):
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    return len(children - set(spare))


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent ends."""
    prctl(PR_SET_CHILD_SUBREAPER, 1)


def prctl(option: int, value: int) -> None:
    """prctl(2). Raises OSError."""
    if ctypes.CDLL(None, use_errno=True).prctl(option, ctypes.c_ulong(value), 0, 0, 0):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


if __name__ == "__main__":
    driver = socket.socket(fileno=int(sys.argv[1]))
    driver.set_inheritable(False)

    def become(command: list[str]) -> None:
        try:
            os.execvp(command[0], command)
        except OSError as error:
            print(f"{command[0]}: {error.strerror}", file=sys.stderr, flush=True)
            os._exit(127)  # as a shell says that there is no such command

    keep(driver, lambda: become(sys.argv[2:]))

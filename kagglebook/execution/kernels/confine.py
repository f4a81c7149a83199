"""Runs a command where it sees little: `python -I confine.py --read=PATH… --write=PATH… -- COMMAND…`.

New namespaces (namespaces(7)) of users, mounts, processes, network and IPC: no network but its own loopback, no process
but its own, empty folders in place of the homes and the temporary ones, all else read-only but the paths to write. The
command has no capability, so it can undo none of that.

A script for the standard library alone, on Linux; it says in one line why it can't, and then ends with code 1.
"""

import ctypes
import os
import pwd
import signal
import socket
import struct
import sys
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

NEWNS, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET = 0x20000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 2, 4, 32, 4096, 16384, 1 << 18
PR_SET_PDEATHSIG, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 24, 38
LAST_CAPABILITY = 63
MOUNT_SETATTR, AT_FDCWD, AT_RECURSIVE, ATTR_RDONLY = 442, -100, 0x8000, 1  # mount_setattr(2), Linux 5.12
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1
TEMPORARY = ("/tmp", "/var/tmp", "/dev/shm")  # nosec B108 # what is hidden from a confined run

libc = ctypes.CDLL(None, use_errno=True)


def check(result: int, what: str) -> None:
    """Raises OSError, with what was tried, for a system call that failed."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def mount(source: str, target: str, kind: str | None, flags: int, data: str | None = None) -> None:
    """mount(2)."""
    texts = [None if text is None else os.fsencode(text) for text in (source, target, kind)]
    check(libc.mount(*texts, ctypes.c_ulong(flags), None if data is None else data.encode()), f"mount {target}")


def enter() -> None:
    """Go into new namespaces, as the same user without privileges outside."""
    user, group = os.getuid(), os.getgid()
    check(libc.unshare(NEWUSER | NEWNS | NEWUTS | NEWIPC | NEWPID | NEWNET), "unshare, which makes namespaces")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def hide(readable: list[str], writable: list[str]) -> None:
    """Put empty folders over homes and temporary folders, and into them again what is to be seen."""
    mount("none", "/", None, MS_REC | MS_PRIVATE)
    # Held open, what will be hidden can still be mounted elsewhere.
    handles = {path: os.open(path, os.O_PATH) for path in (*readable, *writable) if os.path.exists(path)}
    hidden = []
    for folder in sorted(set(_hidden())):
        if os.path.isdir(folder):  # it may lie in one that is hidden by now
            mount("tmpfs", folder, "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777")
            hidden.append(folder)
    for path in sorted(handles):
        if path in writable or not _is(path, handles[path]):
            bring_back(path, handles[path])
    check(_set_read_only(True, "/", AT_RECURSIVE), "mount_setattr, which needs Linux 5.12")
    for path in (*hidden, *writable):
        check(_set_read_only(False, path, 0), f"mount_setattr {path}")
    with suppress(OSError):  # in a container the old one may stay: of it no other's processes can be read
        mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV)


def bring_back(path: str, handle: int) -> None:
    """Mount what was held open at its own place again."""
    if os.path.isdir(f"/proc/self/fd/{handle}"):
        os.makedirs(path, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if not os.path.lexists(path):
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    mount(f"/proc/self/fd/{handle}", path, None, MS_BIND | MS_REC)


def loopback() -> None:
    """Bring up the loopback device of this network, which has no other."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        import fcntl

        request = struct.pack("16sH14x", b"lo", 0)
        flags = struct.unpack("16sH14x", fcntl.ioctl(any_socket, SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", flags | IFF_UP))


def give_up_privileges() -> None:
    """Have no capability after the next exec, and never get one again."""
    for capability in range(LAST_CAPABILITY + 1):
        libc.prctl(PR_CAPBSET_DROP, ctypes.c_ulong(capability), 0, 0, 0)  # those that this kernel doesn't know fail
    check(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl")


def main() -> None:
    """Do as the arguments say; never returns."""
    split = sys.argv.index("--")
    options, command = sys.argv[1:split], sys.argv[split + 1 :]
    readable, writable = (
        [option.partition("=")[2] for option in options if option.startswith(f"--{name}=")]
        for name in ("read", "write")
    )
    writable = [path for path in writable if path != "/"]
    here = os.getcwd()
    enter()
    told, telling = os.pipe()
    first = os.fork()  # the first process of the new namespace: it hears few signals, and so is not the command itself
    if first:
        os.close(telling)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the group's; the command hears it itself
        ended = os.read(told, 16)
        status = os.waitstatus_to_exitcode(os.waitpid(first, 0)[1])
        end_as(int(ended) if ended else status)
    check(libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "prctl")
    hide(readable, writable)
    loopback()
    home = f"{TEMPORARY[0]}/home"
    os.makedirs(home, exist_ok=True)
    os.chdir(here)
    child = os.fork()
    if not child:
        give_up_privileges()
        os.execvpe(command[0], command, {**os.environ, "HOME": home, "TMPDIR": TEMPORARY[0], "PWD": here})
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:  # whatever loses its parent becomes ours
        process, status = os.wait()
        if process == child:
            os.write(telling, str(os.waitstatus_to_exitcode(status)).encode())
            os._exit(0)  # and all that is left in the namespace ends


def end_as(status: int) -> NoReturn:
    """End as a process did: with its exit code, or by the signal -status."""
    if status < 0:
        if -status not in (signal.SIGKILL, signal.SIGSTOP):
            signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    os._exit(status)


def _is(path: str, handle: int) -> bool:
    """Whether a path still leads to what was opened by it."""
    return os.path.lexists(path) and os.path.samestat(os.stat(path), os.fstat(handle))


def _hidden() -> list[str]:
    named = [os.environ.get(name, "") for name in ("HOME", "TMPDIR", "XDG_RUNTIME_DIR")]
    with suppress(KeyError):
        named.append(pwd.getpwuid(os.getuid()).pw_dir)
    named += ["/root", "/home", f"/run/user/{os.getuid()}", *TEMPORARY]
    return [path for path in map(os.path.realpath, filter(None, named)) if path != "/"]


def _set_read_only(read_only: bool, path: str, flags: int) -> int:
    attributes = struct.pack("QQQQ", *((ATTR_RDONLY, 0) if read_only else (0, ATTR_RDONLY)), 0, 0)
    return libc.syscall(MOUNT_SETATTR, AT_FDCWD, os.fsencode(path), flags, attributes, len(attributes))


if __name__ == "__main__":
    try:
        main()
    except OSError as reason:
        print(reason.strerror or reason, file=sys.stderr)
        os._exit(1)

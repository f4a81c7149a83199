"""Copies of a running kernel, kept by fork between two cells: from each, kernels are forked that go on from there.

`keep` is called in a kernel that the fork server forked. The copy it leaves waits on a socket of its own and does as
the fork server does: for each request it forks a keeper with a kernel, whose memory is what the first kernel's was.
What a fork can't copy (threads, processes, open files, a GPU) is found beforehand, and then no copy is kept.

libgomp's threads, with which torch computes, are not copied either: they are sent away before the fork
(`omp_pause_resource_all` of OpenMP 5.0), and both processes start their own when they next compute. OpenBLAS does so by
itself (pthread_atfork).
"""

import asyncio
import ctypes
import fcntl
import json
import os
import random
import signal
import socket
import stat
import sys
import threading
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from zmq.utils import garbage

from . import forkserver, frameworks, keeper

OMP_PAUSE_HARD = 2


@dataclass(frozen=True)
class State:
    """What a fork changes of a kernel: the state of `random`, which seeds itself anew in a child, and the files that
    are open to be read, whose places the first kernel moves on."""

    chance: Any
    files: Sequence[tuple[int, str, int, int]]


_known: dict[str, set[str]] = {}  # what the kernel itself had before the first cell
_copies: set[str] = set()


def keep(path: str) -> str:
    """Keep a copy of this kernel that waits at the socket `path`: its process, or why none can be kept, as JSON.

    The first call, before the first cell of a kernel that does not go on from another one, keeps none: it notes what
    the kernel has by itself.
    """
    if not _known:
        _note()
        return "{}"
    _send_threads_away()
    has = _has()
    for what, own in has.items():
        if more := own - _known[what]:
            return json.dumps({"why": what, "seen": sorted(more)[:5]})
    if frameworks.has_gpu():
        return json.dumps({"why": "gpu"})
    sys.stdout.flush()
    sys.stderr.flush()
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listener.bind(path)
    listener.listen(8)
    handles = [int(handle.name) for handle in Path("/proc/self/fd").iterdir()]
    state = State(random.getstate(), list(filter(None, map(_only_read, handles))))
    copy = os.fork()
    if copy == 0:
        try:
            _serve(listener, state)
        finally:
            os._exit(1)
    with suppress(OSError):  # in both, as neither knows which of the two runs first
        os.setpgid(copy, copy)
    listener.close()
    _copies.add(str(copy))
    return json.dumps({"pid": copy})


def _note() -> None:
    """Note what this kernel has by itself."""
    _send_threads_away()
    if not garbage.gc.is_alive():
        garbage.gc.start()  # else it starts with the first large output
    _known.update(_has())


def _has() -> dict[str, set[str]]:
    """What of this process a fork doesn't copy, or shares, by kind."""
    own, ports = Path("/proc/self"), _own_ports()
    threads, processes, files = set[str](), set[str](), set[str]()
    for task in (own / "task").iterdir():
        with suppress(OSError):
            threads.add(task.name)
            processes |= set((task / "children").read_text().split())
    for handle in (own / "fd").iterdir():
        with suppress(OSError):  # the one by which this looks
            if not _only_read(int(handle.name)) and _port_of(int(handle.name)) not in ports:
                files.add(f"{handle.name} {handle.readlink()}")
    mapped = (line.split(maxsplit=5) for line in (own / "maps").read_text().splitlines())
    shared = [f"{words[0]} {words[-1]}" for words in mapped if words[1][1] == "w" and words[1][3] == "s"]
    semaphores = [each for each in shared if "/dev/shm/sem." in each]  # nosec B108 # a name, looked for
    return {
        "threads": threads,
        "processes": processes - _copies,
        # What a thread of ZeroMQ's is woken by is made when it is first needed, and goes with the first kernel.
        "files": {each for each in files if " /proc/" not in each and not each.endswith("anon_inode:[eventfd]")},
        "memory": set(shared) - set(semaphores[: len(_locks_of_bars())]),
        "timers": {"timer"} if signal.getitimer(signal.ITIMER_REAL) != (0.0, 0.0) else set(),
    }


def _own_ports() -> set[int]:
    """Where this kernel listens: who speaks with it connects, and comes and goes, whatever the notebook does."""
    from IPython import get_ipython

    app = get_ipython().kernel.parent
    return {getattr(app, f"{channel}_port") for channel in forkserver.CHANNELS}


def _port_of(handle: int) -> int | None:
    """The port at this end of a connection; None for what is none."""
    if not stat.S_ISSOCK(os.fstat(handle).st_mode):
        return None
    with socket.socket(fileno=os.dup(handle)) as connection:
        return connection.getsockname()[1] if connection.family == socket.AF_INET else None


def _only_read(handle: int) -> tuple[int, str, int, int] | None:
    """A plain file that is open to be read: its number, path, flags and place; None for anything else."""
    with suppress(OSError):
        path, known = Path(f"/proc/self/fd/{handle}").readlink(), os.fstat(handle)
        flags = fcntl.fcntl(handle, fcntl.F_GETFL)
        if stat.S_ISREG(known.st_mode) and flags & os.O_ACCMODE == os.O_RDONLY and os.path.samestat(known, path.stat()):
            return handle, str(path), flags, os.lseek(handle, 0, os.SEEK_CUR)
    return None


def _send_threads_away() -> None:
    """End the threads that wait for the next loop of OpenMP's, and those that only look after progress bars."""
    for path in {line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines() if "libgomp" in line}:
        with suppress(OSError, AttributeError):
            ctypes.CDLL(path).omp_pause_resource_all(OMP_PAUSE_HARD)
    for thread in threading.enumerate():
        if type(thread).__name__ == "TMonitor":  # the next bar starts another
            thread.exit()
            thread.tqdm_cls.monitor = None


def _locks_of_bars() -> list[type[Any]]:
    """tqdm's class of locks, if bars of several processes take turns by it: a semaphore that all copies share."""
    kind = getattr(sys.modules.get("tqdm.std"), "TqdmDefaultWriteLock", None)
    return [kind] if getattr(kind, "mp_lock", None) is not None else []


def _own_locks() -> None:
    """Give this process locks of its own, where the first kernel may have been killed while it had one."""
    for kind in _locks_of_bars():
        del kind.mp_lock
        sys.modules["tqdm.std"].tqdm._lock = kind()
    garbage.gc.__init__()  # of messages: its thread is not here


def _serve(listener: socket.socket, state: State) -> NoReturn:
    """Be the copy: fork a kernel for each request until somebody asks for the end."""
    os.setpgid(0, 0)  # signals are for the kernel
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    while True:
        driver, _ = listener.accept()
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        message, fds, *_ = socket.recv_fds(driver, 1 << 20, 2)
        if not fds:
            os._exit(0)
        if os.fork() == 0:
            driver.close()
            listener.close()
            _become_kernel(json.loads(message), socket.socket(fileno=fds[0]), fds[1], state)
        driver.close()
        for fd in fds:
            os.close(fd)


def _become_kernel(request: dict[str, Any], channel: socket.socket, log: int, state: State) -> None:
    """Be the keeper of a kernel that goes on. Never returns."""
    keeper.keep(channel, lambda: _try(request, channel, log, state))


def _try(request: dict[str, Any], channel: socket.socket, log: int, state: State) -> None:
    """Go on, or tell the kernel's log why not."""
    try:
        _go_on(request, channel, log, state)
    except BaseException:
        os.write(log, traceback.format_exc().encode(errors="replace"))
        os._exit(1)


def _open_again(files: Sequence[tuple[int, str, int, int]]) -> None:
    """Give this process open files of its own, each at its place: the first kernel has read on."""
    for handle, path, flags, place in files:
        if (now := _only_read(handle)) is None or now[1] != path:  # closed, as what held it was garbage
            continue
        fresh = os.open(path, flags & ~(os.O_CREAT | os.O_TRUNC | os.O_EXCL))
        os.lseek(fresh, place, os.SEEK_SET)
        os.dup2(fresh, handle, inheritable=False)
        os.close(fresh)


def _go_on(request: dict[str, Any], channel: socket.socket, log: int, state: State) -> None:
    """Become a kernel again, with the shell that there is. Never returns."""
    from IPython import get_ipython

    shell = get_ipython()
    first = shell.kernel.parent
    streams = sys.stdout, sys.stderr
    for target in (1, 2):
        os.dup2(log, target)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _open_again(state.files)
    _own_locks()
    asyncio._set_running_loop(None)  # the first kernel's, within a call of which this is
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    # Of a thread that is not here, and might have held them.
    history = shell.history_manager
    history.db_input_cache_lock, history.db_output_cache_lock = threading.Lock(), threading.Lock()
    for kind in (type(first), type(shell.kernel)):
        kind.clear_instance()
    first.reset_io()
    os.chdir(request["cwd"])
    app = _same_again(forkserver.kernel_class(), *streams).instance(ip="127.0.0.1", parent_handle=1)
    app.initialize(sys.argv[1:])
    shell.kernel = app.kernel

    def as_it_was() -> None:
        shell.events.unregister("pre_execute", as_it_was)
        random.setstate(state.chance)

    shell.events.register("pre_execute", as_it_was)  # a kernel that starts has used some of it
    _copies.clear()
    _known.clear()
    loop.call_soon(_note)  # while it waits for its first request, perhaps
    forkserver.work(app, channel)


def _same_again(kernel: type[Any], stdout: Any, stderr: Any) -> type[Any]:
    """A kernel's application that changes nothing of a shell that has worked already, and speaks by the streams that
    it had: whoever holds on to one, a logger say, is heard."""

    from ipykernel.displayhook import ZMQDisplayHook

    class Again(kernel):
        def init_path(self) -> None:
            pass

        init_gui_pylab = init_extensions = init_code = init_path

        def init_io(self) -> None:
            stdout.__init__(self.session, self.iopub_thread, "stdout")
            stderr.__init__(self.session, self.iopub_thread, "stderr")
            sys.stdout, sys.stderr = stdout, stderr
            self.displayhook = sys.displayhook = ZMQDisplayHook(self.session, self.iopub_socket)

    return Again

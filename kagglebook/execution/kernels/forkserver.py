"""The fork server on Linux: imports once what every notebook imports, and forks a ready kernel for each.

Runs as a process of its own, see `main`. On its socket it receives a request for each kernel, JSON with two file
descriptors: the kernel's channel (see keeper.py) and its log. The kernel announces itself there by its connection
information, once its sockets are bound. The server ends when the driver hangs up.

It runs no event loop, has no zmq context, and computes nothing with torch: none of these survives a fork.
"""

import gc
import importlib
import io
import json
import os
import re
import select
import signal
import socket
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stderr, suppress
from typing import Any

from . import cells, frameworks, keeper

# What a kernel imports while it starts.
KERNEL = (
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "IPython.utils.wildcard",
    "faulthandler",
    "ipykernel.debugger",
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "sqlite3",
    "tornado.platform.asyncio",
)
# What looks at the running kernel when it is imported, and so must not be imported where there is none. A module that
# is not known here, and does, is noticed.
NEVER = re.compile(r"(IPython|matplotlib_inline|ipywidgets|fastprogress|tqdm\.(auto|autonotebook|notebook))(\.|$)")

CHANNELS = ("shell", "iopub", "stdin", "hb", "control")
MOST_NAMED = 1 << 20  # bytes of a message with the names of modules

_set_by_imports: dict[str, str] = {}  # variables of the environment that a kernel would have from its own imports


def main() -> None:
    """With arguments FD MODULE…: import the modules, then those that the driver at the other end of the socket FD
    names, answer whether kernels can be had, and serve it."""
    fd, *modules = sys.argv[1:]
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C at the terminal is the driver's to handle
    keeper.adopt_orphans()
    with socket.socket(fileno=int(fd)) as driver:

        def named() -> Iterator[str]:
            yield from modules
            yield from json.loads(keeper.receive(driver, MOST_NAMED) or b"[]")

        names = named()
        try:
            trouble = preload(names)
        except ImportError as error:  # of another Python, without ipykernel or with another than is known here
            trouble = f"its Python can't start kernels by forking: {error}"
        for _ in names:  # an answer is lost where what was said before is unread
            pass
        with suppress(OSError):  # nobody waits for it any more
            driver.send(json.dumps({"trouble": trouble}).encode())
        if not trouble:
            serve(driver)


def preload(modules: Iterable[str]) -> str | None:
    """Import what a kernel needs, and those modules that can be imported; a notebook tells of the others itself.

    Returns why kernels must import for themselves: a module said something on stderr, such as a warning, which a
    notebook must show and wouldn't; or it asked what kernel it is in, and won't ask again. None: they need not.
    """
    # matplotlib reads this when it is imported; ipykernel sets the same in a kernel that starts cold.
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    noisy, asking = [], []
    before = set(os.environ)
    gc.disable()  # importing leaves little garbage, and looking for it takes a quarter of the time
    for name in KERNEL:
        importlib.import_module(name)
    with _noticing() as asked:
        for name in modules:
            if NEVER.match(name):
                continue
            for each in (name, *frameworks.imported_later(name)):
                with redirect_stderr(io.StringIO()) as said, suppress(Exception):
                    importlib.import_module(each)
                if said.getvalue() and each == name:
                    noisy.append(name)
                if asked:
                    asking.append(each)
                    asked.clear()
    with redirect_stderr(io.StringIO()), suppress(Exception):
        frameworks.draw_once()
    _set_by_imports.update({name: value for name, value in os.environ.items() if name not in before})
    gc.freeze()  # a collection in a child would copy every page that holds one of these objects
    gc.enable()
    if noisy:
        return f"importing {', '.join(noisy)} warns, as a kernel must that imports it itself"
    return f"importing {', '.join(asking)} looks for the kernel that runs it" if asking else None


@contextmanager
def _noticing() -> Iterator[list[str]]:
    """A list that gets an entry whenever somebody asks IPython what kernel he is in."""
    import IPython
    from IPython.core import getipython

    asked: list[str] = []
    original = getipython.get_ipython

    def get_ipython() -> Any:
        asked.append("asked")
        return original()

    IPython.get_ipython = getipython.get_ipython = get_ipython
    try:
        yield asked
    finally:
        IPython.get_ipython = getipython.get_ipython = original


def serve(driver: socket.socket) -> None:
    """Fork a keeper with its kernel for each request."""
    wake, alarm = socket.socketpair()
    alarm.setblocking(False)
    signal.set_wakeup_fd(alarm.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda signum, frame: None)
    keepers: set[int] = set()
    while True:
        ready = select.select([driver, wake], [], [])[0]
        if wake in ready:
            wake.recv(4096)
            reap(keepers)
        if driver in ready:
            try:
                message, fds, *_ = socket.recv_fds(driver, 1 << 20, 2)
            except ConnectionError:  # killed with a message of ours unread
                message = b""
            if not message:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # nobody listens any more
                signal.set_wakeup_fd(-1)
                return
            pid = os.fork()
            if pid == 0:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                for inherited in (driver, wake, alarm):
                    inherited.close()
                become_kernel(json.loads(message), socket.socket(fileno=fds[0]), fds[1])
            keepers.add(pid)
            for fd in fds:
                os.close(fd)


def become_kernel(request: dict[str, Any], channel: socket.socket, log: int) -> None:
    """Be the keeper of a new kernel. Never returns."""
    keeper.keep(channel, lambda: run_kernel(request, channel, log))


def reap(keepers: set[int]) -> None:
    """Forget the keepers that have ended; whatever a killed one left behind has become ours, and is killed."""
    with suppress(ChildProcessError):
        while pid := os.waitpid(-1, os.WNOHANG)[0]:
            keepers.discard(pid)
    keeper.kill_children(spare=keepers)


def run_kernel(request: dict[str, Any], channel: socket.socket, log: int) -> None:
    """Become a kernel as `ipykernel_launcher` would have started it, with `request`'s `argv`, `cwd` and `env`."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    null = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((null, 0), (log, 1), (log, 2)):
        os.dup2(source, target)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(_set_by_imports | request["env"])
    sys.argv = ["ipykernel_launcher", *request["argv"]]
    frameworks.reseed()
    app = kernel_class().instance(ip="127.0.0.1", parent_handle=1)  # 1: no polling of the parent, the keeper sees to it
    app.initialize(request["argv"])
    cells.read_once(app.shell)
    work(app, channel)


def kernel_class() -> type[Any]:
    """The application of a kernel that tells its connection to the driver itself rather than by a file."""
    from ipykernel.kernelapp import IPKernelApp

    class Kernel(IPKernelApp):
        def write_connection_file(self, **_: Any) -> None:
            pass

        def log_connection_info(self) -> None:
            self._ports = {name: getattr(self, f"{name}_port") for name in CHANNELS}

    return Kernel


def work(app: Any, channel: socket.socket) -> None:
    """Have a kernel tell its driver where it listens, and do what it is told there. Never returns."""
    info = app.get_connection_info()
    channel.send(json.dumps(info | {"key": info["key"].decode()}).encode())
    channel.close()
    app.start()
    os._exit(0)  # past the exit handlers, which wait for threads that a fork doesn't have

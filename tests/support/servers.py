"""Fork servers that pools share: each imports for half a second what every kernel needs, and stays as it is."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import ClassVar, Self

from kagglebook.execution.kernels.environment import of_a_notebook
from kagglebook.execution.kernels.provisioner import WarmServer
from kagglebook.execution.kernels.specs import PythonCommand


class SharedServer(WarmServer):
    """In the place of `WarmServer` in a pool: one for all of the same modules, Python and environment."""

    running: ClassVar[dict[tuple[object, ...], Self]] = {}

    def __new__(cls, modules: Iterable[str], python: PythonCommand | None = None) -> Self:
        key = (tuple(modules), repr(python), *sorted(of_a_notebook(os.environ).items()))
        server = cls.running.get(key)
        if server is None or server.process is None or server.process.poll() is not None:
            server = cls.running[key] = super().__new__(cls)
            WarmServer.__init__(server, modules, python=python)
        return server

    def __init__(self, *_: object, **__: object) -> None:
        pass  # it may run by now

    def __exit__(self, *_: object) -> None:
        pass  # the next pool may need it


@contextmanager
def shared_servers() -> Iterator[type[SharedServer]]:
    """The servers that are started inside end here."""
    try:
        yield SharedServer
    finally:
        while SharedServer.running:
            SharedServer.running.popitem()[1].close()

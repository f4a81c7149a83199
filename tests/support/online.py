"""Kaggle's unmodified client in this process, made to talk to a server on the loopback, and a clock of its own.

The client reads its credentials and its server once, as it is imported; the proxy that leads to a test's own server
it reads for each call. So one import serves all tests, with made-up credentials. The `kaggle` fixture is in conftest.
"""

import json
import os
import tempfile
from pathlib import Path
from typing import Any
from unittest.mock import patch

from kagglebook.commands.main import run
from tests.support.kaggle_server import KaggleServer, Run

ADDITION, SUBTRACTION = "cv-ch01-program-1-addition", "cv-ch01-program-2-subtraction"  # the tiny chapter's kernels
KEY = "made-up-key-4711"


class FakeClock:
    """Time that passes only by sleeping; `on_sleep` is called after each, with the seconds so far."""

    def __init__(self, start: float = 1_800_000_000.0):
        self.start = self.now = start
        self.slept: list[float] = []
        self.on_sleep: Any = lambda seconds: None

    def time(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        self.now += seconds
        self.slept.append(seconds)
        assert self.now - self.start < 10 * 86400, "waits for ever"
        self.on_sleep(self.now - self.start)

    def random(self) -> float:
        return 0.5  # no jitter: every pause is what it is meant to be


class Online:
    """A repository, a server, a clock, and the command that a test calls."""

    def __init__(self, root: Path, server: KaggleServer, chapter: str):
        self.root, self.server, self.chapter, self.clock = root, server, chapter, FakeClock()

    def __call__(self, *argv: str) -> int:
        verb, *options = argv
        return run([verb, "--chapter", self.chapter, *options], self.root, self.clock)

    def pushes(self) -> list[str]:
        """The kernels of the pushes that reached the server, in order."""
        return [request.json["slug"] for request in self.server.received("SaveKernel")]

    def runs(self, slug: str, owner: str = "cv-lecture") -> list[Run]:
        return self.server.kernels[f"{owner}/{slug}"]


def import_client() -> None:
    """Import the client, signed in with made-up credentials and bound for the loopback."""
    with (
        tempfile.TemporaryDirectory() as home,
        KaggleServer() as server,
        patch.dict(os.environ, server.environment(Path(home), key=KEY), clear=True),
    ):
        import kaggle
    assert kaggle.api._authenticated


def words(text: str) -> list[str]:
    """The lines of a text, with one space wherever there were several."""
    return [" ".join(line.split()) for line in text.splitlines()]


T4 = {"python": "3.12", "torch": "2.10", "device": "Tesla T4"}
GOOD = {
    ADDITION: {"total": 2.5, "environment": T4 | {"device": "cpu"}},
    SUBTRACTION: {"steps": [2, 1, 0], "environment": T4},
}
LOG = """[{"stream_name":"stdout","time":1.5,"data":"total 2.5\\n"}
,{"stream_name":"stderr","time":42.4,"data":"[NbConvertApp] Writing 3 bytes to __results__.html\\n"}
]"""


def good(pushed, **changes) -> Run:
    """A run that does what the checks of its program expect."""
    slug = pushed["slug"].partition("/")[2]
    run = Run(["QUEUED", "RUNNING", "COMPLETE"], {"results.json": json.dumps(GOOD[slug]).encode()}, LOG)
    for name, value in changes.items():
        setattr(run, name, value)
    return run


def row(lines: list[str], *start: str) -> str:
    """The line of the table that holds these words one after the other."""
    return next(line for line in lines if " ".join(start) in line)

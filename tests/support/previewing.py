"""A preview in a process of its own, and a reader of its stream that waits for what he wants to see."""

import http.client
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.support import ROOT

COMMAND = """import pathlib, sys
from kagglebook.commands.main import run
sys.exit(run(sys.argv[2:], pathlib.Path(sys.argv[1])))
"""
PATIENCE = 60  # seconds without any news


class Preview:
    """A preview of a chapter: its process and address."""

    def __init__(self, root: Path, *arguments: str, chapter: str = "1"):
        command = [sys.executable, "-c", COMMAND, os.fspath(root), "preview", "--no-open", "--chapter", chapter]
        self.process = subprocess.Popen(
            [*command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self.address = self.process.stdout.readline().strip()
        assert self.address, self.process.communicate()[1]

    def read(self, program: str = "") -> "Reader":
        """A reader who has a program open."""
        return Reader(self.address, program)

    def begin(self, program: str) -> None:
        """Wait until a program has passed and is shown: that is what tests then find."""
        passed = lambda page: page.state(program) == "passed" and "checks" in page.blocks  # noqa: E731
        self.begun = self.read(program).until(passed)
        self.begun.close()

    @contextmanager
    def shared(self, root: Path) -> Iterator["Reader"]:
        """A reader for one of many tests: what it saves in the course is put back, and seen to be, before the next."""
        reader = self.read(self.begun.program)
        with as_it_was(root):
            yield reader.until(self.begun.same)
        reader.until(self.begun.same)
        reader.close()

    def post(self, **words: str) -> int:
        """Press a button: the answer's status."""
        return ask(self.address, "act", method="POST", body="&".join(f"{k}={v}" for k, v in words.items()))[0]

    def end(self, signum: int) -> tuple[int, str]:
        """Send a signal: the exit code, and what was said on stderr."""
        self.process.send_signal(signum)
        said = self.process.communicate(timeout=PATIENCE)[1]
        return self.process.returncode, said


def tiny_course(folder: Path) -> Path:
    """A copy of the tiny course, for a preview that many tests look at."""
    return Path(shutil.copytree(ROOT / "tests" / "support" / "tiny", folder / "repo"))


@contextmanager
def as_it_was(folder: Path) -> Iterator[None]:
    """All files of a folder are put back afterwards: what was changed, removed or added."""
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    yield
    for path in [path for path in folder.rglob("*") if path.is_file() and path not in before]:
        path.unlink()
    for path, content in before.items():
        if not path.is_file() or path.read_bytes() != content:
            path.write_bytes(content)


@contextmanager
def preview(root: Path, *arguments: str, chapter: str = "1") -> Iterator[Preview]:
    """A preview that ends with the block."""
    made = Preview(root, *arguments, chapter=chapter)
    try:
        yield made
    finally:
        if made.process.poll() is None:
            made.process.terminate()
        made.process.communicate(timeout=PATIENCE)


def ask(
    address: str, path: str = "", method: str = "GET", body: str | None = None, **headers: str
) -> tuple[int, dict[str, str], str]:
    """A request's status, headers and text; `headers` with _ for -."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=PATIENCE)
    form = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    connection.request(
        method, parts.path + path, body, {name.replace("_", "-"): v for name, v in headers.items()} | form
    )
    answer = connection.getresponse()
    found = answer.status, dict(answer.getheaders()), answer.read().decode()
    connection.close()
    return found


class Reader:
    """What the page would show: rows of programs, and blocks of the one that is open."""

    def __init__(self, address: str, program: str = ""):
        parts = urlsplit(address)
        self.program = program
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=PATIENCE)
        self.connection.request("GET", f"{parts.path}events?program={program}")
        self.answer = self.connection.getresponse()
        self.rows: dict[str, list[str]] = {}
        self.blocks: dict[str, str] = {}
        self.texts: list[str] = []

    def until(self, seen: Callable[["Reader"], bool]) -> "Reader":
        """Read news until something is to be seen."""
        while not seen(self):
            self.hear()
        return self

    def hear(self) -> None:
        """Read the next event."""
        name = ""
        while line := self.answer.readline().decode():
            if line.startswith("event: "):
                name = line[7:].strip()
            elif line.startswith("data: "):
                data = json.loads(line[6:])
                if name == "programs":
                    self.rows |= {row[0]: row for row in data["rows"]}
                else:
                    self.blocks = {key: (self.blocks | data["changed"])[key] for key in data["order"]}
                    self.texts = data["texts"]
                return
        raise EOFError("the preview has ended")

    def state(self, program: str) -> str:
        """Of a program."""
        return self.rows[program][3] if program in self.rows else ""

    def words(self, block: str) -> str:
        """A block without tags."""
        return re.sub(r"<[^>]+>", " ", self.blocks.get(block, ""))

    def same(self, other: "Reader") -> bool:
        """Whether another one has its program in the state that this one saw, with the same cells, outputs, checks and
        faults; how long the run took is its own."""
        return other.state(self.program) == self.state(self.program) and other.lasting() == self.lasting()

    def lasting(self) -> dict[str, str]:
        """The blocks that don't tell of a single run, in words."""
        return {name: self.words(name) for name in self.blocks if name != "state"}

    def close(self) -> None:
        """Look no more."""
        self.answer.close()
        self.connection.close()

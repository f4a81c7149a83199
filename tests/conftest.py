"""Fixtures: a tiny repository of two torch-free programs, the project's own, and notebooks that wait for a test."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import psutil
import pytest

ROOT = Path(__file__).resolve().parent.parent
CHAPTER, ADDITION, SUBTRACTION, ERRATA, PAGE, ADD, MACHINES = FILES = (
    "chapters/01/chapter.toml",
    "chapters/01/1_01_addition.py",
    "chapters/01/1_02_subtraction.py",
    "chapters/01/errata.toml",
    "templates/program.py",
    "templates/add.py",
    "kernel-metadata/machines.json",
)
SLUGS = ("cv-ch01-program-1-addition", "cv-ch01-program-2-subtraction")
COMMAND = "import pathlib, sys; from kagglebook.cli import run; sys.exit(run(sys.argv[2:], pathlib.Path(sys.argv[1])))"


@pytest.fixture
def root() -> Path:
    """The project's repository."""
    return ROOT


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A fresh copy of the tiny repository, with the project's own kernel-metadata."""
    folder = tmp_path / "repo"
    shutil.copytree(ROOT / "tests" / "tiny", folder)
    shutil.copytree(ROOT / "kernel-metadata", folder / "kernel-metadata")
    return folder


@pytest.fixture
def edit(repo: Path):
    """Replace a text that stands exactly once in a file of the tiny repository."""

    def replace(path: str, old: str, new: str) -> None:
        text = (repo / path).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        (repo / path).write_text(text.replace(old, new), encoding="utf-8")

    return replace


# A cell that says where it is and waits to be told to go on.
MEET = """import os, socket
meeting = socket.create_connection(("127.0.0.1", {port}))
meeting.sendall(str(os.getpid()).encode())
meeting.recv(1)
"""


class Meeting:
    """Where a notebook and its test wait for each other."""

    def __init__(self, listener: socket.socket):
        self.listener = listener
        self.cell = MEET.format(port=listener.getsockname()[1])

    def wait(self) -> tuple[psutil.Process, socket.socket]:
        """The kernel that has come, and the connection on which to let it go on."""
        connection, _ = self.listener.accept()
        return psutil.Process(int(connection.recv(20))), connection


@pytest.fixture
def meeting():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(60)
        yield Meeting(listener)


@pytest.fixture
def runs(repo) -> Path:
    return repo / "output" / "runs" / "chapter-01"


@pytest.fixture
def replace_add(edit):
    """Have the first program's cell `add` run this code."""

    def replace(code: str) -> None:
        edit(ADDITION, '#: include "add.py"', f'# %% id="add"\n{code}\ntotal = first + second\nprint("total")')

    return replace


@pytest.fixture
def start(repo):
    """Start the command in a process of its own, which is killed if the test leaves it."""
    processes = []

    def start(*arguments: str, before: tuple[str, ...] = ()) -> subprocess.Popen:
        command = [*before, sys.executable, "-c", COMMAND, os.fspath(repo), "--chapter", "1", "--run", *arguments]
        processes.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
        return processes[-1]

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def output_of(repo: Path) -> dict[str, tuple[bytes, int]]:
    """Every file under output/: its content and when it was written."""
    files = (path for path in (repo / "output").rglob("*") if path.is_file())
    return {
        path.relative_to(repo / "output" / "chapter-01").as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in files
    }


def gone(processes: list[psutil.Process]) -> bool:
    """Whether all end within a minute, without being told to."""
    return not psutil.wait_procs(processes, timeout=60)[1]


@pytest.fixture(scope="session")
def client() -> None:
    """Kaggle's client, imported with made-up credentials."""
    from .online import import_client

    import_client()


@pytest.fixture
def online(repo: Path, client, tmp_path: Path):
    """The command on the tiny repository, with Kaggle on the loopback."""
    yield from _online(repo, "1", tmp_path)


@pytest.fixture
def chapter_online(client, tmp_path: Path):
    """The command on a copy of chapter 5, with Kaggle on the loopback."""
    folder = tmp_path / "chapter"
    for name in ("chapters", "templates", "kernel-metadata"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("data"))
    yield from _online(folder, "5", tmp_path)


@pytest.fixture
def server(online):
    """A Kaggle on which every run does what the checks expect."""
    from .online import good

    online.server.run_of = good
    return online.server


def _online(folder: Path, chapter: str, tmp_path: Path):
    from .kaggle_server import KaggleServer
    from .online import KEY, Online

    home = tmp_path / "home"
    home.mkdir()
    with KaggleServer() as server, patch.dict(os.environ, server.environment(home, key=KEY), clear=True):
        yield Online(folder, server, chapter)


@pytest.fixture
def told(online, capsys):
    """Call the command on the tiny repository: its exit code, its lines, and its stderr."""
    from .online import words

    def call(*argv: str) -> tuple[int, list[str], str]:
        capsys.readouterr()
        code = online(*argv)
        out, err = capsys.readouterr()
        return code, words(out), err

    return call

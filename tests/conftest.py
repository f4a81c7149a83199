"""Fixtures: a tiny repository of two torch-free programs, the project's own, and notebooks that wait for a test."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from unittest.mock import patch

import pytest

from kagglebook.execution.pool import default_jobs
from tests.support import ADDITION, CHAPTER, COMMAND, ROOT, SLUGS, SUBTRACTION, Meeting

# Where an environment lets Python keep no bytecode, each of hundreds of processes would compile the package anew.
if sys.dont_write_bytecode:
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False

# Kernels run side by side here: with a thread each they take less time in all, and no number depends on it.
os.environ.setdefault("OMP_NUM_THREADS", "1")


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: a test waits for a kernel as often as it computes."""
    return default_jobs() + 1


@pytest.fixture(scope="session", autouse=True)
def heard():
    """Ctrl-C is heard here and in what tests start, also where the suite runs in the background of a script."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def root() -> Path:
    """The project's repository."""
    return ROOT


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A fresh copy of the tiny repository, with the project's own kernel-metadata."""
    folder = tmp_path / "repo"
    shutil.copytree(ROOT / "tests" / "support" / "tiny", folder)
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


@pytest.fixture
def handing_on(repo: Path, edit):
    """The tiny repository, where the second program reads what the first leaves."""
    save = 'with open("sum.txt", "w") as file:\n    file.write(str(total))'
    read = f'handed = find_output("{SLUGS[0]}", "sum.txt").read_text()\nprint("handed", handed)'
    (repo / "templates/find_output.py").write_bytes((ROOT / "templates/find_output.py").read_bytes())
    edit(CHAPTER, 'template = "1_02_subtraction.py"', 'template = "1_02_subtraction.py"\nafter = ["1-1"]')
    edit(ADDITION, '#: include "add.py"', f'#: include "add.py"\n\n# %% id="save"\n{save}')
    edit(SUBTRACTION, '# %% id="subtract"', f'#: include "find_output.py"\n\n# %% id="subtract"\n{read}')
    edit(SUBTRACTION, 'results = {"steps": steps}', 'results = {"steps": steps, "handed": float(handed)}')
    return repo


@pytest.fixture
def meeting():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(60)
        yield Meeting(listener)


@pytest.fixture(scope="module")
def servers():
    """The fork servers of a module's tests."""
    from tests.support.servers import shared_servers

    with shared_servers() as servers:
        yield servers


@pytest.fixture
def shared_server(servers, monkeypatch):
    """Pools of this process have the module's fork servers, where a start of their own is not the point."""
    monkeypatch.setattr("kagglebook.execution.pool.WarmServer", servers)
    monkeypatch.setattr("kagglebook.execution.early.early_server", lambda *_: nullcontext())


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
        command = [*before, sys.executable, "-c", COMMAND, os.fspath(repo), "run", "--chapter", "1", *arguments]
        processes.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
        return processes[-1]

    yield start
    for process in processes:
        process.kill()
        process.communicate()


@pytest.fixture(scope="session", autouse=True)
def client() -> None:
    """Kaggle's client, imported with made-up credentials, before a test's own command could import it without any."""
    from tests.support.online import import_client

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
    from tests.support.online import good

    online.server.run_of = good
    return online.server


def _online(folder: Path, chapter: str, tmp_path: Path):
    from tests.support.kaggle_server import KaggleServer
    from tests.support.online import KEY, Online

    home = tmp_path / "home"
    home.mkdir()
    with KaggleServer() as server, patch.dict(os.environ, server.environment(home, key=KEY), clear=True):
        yield Online(folder, server, chapter)


@pytest.fixture
def told(online, capsys):
    """Call the command on the tiny repository: its exit code, its lines, and its stderr."""
    from tests.support.online import words

    def call(*argv: str) -> tuple[int, list[str], str]:
        capsys.readouterr()
        code = online(*argv)
        out, err = capsys.readouterr()
        return code, words(out), err

    return call

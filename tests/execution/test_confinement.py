"""What a confined command sees, tried for real where the system lets its users make namespaces."""

import os
import subprocess
import sys

import psutil
import pytest

from kagglebook.core.problems import InputError
from kagglebook.execution.kernels import confinement as module
from kagglebook.execution.kernels.confinement import confinement
from kagglebook.execution.papermill import execute
from tests.support import ipynb


@pytest.fixture(scope="module")
def confined():
    try:
        return confinement()
    except InputError as error:
        pytest.skip(str(error))


@pytest.fixture
def inside(confined, tmp_path):
    """Run Python code confined in a folder: what it printed."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "key").write_text("secret")
    (tmp_path / "work").mkdir()

    def call(code: str) -> str:
        command = confined.command([sys.executable, "-c", code], tmp_path / "work")
        done = subprocess.run(
            command,
            cwd=tmp_path / "work",
            env=os.environ | {"HOME": str(tmp_path / "home")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return call


def test_there_is_no_home_and_no_one_else_s_temporary_folder(inside, tmp_path):
    assert inside("import os; print(os.listdir(os.path.expanduser('~')))") == "[]"
    assert inside(f"import os; print(os.path.exists({str(tmp_path / 'home' / 'key')!r}))") == "False"


def test_there_is_no_network_but_its_own_loopback(inside):
    reach = "import socket\ntry:\n socket.create_connection(('192.0.2.1', 9), 1)\nexcept OSError as e: print(e.errno)"
    assert inside(reach) == "101"  # ENETUNREACH
    assert inside("import socket\ns = socket.create_server(('127.0.0.1', 0))\nprint(s.fileno() > 0)") == "True"


def test_nothing_can_be_written_but_its_own_folder_and_a_temporary_one(inside, tmp_path):
    write = "try:\n open({0!r}, 'w').close()\n print('written')\nexcept OSError as e: print(e.strerror)"
    assert inside(write.format("/etc/mine")) == "Read-only file system"
    assert inside(write.format(f"{sys.prefix}/mine")) == "Read-only file system"
    assert inside(write.format("mine")) == "written"
    assert (tmp_path / "work" / "mine").exists()


def test_no_other_process_can_be_seen_or_killed(inside):
    assert inside("import os; print(os.getpid(), os.getppid())") == "2 1"
    assert inside("import os; print(sorted(name for name in os.listdir('/proc') if name.isdigit()))") == "['1', '2']"
    kill = "import os\ntry:\n os.kill(PID, 9)\nexcept ProcessLookupError: print('none')".replace(
        "PID", str(os.getpid())
    )
    assert inside(kill) == "none"


def test_what_was_hidden_can_not_be_uncovered(inside, tmp_path):
    uncover = (
        "import ctypes, os\nlibc = ctypes.CDLL(None)\nlibc.unshare(0x10020000)\n"
        f"libc.umount2({str(tmp_path / 'home').encode()!r}, 2)\n"
        f"print(os.path.exists({str(tmp_path / 'home' / 'key')!r}))"
    )
    assert inside(uncover) == "False"


ENDS = {
    "raise SystemExit(7)": 7,
    "import os; os._exit(0)": 0,
    "import os; os.kill(os.getpid(), 9)": -9,
    "import os, signal; os.kill(os.getpid(), signal.SIGTERM)": -15,
    "import os; os.abort()": -6,
    "import os; os.kill(os.getppid(), 9); raise SystemExit(3)": 3,  # nobody kills the first process of a namespace
}


@pytest.mark.parametrize("code", ENDS)
def test_how_a_confined_command_ends_is_how_it_ended(confined, tmp_path, code):
    done = subprocess.run(confined.command([sys.executable, "-c", code], tmp_path), cwd=tmp_path, check=False)
    assert done.returncode == ENDS[code]


def test_what_a_confined_command_started_ends_with_it(confined, tmp_path):
    start = "import subprocess\nsubprocess.Popen(['sleep', '1000.5'], start_new_session=True)"
    subprocess.run(confined.command([sys.executable, "-c", start], tmp_path), cwd=tmp_path, check=True)
    assert not [each for each in psutil.process_iter(["cmdline"]) if each.info["cmdline"] == ["sleep", "1000.5"]]


def test_a_notebook_runs_confined(confined, tmp_path):
    (tmp_path / "run").mkdir()
    cells = {"a": "import os\nprint(os.path.expanduser('~'))", "b": "open('left', 'w').close()"}
    run = execute(ipynb(**cells), tmp_path / "run" / "n.ipynb", {}, confined=confined)
    assert run.failure is None
    assert run.cells["a"].text == "/tmp/home\n"
    assert (tmp_path / "run" / "left").exists()


def test_where_it_can_not_be_had_the_reason_is_told(monkeypatch):
    monkeypatch.setattr(module, "SCRIPT", module.SCRIPT.with_name("no_such_script.py"))
    with pytest.raises(InputError, match="--confined can't be had here"):
        confinement()
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(InputError, match="it needs Linux"):
        confinement()

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kagglebook.core import temporary

# A process that has a temporary folder, says where, and ends as it is told.
HOLDER = """
import os, signal, sys
from kagglebook.core.temporary import own_folder
print(own_folder(), flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def temp(tmp_path, monkeypatch) -> Path:
    """A temporary folder of the system, and none that this process has made before."""
    temporary.discard()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    yield tmp_path
    temporary.discard()


def start() -> tuple[subprocess.Popen, Path]:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    return holder, Path(holder.stdout.readline().strip())


def test_a_process_s_temporary_folder_ends_with_it(temp):
    holder, folder = start()
    assert folder.is_dir()
    holder.communicate("\n")
    assert list(temp.iterdir()) == []


def test_what_a_killed_process_left_goes_with_the_next_and_what_a_living_one_has_stays(temp):
    dead, left = start()
    (left / "data").write_bytes(b"x")
    dead.kill()
    dead.communicate()
    assert left.is_dir()
    living, kept = start()
    assert not left.exists()
    mine = temporary.own_folder()
    assert kept.is_dir()
    assert mine.parent == kept.parent
    living.communicate("\n")
    assert not kept.exists()
    assert mine.is_dir()


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="users have no numbers on Windows")
def test_a_folder_of_another_is_not_trusted(temp):
    (temp / "elsewhere").mkdir()
    (temp / f"kagglebook-{os.getuid()}").symlink_to(temp / "elsewhere")
    assert (temp / "elsewhere") not in temporary.own_folder().resolve().parents


def test_a_temporary_folder_is_hidden_from_others(temp):
    with temporary.temporary_folder() as folder:
        assert folder.parent.parent.stat().st_mode & 0o77 == 0

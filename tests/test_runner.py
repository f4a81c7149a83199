import json
import os
import signal
import socket
import subprocess
import sys

import nbformat
import psutil
import pytest

from kagglebook.cli import run

ADDITION, SUBTRACTION = "chapters/01/1_01_addition.py", "chapters/01/1_02_subtraction.py"


@pytest.fixture
def runs(repo):
    return repo / "output" / "runs" / "chapter-01"


def test_every_program_is_executed_with_its_quick_parameters_and_checked(repo, runs, capsys):
    assert run(["--chapter", "1", "--run"], repo) == 0
    assert "2 of 2 programs passed (quick run" in capsys.readouterr().out
    folder = runs / "cv-ch01-program-1-addition"
    assert json.loads((folder / "results.json").read_text()) == {"total": 1.5}
    executed = nbformat.read(folder / "cv-ch01-program-1-addition.ipynb", as_version=4)
    assert next(cell for cell in executed.cells if cell["id"] == "add")["outputs"][0]["text"] == "total 1.5\n"


def test_a_full_run_takes_the_parameters_of_the_slides(repo, runs):
    assert run(["--chapter", "1", "--run", "full", "--only", "1-1"], repo) == 0
    assert json.loads((runs / "cv-ch01-program-1-addition" / "results.json").read_text()) == {"total": 2.5}
    assert not (runs / "cv-ch01-program-2-subtraction").exists()


def test_a_failed_check_and_an_exception_are_both_told_and_the_rest_still_runs(repo, edit, capsys):
    code = 'import math\n\nprint("total")\ntotal = math.sqrt(-first) + second'
    edit(ADDITION, '#: include "add.py"', f'# %% id="add"\n{code}')
    edit(SUBTRACTION, "2 - step", "3 - step")
    assert run(["--chapter", "1", "--run"], repo) == 1
    out = capsys.readouterr().out
    assert f"program 1-1, cell add ({ADDITION}:14): expected no error, got ValueError" in out
    assert f"program 1-2, steps[-1] ({SUBTRACTION}:6): expected ≤ 0, got 1" in out
    assert "0 of 2 programs passed" in out


def test_an_earlier_run_leaves_nothing_in_the_working_directory(repo, runs):
    folder = runs / "cv-ch01-program-1-addition"
    folder.mkdir(parents=True)
    (folder / "results.json").write_text('{"total": 1.5}')
    (folder / "old.txt").write_text("old")
    assert run(["--chapter", "1", "--run", "--only", "1-1"], repo) == 0
    assert not (folder / "old.txt").exists()


def test_running_writes_nothing_but_the_runs(repo):
    run(["--chapter", "1", "--run", "--only", "1-1"], repo)
    assert [path.name for path in (repo / "output").iterdir()] == ["runs"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--run", "--kernel", "pyton3"], "--kernel pyton3: no such Jupyter kernel, did you mean 'python3'?"),
        (["--run", "full", "--data-root", "nowhere"], "--data-root nowhere: no such directory"),
        (["--run", "--timeout", "0"], "--timeout 0: takes a number of seconds above 0"),
        (["--timeout", "5"], "--timeout goes with --run"),
        (["--run", "--only", "1-3"], "--only 1-3: no such program, did you mean '1-2'?"),
    ],
)
def test_wrong_arguments_are_told_before_anything_runs(repo, capsys, arguments, message):
    assert run(["--chapter", "1", *arguments], repo) == 2
    assert capsys.readouterr().err == f"{message}\n"
    assert not (repo / "output").exists()


def test_a_data_root_without_the_data_is_told_file_by_file(repo, edit, tmp_path, capsys):
    edit(
        "chapters/01/chapter.toml", 'template = "1_01_addition.py"', 'template = "1_01_addition.py"\ndata = ["digits"]'
    )
    edit(ADDITION, "# 두 수를 더한다.", '# 두 수를 더한다.\n\n# %% id="find"\nfind = "hojjatk/mnist-dataset"')
    (tmp_path / "empty").mkdir()
    assert run(["--chapter", "1", "--run", "full", "--data-root", os.fspath(tmp_path / "empty")], repo) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 4
    assert lines[0].endswith("train-images-idx3-ubyte[.gz]: no such file")


def test_ctrl_c_ends_at_once_with_130_the_notebook_kept_and_no_process_left(repo, edit, runs):
    # The cell connects: the test waits for that until the notebook is in the middle of its run.
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(60)
    port = listener.getsockname()[1]
    wait = f'import socket\n\nsocket.create_connection(("127.0.0.1", {port})).recv(1)\ntotal = first + second'
    edit(ADDITION, '#: include "add.py"', f'# %% id="add"\nprint("so far", flush=True)\n{wait}')
    code = "import pathlib, sys; from kagglebook.cli import run; sys.exit(run(sys.argv[2:], pathlib.Path(sys.argv[1])))"
    command = [sys.executable, "-c", code, os.fspath(repo), "--chapter", "1", "--run", "--jobs", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        connection, _ = listener.accept()
        family = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate()
        connection.close()
    assert process.returncode == 130
    assert err.splitlines()[-1] == "interrupted"
    assert family
    assert not [child for child in family if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]
    kept = nbformat.read(runs / "cv-ch01-program-1-addition" / "cv-ch01-program-1-addition.ipynb", as_version=4)
    assert next(cell for cell in kept.cells if cell["id"] == "add")["outputs"][0]["text"] == "so far\n"
    assert not (runs / "cv-ch01-program-2-subtraction").exists()

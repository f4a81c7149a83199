import os
import sys
import threading
import zlib
from types import SimpleNamespace

import psutil
import pytest

from kagglebook.chapter.data import DataSet, Idx
from kagglebook.execution import pool
from kagglebook.execution.kernels import keeper
from kagglebook.execution.kernels.specs import PythonCommand
from kagglebook.execution.pool import LocalPool, default_jobs
from kagglebook.execution.task import Task
from tests.support import cold_kernel, ipynb


@pytest.mark.parametrize(("cores", "free", "jobs"), [(8, 64e9, 8), (8, 4.6e9, 3), (2, 0.2e9, 1)])
def test_jobs_are_as_many_as_cores_and_free_memory_carry(monkeypatch, cores, free, jobs):
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: range(cores), raising=False)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=free))
    assert default_jobs() == jobs


def test_a_run_says_when_its_kernels_are_cold(monkeypatch, tmp_path):
    monkeypatch.setenv("JUPYTER_PATH", cold_kernel(tmp_path)["JUPYTER_PATH"])
    with LocalPool(2, [], kernel="cold") as cold:
        assert (cold.warm, cold.note) == (None, "cold kernels: cold is started by a command of its own, 2 jobs")
    monkeypatch.setattr(pool.keeper, "available", lambda: False)
    with LocalPool(1, []) as cold:
        assert (cold.warm, cold.note) == (None, "cold kernels: warm ones need Linux 5.3 or newer, 1 job")


@pytest.mark.skipif(not keeper.available(), reason="forks need Linux 5.3")
def test_leaving_a_pool_ends_its_fork_server():
    with LocalPool(1, []) as warm:
        server = psutil.Process(warm.warm.process.pid)
        assert warm.note == "warm kernels, 1 job"
    assert not server.is_running()


@pytest.mark.skipif(not keeper.available(), reason="forks need Linux 5.3")
def test_a_kernel_of_another_name_is_warm_too(tmp_path):
    cell = "import sys\nprint(sys.executable, 'csv' in sys.modules, 'kagglebook' in sys.modules)"
    task = Task("n", zlib.compress(ipynb(a=cell)), {}, (), tmp_path, kernel="python3")
    with LocalPool(1, ["csv"], kernel="python3") as named:
        assert named.note == "warm kernels of python3, 1 job"
        run = named.submit(task, tmp_path / "run", print).result()
        assert named.trouble is None
    assert (run.failure, run.cells["a"].text) == (None, f"{sys.executable} True False\n")


@pytest.mark.skipif(not keeper.available(), reason="forks need Linux 5.3")
@pytest.mark.parametrize(
    ("python", "why"),
    [
        ("/no/such/python", "/no/such/python does not start: No such file or directory"),
        ("/bin/true", "the fork server did not start"),
    ],
)
def test_where_a_kernel_s_python_can_not_fork_the_run_says_so_and_goes_on(tmp_path, monkeypatch, capfd, python, why):
    monkeypatch.setattr(pool, "python_command", lambda kernel: PythonCommand((python,)))
    task = Task("n", zlib.compress(ipynb(a="print(1)")), {}, (), tmp_path)
    with LocalPool(1, [], kernel="other") as named:
        run = named.submit(task, tmp_path / "run", lambda cell: None).result()
        assert named.trouble == f"cold kernels: {why}"
    assert (run.failure, run.cells["a"].text) == (None, "1\n")
    assert capfd.readouterr() == ("", "")


def test_no_more_notebooks_are_at_work_than_there_are_jobs_and_the_next_is_ready(tmp_path):
    meeting = tmp_path / "at work"
    cell = f"""
import pathlib, os
others = pathlib.Path({str(meeting)!r})
others.mkdir(exist_ok=True)
mine = others / str(os.getpid())
mine.touch()
print(len(list(others.iterdir())))
mine.unlink()
"""
    tasks = [Task(f"n{number}", zlib.compress(ipynb(a=cell)), {}, (), tmp_path) for number in range(4)]
    with LocalPool(1, []) as one:
        futures = [one.submit(task, tmp_path / task.name, print) for task in tasks]
        assert [future.result().cells["a"].text for future in futures] == ["1\n"] * 4


def test_notebooks_begin_in_the_order_in_which_they_were_submitted_whatever_their_threads_do(tmp_path, monkeypatch):
    second, begun = threading.Event(), []

    def perform(task, *_, turn, **__):
        if task.name == "unfit":
            raise OSError("no room")
        if task.name == "first":
            assert second.wait(60)  # its data are linked, and its kernel starts, only once the other is ready
        if task.name == "second":
            second.set()
        with turn:
            begun.append(task.name)

    monkeypatch.setattr(pool, "perform", perform)
    with LocalPool(1, ()) as here:
        tasks = [Task(name, b"", {}, (), tmp_path) for name in ("unfit", "first", "second")]
        futures = [here.submit(task, tmp_path / task.name, print) for task in tasks]
        for future in futures[1:]:
            future.result(60)
    assert begun == ["first", "second"]


def test_a_notebook_has_the_environment_in_which_it_was_submitted(tmp_path, monkeypatch):
    go_on = threading.Event()

    def perform(task, folder, on_cell, warm, environment, **_):
        return go_on.wait(60) and environment["COLOUR"]

    monkeypatch.setattr(pool, "perform", perform)
    monkeypatch.setenv("COLOUR", "red")
    with LocalPool(1, ()) as here:
        future = here.submit(Task("n", b"", {}, (), tmp_path), tmp_path / "n", print)
        monkeypatch.setenv("COLOUR", "blue")
        go_on.set()
        assert future.result(60) == "red"


def test_a_notebook_has_no_secret_but_the_variable_that_is_handed_on(tmp_path, monkeypatch):
    for name in ("KAGGLE_KEY", "MY_TOKEN"):
        monkeypatch.setenv(name, "s3cr3t")
    cell = "import os\nprint(sorted(name for name, value in os.environ.items() if value == 's3cr3t'))"
    task = Task("n", zlib.compress(ipynb(a=cell)), {}, (), tmp_path, variables={"MY_TOKEN": "s3cr3t"})
    run = pool.perform(task, tmp_path / "run")
    assert (run.failure, run.cells["a"].text) == (None, "['MY_TOKEN']\n")


def test_broken_data_fail_their_program_with_the_file(tmp_path):
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for name in Idx.NAMES:
        (raw / f"{name}.gz").write_bytes(b"hello")
    digits = DataSet(name="MNIST", source="hojjatk/mnist-dataset")
    run = pool.perform(Task("n", zlib.compress(ipynb(a="1")), {}, (digits,), tmp_path), tmp_path / "run")
    assert f"{Idx.NAMES[0]}.gz: broken: Not a gzipped file" in run.failure.message


def test_what_comes_back_from_a_cluster_has_bounds(tmp_path, monkeypatch):
    monkeypatch.setattr(pool, "MAX_FILE", 1_000_000)
    cell = "import os\nopen('large', 'wb').write(b'x' * 2_000_000)\nopen('small', 'w').write('x')\n"
    cell += "os.symlink('/etc/passwd', 'link')\nos.mkfifo('pipe')"
    task = Task("n", zlib.compress(ipynb(a=cell)), {}, (), tmp_path)
    _, files = pool.perform_packed(task, dict(os.environ), "", None)
    assert set(files) == {"n.ipynb", "kernel.log", "small"}

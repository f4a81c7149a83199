import os
import zlib
from types import SimpleNamespace

import psutil
import pytest

from kagglebook.chapter.data import DataSet, Idx
from kagglebook.execution import pool
from kagglebook.execution.kernels import keeper
from kagglebook.execution.pool import LocalPool, default_jobs
from kagglebook.execution.task import Task
from tests.support import ipynb


@pytest.mark.parametrize(("cores", "free", "jobs"), [(8, 64e9, 8), (8, 4.6e9, 3), (2, 0.2e9, 1)])
def test_jobs_are_as_many_as_cores_and_free_memory_carry(monkeypatch, cores, free, jobs):
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: range(cores), raising=False)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=free))
    assert default_jobs() == jobs


def test_a_run_says_when_its_kernels_are_cold(monkeypatch):
    with LocalPool(2, [], kernel="kaggle-copy") as cold:
        assert (cold.warm, cold.note) == (None, "cold kernels: kaggle-copy is started anew for each notebook, 2 jobs")
    monkeypatch.setattr(pool.keeper, "available", lambda: False)
    with LocalPool(1, []) as cold:
        assert (cold.warm, cold.note) == (None, "cold kernels: warm ones need Linux 5.3 or newer, 1 job")


@pytest.mark.skipif(not keeper.available(), reason="forks need Linux 5.3")
def test_leaving_a_pool_ends_its_fork_server():
    with LocalPool(1, []) as warm:
        server = psutil.Process(warm.warm.process.pid)
        assert warm.note == "warm kernels, 1 job"
    assert not server.is_running()


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

import os
from types import SimpleNamespace

import psutil
import pytest

from kagglebook.execution import pool
from kagglebook.execution.kernels import keeper
from kagglebook.execution.pool import LocalPool, default_jobs


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

import json
import signal

import psutil
import pytest

from kagglebook.commands.main import run
from kagglebook.execution.kernels import keeper
from tests.support import ADDITION, SLUGS, gone

pytestmark = pytest.mark.skipif(not keeper.available(), reason="keepers need Linux 5.3")


@pytest.fixture(scope="module")
def address():
    """A cluster of two workers, each a process under a nanny, as `dask worker` starts them."""
    distributed = pytest.importorskip("distributed")
    options = {"n_workers": 2, "threads_per_worker": 1, "host": "127.0.0.1", "dashboard_address": None}
    with distributed.LocalCluster(**options) as workers:
        yield workers.scheduler_address


def worker_of(kernel: psutil.Process) -> psutil.Process:
    """The Dask worker that a kernel was started for: kernel < keeper < fork server < worker."""
    return kernel.parents()[2]


def test_the_files_of_a_run_come_back_and_its_checks_are_judged_here(repo, runs, address, capsys):
    assert run(["run", "--chapter", "1", "--cluster", address], repo) == 0
    out = capsys.readouterr().out
    assert "warm kernels on 2 workers, 2 jobs" in out
    assert "2 of 2 programs passed" in out
    folder = runs / "cv-ch01-program-1-addition"
    assert json.loads((folder / "results.json").read_text()) == {"total": 1.5}
    assert (folder / "cv-ch01-program-1-addition.ipynb").exists()
    # And is reused as a run of this machine is.
    assert run(["run", "--chapter", "1", "--cluster", address], repo) == 0
    assert capsys.readouterr().out.count("reused") == 2


@pytest.mark.parametrize("threads", [None, "3"])
def test_a_notebook_has_the_threads_of_the_driver_not_of_the_nanny(
    repo, replace_add, address, runs, monkeypatch, threads
):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    if threads:
        monkeypatch.setenv("OMP_NUM_THREADS", threads)
    replace_add('import os\n\nopen("threads", "w").write(str(os.environ.get("OMP_NUM_THREADS")))')
    assert run(["run", "--chapter", "1", "--only", "1-1", "--cluster", address], repo) == 0
    assert (runs / "cv-ch01-program-1-addition" / "threads").read_text() == str(threads)


def test_data_travel_with_the_task(repo, edit, root, address, runs):
    edit(
        "chapters/01/chapter.toml", 'template = "1_01_addition.py"', 'template = "1_01_addition.py"\ndata = ["digits"]'
    )
    size = (
        'source = "hojjatk/mnist-dataset"\nimport os\n\nprint(os.path.getsize("data/MNIST/raw/t10k-labels-idx1-ubyte"))'
    )
    edit(ADDITION, '#: include "add.py"', f'#: include "add.py"\n\n# %% id="size"\n{size}')
    edit("chapters/01/chapter.toml", '{ cell = "add", text = "total" },', '{ cell = "size", text = "1008" },')
    (repo / "chapters/01/data").symlink_to(root / "chapters/05/data")
    assert run(["run", "--chapter", "1", "--only", "1-1", "--cluster", address], repo) == 0
    assert not (runs / "cv-ch01-program-1-addition" / "data").exists()


def test_files_that_a_program_hands_on_travel(handing_on, runs, address, capsys):
    words = ["run", "--chapter", "1", "--no-pretended-gpu", "--cluster", address]
    assert run(words, handing_on) == 0, capsys.readouterr().out
    assert json.loads((runs / SLUGS[1] / "results.json").read_text())["handed"] == 1.5


def test_the_notebook_of_a_killed_worker_is_executed_elsewhere(repo, meeting, replace_add, start, address):
    replace_add(meeting.cell)
    driver = start("--only", "1-1", "--cluster", address)
    kernel, _ = meeting.wait()
    worker = worker_of(kernel)
    worker.kill()
    assert gone([kernel])
    second, connection = meeting.wait()
    assert worker_of(second) != worker
    connection.send(b"!")
    out, err = driver.communicate(timeout=60)
    assert driver.returncode == 0, out + err
    assert "1 of 1 programs passed" in out


def test_ctrl_c_ends_the_kernels_on_the_workers(repo, meeting, replace_add, start, address):
    replace_add(meeting.cell)
    driver = start("--only", "1-1", "--cluster", address)
    kernel, _ = meeting.wait()
    driver.send_signal(signal.SIGINT)
    driver.communicate(timeout=60)
    assert driver.returncode == 130
    assert gone([kernel])


@pytest.mark.parametrize("nowhere", ["tcp://127.0.0.1:1", "no address"])
def test_a_scheduler_that_is_not_there_is_told(repo, capsys, monkeypatch, nowhere):
    monkeypatch.setattr("kagglebook.execution.cluster.CONNECT_TIMEOUT", 1)
    assert run(["run", "--chapter", "1", "--cluster", nowhere], repo) == 2
    err = capsys.readouterr().err
    assert err.startswith(f"--cluster {nowhere}: ")
    assert err.count("\n") == 1

"""What must not break a run: each fault is made for real; the run ends with a right table and nothing left behind."""

import os
import shutil
import signal
import threading

import psutil
import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.commands.main import run
from kagglebook.execution.kernels import keeper
from kagglebook.execution.plan import RunOptions, make_plans
from kagglebook.execution.pool import LocalPool
from kagglebook.notebook.book import make_pages
from tests.support import ADDITION, gone

pytestmark = pytest.mark.skipif(not keeper.available(), reason="keepers need Linux 5.3")


def test_a_killed_kernel_fails_its_program_and_no_other(repo, replace_add, runs, capsys):
    replace_add("import os, signal\n\nos.kill(os.getpid(), signal.SIGKILL)")
    assert run(["run", "--chapter", "1"], repo) == 1
    out = capsys.readouterr().out
    assert f"program 1-1, cell add ({ADDITION}:10): expected no error, got the kernel died" in out
    assert "1 of 2 programs passed" in out
    assert (runs / "cv-ch01-program-1-addition" / "cv-ch01-program-1-addition.ipynb").exists()


def test_a_second_ctrl_c_ends_at_once_what_the_first_could_not(meeting, replace_add, start):
    replace_add(meeting.cell)
    driver = start()
    kernel, _ = meeting.wait()
    family = psutil.Process(driver.pid).children(recursive=True)
    # A keeper that doesn't answer keeps the first interrupt waiting.
    keeper_of = kernel.parent()
    keeper_of.suspend()
    try:
        driver.send_signal(signal.SIGINT)
        assert any("Ctrl-C again" in line for line in iter(driver.stderr.readline, ""))
        driver.send_signal(signal.SIGINT)
        assert driver.wait(timeout=30) == 130
    finally:
        keeper_of.resume()
    assert gone(family)


def test_a_killed_driver_takes_all_with_it_and_the_next_run_is_whole(meeting, replace_add, start, repo, runs, capsys):
    replace_add(meeting.cell)
    driver = start("--jobs", "1")
    kernel, _ = meeting.wait()
    family = psutil.Process(driver.pid).children(recursive=True)
    assert kernel in family
    driver.kill()
    driver.wait()
    assert gone(family)
    left = [path for path in runs.iterdir() if path.name.startswith(".cv-ch01-program-1-addition.")]
    assert len(left) == 1

    def let_on():
        meeting.wait()[1].send(b"!")

    threading.Thread(target=let_on, daemon=True).start()
    assert run(["run", "--chapter", "1", "--jobs", "1"], repo) == 0, capsys.readouterr().out
    assert not [path for path in runs.iterdir() if path.name.startswith(".")]


def test_a_fork_server_killed_in_between_costs_no_notebook(meeting, replace_add, repo, runs):
    replace_add(meeting.cell)
    chapter = load_chapter(repo, 1)
    plans = make_plans(chapter, make_pages(chapter, chapter.programs), RunOptions())
    with LocalPool(1, []) as pool:
        assert pool.warm.wait()
        first, second = (pool.submit(plan.task, plan.place, lambda cell: None) for plan in plans)
        _, connection = meeting.wait()
        pool.warm.process.kill()
        pool.warm.process.wait()
        connection.send(b"!")
        assert (first.result().failure, first.result().results) == (None, {"total": 1.5})
        assert (second.result().failure, second.result().results) == (None, {"steps": [2, 1, 0]})


def test_a_fork_server_that_dies_with_a_request_in_hand_costs_no_notebook(repo):
    chapter = load_chapter(repo, 1)
    plan = make_plans(chapter, make_pages(chapter, chapter.programs[:1]), RunOptions())[0]
    with LocalPool(1, []) as pool:
        assert pool.warm.wait()
        server = psutil.Process(pool.warm.process.pid)
        server.suspend()
        fork = pool.warm.fork

        def fork_and_kill(*arguments):
            fork(*arguments)
            server.kill()

        pool.warm.fork = fork_and_kill
        run = pool.submit(plan.task, plan.place, lambda cell: None).result()
    assert (run.failure, run.results) == (None, {"total": 1.5})


@pytest.mark.skipif(not shutil.which("unshare"), reason="needs unshare to mount a small disk")
def test_a_full_disk_is_told_by_program_and_leaves_no_half_written_file(repo, replace_add, start, runs):
    replace_add('open("filler", "wb").write(bytes(600_000))')
    (repo / "output").mkdir()
    mount = 'mount -t tmpfs -o size=512k tmpfs "$0" && "$@"; code=$?; find "$0" -name "*.ipynb" -size -2; exit $code'
    driver = start("--jobs", "1", before=("unshare", "-rm", "sh", "-c", mount, os.fspath(repo / "output")))
    out, err = driver.communicate(timeout=60)
    if "unshare" in err or "mount:" in err:
        pytest.skip(f"no right to mount: {err.strip()}")
    assert driver.returncode == 1, err
    assert "program 1-1, cell add" in out
    assert "No space left on device" in out
    assert "of 2 programs passed" in out
    assert ".ipynb" not in out.split("programs passed")[1]  # none found that is cut off
    assert err == ""

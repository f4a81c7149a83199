import json
import os
import shutil
import signal
import subprocess
import sys
from concurrent.futures import Future

import nbformat
import psutil
import pytest

from kagglebook.commands.main import run
from kagglebook.core.run import Run
from kagglebook.execution import batch as runner
from kagglebook.execution import pretended_gpu as gpu
from tests.support import ADDITION, SUBTRACTION, gone, some

pytestmark = pytest.mark.usefixtures("shared_server")


def test_a_program_that_passed_is_a_line_and_with_verbose_a_row_for_each_check(repo, capsys):
    assert run(["run", "--chapter", "1", "--jobs", "1"], repo) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "warm kernels, 1 job"
    assert sorted(line.partition(" checks, ")[0] for line in lines[1:3]) == ["    1-1  passed  5", "    1-2  passed  5"]
    assert len(lines) == 4
    assert run(["run", "--chapter", "1", "--verbose"], repo) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [row[0] for row in rows if row[-1:] == ["pass"]] == [
        *("1-1", "stderr", "results.json", "total", "cell"),
        *("1-2", "stderr", "results.json", "steps", "steps[-1]"),
    ]


def test_chapters_are_run_one_after_the_other_and_told_in_one_table(repo, edit, capsys):
    shutil.copytree(repo / "chapters" / "01", repo / "chapters" / "02")
    path = repo / "chapters" / "02" / "chapter.toml"
    text = path.read_text(encoding="utf-8").replace("number = 1\n", "number = 2\n").replace("Ch01", "Ch02")
    path.write_text(text, encoding="utf-8")
    edit(SUBTRACTION, "2 - step", "3 - step")
    assert run(["run", "--chapter", "all"], repo) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith("chapter ")] == ["chapter 1", "chapter 2"]
    assert [line.partition(" (")[0] for line in lines if "programs passed" in line] == ["3 of 4 programs passed"]
    (heading,) = [place for place, line in enumerate(lines) if line.split()[:2] == ["Program", "Seconds"]]
    assert lines[heading + 1].split()[:2] == ["1:", "1-2"]


def test_every_program_is_executed_with_its_quick_parameters_and_checked(repo, runs, capsys):
    assert run(["run", "--chapter", "1"], repo) == 0
    assert "2 of 2 programs passed (quick run" in capsys.readouterr().out
    folder = runs / "cv-ch01-program-1-addition"
    assert json.loads((folder / "results.json").read_text()) == {"total": 1.5}
    executed = nbformat.read(folder / "cv-ch01-program-1-addition.ipynb", as_version=4)
    assert next(cell for cell in executed.cells if cell["id"] == "add")["outputs"][0]["text"] == "total 1.5\n"


def test_a_full_run_takes_the_parameters_of_the_slides(repo, runs):
    assert run(["run", "full", "--chapter", "1", "--only", "1-1"], repo) == 0
    assert json.loads((runs / "cv-ch01-program-1-addition" / "results.json").read_text()) == {"total": 2.5}
    assert not (runs / "cv-ch01-program-2-subtraction").exists()


def test_a_failed_check_and_an_exception_are_both_told_and_the_rest_still_runs(repo, edit, capsys):
    edit(
        ADDITION,
        '#: include "add.py"',
        '# %% id="add"\nimport math\n\nprint("total")\ntotal = math.sqrt(-first) + second',
    )
    edit(SUBTRACTION, "2 - step", "3 - step")
    assert run(["run", "--chapter", "1"], repo) == 1
    out = capsys.readouterr().out
    assert f"program 1-1, cell add ({ADDITION}:14): expected no error, got ValueError" in out
    assert f"program 1-2, steps[-1] ({SUBTRACTION}:6): expected ≤ 0, got 1" in out
    assert "0 of 2 programs passed" in out


def test_an_earlier_run_leaves_nothing_in_the_working_directory(repo, runs):
    folder = runs / "cv-ch01-program-1-addition"
    folder.mkdir(parents=True)
    (folder / "results.json").write_text('{"total": 1.5}')
    (folder / "old.txt").write_text("old")
    assert run(["run", "--chapter", "1", "--only", "1-1"], repo) == 0
    assert not (folder / "old.txt").exists()


def test_running_writes_nothing_but_the_runs(repo):
    run(["run", "--chapter", "1", "--only", "1-1"], repo)
    assert [path.name for path in (repo / "output").iterdir()] == ["runs"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--kernel", "pyton3"], "--kernel pyton3: no such Jupyter kernel, did you mean 'python3'?"),
        (["--only", "1-3"], "--only 1-3: no such program, did you mean '1-2'?"),
    ],
)
def test_wrong_arguments_are_told_before_anything_runs(repo, capsys, arguments, message):
    assert run(["run", "--chapter", "1", *arguments], repo) == 2
    assert capsys.readouterr().err == f"{message}\n"
    assert not (repo / "output").exists()


def test_a_data_root_without_the_data_is_told_file_by_file(repo, edit, tmp_path, capsys):
    edit(
        "chapters/01/chapter.toml", 'template = "1_01_addition.py"', 'template = "1_01_addition.py"\ndata = ["digits"]'
    )
    edit(ADDITION, "# 두 수를 더한다.", '# 두 수를 더한다.\n\n# %% id="find"\nfind = "hojjatk/mnist-dataset"')
    (tmp_path / "empty").mkdir()
    assert run(["run", "full", "--chapter", "1", "--data-root", os.fspath(tmp_path / "empty")], repo) == 1
    out = capsys.readouterr().out
    told = out[out.index("program 1-1, before its first cell") :]
    assert told.count("ubyte[.gz]: no such file") == 4
    assert told.count(os.fspath(tmp_path / "empty")) == 1
    assert "1 of 2 programs passed" in out


def test_ctrl_c_ends_at_once_with_the_notebook_kept_and_no_process_left(meeting, replace_add, start, runs):
    replace_add(f"print('so far', flush=True)\n{meeting.cell}")
    driver = start("--jobs", "1")
    waiting = meeting.wait()
    family = psutil.Process(driver.pid).children(recursive=True)
    driver.send_signal(signal.SIGINT)
    _, err = driver.communicate(timeout=60)
    assert waiting
    assert driver.returncode == 130
    assert err.splitlines()[-1] == "interrupted"
    assert gone(family)
    kept = nbformat.read(runs / "cv-ch01-program-1-addition" / "cv-ch01-program-1-addition.ipynb", as_version=4)
    assert next(cell for cell in kept.cells if cell["id"] == "add")["outputs"][0]["text"] == "so far\n"
    assert [path.name for path in runs.iterdir()] == ["cv-ch01-program-1-addition"]


IGNORING = ("sh", "-c", 'trap "" INT; exec "$@"', "sh")  # as a script starts a job in the background


def test_a_job_in_the_background_does_not_hear_the_ctrl_c_of_the_foreground(meeting, replace_add, start):
    replace_add(meeting.cell)
    driver = start("--jobs", "1", before=IGNORING)
    _, connection = meeting.wait()
    driver.send_signal(signal.SIGINT)
    connection.send(b"!")
    out, err = driver.communicate(timeout=60)
    assert (driver.returncode, err) == (0, "")
    assert "2 of 2 programs passed" in out


@pytest.mark.parametrize("before", some([(), IGNORING], IGNORING.__eq__), ids=["heard", "ignored"])
def test_a_request_to_end_is_an_interrupt_also_where_ctrl_c_is_ignored(meeting, replace_add, start, before):
    replace_add(meeting.cell)
    driver = start("--jobs", "1", before=before)
    waiting = meeting.wait()
    family = psutil.Process(driver.pid).children(recursive=True)
    driver.terminate()
    _, err = driver.communicate(timeout=60)
    assert waiting
    assert (driver.returncode, err.splitlines()[-1]) == (130, "interrupted")
    assert gone(family)


def reused(out: str) -> list[str]:
    """The programs whose lines say that an earlier run was reused."""
    return [line.split()[0] for line in out.splitlines() if line.endswith(", reused")]


def test_a_second_run_does_only_what_failed_or_changed(repo, edit, capsys):
    edit(SUBTRACTION, "2 - step", "3 - step")
    assert run(["run", "--chapter", "1"], repo) == 1
    assert reused(capsys.readouterr().out) == []
    assert run(["run", "--chapter", "1"], repo) == 1
    assert reused(capsys.readouterr().out) == ["1-1"]
    edit(SUBTRACTION, "3 - step", "2 - step")
    assert run(["run", "--chapter", "1"], repo) == 0
    assert reused(capsys.readouterr().out) == ["1-1"]
    edit(ADDITION, "두 수를 더한다.", "두 수의 합을 구한다.")
    assert run(["run", "--chapter", "1"], repo) == 0
    assert reused(capsys.readouterr().out) == ["1-1", "1-2"]


def test_force_runs_all(repo, capsys):
    run(["run", "--chapter", "1"], repo)
    capsys.readouterr()
    assert run(["run", "--chapter", "1", "--force"], repo) == 0
    assert reused(capsys.readouterr().out) == []


def test_a_quick_run_is_not_reused_as_a_full_one(repo, capsys):
    run(["run", "--chapter", "1", "--only", "1-1"], repo)
    capsys.readouterr()
    assert run(["run", "full", "--chapter", "1", "--only", "1-1"], repo) == 0
    assert reused(capsys.readouterr().out) == []


def test_a_reused_run_is_held_against_the_checks_of_now(repo, edit, capsys):
    run(["run", "--chapter", "1", "--only", "1-2"], repo)
    edit("chapters/01/chapter.toml", '"steps[-1]", max = 0', '"steps[-1]", max = -1')
    capsys.readouterr()
    assert run(["run", "--chapter", "1", "--only", "1-2"], repo) == 1
    out = capsys.readouterr().out
    assert reused(out) == []
    assert "expected ≤ -1, got 0" in out


def test_nothing_stale_starts_no_kernel_and_imports_no_papermill(repo):
    run(["run", "--chapter", "1"], repo)
    code = (
        "import pathlib, sys; from kagglebook.commands.main import run\n"
        "code = run(sys.argv[2:], pathlib.Path(sys.argv[1]));"
        "sys.exit(code or 'papermill' in sys.modules)"
    )
    command = [sys.executable, "-c", code, os.fspath(repo), "run", "--chapter", "1"]
    assert subprocess.run(command, capture_output=True).returncode == 0


@pytest.fixture
def pretended(monkeypatch, tmp_path):
    """Has a small script answer in the place of the pretended GPU, for program 1-2; counts how often it is asked."""
    asked = tmp_path / "asked"

    def answer(**finding: object) -> None:
        line = json.dumps({"name": "cv-ch01-program-2-subtraction", **finding})
        code = f"open({os.fspath(asked)!r}, 'a').write('+')\nprint({line!r})" if finding else "raise SystemExit('gone')"
        (tmp_path / "pretend.py").write_text(code)

    monkeypatch.setattr(gpu, "SCRIPT", tmp_path / "pretend.py")
    monkeypatch.setattr(gpu, "applies", lambda page: page.program.number == "1-2")
    answer.count = lambda: len(asked.read_text()) if asked.exists() else 0
    return answer


def test_what_the_pretended_gpu_refuses_fails_the_program_at_its_line(repo, pretended, capsys):
    pretended(state="failed", measured="cpu meets cuda", cell="results", line_cell="subtract", line=1)
    assert run(["run", "--chapter", "1"], repo) == 1
    out = capsys.readouterr().out
    assert (
        f"program 1-2, gpu (pretended), cell results (in subtract) ({SUBTRACTION}:4): "
        "expected all tensors on one device, got cpu meets cuda\n"
    ) in out
    assert "1 of 2 programs passed" in out


def test_what_the_pretended_gpu_found_is_kept_with_the_run(repo, pretended, capsys):
    pretended(state="passed", measured="7 operations")
    for _ in range(2):
        assert run(["run", "--chapter", "1", "--verbose"], repo) == 0
    out = capsys.readouterr().out
    assert out.count("7 operations") == 2
    assert reused(out) == ["1-1", "1-2"]
    assert pretended.count() == 1


def test_what_it_found_stands_as_long_as_the_code_does_however_often_that_is_executed(repo, edit, pretended, capsys):
    pretended(state="passed", measured="7 operations")
    for force in ((), ("--force",)):
        assert run(["run", "--chapter", "1", "--only", "1-2", "--verbose", *force], repo) == 0
        out = capsys.readouterr().out
        assert ("7 operations" in out, "reused" in out) == (True, False)
    assert pretended.count() == 1
    edit(SUBTRACTION, "2 - step", "2 - 1 * step")
    assert run(["run", "--chapter", "1", "--only", "1-2"], repo) == 0
    assert pretended.count() == 2


def test_a_program_that_the_pretended_gpu_was_never_asked_of_is_run_again(repo, pretended, capsys):
    pretended()
    assert run(["run", "--chapter", "1", "--verbose"], repo) == 0
    lines = capsys.readouterr().out.splitlines()
    (row,) = [line.split() for line in lines if "gone" in line]
    assert row[-3:] == ["gone", "not", "checked"]
    pretended(state="passed", measured="7 operations")
    assert run(["run", "--chapter", "1", "--verbose"], repo) == 0
    out = capsys.readouterr().out
    assert reused(out) == ["1-1"]
    assert "7 operations" in out


def test_a_full_run_is_not_asked_of_the_pretended_gpu(repo, pretended, capsys):
    pretended(state="passed", measured="7 operations")
    assert run(["run", "full", "--chapter", "1"], repo) == 0
    assert "gpu (pretended)" not in capsys.readouterr().out
    assert pretended.count() == 0


class OneAtATime:
    """A pool of no kernels that must never have two tasks in hand."""

    note, ahead, trouble = "nowhere", 1, None

    def __init__(self):
        self.names, self.in_hand = [], 0

    def submit(self, task, folder, on_cell):
        self.names.append(task.name)
        self.in_hand += 1
        assert self.in_hand == 1
        future = Future()
        future.set_result(Run(results={"total": 1.5, "steps": [0]}))
        return future

    def collect(self, future, folder):
        self.in_hand -= 1
        folder.mkdir(parents=True)
        return future.result()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


def test_a_pool_gets_no_more_tasks_than_it_asks_for_and_in_the_end_all(repo, runs, monkeypatch, capsys):
    pool = OneAtATime()
    monkeypatch.setattr(runner, "open_pool", lambda *_: pool)
    run(["run", "--chapter", "1"], repo)
    assert sorted(pool.names) == sorted(path.name for path in runs.iterdir())
    assert len(pool.names) == 2
    assert "of 2 programs passed" in capsys.readouterr().out

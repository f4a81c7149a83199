"""A model handed on: run here, in their order, beside each other where nothing waits."""

import json
import signal
import zlib
from dataclasses import replace

import pytest

from kagglebook.commands.main import run
from kagglebook.core.problems import InputError
from kagglebook.execution import handed_on
from kagglebook.execution import pretended_gpu as gpu
from kagglebook.execution.handed_on import Handed
from kagglebook.execution.kernels.confinement import confinement
from kagglebook.execution.task import Task
from tests.support import ADDITION, CHAPTER, SLUGS, SUBTRACTION

FIRST, SECOND = SLUGS


@pytest.fixture
def call(handing_on, capsys):
    """The command `run`: its exit code, and the program's lines."""

    def call(*options: str) -> tuple[int, list[str]]:
        code = run(["run", "--chapter", "1", "--no-pretended-gpu", *options], handing_on)
        return code, [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]

    return call


def reused(lines: list[str]) -> list[str]:
    return [line.split()[0] for line in lines if line.endswith("reused")]


def handed(runs) -> float:
    return json.loads((runs / SECOND / "results.json").read_text())["handed"]


def test_a_program_finds_what_the_one_before_it_left_and_leaves_none_of_it(call, runs):
    assert call()[0] == 0
    assert handed(runs) == 1.5
    assert (runs / FIRST / "sum.txt").read_text() == "1.5"
    assert not (runs / SECOND / "input").exists()
    code, lines = call()
    assert (code, reused(lines)) == (0, ["1-1", "1-2"])


def test_a_changed_producer_makes_stale_who_reads_it(call, runs, edit):
    call()
    edit("templates/add.py", "first + second", "first + second + 0")
    assert reused(call()[1]) == []
    edit(SUBTRACTION, 'print("handed", handed)', 'print("handed:", handed)')
    assert reused(call()[1]) == ["1-1"]


def test_alone_it_uses_the_last_run_of_the_other_or_has_it_run(call, runs):
    code, lines = call("--only", "1-2")
    assert (code, lines[0]) == (0, "1-1 hands on to 1-2: it is run too")
    code, lines = call("--only", "1-2", "--force")
    assert (code, lines[0], reused(lines)) == (0, "1-1 hands on to 1-2: its last run is used", ["1-1"])
    (runs / FIRST / "sum.txt").unlink()
    code, lines = call("--only", "1-2")
    assert (code, lines[0]) == (0, "1-1 hands on to 1-2: it is run too")
    assert (runs / FIRST / "sum.txt").exists()


def test_behind_one_that_fails_it_is_not_run(call, runs, edit):
    call()
    edit("templates/add.py", "first + second", "first + second + 1 / 0")
    for options in ((), ("--only", "1-2")):
        code, lines = call(*options)
        assert code == 1
        assert "1-2 not run: 1-1 failed" in lines
        assert any("ZeroDivisionError" in line and line.startswith("program 1-1") for line in lines)
    assert handed(runs) == 1.5  # its last run is as it was


def test_one_that_fails_its_checks_hands_nothing_on(call, edit):
    edit(CHAPTER, "quick = 1.5", "quick = 7")
    assert "1-2 not run: 1-1 failed" in call()[1]


def test_a_file_that_nobody_left_is_told_with_what_there_is(call, edit):
    edit(ADDITION, '"sum.txt"', '"som.txt"')
    code, lines = call()
    assert code == 1
    assert any("FileNotFoundError" in line and "program 1-2, cell subtract" in line for line in lines)


def test_variants_and_seeds_of_the_reader_read_the_one_run(call, edit):
    edit(CHAPTER, "params = { first = 2,", "grid = { first = [5] }\nparams = { first = 2,")
    code, lines = call("--variants")
    assert code == 1  # of the variant's own check
    assert "1-2 passed" in " ".join(lines)


def test_other_parameters_of_the_one_reach_the_other(call, runs, edit):
    edit(CHAPTER, "equals = 2.5, quick = 1.5", "min = 1")
    call("--set", "second=4.0")
    assert handed(runs) == 5.0


def test_an_edition_reads_the_complete_program(call, runs, edit):
    edit(CHAPTER, "[kaggle]", '[editions.instructor]\ntitle = "b"\nkernel_title = "Key"\n\n[kaggle]')
    code, lines = call("--edition", "instructor", "--only", "1-2")
    assert code == 0, lines
    assert lines[0].startswith("1-1 hands on to 1-2:instructor: it is run too")


def test_it_is_recorded_with_what_the_same_run_handed_on(handing_on, capsys, edit):
    edit(CHAPTER, "equals = 2.5, quick = 1.5", "min = 1")
    assert run(["record", "--chapter", "1", "--only", "1-2"], handing_on) == 0
    known = json.loads((handing_on / "chapters/01/baseline.json").read_text(encoding="utf-8"))["programs"]
    assert list(known) == ["1-2"]
    assert run(["run", "--chapter", "1", "--no-pretended-gpu", "--set", "second=4.0"], handing_on) == 0
    capsys.readouterr()  # 1-2 is held against no record, as it was handed something else
    assert run(["record", "--chapter", "1", "--only", "1-2"], handing_on) == 0
    assert capsys.readouterr().out.startswith("1 unchanged")


def test_its_picture_is_drawn_with_what_the_other_left(handing_on, edit, capsys):
    pytest.importorskip("matplotlib")
    draw = '# %% id="plot"\nimport matplotlib.pyplot as plt\n\nplt.plot([0, float(handed)])\nplt.show()\n\n'
    edit(SUBTRACTION, '# %% id="results"', f'{draw}# %% id="results"')
    edit(CHAPTER, 'after = ["1-1"]', 'after = ["1-1"]\npicture = { cell = "plot" }')
    assert run(["record", "--chapter", "1", "--pictures"], handing_on) == 0
    assert "1 pictures" in capsys.readouterr().out
    edit("templates/add.py", "first + second", "first + second + 1 / 0")
    assert run(["record", "--chapter", "1", "--pictures"], handing_on) == 1
    assert "not run: 1-1 failed" in capsys.readouterr().out


# ---- files


@pytest.fixture
def left(tmp_path):
    """The folder of a run, and one to be staged in."""
    folder = tmp_path / "slug"
    (folder / "model").mkdir(parents=True)
    for name in ("model/w.bin", "results.json", "run.json", "kernel.log", "slug.ipynb"):
        (folder / name).write_text(name)
    (folder / "link").symlink_to("/etc/hostname")
    (tmp_path / "work").mkdir()
    return folder


def test_all_plain_files_are_handed_on_but_the_tool_s_own(left, tmp_path):
    work = tmp_path / "work"
    handed_on.stage([Handed("slug", left)], work)
    staged = {path.relative_to(work).as_posix() for path in work.rglob("*") if path.is_file()}
    assert staged == {"input/slug/model/w.bin", "input/slug/results.json"}
    (work / "input/slug/model/w.bin").write_text("mine")
    assert (left / "model/w.bin").read_text() == "model/w.bin"
    (work / "input/own").mkdir()
    handed_on.clear([Handed("slug", left)], work)
    assert [path.name for path in (work / "input").iterdir()] == ["own"]


def test_a_link_in_the_place_of_the_folder_is_not_followed(left, tmp_path):
    (tmp_path / "work/input").symlink_to(tmp_path)
    handed_on.clear([Handed("slug", left)], tmp_path / "work")
    assert left.is_dir()
    with pytest.raises(InputError, match="leads out of"):
        handed_on.stage([Handed("slug", left)], tmp_path / "work")


def test_files_travel_to_another_machine(left, tmp_path):
    (packed,) = handed_on.pack([Handed("slug", left)])
    (left / "model/w.bin").unlink()
    handed_on.stage([packed], tmp_path / "work")
    assert (tmp_path / "work/input/slug/model/w.bin").read_text() == "model/w.bin"


def test_more_than_may_be_handed_on_is_told(left, tmp_path, monkeypatch):
    monkeypatch.setattr(handed_on, "MAX_PACKED", 10)
    with pytest.raises(InputError, match="the most that travels"):
        handed_on.pack([Handed("slug", left)])
    monkeypatch.setattr(handed_on, "MAX_FILES", 1)
    with pytest.raises(InputError, match="that is not handed on"):
        handed_on.stage([Handed("slug", left)], tmp_path / "work")
    assert handed_on.digest_of(left, "slug") == ""


# ---- other places, and ends


def test_an_interrupted_call_keeps_what_ended_and_goes_on_from_there(handing_on, edit, runs, meeting, start, call):
    edit(SUBTRACTION, 'print("handed", handed)', f'print("handed", handed)\n{meeting.cell}')
    process = start("--no-pretended-gpu")
    meeting.wait()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    assert (runs / FIRST / "run.json").exists()
    edit(SUBTRACTION, meeting.cell, "")
    code, lines = call()
    assert (code, reused(lines)) == (0, ["1-1"])


def test_a_confined_program_finds_the_files_in_a_course_without_data(call, runs):
    try:
        confinement()
    except InputError as error:
        pytest.skip(str(error))
    code, lines = call("--confined")
    assert code == 0, lines
    assert handed(runs) == 1.5


def test_on_the_pretended_gpu_a_program_finds_the_files_too(tmp_path, left, monkeypatch):
    script = tmp_path / "script.py"
    script.write_text(
        "import json, pathlib, sys\n"
        "for task in json.load(open(sys.argv[1])):\n"
        "    there = sorted(p.name for p in pathlib.Path(task['folder']).rglob('*') if p.is_file())\n"
        "    print(json.dumps(dict(name=task['name'], state='passed', measured=' '.join(there))), flush=True)\n"
    )
    monkeypatch.setattr(gpu, "SCRIPT", script)
    notebook = zlib.compress(b'{"cells": []}')
    one, two = (Task(name, notebook, {}, (), tmp_path) for name in ("one", "two"))
    with gpu.PretendedGPU([one]) as pretended:
        pretended.add(replace(two, handed=(Handed("slug", left),)))
        assert pretended.finding("two")["measured"] == "results.json w.bin"
        assert pretended.finding("one")["measured"] == ""
    with gpu.PretendedGPU([]) as pretended:
        pretended.add(two)
        assert pretended.finding("two")["state"] == "passed"

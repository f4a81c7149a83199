import json

import pytest

from kagglebook.commands.main import run
from kagglebook.execution import recording
from kagglebook.judging.baseline import NAME, load

ADDITION, SUBTRACTION = "chapters/01/1_01_addition.py", "chapters/01/1_02_subtraction.py"


@pytest.fixture
def update(repo, monkeypatch):
    """Record the tiny chapter, with fewer runs than it takes in earnest."""
    monkeypatch.setattr(recording, "SEEDS", range(101, 103))
    monkeypatch.setattr(recording, "MACHINES", recording.MACHINES[:1])
    return lambda *arguments: run(["record", "--chapter", "1", *arguments], repo)


def test_the_quick_runs_are_recorded_and_later_runs_held_against_them(repo, edit, update, capsys):
    assert update() == 0
    assert "2 recorded, 0 unchanged, 0 failed" in capsys.readouterr().out
    recorded = load(repo / "chapters" / "01")
    assert recorded["1-1"].values["total"].value == [1.5]
    assert recorded["1-2"].values["steps"].value == [2, 1, 0]
    assert run(["run", "--chapter", "1"], repo) == 0
    # Falls as before, and ends at 0: the checks of chapter.toml don't see it.
    edit(SUBTRACTION, "2 - step for step in range(3)", "3 - step for step in range(4)")
    assert run(["run", "--chapter", "1"], repo) == 1
    told = capsys.readouterr().out
    assert f"program 1-2, baseline ({SUBTRACTION}:6): expected 3 values as recorded, got steps has 4 values" in told


def test_what_moved_is_told_and_what_is_unchanged_is_left_alone(repo, edit, update, capsys):
    update()
    before = load(repo / "chapters" / "01")
    capsys.readouterr()
    edit(SUBTRACTION, "2 - step for step in range(3)", "3 - step for step in range(4)")
    assert update() == 0
    out = capsys.readouterr().out
    assert "1-2  steps has 4 values, recorded 3" in out
    assert "1 recorded, 1 unchanged, 0 failed" in out
    after = load(repo / "chapters" / "01")
    assert after["1-1"] == before["1-1"]
    assert after["1-2"].values["steps"].value == [3, 2, 1, 0]
    assert update() == 0
    assert "2 unchanged" in capsys.readouterr().out


def test_a_run_that_fails_its_checks_is_not_recorded(repo, edit, update, capsys):
    edit(SUBTRACTION, "2 - step", "3 - step")
    assert update() == 1
    out = capsys.readouterr().out
    assert "program 1-2, steps[-1]" in out
    assert "1 recorded, 0 unchanged, 1 failed" in out
    assert list(load(repo / "chapters" / "01")) == ["1-1"]


def test_a_broken_file_is_recorded_anew_by_force(repo, update, capsys):
    path = repo / "chapters" / "01" / NAME
    path.write_text("{}")
    assert update() == 2
    assert "`record --force` records it anew" in capsys.readouterr().err
    assert update("--force") == 0
    assert list(json.loads(path.read_text())["programs"]) == ["1-1", "1-2"]


def test_only_the_chosen_programs_are_recorded(repo, update):
    update("--only", "1-2")
    assert list(load(repo / "chapters" / "01")) == ["1-2"]


@pytest.mark.parametrize("arguments", [["--set", "first=2"], ["--data-root", "."]])
def test_what_is_recorded_is_the_quick_run_on_the_samples(update, capsys, arguments):
    assert update(*arguments) == 2
    assert "goes with" in capsys.readouterr().err


def test_moved_values_are_told_furthest_first(repo, edit, update):
    update()
    old = load(repo / "chapters" / "01")["1-1"]
    total = old.values["total"].model_copy(update={"value": [9.0]})
    words = old.values["cell add: words"].model_copy(update={"value": "sum #"})
    new = old.model_copy(update={"values": old.values | {"total": total, "cell add: words": words}})
    assert recording.moved("1-1", old, new) == [
        "    1-1  cell add: words is 'sum #', recorded 'total #'",
        "    1-1  total is 9, recorded 1.5",
    ]

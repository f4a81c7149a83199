import os
import subprocess
import sys

import nbformat
import pytest

from kagglebook.core.run_folder import land, read_run, staging, sweep


@pytest.fixture
def place(tmp_path):
    return tmp_path / "runs" / "some-slug"


def test_a_run_lands_whole_in_the_place_of_the_last(place):
    place.mkdir(parents=True)
    (place / "old.txt").write_text("old")
    folder = staging(place)
    folder.mkdir()
    (folder / "new.txt").write_text("new")
    land(folder, place)
    assert [path.name for path in place.parent.iterdir()] == ["some-slug"]
    assert [path.name for path in place.iterdir()] == ["new.txt"]


def test_a_first_run_lands_too(place):
    folder = staging(place)
    folder.mkdir(parents=True)
    land(folder, place)
    assert list(place.parent.iterdir()) == [place]


def test_what_a_dead_process_left_is_removed_and_what_a_living_one_works_on_is_not(place):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    for owner in (dead.pid, f"{dead.pid}.old", os.getppid()):
        (place.parent / f".some-slug.{owner}").mkdir(parents=True)
    for other in (place, place.parent / ".data.idx"):
        other.mkdir()
    sweep(place.parent)
    assert {path.name for path in place.parent.iterdir()} == {f".some-slug.{os.getppid()}", "some-slug", ".data.idx"}


def test_where_nothing_ran_yet_nothing_is_removed(place):
    sweep(place.parent)
    assert not place.parent.exists()


@pytest.mark.parametrize("missing", ["addition.ipynb", "results.json", "run.json"])
def test_a_run_that_is_not_whole_is_none(tmp_path, missing):
    (tmp_path / "addition.ipynb").write_text(nbformat.writes(nbformat.v4.new_notebook()))
    (tmp_path / "results.json").write_text("{}")
    (tmp_path / "run.json").write_text('{"fingerprint": "", "seconds": 1.5}')
    assert read_run(tmp_path, "addition", {}).seconds == 1.5
    (tmp_path / missing).write_text("{")
    assert read_run(tmp_path, "addition", {}) is None
    (tmp_path / missing).unlink()
    assert read_run(tmp_path, "addition", {}) is None

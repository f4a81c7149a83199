import subprocess
import sys

import nbformat
import pytest

from kagglebook.core import claims
from kagglebook.core.run_folder import land, read_run, staging, sweep


@pytest.fixture
def place(tmp_path):
    return tmp_path / "runs" / "some-slug"


@pytest.fixture
def folder(place):
    yield staging(place)
    claims.give_up(place.parent)


def there(place) -> set[str]:
    return {path.name for path in place.parent.iterdir() if path.suffix != ".lock"}


def test_a_run_lands_whole_in_the_place_of_the_last(place, folder):
    place.mkdir(parents=True)
    (place / "old.txt").write_text("old")
    folder.mkdir()
    (folder / "new.txt").write_text("new")
    land(folder, place)
    assert there(place) == {"some-slug"}
    assert [path.name for path in place.iterdir()] == ["new.txt"]


def test_a_first_run_lands_too(place, folder):
    folder.mkdir(parents=True)
    land(folder, place)
    assert there(place) == {"some-slug"}


def test_what_a_dead_process_left_is_removed_and_what_a_living_one_works_on_is_not(place, folder):
    code = "import os, pathlib, sys\nfrom kagglebook.core.run_folder import staging\n"
    code += "staging(pathlib.Path(sys.argv[1])).mkdir()"
    for end in ("", "\nos.kill(os.getpid(), 9)"):
        subprocess.run([sys.executable, "-c", code + end, place], check=False)
    (place.parent / ".some-slug.0123456789ab.old").mkdir()
    folder.mkdir()
    for other in (place, place.parent / ".data.idx"):
        other.mkdir()
    assert len(there(place)) == 6
    sweep(place.parent)
    assert there(place) == {folder.name, "some-slug", ".data.idx"}


def test_where_nothing_ran_yet_nothing_is_removed(place):
    sweep(place.parent)
    assert not place.parent.exists()


@pytest.mark.parametrize("missing", ["addition.ipynb", "results.json", "run.json"])
def test_a_run_that_is_not_whole_is_none(tmp_path, missing):
    (tmp_path / "addition.ipynb").write_text(nbformat.writes(nbformat.v4.new_notebook()))
    (tmp_path / "results.json").write_text("{}")
    (tmp_path / "run.json").write_text('{"format": 2, "fingerprint": "", "seconds": 1.5}')
    assert read_run(tmp_path, "addition", {}).seconds == 1.5
    (tmp_path / missing).write_text("{")
    assert read_run(tmp_path, "addition", {}) is None
    (tmp_path / missing).unlink()
    assert read_run(tmp_path, "addition", {}) is None


@pytest.mark.parametrize(("metadata", "whole"), [({"kagglebook": {}}, True), ({}, False)])
def test_a_run_whose_pictures_nobody_read_is_none(tmp_path, metadata, whole):
    picture = nbformat.v4.new_output("display_data", {"image/png": "iVBOR"}, metadata=metadata)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(id="draw", outputs=[picture])])
    (tmp_path / "addition.ipynb").write_text(nbformat.writes(notebook))
    (tmp_path / "results.json").write_text("{}")
    (tmp_path / "run.json").write_text('{"format": 2, "fingerprint": "", "seconds": 1.5}')
    assert (read_run(tmp_path, "addition", {}) is not None) is whole

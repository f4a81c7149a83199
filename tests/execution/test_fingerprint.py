import json
import zlib
from dataclasses import replace

import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.chapter.data import DataSet, Idx
from kagglebook.execution import fingerprint
from kagglebook.execution.task import Task
from kagglebook.notebook.book import make_pages

ENVIRONMENT = {"python": "3.12.1", "torch": "2.10.0"}


@pytest.fixture
def data_root(tmp_path):
    raw = tmp_path / "data" / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for name in Idx.NAMES:
        (raw / name).write_bytes(name.encode())
    return tmp_path / "data"


@pytest.fixture
def task(repo, data_root):
    chapter = load_chapter(repo, 1)
    (page,) = make_pages(chapter, chapter.programs[:1])
    digits = (DataSet(name="MNIST", source="hojjatk/mnist-dataset"),)
    return Task("addition", page.rendered.compressed, {"first": 1}, digits, data_root)


def changed(task, cell, source):
    notebook = json.loads(task.notebook)
    next(each for each in notebook["cells"] if each["id"] == cell)["source"] = source
    return replace(task, compressed=zlib.compress(json.dumps(notebook).encode()))


def same(task, other, environment=ENVIRONMENT):
    return fingerprint.fingerprint(task, ENVIRONMENT) == fingerprint.fingerprint(other, environment)


def test_prose_and_the_time_allowed_do_not_count(task):
    assert same(task, changed(task, "note", ["Other words."]))
    assert same(task, replace(task, timeout=5.0))


@pytest.mark.parametrize("change", ["code", "parameter", "new parameter", "no data"])
def test_what_the_notebook_does_counts(task, change):
    other = {
        "code": changed(task, "add", ["total = first - second"]),
        "parameter": replace(task, parameters={"first": 2}),
        "new parameter": replace(task, parameters={"first": 1, "second": 0.5}),
        "no data": replace(task, data_sets=()),
    }[change]
    assert not same(task, other)


def test_the_data_count(task, data_root):
    before = fingerprint.fingerprint(task, ENVIRONMENT)
    (data_root / "MNIST" / "raw" / Idx.NAMES[1]).write_bytes(b"other labels")
    assert fingerprint.fingerprint(task, ENVIRONMENT) != before


@pytest.mark.parametrize("other", [ENVIRONMENT | {"torch": "2.11.0"}, {"python": "3.12.1"}])
def test_the_kernels_environment_counts(task, other):
    assert not same(task, task, other)


def test_a_variable_that_is_handed_on_counts(task):
    assert not same(task, replace(task, variables={"HF_HOME": "x"}))
    assert not same(replace(task, variables={"HF_HOME": "x"}), replace(task, variables={"HF_HOME": "y"}))


def test_what_is_recorded_is_known_without_the_cells_that_hold_it(task):
    def known(without, source):
        return fingerprint.fingerprint(changed(task, "add", source), ENVIRONMENT, without)

    assert known(["add"], ["total = 1"]) == known(["add"], ["total = 2"])
    assert known([], ["total = 1"]) != known([], ["total = 2"])
    assert known(["add"], ["total = 1"]) != known([], ["total = 1"])


@pytest.mark.parametrize("change", ["changed", "deleted", "added"])
def test_each_file_of_a_folder_counts(task, data_root, change):
    folder = data_root / "birds"
    folder.mkdir()
    for name in ("a.csv", "b.csv"):
        (folder / name).write_text("1,2\n")
    task = replace(task, data_sets=(DataSet(name="birds", source="me/birds", kind="files"),))
    before = fingerprint.fingerprint(task, ENVIRONMENT)
    assert fingerprint.fingerprint(task, ENVIRONMENT) == before
    if change == "deleted":
        (folder / "b.csv").unlink()
    else:
        (folder / ("b.csv" if change == "changed" else "c.csv")).write_text("1,2,3\n")
    assert fingerprint.fingerprint(task, ENVIRONMENT) != before

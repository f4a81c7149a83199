import json
import sys
import zlib
from dataclasses import replace

import nbformat
import pytest

from kagglebook.chapter.chapter import DataSet, load_chapter
from kagglebook.execution import fingerprint as kept
from kagglebook.execution.data import FILES
from kagglebook.execution.task import Task
from kagglebook.notebook.page import make_pages

ENVIRONMENT = {"python": "3.12.1", "torch": "2.10.0"}


@pytest.fixture
def data_root(tmp_path):
    raw = tmp_path / "data" / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for name in FILES:
        (raw / name).write_bytes(name.encode())
    return tmp_path / "data"


@pytest.fixture
def task(repo, data_root):
    chapter = load_chapter(repo, 1)
    (page,) = make_pages(repo, chapter, chapter.programs[:1])
    digits = (DataSet(name="MNIST", source="hojjatk/mnist-dataset"),)
    return Task("addition", page.rendered.compressed, {"first": 1}, digits, data_root)


def changed(task, cell, source):
    notebook = json.loads(task.notebook)
    next(each for each in notebook["cells"] if each["id"] == cell)["source"] = source
    return replace(task, compressed=zlib.compress(json.dumps(notebook).encode()))


def same(task, other, environment=ENVIRONMENT):
    kept.digests.cache_clear()
    return kept.fingerprint(task, ENVIRONMENT) == kept.fingerprint(other, environment)


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
    before = kept.fingerprint(task, ENVIRONMENT)
    (data_root / "MNIST" / "raw" / FILES[1]).write_bytes(b"other labels")
    kept.digests.cache_clear()
    assert kept.fingerprint(task, ENVIRONMENT) != before


@pytest.mark.parametrize("other", [ENVIRONMENT | {"torch": "2.11.0"}, {"python": "3.12.1"}])
def test_the_kernels_environment_counts(task, other):
    assert not same(task, task, other)


def test_versions_are_those_that_the_modules_tell_themselves():
    numpy, torch = pytest.importorskip("numpy"), pytest.importorskip("torch")
    versions = kept.versions()
    assert versions["numpy"] == numpy.__version__
    assert torch.__version__.startswith(versions["torch"])
    assert versions["python"] == ".".join(map(str, sys.version_info[:3]))


def test_another_interpreter_tells_its_versions_and_what_is_none_tells_nothing():
    assert kept.versions_of(sys.executable) == kept.versions()
    assert kept.versions_of("/bin/false") is None
    assert kept.versions_of("no-such-interpreter") is None


@pytest.mark.parametrize("missing", ["addition.ipynb", "results.json", "run.json"])
def test_a_run_that_is_not_whole_is_not_kept(task, tmp_path, missing):
    (tmp_path / "addition.ipynb").write_text(nbformat.writes(nbformat.v4.new_notebook()))
    (tmp_path / "results.json").write_text("{}")
    (tmp_path / "run.json").write_text('{"fingerprint": "", "seconds": 1.5}')
    assert kept.read_run(tmp_path, task).seconds == 1.5
    (tmp_path / missing).write_text("{")
    assert kept.read_run(tmp_path, task) is None
    (tmp_path / missing).unlink()
    assert kept.read_run(tmp_path, task) is None

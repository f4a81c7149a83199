import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.chapter.data import DataSet
from kagglebook.core.problems import InputError
from kagglebook.execution.plan import (
    FULL_LIMIT,
    QUICK_LIMIT,
    SHORTEST_LIMIT,
    RunOptions,
    load_of,
    make_plans,
    time_limit,
)
from kagglebook.execution.task import Task
from kagglebook.notebook.book import make_pages
from tests.support import ADDITION

TASK = Task("n", zlib.compress(b"{}"), {"epochs": 3}, (), Path())


DIGITS = DataSet(name="MNIST", source="hojjatk/mnist-dataset")


def receipt(seconds, quick=True, **parameters):
    return {"seconds": seconds, "load": load_of(TASK, quick) | {"parameters": {"epochs": 3} | parameters}}


def test_a_notebook_may_take_many_times_its_last_run():
    assert time_limit(TASK, receipt(100.0), quick=True) == 2000
    assert time_limit(TASK, receipt(0.3), quick=True) == SHORTEST_LIMIT


@pytest.mark.parametrize(
    "unknown",
    [{}, receipt(100.0, epochs=30), receipt(100.0, quick=False), receipt(-1), receipt("x"), receipt(float("inf"))],
    ids=["none", "other parameters", "full", "negative", "a text", "infinite"],
)
def test_where_no_run_tells_the_limit_is_generous(unknown):
    assert time_limit(TASK, unknown, quick=True) == QUICK_LIMIT
    assert time_limit(TASK, {}, quick=False) == FULL_LIMIT


def test_a_run_on_the_samples_says_nothing_of_one_on_full_data():
    sample = replace(TASK, data_sets=(DIGITS,), data_root=Path("samples"))
    known = {"seconds": 100.0, "load": load_of(sample, True)}
    assert time_limit(sample, known, quick=True) == 2000
    assert time_limit(replace(sample, data_root=Path("full")), known, quick=True) == QUICK_LIMIT


def test_a_limit_that_somebody_gives_is_the_limit(repo):
    chapter = load_chapter(repo, 1)
    pages = make_pages(chapter)
    assert {plan.task.timeout for plan in make_plans(chapter, pages, RunOptions(timeout=7))} == {7}
    assert {plan.task.timeout for plan in make_plans(chapter, pages, RunOptions())} == {QUICK_LIMIT}


def test_a_variable_that_is_not_set_can_not_be_handed_on(repo, monkeypatch):
    chapter = load_chapter(repo, 1)
    monkeypatch.setenv("MY_TOKEN", "x")
    plans = make_plans(chapter, make_pages(chapter), RunOptions(variables=["MY_TOKEN"]))
    assert plans[0].task.variables == {"MY_TOKEN": "x"}
    monkeypatch.delenv("MY_TOKEN")
    with pytest.raises(InputError, match="--env MY_TOKEN: no such variable"):
        make_plans(chapter, make_pages(chapter), RunOptions(variables=["MY_TOKEN"]))


def test_runs_whose_folder_a_link_leads_out_are_refused(repo, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (repo / "output").mkdir()
    (repo / "output" / "runs").symlink_to(tmp_path / "elsewhere")
    chapter = load_chapter(repo, 1)
    with pytest.raises(InputError, match="leads out of"):
        make_plans(chapter, make_pages(chapter), RunOptions())


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """Put a distribution that brings a module on the path: its version may be another every time."""
    monkeypatch.syspath_prepend(str(tmp_path / "site"))

    def put(name, module, version):
        folder = tmp_path / "site" / f"{name}.dist-info"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        (folder / "RECORD").write_text(f"{module}/__init__.py,,\n")

    return put


@pytest.mark.parametrize(
    ("place", "old", "new"),
    [
        (ADDITION, '#: include "add.py"', '# %% id="fruits"\nfrom fruits.pip import seed\n\n#: include "add.py"'),
        ("templates/add.py", "total = first", "import fruits\ntotal = first"),
    ],
    ids=["program", "shared cell"],
)
def test_another_version_of_what_is_imported_is_another_run(repo, edit, shelf, place, old, new):
    edit(place, old, new)

    def fingerprints(version):
        shelf("fruit-bowl", "fruits", version)
        chapter = load_chapter(repo, 1)
        return [plan.fingerprint for plan in make_plans(chapter, make_pages(chapter), RunOptions())]

    before, after = fingerprints("1.0"), fingerprints("1.1")
    assert before[0] != after[0]
    assert before[1] == after[1], "a program that doesn't import it is as it was"

"""Notebooks that were executed anywhere: whose they are, what is known of their runs, and what is not."""

import json
from pathlib import Path

import pytest
from nbformat import v4

from kagglebook.chapter.chapter import load_chapter
from kagglebook.core.problems import InputError
from kagglebook.judging.elsewhere import bring
from kagglebook.judging.outcome import Verdict
from kagglebook.notebook.book import make_pages

SLUG = "cv-ch01-program-1-addition"
GOOD = {"total": 2.5, "environment": {"python": "3.12"}}


@pytest.fixture
def pages(repo):
    return make_pages(load_chapter(repo, 1))


@pytest.fixture
def ran(pages):
    """The first program's notebook, as a kernel leaves it."""
    notebook = v4.reads(pages[0].rendered.ipynb.decode())
    for count, cell in enumerate([cell for cell in notebook.cells if cell.cell_type == "code"], 1):
        cell.execution_count = count
        if cell.id == "add":
            cell.outputs = [v4.new_output("stream", text="total 2.5\n")]
    return notebook


@pytest.fixture
def put(tmp_path):
    folder = tmp_path / "downloads"
    folder.mkdir()

    def put(notebook, name=f"{SLUG}.ipynb", results=None, beside="results.json") -> Path:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(v4.writes(notebook), encoding="utf-8")
        if results is not None:
            (path.parent / beside).write_text(json.dumps(results))
        return folder

    return put


def code(notebook):
    return {cell.id: cell for cell in notebook.cells if cell.cell_type == "code"}


def verdicts(place, pages):
    [one], _ = bring(place, pages)
    return {outcome.subject: (outcome.verdict, outcome.measured) for outcome in one.checked.outcomes}


def test_a_sound_notebook_with_its_results_passes(pages, ran, put):
    [one], notes = bring(put(ran, results=GOOD), pages)
    assert one.checked.passed and not one.quick
    assert all(outcome.verdict is Verdict.PASS for outcome in one.checked.outcomes)
    assert notes == ["no notebook of 1-2"]


def test_without_results_what_reads_values_is_not_checked_and_the_rest_is(pages, ran, put):
    found = verdicts(put(ran), pages)
    assert found["results.json"] == (Verdict.UNCHECKED, "did not come along")
    assert found["total"][0] is Verdict.UNCHECKED
    assert found["cell add"][0] is Verdict.PASS
    code(ran)["add"].outputs = []
    assert verdicts(put(ran), pages)["cell add"][0] is Verdict.FAIL


@pytest.mark.parametrize(
    "name",
    [
        f"Copy of {SLUG}.ipynb",
        f"{SLUG} (1).ipynb",
        f"copy_of_{SLUG} (2).ipynb",
        f"{SLUG}/__notebook__.ipynb",
        "x.ipynb",
    ],
)
def test_a_notebook_is_known_by_its_name_its_folder_s_or_its_code(pages, ran, put, name):
    if name == "x.ipynb":  # names of cells get lost on the way, too
        for number, cell in enumerate(ran.cells):
            cell.id = f"lost-{number}"
    [one], _ = bring(put(ran, name), pages)
    assert one.page.program.slug == SLUG


def test_a_notebook_of_no_program_is_told(pages, ran, put):
    put(ran)
    folder = put(v4.new_notebook(cells=[v4.new_code_cell("print(1)")]), "other.ipynb")
    _, notes = bring(folder, pages)
    assert notes[0] == f"{folder / 'other.ipynb'}: of none of these programs, by its name or its code"
    (folder / f"{SLUG}.ipynb").unlink()
    with pytest.raises(InputError, match=r"other\.ipynb: of none"):
        bring(folder, pages)


def test_two_notebooks_of_one_program_are_a_question(pages, ran, put):
    put(ran)
    with pytest.raises(InputError, match="which one is to count"):
        bring(put(ran, f"Copy of {SLUG}.ipynb"), pages)


def test_one_results_json_among_several_notebooks_is_nobody_s_but_a_named_one_is(pages, ran, put):
    put(v4.new_notebook(cells=[v4.new_code_cell("print(1)")]), "other.ipynb")
    assert verdicts(put(ran, results=GOOD), pages)["total"][0] is Verdict.UNCHECKED
    assert verdicts(put(ran, results=GOOD, beside=f"{SLUG}.results.json"), pages)["total"][0] is Verdict.PASS


def test_cells_of_another_program_are_told_by_name(pages, ran, put):
    code(ran)["add"].source += "\ntotal += 1"
    ran.cells.append(v4.new_code_cell("print(total)", execution_count=9))
    verdict, measured = verdicts(put(ran, results=GOOD), pages)["code"]
    assert verdict is Verdict.FAIL and "add" in measured and "1 further cell after save-results" in measured


def test_spaces_are_no_other_code(pages, ran, put):
    code(ran)["add"].source += "\n\n"
    assert verdicts(put(ran, results=GOOD), pages)["code"][0] is Verdict.PASS


def test_a_cell_that_ran_before_one_above_it_is_told(pages, ran, put):
    code(ran)["add"].execution_count = 40
    assert verdicts(put(ran, results=GOOD), pages)["order"] == (Verdict.FAIL, "results ran before add")


def test_a_run_that_broke_off_fails_with_its_cell(pages, ran, put):
    code(ran)["add"].outputs = [v4.new_output("error", ename="NameError", evalue="no first", traceback=[])]
    [one], _ = bring(put(ran), pages)
    assert (one.checked.run.failure.cell, one.checked.run.failure.message) == ("add", "NameError: no first")
    assert not one.checked.passed


def test_a_notebook_that_nobody_executed_fails(pages, put):
    fresh = v4.reads(pages[0].rendered.ipynb.decode())
    assert verdicts(put(fresh, results=GOOD), pages)["run"] == (Verdict.FAIL, "no cell was executed")


@pytest.mark.parametrize("injected", [True, False], ids=["papermill's cell", "typed by hand"])
def test_a_quick_run_s_parameters_are_known_and_have_its_bounds(pages, ran, put, injected):
    if injected:
        cell = v4.new_code_cell("first = 1", metadata={"tags": ["injected-parameters"]}, execution_count=2)
        ran.cells.insert(ran.cells.index(code(ran)["parameters"]) + 1, cell)
    else:
        source = code(ran)["parameters"].source
        code(ran)["parameters"].source = "\n".join(
            "first = 1" if line.startswith("first") else line for line in source.splitlines()
        )
    for count, cell in enumerate([cell for cell in ran.cells if cell.cell_type == "code"], 1):
        cell.execution_count = count
    [one], _ = bring(put(ran, results=GOOD | {"total": 1.5}), pages)
    assert one.quick and one.checked.run.parameters["first"] == 1
    found = {outcome.subject: outcome.verdict for outcome in one.checked.outcomes}
    assert (found["total"], found["code"]) == (Verdict.PASS, Verdict.PASS)


def test_other_parameters_are_other_code(pages, ran, put):
    code(ran)["parameters"].source = "first = 3\nsecond = 0.5"
    verdict, measured = verdicts(put(ran, results=GOOD), pages)["code"]
    assert (verdict, measured) == (Verdict.FAIL, "another in parameters")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": 3}', '{"cells": []}'])
def test_what_is_no_notebook_is_told(pages, put, ran, text):
    folder = put(ran)
    (folder / "b.ipynb").write_text(text)
    _, notes = bring(folder, pages)
    assert notes[0] == f"{folder / 'b.ipynb'}: no notebook with cells of code"


@pytest.mark.parametrize(("place", "told"), [("nowhere", "no such file or directory"), (".", "no notebook there")])
def test_a_place_without_notebooks_is_told(pages, tmp_path, place, told):
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=told):
        bring(tmp_path / "empty" / place, pages)

"""A run that came back from Kaggle, read as the checks read a run here."""

import nbformat
import pytest
from nbconvert import HTMLExporter
from nbformat import v4

from kagglebook.chapter.chapter import load_chapter
from kagglebook.kaggle.fetched import LOG, NOTEBOOK, PAGE, read_fetched
from kagglebook.kaggle.remote import Status
from kagglebook.notebook.book import make_pages

PNG = "iVBORw0KGgo="
COMPLETE = Status("COMPLETE")


@pytest.fixture
def page(repo):
    chapter = load_chapter(repo, 1)
    return make_pages(chapter, chapter.select(["1-1"]))[0]


@pytest.fixture
def notebook(page):
    """The page's notebook as papermill leaves it, ids lost on the way, with outputs in its second and third cell."""
    ran = v4.reads(page.submission.source.decode())
    code = [cell for cell in ran.cells if cell.cell_type == "code"]
    code[1].outputs = [
        v4.new_output("stream", text="total <2.5> & 더하기\n"),
        v4.new_output("stream", name="stderr", text="careless\n"),
        v4.new_output("display_data", {"image/png": PNG, "text/plain": "<Figure size 640x480>"}),
        v4.new_output("display_data", {"image/png": PNG}),
    ]
    code[2].outputs = [v4.new_output("execute_result", {"text/plain": "tensor([[1]])"}, execution_count=3)]
    ran.cells.insert(1, v4.new_markdown_cell(f"![a picture](data:image/png;base64,{PNG})\n```python\nfenced = 1\n```"))
    for number, cell in enumerate(ran.cells):
        cell["id"] = f"lost-{number}"
    return ran


def as_notebook(folder, notebook):
    (folder / NOTEBOOK).write_text(nbformat.writes(notebook), encoding="utf-8")


def as_page(template):
    def write(folder, notebook):
        notebook.cells[1].source = notebook.cells[1].source.replace("data:image/png;base64,", "https://a.b/c.png?")
        text, _ = HTMLExporter(template_name=template).from_notebook_node(notebook)
        (folder / PAGE).write_text(text, encoding="utf-8")

    return write


@pytest.mark.parametrize("write", [as_notebook, as_page("lab"), as_page("classic")], ids=["notebook", "lab", "classic"])
def test_outputs_are_read_cell_by_cell_from_the_notebook_or_its_page(tmp_path, page, notebook, write):
    write(tmp_path, notebook)
    fetched = read_fetched(tmp_path, page, COMPLETE)
    cells = fetched.run.cells
    assert list(cells) == ["parameters", "add", "results", "save-results"]
    assert "total <2.5> & 더하기" in cells["add"].text and "Figure size" not in cells["add"].text
    assert (cells["add"].stderr, cells["add"].figures) == ("careless", 2)
    assert "tensor([[1]])" in cells["results"].text and cells["results"].figures == 0
    assert (cells["parameters"].text, cells["parameters"].figures) == ("", 0)
    assert fetched.same_code is True


@pytest.mark.parametrize("write", [as_notebook, as_page("lab"), as_page("classic")], ids=["notebook", "lab", "classic"])
def test_code_that_was_not_pushed_is_seen(tmp_path, page, notebook, write):
    [cell] = [cell for cell in notebook.cells if "json.dump" in cell.source]
    cell.source += "\nprint(1)"
    write(tmp_path, notebook)
    assert read_fetched(tmp_path, page, COMPLETE).same_code is False


def test_pictures_that_the_page_keeps_in_files_are_counted(tmp_path, page, notebook):
    as_page("classic")(tmp_path, notebook)
    text = (tmp_path / PAGE).read_text(encoding="utf-8")
    inline = f"data:image/png;base64,{PNG}"
    assert text.count(inline) == 2
    (tmp_path / PAGE).write_text(text.replace(inline, "__results___files/__results___4_1.png"), encoding="utf-8")
    assert read_fetched(tmp_path, page, COMPLETE).run.cells["add"].figures == 2


@pytest.mark.parametrize("content", ["", "no JSON", "[]", '{"cells": 3}', '{"cells": [{"cell_type": "code"}]}'])
def test_a_broken_notebook_counts_as_none(tmp_path, page, content):
    (tmp_path / NOTEBOOK).write_text(content, encoding="utf-8")
    fetched = read_fetched(tmp_path, page, COMPLETE)
    assert (fetched.source, fetched.same_code, dict(fetched.run.cells)) == (LOG, None, {})


@pytest.mark.parametrize("content", ["", "no JSON", "[1]", "NaN"])
def test_a_broken_results_json_counts_as_none(tmp_path, page, content):
    (tmp_path / "results.json").write_text(content, encoding="utf-8")
    assert read_fetched(tmp_path, page, COMPLETE).run.results is None


def test_results_device_and_seconds_are_read(tmp_path, page):
    (tmp_path / "results.json").write_text('{"total": 2.5, "environment": {"device": "Tesla T4"}}')
    (tmp_path / LOG).write_text('[{"stream_name": "stdout", "time": 7.25, "data": "x"}]')
    fetched = read_fetched(tmp_path, page, COMPLETE)
    assert fetched.run.results["total"] == 2.5
    assert (fetched.device, fetched.run.seconds, fetched.run.failure) == ("Tesla T4", 7.25, None)

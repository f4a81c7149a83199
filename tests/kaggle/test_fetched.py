"""A run that came back from Kaggle, read as the checks read a run here."""

import os

import nbformat
import pytest
from nbconvert import HTMLExporter
from nbformat import v4

from kagglebook.chapter.chapter import load_chapter
from kagglebook.judging.executed import MAX_CELLS
from kagglebook.kaggle.fetched import (
    LOG,
    MAX_LOG,
    MAX_NOTEBOOK,
    MAX_PAGE,
    NOTEBOOK,
    PAGE,
    read_fetched,
)
from kagglebook.kaggle.remote import Status
from kagglebook.notebook.book import make_pages

PNG = "iVBORw0KGgo="
COMPLETE = Status("COMPLETE")
CODE_CELL = '{"cell_type": "code", "source": "", "outputs": []}'


def code_cell(source='"x"', outputs="[]"):
    """The text of a notebook of one code cell."""
    return f'{{"cells": [{{"cell_type": "code", "source": {source}, "outputs": {outputs}}}]}}'


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


@pytest.mark.parametrize(
    "content",
    ["", "no JSON", "[]", '{"cells": 3}', '{"cells": [{"cell_type": "code"}]}', '{"cells": {"a": 1}}', "3", "NaN",
     '"x"', "[" * 100_000, '{"cells":' * 100_000, "9" * 5000, '{"cells": [null]}', '{"cells": [[]]}',
     '{"cells": ["code"]}',
     *(code_cell(source=source) for source in ("3", "null", "{}", '{"a": 1}', "[3]", "[[]]", "true")),
     *(code_cell(outputs=outputs) for outputs in ("3", "null", '"x"', "[3]", "[[]]", '{"a": 1}', "[{}]", "true")),
     *(code_cell(outputs=f'[{{"output_type": "stream", "name": "stdout", "text": {text}}}]')
       for text in ("3", "null", "{}", "[3]", "[[]]", '{"a": 1}')),
     *(code_cell(outputs=f'[{{"output_type": "display_data", "data": {data}}}]')
       for data in ("3", "null", "[]", '"x"', '{"text/html": 3}', '{"text/plain": [{}]}'))],
    ids=range(42),
)  # fmt: skip
def test_a_broken_notebook_counts_as_none(tmp_path, page, content):
    (tmp_path / NOTEBOOK).write_text(content, encoding="utf-8")
    fetched = read_fetched(tmp_path, page, COMPLETE)
    assert (fetched.source, fetched.same_code, dict(fetched.run.cells)) == (LOG, None, {})


@pytest.mark.parametrize("content", ["", "no JSON", "[1]", "NaN"])
def test_a_broken_results_json_counts_as_none(tmp_path, page, content):
    (tmp_path / "results.json").write_text(content, encoding="utf-8")
    assert read_fetched(tmp_path, page, COMPLETE).run.results is None


def test_why_there_are_no_results_is_told(tmp_path, page):
    assert read_fetched(tmp_path, page, COMPLETE).run.unread == ""
    assert read_fetched(tmp_path, page, COMPLETE, "larger than 20 MB").run.unread == "larger than 20 MB"
    (tmp_path / "results.json").write_text("{", encoding="utf-8")
    assert "broken JSON" in read_fetched(tmp_path, page, COMPLETE).run.unread


@pytest.mark.parametrize("write", [as_notebook, as_page("lab"), as_page("classic")], ids=["notebook", "lab", "classic"])
def test_html_and_pictures_of_every_kind_are_read_from_both(tmp_path, page, notebook, write):
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    code[2].outputs = [
        v4.new_output("display_data", {"text/html": "<table><tr><th>epoch</th></tr></table>", "text/plain": "a table"}),
        v4.new_output("display_data", {"image/svg+xml": "<svg></svg>", "text/plain": "<SVG>"}),
        v4.new_output("display_data", {"image/jpeg": PNG}),
    ]
    write(tmp_path, notebook)
    shown = read_fetched(tmp_path, page, COMPLETE).run.cells["results"]
    assert shown.html == ("<table><tr><th>epoch</th></tr></table>",) and shown.figures == 2


def test_a_notebook_of_very_many_cells_counts_as_none(tmp_path, page):
    (tmp_path / NOTEBOOK).write_text('{"cells": [' + ",".join([CODE_CELL] * (MAX_CELLS + 1)) + "]}", encoding="utf-8")
    assert read_fetched(tmp_path, page, COMPLETE).source == LOG


@pytest.mark.parametrize(("name", "most"), [(NOTEBOOK, MAX_NOTEBOOK), (PAGE, MAX_PAGE), (LOG, MAX_LOG)])
def test_a_file_that_is_too_large_is_not_read_and_told(tmp_path, page, name, most):
    with (tmp_path / name).open("wb") as file:
        file.truncate(most + 1)  # a hole: it takes no place
    fetched = read_fetched(tmp_path, page, COMPLETE)
    assert fetched.notes == (f"{name} was not read: larger than {most / 1e6:g} MB, which is the most that is read",)
    assert fetched.source == LOG and not fetched.run.printed.log


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
@pytest.mark.parametrize("name", [NOTEBOOK, PAGE, LOG, "results.json"])
def test_what_is_no_plain_file_is_not_waited_for(tmp_path, page, name):
    os.mkfifo(tmp_path / name)
    assert read_fetched(tmp_path, page, COMPLETE).source == LOG


def test_a_page_that_takes_too_long_is_told_and_the_log_stands_in_its_place(tmp_path, page, notebook):
    as_page("lab")(tmp_path, notebook)
    fetched = read_fetched(tmp_path, page, COMPLETE, seconds=0)
    assert fetched.source == LOG and fetched.notes == (f"{PAGE} was not read: it takes longer than 0 s",)


def test_a_device_of_any_kind_is_told_in_few_plain_words(tmp_path, page):
    for told in ("[[]]", '"' + "x" * 10**6 + '"', '"\\u001b[2J"', "9" * 300, "null"):
        (tmp_path / "results.json").write_text(f'{{"environment": {{"device": {told}}}}}')
        device = read_fetched(tmp_path, page, COMPLETE).device
        assert device.isprintable() and len(device) < 100


def test_results_device_and_seconds_are_read(tmp_path, page):
    (tmp_path / "results.json").write_text('{"total": 2.5, "environment": {"device": "Tesla T4"}}')
    (tmp_path / LOG).write_text('[{"stream_name": "stdout", "time": 7.25, "data": "x"}]')
    fetched = read_fetched(tmp_path, page, COMPLETE)
    assert fetched.run.results["total"] == 2.5
    assert (fetched.device, fetched.run.seconds, fetched.run.failure) == ("Tesla T4", 7.25, None)

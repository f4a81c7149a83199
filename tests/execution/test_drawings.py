import html
import json
import re

import nbformat
import pytest
from nbconvert import HTMLExporter

from kagglebook.chapter.chapter import load_chapter
from kagglebook.chapter.words import shipped
from kagglebook.core.run import DRAWN, cell_outputs
from kagglebook.core.run_folder import read_outputs
from kagglebook.execution import drawings
from kagglebook.execution.kernels.figures import MIME
from kagglebook.execution.papermill import execute
from kagglebook.execution.plan import RunOptions, make_plans
from kagglebook.notebook.book import make_pages
from tests.support import ipynb

EN, KO = shipped("en").alt, shipped("ko").alt
DRAW = "import matplotlib.pyplot as plt\nfigure, axes = plt.subplots()\n_ = axes.plot([1, 2], [4, 3], label='Train')\n"
# What a notebook can see of itself, before and after it has shown a figure.
LOOK = """
import json, random, sys
shell = get_ipython()
seen = [sorted(globals()), list(In), sorted(Out), shell.execution_count, sorted(shell.user_ns_hidden), random.random(),
        "matplotlib" in sys.modules]
print(json.dumps(seen))
"""


@pytest.fixture
def run(warm, tmp_path):
    """Execute a notebook of these cells, on a cold or a warm kernel."""

    def run_cells(**cells):
        return execute(ipynb(**cells), tmp_path / "book.ipynb", {}, warm=warm, words=EN)

    return run_cells


@pytest.mark.parametrize("warm", ["cold", "warm"], indirect=True)
def test_figures_are_read_however_they_are_shown(run, tmp_path):
    result = run(
        show=DRAW + "plt.show()",
        end=DRAW,
        display=DRAW + "display(figure)\nplt.close()",
        last=DRAW + "plt.close()\nfigure",
        two=DRAW + DRAW,
        svg="%config InlineBackend.figure_formats = ['svg']\n" + DRAW + "plt.show()",
        picture="from IPython.display import Image\nImage(data=b'GIF89a', format='gif')",
        none="print(1)",
    )
    assert result.failure is None
    shown = {name: cell.drawn for name, cell in result.cells.items()}
    assert {name: len(found) for name, found in shown.items()} == {
        "show": 1,
        "end": 1,
        "display": 1,
        "last": 1,
        "two": 2,
        "svg": 1,
        "picture": 1,
        "none": 0,
    }
    assert shown.pop("picture") == ({},)
    for figures in shown.values():
        for figure in figures:
            assert figure["axes"][0]["curves"][0]["y"] == [4, 3]
    assert {cell.stderr for cell in result.cells.values()} == {""}
    assert read_outputs(tmp_path / "book.ipynb") == result.cells
    assert MIME not in (tmp_path / "book.ipynb").read_text()


def test_a_notebook_sees_nothing_of_it(run, monkeypatch):
    cells = {"first": "import random; random.seed(0)", "before": LOOK, "draw": DRAW + "plt.show()", "after": LOOK}
    found = run(**cells)
    monkeypatch.setattr(drawings, "question", lambda: "")
    alone = run(**cells)
    for cell in ("before", "after"):
        assert json.loads(found.cells[cell].text) == json.loads(alone.cells[cell].text)


def test_a_kernel_that_cannot_be_asked_runs_the_notebook_all_the_same(run, monkeypatch):
    monkeypatch.setattr(drawings, "question", lambda: "raise ValueError")
    result = run(draw=DRAW, after="print(1)")
    assert result.failure is None
    assert result.cells["draw"].drawn == ({},)
    assert result.cells["after"].text == "1\n"


def test_the_executed_notebook_has_alt_texts_where_viewers_look(run, tmp_path):
    run(draw=DRAW, told=DRAW + "display(figure, metadata={'image/png': {'alt': 'my own'}})\nplt.close()")
    draw, told = nbformat.read(tmp_path / "book.ipynb", as_version=4).cells
    (output,) = draw["outputs"]
    alt = "Line chart. Train falls from 4 at x = 1 to 3 at x = 2."
    assert output["metadata"]["image/png"]["alt"] == output["data"]["text/plain"] == alt
    assert told["outputs"][0]["metadata"]["image/png"]["alt"] == "my own"


def notebook(**output):
    return {"cells": [{"id": "a", "cell_type": "code", "outputs": [{"output_type": "display_data", **output}]}]}


@pytest.mark.parametrize("made_up", [{"axes": 5}, 5, "text", [1], {"title": ["t"]}])
def test_a_reading_of_the_notebooks_own_making_is_none(made_up):
    shown = notebook(data={"image/png": "", MIME: made_up}, metadata={MIME: {}, "image/png": 5})
    drawings.keep(shown, EN)
    (output,) = shown["cells"][0]["outputs"]
    assert output["data"] == {"image/png": ""}
    assert output["metadata"] == {DRAWN: {}, "image/png": 5}
    assert cell_outputs(shown)["a"].drawn == ({},)


def test_a_page_of_nbconvert_has_the_alt_text_whatever_it_holds():
    reading = {"axes": [{"title": '"<script>"', "curves": [{"name": "a", "x": [1, 2], "y": [2, 1]}]}]}
    shown = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("draw()")])
    shown.cells[0].outputs = [nbformat.v4.new_output("display_data", {"image/png": "AAAA", MIME: reading})]
    drawings.keep(shown, KO)
    page, _ = HTMLExporter(template_name="classic").from_notebook_node(shown)
    (picture,) = re.findall(r"<img[^>]*>", page)
    assert html.unescape(re.search(r"alt='([^']*)'", picture)[1]) == (
        '선 그래프 ‘"<script>"’. a: x = 1일 때 2에서 x = 2일 때 1까지 내려간다.'
    )


def test_alt_texts_are_in_the_language_of_the_chapter(repo):
    chapter = load_chapter(repo, 1)
    (plan, *_) = make_plans(chapter, make_pages(chapter), RunOptions())
    assert plan.task.words == KO == chapter.words.alt


def test_without_words_there_is_no_alt_text():
    shown = notebook(data={"image/png": "", MIME: {"axes": []}})
    drawings.keep(shown, None)
    assert shown["cells"][0]["outputs"][0]["metadata"] == {DRAWN: {"axes": []}}


def test_what_is_no_picture_keeps_no_reading():
    shown = notebook(data={"text/plain": "1", MIME: {"axes": []}})
    drawings.keep(shown, EN)
    assert shown["cells"][0]["outputs"][0]["data"] == {"text/plain": "1"}
    assert cell_outputs(shown)["a"].drawn == ()


def test_pictures_that_nobody_noted_are_unread():
    assert cell_outputs(notebook(data={"image/png": ""}))["a"].drawn is None
    assert cell_outputs(notebook(data={"image/png": ""}, metadata={DRAWN: {"axes": 5}}))["a"].drawn == ({},)

"""A notebook in memory becomes the text of a template."""

import base64

import pytest
from nbformat import v4

from kagglebook.notebook.adopting.adopted import adopt
from kagglebook.notebook.adopting.entry import as_toml, make_entry
from kagglebook.notebook.adopting.held import Held
from kagglebook.notebook.adopting.naming import OF_THE_PAGE, name_cells, title_of
from kagglebook.notebook.adopting.raising import is_meant
from kagglebook.notebook.adopting.reading import CannotAdoptError, Cell, read_cells
from kagglebook.notebook.source import CELL_HEADER
from tests.support import ROOT
from tests.support.adopting import notebook

PNG = b"\x89PNG\r\n\x1a\n0"
ENTRY = make_entry(3, 3, "A title", "", [])


def adopted(*cells, read=lambda name: None, held=None):
    found, _ = read_cells(notebook(*cells))
    return adopt(found, ENTRY, read, *([held] if held else []))


def test_cells_are_named_by_the_headings_above_them():
    cells = [Cell(n, code, text) for n, (code, text) in enumerate([
        (False, "# A *first* `look`"), (True, "a"), (False, "more"), (True, "b"), (False, "## Results"), (True, "c"),
        (False, "## 결과"), (True, "d"),
    ], 1)]  # fmt: skip
    name_cells(cells)
    assert [cell.name for cell in cells] == [
        *("a-first-look-note", "a-first-look", "a-first-look-note-2", "a-first-look-2"),
        *("results-note", "results-2", "gyeolgwa-note", "gyeolgwa"),
    ]


def test_no_cell_has_a_name_of_the_page():
    text = (ROOT / "templates" / "program.py").read_text(encoding="utf-8")
    names = {found["id"] for line in text.split("\n") if (found := CELL_HEADER.match(line))}
    assert names - OF_THE_PAGE == set()


def test_the_title_is_the_first_heading_of_the_highest_rank():
    prose = [Cell(1, False, "## Before"), Cell(2, False, "```\n# code\n```\n# The [net](http://x) of **1989** #")]
    assert title_of(prose, "file") == "The net of 1989"
    assert title_of([], "my_file") == "my file"


def test_parameters_move_into_a_cell_of_their_own_with_what_is_said_of_them():
    made = adopted("import x", "# sizes\nlr = 0.1  # the rate\nn = 3  # a=b\ny = f(n)", "g(lr)")
    text = made.written.text
    assert "lr = {{ program.params.lr | literal }}  # the rate\nn = {{ program.params.n | literal }}\n" in text
    assert text.index('id="cell"') < text.index('id="parameters"') < text.index("# sizes\ny = f(n)")
    assert made.entry.params == {"lr": 0.1, "n": 3}
    assert "lr = 0.1" in adopted("lr = 0.1", "g(lr)", held=Held(constants=frozenset({"lr"}))).written.text


def test_what_a_template_would_read_is_written_as_text():
    made = adopted("md:%% a\nset {{x}} and `{{y}}`", "x = 1  #> shown\n#: extends\n# %% cell\ny = '#> text'")
    text = made.written.text
    assert '# &#37;% a\n# set {{ "{{" }}x}} and `{{y}}`' in text
    assert "x = 1  # > shown\n# : extends\n# % % cell\ny = '#> text'" in text


def test_pictures_are_carried_along_attached_or_beside_it():
    cell = v4.new_markdown_cell("![a](attachment:b%20c.png) <img src='d.png' alt='e'> ![f](https://x/y.png)")
    cell["attachments"] = {"b c.png": {"image/png": base64.b64encode(PNG).decode()}}
    made = adopted(cell, "x = 1", read={"d.png": PNG + b"d"}.get)
    assert made.pictures == {"figures/3-04-a-title-b-c.png": PNG, "figures/3-04-a-title-d.png": PNG + b"d"}
    shown = "![a](figures/3-04-a-title-b-c.png) ![e](figures/3-04-a-title-d.png) ![f](https://x/y.png)"
    assert shown in made.written.text


def test_a_picture_is_called_what_it_holds():
    made = adopted("md:![a](d.jpg)", "x = 1", read={"d.jpg": PNG}.get)
    assert list(made.pictures) == ["figures/3-04-a-title-d.png"]


def test_results_are_gathered_but_for_those_that_are_others_in_each_run():
    made = adopted("a = f()\nt = time()\nfor i in a:\n    b = i", held=Held(unstable=frozenset({"t"})))
    assert '    "a": gathered(a),\n    "i": gathered(globals().get("i")),' in made.written.text
    assert '"t"' not in made.written.text


def test_a_cell_that_varies_has_a_name_that_no_other_program_has():
    held = Held(leave_out=frozenset({"cell-3-4"}), stderr={"cell": ["UserWarning: x"]})
    made = adopted("print(time())", held=held)
    assert made.leave_out == ("cell-3-4",) and 'id="cell-3-4"' in made.written.text
    assert 'cell = "cell-3-4", stderr = ["UserWarning: x"]' in made.entry.to_toml()


def test_what_draws_at_random_is_seeded_by_a_cell_and_a_parameter():
    made = adopted("import numpy as np\nn = 3", "np.random.default_rng().normal(n)", held=Held(seeded=True))
    text = made.written.text
    assert made.entry.params == {"n": 3, "seed": 0}
    assert "import numpy\n\nnumpy.random.seed(seed)" in text and "default_rng(seed)" in text
    assert text.index("seed = {{") < text.index("numpy.random.seed(seed)") < text.index("import numpy as np")
    fixed = adopted("import random\nrandom.random()", held=Held(seeded=True, constants=frozenset({"seed"})))
    assert fixed.entry.params == {} and "random.seed(0)" in fixed.written.text


def test_an_exception_that_the_notebook_shows_is_caught_and_printed():
    cell = v4.new_code_cell(
        "x = 1\ny = q", outputs=[v4.new_output("error", ename="NameError", evalue="", traceback=[])]
    )
    made = adopted(cell, held=Held(raises=frozenset({1})))
    caught = 'try:\n    x = 1\n    y = q\nexcept NameError as error:\n    print(f"{type(error).__name__}: {error}")'
    assert caught in made.written.text
    tagged = v4.new_code_cell("error = q", metadata={"tags": ["raises-exception"]})
    assert "except Exception as raised:" in adopted(tagged, held=Held(raises=frozenset({1}))).written.text


@pytest.mark.parametrize(
    ("error", "text", "message", "meant"),
    [
        ("NameError", "x", "NameError: name 'x' is not defined", True),
        ("LinAlgError", "x", "numpy.linalg.LinAlgError: Singular matrix", True),
        ("Exception", "x", "KeyError: 3", True),
        ("NameError", "x", "TypeError: no", False),
        ("", "x", "NameError: name 'x' is not defined", False),
        ("NameError", 'x = """\n"""', "NameError: name 'x' is not defined", False),  # indented, it would be another
    ],
)
def test_only_what_the_notebook_shows_is_meant(error, text, message, meant):
    assert is_meant(Cell(1, True, text, error=error), message) is meant


def test_names_that_several_cells_change_are_watched_behind_each():
    made = adopted("a = f()\nb = a\nc = 1", "a = g()\nfor k in b:\n    b[k] += 1", "h(c)", held=Held())
    text = made.written.text
    assert 'behind_cells = behind_each_cell(["a", "b"])' in text and '    "behind_cells": behind_cells,' in text
    assert text.count('#: include "gather.py"') == 1 and text.index("gather.py") < text.index("a = f()")
    held = Held(unwatched=frozenset({"a"}), unstable=frozenset({"b"}))
    assert "behind_each_cell" not in adopted("a = f()\nb = a", "a = g()\nb = a", held=held).written.text


def test_a_template_line_is_of_the_notebooks_cell():
    made = adopted("md:# A", "", "x = 1", "y = 2")
    lines = made.written.text.split("\n")
    assert [made.written.cell_at(lines.index(line) + 1) for line in ("# # A", "x = 1", "y = 2", "results = {")] == [
        1,
        3,
        4,
        0,
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"no json", "no notebook"),
        (b"[]", "no notebook: a notebook is a JSON object"),
        (b'{"cells": 3, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', "no notebook"),
        (notebook("x", language_info={"name": "R"}), "a notebook of R, not of Python"),
        (notebook("md:text"), "no cell of code"),
        (
            notebook(v4.new_code_cell("x", metadata={"tags": ["skip-execution"]})),
            "cell 1: the tag 'skip-execution'",
        ),
    ],
)
def test_what_is_no_notebook_of_python_says_why(content, why):
    with pytest.raises(CannotAdoptError, match=why):
        read_cells(content)


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("x = input('?')", "cell 2: line 1: input"),
        ("md:![a](gone.png)", "cell 2: no picture 'gone.png' beside the notebook"),
        ("md:![a](attachment:gone.png)", "cell 2: the picture 'gone.png' isn't attached"),
        ("print 'x'", "cell 2: line 1: no Python"),
    ],
)
def test_what_cannot_be_taken_says_why_by_cell(cell, why):
    with pytest.raises(CannotAdoptError, match=why):
        adopted("x = 1", cell)


def test_titles_on_kaggle_are_short_plain_and_nobody_elses():
    assert ENTRY.kernel_title == "Ch03 Program 4 A Title"
    assert make_entry(3, 3, "A title", "", [ENTRY.kernel_title]).kernel_title == "Ch03 Program 4 A Title v2"
    long = make_entry(3, 11, "합성곱 " * 30, "CV", [])
    assert long.kernel_title.startswith("CV Ch03 Program 12 Habseonggob") and len(long.kernel_title) <= 50
    assert long.kernel_title.isascii()


def test_numbers_go_on_as_those_of_the_chapter_do():
    entry = make_entry("week-3", 3, "A title", "Stats", [], "3.")
    assert (entry.number, entry.section, entry.template) == ("3.4", "3.4", "week_3_04_a_title.py")
    assert entry.kernel_title == "Stats Week 3 Program 4 A Title"
    assert make_entry("week-3", 0, "A title", "", []).number == "week-3-1"


def test_values_are_written_as_toml():
    value = {"a": [1, 2.5, True], "한": '"\\\n'}
    assert as_toml(value) == '{ a = [1, 2.5, true], "한" = "\\"\\\\\\n" }'

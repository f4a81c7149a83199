import json

import nbformat
import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.core.problems import InputError
from kagglebook.notebook import roles
from kagglebook.notebook.blanks import split_blanks
from kagglebook.notebook.book import make_pages
from kagglebook.notebook.context import context
from kagglebook.notebook.kaggle_publisher import KagglePublisher
from kagglebook.notebook.remarks import split_remarks
from kagglebook.notebook.render import Rendered, escaped, render, to_bytes
from kagglebook.notebook.template import Templates
from tests.support import pages_05

TEMPLATE = "chapters/01/1_02_subtraction.py"
KAGGLE = {"accelerator": "none"}


@pytest.fixture
def rendered(repo):
    """Render a program of the tiny repository; with a text, that of a template of its own."""

    def rendered(text: str | None = None, index: int = 1) -> Rendered:
        if text is not None:
            (repo / TEMPLATE).write_text(text, encoding="utf-8")
        chapter = load_chapter(repo, 1)
        templates = Templates([chapter.folder, repo / "templates"], repo)
        program = chapter.programs[index]
        names = context(chapter, program, KagglePublisher(chapter.layout))
        return render(program, chapter.folder / program.template, templates, names, {"kaggle": KAGGLE}, chapter.words)

    return rendered


def cells_of(page: Rendered) -> dict[str, str]:
    return {cell.id: cell.source for cell in page.notebook.cells}


def test_a_program_becomes_a_notebook_whose_cells_have_the_names_of_the_template(rendered):
    notebook = rendered(index=0).notebook
    assert [(cell.id, cell.cell_type) for cell in notebook.cells] == [
        ("header", "markdown"),
        ("note", "markdown"),
        ("parameters", "code"),
        ("add", "code"),
        ("add-remarks", "markdown"),
        ("results", "code"),
        ("save-results", "code"),
        ("errata", "markdown"),
    ]
    assert notebook.cells[1].source == "두 수를 더한다."
    assert notebook.cells[2].source == "first = 2\nsecond = 0.5"
    nbformat.validate(notebook)


def test_only_kaggle_s_and_jupyter_s_own_metadata_reach_the_notebook(rendered):
    notebook = rendered(index=0).notebook
    assert set(notebook.metadata) == {"kaggle", "kernelspec", "language_info"}
    assert notebook.metadata.kaggle == KAGGLE
    assert notebook.metadata.kernelspec.name == "python3"
    assert {cell.id: dict(cell.metadata) for cell in notebook.cells if cell.metadata} == {
        "parameters": {"tags": ["parameters"]},
        "save-results": roles.metadata("machinery", []),
    }
    assert all(cell.outputs == [] and cell.execution_count is None for cell in notebook.cells if "outputs" in cell)


def test_the_file_shows_what_a_reader_reads_and_reads_back_as_the_notebook(rendered):
    notebook = rendered(index=0).notebook
    content = to_bytes(notebook)
    assert "두 수를 더한다." in content.decode()
    assert content.endswith(b"}\n")
    assert nbformat.reads(content.decode(), as_version=4) == notebook


def test_what_is_sent_is_the_same_file_in_ascii(rendered):
    content = to_bytes(rendered('# %% [markdown] id="a"\n# 가나 é 🙂 \\\\ "한"\n').notebook)
    sent = escaped(content)
    assert sent.isascii()
    assert json.loads(sent) == json.loads(content)
    assert sent == (nbformat.v4.writes(nbformat.reads(content.decode(), 4), ensure_ascii=True) + "\n").encode()


def test_blank_lines_around_a_cell_are_dropped_and_those_inside_kept(rendered):
    text = '# %% id="a"\n\n\nx = 1\n\n\ny = 2\n\n\n\n# %% [markdown] id="b"\n#\n# one\n#\n# two\n#\n'
    assert cells_of(rendered(text)) == {"a": "x = 1\n\n\ny = 2", "b": "one\n\ntwo"}


@pytest.mark.parametrize(
    "code",
    [
        "# why?",
        "# %matplotlib inline",
        "# !pip install torch",
        "# ls of a folder",
        'x = "# %% no header"',
        'x = """\n#> no remark\n"""',
        "x = '#> no remark'",
    ],
)
def test_code_reaches_the_notebook_as_it_stands(rendered, code):
    assert cells_of(rendered(f'# %% id="a"\n{code}\ny = 1\n')) == {"a": f"{code}\ny = 1"}


def test_a_remark_leaves_a_mark_and_stands_in_the_table_below(rendered):
    text = '# %% id="a"\nimport json  #> 표준 모듈\n\nx = [1,  #> 하나\n     2]\n'
    assert cells_of(rendered(text)) == {
        "a": "import json  # ①\n\nx = [1,  # ②\n     2]",
        "a-remarks": "| # | 코드 | 설명 |\n|:---:|:---|:---|\n"
        "| ① | `import json` | 표준 모듈 |\n| ② | `x = [1,` | 하나 |",
    }


def test_a_marked_line_is_still_located_at_its_template_s(rendered):
    page = rendered('# %% id="a"\nx = 1  #> one\n\ny = x.z  #> two\n')
    line = page.notebook.cells[0].source.split("\n").index("y = x.z  # ②") + 1
    assert page.origin("a", line).number == 4


def test_a_cell_has_fifty_remarks_at_most(rendered):
    with pytest.raises(InputError) as caught:
        rendered('# %% id="a"\n' + "x = 1  #> again\n" * 51)
    (problem,) = caught.value.problems
    assert (problem.path.name, problem.line) == ("1_02_subtraction.py", 52)
    assert problem.message == "more than 50 remarks (#>) in a cell: make two cells of it"


def test_the_machinery_is_hidden_in_each_viewer_and_a_report_shows_what_it_says(rendered):
    text = (
        '# %% id="a" role="machinery"\nx = 1\n\n# %% id="b" role="report" tags=["own"]\ny = 1\n\n# %% id="c"\nz = 1\n'
    )
    notebook = rendered(text).notebook
    assert [cell.metadata for cell in notebook.cells] == [
        {
            "_kg_hide-input": True,
            "_kg_hide-output": True,
            "jupyter": {"source_hidden": True, "outputs_hidden": True},
            "cellView": "form",
            "tags": ["machinery", "hide-cell"],
        },
        {
            "_kg_hide-input": True,
            "jupyter": {"source_hidden": True},
            "cellView": "form",
            "tags": ["report", "hide-input", "own"],
        },
        {},
    ]
    nbformat.validate(notebook)


@pytest.mark.parametrize(
    ("cell", "line", "file", "text"),
    [
        ("parameters", None, "1_01_addition.py", '# %% id="parameters" tags=["parameters"]'),
        ("parameters", 2, "1_01_addition.py", "second = {{ program.params.second | literal }}"),
        ("add", 2, "add.py", 'print("total", total)'),
        ("save-results", 11, "program.py", "for name, value in results.items():"),
    ],
)
def test_a_line_of_a_cell_leads_back_to_its_template(rendered, cell, line, file, text):
    place = rendered(index=0).origin(cell, line)
    assert place.path.name == file
    assert place.path.read_text(encoding="utf-8").split("\n")[place.number - 1] == text


def test_blank_lines_before_a_cell_s_text_shift_no_origin(rendered):
    page = rendered('# %% id="a"\n\n\n\nx = 1\ny = 2\n')
    assert [page.origin("a", line).number for line in (1, 2)] == [5, 6]


def test_a_line_past_the_end_leads_to_the_last(rendered):
    assert rendered('# %% id="a"\nx = 1\n').origin("a", 99).number == 2


@pytest.mark.parametrize("cell", [None, "nowhere"])
def test_an_unknown_cell_has_no_origin(rendered, cell):
    assert rendered().origin(cell) is None


def test_a_cell_may_have_several_tags(rendered):
    (cell,) = rendered('# %% id="a" tags=["b-1", "c"]\nx = 1\n').notebook.cells
    assert cell.metadata == {"tags": ["b-1", "c"]}


def test_a_cell_of_prose_keeps_its_tags(rendered):
    (cell,) = rendered('# %% [markdown] id="a" tags=["b"]\n# text\n').notebook.cells
    assert cell.metadata == {"tags": ["b"]}


def test_a_cell_may_be_empty(rendered):
    assert cells_of(rendered('# %% id="a"\n\n# %% id="b"\n')) == {"a": "", "b": ""}


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("", None, "a program without cells"),
        ('x = 1\n# %% id="a"\n', 1, "text before the first cell"),
        ('# %% id="a"\n\n# %%\nx = 1\n', 3, "a cell without a name"),
        ('# %% id="a"\n\n# %% id=""\nx = 1\n', 3, "a cell without a name"),
        ('# %% id="a"\n\n# %% id="a b"\n', 3, "cell name 'a b'"),
        (f'# %% id="{"a" * 57}"\n', 1, "1 to 56 letters"),
        ('# %% id="a"\n\n# %% [markdown] id="a"\n', 3, "two cells named 'a', the first at 1_02_subtraction.py:1"),
        ('# %% id="a"\nx = 1  #> b\n\n# %% id="a-remarks"\n', 4, "cell name 'a-remarks'"),
        ('# %% id="a-remarks"\n\n# %% id="a"\nx = 1  #> b\n', 1, "cell name 'a-remarks'"),
        ('# %% id="a" name="b"\n', 1, "unknown cell metadata"),
        ('# %% Title id="a"\n', 1, "unknown cell metadata"),
        ('# %% [raw] id="a"\n', 1, "unknown cell metadata"),
        ('# %% id="a" tags="b"\n', 1, "unknown cell metadata"),
        ('# %% id="a" tags=["b" "c"]\n', 1, "unknown cell metadata"),
        ('# %% id="a" tags=["b", "b"]\n', 1, "the tag 'b' stands twice"),
        ('# %% id="a" tags=["raises-exception"]\n', 1, "use try/except: papermill ignores the tag"),
        ('# %% id="a" tags=["b", "skip-execution"]\n', 1, "the tag 'skip-execution': put the code under `if`"),
        ('# %% id="a" tags=["injected-parameters"]\n', 1, "use the parameters cell"),
        ('# %% [markdown] id="a" tags=["injected-parameters"]\n', 1, "use the parameters cell"),
        ('# %% id="a" tags=["papermill-error-cell-tag"]\n', 1, "leave the tag out"),
        ('# %% id="a"\nx = 1\n# %%time\n', 3, "unknown cell metadata"),
        ('# %% id="a"\n#%% id="b"\n', 2, "a cell header begins its line"),
        ('# %% id="a"\nif 1:\n    # %% id="b"\n    x = 1\n', 3, "a cell header begins its line"),
        ('# %% id="a"\nif 1:\n# %% id="b"\n    x = 1\n', 2, "not valid Python once rendered: expected an indented"),
        (
            '# %% id="a"\nif 1:\n#: if program.params\n    x = 1\n#: endif\n',
            2,
            "not valid Python once rendered: expected",
        ),
        ('# %% id="a"\nx = """\n# %% id="b"\n"""\n', 2, "not valid Python once rendered: unterminated"),
        ('# %% [markdown] id="a"\n# one\n\nx = 1\n', 4, "a line of a Markdown cell begins with #"),
        ('# %% id="a" role="machinry"\nx = 1\n', 1, "no role 'machinry', did you mean 'machinery'?"),
        ('# %% id="a" role=""\nx = 1\n', 1, "no role '' (known: "),
        ('# %% [markdown] id="a" role="report"\n# x\n', 1, "the role 'report' is for code: a Markdown cell has none"),
        ('# %% id="a" tags=["x"] role="report"\nx = 1\n', 1, "unknown cell metadata"),
        ('# %% id="a"\n#> alone\nx = 1\n', 2, "a remark (#>) ends a line of code"),
    ],
)
def test_a_fault_of_a_cell_is_told_with_its_line(rendered, text, line, told):
    with pytest.raises(InputError) as caught:
        rendered(text)
    (problem,) = caught.value.problems
    assert (problem.path.name, problem.line) == ("1_02_subtraction.py", line)
    assert told in problem.message


def test_the_words_of_the_tool_are_those_of_the_chapter_s_language(repo, edit):
    edit("chapters/01/chapter.toml", "number = 1\n", 'number = 1\nlanguage = "en"\n')
    cells = cells_of(make_pages(load_chapter(repo, 1))[0].rendered)
    assert cells["header"].startswith("# Program 1-1. ")
    assert cells["add-remarks"].startswith("| # | Code | Remark |\n")


# What the format says is jupytext's to say.
PERCENT = {"extension": ".py", "format_name": "percent", "comment_magics": False}  # "# why?" is no call for help


@pytest.mark.parametrize("page", pages_05(), ids=lambda page: page.program.number)
def test_the_cells_are_those_that_jupytext_reads(page):
    jupytext = pytest.importorskip("jupytext")
    read = [(cell.cell_type, cell.source.strip("\n")) for cell in jupytext.reads(page.rendered.source, PERCENT).cells]
    ours = [cell for cell in page.rendered.notebook.cells if not cell.id.endswith("-remarks")]
    # A picture is embedded: its address is the only text that is another.
    assert [(cell.cell_type, cell.source.replace("(attachment:", "(pictures/")) for cell in ours] == [
        (kind, split_remarks(split_blanks(source)[0])[0] if kind == "code" else source) for kind, source in read
    ]


@pytest.mark.parametrize(
    "cell",
    [
        "#\n# one\n#\n#   indented\n#no space\n\n# behind a blank line\n## a heading\n",
        "# | a | b |\n# |---|---|\n# $\\#$ and `# code`\n",
        "# ",
    ],
)
def test_markdown_is_what_jupytext_makes_of_it(rendered, cell):
    jupytext = pytest.importorskip("jupytext")
    text = f'# %% [markdown] id="note"\n{cell}'
    (read,) = jupytext.reads(text, PERCENT).cells
    assert cells_of(rendered(text)) == {"note": read.source.strip("\n")}

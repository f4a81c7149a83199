import pytest

from kagglebook.notebook.source import prepare
from kagglebook.notebook.statements import Statement, lint_blocks, lint_calls, lint_imported, statements_of


def told(tmp_path, text: str) -> list[tuple[int | None, str]]:
    return [(problem.line, problem.message) for problem in prepare(tmp_path / "a.py", text, 0, frozenset()).problems]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "#: the learning rate\nlr = 1\n",
            "`#:` begins a template statement, and 'the' is none: a comment begins with `# `",
        ),
        ('#: inclde "x.py"\n', "'inclde' is none, did you mean 'include'? (a comment begins with `# `)"),
        ("#: end\n", "and 'end' is none"),
        ("#:\n", "`#:` begins a template statement, and nothing follows: a comment begins with `# `"),
        ("    #: float: the rate\n", "and 'float' is none"),
        ("#: filter upper\n", "and 'filter' is none"),
        ("#: print 1\n", "and 'print' is none"),
        ("#: autoescape true\n", "and 'autoescape' is none"),
        ("#: raw\n", "and 'raw' is none"),
        ("#: do x()\n", "and 'do' is none"),
        ("#: - item\n", "nothing follows"),
        ("#: if " + "x" * 6000 + "\n", "a statement of more than 5,000 characters"),
    ],
)
def test_a_comment_that_begins_as_a_statement_does_is_told(tmp_path, text, message):
    ((line, said),) = told(tmp_path, f"x = 1\n{text}" if not text.startswith(" ") else f"if 1:\n{text}    x = 1\n")
    assert line == 2
    assert message in said


@pytest.mark.parametrize(
    ("line", "binds", "uses"),
    [
        ("#: for i in items", {"i", "loop"}, {"items"}),
        ("#: for a, b in pairs if a", {"a", "b", "loop"}, {"pairs", "a"}),
        ("#: set x = y + 1", {"x"}, {"y"}),
        ("#: set x, y = z", {"x", "y"}, {"z"}),
        ("#: set n.x = y", set(), {"y"}),
        ("#: set x", {"x"}, set()),
        ('#: set x = "a = b"', {"x"}, set()),
        ("#: macro m(a, b=c)", {"m", "a", "b", "c", "caller", "varargs", "kwargs"}, {"a", "b", "c"}),
        ('#: import "x.py" as lib', {"lib"}, set()),
        ('#: from "x.py" import a, b as c', {"a", "b", "c"}, set()),
        ("#: call(row) table(rows)", {"row"}, {"row", "table", "rows"}),
        ("#: with a = 1, b = x", {"a", "b"}, {"a", "b", "x"}),
        ("#: if a == none and not b.c", set(), {"a", "b"}),
        ("#: block lesson", set(), set()),
    ],
)
def test_a_statement_binds_names_and_uses_others(line, binds, uses):
    (statement,) = statements_of([line])
    assert (statement.binds, statement.uses) == (binds, uses)


@pytest.mark.parametrize(
    ("line", "files"),
    [
        ('#: extends "page.py"', ["page.py"]),
        ("#: include 'a.py' if x else \"b.py\"", ["a.py", "b.py"]),
        ('#: from "x.py" import a', ["x.py"]),
        ('#: import "x.py" as x', ["x.py"]),
        ('#: set x = "y.py"', []),
        ("#: include program.name", []),
    ],
)
def test_a_statement_names_templates(line, files):
    (statement,) = statements_of([line])
    assert statement.files == files


def test_a_statement_within_a_string_is_none():
    assert list(statements_of(['x = """', "#: if x", '"""'], frozenset([2, 3]))) == []


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("#: block lesson\nx = 1\n#: endblock", {}),
        (
            "#: if x\n#: block lesson\n#: endblock\n#: endif",
            {2: "a block inside 'if' fills the page whatever that says"},
        ),
        ("#: for a in b\n#: block lesson\n#: endblock\n#: endfor", {2: "a block inside 'for' fills the page"}),
        ("#: block lesson\n#: block inner\n#: endblock\n#: endblock", {}),
        ("#: macro m()\nx = 1\n#: endmacro\n#: set y\nx = 1\n#: endset\n#: set z = 1", {}),
        ("#: if x\ny = 1\n#: endif", {2: "stands outside every block"}),
        ("#: block leson\n#: endblock", {1: "the page has no block 'leson', did you mean 'lesson'?"}),
    ],
)
def test_what_a_page_would_drop_is_told(tmp_path, text, faults):
    lines = text.split("\n")
    found = list(lint_blocks(tmp_path, lines, list(statements_of(lines)), {"lesson"}))
    assert {problem.line: problem.message[: len(faults[problem.line])] for problem in found} == faults


def test_a_statement_knows_its_line():
    assert list(statements_of(["x", "  #: endif "])) == [Statement(2, "endif", "")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("#: call m()\nx = 1\n#: endcall", 2),
        ("#: call m()\n\n#: endcall", None),
        ("#: call m()\n#: if x\n#: endif\n#: endcall\nx = 1", None),
        ("#: call(a) m(1)\n# text\n#: endcall", 2),
        ("#: call other()\nx = 1\n#: endcall", None),
    ],
)
def test_what_a_macro_without_caller_would_drop_is_told(tmp_path, text, line):
    lines = text.split("\n")
    found = list(lint_calls(tmp_path, lines, list(statements_of(lines)), frozenset({"m"})))
    assert [problem.line for problem in found] == ([line] if line else [])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('#: macro m()\n# %% id="a"\n#: endmacro', None),
        ('x = 1\n#: macro m()\nx = 1\n#: endmacro\n# %% id="a"\nx = 1', 5),
        ("results = {\n#: macro m()\n#: endmacro\n}", None),
    ],
)
def test_a_cell_that_an_import_would_drop_is_told(tmp_path, text, line):
    lines = text.split("\n")
    found = list(lint_imported(tmp_path, lines, list(statements_of(lines))))
    assert [problem.line for problem in found] == ([line] if line else [])

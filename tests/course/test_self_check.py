"""The hidden first cell of an edition: which cells wait for which blank, and what is said of it."""

import ast
import json
from types import SimpleNamespace

import pytest

from tests.support.languages import shared_cell

FIRST, LAST = shared_cell("self_check.py"), shared_cell("blanks_done.py")
TO_FILL = "채우고 이 셀과 아래의 확인 셀을 다시 실행하세요."
CHECK = "@self_check(1, 'good')\ndef blank_1():\n    return 'bad' if x != 3 else None"


class Notebook:
    """Executes cells as IPython does: each through the transformers of its tree."""

    def __init__(self, capsys):
        self.shell = SimpleNamespace(ast_transformers=[])
        self.names = {"get_ipython": lambda: self.shell}
        self.capsys = capsys
        self.run(FIRST)

    def run(self, code: str) -> str:
        """What the cell prints."""
        tree = ast.parse(code)
        for transformer in self.shell.ast_transformers:
            tree = transformer.visit(tree)
        exec(compile(tree, "cell", "exec"), self.names)
        return self.capsys.readouterr().out.strip()


@pytest.fixture
def notebook(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Notebook(capsys)


def test_a_cell_with_an_open_blank_is_not_executed_and_says_which(notebook):
    assert notebook.run("x = __1__\nprint('executed')") == f"✏️ 빈칸 1: {TO_FILL}"
    assert notebook.run("def f():\n    return __2__ + __3__") == f"✏️ 빈칸 2, 3: {TO_FILL}"


def test_a_cell_that_needs_what_was_not_made_waits_and_so_do_those_after_it(notebook):
    notebook.run("x = __1__")
    assert notebook.run("y = x + 1") == "⏸ 빈칸 1부터 채우면 이 셀이 실행됩니다."
    assert notebook.run("print(y)").startswith("⏸ 빈칸 1")
    assert notebook.run("print('other')") == "other"


def test_once_it_is_filled_all_that_waited_is_executed(notebook):
    notebook.run("x = __1__")
    notebook.run("y = x + 1")
    assert notebook.run("x = 3") == ""
    assert notebook.run("y = x + 1\nprint(y)") == "4"
    assert notebook.run("print(y)") == "4"


def test_a_cell_does_not_wait_for_itself(notebook):
    notebook.run("x = 1")
    notebook.run("x = x + __1__")
    assert notebook.run("print(x)").startswith("⏸")  # what it should be isn't known
    assert notebook.run("x = x + 2\nprint(x)") == "3"
    assert notebook.run("print(x)") == "3"


def test_a_check_says_that_its_blank_is_open_waits_or_is_right_or_wrong(notebook):
    notebook.run("x = __1__")
    assert notebook.run(CHECK) == "✏️ 빈칸 1: 아직 비어 있습니다."
    notebook.run("x = 2")
    assert notebook.run(CHECK) == "❌ 빈칸 1: bad"
    notebook.run("x = 3")
    assert notebook.run(CHECK) == "✅ 빈칸 1: good"
    notebook.run("z = __2__\nx = z")
    assert notebook.run(CHECK) == "✏️ 빈칸 1: 빈칸 2부터 채워야 확인할 수 있습니다."


def test_imports_and_definitions_of_a_cell_are_left_out_only_where_they_have_to_be(notebook):
    said = notebook.run("import math\n\ndef f():\n    return __1__\n\ndef g():\n    return math.floor(2.5)\n\nx = g()")
    assert said == f"✏️ 빈칸 1: {TO_FILL}"
    assert notebook.run("print(g(), math.pi > 3)") == "2 True"
    assert notebook.run("print(f())") == "⏸ 빈칸 1부터 채우면 이 셀이 실행됩니다."
    assert notebook.run("print(x)") == "⏸ 빈칸 1부터 채우면 이 셀이 실행됩니다."


def test_a_definition_waits_for_what_stands_below_it_in_its_cell_and_for_what_is_left_out_of_it(notebook):
    notebook.run("def f():\n    return g()\n\ndef g():\n    return __1__\n\ndef h():\n    return x\n\nx = 1")
    for name in "fgh":
        assert notebook.run(f"print({name}())").startswith("⏸ 빈칸 1")
    notebook.run("def f():\n    return g()\n\ndef g():\n    return 5\n\ndef h():\n    return x\n\nx = 1")
    assert notebook.run("print(f(), h())") == "5 1"


def test_a_blank_is_checked_while_another_of_its_cell_is_open(notebook):
    one, two = (f"@self_check({n}, 'good')\ndef blank_{n}():\n    return {f}()" for n, f in ((1, "f"), (2, "g")))
    both = f"{one}\n\n{two}"
    notebook.run("def f():\n    return __1__\n\ndef g():\n    return __2__")
    assert notebook.run(both) == "✏️ 빈칸 1: 아직 비어 있습니다.\n✏️ 빈칸 2: 아직 비어 있습니다."
    assert notebook.run("def f():\n    return None\n\ndef g():\n    return __2__") == f"✏️ 빈칸 2: {TO_FILL}"
    assert notebook.run(both) == "✅ 빈칸 1: good\n✏️ 빈칸 2: 아직 비어 있습니다."


def test_what_waits_for_a_filled_blank_alone_is_to_be_executed_from_above(notebook):
    notebook.run("__1__")
    notebook.run("x = __2__")
    notebook.run("y = x")
    notebook.run("x = 3")
    assert notebook.run("print(y)") == "⏸ 위의 셀부터 다시 실행하면 이 셀이 실행됩니다."
    check = "@self_check(2, 'good')\ndef blank_2():\n    return y != 3"
    assert notebook.run(check) == "✏️ 빈칸 2: 위의 셀부터 다시 실행해야 확인할 수 있습니다."
    notebook.run("z = __1__ + y")
    assert notebook.run("print(z)") == "⏸ 빈칸 1부터 채우면 이 셀이 실행됩니다."
    notebook.run("y = x")
    assert notebook.run(check) == "✅ 빈칸 2: good"


def test_a_blank_that_is_a_whole_line_may_be_filled_with_any_statement(notebook):
    notebook.run("x = []\n__1__")
    assert notebook.run("print(x)").startswith("⏸ 빈칸 1")
    notebook.run("x = []\ny = x.append(1)")
    assert notebook.run("print(x)") == "[1]"


def test_an_error_within_a_check_is_told_and_ends_nothing(notebook):
    notebook.run("x = 3")
    said = notebook.run("@self_check(1, 'good')\ndef blank_1():\n    return x.shape")
    assert said == "❌ 빈칸 1: 확인하는 동안 오류가 났습니다: AttributeError: 'int' object has no attribute 'shape'"


@pytest.mark.parametrize(
    "code",
    [
        "def f(x):\n    return x",
        "def f():\n    x = 1\n    return x",
        "f = lambda x: x",
        "f = [x for x in (1, 2)]",
        "for x in (1, 2):\n    print(x)",
        "x = 2\nprint(x)",
        "import os as x\nprint(x.name)",
        "with open('file', 'w') as x:\n    x.write('')",
        "class A:\n    x = 1\n    y = x",
        "def x():\n    pass\n\nx()",
        "y = dict(x=1)",
    ],
)
def test_a_name_that_a_cell_makes_itself_is_not_waited_for(notebook, code):
    notebook.run("x = __1__")
    assert not notebook.run(code).startswith("⏸")


@pytest.mark.parametrize(
    "code",
    [
        "def f():\n    return x",
        "f = lambda: x",
        "f = [x + y for y in (1, 2)]",
        "x += 1",
        "x = x + 1",
        "print(f'{x:.2f}')",
        "if True:\n    y = x",
        "y = x.z",
        "x[0] = 1",
        "for y in x:\n    pass",
        "@x\ndef f(): ...",
        "def f(y=x): ...",
        "try:\n    x\nexcept Exception:\n    pass",
        "results = {'x': x}",
    ],
)
def test_a_name_that_a_cell_reads_first_is_waited_for_wherever_it_stands(notebook, code):
    notebook.run("x = int(__1__)")
    assert notebook.run(code).startswith("⏸")


def test_the_last_cell_counts_and_adds_the_blanks_to_the_results(notebook, tmp_path):
    notebook.run("x = 3")
    notebook.run(CHECK)
    notebook.run("y = __2__")
    (tmp_path / "results.json").write_text('{"total": 1}')
    assert notebook.run(LAST) == "빈칸 2개 가운데 1개를 맞혔습니다.\n남은 빈칸: 2"
    results = json.loads((tmp_path / "results.json").read_text())
    assert results == {"total": 1, "blanks": {"1": "right", "2": "open"}}


def test_results_of_an_earlier_run_are_not_those_of_this_one(notebook, tmp_path):
    (tmp_path / "results.json").write_text('{"total": 1}')
    notebook.run(FIRST)
    assert not (tmp_path / "results.json").exists()
    assert len(notebook.shell.ast_transformers) == 1  # run twice, it looks at each cell once

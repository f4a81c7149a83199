import pytest

from kagglebook.notebook.source import prepare


def lines_of(tmp_path, text: str) -> list[int | None]:
    return [problem.line for problem in prepare(tmp_path / "a.py", text, 0, frozenset()).problems]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('# %% [markdown] id="a"\n# {{ program.x }}\n\n# %% id="parameters"\ny = {{ program.x }}\n', []),
        ('# %% id="a"\nprint({1: {2: 3}})\n', []),
        ("# {{ program.x }} before the first cell of a part\n", []),
        ("# {{ x }} before the first cell of a part\n", [1]),
        ('# %% id="a"\nx = {{ x }}\n\n# %% [markdown] id="b"\n# {{ program.x }}\n\n# %% id="c"\n# {{ x }}\n', [2]),
        ('# %% id="a"\nx = 1\n\n# %% id="c"\n# {{ program.x }}\n', [5]),
        ("x = 1\nif x:\ny = 2\n", [3]),
        ('# %% id="a"\n# 빼기\x0b', [2]),
        ('x = "\u2028"\n', [1]),
        ('\nx = "\x00"\n', [2]),
        ("if x:\n\ty = 1  # a tab ends no line\n", []),
        ("#: the learning rate\nlr = 0.1\n", [1]),
        ("x = 1  #: the learning rate\n", []),
        ('x = """\n#: no statement\n"""\n', []),
        ("-" * 100_000 + "1\n", [None]),
    ],
)
def test_each_line_that_breaks_a_rule_is_told(tmp_path, text, lines):
    assert lines_of(tmp_path, text) == lines


def test_all_faults_of_a_template_are_told_at_once(tmp_path):
    text = '# %% [markdown] id="a"\n#: inclde "b.py"\n# {{ progam.x }} and {{ titel }}\n# $x_{{progam.y}}$\n'
    assert lines_of(tmp_path, text) == [2, 3, 3, 4]


def test_a_template_larger_than_a_notebook_may_be_is_not_read(tmp_path):
    assert "a template of 1,000,004 characters" in str(
        prepare(tmp_path / "a.py", "# " + "x" * 1_000_002, 0, set()).problems[0]
    )


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        # Each line with an expression: whether it is taken.
        ('# %% id="parameters"\nx = {{ program.x }}\n', True),
        ('# %% id="a"\nx = {{ program.x }}\n', False),
        ('# %% id="a"\nx = 1\n#: macro m(n)\nx = {{ n }}\n#: endmacro\n', True),
        ('# %% id="a"\n#: block b\n# {{ program.x }}\n#: endblock\n', True),
        ('# %% id="a"\nprint("{{ chapter.words.here }}", f"{{chapter}} {{program.x}}")\n', True),
        ('# %% id="a"\nx = 1  # {{ chapter.words.here }}\n', True),
        ('# %% id="a"\nprint(f"{{chapter.title}}", "{{ program.x }}", "{{ chapter.word.here }}")\n', None),
        ('# %% id="a"\nprint("{{ chapter.words.here }")\n', False),
        ('# %% id="a"\nx = {{ chapter.words.here }}\n', False),
        ('# %% id="a"\n#: block b\n#: endblock\nx = {{ program.x }}\n', False),
        ("x = {{ program.x }}\n", True),  # part of the parameters cell, perhaps
        ('# %% id="a-{{ program.x }}"\n', True),
        ('#: block b\n# print(f"{{x}}")\nx = 1\n#: endblock\n', None),
        ('#: block b\n# {{ program.x }}\n# text\n#: endblock\n# %% id="a"\nx = {1: {2}}\n', True),
    ],
)
def test_an_expression_stands_where_a_value_can(tmp_path, text, cells):
    source = prepare(tmp_path / "a.py", text, 0, frozenset())
    assert (not source.problems) is (cells is not False)
    assert ("\x00{" in source.text) is (cells is True)

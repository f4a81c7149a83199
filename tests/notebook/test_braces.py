"""Formulas and code are the author's, to the last brace; what a template says in between is told apart by rule."""

import pytest

from kagglebook.core.problems import InputError
from kagglebook.notebook.template import Templates

CONTEXT = {"program": {"title": "T", "params": {"k": 5, "lr": 0.5, "steps": [1, 2]}}, "chapter": {}, "edition": {}}


@pytest.fixture
def expand(tmp_path):
    """The lines of a program's cell."""

    def expand(header: str, text: str) -> str:
        (tmp_path / "a.py").write_text(f"# %%{header}\n{text}\n", encoding="utf-8")
        lines = Templates([tmp_path], tmp_path).expand(tmp_path / "a.py", CONTEXT)
        return "\n".join(line.text for line in lines[1:])

    return expand


def prose(text: str) -> str:
    return "\n".join(f"# {line}".rstrip() for line in text.split("\n"))


KEPT_IN_MARKDOWN = [
    "A small rate, $10^{{-3}}$, and $x_{{12}}$, $e^{{2}}$.",
    r"$\frac{{a}}{{b}}$",
    r"$$\frac{{a}}{{b}}$$",
    "$$\n\\frac{{a}}{{b}}\n$$",
    "\\[\nx^{{2}}\n\\]",
    "\\\\[ x^{{2}} \\\\]",
    r"\( x^{{2}} \)",
    "\\begin{align}\na &= b^{{2}} \\\\\nc &= {{d}}\n\\end{align}",
    "\\begin{equation*}\nx^{{2}}\n\\end{equation*}",
    r"$\mathbf{{W}}^{{T}}$",
    "$f'(x)^{{2}} + g'(x)$",
    "$a_{{i_{j}}}$",
    r"$\sum_{{i=1}}^{{n}} x_{{i}}$",
    r"$\text{{if }} x$",
    "$x_{{{{12}}}}$",
    r"$p(y|x)^{{\text{program}}}$",
    r"$\text{{the program is}}$",
    r"$\operatorname{{sign}}(x)$",
    r"$\{ {{a}} \}$",
    "$E_{{p(x)}}[f(x)]$",
    "$x_{{n|m}}$",
    "a formula $x\n+ y^{{2}}$ of two lines",
    '`f"{{x}}"`',
    '``f"{{x}}" ` ``',
    "`{{ name }}` and `{{ name.attr }}` and `{{ user | upper }}`",
    '`{"a": {"b": {}}}` and `{{`',
    '```python\nprint(f"{{x}}")\nd = {{1: 2}}\n```',
    "~~~\n{{ name }}\n~~~",
    '\n    indented = f"{{x}}"',
    "- ```\n  {{ x }}\n  ```",
    "> $$\n> x^{{2}}\n> $$",
    "<code>{{ x }}</code>",
    "`{% raw %}` {% x %} {# y #} {x} }}",
    "costs `${{ PRICE }}`",
    "```\n$x\n```\n$y_{{1}}$",
]
KEPT_IN_CODE = [
    'print(f"set {{{name}}}")',
    "x = {1: {2: 3}}",
    'y = {"a": {"b": {}}}',
    'print(f"{{}}")',
    'print("{{ program.params.lr }}")',
    "s = '''\n{{ x }}\n{{ program.title }}\n'''",
    's = """\n#: not a statement\n"""',
    't = "{{0}}".format(1)',
    'print("a", f"{{{{ {x} }}}}")',
    'r = r"\\d{{2}}"',
    'tpl = "{% if %} {# #}"',
    "x = {**{1: 2}}",
    'def f():\n    """Doc {{ x }}."""',
    "x = {'a': [{'b': {'c': 1}}]}",
    "x = {{1: 2}[1]: {3: {4}}}",
    'x = "%s {{" % 1',
    "x = {(1, 2): {3}}",
    '# print(f"{{x}}")',
    "x = 1  # {{ name }}",
    'x = 1  #> $x_{{12}}$ and `f"{{x}}"`',
    "x = f'{a}' f\"{{b}}\" '{{c}}'",
]


@pytest.mark.parametrize("text", KEPT_IN_MARKDOWN)
def test_formulas_and_code_of_a_markdown_cell_stay_what_they_are(expand, text):
    assert expand(' [markdown] id="a"', prose(text)) == prose(text)


@pytest.mark.parametrize("code", KEPT_IN_CODE)
def test_code_stays_what_it_is(expand, code):
    assert expand(' id="a"', code) == code


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{ program.title }}", "T"),
        ('{{program["title"]}}', "T"),
        ("{{ program.params.lr * 100 }}%", "50.0%"),
        ("$x_{{{ program.params.k }}}$", "$x_{5}$"),
        ("${{ program.params.k }}$", "$5$"),
        ("$x^{{ 2 * program.params.k }}$", "$x^10$"),
        ('${{ "%.1f" % program.params.lr }}$', "$0.5$"),
        ("`lr = {{ program.params.lr }}`", "`lr = 0.5`"),
        ("```\nlr = {{ program.params.lr }}\n```", "```\nlr = 0.5\n```"),
        ("{{{ program.params.k }}}", "{5}"),
        ('{{ "{{x}}" }}', "{{x}}"),
        ('{{ program.params.steps | join(", ") }}', "1, 2"),
        ("{{ range(3) | join }}", "012"),
        ("it costs $5 and {{ program.params.k }} is $6", "it costs $5 and 5 is $6"),
        ("\\$5 {{ program.params.k }} \\$", "\\$5 5 \\$"),
    ],
)
def test_an_expression_is_one_wherever_it_stands(expand, text, shown):
    assert expand(' [markdown] id="a"', prose(text)) == prose(shown)


def test_a_name_that_a_statement_binds_is_one(expand):
    text = "#: for i in program.params.steps\n# {{ i }}: $x_{{{ i | string }}}$, $y^{{ (i + 1) | string }}$\n#: endfor"
    assert expand(' [markdown] id="a"', text) == "# 1: $x_{1}$, $y^2$\n# 2: $x_{2}$, $y^3$"


def test_the_parameters_cell_holds_expressions_and_the_author_s_braces(expand):
    cell = 'lr = {{ program.params.lr | literal }}\nname = "{{ program.title }}"\no = {"a": {"b": 1}}\nf = "{{x}}"'
    assert expand(' id="parameters"', cell) == 'lr = 0.5\nname = "T"\no = {"a": {"b": 1}}\nf = "{{x}}"'


def test_the_lecture_cell_holds_expressions_as_the_parameters_cell_does(expand):
    assert expand(' id="lecture" role="machinery"', "lecture = {{ program.params | literal }}") == (
        "lecture = {'k': 5, 'lr': 0.5, 'steps': [1, 2]}"
    )


def test_a_remark_is_prose_so_it_may_hold_an_expression(expand):
    cell = 'x = f"{{1}}"  #> the rate is {{ program.params.lr }}, $x_{{1}}$ and `{{y}}`'
    assert expand(' id="a"', cell) == 'x = f"{{1}}"  #> the rate is 0.5, $x_{{1}}$ and `{{y}}`'


LOOP = "#: for i in [1]\n{}\n#: endfor"
NOT_HERE = "{{ }} belongs in Markdown cells, remarks and the parameters cell only"


@pytest.mark.parametrize(
    ("header", "text", "told"),
    [
        (' [markdown] id="a"', "# {{ progam.title }}", "'progam' is undefined, did you mean 'program'?"),
        (
            ' [markdown] id="a"',
            "# {{ titel }}",
            "'titel' is undefined (known: chapter, edition, program): for braces as",
        ),
        (' [markdown] id="a"', "# $x^{{progam.params.k}}$", "'progam' is undefined, did you mean 'program'?"),
        (' [markdown] id="a"', "# `{{ Program.title }}`", "'Program' is undefined, did you mean 'program'?"),
        (' [markdown] id="a"', '# `{{ chaptr["title"] }}`', "'chaptr' is undefined, did you mean 'chapter'?"),
        (' [markdown] id="a"', "# {{ 12 }}", "{{ 12 }} names nothing that a template knows: for braces as text write"),
        (' [markdown] id="a"', "# {{ program }}", "'program' is a table: name one of its values"),
        (' [markdown] id="a"', "# {{ program.title", "`{{` without `}}` in its line"),
        (' [markdown] id="a"', "# {{", "`{{` without `}}` in its line"),
        (' [markdown] id="a"', "# $x_{{ program.params.k $", "`{{` without `}}` in its line"),
        (
            ' [markdown] id="a"',
            LOOP.format("# $x_{{ i }}$"),
            "{{ i }} may be the template's i or not: for its value write {{ i | string }}, for the braces { {i} }",
        ),
        (
            ' [markdown] id="a"',
            LOOP.format("# $x_{{i+1}}$"),
            "{{ i+1 }} may be the template's i or not: for its value write {{ (i+1) | string }}, for",
        ),
        (
            ' [markdown] id="a"',
            LOOP.format("# `{{i}}`"),
            "{{ i }} may be the template's i or not: for its value write {{ i | string }}, for the braces call",
        ),
        (' id="a"', "lr = {{ program.params.lr }}", NOT_HERE),
        (' id="a"', "x = {{ total }}", NOT_HERE),
        (' id="a"', "x = {{ total | literal }}", NOT_HERE),
        (' id="a"', "x = 1  #> the rate {{ lr }}", "'lr' is undefined (known: chapter, edition, program)"),
        (' id="a"', "x = 1  # {{ program.params.lr }}", NOT_HERE),
        (' id="parameters"', "lr = {{ progam.params.lr }}", "'progam' is undefined, did you mean 'program'?"),
    ],
)
def test_what_can_t_be_told_is_an_error_that_says_how_to_write_it(expand, header, text, told):
    with pytest.raises(InputError) as caught:
        expand(header, text)
    (problem,) = caught.value.problems
    assert problem.line == (3 if "#:" in text else 2)
    assert problem.message.startswith(told)


def test_very_many_braces_end_soon(expand):
    with pytest.raises(InputError, match="more than 10,000 double braces"):
        expand(' [markdown] id="a"', "# " + "$x_{{a}}$ " * 50_000)

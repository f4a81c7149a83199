"""Templates that nobody has read: none of what they say is executed, and rendering ends soon, whatever they say."""

import time
import tracemalloc

import pytest

from kagglebook.core.problems import InputError
from kagglebook.notebook.template import Templates

CONTEXT = {
    "program": {
        "title": "T",
        "params": {"k": 5, "items": 1, "steps": [1, 2]},
        "wide": False,
        "data": [{"name": "MNIST"}],
        "badges": [{"text": "a"}],
    },
    "chapter": {"number": 1},
    "edition": {},
}


@pytest.fixture
def expand(tmp_path):
    """Expand a Markdown cell among the given files: the lines, or its one fault. Neither may take long."""

    def expand(body: str, files: dict[str, str] | None = None) -> list[str] | str:
        for name, text in {"main.py": f'# %% [markdown] id="a"\n{body}', **(files or {})}.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        started = time.process_time()
        try:
            return [line.text for line in Templates([tmp_path], tmp_path).expand(tmp_path / "main.py", CONTEXT)][1:]
        except InputError as error:
            (problem,) = error.problems
            assert problem.line
            return f"{problem.path.name}:{problem.line}: {problem.message}"
        finally:
            assert time.process_time() - started < 5

    return expand


ESCAPES = [
    'cycler.__init__.__globals__.os.system("touch {pwned}")',
    'lipsum.__globals__["os"].system("touch {pwned}")',
    'joiner.__init__.__globals__["__builtins__"].open("{pwned}", "w")',
    'namespace.__init__.__globals__["__builtins__"].open("{pwned}", "w")',
    "''.__class__.__mro__[1].__subclasses__()",
    "(1).__class__.__base__.__subclasses__()",
    "().__class__.__bases__[0]",
    "program.params.steps.__class__.__base__.__subclasses__()",
    "program.__dict__",
    "program.__getitem__",
    'program["__class__"]',
    "self.__init__.__globals__",
    "self._TemplateReference__context",
    "loop.__class__",
    "caller.__globals__",
    "dict.__base__.__subclasses__()",
    "dict.mro()",
    "dict.fromkeys([1])",
    "range.__class__",
    "range.__globals__",
    "namespace.__class__",
    "namespace(a=1)._Namespace__attrs",
    '"x" | attr("__class__")',
    '["x"] | map("attr", "__class__") | list',
    '["x"] | map(attribute="__class__") | list',
    '["x"] | selectattr("__class__") | list',
    '["x"] | sort(attribute="__class__") | list',
    '["x"] | sum(attribute="__len__")',
    '"{0.__class__}".format(program)',
    '"{0.__class__.__mro__}" | format(program) ~ "{0.__class__}".format(1)',
    '"{x.__init__.__globals__}".format(x=range)',
    '"{0[__class__]}".format(program)',
    '"{}".format_map(program)',
    '["{0.__class__}"] | map("format", program) | list ~ "{0.__class__}".format(1)',
    '"".format.__self__',
    '"".join.__self__.__class__',
    "program.title.__add__",
    "program.title.encode()",
    '"a".translate({{97: "b"}})',
    "program.params.update(a=1)",
    "program.params.pop('k')",
    "program.params.clear()",
    "program.params.steps.append(1)",
    "program.params.steps.sort()",
    "program.data[0].model_fields",
    "program.data[0].model_dump()",
    "program.badges[0].__class__",
    "program.title()",
    "program()",
    "config",
    "request.application.__globals__",
    "url_for.__globals__",
    "get_flashed_messages.__globals__",
    "program | xmlattr",
    "program | pprint",
    "[1, 2] | random",
    '"<b>" | safe',
    "namespace(a=1)",
    "namespace(a=1) | string",
    '"%s" % namespace(a=1)',
    "range",
    "[range]",
    '"a" ~ range',
    "program.items",
]
BOMBS = [
    "10 ** (10 ** 10)",
    "2 ** 5000",
    "(2 ** 1000) * (2 ** 1000)",
    "99999999999999999999 ** 300",
    "10.0 ** 400",
    '"a" * 10 ** 9',
    '10 ** 9 * "a"',
    "[1] * 10 ** 9",
    "([[[[[1] * 100] * 100] * 100] * 100] * 100) | string",
    '"%999999999d" % 1',
    '"%*d" % (999999999, 1)',
    '"%.999999999f" % 1.5',
    '"%(a)999999999d" % {{"a": 1}}',
    '"%(a b)999999999d" % {{"a b": 1}}',
    '("%(a)s" * 9999) % {{"a": "x" * 999999}}',
    '("%s" * 9999) % (("x" * 999999,) * 9999)',
    '("{{a}}" * 9999).format(a="x" * 999999)',
    '("{{0}}" * 9999).format("x" * 999999)',
    '"%(a b)999999999d" % {{"a b": 1}}',
    '("%(a)s" * 9999) | format(a="x" * 999999)',
    '"{{:>999999999}}".format(1)',
    '"{{:>{{w}}}}".format(1, w=999999999)',
    '"{{:.999999999f}}".format(1.5)',
    '"%999999999d" | format(1)',
    '"a".center(10 ** 9)',
    '"a".ljust(10 ** 9)',
    '"a".rjust(10 ** 9)',
    '"a".zfill(10 ** 9)',
    '"a\\t".expandtabs(10 ** 9)',
    '"a" | center(10 ** 9)',
    '("a" * 999999).replace("a", "b" * 999999)',
    '("a" * 999999) | replace("a", "b" * 999999)',
    '("a" * 999999) | replace("", "b" * 999999)',
    '("a" * 999999).join(["a"] * 9999)',
    '(["a"] * 9999) | join("a" * 999999)',
    '("a\\n" * 99999) | indent(99999)',
    '("a\\n" * 9999) | indent("x" * 9999)',
    '[1] | batch(10 ** 9, "x") | list',
    "[1] | slice(10 ** 9) | list",
    '1.5 | round(10 ** 9, "ceil")',
    '"a" | truncate(10 ** 9) | center(10 ** 9)',
    "range(10 ** 12) | list",
    "range(10 ** 300) | first",
    "range(10 ** 6) | sum",
    '("x" * 999999) ~ ("x" * 999999)',
    '("x" * 999999) + ("x" * 999999)',
    '("x" * 999999) | list',
    '["a"] | map(attribute="0." * 99999 ~ "0") | list',
    "[[1], [2]] | sum(start=[])",
    "(-1) ** 0.5",
    "1 / 0",
    "not " * 3000 + "1",
    "(" * 400 + "1" + ")" * 400,
    "[" * 150 + "]" * 150,
    "program" + ".a" * 4000,
    "1 if program.wide else " * 900 + "1",
    "program.title" + " | upper" * 300,
    "9" * 5000,
    "[" + "1, " * 100_000 + "]",
]


@pytest.mark.parametrize("expression", ESCAPES + BOMBS, ids=lambda text: text[:60])
def test_a_hostile_expression_is_one_fault_with_its_line_and_does_nothing(expand, tmp_path, expression):
    pwned = tmp_path / "pwned"
    expression = expression.replace("{pwned}", str(pwned)).replace("{{", "{").replace("}}", "}")
    told = expand(f"#: set q = {expression}\n# {{{{ q }}}}\n")
    assert isinstance(told, str), told
    assert told.startswith(("main.py:2: ", "main.py:3: "))
    assert not pwned.exists()


@pytest.mark.parametrize("expression", ["cycler.__init__", "program.__class__", "self.__init__", "range.__globals__"])
def test_a_hostile_expression_in_prose_is_the_same(expand, expression):
    assert expand(f"# {{{{ {expression} }}}}\n").startswith("main.py:2: ")


def _repeated(first: str, then: str) -> str:
    """A value `n.t` that is made of itself again and again."""
    return f"#: set n = namespace(t={first})\n#: for i in range(60)\n#: set n.t = {then}\n#: endfor\n# {{{{ n.t }}}}\n"


LOOPS = {
    "loops within loops": "#: for a in range(1000)\n#: for b in range(1000)\n# x\n#: endfor\n#: endfor\n",
    "loops of nothing": "#: for a in range(9999)\n#: for b in range(9999)\n#: endfor\n#: endfor\n",
    "much text in a loop": f"#: for a in range(9000)\n# {'x' * 5000}\n#: endfor\n",
    "a text that doubles": _repeated("'ab'", "n.t ~ n.t"),
    "a sum that doubles": _repeated("'ab'", "n.t + n.t"),
    "a number that is squared": _repeated("3", "n.t * n.t"),
    "lists of itself": _repeated("1", "[n.t, n.t]"),
    "tables of itself": _repeated("1", "{'a': n.t, 'b': n.t}"),
    "namespaces of itself": _repeated("1", "namespace(a=n.t, b=n.t)"),
    "comparisons": "#: set l = range(9999) | list\n#: for i in range(9999)\n#: if l == l[:]\n#: endif\n#: endfor\n",
    "membership": "#: set l = range(9999) | list\n#: for i in range(9999)\n#: if -1 in l\n#: endif\n#: endfor\n",
    "texts searched": '#: set l = "x" * 999999\n#: for i in range(9999)\n#: if "y" in l\n#: endif\n#: endfor\n',
    "texts counted": '#: set l = "x" * 999999\n#: for i in range(9999)\n#: if l.count("y")\n#: endif\n#: endfor\n',
    "slices": "#: set l = range(9999) | list\n#: for i in range(9999)\n# {{ l[1:] | first }}\n#: endfor\n",
    "sorting": "#: for i in range(9999)\n# {{ range(9999) | sort | first }}\n#: endfor\n",
    "a macro of itself": "#: macro f(x)\n# {{ f(x) }}\n#: endmacro\n# {{ f(1) }}\n",
    "a macro of itself, twice": (
        "#: macro f(x)\n#: if x\n# {{ f(x - 1) }}{{ f(x - 1) }}\n#: endif\n#: endmacro\n# {{ f(30) }}\n"
    ),
    "a block of itself": "#: block b\n# {{ self.b() }}\n#: endblock\n",
    "a loop that recurs": "#: for a in [[1]] recursive\n# {{ loop(a) }}\n#: endfor\n",
    "an import of itself": '#: import "main.py" as m\n# {{ m }}\n',
    "an include of itself": '#: include "main.py"\n',
    "deep conditions": "#: if program.wide\n" * 300 + "#: endif\n" * 300,
    "deep loops": "#: for i in [1]\n" * 30 + "#: endfor\n" * 30,
    "a macro that is none": "#: call program.title()\n#: endcall\n",
    "a large call": '#: call "a".center(10 ** 9)\n#: endcall\n',
    "a large with": '#: with a = "x" * 10 ** 9\n# {{ a }}\n#: endwith\n',
    "a large block": '#: set x\n# a\n#: endset\n# {{ x | replace("a", "b" * 1000000) }}\n',
    "an assignment": '#: set program.title = "x"\n# {{ program.title }}\n',
}


@pytest.mark.parametrize("name", LOOPS)
def test_a_hostile_statement_is_one_fault_with_its_line(expand, name):
    told = expand(LOOPS[name])
    assert isinstance(told, str), told
    assert told.startswith("main.py:")


@pytest.mark.parametrize("name", ["much text in a loop", "a text that doubles", "lists of itself", "a large block"])
def test_a_hostile_statement_takes_little_memory(expand, name):
    tracemalloc.start()
    expand(LOOPS[name])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100e6


def test_includes_that_double_end_soon(expand):
    files = {f"x{n}.py": f'#: include "x{n + 1}.py"\n' * 2 for n in range(30)} | {"x30.py": "# x\n"}
    assert "steps" in expand('#: include "x0.py"\n', files)


def test_a_budget_is_a_program_s_own(tmp_path):
    (tmp_path / "a.py").write_text("#: for a in range(9000)\n#: endfor\n# %% id='a'\n", encoding="utf-8")
    templates = Templates([tmp_path], tmp_path)
    for _ in range(40):
        assert templates.expand(tmp_path / "a.py", CONTEXT)


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("program.params.items", "1"),  # the parameter, not the method
        ("program.params['k'] + 1", "6"),
        ("program.data[0].name.lower()", "mnist"),
        ("program.data | map(attribute='name') | join(', ')", "MNIST"),
        ("program.params.steps | length", "2"),
        ("program.params.steps[-1]", "2"),
        ("program.params.steps[:1] | first", "1"),
        ("'%04d' % program.params.k", "0005"),
        ("'{:.2f}'.format(program.params.k / 3)", "1.67"),
        ("'%.1f' | format(program.params.k)", "5.0"),
        ("program.params.k | round(1)", "5"),
        ("program.title ~ '-' ~ program.params.k", "T-5"),
        ("program.title.center(5) | trim", "T"),
        ("program.params.nothing | default('none')", "none"),
        ("program.params.nothing is defined", "False"),
        ("program.params.steps | sum", "3"),
        ("program.params.steps | map('string') | join('+')", "1+2"),
        ("(program.params.steps | select('odd') | list)[0]", "1"),
        ("program.params.steps | reverse | join", "21"),
        ("'yes' if 1 in program.params.steps else 'no'", "yes"),
        ("dict(a=1).get('a')", "1"),
        ("program.params.get('k')", "5"),
        ("['a', 'b'] | join", "ab"),
        ("(2 ** 10) % 7 - 3 // 2", "1"),
        ("program.params | items | first | first", "k"),
        ("range(2, 8, 3) | join(',')", "2,5"),
    ],
)
def test_what_authors_say_is_done(expand, expression, shown):
    assert expand(f"#: set q = {expression}\n# {{{{ q }}}}\n") == [f"# {shown}"]


def test_a_loop_knows_where_it_is(expand):
    shown = '{{ loop.index }}/{{ loop.length }} {{ i }} {{ loop.cycle("x", "y") }} {{ loop.last }}'
    assert expand(f'#: for i in "ab"\n# {shown}\n#: endfor\n') == ["# 1/2 a x False", "# 2/2 b y True"]


def test_a_name_that_nobody_knows_is_told_with_the_nearest(expand):
    assert (
        expand("# {{ program.titel }}\n")
        == "main.py:2: template: 'dict object' has no attribute 'titel', did you mean 'title'?"
    )
    assert (
        expand("#: if progam.wide\n#: endif\n") == "main.py:2: template: 'progam' is undefined, did you mean 'program'?"
    )

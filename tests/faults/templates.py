"""Hostile templates, refused with file and line and without being executed; formulas and code, which stay what they are."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.faults.case import Case, Program, course
from tests.faults.command import all_files, call, refused, sound

PARAMS = "params = { n = 5, lr = 0.1 }\n"
CELLS = [
    ("parameters", "n = {{ program.params.n | literal }}\nlr = {{ program.params.lr | literal }}"),
    ("use", "print(n, lr)"),
]
MARK = "touched-by-a-template"
SHELL = f"os.system('touch {MARK}')"

ESCAPES = [
    "cycler.__init__.__globals__.os." + SHELL.partition(".")[2],
    "lipsum.__globals__.os." + SHELL.partition(".")[2],
    "self.__init__.__globals__",
    "self._TemplateReference__context.__class__",
    "''.__class__.__mro__[1].__subclasses__()",
    "().__class__.__base__.__subclasses__()",
    "program.__class__",
    "program.params.__class__.__init__.__globals__",
    "program.title.__class__",
    "program.params.items.__globals__",
    "chapter.__dict__",
    "edition.__class__",
    "program.data.__class__.__mro__",
    "program['__class__']",
    "program | attr('__class__')",
    "program.title | attr('__class__')",
    "[program] | map(attribute='__class__') | list",
    "[program] | map('attr', '__class__') | list",
    "[program] | selectattr('__class__') | list",
    "[program] | groupby('__class__') | list",
    "[program] | sum(attribute='__class__')",
    "program.title.format.__self__.__class__",
    "'{0.__class__}'.format(program)",
    "'{0.__class__.__mro__}'.format(program.title)",
    "'{x.__class__}'.format_map({'x': program})",
    "'%s' | format(program.__class__)",
    "(program.title ~ '').__class__",
    "range.__class__",
    "namespace.__init__.__globals__",
    "namespace(x=1).__class__",
    "dict.__class__",
    "joiner.__init__.__globals__",
    "loop.__class__",
    "caller.__class__",
    "varargs.__class__",
    "config",
    "request.application",
    "get_flashed_messages.__globals__",
    "url_for.__globals__",
    "g.pop.__globals__",
    "open('/etc/passwd').read()",
    "__import__('os').system('x')",
    "eval('1')",
    "exec('1')",
    "program.params.pop('n')",
    "program.params.update({'n': 7})",
    "program.params.clear()",
    "program.errata.append(1)",
    "program.data.clear()",
    "program.title.encode().decode.__self__",
    "program.title.__add__('x')",
    "(program.title.join.__doc__)",
]
FLOODS = [
    "'x' * 10 ** 9 ~ program.title",
    "program.title * 999999999",
    "[program.title] * 999999999",
    "program.params.n ** 999999",
    "9 ** (9 ** 9) + program.params.n",
    "program.title.ljust(10 ** 10)",
    "program.title.center(10 ** 10)",
    "program.title.zfill(10 ** 10)",
    "'\\t'.expandtabs(10 ** 10) ~ program.title",
    "'{:9999999999}'.format(program.params.n)",
    "'%9999999999d' % program.params.n",
    "program.title | center(10 ** 10)",
    "program.title | indent(10 ** 9)",
    "program.title | format(9)",
    "range(10 ** 10) | list ~ program.title",
    "range(10 ** 10) | sum + program.params.n",
    "program.params.n | round(10 ** 10)",
    "[1] | batch(10 ** 10, 'x') | list ~ program.title",
    "program.title.replace('', program.title * 1000).replace('', program.title * 1000)",
    "lipsum(n=10 ** 6) ~ program.title",
    "1 << program.params.n",
    "program.params.n / 0",
    "program.params.n % 0",
    "program.nothing.at.all",
    "program.params.nothing",
    "program.params.n | nothing",
    "program.title | replace('a')",
    "program[",
    "program.title ~",
]
STATEMENTS = {
    "an endless loop of loops": "#: for a in range(99999)\n#: for b in range(99999)\n#: for c in range(99999)\n#: endfor\n#: endfor\n#: endfor",
    "loops over a text": "#: set t = 'x' * 5000\n#: for a in t\n#: for b in t\n#: for c in t\n# {{ loop.index }}\n#: endfor\n#: endfor\n#: endfor",
    "a text that doubles": "#: set ns = namespace(t='xxxxxxxx')\n#: for a in range(60)\n#: set ns.t = ns.t ~ ns.t\n#: endfor\n# {{ ns.t }}",
    "a macro that calls itself": "#: macro m(x)\n# {{ m(x) }}\n#: endmacro\n# {{ m(1) }}",
    "macros that call twice": "#: macro m(x)\n#: if x\n# {{ m(x - 1) }}{{ m(x - 1) }}\n#: endif\n#: endmacro\n# {{ m(60) }}",
    "an include of itself": "#: include '1_01_p.py'",
    "an include that leads out": "#: include '../../../../etc/passwd'",
    "an include by an absolute path": "#: include '/etc/passwd'",
    "an include of nothing": "#: include 'nothing.py'",
    "an include by any name": "#: include program.title",
    "an import that leads out": "#: import '../../x.py' as x",
    "an unknown word": "#: the learning rate",
    "a word nearly known": "#: inclde 'add.py'",
    "a value that nobody uses": "#: set lr = 0.1",
    "a loop without end": "#: for x in range(3)",
    "an end without a loop": "#: endfor",
    "an if without a condition": "#: if",
    "an extension": "#: do program.params.pop('n')",
    "a filter block": "#: filter nothing\n# x\n#: endfilter",
    "a block that the page lacks": "#: endblock\n#: block nothing",
    "10,000 nested brackets": "#: set x = " + "[" * 10_000 + "]" * 10_000 + "\n# {{ x }}",
    "10,000 nested loops": "#: for x in [1]\n" * 10_000 + "#: endfor\n" * 10_000,
    "an expression of 1 MB": "# {{ program.title " + "~ 'x' " * 150_000 + "}}",
}  # fmt: skip
MARKDOWN_REFUSED = {
    "a misspelt name": "# {{ progam.title }}",
    "a misspelt name in a formula": "# $x_{{ progam.params.n }}$",
    "a picture that isn't there": "# ![net](attachment:net.png)",
    "a picture of a folder that isn't there": "# ![fig](figures/net.png)",
    "a picture that leads out": "# ![fig](../../../../etc/passwd.png)",
    "a picture by an absolute path": "# ![fig](/etc/passwd.png)",
    "a picture by file:": "# ![fig](file:///etc/passwd.png)",
    "a picture in HTML": '# <img src="figures/net.png">',
    "a picture by reference": "# ![fig][net]\n#\n# [net]: figures/net.png",
    "text that is no comment": "hello",
}
FORMULAS = [
    "$10^{{-3}}$", "$x_{{12}}$", "$e^{{2}}$", "$\\frac{{a}}{{b}}$", "$\\hat{{y}}_{{i}}$", "$$\\sum_{{i=1}}^{{n}} x_{{i}}$$",
    "$\\mathbf{{W}}^{{(1)}}$", "$\\{{1, 2\\}}$", "$a_{{i,j}}$", "$x^{{\\top}}$", "$\\text{{loss}}$", "$\\sqrt{{2}}$", "$e^{{-{{x}}}}$",
    "$\\operatorname{{softmax}}({{z}})$", "$\\partial_{{w}} {{L}}$", "$\\left\\{{0\\right\\}}$", "${{}}$", "$x {{\\lt}} y$", "$x_{{ 12 }}$",
    "`f\"{{x}}\"`", "`f'{{{name}}}'`", "`{{ user.name }}`", "`{% if %}`", "`{# no #}`", "`dict = {{}}`", "`'%d%%' % n`", "``a ` {{b}}``",
    "{% raw %}", "{# a remark #}", "{%- x -%}", "`#: x`", "a | b", "50 % of {x}", "\\{\\{ x \\}\\}", "}} alone", "a }} b", "{ {x} }", "{a}{b}",
    "$\\begin{{pmatrix}} 1 & 2 \\end{{pmatrix}}$", "$P(x \\mid {{y}})$", "`{{ x | upper }}`", "$`{{a}}`$", "`Counter({{1: 2}})`", "$\\color{{red}}{{x}}$",
]  # fmt: skip
BLOCKS = {
    "a formula over lines": "# $$\n# x_{{1}} + y_{{2}}\n# $$",
    "an environment": "# \\begin{align}\n# x_{{1}} &= y^{{2}}\n# \\end{align}",
    "a formula in brackets": "# \\[ x^{{2}} \\]",
    "a formula in round brackets": "# \\( x^{{2}} \\)",
    "fenced code": '# ```python\n# print(f"{{x}}")\n# {{ user.name }}\n# ```',
    "fenced code with tildes": "# ~~~\n# {{x}}\n# ~~~",
    "fenced code of a template": "# ```html\n# <p>{{ user.name }}</p> {% for x in y %}\n# ```",
}
CODE = [
    'print(f"set {{{n}}}")', 'print(f"{{n}} {n}")', "x = [{n} for n in {1}]", 'print("{{ n }}")',
    'print("{{ program.title }}")', "d = {1: {2: {3: 4}}}", "s = '{% if %}'", "s = '{# x #}'", 'print(f"{ {n: 1} }")', "s = rf'\\{{{n}}}'",
    'q = """{{ x }}"""', "r = '{{' + '}}'", "t = '{{{{'", "print('{}'.format({}))", "u = f'{n:{n}}'", "v = f'{{{{{n}}}}}'", "# {{ a comment }}",
]  # fmt: skip


def cases() -> Iterator[Case]:
    for expression in ESCAPES:
        yield Case("templates that reach for Python", expression, _markdown_refused(f"# {{{{ {expression} }}}}"))
    for expression in FLOODS:
        yield Case("templates that flood or stumble", expression, _markdown_refused(f"# {{{{ {expression} }}}}"))
    for name, text in STATEMENTS.items():
        yield Case("statements that are wrong", name, _markdown_refused(text))
    for name, text in MARKDOWN_REFUSED.items():
        yield Case("Markdown that can't be published", name, _markdown_refused(text))
    for text in FORMULAS:
        yield Case("formulas and code that stay", text, _stays(f"# {text}", text))
    for name, text in BLOCKS.items():
        yield Case("formulas and code that stay", name, _stays(text, "\n".join(line[2:] for line in text.split("\n"))))
    for code in CODE:
        yield Case("formulas and code that stay", f"in a cell, {code}", _code_stays(code))


def _course(folder: Path, cells: list[tuple[str, str]], markdown: str = "") -> Path:
    root = course(folder / "course", [Program("p", cells, PARAMS)])
    path = root / "chapters/01/1_01_p.py"
    text = path.read_text(encoding="utf-8")
    note = f'#: block lesson\n# %% [markdown] id="note"\n{markdown}\n'
    path.write_text(text.replace("#: block lesson\n", note) if markdown else text, encoding="utf-8")
    return root


def _markdown_refused(text: str) -> Callable[[Path], None]:
    def attempt(folder: Path) -> None:
        root = _course(folder, CELLS, text)
        before, started = all_files(folder), time.process_time()
        for verb in ("render", "check"):
            refused(call(root, [verb, "--chapter", "1"]), r"1_01_p\.py:\d+")
        assert time.process_time() - started < 20
        assert all_files(folder) == before
        assert not list(folder.rglob(MARK))
        assert not Path(MARK).exists()

    return attempt


def _source(root: Path, cell: str) -> str:
    done = call(root, ["render", "--chapter", "1"])
    sound(done)
    assert done.returncode == 0, done.stderr[-800:]
    notebook = json.loads(next((root / "output/chapter-01").rglob("*.ipynb")).read_text())
    return next("".join(each["source"]) for each in notebook["cells"] if each["id"] == cell)


def _stays(markdown: str, expected: str) -> Callable[[Path], None]:
    def attempt(folder: Path) -> None:
        shown = _source(_course(folder, CELLS, markdown), "note")
        assert shown == expected, repr(shown)

    return attempt


def _code_stays(code: str) -> Callable[[Path], None]:
    def attempt(folder: Path) -> None:
        shown = _source(_course(folder, [*CELLS, ("code", code)]), "code")
        assert shown == code, repr(shown)

    return attempt

"""Input that nobody meant: of the words that a file holds in any order, of any JSON, and of bytes.

A target puts some of it in place, has the tool read it, and asserts that the tool says what is wrong in few words.
"""

import contextlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from kagglebook.chapter.chapter import load_chapter
from kagglebook.commands.main import run
from kagglebook.core.problems import InputError
from kagglebook.core.run import CellOutput, Run
from kagglebook.core.run_folder import RESULTS, read_outputs, read_results, read_run, read_runs
from kagglebook.judging.differences import differences
from kagglebook.judging.verdict import judge
from kagglebook.kaggle.fetched import LOG, NOTEBOOK, PAGE, read_fetched
from kagglebook.kaggle.ledger import open_ledger
from kagglebook.kaggle.remote import Status
from kagglebook.notebook import manifest
from kagglebook.notebook.book import make_pages
from kagglebook.report.runs import failure_lines, run_line

KEYS = [
    "number",
    "title",
    "kernel_title",
    "section",
    "template",
    "params",
    "quick",
    "grid",
    "exclude",
    "variants",
    "short_title",
    "compare",
    "checks",
    "kaggle",
    "data",
    "value",
    "equals",
    "tolerance",
    "min",
    "max",
    "decreasing",
    "length",
    "same",
    "cell",
    "figures",
    "text",
    "html",
    "stderr",
    "owner",
    "machine_shape",
    "internet",
    "private",
    "keywords",
    "repository",
    "branch",
    "language",
    "publishers",
    "edition",
    "baseline",
    "shares",
    "name",
    "source",
    "kind",
    "x",
    "y",
]
ODD = [
    "\x00",
    "\x1b[2J",
    "\u2028",
    "\ud800",
    "../..",
    "/etc/passwd",
    "[/]",
    "{{",
    "}}",
    "nan",
    "=1+1",
    "x" * 3000,
    "가",
]
TOKENS = [
    *("{{", "}}", "{{ ", " }}", "{%", "%}", "{#", "#}", "$", "$$", "`", "```", "#: ", "\n", "\n# ", "\n#: ", '\n# %% id="a"\n'),
    *('\n# %% [markdown] id="m"\n', '\n# %% id="parameters" tags=["parameters"]\n', "program", "chapter", "edition", "loop"),
    *(".params", ".title", ".data", ".errata", ".__class__", ".__init__", ".__globals__", "|attr('x')", "| literal", "|join"),
    *("for x in range(9)", "endfor", "if x", "endif", "set x = 1", "macro m()", "endmacro", "call m()", "endcall", "include 'add.py'"),
    *("block lesson", "endblock", "extends 'program.py'", "x", "1", "'a'", "* 99999999", "** 9999", "~", "+", "[", "]", "(", ")", "![a](b.png)"),
    *("f'{{x}}'", "results = {'x': 1}", "range(10**9)", "cycler", "lipsum(99999)", "namespace()", "self", "super()", "'%999999d' % 1"),
]  # fmt: skip
texts = st.one_of(st.text(max_size=20), st.sampled_from(ODD))
numbers = st.one_of(st.integers(-(10**400), 10**400), st.integers(-5, 5), st.floats())
plain_values = st.one_of(st.none(), st.booleans(), numbers, texts)
values = st.recursive(
    plain_values, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(texts, inner, max_size=5), max_leaves=20
)


def toml_value(value: Any) -> str:
    """A value as TOML may write it; what TOML has no word for stands for itself."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(toml_value, value))}]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {toml_value(each)}" for key, each in value.items()) + " }"
    return json.dumps(value) if isinstance(value, str) else str(value)


lines = st.builds(lambda key, value: f"{key} = {toml_value(value)}", st.sampled_from(KEYS), values)
tables = st.sampled_from(
    ["[edition]", "[kaggle]", "[data.x]", "[[program]]", "[baseline]", "[program.params]", "[[x]]"]
)
templates = st.lists(st.one_of(st.sampled_from(TOKENS), st.text(max_size=5)), max_size=40).map("".join)
chunks = st.binary(max_size=200)


def random_chapter(data: st.DataObject, root: Path) -> None:
    """A chapter.toml of known keys with any values; and files of bytes in the place of others."""
    path = root / "chapters/01/chapter.toml"
    more = data.draw(st.lists(st.one_of(lines, tables, st.text(max_size=30)), max_size=6))
    content = (path.read_text() + "\n".join(more)).encode("utf-8", "surrogatepass")
    path.write_bytes(content)
    other = data.draw(
        st.sampled_from(["", "chapters/01/errata.toml", "kernel-metadata/machines.json", "templates/add.py"])
    )
    if other:
        (root / other).write_bytes(data.draw(st.one_of(chunks, values.map(_json))))
    _render(root)


def random_template(data: st.DataObject, root: Path) -> None:
    """A template, and a cell that is shared, of words in any order."""
    (root / "chapters/01/1_01_p.py").write_text(
        '#: extends "program.py"\n#: block lesson\n# %% [markdown] id="m"\n# '
        + data.draw(templates)
        + "\n#: endblock\n",
        encoding="utf-8",
        errors="surrogatepass",
    )
    (root / "templates/add.py").write_text(data.draw(templates), encoding="utf-8", errors="surrogatepass")
    _render(root)


def random_manifest(data: st.DataObject, root: Path) -> None:
    """A manifest of any names, and bytes in the place of one."""
    folder = root / "output/chapter-01"
    folder.mkdir(parents=True, exist_ok=True)
    content = data.draw(st.one_of(chunks, values.map(lambda value: json.dumps(value).encode())))
    (folder / manifest.NAME).write_bytes(content)
    _render(root)


def random_results(data: st.DataObject, root: Path) -> None:
    """What a run left: results.json, and what its cells showed."""
    page = make_pages(load_chapter(root, 1))[0]
    folder = root / "output/runs/chapter-01/x"
    folder.mkdir(parents=True, exist_ok=True)
    content = st.fixed_dictionaries({}, optional=dict.fromkeys(("x", "y", "environment"), values))
    (folder / RESULTS).write_bytes(
        data.draw(st.one_of(chunks, content.map(lambda value: json.dumps(value).encode()), values.map(_json)))
    )
    results, unread = read_results(folder)
    shown = data.draw(st.builds(CellOutput, texts, texts, st.integers(0, 3), st.lists(texts, max_size=2).map(tuple)))
    run = Run({"a": shown}, results, unread=unread)
    checked = judge(page, run, True)
    _say([run_line(checked), *failure_lines(checked), *map(str, differences(run, Run({}, {"x": 1})))])


def random_notebook(data: st.DataObject, root: Path) -> None:
    """An executed notebook of any JSON, here and from Kaggle, with any log and page."""
    page = make_pages(load_chapter(root, 1))[0]
    folder = root / "output/runs/chapter-01/x"
    folder.mkdir(parents=True, exist_ok=True)
    output = st.fixed_dictionaries(
        {},
        optional={"output_type": st.sampled_from(["stream", "display_data", "error"])}
        | dict.fromkeys(("name", "text", "data", "traceback"), values),
    )
    cell = st.fixed_dictionaries(
        {},
        optional={
            "cell_type": st.sampled_from(["code", "markdown"]),
            "id": texts,
            "outputs": st.lists(output, max_size=3) | values,
        }
        | dict.fromkeys(("source", "metadata"), values),
    )
    notebook = st.fixed_dictionaries(
        {}, optional={"cells": st.lists(cell, max_size=3) | values, "metadata": values, "nbformat": st.just(4)}
    )
    for name in ("x.ipynb", NOTEBOOK):
        (folder / name).write_bytes(data.draw(st.one_of(chunks, notebook.map(_json))))
    entry = st.fixed_dictionaries(
        {}, optional={"stream_name": st.sampled_from(["stdout", "stderr"]), "time": values, "data": texts}
    )
    (folder / LOG).write_bytes(data.draw(st.one_of(chunks, st.lists(entry | values, max_size=5).map(_json))))
    tags = st.sampled_from(
        [
            '<div class="hl-ipython3">',
            "</div>",
            '<img src="data:image/png;x">',
            "<!--",
            "&",
            "<",
            "x",
            '<div class="output_stderr">',
        ]
    )
    (folder / PAGE).write_bytes(
        data.draw(st.one_of(chunks, st.lists(tags, max_size=30).map(lambda each: "".join(each).encode())))
    )
    read_outputs(folder / "x.ipynb")
    read_run(folder, "x", {})
    with contextlib.suppress(InputError):
        read_runs(folder)
    fetched = read_fetched(folder, page, Status(data.draw(st.sampled_from(["COMPLETE", "ERROR"])), data.draw(texts)))
    checked = judge(page, fetched.run, False)
    _say([run_line(checked), *failure_lines(checked)])


def random_ledger(data: st.DataObject, root: Path) -> None:
    """A ledger of any JSON."""
    path = root / "output/runs/kaggle/chapter-01.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.draw(st.one_of(chunks, values.map(_json))))
    before = path.read_bytes()
    with contextlib.suppress(InputError), open_ledger(path):
        pass
    assert path.read_bytes() == before


TARGETS: tuple[Callable[[st.DataObject, Path], None], ...] = (
    random_chapter,
    random_template,
    random_manifest,
    random_results,
    random_notebook,
    random_ledger,
)


def _render(root: Path) -> None:
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
        codes = [run([verb, "--chapter", "1"], root) for verb in ("render", "check", "list")]
    assert set(codes) <= {0, 1, 2}, codes
    _say([out.getvalue(), err.getvalue()])


def _say(told: list[str]) -> None:
    assert max(len(line) for text in told for line in text.split("\n")) < 50_000, "a line without end"


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()

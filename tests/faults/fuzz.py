"""Random input, by a seed, for an hour or so: no traceback, no hang over ten seconds, nothing written outside.

python -m tests.faults.fuzz --seed 0 --minutes 60

chapter.toml, templates, results.json, notebooks, logs, pages and ledgers of Kaggle are made of the words that they hold,
in an order that nobody meant, and of bytes that nobody wrote. What fails is printed with its seed, shrunk.
"""

import argparse
import contextlib
import io
import json
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
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
from tests.faults.case import HEAD, Program, course
from tests.faults.command import all_files
from tests.faults.results import CHECKS

SECONDS = 10  # that one input may take
EXAMPLES = 60  # of a target at a time

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


def attempt(target: Callable[[st.DataObject, Path], None], seed: int) -> None:
    """Try a target on some inputs. Raises what broke, with the input."""

    @seeded(seed)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    @given(st.data())
    def once(data: st.DataObject) -> None:
        with tempfile.TemporaryDirectory(prefix="fuzz-") as name, _in_time():
            folder = Path(name)
            cells = [("parameters", "n = {{ program.params.n | literal }}\nseed = {{ program.params.seed | literal }}")]
            program = Program("p", [*cells, ("a", "print(n, seed)")], CHECKS, '{"x": [1], "y": 1}')
            root = course(folder / "course", [program], HEAD)
            (folder / "victim").write_bytes(b"mine")
            before = {path: content for path, content in all_files(folder).items() if not path.startswith("course/")}
            target(data, root)
            after = {path: content for path, content in all_files(folder).items() if not path.startswith("course/")}
            assert after == before, "something was written outside"

    once()


@contextlib.contextmanager
def _in_time() -> Iterator[None]:
    def late(*_: object) -> None:
        raise TimeoutError(f"not done within {SECONDS} s")

    # Of computing; and of waiting, which on a busy machine is not the tool's, far more.
    clocks = {signal.ITIMER_PROF: (signal.SIGPROF, SECONDS), signal.ITIMER_REAL: (signal.SIGALRM, 20 * SECONDS)}
    for clock, (number, seconds) in clocks.items():
        signal.signal(number, late)
        signal.setitimer(clock, seconds)
    try:
        yield
    finally:
        for clock in clocks:
            signal.setitimer(clock, 0)


def _render(root: Path) -> None:
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
        codes = [run([verb, "--chapter", "1"], root) for verb in ("render", "check", "list")]
    assert set(codes) <= {0, 1, 2}, codes
    _say([out.getvalue(), err.getvalue()])


def _say(told: list[str]) -> None:
    assert max(len(line) for text in told for line in text.split("\n")) < 50_000, "a line without end"


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


def main() -> int:
    """Try all targets in turn until the time is up; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--only", default="", help="targets whose name has the word")
    options = parser.parse_args()
    until, seed, tried, broken = time.monotonic() + 60 * options.minutes, options.seed, 0, {}
    targets = [target for target in TARGETS if options.only in target.__name__]
    while time.monotonic() < until:
        for target in targets:
            try:
                attempt(target, seed)
            except Exception as error:
                where = error.__traceback__
                while where and where.tb_next:
                    where = where.tb_next
                place = f"{Path(where.tb_frame.f_code.co_filename).name}:{where.tb_lineno}" if where else ""
                what = (target.__name__, type(error).__name__, place)
                if what not in broken:
                    broken[what] = seed
                    print(
                        f"{target.__name__}, seed {seed}: {type(error).__name__} at {place}: {str(error)[:500]}",
                        flush=True,
                    )
                    print("   ", "\n    ".join(getattr(error, "__notes__", [])[:3])[:1500], flush=True)
            tried += EXAMPLES
        seed += 1
    print(f"{tried:,} inputs (seeds {options.seed} to {seed - 1}), {len(broken)} ways to break")
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main())

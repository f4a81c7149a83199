"""Nothing that somebody else chose does anything in a terminal: the one mechanism, and who uses it."""

import ast
import io
import sys
from pathlib import Path

import pytest

from kagglebook.commands.main import run
from kagglebook.judging.outcome import Verdict
from kagglebook.report.console import LONGEST_LINE, console, shown, tell, words
from tests.support import ADDITION, CHAPTER, ROOT

pytestmark = pytest.mark.usefixtures("shared_server")

HOSTILE = "[/] [bold red]x[/] :smile: \x1b[2J\x1b]0;title\x07 \u202e \r\b \ud800"
PLAIN = r"[/] [bold red]x[/] :smile: \x1b[2J\x1b]0;title\x07 \u202e \r\x08 \ud800"
# Who may print: the mechanism itself, the messages of a command without it, and a script of ours for a shell.
PRINTERS = {"report/console.py", "commands/reports.py", "commands/verbs/completion.py"}


def sources() -> list[Path]:
    return [path for room in ("report", "commands") for path in (ROOT / "kagglebook" / room).rglob("*.py")]


def test_a_line_is_shown_and_does_nothing(capsys):
    tell(HOSTILE)
    tell("two\nlines")
    tell()
    assert capsys.readouterr().out == f"{PLAIN}\ntwo\n  lines\n\n"


def test_a_line_above_a_bar_is_shown_alike(capsys):
    tell(HOSTILE, above_bar=True)
    assert capsys.readouterr().out == f"{PLAIN}\n"


def test_a_line_and_a_cell_of_a_table_are_not_longer_than_somebody_reads(capsys):
    tell("x" * 10**6)
    assert len(capsys.readouterr().out) <= LONGEST_LINE + 1
    assert len(words("x" * 10**6)) <= 400


@pytest.mark.parametrize("text", [HOSTILE, "[/]", "[link=file:///x]y[/link]", ":smile:"])
def test_a_table_shows_words_as_they_are(text, capsys):
    console().print(words(text))
    console().print(text) if "\x1b" not in text else None
    assert set(capsys.readouterr().out.splitlines()) == {words(text).plain}


def test_a_verdict_is_shown_in_its_colour():
    assert {verdict: (shown(verdict).plain, str(shown(verdict).style)) for verdict in Verdict} == {
        Verdict.PASS: ("pass", "green"),
        Verdict.FAIL: ("FAIL", "bold red"),
        Verdict.UNCHECKED: ("not checked", "yellow"),
    }


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.relative_to(ROOT / "kagglebook").as_posix())
def test_whoever_prints_uses_it(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    name = path.relative_to(ROOT / "kagglebook").as_posix()
    if name not in PRINTERS:
        assert not [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "print"]
    if name != "report/console.py":
        imported = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        assert not {"rich.text", "rich.console"} & {node.module for node in imported}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "write":
            assert ast.unparse(node.func.value) not in ("tqdm", "sys.stdout", "sys.stderr") or name in PRINTERS


@pytest.fixture
def hostile(repo, edit):
    """The tiny chapter with titles, values and files of somebody who means harm."""
    bad = r"[/] [bold]x[/] :smile: \u001b[2J \u202e"
    # One line of text takes no control characters, but all others.
    edit(CHAPTER, 'title = "더하기"', r'title = "[/] [bold]x[/] :smile: \u202e"')
    edit(CHAPTER, 'section = "1.1"', r'section = "[/] \u2066"')
    edit(
        CHAPTER,
        "params = { first = 2, second = 0.5 }\nquick = { first = 1 }",
        f'params = {{ first = 2, second = 0.5, word = "{bad}" }}\nquick = {{ first = 1 }}\n'
        f'variants = [{{ name = "[/] :smile:", params = {{ word = "=cmd|\' /C calc\'!A0" }} }}]\n'
        'compare = { value = "total" }',
    )
    edit(CHAPTER, '{ cell = "add", text = "total" },', f'{{ cell = "add", text = "{bad}" }},')
    edit(
        ADDITION,
        "second = {{ program.params.second | literal }}",
        "second = {{ program.params.second | literal }}\nword = {{ program.params.word | literal }}",
    )
    edit(ADDITION, 'results = {"total": total}', 'results = {"total": total}\nresults[word] = word\nprint(word)')
    return repo


@pytest.mark.parametrize(
    "argv",
    [
        ["list", "--chapter", "1", "--variants"],
        ["render", "--chapter", "1"],
        ["render", "--chapter", "1", "--variants"],
        ["render", "--chapter", "1", "--set", "word=\x1b[2J"],
        ["render", "--chapter", "1", "--only", "\x1b[2J"],
        ["render", "--chapter", "\x1b[2J"],
        ["check", "--chapter", "1"],
        ["run", "--chapter", "1", "--kernel", "\x1b[2J"],
        ["compare", "\x1b[2J", "\ud800"],
        ["\x1b[2J"],
        ["--\x1b[2J"],
        ["list", "--chapter", "1", "\x1b[2J"],
    ],
    ids=str,
)
def test_a_hostile_chapter_and_what_is_typed_do_nothing_in_a_terminal(hostile, argv, capsys):
    code = run(argv, hostile)
    assert code == (2 if {"\x1b[2J", "--\x1b[2J"} & {*argv} or argv[-2] == "--set" else 1 if argv[0] == "check" else 0)
    _require_harmless(*capsys.readouterr())


def test_a_hostile_chapter_does_nothing_when_it_is_run_and_compared(hostile, runs, capsys):
    assert run(["run", "--chapter", "1", "--variants", "--verbose", "--only", "1-1"], hostile) == 1, capsys.readouterr()
    out, err = capsys.readouterr()
    _require_harmless(out, err)
    assert "[/] :smile:" in out
    table = (runs / "variants.csv").read_text()
    assert "'=cmd|" in table and "\x1b" not in table
    folder = runs / "cv-ch01-program-1-addition"
    other = folder.with_name("other\x1b[2J")
    folder.rename(other)
    run(["compare", str(other), str(runs / "cv-ch01-program-1-addition-word-cmd-c-calc-a0")], hostile)
    run(["compare", str(runs), str(runs.parent)], hostile)
    _require_harmless(*capsys.readouterr())


def test_what_lies_in_output_does_nothing_when_it_is_shown(repo, capsys):
    assert run(["render", "--chapter", "1"], repo) == 0
    for path in (repo / "output" / "chapter-01").rglob("*.ipynb"):
        path.write_bytes(b"\x1b[2J\x9b[/]\n" + path.read_bytes() + "\u202e".encode() + b"x" * 10**6)
    assert run(["check", "--chapter", "1"], repo) == 1
    out, err = capsys.readouterr()
    _require_harmless(out, err)
    assert max(map(len, out.splitlines())) < 2 * LONGEST_LINE


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("columns", ["1", "10", "0", "x"])
def test_in_a_terminal_of_few_columns_nothing_is_left_out(repo, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr(sys, "stdout", terminal := Terminal())
    assert run(["list", "--chapter", "1"], repo) == 0
    assert {"1-1", "더하기", "first=2", "second=0.5", "NvidiaTeslaT4"} <= set(terminal.getvalue().split())


def _require_harmless(out: str, err: str) -> None:
    assert "Traceback" not in out + err
    assert not {"\x1b", "\x07", "\x08", "\u202e", "\u2066", "\ud800", "\r"} & {*out, *err}

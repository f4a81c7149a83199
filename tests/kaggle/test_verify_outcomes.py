"""Verifying: what is judged of a run that came back in part, and what can't be known of it."""

import json

import nbformat
import pytest
from nbformat import v4

from kagglebook.chapter.chapter import load_chapter
from kagglebook.notebook.book import make_pages
from tests.support.kaggle_server import Run
from tests.support.online import good, row

CHAPTER = "chapters/01/chapter.toml"


def executed(online, number: str, figures: int = 1, text: str = "total 2.5\n") -> bytes:
    """The pushed notebook with outputs in its cell `add` or `subtract`, as papermill leaves them."""
    chapter = load_chapter(online.root, 1)
    [page] = make_pages(chapter, chapter.select([number]))
    notebook = nbformat.from_dict(json.loads(page.submission.source))
    for cell in notebook.cells:
        if cell["id"] in ("add", "subtract"):
            pictures = [v4.new_output("display_data", {"image/png": "iVBORw0K"}) for _ in range(figures)]
            cell.outputs = [v4.new_output("stream", text=text), *pictures]
    return nbformat.writes(notebook).encode()


@pytest.mark.parametrize(("figures", "verdict"), [(1, "pass"), (2, "FAIL")])
def test_figures_are_counted_in_the_executed_notebook(online, edit, told, server, figures, verdict):
    edit(CHAPTER, 'text = "total" },', "figures = 1 },")
    files = {"__notebook__.ipynb": executed(online, "1-1", figures)}
    server.run_of = lambda pushed: good(pushed, files=good(pushed).files | files)
    told("push", "--verify", "--only", "1-1")
    code, lines, _ = told("verify", "--only", "1-1")
    assert row(lines, "cell add") == f"cell add 1 figure {figures} figure{'s' * (figures > 1)} {verdict}"
    assert code == (verdict == "FAIL")


def test_a_check_that_nothing_came_for_is_shown_as_not_checked(online, edit, told, server):
    edit(CHAPTER, 'text = "total" },', "figures = 1 },")
    code, lines, _ = told("push", "--verify", "--only", "1-1")
    assert code == 0
    assert row(lines, "cell add").endswith("not checked")
    assert lines[-1] == "1 not checked: Kaggle did not send what they look at"


@pytest.mark.parametrize(("log", "verdict"), [("total 2.5", "in the log pass"), ("sum 2.5", "not checked")])
def test_a_text_is_looked_for_in_the_log(online, told, server, log, verdict):
    record = json.dumps([{"stream_name": "stdout", "time": 2.0, "data": log}])
    server.run_of = lambda pushed: good(pushed, log=record)
    code, lines, _ = told("push", "--verify", "--only", "1-1")
    assert code == 0 and verdict in " ".join(lines)


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("[NbConvertApp] Converting\n", "pass"),
        ("100%|██████████| 30/30 [01:00<00:00]\n", "pass"),
        ("/tmp/ipykernel_18/123.py:2: UserWarning: careless\n", "FAIL"),
        ("/opt/lib/python3.12/site-packages/torch/nn/functional.py:9: UserWarning: careless\n  warn(\n", "FAIL"),
        (
            "/opt/lib/python3.12/site-packages/mistune.py:435: SyntaxWarning: invalid escape sequence\n  re.sub(\n",
            "pass",
        ),
    ],
)
def test_the_log_s_stderr_is_judged_without_what_kaggle_s_tools_said(online, told, server, said, verdict):
    record = json.dumps(
        [{"stream_name": "stderr", "time": 2.0, "data": said}, {"stream_name": "stdout", "data": "total"}]
    )
    server.run_of = lambda pushed: good(pushed, log=record)
    code, lines, _ = told("push", "--verify", "--only", "1-1")
    assert code == (verdict == "FAIL")
    assert verdict in " ".join(lines[lines.index(row(lines, "stderr empty")) :][:3])


def test_an_executed_notebook_of_another_version_fails(online, edit, told, server):
    files = {"__notebook__.ipynb": executed(online, "1-1").replace(b"first = 2", b"first = 3")}
    server.run_of = lambda pushed: good(pushed, files=good(pushed).files | files)
    code, lines, _ = told("push", "--verify", "--only", "1-1")
    assert code == 1 and row(lines, "code as") == "code as pushed another version's FAIL"


@pytest.mark.parametrize(("seconds", "told_so"), [(7200.0, True), (60.0, False)])
def test_a_run_that_its_time_limit_ended_is_told_as_that(online, told, server, seconds, told_so):
    record = json.dumps([{"stream_name": "stdout", "time": seconds, "data": "total"}])
    server.run_of = lambda pushed: Run(["ERROR"], {}, record, "Your notebook was stopped")
    code, lines, _ = told("push", "--verify", "--only", "1-2")
    words = "program 1-2: its time limit of 120 min ended it: set time_limit in [kaggle] of chapter.toml"
    assert code == 1 and (words in lines) is told_so

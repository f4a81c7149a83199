"""`kagglebook test`, and the plugin of pytest's behind it: what has an item, what fails it, what exit codes mean."""

import os
import subprocess
import sys

import pytest

from kagglebook.commands.main import run
from tests.support import CHAPTER, COMMAND, ERRATA, output_of

TOML = "chapters/01/chapter.toml"


pytestmark = pytest.mark.usefixtures("shared_server")


@pytest.fixture
def test(repo, capsys, monkeypatch):
    """Call the verb, by a pytest without the plugins that happen to be installed: its exit code, and what it says."""
    monkeypatch.chdir(repo)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")

    def call(*arguments: str) -> tuple[int, str]:
        capsys.readouterr()
        code = run(["test", *arguments], repo)
        told = capsys.readouterr()
        return code, told.out + told.err

    return call


def test_each_program_and_erratum_is_an_item_and_the_course_stays_as_it_is(repo):
    assert run(["--chapter", "1"], repo) == 0
    before = output_of(repo)
    command = [sys.executable, "-c", COMMAND, os.fspath(repo), "test", "--", "-v", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=repo, capture_output=True, text=True, check=False)
    code, said = done.returncode, done.stdout + done.stderr
    assert code == 0, said
    items = [line.split(" PASSED")[0] for line in said.splitlines() if " PASSED" in line]
    assert items == [f"{TOML}::{name}" for name in ("1-1", "1-2", "erratum 프로그램 1-1")]
    assert output_of(repo) == before
    assert not (repo / "output" / "runs" / "chapter-01").exists()


def test_what_is_wrong_is_told_item_by_item(repo, edit, test):
    assert run(["--chapter", "1"], repo) == 0
    edit(CHAPTER, "equals = 2.5, quick = 1.5", "equals = 2.5, quick = 1.75")
    edit("chapters/01/1_02_subtraction.py", "하나씩 뺀다", "하나씩")
    edit(ERRATA, "2 + 0.5 == 2.5", "2 + 0.5 == 3")
    code, said = test("--chapter", "1")
    assert code == 1
    assert "program 1-1, total (chapters/01/1_01_addition.py:12): expected = 1.75, got 1.5" in said
    assert "program 1-2: output/chapter-01 is stale: kagglebook render --chapter 1" in said
    assert "erratum '프로그램 1-1': does not hold: 2 + 0.5 == 3" in said
    assert "3 failed" in said
    assert "Traceback" not in said


def test_a_choice_of_pytest_is_handed_on(test):
    code, said = test("--", "-k", "1-2", "-q")
    assert (code, "1 passed, 2 deselected" in said) == (0, True), said
    assert test("--", "-k", "nothing-of-this-name")[0] == 2


def test_a_template_that_can_not_be_rendered_is_told_and_wrong_input(edit, test):
    edit("templates/add.py", "total = first", "total = {{ gone }} + first")
    code, said = test("--", "-q")
    assert code == 2
    assert "templates/add.py:" in said


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["--chapter", "9"], "--chapter 9: no such chapter (known: 1)"),
        (["-k", "1-1"], "-k: test takes no such word: what is meant for pytest stands behind --"),
        (["--chaptr", "1"], "test has no option --chaptr, did you mean '--chapter'?"),
    ],
)
def test_what_can_not_be_read_is_told_before_anything_runs(repo, capsys, argv, told):
    assert run(["test", *argv], repo) == 2
    assert told in capsys.readouterr().err


def test_without_pytest_it_says_what_to_install(repo, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "pytest", None)
    assert run(["test"], repo) == 2
    assert "test needs pytest: pip install 'kagglebook[test]'" in capsys.readouterr().err


def test_the_plugin_does_nothing_unasked(repo):
    command = [sys.executable, "-m", "pytest", "-p", "kagglebook.pytest_plugin", "chapters"]
    alone = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(command, cwd=repo, env=alone, capture_output=True, text=True, check=False)
    assert "collected 0 items" in done.stdout


def test_the_plugin_imports_nothing_of_the_tool_until_it_is_asked():
    code = "import sys, kagglebook.pytest_plugin; print([n for n in sys.modules if n.startswith('kagglebook.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['kagglebook.pytest_plugin']"


def test_a_program_is_given_what_those_before_it_left_also_where_only_it_is_chosen(handing_on, edit, test):
    code, said = test("--", "-q")
    assert (code, "3 passed" in said) == (0, True), said
    code, said = test("--", "-q", "-k", "1-2")
    assert (code, "1 passed" in said) == (0, True), said
    edit("templates/add.py", "total = first", "total = 1 / 0 + first")
    code, said = test("--", "-q", "-k", "1-2")
    assert code == 1
    assert "program 1-2: not run: 1-1 failed" in said

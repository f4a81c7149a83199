"""The repository as a whole: its style, and that its README is true."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ROOT, pages_05

README = (ROOT / "README.md").read_text(encoding="utf-8")


def ruff(*arguments: str) -> str:
    """What ruff complains of."""
    command = [sys.executable, "-m", "ruff", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout


def test_the_code_is_linted_and_formatted():
    assert ruff("check", "--quiet") == ""
    assert ruff("check", "--quiet", "chapters/05") == ""  # the course that is kept here
    assert ruff("format", "--check", "--quiet") == ""


def test_whether_the_code_of_a_lecture_is_linted_is_its_course_s_own_choice():
    files = [Path(line).relative_to(ROOT).parts for line in ruff("check", "--show-files").splitlines()]
    assert {"kagglebook", "tests", "templates"} <= {parts[0] for parts in files}
    assert not [parts for parts in files if "chapters" in parts]
    assert not [path for path in (ROOT / "kagglebook").rglob("*.py") if "ruff" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("folder", ["chapters/05", "templates"])
def test_templates_stay_valid_python(folder):
    for path in (ROOT / folder).glob("*.py"):
        ast.parse(path.read_text(encoding="utf-8"), path.name)


def test_rendered_programs_use_no_name_that_they_lack(tmp_path):
    for page in pages_05():
        (tmp_path / page.program.template).write_text(page.rendered.source, encoding="utf-8")
    assert len(list(tmp_path.iterdir())) == len(pages_05())
    assert ruff("check", "--quiet", "--isolated", "--select=E9,F63,F7,F82", str(tmp_path)) == ""


def test_ci_runs_the_test_command_of_the_readme():
    (command,) = re.findall(r"^python3 -m venv .*pytest$", README, re.MULTILINE)
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()

"""The courses in examples/: each in a folder of its own, as an author of another course has one."""

import json
import re
import shutil
from pathlib import Path

import pytest

from kagglebook.commands.main import run
from tests.support import ROOT, some

COURSES = sorted(path.name for path in (ROOT / "examples").iterdir() if path.is_dir())


each_course = pytest.mark.parametrize("course", COURSES, indirect=True)


@pytest.fixture(scope="module")
def course(request, tmp_path_factory):
    """A copy of a course, without what was run before."""
    copy = tmp_path_factory.mktemp("examples") / request.param
    ignored = shutil.ignore_patterns("runs", "variants", "editions", "kernels", "__pycache__")
    return Path(shutil.copytree(ROOT / "examples" / request.param, copy, ignore=ignored))


@each_course
def test_its_notebooks_are_what_its_templates_make(course, capsys):
    assert run(["check", "--chapter", "all"], course) == 0, capsys.readouterr().out


# The other trains networks on two data sets: it is for `-m thorough`.
@pytest.mark.parametrize("course", some(COURSES, "statistics".__eq__), indirect=True)
def test_its_notebooks_compute_what_it_says(course, capsys):
    assert run(["run", "--chapter", "all"], course) == 0, capsys.readouterr().out


@each_course
def test_it_uses_the_shared_page_and_has_no_copy_of_it(course):
    assert not (course / "templates").exists()
    assert not (course / "kernel-metadata").exists()


def test_the_english_course_needs_no_torch_and_has_no_korean():
    notebooks = [*(ROOT / "examples" / "statistics" / "output").glob("week-3/*/*.ipynb")]
    assert len(notebooks) >= 3
    for path in notebooks:
        source = "".join("".join(cell["source"]) for cell in json.loads(path.read_text("utf-8"))["cells"])
        assert "import torch" not in source
        assert not re.search("[가-힣]", source)

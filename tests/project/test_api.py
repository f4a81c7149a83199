"""`import kagglebook`: what a script needs, and all that the project's own scripts use."""

import ast
import inspect
import subprocess
import sys

import pytest

import kagglebook
from tests.support import ROOT
from tests.support.adopting import notebook

INSIDE = {"one_notebook.py"}  # a profile, which looks at the parts
SCRIPTS = [*(ROOT / "benchmarks").glob("*.py"), *(ROOT / "tests" / "course" / "mutation").glob("*.py")]


@pytest.mark.parametrize("name", kagglebook.__all__)
def test_every_name_is_there_and_says_what_it_is(name):
    value = getattr(kagglebook, name)
    assert name == "__version__" or inspect.getdoc(value)


def test_a_name_that_is_not_offered_is_none():
    with pytest.raises(AttributeError, match="no attribute 'rendr'"):
        kagglebook.rendr  # noqa: B018


@pytest.mark.parametrize("path", [path for path in SCRIPTS if path.name not in INSIDE], ids=lambda path: path.name)
def test_the_project_s_own_scripts_use_the_api_alone(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kagglebook"):
            assert node.module == "kagglebook"
            assert {alias.name for alias in node.names} <= set(kagglebook.__all__)


def test_rendering_by_the_api_imports_nothing_that_executes(repo):
    code = f"""
import sys, pathlib, kagglebook
assert not {{"pydantic", "jinja2"}} & set(sys.modules)
chapter = kagglebook.load_chapter(pathlib.Path({str(repo)!r}), 1)
assert len(kagglebook.render(chapter)) == 2
print(sorted({{"torch", "papermill", "nbclient", "ipykernel", "matplotlib", "kaggle"}} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")


@pytest.mark.usefixtures("shared_server")
def test_a_chapter_is_rendered_written_run_and_judged_in_a_few_lines(repo):
    chapter = kagglebook.load_chapter(repo, 1)
    pages = kagglebook.render(chapter, chapter.select(["1-2"]))
    assert [sorted(change.write) for change in kagglebook.write(chapter, pages)] == [
        sorted([*pages[0].files(), "manifest.json"])
    ]
    (run,) = kagglebook.run(chapter, pages)
    assert run.passed and kagglebook.failure_lines(run) == []
    assert run.run.results["steps"] == [2, 1, 0]
    again = kagglebook.judge(pages[0], kagglebook.Run(results={"steps": [0, 1]}), quick=True)
    assert not again.passed and any("steps" in line for line in kagglebook.failure_lines(again))
    (found,) = kagglebook.compare(kagglebook.Run(results={"n": 1}), kagglebook.Run(results={"n": 2}))
    assert (found.place, found.first, found.second) == ("n", "1", "2")


@pytest.mark.usefixtures("shared_server")
def test_notebooks_are_taken_into_a_chapter_in_a_line(tmp_path):
    assert kagglebook.command(["new", str(tmp_path / "course")], None) == 0
    path = tmp_path / "nb.ipynb"
    path.write_bytes(notebook("x = 1"))
    adoption = kagglebook.adopt(tmp_path / "course", 1, [path], recorded=False)
    assert (adoption.taken[path].entry.number, adoption.refused, adoption.recording) == ("1-2", {}, None)
    assert [file.name for file in adoption.files] == ["1_02_nb.py", "chapter.toml"]
    path.write_bytes(notebook("x = 1 / 0"))
    refused = kagglebook.adopt(tmp_path / "course", 1, [path])
    assert [str(each) for each in refused.refused[path]] == ["cell 1: ZeroDivisionError: division by zero"]
    assert refused.files == ()

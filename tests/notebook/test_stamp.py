"""A chapter that is up to date is told without being rendered, and never called so when it isn't."""

import shutil
import subprocess
import sys

import pytest

from kagglebook.commands.main import run
from kagglebook.core.layout import Layout
from kagglebook.notebook import stamp
from tests.support import ADDITION, CHAPTER, ERRATA, MACHINES, PAGE, SLUGS


@pytest.fixture
def rendered(repo, capsys):
    assert run(["--chapter", "1"], repo) == 0
    capsys.readouterr()
    return Layout(repo)


def test_an_unchanged_chapter_is_known_by_its_stamp(rendered):
    fresh = stamp.read_if_fresh(rendered, 1)
    assert fresh.programs == [("1-1", SLUGS[0]), ("1-2", SLUGS[1])]


@pytest.mark.parametrize(
    "path", [ADDITION, CHAPTER, ERRATA, PAGE, MACHINES, "templates/new.py", "chapters/01/new.toml"]
)
def test_a_change_of_any_source_ends_it(rendered, path):
    with (rendered.root / path).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert stamp.read_if_fresh(rendered, 1) is None


@pytest.mark.parametrize("name", [f"{SLUGS[0]}.ipynb", "kernel-metadata.json"])
@pytest.mark.parametrize("how", ["edited", "removed"])
def test_a_change_of_the_output_ends_it(rendered, name, how):
    path = rendered.rendered("chapter-01") / SLUGS[0] / name
    path.unlink()
    if how == "edited":
        path.write_text("{}")
    assert stamp.read_if_fresh(rendered, 1) is None
    assert run(["--chapter", "1"], rendered.root) == 0
    assert run(["check", "--chapter", "1"], rendered.root) == 0


def test_data_are_no_sources(rendered):
    (rendered.chapter(1) / "data").mkdir(exist_ok=True)
    (rendered.chapter(1) / "data" / "more.gz").touch()
    assert stamp.read_if_fresh(rendered, 1)


@pytest.mark.parametrize("name", ["baseline.json", "pictures/1-1.png", "pictures/pictures.json"])
def test_what_was_recorded_is_a_source(rendered, name):
    path = rendered.chapter(1) / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("{}")
    assert stamp.read_if_fresh(rendered, 1) is None


def test_another_tool_or_another_package_ends_it(rendered, monkeypatch, tmp_path):
    package = tmp_path / "kagglebook"
    shutil.copytree(stamp.PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(stamp, "PACKAGE", package)
    assert stamp.read_if_fresh(rendered, 1)  # the same code elsewhere
    (package / "core" / "exit.py").write_text("# another")
    assert stamp.read_if_fresh(rendered, 1) is None
    monkeypatch.undo()
    (tmp_path / "site" / "a_plugin-1.0.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(tmp_path / "site")
    assert stamp.read_if_fresh(rendered, 1) is None


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"inputs": 1, "output": 2, "programs": 3}'])
def test_a_broken_stamp_is_none(rendered, content):
    rendered.stamp("chapter-01").write_text(content)
    assert stamp.read_if_fresh(rendered, 1) is None


def test_a_chapter_without_output_has_no_stamp(repo):
    assert stamp.read_if_fresh(Layout(repo), 1) is None


def test_an_unchanged_chapter_is_told_with_the_standard_library_alone(rendered):
    code = (
        "import pathlib, sys; from kagglebook.commands.main import run\n"
        "code = run(['--chapter', '1'], pathlib.Path(sys.argv[1]))\n"
        "sys.exit(code or bool({'pydantic', 'jinja2', 'nbformat', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, rendered.root], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 unchanged" in done.stdout

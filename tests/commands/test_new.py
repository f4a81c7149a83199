"""`kagglebook new`: a course that runs at once, whole or not at all."""

import re

import pytest

from kagglebook.chapter.starter import languages
from kagglebook.commands.main import run

pytestmark = pytest.mark.usefixtures("shared_server")


@pytest.fixture
def new(tmp_path, monkeypatch, capsys):
    """Type the command in an empty folder: exit code, what it wrote there, and its message."""
    monkeypatch.chdir(tmp_path)

    def new(*words: str) -> tuple[int, set[str], str]:
        code = run(["new", *words], None)
        files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
        return code, files, capsys.readouterr().err.strip()

    return new


@pytest.mark.parametrize("language", languages())
def test_a_new_course_is_rendered_run_and_ready_to_be_pushed(new, tmp_path, monkeypatch, capsys, language):
    code, files, err = new("course", "--language", language, "--owner", "somebody")
    assert (code, err) == (0, "")
    assert {"course/chapters/01/chapter.toml", "course/.gitignore", "course/README.md"} < files
    monkeypatch.chdir(tmp_path / "course")
    for words in (["--chapter", "1"], ["run", "--chapter", "1"]):
        assert run(words, None) == 0, capsys.readouterr()
    capsys.readouterr()
    assert run(["check", "--chapter", "all"], None) == 0
    assert run(["push", "--chapter", "1", "--dry-run"], None) == 0
    assert "ch01-program-1-mean-of-dice" in capsys.readouterr().out
    (notebook,) = (tmp_path / "course" / "output" / "chapter-01").rglob("*.ipynb")
    hangul = re.search("[가-힣]", notebook.read_text("utf-8"))
    assert bool(hangul) == (language == "ko")


def test_an_empty_folder_is_taken(new, tmp_path):
    (tmp_path / "course").mkdir()
    assert new("course")[0] == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["full"], "full: is there already, and not empty"),
        (["file"], "file: is there already, and not empty"),
        (["file/course"], "file: is no folder"),
        (["old/inside"], "inside: lies in the course"),
        (["course", "--language", "de"], "--language: invalid choice: 'de'"),
        (["course", "--owner", "Two Words"], "--owner Two Words: a name on Kaggle"),
        ([], "FOLDER"),
    ],
)
def test_where_no_course_can_begin_nothing_is_written(new, tmp_path, words, told):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.tex").touch()
    (tmp_path / "file").touch()
    (tmp_path / "old" / "chapters").mkdir(parents=True)
    code, files, err = new(*words)
    assert (code, files) == (2, {"full/thesis.tex", "file"})
    assert told in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("stop", [KeyboardInterrupt, OSError("full")])
def test_a_course_that_is_interrupted_leaves_nothing_behind(new, tmp_path, monkeypatch, stop):
    def stopped(*_, **__):
        raise stop

    monkeypatch.setattr("pathlib.Path.rename", stopped)
    code, files, _ = new("course")
    assert code != 0 and files == set()
    assert list(tmp_path.iterdir()) == []


def test_outside_of_a_course_the_command_says_how_to_begin_one(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run(["run", "--chapter", "1"], None) == 2
    assert "kagglebook new FOLDER" in capsys.readouterr().err

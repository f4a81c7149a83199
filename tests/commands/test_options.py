"""Which chapters, and which of their programs."""

import shutil

import pytest

from kagglebook.commands.main import run


@pytest.fixture
def second(repo):
    """Another chapter, of the same programs under other titles."""
    shutil.copytree(repo / "chapters" / "01", repo / "chapters" / "02")
    path = repo / "chapters" / "02" / "chapter.toml"
    text = path.read_text(encoding="utf-8").replace("number = 1\n", "number = 2\n").replace("Ch01", "Ch02")
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("which", [["1", "2"], ["all"], ["2", "1", "2"], ["1", "--chapter", "02"]])
def test_several_chapters_are_rendered_by_one_command(repo, second, capsys, which):
    assert run(["--chapter", *which], repo) == 0
    assert len(list((repo / "output").glob("chapter-0[12]/*/*.ipynb"))) == 4
    out = capsys.readouterr().out
    assert out.count("2 written, 0 unchanged in output/chapter-0") == 2
    assert run(["check", "--chapter", "all"], repo) == 0
    assert run(["--chapter", *which], repo) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("Next: python build.py run --chapter ")


def test_the_faults_of_all_chapters_are_told_before_anything_is_written(repo, second, edit, capsys):
    edit("chapters/01/1_01_addition.py", 'id="results"', 'id="result"')
    edit("chapters/02/1_02_subtraction.py", 'id="results"', 'id="result"')
    assert run(["--chapter", "1", "2"], repo) == 2
    places = [line.split(":")[0] for line in capsys.readouterr().err.splitlines()]
    assert places == ["chapters/01/1_01_addition.py", "chapters/02/1_02_subtraction.py"]
    assert not (repo / "output").exists()


def test_programs_of_several_chapters_are_chosen_where_they_are(repo, second, capsys):
    path = repo / "chapters" / "02" / "chapter.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('number = "1-2"', 'number = "2-2"'), encoding="utf-8")
    assert run(["list", "--chapter", "all", "--only", "2-2"], repo) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["Program", "2-2"]
    assert run(["list", "--chapter", "all", "--only", "2-3"], repo) == 2
    assert capsys.readouterr().err.startswith("--only 2-3: no such program, did you mean '2-2'?")


@pytest.mark.parametrize("typed", ["1-1,1-2", "1-1, 1-2", "1-1 1-2", ",1-1,1-2"])
def test_programs_that_are_typed_as_one_are_told_how_they_stand(repo, capsys, typed):
    assert run(["list", "--chapter", "1", "--only", typed], repo) == 2
    assert capsys.readouterr().err == f"--only {typed}: programs stand apart, as in --only 1-1 1-2\n"


def test_a_wrong_number_among_those_typed_as_one_is_no_such_program(repo, capsys):
    assert run(["list", "--chapter", "1", "--only", "1-1,1-9"], repo) == 2
    assert capsys.readouterr().err.startswith("--only 1-1,1-9: no such program")


def test_a_course_without_a_chapter_says_so(repo, capsys):
    shutil.rmtree(repo / "chapters" / "01")
    assert run(["check", "--chapter", "all"], repo) == 2
    assert capsys.readouterr().err == "--chapter all: there is none in chapters/\n"
    assert run(["check"], repo) == 2
    assert capsys.readouterr().err == "which chapter? --chapter NAME, or --chapter all (there is none yet)\n"

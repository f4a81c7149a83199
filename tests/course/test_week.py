"""A chapter that is a week: its folder has a name, and its programs any number."""

import shutil

import pytest

from kagglebook.commands.main import run


@pytest.fixture
def week(repo, edit):
    edit("chapters/01/chapter.toml", "number = 1\n", 'number = "Week 3"\n')
    edit("chapters/01/chapter.toml", 'number = "1-1"', 'number = "3.1"')
    edit("chapters/01/chapter.toml", 'number = "1-2"', 'number = "A"')
    edit("chapters/01/errata.toml", '"1-1"', '"3.1"')
    (repo / "chapters" / "01").rename(repo / "chapters" / "week-3")
    return repo


def test_it_is_rendered_run_recorded_and_pushed_as_any_other(week, capsys):
    for words in ("--chapter", "run --chapter", "record --chapter", "--chapter", "check --chapter"):
        assert run([*words.split(), "week-3"], week) == 0, capsys.readouterr()
    assert "run --chapter week-3" in capsys.readouterr().out
    assert run(["push", "--chapter", "week-3", "--dry-run"], week) == 0
    told = capsys.readouterr().out
    assert "3.1  to be pushed" in told
    assert "2 to be pushed" in told
    assert len([*week.glob("output/week-3/*/*.ipynb")]) == 2
    assert (week / "chapters/week-3/baseline.json").is_file()
    assert [path.name for path in (week / "output").iterdir() if path.name.startswith("chapter-")] == []


def test_it_stands_beside_chapters_that_are_numbers(week, capsys):
    shutil.copytree(week / "chapters/week-3", week / "chapters/4")
    path = week / "chapters/4/chapter.toml"
    path.write_text(path.read_text("utf-8").replace("Ch01", "Ch04").replace('"Week 3"', "4"), "utf-8")
    assert run(["list", "--chapter", "04", "--chapter", "week-3", "--only", "A", "--only", "3.1"], week) == 0
    rows = [line.split()[:2] for line in capsys.readouterr().out.splitlines()[1:]]
    assert rows == [["4", "3.1"], ["4", "A"], ["week-3", "3.1"], ["week-3", "A"]]
    assert run(["list", "--chapter", "week-4"], week) == 2
    assert capsys.readouterr().err == "--chapter week-4: no such chapter, did you mean 'week-3'?\n"

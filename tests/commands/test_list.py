from kagglebook.commands.main import run
from tests.support import CHAPTER


def test_the_list_shows_what_chapter_toml_says_and_writes_nothing(repo, edit, capsys):
    edit(CHAPTER, "quick = { first = 1 }", "grid = { first = [1, 2], second = [1, 2] }")
    assert run(["list", "--chapter", "1"], repo) == 0
    head, *rows = (line.split() for line in capsys.readouterr().out.splitlines())
    assert head == ["Program", "Title", "Section", "Machine", "Parameters", "Checks", "Variants"]
    assert rows == [
        ["1-1", "더하기", "1.1", "CPU", "first=2", "second=0.5", "2", "4"],
        ["1-2", "빼기", "1.2", "NvidiaTeslaT4", "-", "2", "-"],
    ]
    assert not (repo / "output").exists()


def test_the_list_takes_only(repo, capsys):
    assert run(["list", "--chapter", "1", "--only", "1-2"], repo) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["Program", "1-2"]

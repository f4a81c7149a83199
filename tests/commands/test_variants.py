"""Variants as the command knows them: their folder, by-hand notebooks, and the options that go with them."""

import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.chapter.variants import Selection, select
from kagglebook.commands.main import run
from kagglebook.notebook.book import make_pages
from tests.support import CHAPTER

QUICK = "quick = { first = 1 }"


def test_variants_go_to_a_folder_of_their_own_and_those_that_are_gone_are_removed(repo, edit, capsys):
    edit(CHAPTER, QUICK, "grid = { first = [3, 4] }")
    folder = repo / "output/variants/chapter-01"
    assert run(["--chapter", "1"], repo) == 0
    assert not folder.exists()
    assert run(["--chapter", "1", "--variants"], repo) == 0
    assert len(list(folder.glob("*/*.ipynb"))) == 2
    assert run(["check", "--chapter", "1", "--variants"], repo) == 0
    edit(CHAPTER, "grid = { first = [3, 4] }", "grid = { first = [4] }")
    assert run(["check", "--chapter", "1", "--variants"], repo) == 1
    assert run(["check", "--chapter", "1"], repo) == 0  # the programs are as they were
    assert run(["--chapter", "1"], repo) == 0
    assert len(list(folder.glob("*/*.ipynb"))) == 2
    assert run(["--chapter", "1", "--variants"], repo) == 0
    assert [path.name for path in folder.iterdir() if path.is_dir()] == ["cv-ch01-program-1-addition-first-4"]
    edit(CHAPTER, "grid = { first = [4] }", "")
    assert run(["--chapter", "1", "--variants"], repo) == 0
    assert [path.name for path in folder.iterdir()] == ["manifest.json"]


def test_variants_render_byte_for_byte_the_same(repo, edit):
    edit(CHAPTER, QUICK, "grid = { first = [3, 4], second = [1, 2] }")
    written = []
    for _ in range(2):
        chapter = load_chapter(repo, 1)
        pages = make_pages(chapter, select(chapter, Selection([], variants=True)))
        written.append([page.files() for page in pages])
    assert len(written[0]) == 6
    assert written[0] == written[1]


def test_set_alone_renders_by_hand_away_from_the_output(repo, capsys):
    assert run(["--chapter", "1", "--set", "first=7"], repo) == 0
    (notebook,) = (repo / "output").rglob("*.ipynb")
    assert notebook.parent == repo / "output/runs/by-hand/chapter-01/cv-ch01-program-1-addition-first-7"
    assert '"first = 7\\nsecond = 0.5"' in notebook.read_text().replace('",\n    "', "").replace("'", '"')


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (
            ["render", "--set", "frist=1"],
            "--set frist=1: no program here has a parameter 'frist', did you mean 'first'?",
        ),
        (["render", "--set", "first=x"], "--set first=x: first of program 1-1 is of type int, as 2"),
        (["check", "--set", "first=1"], "--set goes with render or run, not with check"),
        (
            ["render", "--set", "first=1", "--variants"],
            "--set renders by hand what --variants would not: give one of the two",
        ),
        (
            ["record", "--variants"],
            "--variants goes with check or list or page or preview or push or render or run or verify, not with record",
        ),
        (["render", "--seeds", "2"], "--seeds goes with run, not with render"),
        (["run", "--seeds", "2"], "--seeds goes with --variants"),
        (["run", "--seeds", "0", "--variants"], "--seeds 0: takes a number of seeds above 0"),
    ],
)
def test_arguments_that_contradict_each_other_are_told(repo, capsys, argv, message):
    assert run([*argv, "--chapter", "1"], repo) == 2
    assert capsys.readouterr().err == f"{message}\n"

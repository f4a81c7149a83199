import shutil

import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.chapter.editions import editions_of
from kagglebook.chapter.elsewhere import taken_elsewhere
from kagglebook.chapter.variants import Selection, select
from kagglebook.commands.main import run

TITLE = 'kernel_title = "CV Ch01 Program 1 Addition"'
EDITIONS = """
[editions.student]
title = "빈칸"
kernel_title = "Blanks"

[editions.instructor]
title = "강사"
kernel_title = "Instructor"
"""


@pytest.fixture
def begun(repo):
    """A second chapter, begun as a copy of the first: it can be changed, and holds no template."""
    folder = repo / "chapters" / "02"
    folder.mkdir()
    text = (repo / "chapters" / "01" / "chapter.toml").read_text(encoding="utf-8")

    def write(*changes, text=text):
        for old, new in (("number = 1\n", "number = 2\n"), *changes):
            assert old in text
            text = text.replace(old, new)
        (folder / "chapter.toml").write_text(text, encoding="utf-8")

    write()
    return write


def line_of(repo, words):
    lines = (repo / "chapters" / "02" / "chapter.toml").read_text(encoding="utf-8").split("\n")
    return next(number for number, line in enumerate(lines, 1) if words in line)


def taken(repo, chosen=lambda chapter: chapter.programs):
    chapter = load_chapter(repo, 1)
    return list(taken_elsewhere(chapter, chosen(chapter)))


@pytest.mark.parametrize("verb", [["render"], ["push", "--dry-run"], ["run"], ["check"]], ids=" ".join)
def test_a_title_of_two_chapters_is_an_error_with_both_places_and_nothing_is_written(repo, begun, capsys, verb):
    begun(("CV Ch01 Program 2", "CV Ch02 Program 2"))
    assert run([*verb, "--chapter", "1"], repo) == 2
    (line,) = capsys.readouterr().err.splitlines()
    here = (repo / "chapters/01/chapter.toml").read_text(encoding="utf-8").split("\n").index(TITLE) + 1
    assert line.startswith(f"chapters/01/chapter.toml:{here}: program 1-1, kernel_title: 'CV Ch01 Program 1 Addition'")
    assert f"already that of program 1-1 in chapters/02/chapter.toml:{line_of(repo, TITLE)}:" in line
    assert not (repo / "output").exists()


def test_other_words_of_one_slug_are_one_title(repo, begun):
    begun(("CV Ch01 Program 1 Addition", "CV  Ch01: program 1, addition!"), ("Program 2", "Program 2b"))
    assert len(taken(repo)) == 1


def test_a_whole_course_tells_it_at_both(repo, begun, capsys):
    shutil.copytree(repo / "chapters" / "01", repo / "chapters" / "02", dirs_exist_ok=True)
    begun(("CV Ch01 Program 2", "CV Ch02 Program 2"))
    assert run(["--chapter", "all"], repo) == 2
    places = [line.split(":")[0] for line in capsys.readouterr().err.splitlines()]
    assert places == ["chapters/01/chapter.toml", "chapters/02/chapter.toml"]


def test_titles_of_their_own_are_no_problem(repo, begun):
    begun(("Ch01", "Ch02"))
    assert taken(repo) == []


@pytest.mark.parametrize(
    "text",
    ["[", "", "program = 3", "[program]\na = 1", "program = [3, {}]", "[[program]]\nkernel_title = 3", b"\xff", None],
)
def test_a_broken_chapter_stops_no_other(repo, begun, text):
    path = repo / "chapters" / "02" / "chapter.toml"
    if text is None:
        path.unlink()
        path.mkdir()
    else:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert taken(repo) == []


def test_what_is_broken_elsewhere_hides_no_title_in_the_same_file(repo, begun):
    begun(("checks = [", "checks = 7\nno_such_key = ["), ("CV Ch01 Program 2", "CV Ch02 Program 2"))
    assert len(taken(repo)) == 1


def test_a_changed_title_is_seen_at_once(repo, begun):
    assert len(taken(repo)) == 2
    begun(("Ch01", "Ch02"))
    assert taken(repo) == []


def test_an_edition_s_title_counts_on_both_sides(repo, begun, edit):
    first = repo / "chapters" / "01" / "chapter.toml"
    text = first.read_text(encoding="utf-8")
    first.write_text(text.replace(TITLE, f'{TITLE}\nshort_title = "Sums"') + EDITIONS, encoding="utf-8")
    begun(
        ("Ch01", "Ch02"),
        ('Program 1 Addition"', 'Program 1 Addition"\nshort_title = "Sums"'),
        ("\n[kaggle]", f"{EDITIONS}\n[kaggle]"),
    )

    def editions(chapter):
        return editions_of(chapter, chapter.programs, "student")

    (problem,) = taken(repo, editions)
    assert "'sums-blanks', already that of program 1-1" in problem.message
    begun(("Ch01", "Ch02"), ("CV Ch02 Program 1 Addition", "Sums Blanks"))
    assert len(taken(repo, editions)) == 1


def test_a_variant_s_title_counts(repo, begun, edit):
    edit("chapters/01/chapter.toml", "quick = { first = 1 }", "quick = { first = 1 }\ngrid = { second = [0.5, 0.25] }")
    begun(("Ch01 Program 2", "Ch02 Program 2"), ("Program 1 Addition", "Program 1 Addition second 0.25"))
    (problem,) = taken(repo, lambda chapter: select(chapter, Selection([], variants=True)))
    assert "cv-ch01-program-1-addition-second-0-25" in problem.message

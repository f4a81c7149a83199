import re

import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.chapter.words import shipped
from kagglebook.core.problems import InputError
from kagglebook.core.run import CellOutput, Run
from tests.support import CHAPTER
from tests.support.languages import leaves, made_up, toml_of

OWN = "languages/qq.toml"


@pytest.fixture
def course(repo, edit):
    """The tiny course in a language of its own."""
    (repo / "languages").mkdir()
    (repo / OWN).write_text(toml_of(made_up()), encoding="utf-8")
    edit(CHAPTER, "number = 1\n", 'number = 1\nlanguage = "qq"\n')
    return repo


def problems_of(repo) -> list[str]:
    with pytest.raises(InputError) as caught:
        load_chapter(repo, 1)
    return [str(problem).replace(f"{repo}/", "") for problem in caught.value.problems]


def change(repo, old: str, new: str) -> int:
    """Replace a part of the course's language by a regular expression; its line."""
    text = (repo / OWN).read_text(encoding="utf-8")
    found = re.search(old, text, re.MULTILINE)
    (repo / OWN).write_text(text[: found.start()] + new + text[found.end() :], encoding="utf-8")
    return text.count("\n", 0, found.start()) + 1


def test_the_shipped_languages_have_the_same_words_each_its_own():
    korean, english = (dict(leaves(shipped(tag).model_dump())) for tag in ("ko", "en"))
    assert korean.keys() == english.keys()
    assert all(re.search("[가-힣]", korean[path]) for path in korean if path[0] in ("blanks", "data", "device"))
    assert not any(re.search("[가-힣]", word) for word in english.values())


def test_a_course_may_have_a_language_of_its_own(course):
    chapter = load_chapter(course, 1)
    assert chapter.words.goals == made_up()["goals"]
    assert chapter.programs[0].label(chapter.words).endswith(" 1-1")


def test_a_course_s_own_file_stands_in_the_place_of_a_shipped_one(repo):
    (repo / "languages").mkdir()
    (repo / "languages/ko.toml").write_text(toml_of(made_up()), encoding="utf-8")
    chapter = load_chapter(repo, 1)
    assert chapter.words.goals == made_up()["goals"]
    assert repo / "languages/ko.toml" in chapter.layout.in_place_of_shared(1)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (r"^hint = .*\n", "", "blanks.hint: this key is needed"),
        (r"^hint = ", "hnit = ", "blanks.hnit: unknown key 'hnit', did you mean 'hint'?"),
        (r"^hint = .*", 'hint = "{nummer}"', "blanks.hint: nothing fills {nummer} (places of this word: {number})"),
        (r"^hint = .*", 'hint = "none"', "blanks.hint: lacks {number}"),
        (r"^hint = .*", "hint = 3", "blanks.hint: should be a valid string, not 3"),
        (r"^rises = .*", 'rises = ""', "alt.curve.rises: should be one line of text, not ''"),
        (r"^counts = .*", "counts = []", "figures.counts: "),
    ],
)
def test_what_is_wrong_with_a_word_is_told_with_its_line(course, old, new, fault):
    line = change(course, old, new)
    told = problems_of(course)
    # Of a word that is missing the table's line is told.
    where = line if new else (course / OWN).read_text(encoding="utf-8").split("\n").index("[blanks]") + 1
    assert any(each.startswith(f"{OWN}:{where}: {fault}") for each in told), told


def test_a_word_that_is_missing_at_the_top_is_told_too(course):
    change(course, "^goals = .*\n", "")
    assert problems_of(course) == [f"{OWN}:1: goals: this key is needed"]


def test_all_faults_of_words_are_told_at_once_with_those_of_the_chapter(course, edit):
    change(course, "^goals = .*\n", "")
    change(course, "^next = .*\n", "")
    edit(CHAPTER, 'title = "작은 장"', 'titel = "작은 장"')
    places = {each.split(": ")[0] + ": " + each.split(": ")[1] for each in problems_of(course)}
    assert {f"{OWN}:1: goals", f"{OWN}:1: next", f"{CHAPTER}:3: titel"} <= places


# ---- single words


def test_a_chapter_may_put_words_in_the_place_of_its_language_s(repo, edit):
    edit(CHAPTER, "number = 1\n", 'number = 1\nwords = { program = "Aufgabe {number}", blanks.more = "mehr" }\n')
    chapter = load_chapter(repo, 1)
    assert chapter.programs[0].label(chapter.words) == "Aufgabe 1-1"
    assert chapter.words.blanks.more == "mehr"
    assert chapter.words.blanks.hint == shipped("ko").blanks.hint


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ('[words]\nprogramm = "P {number}"', "words.programm: unknown key 'programm', did you mean 'program'?"),
        ('[words]\nprogram = "P"', "words.program: lacks {number}"),
        ('[words.blanks]\nhint = "{name}"', "words.blanks.hint: nothing fills {name}"),
        ('[words]\nblanks.hnit = "h"', "words.blanks.hnit: unknown key 'hnit', did you mean 'hint'?"),
        ('[words]\nblanks = "none"', "words.blanks: should be "),
        ("[words]\ngoals = { a = 1 }", "words.goals: should be a valid string"),
    ],
)
def test_a_wrong_word_of_a_chapter_is_told_with_its_line(repo, edit, table, fault):
    edit(CHAPTER, "[kaggle]\n", f"{table}\n\n[kaggle]\n")
    text = (repo / CHAPTER).read_text(encoding="utf-8")
    line = text.count("\n", 0, text.index(table)) + 2
    (told,) = problems_of(repo)
    assert told.startswith(f"{CHAPTER}:{line}: {fault}")


@pytest.mark.parametrize("language", ['"../ko"', '"k"', "5", '"ko/en"', '""'])
def test_what_is_no_tag_of_a_language_leads_to_no_file(repo, edit, language):
    edit(CHAPTER, "number = 1\n", f"number = 1\nlanguage = {language}\n")
    (told,) = problems_of(repo)
    assert told.startswith(f"{CHAPTER}:2: language: should be a")


def test_an_axis_counts_in_the_words_of_the_language(course, edit):
    change(course, r"^counts = .*", 'counts = ["Runde"]')
    edit(CHAPTER, '  { cell = "add", text = "total" },\n', '  { cell = "add", legible = true },\n')
    axes = {"title": "t", "xlabel": "runden", "ylabel": "y", "xticks": ["0.5"], "curves": [{"x": [1, 2], "y": [1, 2]}]}
    check = load_chapter(course, 1).programs[0].checks[-1]
    run = Run({"add": CellOutput(figures=1, drawn=({"axes": [axes]},))}, {}, {})
    assert check.judge(run, quick=False) == ("the axis runden counts, and has a tick 0.5", False)

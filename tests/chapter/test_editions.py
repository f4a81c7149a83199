import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.chapter.editions import ALL, STUDENT, editions_of
from kagglebook.chapter.variants import Selection, select
from kagglebook.core.problems import InputError
from tests.support import CHAPTER

STUDENTS = '[editions.student]\ntitle = "빈칸"\nkernel_title = "Blanks"\nquick = { first = 9, other = 1 }\n\n[kaggle]'


@pytest.fixture
def chapter(repo, edit):
    edit(CHAPTER, "[kaggle]\nowner", f"{STUDENTS}\nowner")
    return load_chapter(repo, 1)


def test_an_edition_stands_for_its_program_under_another_number_title_and_slug(chapter):
    (edition, _) = select(chapter, Selection(edition=STUDENT))
    assert (edition.number, edition.title, edition.slug) == (
        "1-1:student",
        "더하기 (빈칸)",
        "cv-ch01-program-1-addition-blanks",
    )
    assert edition.origin is chapter.programs[0]
    assert (edition.folder, edition.edition, edition.is_variant) == ("editions", "student", False)


def test_its_quick_run_sets_what_the_program_has(chapter):
    edition, other = select(chapter, Selection(edition=STUDENT))
    assert (edition.quick, other.quick) == ({"first": 9}, {})


def test_values_are_the_program_s_business_and_checked_there(chapter):
    (edition,) = select(chapter, Selection(["1-1"], edition=STUDENT))
    assert edition.checks == []


def test_an_edition_that_the_chapter_lacks_is_told_with_what_to_write(chapter):
    with pytest.raises(InputError, match=r"no edition 'instructor': give it a table \[editions.instructor\]"):
        select(chapter, Selection(edition="instructor"))
    with pytest.raises(InputError, match="no edition 'instructor'"):
        editions_of(chapter, chapter.programs, ALL)


def test_a_title_that_is_too_long_for_kaggle_is_told_with_what_helps(repo, edit):
    edit(CHAPTER, "[kaggle]\nowner", f"{STUDENTS.replace('Blanks', 'with all of its Blanks')}\nowner")
    with pytest.raises(InputError, match="has 52 characters, Kaggle takes 50: give the program a `short_title`"):
        select(load_chapter(repo, 1), Selection(edition=STUDENT))


def test_two_editions_of_one_slug_are_told(repo, edit):
    edit(CHAPTER, "[kaggle]\nowner", f"{STUDENTS.replace('Blanks', 'X')}\nowner")
    edit(CHAPTER, '"CV Ch01 Program 2 Subtraction"', '"CV Ch01 Program 1 Addition X"')
    with pytest.raises(InputError, match="has the slug 'cv-ch01-program-1-addition-x', already that of 1-2"):
        select(load_chapter(repo, 1), Selection(edition=STUDENT))

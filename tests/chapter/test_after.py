"""`after`: what may stand there, and what becomes of it on Kaggle."""

import pytest

from kagglebook.chapter.after import all_producers, depths, sources
from kagglebook.chapter.chapter import load_chapter
from kagglebook.chapter.editions import make_edition
from kagglebook.chapter.variants import make_variant
from kagglebook.core.problems import InputError
from tests.support import SLUGS

CHAPTER = "chapters/01/chapter.toml"


@pytest.fixture
def write(edit):
    """Have the programs come after others."""

    def after(first: str = "", second: str = "") -> None:
        for template, numbers in (("1_01_addition.py", first), ("1_02_subtraction.py", second)):
            if numbers:
                edit(CHAPTER, f'template = "{template}"', f'template = "{template}"\nafter = {numbers}')

    return after


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ('["1-3"]', "after[0]: no program '1-3' in this chapter, did you mean '1-2'?"),
        ('["1-1", "1-2"]', "after[1]: 1-2 can't come after itself"),
        ('["1-1", "1-1"]', "after[1]: 1-1 is named twice"),
        ('"1-1"', "after: should be a valid list, not '1-1'"),
    ],
)
def test_a_wrong_name_is_told_with_its_line(repo, write, numbers, told):
    write(second=numbers)
    line = (repo / CHAPTER).read_text(encoding="utf-8").splitlines().index(f"after = {numbers}") + 1
    with pytest.raises(InputError) as error:
        load_chapter(repo, 1)
    assert str(error.value) == f"{repo / CHAPTER}:{line}: program 1-2, {told}"


def test_a_circle_is_told_once(repo, write):
    write(first='["1-2"]', second='["1-1"]')
    with pytest.raises(InputError) as error:
        load_chapter(repo, 1)
    (problem,) = error.value.problems
    assert problem.message == "a circle: 1-1, which comes after 1-2, which comes after 1-1"
    assert problem.line


def test_kaggle_attaches_what_the_complete_program_of_the_owner_who_pushes_left(repo, write):
    write(second='["1-1"]')
    chapter = load_chapter(repo, 1)
    second = chapter.programs[1]
    assert chapter.kaggle(chapter.programs[0]).kernel_sources == []
    assert chapter.kaggle(second).kernel_sources == [f"cv-lecture/{SLUGS[0]}"]
    assert chapter.with_kaggle(owner="me").kaggle(second).kernel_sources == [f"me/{SLUGS[0]}"]
    assert chapter.kaggle(make_variant(second, {}, "x")).kernel_sources == [f"cv-lecture/{SLUGS[0]}"]


def test_an_edition_reads_what_the_complete_program_left(repo, write, edit):
    write(second='["1-1"]')
    edit(CHAPTER, "[kaggle]", '[editions.student]\ntitle = "b"\nkernel_title = "Blanks"\n\n[kaggle]')
    chapter = load_chapter(repo, 1)
    edition = make_edition(chapter, chapter.programs[1], "student")
    assert [each.number for each in chapter.producers(edition)] == ["1-1"]
    assert chapter.kaggle(edition).kernel_sources == [f"cv-lecture/{SLUGS[0]}"]


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ([], ["me/a"]),
        (["me/a"], ["me/a"]),
        (["me/a/3"], ["me/a/3"]),  # a version that somebody chose
        (["old/a"], ["me/a"]),  # of who pushed before
        (["me/b", "me/a", "me/b"], ["me/b", "me/a"]),
    ],
)
def test_what_an_author_names_too_stands_once(written, made):
    assert sources(written, {"a": "me"}) == made


def test_the_order_follows_all_that_a_program_needs(repo, edit, write):
    write(first='["1-2"]')
    programs = load_chapter(repo, 1).programs
    third = programs[0].model_copy(update={"number": "1-3", "after": ["1-1"]})
    every = [third, *programs]
    assert depths(every) == {"1-2": 0, "1-1": 1, "1-3": 2}
    assert [each.number for each in all_producers(third, every)] == ["1-1", "1-2"]

"""What an edition makes of a program: blanks, hints, checks, solutions."""

import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.chapter.editions import INSTRUCTOR, STUDENT, make_edition
from kagglebook.core.problems import InputError
from kagglebook.notebook.book import make_pages
from tests.support import CHAPTER, SUBTRACTION

CELL = "steps = [2 - step for step in range(3)]  #> 하나씩 뺀다"
BLANK = "steps = [2 - step for step in range(3)]  #? `2 - step` 첫 힌트 || 다음 힌트  #> 하나씩 뺀다"
CHECK = """
# %% id="check" role="self-check"
#! 1: step -> 늘어납니다.
#! 1: nothing -> !NameError
@self_check(1, "맞았습니다.")
def blank_1():
    return "늘어납니다." if steps[0] < steps[-1] else None

# %% [markdown] id="aside" role="instructor"
# 선생님만 읽는다.

# %% id="results\""""
EDITIONS = """[editions]
student = { title = "빈칸", kernel_title = "Blanks" }
instructor = { title = "강사용", kernel_title = "Key" }

[kaggle]"""


@pytest.fixture
def pages(repo, edit):
    """Makes the second program's pages: complete, student's and instructor's."""
    edit(CHAPTER, "[kaggle]\nowner", f"{EDITIONS}\nowner")

    def make(blank: str = BLANK, check: str = CHECK):
        edit(SUBTRACTION, CELL, blank)
        edit(SUBTRACTION, '\n# %% id="results"', check)
        chapter = load_chapter(repo, 1)
        program = chapter.programs[1]
        programs = [program, make_edition(chapter, program, STUDENT), make_edition(chapter, program, INSTRUCTOR)]
        return make_pages(chapter, programs)

    return make


def cells(page):
    return {cell.id: cell.source for cell in page.rendered.notebook.cells}


def test_the_complete_notebook_knows_no_blank(pages):
    complete = cells(pages()[0])
    assert complete["subtract"] == "steps = [2 - step for step in range(3)]  # ①"
    assert not {"subtract-hints", "check", "check-answers", "aside"} & set(complete)


def test_a_student_has_a_blank_its_hints_and_the_check_without_wrong_answers(pages):
    student = cells(pages()[1])
    assert student["subtract"] == "steps = [__1__ for step in range(3)]  # ①"
    assert "`steps = [__1__ for step in range(3)]`" in student["subtract-remarks"]
    assert student["subtract-hints"] == (
        "<details><summary>힌트 · 빈칸 1</summary>\n\n첫 힌트\n\n"
        "<details><summary>힌트 더 보기</summary>\n\n다음 힌트\n\n</details></details>"
    )
    assert student["check"].startswith("# 빈칸 1\n@self_check(1")
    assert not {"check-answers", "aside"} & set(student)


def test_an_instructor_has_solutions_marked_and_wrong_answers_with_what_they_say(pages):
    instructor = cells(pages()[2])
    assert instructor["subtract"] == "steps = [2 - step for step in range(3)]  # ① · 빈칸 1"
    assert instructor["aside"] == "선생님만 읽는다."
    assert instructor["check-answers"].split("\n")[2:] == [
        "| 1 | `step` | 늘어납니다. |",
        "| 1 | `nothing` | 이 셀에서 오류가 난다: `NameError` |",
    ]


def test_editions_have_titles_and_addresses_of_their_own(pages):
    slugs = [page.program.slug for page in pages()]
    assert slugs == [f"cv-ch01-program-2-subtraction{end}" for end in ("", "-blanks", "-key")]


def test_an_instructor_s_edition_is_private_whoever_publishes(pages, repo):
    public = load_chapter(repo, 1).with_kaggle(private=False)
    made = pages()
    assert [page.metadata["is_private"] for page in made] == [True, True, True]
    edition = make_edition(public, public.programs[1], INSTRUCTOR)
    assert public.kaggle(edition).private
    assert not public.kaggle(make_edition(public, public.programs[1], STUDENT)).private


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"check": '\n# %% id="results"'}, "blank 1 is checked nowhere"),
        ({"check": CHECK.replace("self_check(1", "self_check(2")}, "checks blank 2, and there are 1 above it"),
        ({"check": CHECK.replace("#! 1: step", "#! 3: step")}, "a wrong answer to blank 3, which this cell doesn't"),
        ({"check": CHECK.replace("#! 1: step ->", "#! 1: step")}, "a wrong answer is written"),
        ({"blank": BLANK.replace("`2 - step` ", "`nothing` ")}, "`nothing` stands 0 times"),
        ({"check": CHECK.replace('늘어납니다." if', '2-step" if')}, "can be read in the student's cell 'check'"),
        ({"blank": BLANK.replace("다음 힌트", "`2 - step`이다")}, "can be read in the student's cell 'subtract-hints'"),
        ({"blank": BLANK.replace("하나씩", "2 - step으로")}, "can be read in the student's cell 'subtract-remarks'"),
    ],
)
def test_what_is_wrong_with_a_blank_is_told_with_its_line(pages, change, message):
    with pytest.raises(InputError) as caught:
        pages(**change)
    (problem,) = {str(problem) for problem in caught.value.problems}
    assert message in problem
    assert "1_02_subtraction.py:" in problem

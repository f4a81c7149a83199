"""Notebooks of one's own that are attached: a misspelt one is told when the chapter is rendered."""

import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.core.layout import Layout
from kagglebook.core.problems import InputError
from kagglebook.notebook.book import make_pages
from kagglebook.notebook.kernel_sources import misspelt
from tests.support import CHAPTER, SLUGS, SUBTRACTION


@pytest.mark.parametrize(
    ("source", "near"),
    [
        ("cv-ch01-program-1-adition", SLUGS[0]),
        ("cv-ch01-program-1-adition/2", SLUGS[0]),
        ("cv-ch01-program-1-addition", None),
        ("cv-ch01-program-3-addition", None),  # the next of a series
        ("cv-ch01-program-1-addition-five", None),  # a variant
        ("my-cleaning", None),
    ],
)
def test_a_name_that_is_nearly_one_of_the_course_is_told(repo, source, near):
    found = list(misspelt([f"me/{source}", f"other/{source}"], "me", Layout(repo)))
    assert found == ([(f"me/{source}", f"me/{near}")] if near else [])


def test_a_program_of_another_chapter_is_known(repo):
    (repo / "chapters/02").mkdir()
    (repo / "chapters/02/chapter.toml").write_text('[[program]]\nkernel_title = "CV Ch02 Program 1 Model"\n')
    assert list(misspelt(["me/cv-ch02-program-1-modell"], "me", Layout(repo)))
    (repo / "chapters/02/chapter.toml").write_text("broken")
    assert not list(misspelt(["me/cv-ch02-program-1-modell"], "me", Layout(repo)))


def problems(repo) -> list[str]:
    with pytest.raises(InputError) as error:
        make_pages(load_chapter(repo, 1))
    return [str(problem).replace(f"{repo}/", "") for problem in error.value.problems]


def test_it_is_told_with_the_line_of_the_key(repo, edit):
    edit(CHAPTER, "private = true", 'private = true\nkernel_sources = ["cv-lecture/cv-ch01-program-1-adition"]')
    (told,) = problems(repo)
    assert told.startswith(f"{CHAPTER}:12: kaggle.kernel_sources: Kaggle rule 'kernel-sources': no notebook ")
    assert f"did you mean 'cv-lecture/{SLUGS[0]}'" in told


def test_a_program_that_the_notebook_never_looks_for_is_told(repo, edit):
    edit(CHAPTER, 'template = "1_02_subtraction.py"', 'template = "1_02_subtraction.py"\nafter = ["1-1"]')
    (told,) = problems(repo)
    assert "program 1-2, after" in told
    assert told.endswith(f"the notebook never looks for {SLUGS[0]!r}, what program 1-1 leaves")


def test_a_notebook_that_is_looked_for_and_not_attached_is_told_with_its_line(repo, edit):
    edit(SUBTRACTION, "steps = [", f'find_output = open\nfind_output("{SLUGS[0]}", "x")\nsteps = [')
    (told,) = problems(repo)
    assert told.startswith(f"{SUBTRACTION}:5: cell subtract: no notebook {SLUGS[0]!r} is attached")
    assert "name its program in `after`" in told

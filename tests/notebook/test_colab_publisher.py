"""Colab: a badge to the committed notebook, the machine in the notebook's metadata, and what it needs."""

import json
from urllib.parse import unquote

import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.chapter.variants import Selection, select
from kagglebook.core.problems import InputError
from kagglebook.kaggle.content import content_of
from kagglebook.notebook.book import make_pages

CHAPTER, PAGE = "chapters/01/chapter.toml", "templates/program.py"
OWNER = 'owner = "cv-lecture"\n'
LOOP = "#: for badge in program.badges\n# [{{ badge.text }}]({{ badge.url }})\n#: endfor"


@pytest.fixture
def on_github(repo, edit):
    """The tiny course, committed to GitHub, with all badges on its page."""
    edit(CHAPTER, OWNER, f'{OWNER}repository = "https://github.com/a/b"\nbranch = "가 1"\n')
    edit(PAGE, "# [Open in Kaggle]({{ program.url }})", LOOP)
    return repo


@pytest.fixture
def on_colab(on_github, edit):
    edit(CHAPTER, "[edition]", 'publishers = ["colab"]\n\n[edition]')
    return on_github


def test_the_badge_opens_the_committed_notebook(on_colab):
    [page, _] = make_pages(load_chapter(on_colab, 1))
    slug = "cv-ch01-program-1-addition"
    badge = page.others[0].badge(page.chapter, page.program)
    assert badge.text == "Open in Colab"
    expected = f"https://colab.research.google.com/github/a/b/blob/가 1/output/chapter-01/{slug}/{slug}.ipynb"
    assert unquote(badge.url) == expected and badge.url.isascii() and " " not in badge.url
    assert f"[Open in Colab]({badge.url})" in "".join(json.loads(page.rendered.ipynb)["cells"][0]["source"])


def test_molab_has_a_badge_beside_it(on_github, edit):
    edit(CHAPTER, "[edition]", 'publishers = ["colab", "molab"]\n\n[edition]')
    [page, _] = make_pages(load_chapter(on_github, 1))
    slug = "cv-ch01-program-1-addition"
    badge = page.others[1].badge(page.chapter, page.program)
    assert unquote(badge.url) == f"https://molab.marimo.io/github/a/b/blob/가 1/output/chapter-01/{slug}/{slug}.ipynb"
    assert f"[Open in molab]({badge.url})" in "".join(json.loads(page.rendered.ipynb)["cells"][0]["source"])


@pytest.mark.parametrize(
    ("machine", "expected"),
    [
        ("", {}),
        ("NvidiaTeslaT4", {"accelerator": "GPU", "colab": {"gpuType": "T4"}}),
        ("NvidiaH100", {"accelerator": "GPU"}),
        ("TpuV5E8", {"accelerator": "TPU"}),
    ],
)
def test_the_metadata_choose_the_machine(on_colab, edit, machine, expected):
    edit(CHAPTER, 'machine_shape = "" }', f'machine_shape = "{machine}" }}')
    found = json.loads(make_pages(load_chapter(on_colab, 1))[0].rendered.ipynb)["metadata"]
    assert {key: found[key] for key in ("accelerator", "colab") if key in found} == expected


@pytest.mark.parametrize(("place", "name"), [("colab", "Colab"), ("molab", "molab")])
def test_without_a_repository_it_is_told_at_its_key(repo, edit, place, name):
    edit(CHAPTER, "[edition]", f'publishers = ["{place}"]\n\n[edition]')
    with pytest.raises(InputError, match=f"{name} opens what is on GitHub"):
        make_pages(load_chapter(repo, 1))


def test_variants_which_nobody_commits_have_no_such_badge(on_colab, edit):
    edit(CHAPTER, "quick = { first = 1 }", "quick = { first = 1 }\ngrid = { first = [5, 6] }")
    chapter = load_chapter(on_colab, 1)
    variants = [each for each in select(chapter, Selection(variants=True)) if each.folder]
    for page in make_pages(chapter, variants):
        assert page.others[0].badge(chapter, page.program) is None
        assert page.kaggle.badge(chapter, page.program).url.startswith("https://www.kaggle.com/code/")
    assert variants


def test_one_more_badge_changes_nothing_of_what_runs(on_github, edit):
    before = content_of(make_pages(load_chapter(on_github, 1))[1])
    edit(CHAPTER, "[edition]", 'publishers = ["colab"]\n\n[edition]')
    after = content_of(make_pages(load_chapter(on_github, 1))[1])
    assert before.run == after.run and before.whole != after.whole  # so it is saved, without a run


def test_where_a_further_badge_leads_is_no_content(on_colab, edit):
    before = content_of(make_pages(load_chapter(on_colab, 1))[1])
    edit(CHAPTER, 'branch = "가 1"', 'branch = "main"')
    after = content_of(make_pages(load_chapter(on_colab, 1))[1])
    assert (before.run, before.whole) == (after.run, after.whole)

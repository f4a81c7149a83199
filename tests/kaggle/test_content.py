"""What counts as a change of a notebook."""

import json
from types import SimpleNamespace

import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.kaggle.content import Content, content_of, digest_of_cells
from kagglebook.notebook.book import make_pages

CHAPTER, ADDITION, PAGE = "chapters/01/chapter.toml", "chapters/01/1_01_addition.py", "templates/program.py"


def content(repo, **settings) -> Content:
    chapter = load_chapter(repo, 1).with_kaggle(**settings)
    [page] = make_pages(chapter, chapter.select(["1-1"]))
    return content_of(page)


def differing(a: Content, b: Content) -> set[str]:
    return {name for name in ("whole", "cells", "run") if getattr(a, name) != getattr(b, name)}


@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        (ADDITION, "두 수를 더한다.", "두 수의 합을 구한다.", {"whole", "cells"}),
        (CHAPTER, "second = 0.5", "second = 0.75", {"whole", "cells", "run"}),
        (CHAPTER, "internet = true", "internet = false", {"whole", "run"}),
        (CHAPTER, "private = true", "private = false", {"whole"}),
        (CHAPTER, 'machine_shape = "" }', 'machine_shape = "NvidiaTeslaT4" }', {"whole", "run"}),
        (CHAPTER, 'machine_shape = "" }', 'machine_shape = "", dataset_sources = ["a/b"] }', {"whole", "run"}),
        (CHAPTER, 'machine_shape = "" }', 'machine_shape = "", keywords = ["a"] }', {"whole"}),
        (PAGE, 'id="save-results"', 'id="keep-results"', set()),  # a cell's name
        (PAGE, 'role="machinery"', 'role="machinery" tags=["hide"]', set()),
        (PAGE, ' role="machinery"', "", {"whole"}),  # what a reader on Kaggle sees of it
        (CHAPTER, "equals = 2.5, quick = 1.5", "equals = 2.5, quick = 2", set()),
        (CHAPTER, "quick = { first = 1 }", "quick = { first = 3 }", set()),
    ],
)
def test_each_digest_changes_with_what_it_is_of_and_with_nothing_else(repo, edit, path, old, new, expected):
    before = content(repo)
    edit(path, old, new)
    assert differing(before, content(repo)) == expected


def test_the_order_of_sources_is_no_change(repo):
    assert content(repo, dataset_sources=["a/b", "c/d"]) == content(repo, dataset_sources=["c/d", "a/b"])


def test_where_the_badge_leads_changes_no_digest_but_that_of_the_cells(repo):
    badge = content(repo, repository="https://github.com/a/b", branch="draft")
    assert differing(content(repo), badge) == {"cells"}


def test_where_the_contents_lead_is_no_change_of_what_runs(repo, edit):
    edit(PAGE, "# [Open in Kaggle]", "# [{{ program.next.label }}]({{ program.next.url }})\n#\n# [Open in Kaggle]")
    badge = content(repo, repository="https://github.com/a/b", branch="draft")
    assert differing(content(repo), badge) == {"cells"}


def test_what_is_sent_has_the_digest_of_what_is_committed(repo):
    page = make_pages(load_chapter(repo, 1))[0]
    assert digest_of_cells(page.submission.source) == digest_of_cells(page.rendered.ipynb) == content_of(page).cells


@pytest.mark.parametrize(
    "same",
    [
        '{"cells": [{"cell_type": "code", "source": ["a\\n", "b"]}]}',
        '{"nbformat": 4, "cells": [{"source": "a\\nb", "outputs": [1], "id": "x", "cell_type": "code"}]}',
    ],
)
def test_the_cells_digest_does_not_know_the_layout_of_the_file(same):
    assert digest_of_cells(same) == digest_of_cells(b'{"cells":[{"cell_type":"code","source":"a\\nb"}]}') != ""
    assert digest_of_cells(same) != digest_of_cells('{"cells":[{"cell_type":"markdown","source":"a\\nb"}]}')


def with_picture(picture: str) -> str:
    """A notebook of a cell that shows a picture of its own."""
    return f'{{"cells": [{{"cell_type": "markdown", "source": "![](attachment:a.png)", "attachments": {picture}}}]}}'


@pytest.mark.parametrize("came_back", ['{"a.png": {"image/png": "aG8="}}', "{}", "null", "3", '{"a": 3}'])
def test_what_kaggle_makes_of_pictures_does_not_change_the_cells_digest(came_back):
    ours = digest_of_cells(with_picture('{"a.png": {"image/png": "aGk="}}'))
    assert digest_of_cells(with_picture(came_back)) == ours != ""


def test_a_picture_of_the_program_s_is_part_of_its_content(repo):
    chapter = load_chapter(repo, 1)
    [page] = make_pages(chapter, chapter.select(["1-1"]))
    contents = []
    for picture in ("aGk=", "aG8="):
        notebook = json.loads(page.rendered.ipynb)
        notebook["cells"][0]["attachments"] = {"a.png": {"image/png": picture}}
        parts = {name: getattr(page, name) for name in ("kaggle", "others", "chapter", "program", "metadata")}
        rendered = SimpleNamespace(ipynb=json.dumps(notebook).encode())
        contents.append(content_of(SimpleNamespace(rendered=rendered, **parts)))
    assert differing(*contents) == {"whole"}  # it runs as before


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "<html>", '{"cells": [1]}', '{"cells": [{}]}', '{"cells": 3}', '{"cells": null}', "3", "NaN",
     '{"cells": [{"cell_type": "code", "source": 3}]}', '{"cells": [{"cell_type": "code", "source": [[]]}]}',
     "[" * 10**5, "9" * 5000],
)  # fmt: skip
def test_what_is_no_notebook_has_no_digest(text):
    assert digest_of_cells(text) == ""

"""What counts as a change of a notebook, and the state file."""

import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.core.problems import InputError
from kagglebook.kaggle.ledger import Content, Entry, Intent, content_of, digest_of_cells, open_ledger
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
        (PAGE, 'id="save-results"', 'id="save-results" tags=["hide"]', set()),
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


@pytest.mark.parametrize("text", ["", "[]", "{}", "<html>", '{"cells": [1]}', '{"cells": [{}]}'])
def test_what_is_no_notebook_has_no_digest(text):
    assert digest_of_cells(text) == ""


def test_an_entry_is_found_again_as_it_was(tmp_path):
    entry = Entry(
        Content("a", "b", "c"), 3, "url", 1.5, "T4", ("data set x/y",), True, "passed", Intent(Content("d"), 2.5)
    )
    with open_ledger(tmp_path / "runs/ledger.json") as ledger:
        assert ledger.get("a/b") == Entry()
        ledger.put("a/b", entry)
    with open_ledger(tmp_path / "runs/ledger.json") as ledger:
        assert ledger.get("a/b") == entry and ledger.get("a/c") == Entry()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"a/b": 1}', '{"a/b": {"version": "three"}}'])
def test_a_broken_file_is_told(tmp_path, text):
    (tmp_path / "ledger.json").write_text(text)
    with pytest.raises(InputError, match=r"ledger.json: broken"), open_ledger(tmp_path / "ledger.json"):
        pass


def test_one_process_at_a_time_and_the_next_after_it(tmp_path):
    path = tmp_path / "ledger.json"
    with open_ledger(path), pytest.raises(InputError, match="another process"), open_ledger(path):
        pass
    with open_ledger(path):
        pass

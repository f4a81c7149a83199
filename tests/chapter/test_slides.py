import pytest

from kagglebook.chapter.cell_checks import Text
from kagglebook.chapter.chapter import load_chapter
from kagglebook.chapter.slides import Shows
from kagglebook.chapter.variants import variants_of
from kagglebook.commands.main import run
from kagglebook.core.problems import InputError
from kagglebook.notebook.book import make_pages
from kagglebook.notebook.slides import slides_of
from tests.support import CHAPTER, PAGE

ITEM = """[[slide]]
id = "1.1-1"
section = "1.1"
kind = "number"
says = "2 + 0.5는 2.5다"
state = "computed"
cells = ["1-1#add"]
output = "total"
"""
TOLD = ITEM.replace('state = "computed"', 'state = "told"').replace("#add", "#note")
TOLD = TOLD.replace('output = "total"', 'why = "nothing to add"')


@pytest.fixture
def ledger(repo):
    """Write the tiny chapter's slides.toml."""
    return (repo / "chapters/01/slides.toml").write_text


def faults(repo) -> str:
    with pytest.raises(InputError) as caught:
        chapter = load_chapter(repo, 1)
        make_pages(chapter)
    return str(caught.value).replace(f"{repo}/", "")


def test_a_chapter_needs_no_ledger(repo):
    chapter = load_chapter(repo, 1)
    assert chapter.slides == ()
    assert chapter.slides_of(chapter.programs[0]) == ()
    assert make_pages(chapter)


def test_an_item_belongs_to_the_programs_of_its_cells(repo, ledger):
    ledger(ITEM.replace('"1-1#add"', '"1-1#add", "1-1#results", "1-2#subtract"').replace("computed", "shown"))
    chapter = load_chapter(repo, 1)
    (first,), (second,) = map(chapter.slides_of, chapter.programs)
    assert first is second
    assert (first.own_cells("1-1"), first.own_cells("1-2")) == (["add", "results"], ["subtract"])


def test_what_is_computed_is_a_check_of_each_of_its_cells(repo, ledger):
    ledger(ITEM.replace('"1-1#add"', '"1-1#add", "1-1#results"'))
    (slide,) = load_chapter(repo, 1).slides
    assert slide.checks("1-1") == [Text(cell="add", text="total"), Text(cell="results", text="total")]
    assert slide.checks("1-2") == []


def test_a_check_is_of_the_program_of_the_first_cell(repo, ledger):
    cells = ITEM.replace('"1-1#add"', '"1-1#add", "1-2#subtract"')
    ledger(cells.replace('output = "total"', 'check = { value = "total", equals = 2.5, quick = 1.5 }'))
    (slide,) = load_chapter(repo, 1).slides
    assert [check.subject() for check in slide.checks("1-1")] == ["total"]
    assert slide.checks("1-2") == []


def test_what_is_shown_needs_no_more_than_a_cell_and_what_is_told_is_not_checked(repo, ledger):
    ledger(ITEM.replace("computed", "shown").replace('output = "total"\n', "") + TOLD.replace("1.1-1", "1.1-2"))
    shown, told = load_chapter(repo, 1).slides
    assert shown.checks("1-1") == [Shows(cell="add")]
    assert told.checks("1-1") == []


def test_what_is_missing_names_nothing_and_is_counted(repo, ledger, capsys):
    ledger(ITEM.replace("computed", "missing").replace('output = "total"\n', "").replace('cells = ["1-1#add"]\n', ""))
    chapter = load_chapter(repo, 1)
    assert make_pages(chapter)
    assert chapter.slides[0].checks("1-1") == []
    assert run(["slides", "--chapter", "1"], repo) == 0
    assert capsys.readouterr().out.splitlines()[1].split() == ["1.1", *"000011"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('output = "total"\n', "", "slide[0]: 1.1-1: what is computed needs output or check"),
        ("computed", "refuted", None),
        ("computed", "told", "1.1-1: what is told has no output: is it computed?"),
        (
            "computed",
            "proven",
            "slide[0].state: should be 'computed', 'shown', 'refuted', 'told' or 'missing', not 'proven'",
        ),
        ('"number"', '"picture"', "slide[0].kind: should be 'statement', 'number',"),
        ("output =", 'why = "no"\noutput =', "1.1-1: why goes with told, and this is computed"),
        ("output =", 'check = { cell = "add", figures = 1 }\noutput =', "1.1-1: output or check, not both"),
        ("output =", "check = { cell = 1 }\noutput =", "a check needs one of the keys"),
        ("output", "outputs", "unknown key 'outputs', did you mean 'output'?"),
        ('section = "1.1"', 'section = "1.2"', "1.1-1: the id of an item of 1.2 begins with '1.2-'"),
        ('id = "1.1-1"', 'id = "1.1-x"', "should be a section and a number such as '5.5.1-3', not '1.1-x'"),
        ("2 + 0.5는", "a | b", "should be one line of text without '|'"),
        ('"1-1#add"', '"add"', "should be a program and a cell such as '5-9#count', not 'add'"),
        ('"1-1#add"', "", "1.1-1: what is computed needs cells: where?"),
        ("computed", "missing", "1.1-1: what is missing has no cells, no proof and no why"),
        ("1-1#add", "1-3#add", "slide[0].cells: no program '1-3', did you mean '1-2'?"),
        ("1-1#add", "1-1#ad", "slide[0].cells: 1.1-1: no cell 'ad' in program 1-1, did you mean 'add'?"),
        ("1-1#add", "1-1#note", "1.1-1: 'note' is a cell of prose: what is computed is a cell of code's"),
        (
            'output = "total"',
            'check = { value = "totl", equals = 2.5 }',
            "results have no 'totl', did you mean 'total'?",
        ),
        ('output = "total"', 'check = { cell = "ad", figures = 1 }', "no code cell 'ad', did you mean 'add'?"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(repo, ledger, old, new, message):
    assert ITEM.count(old) == 1
    ledger(ITEM.replace(old, new))
    if message is None:
        assert make_pages(load_chapter(repo, 1))
        return
    told = faults(repo)
    assert told.startswith("chapters/01/slides.toml:")
    assert message in told


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('why = "nothing to add"\n', "", "1.1-1: what is told needs why: why can't it be computed?"),
        ("#note", "#add", "1.1-1: 'add' is a cell of code: what is told stands in prose"),
        ("why =", 'check = { cell = "add", figures = 1 }\nwhy =', "1.1-1: what is told has no check: is it computed?"),
    ],
)
def test_what_is_wrong_with_what_is_told(repo, ledger, old, new, message):
    ledger(TOLD.replace(old, new))
    assert message in faults(repo)


def test_what_is_told_may_be_a_remark(repo, ledger):
    ledger(TOLD.replace("#note", "#add-remarks"))
    assert make_pages(load_chapter(repo, 1))


def test_two_items_of_one_id_are_told(repo, ledger):
    ledger(ITEM + ITEM)
    assert "slides.toml:10: slide[1].id: '1.1-1' stands twice" in faults(repo)


def test_cells_are_looked_for_where_all_programs_are_rendered(repo, ledger):
    ledger(ITEM.replace("1-1#add", "1-2#nothing"))
    chapter = load_chapter(repo, 1)
    assert make_pages(chapter, chapter.select(["1-1"]))


def test_the_words_of_the_ledger_are_the_glossarys(repo, ledger):
    ledger(ITEM.replace("2 + 0.5는", "기울기는"))
    term = '[[term]]\nterm = "경사"\nenglish = "slope"\nfirst = "1-1"\nmeans = "m"\ninstead_of = ["기울기"]\n'
    (repo / "chapters/01/glossary.toml").write_text(term)
    assert "slides.toml:5: slide[0].says: '기울기': the glossary's word is '경사'" in faults(repo)


def test_a_page_shows_the_items_of_its_program_and_a_variant_none(repo, ledger, edit):
    ledger(ITEM)
    edit(CHAPTER, "quick = { first = 1 }", "quick = { first = 1 }\ngrid = { second = [0.7] }")
    edit(
        PAGE,
        "#: if program.errata",
        "#: for each in program.slides\n# {{ each.id }}: {{ each.cells[0] }}\n#: endfor\n#: if program.errata",
    )
    chapter = load_chapter(repo, 1)
    first, second = chapter.programs
    (item,) = slides_of(chapter, first)
    assert item == {"id": "1.1-1", "section": "1.1", "says": "2 + 0.5는 2.5다", "state": "computed", "cells": ["add"]}
    (variant,) = variants_of(first)
    assert slides_of(chapter, second) == slides_of(chapter, variant) == []

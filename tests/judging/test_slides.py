"""The ledger of the slides, held against runs."""

import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.chapter.slides import Slide
from kagglebook.chapter.variants import variants_of
from kagglebook.commands.main import run as command
from kagglebook.core.run import CellOutput, Printed, Run
from kagglebook.judging.outcome import Verdict
from kagglebook.judging.slides import judge_slide, judge_slides
from kagglebook.judging.verdict import judge
from kagglebook.notebook.book import make_pages
from kagglebook.report.runs import failure_lines
from tests.chapter.test_slides import ITEM, TOLD
from tests.support import CHAPTER

pytestmark = pytest.mark.usefixtures("shared_server")

ITEMS = ITEM + ITEM.replace("1.1-1", "1.1-2").replace('"total"', '"total 1.5"') + TOLD.replace("1.1-1", "1.1-3")
QUICK = {"first": 1, "second": 0.5}
SOUND = Run({"add": CellOutput("total 1.5\n")}, {"total": 1.5}, QUICK)


@pytest.fixture
def chapter(repo):
    (repo / "chapters/01/slides.toml").write_text(ITEMS)
    return load_chapter(repo, 1)


def slide(state: str = "computed", **more) -> Slide:
    table = {"id": "1.1-1", "section": "1.1", "kind": "number", "says": "s", "state": state, "cells": ["1-1#add"]}
    return Slide.model_validate(table | more)


@pytest.mark.parametrize(
    ("item", "cell", "verdict"),
    [
        (slide(output="1.5"), CellOutput("total 1.5"), Verdict.PASS),
        (slide("refuted", output="1.5"), CellOutput("total 1.4"), Verdict.FAIL),
        (slide("shown"), CellOutput(figures=1), Verdict.PASS),
        (slide("shown"), CellOutput(html=("<table>",)), Verdict.PASS),
        (slide("shown"), CellOutput("text"), Verdict.FAIL),
        (slide("shown", output="text"), CellOutput("text"), Verdict.PASS),
        (slide(check={"value": "total", "min": 1}), CellOutput(), Verdict.PASS),
        (slide(check={"value": "total", "max": 1}), CellOutput(), Verdict.FAIL),
        (slide(check={"value": "totl", "max": 1}), CellOutput(), Verdict.FAIL),
        (slide(check={"value": "total", "equals": 2, "quick": 1.5}), CellOutput(), Verdict.PASS),
    ],
)
def test_an_item_holds_where_its_cell_bears_it_out(item, cell, verdict):
    outcome = judge_slide(item, "1-1", Run({"add": cell}, {"total": 1.5}), quick=True)
    assert (outcome.subject, outcome.verdict, outcome.cell) == ("slide 1.1-1", verdict, "add")


def test_every_cell_that_an_item_names_must_bear_it_out():
    item = slide(output="1.5", cells=["1-1#add", "1-1#again"])
    cells = {"add": CellOutput("1.5"), "again": CellOutput("1.4")}
    outcome = judge_slide(item, "1-1", Run(cells, {}), quick=True)
    assert (outcome.passed, outcome.cell, outcome.measured) == (False, "again", "'1.4'")
    assert judge_slide(item, "1-2", Run(cells, {}), quick=True) is None


def test_a_cell_that_did_not_run_bears_nothing_out():
    assert not judge_slide(slide("shown"), "1-1", Run(), quick=True).passed


def test_a_log_alone_tells_of_no_figure():
    run = Run(results={}, printed=Printed("total 1.5"))
    assert judge_slide(slide("shown"), "1-1", run, quick=False).verdict is Verdict.UNCHECKED
    assert judge_slide(slide(output="1.5"), "1-1", run, quick=False).verdict is Verdict.PASS


def test_what_is_told_is_not_judged(chapter):
    outcomes = judge_slides(chapter, chapter.programs[0], SOUND, quick=True)
    assert [(each.subject, each.passed) for each in outcomes] == [("slide 1.1-1", True), ("slide 1.1-2", True)]


def test_the_slides_speak_of_the_programs_own_parameters(chapter, edit, repo):
    program = chapter.programs[0]
    assert judge_slides(chapter, program, Run(parameters=QUICK | {"second": 0.7}), quick=True) == []
    assert judge_slides(chapter, program, Run(parameters=program.params), quick=True) == []
    assert len(judge_slides(chapter, program, Run(parameters=program.params | {"seed": 1}), quick=False)) == 2
    edit(CHAPTER, "quick = { first = 1 }", "quick = { first = 1 }\ngrid = { second = [0.7] }")
    chapter = load_chapter(repo, 1)
    (variant,) = variants_of(chapter.programs[0])
    assert judge_slides(chapter, variant, Run(parameters=variant.params), quick=False) == []


def test_an_item_that_does_not_hold_fails_the_run_with_its_id_and_its_line(chapter):
    page = make_pages(chapter)[0]
    assert judge(page, SOUND, quick=True).passed
    checked = judge(page, Run({"add": CellOutput("total 1.4\n")}, {"total": 1.5}, QUICK), quick=True)
    (line,) = failure_lines(checked)
    assert line.startswith("program 1-1, slide 1.1-2 (chapters/01/slides.toml:9) (templates/add.py:1): expected ")
    assert line.endswith("expected 'total 1.5', got 'total 1.4\\n'")


def test_the_command_runs_and_tells_of_an_item_that_does_not_hold(repo, capsys):
    (repo / "chapters/01/slides.toml").write_text(ITEM.replace('"total"', '"total 2.5"'))
    assert command(["run", "--chapter", "1", "--only", "1-1", "--no-pretended-gpu"], repo) == 1
    assert "slide 1.1-1 (chapters/01/slides.toml:1)" in capsys.readouterr().out

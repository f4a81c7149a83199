"""The ledger of chapter 5's slides: nothing is missing, and the page that shows it is what the verb prints."""

import re
from collections import Counter

from kagglebook.chapter.slides import STATES
from kagglebook.report.slides import slides_page
from tests.support import ROOT, chapter_05, pages_05

SLIDES = chapter_05().slides
# What was counted by hand, section by section, before there was a ledger: it may split finer, and not less.
COUNTED = {
    "PREVIEW": 5,
    "5.1": 5,
    "5.1.1": 21,
    "5.1.2": 6,
    "5.2": 2,
    "5.2.1": 7,
    "5.2.2": 3,
    "5.3.1": 4,
    "5.3.2": 9,
    "5.4.1": 3,
    "5.4.2": 2,
    "5.4.3": 4,
    "5.5.1": 10,
    "5.5.2": 5,
    "5.5.3": 2,
    "5.6.1": 7,
    "5.6.1.1": 2,
    "5.6.1.2": 5,
    "5.6.2": 6,
    "5.7.1": 6,
    "5.7.2": 11,
    "5.7.3": 4,
    "5.8": 2,
    "5.8.1": 7,
    "5.8.2": 7,
    "5.8.3": 3,
}


def test_the_ledger_has_all_that_was_counted():
    assert sum(COUNTED.values()) == 148
    found = Counter(slide.section for slide in SLIDES)
    assert {section: most for section, most in COUNTED.items() if found[section] < most} == {}


def test_nothing_is_missing_and_only_what_is_told_says_why():
    assert [slide.id for slide in SLIDES if slide.state == "missing"] == []
    assert [slide.id for slide in SLIDES if bool(slide.why) != (slide.state == "told")] == []


def test_the_items_of_a_section_are_numbered_in_their_order():
    seen: Counter[str] = Counter()
    for slide in SLIDES:
        seen[slide.section] += 1
        assert slide.id == f"{slide.section}-{seen[slide.section]}"


def test_every_formula_and_figure_of_the_theory_runs():
    """Nothing but others' pictures is only told."""
    told = [slide.id for slide in SLIDES if slide.state == "told" and slide.kind in ("formula", "figure", "table")]
    assert [each for each in told if not each.startswith(("PREVIEW-", "5.1.1-", "5.1.2-"))] == []


def test_the_page_is_what_the_verb_prints():
    assert (ROOT / "docs/slides.md").read_text(encoding="utf-8").splitlines() == slides_page(chapter_05())


def test_the_summary_is_of_this_ledger():
    found = Counter(slide.state for slide in SLIDES)
    row = " | ".join(str(number) for number in (len(SLIDES), *(found[state] for state in STATES)))
    assert f"| now, by the ledger | {row} |" in (ROOT / "docs/notebooks.md").read_text(encoding="utf-8")


def test_the_page_leads_to_notebooks_that_are_there():
    page = "\n".join(slides_page(chapter_05()))
    links = dict(re.findall(r"^\[([\w-]+)\]: \.\./(\S+)$", page, re.MULTILINE))
    assert set(re.findall(r"\[([\w-]+)\] `", page)) == links.keys()
    assert [path for path in links.values() if not (ROOT / path).is_file()] == []


def test_every_notebook_shows_its_items():
    for page in pages_05():
        (shown,) = [cell.source for cell in page.rendered.notebook.cells if cell.id == "slides"]
        assert shown.count("\n| ") - 1 == len(chapter_05().slides_of(page.program))

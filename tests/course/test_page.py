"""The page of chapter 5: what stands above and below a lesson, and what no reader is shown."""

import re

import pytest

from kagglebook import Page
from tests.support import chapter_05, pages_05

PAGES = {page.program.number: page for page in pages_05()}
SHOWN = ("types", "reads")
FOLD = re.compile(r"<details><summary>(.+?)</summary>\n\n(.+?)\n\n?</details>", re.DOTALL)


def texts_of(page: Page) -> dict[str, str]:
    """The Markdown cells of a page, by id."""
    return {cell.id: cell.source for cell in page.rendered.notebook.cells if cell.cell_type == "markdown"}


def address(number: str) -> str:
    return f"(https://www.kaggle.com/code/cv-lecture/{PAGES[number].program.slug})"


@pytest.mark.parametrize("number", PAGES)
def test_a_page_leads_to_the_programs_before_and_after_it(number):
    order = [None, *PAGES, None]
    place = order.index(number)
    head, _, _ = texts_of(PAGES[number])["header"].partition("<details>")
    around = {"◀ [": order[place - 1], "] ▶": order[place + 1]}
    assert ("◀" in head, "▶" in head) == (order[place - 1] is not None, order[place + 1] is not None)
    for other in filter(None, around.values()):
        assert address(other) in head


@pytest.mark.parametrize("number", PAGES)
def test_the_contents_lead_to_all_programs_but_the_present_one(number):
    folded = FOLD.search(texts_of(PAGES[number])["header"])
    assert folded[1] == "5장 목차"
    entries = folded[2].split("\n")
    assert len(entries) == len(PAGES)
    for other, entry in zip(PAGES, entries, strict=True):
        assert (address(other) in entry) is (other != number)
        assert PAGES[other].program.title in entry


@pytest.mark.parametrize("number", PAGES)
def test_what_is_folded_has_blank_lines_around_it_so_that_it_is_read_as_markdown(number):
    for text in texts_of(PAGES[number]).values():
        assert text.count("<details>") == len(FOLD.findall(text)) == text.count("</details>")


@pytest.mark.parametrize("number", PAGES)
def test_a_reader_is_told_of_gpus_only_where_they_are_of_use(number):
    page = PAGES[number]
    head = texts_of(page)["header"]
    assert "Copy & Edit" in head and "Run All" in head
    assert ("전화번호" in head) is page.metadata["enable_gpu"]


@pytest.mark.parametrize("number", PAGES)
def test_the_errata_are_folded_and_none_of_them_is_petty(number):
    page = PAGES[number]
    errata = chapter_05().errata_of(page.program)
    shown = [erratum.where for weight in SHOWN for erratum in errata if erratum.weight == weight]
    text = texts_of(page).get("errata", "")
    assert re.findall(r"\*\*\d+\. (.+)\*\*", text) == shown
    if shown:
        assert FOLD.search(text)[1] == f"강의 자료와 다른 점 ({len(shown)})"


@pytest.mark.parametrize("number", PAGES)
def test_new_terms_are_folded_and_stand_in_the_notebook_that_is_the_first_to_use_them(number):
    page = PAGES[number]
    terms = chapter_05().terms_of(page.program)
    own = texts_of(page)
    text = own.pop("terms", "")
    assert re.findall(r"^\| (\S.*?) \| ", text, re.MULTILINE)[1:] == [term.term for term in terms]
    assert [term.term for term in terms if not any(term.term in other for other in own.values())] == []


@pytest.mark.parametrize("number", PAGES)
def test_what_there_is_to_try_is_a_table_with_what_came_of_it(number):
    page = PAGES[number]
    rows = [line for line in texts_of(page).get("tries", "").split("\n") if line.startswith("| `")]
    assert [row.split(" | ")[0] for row in rows] == [f"| `{each.shown()}`" for each in page.program.tries]


@pytest.mark.parametrize("number", PAGES)
def test_machinery_stands_behind_the_lesson_but_for_the_search_for_data(number):
    cells = [cell for cell in PAGES[number].rendered.notebook.cells if cell.cell_type == "code"]
    roles = {cell.id: cell.metadata.get("tags", [""])[0] for cell in cells}
    hidden = [name for name, role in roles.items() if role == "machinery"]
    assert set(hidden) <= {"find-data", "lecture", "results", "save-results"}
    assert hidden[-2:] == ["results", "save-results"]
    behind = [*roles][[*roles].index(hidden[1] if hidden[0] == "find-data" else hidden[0]) :]
    assert [roles[name] for name in behind if roles[name] not in ("machinery", "report")] == []

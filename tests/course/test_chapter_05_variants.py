"""Chapter 5's variants: rendered in every run of the tests, executed by `python -m pytest -m variants`."""

import pytest

from kagglebook.chapter.variants import Selection, select
from kagglebook.execution.batch import open_pool
from kagglebook.execution.plan import RunOptions, make_plans
from kagglebook.judging.verdict import judge
from kagglebook.notebook.book import make_pages
from kagglebook.report.runs import failure_lines
from tests.support import chapter_05

CHAPTER = chapter_05()
FRESH = RunOptions(force=True)
PAGES = [page for page in make_pages(CHAPTER, select(CHAPTER, Selection([], variants=True))) if page.program.is_variant]


@pytest.fixture(scope="module")
def runs(request, tmp_path_factory):
    """The futures of the selected variants' quick runs on the shipped samples, by number."""
    folder = tmp_path_factory.mktemp("runs")
    items = [item for item in request.session.items if "runs" in item.fixturenames and hasattr(item, "callspec")]
    pages = [item.callspec.params["page"] for item in items if "page" in item.callspec.params]
    plans = make_plans(CHAPTER, [page for page in pages if page in PAGES], FRESH, compare=False)
    with open_pool(plans, RunOptions()) as pool:
        yield {plan.page.program.number: pool.submit(plan.task, folder / plan.task.name, print) for plan in plans}


@pytest.mark.variants
@pytest.mark.timeout(600)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.program.number)
def test_what_a_variant_claims_holds(page, runs):
    checked = judge(page, runs[page.program.number].result(), quick=True)
    assert failure_lines(checked) == []


def test_the_lecture_s_comparisons_have_variants():
    assert {page.program.origin.number for page in PAGES} == {"5-7", "5-8", "5-9", "5-10", "5-11"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.program.number)
def test_a_variant_claims_something_of_its_own(page):
    assert page.program.own > 0


def test_the_program_of_the_slide_is_in_none_of_them():
    originals = {repr(sorted(program.params.items())) + program.number for program in CHAPTER.programs}
    varied = [repr(sorted(page.program.params.items())) + page.program.origin.number for page in PAGES]
    assert not originals & set(varied)
    assert len(set(varied)) == len(varied)

"""Chapter 5's variants: one of each program is rendered in every run of the tests; `-m variants` executes all."""

import pytest

from kagglebook.chapter.variants import Selection, select
from kagglebook.execution.batch import open_pool
from kagglebook.execution.plan import RunOptions, make_plans
from kagglebook.judging.verdict import judge
from kagglebook.notebook.book import make_pages
from kagglebook.report.runs import failure_lines
from tests.support import asked, chapter_05, some

CHAPTER = chapter_05()
FRESH = RunOptions(force=True)
VARIANTS = [program for program in select(CHAPTER, Selection(variants=True)) if program.is_variant]

# The first of each program; that the others are rendered is for `-m thorough`.
FIRST = {variant.origin.number: variant.number for variant in reversed(VARIANTS)}.values()

each_variant = pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.number)


@pytest.fixture(scope="module")
def pages(request):
    """The page of each selected variant, by number."""
    return {page.program.number: page for page in make_pages(CHAPTER, asked(request, "variant"))}


@pytest.fixture(scope="module")
def runs(request, tmp_path_factory, pages):
    """The futures of the selected variants' quick runs on the shipped samples, by number."""
    folder = tmp_path_factory.mktemp("runs")
    plans = make_plans(CHAPTER, [pages[each.number] for each in asked(request, "variant")], FRESH, compare=False)
    with open_pool(plans, RunOptions()) as pool:
        yield {plan.page.program.number: pool.submit(plan.task, folder / plan.task.name, print) for plan in plans}


@pytest.mark.variants
@pytest.mark.timeout(600)
@each_variant
def test_what_a_variant_claims_holds(variant, pages, runs):
    checked = judge(pages[variant.number], runs[variant.number].result(), quick=True)
    assert failure_lines(checked) == []


@pytest.mark.parametrize(
    "variant", some(VARIANTS, lambda variant: variant.number in FIRST), ids=lambda variant: variant.number
)
def test_a_variant_is_rendered(variant, pages):
    assert pages[variant.number].files()


def test_the_lecture_s_comparisons_have_variants():
    assert {variant.origin.number for variant in VARIANTS} == {"5-7", "5-8", "5-9", "5-10", "5-11"}


@each_variant
def test_a_variant_claims_something_of_its_own(variant):
    assert variant.places


def test_the_program_of_the_slide_is_in_none_of_them():
    originals = {repr(sorted(program.params.items())) + program.number for program in CHAPTER.programs}
    varied = [repr(sorted(variant.params.items())) + variant.origin.number for variant in VARIANTS]
    assert not originals & set(varied)
    assert len(set(varied)) == len(varied)

"""Chapter 5's notebooks: warm kernels against cold ones, what they import, as web pages, variants.

That each computes what its checks say is an item of chapters/05/chapter.toml (kagglebook/pytest_plugin.py)."""

import os
import sys
from dataclasses import replace
from unittest.mock import patch

import pytest

from kagglebook.chapter.variants import by_hand
from kagglebook.execution.plan import RunOptions, make_plans
from kagglebook.execution.pool import LocalPool
from kagglebook.execution.task import Task, imported_modules
from kagglebook.notebook.book import make_pages
from tests.support import SMALL, asked, chapter_05, cold_kernel, pages_05, some

CHAPTER, PAGES = chapter_05(), pages_05()
FRESH = RunOptions(force=True)
# What a notebook may import: Kaggle's image has these beside the standard library.
ON_KAGGLE = {"matplotlib", "numpy", "torch", "torchvision", "tqdm"}

# A gradient by hand, and mini-batches of pictures: the others are for `-m thorough`.
COLD = ("5-6", "5-7")
# One of each kind for a page of nbconvert: an exercise's, a program's, and one of theory, with its formulas.
SHOWN = ("5-1", "ex-5-1", "th-5-1")

each_program = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.program.number)
in_a_cold_kernel = pytest.mark.parametrize(
    "short",
    some(PAGES, lambda page: page.program.number in COLD),
    ids=lambda page: page.program.number,
)


@pytest.fixture(scope="module")
def short_runs(request, tmp_path_factory, warm_pool):
    """The futures of the selected programs' shorter runs, and where their results lie, by number: in warm kernels and,
    one by one, in cold ones."""
    folder = tmp_path_factory.mktemp("short")
    plans = make_plans(CHAPTER, asked(request, "short"), FRESH)
    with patch.dict(os.environ, cold_kernel(folder)), LocalPool(1, [], kernel="cold") as cold:
        assert cold.warm is None
        found = {}
        for plan in plans:
            small = {name: value for name, value in SMALL.items() if name in plan.page.program.params}
            task = replace(plan.task, parameters={**plan.task.parameters, **small})
            places = {folder / name / task.name: pool for name, pool in (("warm", warm_pool), ("cold", cold))}
            found[plan.page.program.number] = [
                (pool.submit(task, place, print), place / "results.json") for place, pool in places.items()
            ]
        yield found


@in_a_cold_kernel
def test_a_warm_kernel_computes_bit_for_bit_what_a_cold_one_does(short, short_runs):
    runs = short_runs[short.program.number]
    assert [future.result().failure for future, _ in runs] == [None, None]
    warm, cold = [results.read_bytes() for _, results in runs]
    assert warm == cold


@each_program
def test_a_notebook_imports_only_what_kaggle_has(page):
    code = [cell.source for cell in page.rendered.notebook.cells if cell.cell_type == "code"]
    imported = {name.split(".")[0] for name in imported_modules(code)}
    assert imported - set(sys.stdlib_module_names) <= ON_KAGGLE


@pytest.fixture(scope="module")
def exporter():
    """Makes a web page of a notebook, as nbconvert does."""
    from nbconvert import HTMLExporter  # late: each worker of the suite imports this file

    return HTMLExporter()


@pytest.mark.parametrize(
    "page", some(PAGES, lambda page: page.program.number in SHOWN), ids=lambda page: page.program.number
)
def test_a_notebook_becomes_a_web_page(page, exporter):
    html, _ = exporter.from_notebook_node(page.rendered.notebook)
    assert f"{page.program.label(CHAPTER.words)}. {page.program.title}" in html


def test_there_are_the_twelve_of_the_slides_and_five_of_theory():
    theory = [page for page in PAGES if page.program.number.startswith("th-")]
    assert (len(PAGES), len(theory)) == (17, 5)


def test_a_variant_computes_what_its_program_does_with_the_parameters_injected(warm_pool, tmp_path):
    (program,) = CHAPTER.select(["5-5"])
    (variant,) = by_hand([program], {"lr": 0.05, "iterations": 40})
    futures = {}
    for page, parameters in zip(make_pages(CHAPTER, [program, variant]), (variant.params, {}), strict=True):
        task = Task(page.program.slug, page.rendered.compressed, parameters, (), tmp_path)
        futures[page.program.number] = warm_pool.submit(task, tmp_path / task.name, print)
    results = [future.result().results for future in futures.values()]
    for result in results:
        result.pop("environment")
    assert len(results[0]["losses"]) == 40
    assert results[0] == results[1]

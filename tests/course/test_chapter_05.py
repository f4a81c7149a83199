"""The regression of chapter 5: each notebook executed on the shipped samples, away from the repository."""

import sys
from dataclasses import replace

import pytest

from kagglebook.chapter.variants import by_hand
from kagglebook.execution.batch import open_pool
from kagglebook.execution.plan import RunOptions, make_plans
from kagglebook.execution.pool import LocalPool
from kagglebook.execution.task import Task, imported_modules
from kagglebook.judging import baseline
from kagglebook.judging.verdict import judge
from kagglebook.notebook.book import make_pages
from kagglebook.report.runs import failure_lines
from tests.support import asked, chapter_05, pages_05

CHAPTER, PAGES = chapter_05(), pages_05()
FRESH = RunOptions(force=True)
RECORDED = baseline.BaselineJudge(CHAPTER.recorded)
# What a notebook may import: Kaggle's image has these beside the standard library.
ON_KAGGLE = {"matplotlib", "numpy", "torch", "torchvision", "tqdm"}

each_program = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.program.number)


@pytest.fixture(scope="module")
def warm_pool():
    """Warm kernels for any of the programs, side by side."""
    with open_pool(make_plans(CHAPTER, PAGES, FRESH), RunOptions()) as pool:
        yield pool


@pytest.fixture(scope="module")
def chapter_runs(request, tmp_path_factory, warm_pool):
    """The futures of the selected programs' runs, by number: whole, in warm kernels side by side; and shorter, in warm
    ones and, one by one, in cold ones."""
    folder = tmp_path_factory.mktemp("runs")
    plans = make_plans(CHAPTER, asked(request, "page"), FRESH)
    with LocalPool(1, [], kernel="python3") as cold:
        futures = {}
        for name, pool in (("whole", warm_pool), ("warm", warm_pool), ("cold", cold)):
            for plan in plans:
                task, place = plan.task, folder / name / plan.task.name
                if name != "whole" and "epochs" in task.parameters:
                    task = replace(task, parameters={**task.parameters, "epochs": 1})
                futures[name, plan.page.program.number] = pool.submit(task, place, print), place
        yield futures


@each_program
def test_a_notebook_computes_what_its_checks_say(page, chapter_runs):
    future, _ = chapter_runs["whole", page.program.number]
    checked = judge(page, future.result(), quick=True, judges=[RECORDED])
    assert failure_lines(checked) == []


@each_program
def test_a_warm_kernel_computes_bit_for_bit_what_a_cold_one_does(page, chapter_runs):
    results = []
    for kind in ("warm", "cold"):
        future, place = chapter_runs[kind, page.program.number]
        assert future.result().failure is None
        results.append((place / "results.json").read_bytes())
    assert results[0] == results[1]


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


@each_program
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

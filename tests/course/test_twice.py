"""Running a cell again gives what Run All gives: each cell twice in a row, and the whole notebook twice."""

import json
import zlib
from dataclasses import replace

import pytest

from kagglebook.execution.plan import RunOptions, make_plans
from tests.support import SMALL, asked, chapter_05, pages_05, some

CHAPTER, PAGES = chapter_05(), pages_05()
WITHOUT_SEED = ("5-1", "5-2")  # there is nothing but facts in their results, and those are compared
LAST = "report"

# A few of each kind of program; the others are for `-m thorough`.
FEW = ("5-5", "5-7")

each_program = pytest.mark.parametrize(
    "page", some(PAGES, lambda page: page.program.number in FEW), ids=lambda page: page.program.number
)


def once(cells: list) -> list:
    return cells


def each_cell_twice(cells: list) -> list:
    return [copy for cell in cells for copy in ([cell] if is_set(cell) else [cell, again(cell)])]


def all_cells_twice(cells: list) -> list:
    return cells + [again(cell) for cell in cells if not is_set(cell)]


def is_set(cell: dict) -> bool:
    """Whether it holds the parameters, which are set before it runs: the slide's would come back."""
    return cell["id"] == "parameters"


def again(cell: dict) -> dict:
    return {**cell, "id": f"{cell['id']}-again"}


WAYS = (once, each_cell_twice, all_cells_twice)


def with_cells(task, way):
    notebook = json.loads(task.notebook)
    notebook["cells"] = way([cell for cell in notebook["cells"] if cell["cell_type"] == "code" and cell["id"] != LAST])
    return zlib.compress(json.dumps(notebook).encode())


@pytest.fixture(scope="module")
def results(request, tmp_path_factory, warm_pool):
    """What the selected programs compute, by number and way, once it is there."""
    plans = make_plans(CHAPTER, asked(request, "page"), RunOptions(force=True), compare=False)
    folder = tmp_path_factory.mktemp("runs")
    futures = {}
    for plan in plans:
        small = {name: value for name, value in SMALL.items() if name in plan.page.program.params}
        for way in WAYS:
            task = replace(plan.task, compressed=with_cells(plan.task, way), parameters=small)
            place = folder / f"{task.name}-{way.__name__}"
            futures[plan.page.program.number, way] = warm_pool.submit(task, place, lambda cell: None)
    return futures


@each_program
def test_running_a_cell_again_gives_the_same_result(page, results):
    found = [results[page.program.number, way].result() for way in WAYS]
    assert [run.failure for run in found] == [None] * len(WAYS)
    for run in found[1:]:
        assert run.results == found[0].results


def test_only_two_programs_have_no_seed():
    assert tuple(page.program.number for page in PAGES if "seed" not in page.program.params)[:2] == WITHOUT_SEED

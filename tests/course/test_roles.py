"""What a reader sees of chapter 5's code is the lesson: machinery has its role, no lesson line is for the checks."""

import ast
import builtins

import pytest

from tests.support import pages_05

PAGES = pages_05()
HIDDEN = {"machinery", "report"}
MACHINERY = {"find-data", "lecture", "results", "save-results"}

each_program = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.program.number)


def code_cells(page):
    return [cell for cell in page.rendered.notebook.cells if cell.cell_type == "code"]


def is_hidden(cell) -> bool:
    return bool(HIDDEN & set(cell.metadata.get("tags", [])))


@each_program
def test_machinery_has_its_role(page):
    roles = {cell.id: set(cell.metadata.get("tags", [])) & HIDDEN for cell in code_cells(page)}
    assert {cell: roles[cell] for cell in MACHINERY & roles.keys()} == {
        cell: {"machinery"} for cell in MACHINERY & roles.keys()
    }
    assert roles.get("report", {"report"}) == {"report"}


@each_program
def test_machinery_comes_before_the_data_or_after_the_lesson(page):
    order = [cell.id for cell in code_cells(page)]
    tail = [cell for cell in order if cell in ("lecture", "results", "save-results", "report")]
    assert order[-len(tail) :] == tail


@each_program
def test_no_line_that_is_seen_is_for_the_checks(page):
    assert for_the_checks(page) == []


def for_the_checks(page) -> list[str]:
    """The names that lesson cells assign at their top level, and that only hidden cells read."""
    lesson = [cell for cell in code_cells(page) if not is_hidden(cell) and cell.id != "parameters"]
    assigned, read = set(), set()
    for cell in lesson:
        tree = ast.parse(cell.source)
        for node in ast.walk(tree):
            if isinstance(node, ast.Name):
                (read if isinstance(node.ctx, ast.Load) else assigned).add(node.id)
        # What a reader can be shown of a name is its last line alone.
        if isinstance(tree.body[-1], ast.Expr):
            read |= {node.id for node in ast.walk(tree.body[-1]) if isinstance(node, ast.Name)}
    hidden = [ast.parse(cell.source) for cell in code_cells(page) if is_hidden(cell)]
    wanted = {node.id for tree in hidden for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return sorted((assigned - read - set(dir(builtins))) & wanted - {"_"})

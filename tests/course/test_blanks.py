"""Editions of chapter 5 as they are rendered: how many blanks, no solution for students, the same code for teachers."""

import ast
import copy
import json
import re

import pytest

from kagglebook.chapter.editions import INSTRUCTOR, STUDENT
from kagglebook.notebook.blanks import given_away
from tests.course.blanks.harness import pages, trials, with_one_open
from tests.support import chapter_05, pages_05

# How 5-7 counts saturated outputs would show a blank's solution: a student's notebook calls the student's own code.
OWN_WAY = {"5-7": {"saturation"}}

OPERATIONS = (ast.Call, ast.BinOp, ast.UnaryOp, ast.Compare, ast.Subscript)

each_program = pytest.mark.parametrize("number", [program.number for program in chapter_05().programs])


def complete(number):
    """The page of a program, with nothing left open."""
    return next(page for page in pages_05() if page.program.number == number)


@each_program
def test_a_program_has_two_to_four_blanks_each_with_a_hint_and_three_wrong_answers(number):
    page = pages(INSTRUCTOR)[number]
    blanks, answers = page.rendered.exercises.blanks, [trial.answer for trial in trials(page)]
    assert 2 <= len(blanks) <= 4
    for blank in blanks:
        assert len({answer.code for answer in answers if answer.number == blank.number}) >= 3
        assert blank.hints


@each_program
def test_at_most_one_wrong_answer_of_three_fails_by_itself(number):
    answers = [trial.answer for trial in trials(pages(INSTRUCTOR)[number])]
    for blank in pages(INSTRUCTOR)[number].rendered.exercises.blanks:
        own = [answer for answer in answers if answer.number == blank.number]
        assert sum(bool(answer.error) for answer in own) * 3 <= len(own)


@each_program
def test_a_student_reads_no_solution_in_what_is_sent(number):
    page = pages(STUDENT)[number]
    notebook = json.loads(page.submission.source)
    texts = [json.dumps(notebook, ensure_ascii=False), *("".join(cell["source"]) for cell in notebook["cells"])]
    for blank in page.rendered.exercises.blanks:
        assert not any(given_away(blank, text) for text in texts)


@each_program
def test_no_self_check_computes_what_a_blank_asks_for(number):
    _, checks = read_by_a_student(number)
    read = {shape(each) for each in ast.walk(ast.parse(checks)) if isinstance(each, ast.expr)}
    assert read
    for blank in pages(STUDENT)[number].rendered.exercises.blanks:
        asked = ast.parse(blank.solution, mode="eval").body
        if sum(isinstance(each, OPERATIONS) for each in ast.walk(asked)) > 1:
            assert shape(asked) not in read, blank.solution


@each_program
def test_no_self_check_names_the_function_that_a_blank_asks_for_unless_the_reader_met_it(number):
    cells, checks = read_by_a_student(number)
    for blank in pages(STUDENT)[number].rendered.exercises.blanks:
        place = max(place for place, source in enumerate(cells) if blank.name in source)
        for name in re.findall(r"(?:\w+\.)+(\w+)\(", blank.solution):
            name = re.compile(rf"\b{name}\b")
            assert not name.search(checks) or name.search("\n".join([*cells[: place + 1], *blank.hints])), (
                blank.solution
            )


def read_by_a_student(number):
    """The cells of a student's notebook but for those that check, and these."""
    cells = ["".join(cell["source"]) for cell in json.loads(pages(STUDENT)[number].rendered.ipynb)["cells"]]
    cells = [source for source in cells if "def self_check(" not in source]
    checks = [source for source in cells if "@self_check(" in source]
    return [source for source in cells if source not in checks], "\n".join(checks)


def shape(expression: ast.expr) -> str:
    """An expression without what may be written in another way: names of variables, and squares."""
    names: dict[str, str] = {}

    class Plain(ast.NodeTransformer):
        def visit_Name(self, node):
            return ast.Name(names.setdefault(node.id, f"name {len(names)}"))

        def visit_Call(self, node):
            self.generic_visit(node)
            if isinstance(node.func, ast.Attribute) and node.func.attr == "square":
                return ast.BinOp(node.func.value, ast.Pow(), ast.Constant(2))
            return node

    return ast.dump(Plain().visit(copy.deepcopy(expression)))


@each_program
def test_the_instructor_s_code_is_the_complete_notebook_s_but_for_comments(number):
    code = pages(INSTRUCTOR)[number].rendered.code
    for cell, source in complete(number).rendered.code.items():
        assert ast.dump(ast.parse(code[cell])) == ast.dump(ast.parse(source))


@each_program
def test_the_student_s_cells_with_the_solutions_filled_in_are_the_instructor_s(number):
    # What right answers print is then what the instructor's notebook printed, but for its report on silent mistakes.
    filled, code = with_one_open(pages(STUDENT)[number], 0), pages(INSTRUCTOR)[number].rendered.code
    assert set(code) - {"lecture", "report"} <= set(filled) <= set(code)
    different = {
        cell for cell, source in filled.items() if ast.dump(ast.parse(source)) != ast.dump(ast.parse(code[cell]))
    }
    assert different == OWN_WAY.get(number, set())


@each_program
def test_each_program_has_a_time_plan_of_a_lesson_s_length(number):
    plan = complete(number).program.plan
    assert 3 <= len(plan) <= 6
    assert 20 <= sum(each.minutes for each in plan) <= 75

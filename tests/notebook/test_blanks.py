import ast
from dataclasses import replace

import pytest

from kagglebook.notebook.blanks import (
    Blank,
    BlankError,
    WrongAnswer,
    checked_in,
    emptied,
    filled,
    given_away,
    split_blanks,
    split_wrong_answers,
)


@pytest.mark.parametrize(
    ("line", "student"),
    [
        ("x = a + b  #? sum", "x = __1__"),
        ("x += a + b  #? sum", "x += __1__"),
        ("x: int = a  #? value", "x: int = __1__"),
        ("f(x)  #? call", "__1__"),
        ("a, b = g(x), 2  #? both", "a, b = __1__"),
        ("    x = '가나' + y  #? 한글 앞뒤", "    x = __1__"),
        ("    return a * b  #? product", "    return __1__"),
        ("y = f(a) + g(b)  #? `g(b)` the second", "y = f(a) + __1__"),
        ("    for each in range(n):  #? `range(n)` how often", "    for each in __1__:"),
        ("x = a  #? hint  #> remark", "x = __1__  #> remark"),
        ("x = a  #? hint#>remark", "x = __1__  #>remark"),
    ],
)
def test_a_blank_covers_the_value_the_whole_expression_or_what_is_named(line, student):
    indented = line.startswith(" ")
    ending = "\n        pass" if line.split("#")[0].rstrip().endswith(":") else ""
    code = f"def f():\n{line}{ending}" if indented else line
    without, blanks = split_blanks(code)
    ast.parse(without)
    opened = emptied(without, blanks)
    assert opened == (f"def f():\n{student}{ending}" if indented else student)
    ast.parse(opened)
    assert filled(opened, [(shifted(blank), blank.solution) for blank in blanks]) == without


def shifted(blank: Blank) -> Blank:
    """The blank where its name stands in place of the solution."""
    return Blank(blank.number, blank.row, blank.start, blank.start + len(blank.name), blank.name, ())


def test_blanks_are_numbered_on_and_hints_are_steps():
    _, blanks = split_blanks("a = 1  #? one || two || three\nb = 2  #? first", first=3)
    assert [(blank.name, blank.hints) for blank in blanks] == [
        ("__3__", ("one", "two", "three")),
        ("__4__", ("first",)),
    ]


def test_a_mark_of_a_shared_cell_may_be_for_one_program():
    code = "a = f(1)  #? 5-7: `f(1)` one || two\nb = 2  #? th-5-1: three  #> remark\nc = 3  #? 5-7 layers"
    without, blanks = split_blanks(code, program="5-7")
    assert without == "a = f(1)\nb = 2  #> remark\nc = 3"
    assert [(blank.name, blank.solution, blank.hints) for blank in blanks] == [
        ("__1__", "f(1)", ("one", "two")),
        ("__2__", "3", ("5-7 layers",)),
    ]
    assert split_blanks(code, program="5-8") == (without, [replace(blanks[1], number=1)])


def test_two_blanks_stand_in_one_line_only_where_each_has_a_line():
    without, blanks = split_blanks("x = f(\n    a,  #? `a` which\n    b,  #? `b` which\n)")
    assert emptied(without, blanks) == "x = f(\n    __1__,\n    __2__,\n)"


def test_what_looks_like_a_mark_in_a_text_is_none():
    assert split_blanks("x = '#? no'  # a #? b") == ("x = '#? no'  # a #? b", [])


@pytest.mark.parametrize(
    ("code", "message", "row"),
    [
        ("x = 1\nfor x in y:  #? hint\n    pass", "what is the blank?", 2),
        ("x = [  #? hint\n    1]", "what is the blank?", 1),
        ("x = a + a  #? `a` hint", "`a` stands 2 times in the line", 1),
        ("x = a  #? `b` hint", "`b` stands 0 times in the line", 1),
        ("x = a  #?", "a blank needs a hint", 1),
        ("x = a  #? `a`", "a blank needs a hint", 1),
        ("import a  #? which", "what is the blank?", 1),
    ],
)
def test_a_mark_that_covers_nothing_is_told_with_its_line(code, message, row):
    with pytest.raises(BlankError, match=message) as caught:
        split_blanks(code)
    assert caught.value.row == row


def test_wrong_answers_leave_the_cell_that_checks():
    code = "#! 1: a -> b -> it says so\n#! 2: pass -> !NameError\n@self_check(1, 'good')\ndef one(): ..."
    without, wrong = split_wrong_answers(code)
    assert without == "@self_check(1, 'good')\ndef one(): ..."
    assert wrong == [WrongAnswer(1, "a", "b -> it says so", 1), WrongAnswer(2, "pass", "!NameError", 2)]
    assert [answer.error for answer in wrong] == ["", "NameError"]


@pytest.mark.parametrize("line", ["#! 1 a -> b", "#! one: a -> b", "#! 1: a", "#!"])
def test_a_line_that_is_no_wrong_answer_is_told(line):
    with pytest.raises(BlankError, match="NUMBER: code -> message"):
        split_wrong_answers(f"x = 1\n{line}")


@pytest.mark.parametrize(
    ("solution", "text", "found"),
    [
        ("torch.tanh(x)", "out = torch.tanh( x )", True),
        ("torch.tanh(x)", "`torch.tanh(y)`", False),
        ("(784, 10)", "nn.Linear(\n    784, 10)", True),
        ("(784, 10)", "784, 100", False),
        ("-0.5", "b = -0.5", False),  # too short to say anything
    ],
)
def test_a_solution_of_some_length_is_found_whatever_its_spacing(solution, text, found):
    assert given_away(Blank(1, 1, 0, len(solution), solution, ("hint",)), text) is found


def test_what_a_cell_checks_is_read_from_its_marks():
    code = "@self_check(2, 'b')\ndef b(): ...\n\n@other(3)\n@self_check(1, 'a')\ndef a(): ...\nself_check(4, 'x')"
    assert list(checked_in(code)) == [2, 1]


@pytest.mark.parametrize("number", ["A", "week_3", "실습-1", "5-8", "ex-3.1"])
def test_a_mark_may_be_for_a_program_of_any_number(number):
    siblings = ["A", "week_3", "실습-1"]
    assert len(split_blanks(f"x = 1  #? {number}: one", program=number, siblings=siblings)[1]) == 1
    assert split_blanks(f"x = 1  #? {number}: one", program="B", siblings=siblings) == ("x = 1", [])


def test_a_word_before_a_colon_is_the_hint_s_where_no_program_is_called_so():
    _, blanks = split_blanks("x = 1  #? Note: one", program="A", siblings=["A", "B"])
    assert blanks[0].hints == ("Note: one",)

import ast

import pytest

from kagglebook.chapter.words import shipped
from kagglebook.notebook.remarks import MARKS, Remark, TooManyError, remarks_table, split_remarks


def rows_of(code: str, text: str) -> list[str]:
    return remarks_table([Remark(1, code, "①", text)], shipped("ko")).split("\n")


def test_a_remark_leaves_a_mark_in_the_code_and_no_line_moves():
    code = "a = 1\nb = 2  #> two\n\nc = (  #> open\n    3)\n"
    marked, remarks = split_remarks(code)
    assert marked == "a = 1\nb = 2  # ①\n\nc = (  # ②\n    3)\n"
    assert remarks == [Remark(2, "b = 2", "①", "two"), Remark(4, "c = (", "②", "open")]


def test_remarks_are_comments_and_not_texts_that_look_like_one():
    marked, remarks = split_remarks("x = '#> a'  # b #> c\ny = 1  #>d")
    assert marked == "x = '#> a'  # b #> c\ny = 1  # ①"
    assert [remark.text for remark in remarks] == ["d"]


@pytest.mark.parametrize(
    "code",
    [
        's = """\n#> a text\n"""  #> behind a text of several lines',
        "x = [  #> one\n    1,  #> two\n]  #> three",
        "x = 1 + \\\n    2  #> behind a continued line",
        "if True:  #> a block\n    pass  #> inside",
    ],
)
def test_marked_code_computes_what_it_did(code):
    assert ast.dump(ast.parse(split_remarks(code)[0])) == ast.dump(ast.parse(code))


def test_there_are_fifty_marks_each_a_circled_number_of_its_own():
    assert (MARKS[0], MARKS[19], MARKS[20], MARKS[34], MARKS[35], MARKS[49]) == ("①", "⑳", "㉑", "㉟", "㊱", "㊿")
    assert len(set(MARKS)) == 50


def test_a_remark_that_has_no_mark_left_is_told_with_its_line():
    code = "\n".join("x = 1  #> again" for _ in range(51))
    with pytest.raises(TooManyError, match="more than 50 remarks") as caught:
        split_remarks(code)
    assert caught.value.row == 51


@pytest.mark.parametrize(
    ("code", "remark", "row"),
    [
        ("x = a | b", "둘 중 하나", r"| ① | `x = a \| b` | 둘 중 하나 |"),
        ("x = 1", "`a|b`의 값", r"| ① | `x = 1` | `a\|b`의 값 |"),
        ("x = 1", "$|x|$ | y", r"| ① | `x = 1` | $|x|$ \| y |"),
        ("x" * 200, "그대로", f"| ① | `{'x' * 200}` | 그대로 |"),
        ("x = 1", r"이미 \| 쓴 것", r"| ① | `x = 1` | 이미 \| 쓴 것 |"),
        ('x = "`"', "백틱", '| ① | `` x = "`" `` | 백틱 |'),
        ('x = "``"', "백틱", '| ① | ``` x = "``" ``` | 백틱 |'),
        (r're.split(r"a\|b", "<")', "정규식", r'| ① | <code>re.split(r"a\&#124;b", "&lt;")</code> | 정규식 |'),
    ],
)
def test_a_row_of_remarks_stays_one_row_of_three_columns_with_the_whole_line(code, remark, row):
    assert rows_of(code, remark)[2:] == [row]


def test_the_table_is_headed_in_the_chapter_s_language():
    assert rows_of("x", "y")[0] == "| # | 코드 | 설명 |"

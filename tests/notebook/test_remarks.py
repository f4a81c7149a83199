import pytest

from kagglebook.chapter.words import LANGUAGES
from kagglebook.notebook.remarks import remarks_table, split_remarks


def test_remarks_are_comments_and_not_texts_that_look_like_one():
    assert split_remarks("x = '#> a'  # b #> c\ny = 1  #>d") == ("x = '#> a'  # b #> c\ny = 1", {2: "d"})


@pytest.mark.parametrize(
    ("code", "remark", "row"),
    [
        ("x = a | b", "둘 중 하나", r"| 01 | `x = a \| b` | 둘 중 하나 |"),
        ("x = 1", "`a|b`의 값", r"| 01 | `x = 1` | `a\|b`의 값 |"),
        ("x = 1", "$|x|$ | y", r"| 01 | `x = 1` | $|x|$ \| y |"),
        ("    return x", "끝", "| 01 | `return x` | 끝 |"),
        ("x" * 40, "그대로", f"| 01 | `{'x' * 40}` | 그대로 |"),
        ("x" * 41, "줄임", f"| 01 | `{'x' * 39}…` | 줄임 |"),
        ("x = 1", r"이미 \| 쓴 것", r"| 01 | `x = 1` | 이미 \| 쓴 것 |"),
        ('x = "`"', "백틱", '| 01 | `` x = "`" `` | 백틱 |'),
        ('x = "``"', "백틱", '| 01 | ``` x = "``" ``` | 백틱 |'),
        (r're.split(r"a\|b", "<")', "정규식", r'| 01 | <code>re.split(r"a\&#124;b", "&lt;")</code> | 정규식 |'),
    ],
)
def test_a_row_of_remarks_stays_one_row_of_three_columns(code, remark, row):
    assert remarks_table(code, {1: remark}, LANGUAGES["ko"]).split("\n")[2:] == [row]


def test_remarks_are_numbered_with_two_digits_in_the_order_of_lines():
    rows = remarks_table("\n".join(f"x{n}" for n in range(1, 11)), {10: "b", 2: "a"}, LANGUAGES["ko"]).split("\n")
    assert rows[2:] == ["| 02 | `x2` | a |", "| 10 | `x10` | b |"]

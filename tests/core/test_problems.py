from pathlib import Path

import pytest

from kagglebook.core.files import read_text
from kagglebook.core.problems import InputError, Problem, did_you_mean

PATH = Path("chapter.toml")


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (Problem(PATH, "no such file"), "chapter.toml: no such file"),
        (Problem(PATH, "broken TOML", 3), "chapter.toml:3: broken TOML"),
        (Problem(PATH, "unknown key 'lrr'", 3, "params"), "chapter.toml:3: params: unknown key 'lrr'"),
        (Problem(PATH, "this key is needed", place="title"), "chapter.toml: title: this key is needed"),
    ],
)
def test_a_problem_is_told_with_what_is_known_of_its_place(problem, told):
    assert str(problem) == told


def test_an_input_error_tells_each_problem_on_a_line_of_its_own():
    error = InputError(Problem(PATH, "one"), "two")
    assert str(error) == "chapter.toml: one\ntwo"
    assert len(error.problems) == 2


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        ("epoch", ["lr", "epochs"], ", did you mean 'epochs'?"),
        ("x", ["lr", "epochs"], " (known: epochs, lr)"),
        ("x", [], ""),
    ],
)
def test_a_near_miss_is_named_else_all_that_is_known(word, known, hint):
    assert did_you_mean(word, known) == hint


def test_of_a_million_names_a_few_are_looked_at():
    names = [f"name{number}" for number in range(1_000_000)]
    assert did_you_mean("name7", names) == ", did you mean 'name7'?"
    assert did_you_mean("zzz", names).endswith(" and 960 more)")
    assert did_you_mean("x" * 1_000_000, names[:3]) == " (known: name0, name1, name2)"
    assert did_you_mean("x", ["y" * 1_000_000]) == ""


@pytest.mark.parametrize("content", ["가\n나\n".encode(), "가\r\n나\r\n".encode(), "가\n나\n".encode("utf-8-sig")])
def test_line_ends_and_a_byte_order_mark_of_windows_make_no_difference(tmp_path, content):
    (tmp_path / "file.txt").write_bytes(content)
    assert read_text(tmp_path / "file.txt") == "가\n나\n"


def test_a_file_in_another_encoding_is_told_with_its_first_line_that_is_not_utf8(tmp_path):
    (tmp_path / "file.txt").write_bytes("ascii\nascii\n빼기\n".encode("cp949"))
    with pytest.raises(InputError, match=r"file\.txt:3: not UTF-8"):
        read_text(tmp_path / "file.txt")


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(InputError, match=r"file\.txt: no such file"):
        read_text(tmp_path / "file.txt")

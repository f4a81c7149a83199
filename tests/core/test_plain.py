import unicodedata

import pytest

from kagglebook.core.plain import cell_of_csv, error_in_short, fit, plain, shortened


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J\x1b]0;title\x07", r"\x1b[2J\x1b]0;title\x07"),
        ("a\rb\x08\x00\x7f\x9b", r"a\rb\x08\x00\x7f\x9b"),
        ("\u202eabc\u2066\u200f", r"\u202eabc\u2066\u200f"),
        ("\u2028\u2029\x85", r"\u2028\u2029\x85"),
        ("\ud800", r"\ud800"),
        ("손실\t0.5\n∞ 🙂 [/] :smile:", "손실\t0.5\n∞ 🙂 [/] :smile:"),
        (3, "3"),
    ],
)
def test_control_characters_are_written_out_and_words_are_left(text, shown):
    assert plain(text) == shown
    assert plain(shown) == shown


def test_no_character_reaches_a_terminal_that_does_something_there():
    every = "".join(map(chr, range(0x11000)))
    left = {each for each in plain(every) if unicodedata.category(each) in ("Cc", "Cs", "Zl", "Zp")}
    assert left == {"\t", "\n"}


@pytest.mark.parametrize("most", [1, 2, 10, 30, 60, 61, 80, 100, 300])
@pytest.mark.parametrize("length", [0, 1, 59, 60, 100, 301, 1_000_000])
def test_a_text_is_never_longer_than_it_may_be(most, length):
    text = "x" * length
    short = shortened(text, most)
    assert len(short) <= most
    assert (short == text) is (length <= most)


def test_of_a_long_text_both_ends_stay_and_its_length_is_told():
    short = shortened("begin" + "x" * 10_000 + "end", 100)
    assert short.startswith("beginx") and short.endswith("xend") and "10,008 characters" in short


def test_a_text_is_made_fit_for_a_report():
    assert fit("\x1b[31m" + "x" * 10_000, 100).startswith(r"\x1b[31mxxx")
    assert len(fit("\x1b" * 1_000_000, 100)) < 500


class UnspeakableError(Exception):
    def __str__(self) -> str:
        raise RecursionError


def test_an_error_is_told_whatever_it_says():
    assert error_in_short(ValueError("\x1b[31mbad")) == r"ValueError: \x1b[31mbad"
    assert len(error_in_short(ValueError("x" * 1_000_000))) <= 1_000
    assert error_in_short(UnspeakableError()) == "UnspeakableError"


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1-1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"])
def test_a_text_that_a_spreadsheet_takes_for_a_formula_gets_an_apostrophe(text):
    assert cell_of_csv(text) == f"'{plain(text)}"


@pytest.mark.parametrize("value", [-1, -0.5, float("-inf"), 3, True, None, "lr 0.1", "a=b", ""])
def test_numbers_and_other_texts_are_left(value):
    assert cell_of_csv(value) is value or cell_of_csv(value) == value


def test_escapes_and_halves_of_a_character_are_written_out():
    assert cell_of_csv("a\x1b[31m\ud800") == r"a\x1b[31m\ud800"

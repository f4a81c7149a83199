import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kagglebook.chapter.words import shipped
from kagglebook.core.alt_curve import LEVEL, line, of_curve, of_points, short

WORDS = shipped("en").alt.curve


def told(y, x=None, **options):
    return of_curve({"x": list(range(1, len(y) + 1)) if x is None else x, "y": y}, "a", WORDS, **options)


@pytest.mark.parametrize(
    ("y", "sentence"),
    [
        ([], "a: no values that are numbers"),
        ([None, "inf"], "a: no values that are numbers"),
        ([2], "a: 2 at x = 1"),
        ([1, 2], "a rises from 1 at x = 1 to 2 at x = 2"),
        ([2, None, 1], "a falls from 2 at x = 1 to 1 at x = 3, with values that are no numbers: 1"),
        ([1, 1, 1], "a stays at 1 from x = 1 to x = 3"),
        ([1, 1.0001], "a stays at 1 from x = 1 to x = 2"),
        (
            [0, 5, 0],
            "a is between 0 and 5 from x = 1 to x = 3, and ends much as it began, with its highest, 5, at x = 2",
        ),
        ([3, 0, 2], "a falls from 3 at x = 1 to 2 at x = 3, with its lowest, 0, at x = 2"),
        (
            [3, 0, 5, 1],
            "a falls from 3 at x = 1 to 1 at x = 4, with its highest, 5, at x = 3, with its lowest, 0, at x = 2",
        ),
        ([5, 1, 1, 1, 1], "a falls from 5 at x = 1 to 1 at x = 5, and stays at 1 from x = 2 on"),
        ([5, 1, 1.1, 1], "a falls from 5 at x = 1 to 1 at x = 4"),
    ],
)
def test_the_course_of_a_curve(y, sentence):
    assert told(y) == sentence


def test_places_are_named_by_the_axis():
    assert told([1, 2], axis="Epoch") == "a rises from 1 at Epoch 1 to 2 at Epoch 2"
    assert told([1, 2], [0.5, 1], axis="Loss") == "a rises from 1 at Loss = 0.5 to 2 at Loss = 1"
    assert told([1, 2], axis="the number of training samples") == "a rises from 1 at x = 1 to 2 at x = 2"
    assert told([1, 2], ["2024-01-01", "2024-01-05"]) == "a rises from 1 at 2024-01-01 to 2 at 2024-01-05"


def test_a_curve_drawn_from_right_to_left_is_told_from_left_to_right():
    assert told([2, 1], [5, 3]) == "a rises from 1 at x = 3 to 2 at x = 5"


@pytest.mark.parametrize("x", [[1, 0, -1, 0], [1, 1, 1, 1], [1, 2, 1, 2]])
def test_a_curve_that_runs_to_and_fro_has_no_course(x):
    assert told([0, 1, 0, -1], x).startswith("a: points: 4, x ")


def test_what_rounding_left_of_nought_is_told_as_nought():
    assert told([0, 1, 0], [-5, -2.78e-16, 5]).endswith("with its highest, 1, at x = 0")
    assert told([2], [1e-15]) == "a: 2 at x = 1e-15"


def test_a_curve_whose_ends_read_the_same_is_not_said_to_rise():
    assert "ends much as it began" in told([0.99800, 0.9978, 0.9984, 0.9995, 0.9981], None)
    assert " rises " not in told([1.0001, 1.0016, 1.0044])


def test_on_a_logarithmic_scale_ratios_count():
    y = [1, 1e-3, 1e-6, 1e-6, 1e-6, 1e-6]
    assert "from x = 3 on" in told(y, log=True)
    assert "from x = 2 on" in told(y)


def test_of_what_was_left_out_nothing_is_told():
    some = {"x": [1, 2], "y": [1, 2], "left_out": 5}
    assert of_curve(some, "a", WORDS) == of_points(some, "a", WORDS) == "a: too many points to tell"


@settings(deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=40))
def test_what_is_said_is_true(y):
    sentence = told(y)
    span = max(y) - min(y)
    if " rises " in sentence:
        assert y[-1] > y[0]
    if " falls " in sentence:
        assert y[-1] < y[0]
    if "much as it began" in sentence:
        assert abs(y[0] - y[-1]) <= LEVEL * span * (1 + 1e-9)
    if "its highest, " in sentence:
        value, _, place = sentence.partition("its highest, ")[2].partition(", at x = ")
        place = int(place.split(",")[0])
        assert y[place - 1] == max(y)
        assert value == short(max(y))
    if " and stays " in sentence:
        start = int(sentence.partition(" and stays ")[2].partition("from x = ")[2].split()[0])
        rest = y[start - 1 :]
        assert max(rest) - min(rest) <= LEVEL * span * (1 + 1e-9)
        assert len(rest) >= 4


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (3, "3"),
        (3.0, "3"),
        (0.12345, "0.123"),
        (-0.5, "-0.5"),
        (1149010, "1.15e+06"),
        (784000.0, "784000"),
        (1e-8, "1e-08"),
        (1234.5678, "1235"),
        (999.96, "1e+03"),
    ],
)
def test_numbers_are_short(number, words):
    assert short(number) == words


@given(st.floats(-1e300, 1e300))
def test_short_numbers_are_near(number):
    assert math.isclose(float(short(number)), number, rel_tol=0.006)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (r"$-\log\,o$", "- log o"),
        (r"$\mathdefault{10^{0}}$", "10^0"),
        ("two\nlines\t ", "two lines"),
        (r"$x_{1}$", "x_1"),
        ("a\x1b[31mred", "a [31mred"),
    ],
)
def test_texts_are_told_on_one_line_without_tex(text, words):
    assert line(text) == words

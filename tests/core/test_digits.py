import math

import pytest

from kagglebook.core.digits import MAX_VALUES, TooManyError, apart, difference, distance, in_short, telling, told_apart

BIG = 10**400  # which no float holds


@pytest.mark.parametrize(
    ("first", "second", "far"),
    [
        (1, 3, 2.0),
        (math.inf, math.inf, 0.0),
        (-math.inf, math.inf, math.inf),
        (math.inf, 1, math.inf),
        (math.nan, math.nan, 0.0),
        (math.nan, 1, math.inf),
        (math.nan, math.inf, math.inf),
        (BIG, BIG, 0.0),
        (BIG, 0.5, math.inf),
        (BIG, math.inf, math.inf),
        (BIG, 2 * BIG, math.inf),
    ],
)
def test_the_distance_of_any_two_numbers_is_known(first, second, far):
    assert distance(first, second) == distance(second, first) == far


def test_a_number_has_as_many_digits_as_it_takes_to_see_what_is_said_of_it():
    assert telling(1 / 3) == "0.33333"
    assert telling(0.9699999, lambda shown: shown < 0.97) == "0.9699999"
    assert telling(0.9, lambda shown: shown < 0.97) == "0.9"
    assert telling(0.1 + 0.2, lambda shown: shown != 0.3) == "0.30000000000000004"
    assert telling(1195018) == "1195018"
    assert telling(BIG) == "an integer of about 401 digits"
    assert [telling(x, lambda shown: False) for x in (math.nan, math.inf)] == ["nan", "inf"]


@pytest.mark.parametrize(
    ("first", "second", "by", "shown"),
    [
        (1 / 3, 2 / 3, 0, ("0.33333", "0.66667")),
        (0.1234567891, 0.1234567892, 0, ("0.1234567891", "0.1234567892")),
        (0.30004, 0.3, 1e-5, ("0.30004", "0.3")),
        (0.1234549, 0.1234349, 1.5e-5, ("0.12345", "0.12343")),
        (0.1, 0.1, 0, ("0.1", "0.1")),
        (3, 3.0000001, 0, ("3", "3.0000001")),
        (math.inf, 1, 0, ("inf", "1")),
        (BIG, 1.5, 0, ("an integer of about 401 digits", "1.5")),
    ],
)
def test_two_numbers_are_told_apart(first, second, by, shown):
    assert apart(first, second, by) == shown


@pytest.mark.parametrize(
    ("first", "second"), [("1", 1), (True, 1), (None, "None"), ("a" * 500 + "b", "a" * 500 + "c"), ([], {})]
)
def test_two_values_of_any_kind_are_told_apart(first, second):
    shown = told_apart(first, second, 60)
    assert shown[0] != shown[1]
    assert max(map(len, shown)) <= 60


@pytest.mark.parametrize(
    ("first", "second", "tolerance", "told"),
    [
        ([1, 2.0], [1.0, 2], 0, None),
        ([1, [2, {"a": 3.05}]], [1, [2, {"a": 3}]], 0.1, None),
        ([1, [2, {"a": 3.2}]], [1, [2, {"a": 3}]], 0.1, "[1][1].a: 3.2, not 3"),
        ({"a": 1, "b": 2}, {"a": 1}, 0, "b: not expected"),
        ({"a": 1}, {"a": 1, "b": 2}, 0, "b: missing"),
        ([1, 2], [1, 2, 3], 0, "2 values, not 3"),
        ({"a": [1]}, {"a": [1, 2]}, 0, "a: 1 values, not 2"),
        ([0.1 + 0.2], [0.3], 0, "[0]: 0.30000000000000004, not 0.3 (give a tolerance)"),
        ([10**12], [10**12 + 1], 0, "[0]: 1000000000000, not 1000000000001"),
        ([True], [1], 0, "[0]: True, not 1"),
        (["1"], [1], 0, "[0]: '1', not 1"),
        ([None], ["x"], 0, "[0]: None, not 'x'"),
        ([[1]], [1], 0, "[0]: [1], not 1"),
        ([math.inf, -math.inf], [math.inf, -math.inf], 0, None),
        ([math.inf], [1], 1e9, "[0]: inf, not 1"),
        ([math.nan, BIG], [math.nan, BIG], 0, None),
        ([BIG], [0.5], 0, "[0]: an integer of about 401 digits, not 0.5"),
    ],
)
def test_the_first_place_where_two_values_differ_is_told(first, second, tolerance, told):
    place = difference(first, second, tolerance)
    assert (place and place.in_words(tolerance)) == told


def test_the_path_of_a_place_is_plain_and_short():
    told = difference({"a\x1b[2J" * 10_000: 1}, {}).in_words()
    assert "\x1b" not in told and len(told) < 300


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.123456789, "0.12346"),
        ("text", "text"),
        (["text"], "['text']"),
        (True, "True"),
        (None, "None"),
        ([1.0, 2.0, math.nan], "[1, 2, nan]"),
        (list(range(10)), "[0, 1, 2, …, 8, 9]"),
        ({"a": 1 / 3, "b": [1]}, "{a: 0.33333, b: [1]}"),
        ([[[[[[1]]]]]], "[[[[…]]]]"),
        (BIG, "an integer of about 401 digits"),
        ("\x1b[2J", r"\x1b[2J"),
    ],
)
def test_a_value_is_shown_in_short(value, shown):
    assert in_short(value) == shown


def test_whatever_it_is_a_value_is_short():
    for value in ("x" * 10**6, ["x" * 10**6] * 10**4, {"k" * 10**6: 1}, list(range(10**6)), b"x" * 10**6):
        assert len(in_short(value)) < 700


def test_values_without_end_are_not_looked_at_to_the_end():
    with pytest.raises(TooManyError):
        difference([[] for _ in range(MAX_VALUES + 1)], [[] for _ in range(MAX_VALUES + 1)])
    long = {"a" * 1_000_000: {str(number): number for number in range(1_000)}}
    assert difference(long, {"a" * 1_000_000: {}}).path.startswith("aaa")

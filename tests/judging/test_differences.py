import math

import pytest

from kagglebook.core.run import CellOutput, Run
from kagglebook.judging.differences import MOST, Difference, differences, environment


def told(first, second):
    """Place, both sides, and how far apart."""
    return [
        (each.place, each.first, each.second, each.relative)
        for each in differences(Run(results=first), Run(results=second))
    ]


def of_text(first: str, second: str) -> list[Difference]:
    runs = (Run({"train": CellOutput(text)}, {}) for text in (first, second))
    return differences(*runs)


def test_equal_runs_have_no_differences():
    results = {"history": {"acc": [0.5, math.nan]}, "layers": ["Linear"], "n": 3, "ok": True, "none": None}
    assert told(results, results) == []
    assert told({"acc": [math.nan], "n": 3}, {"acc": [float("nan")], "n": 3.0}) == []


def test_a_number_is_told_by_its_path_with_its_share_of_the_larger():
    assert told({"history": {"acc": [0.5, 0.5]}}, {"history": {"acc": [0.5, 0.4]}}) == [
        ("history.acc[1]", "0.5", "0.4", pytest.approx(0.2))
    ]


def test_the_largest_relative_difference_comes_first():
    first = {"a": 100, "b": 1.0, "c": 0.0, "d": -1}
    second = {"a": 101, "b": 1.5, "c": 0.25, "d": 1}
    assert [place for place, *_ in told(first, second)] == ["d", "c", "b", "a"]


def test_numbers_are_shown_with_the_digits_that_tell_them_apart():
    ((_, first, second, _),) = told({"loss": 0.1234567891}, {"loss": 0.1234567892})
    assert (first, second) == ("0.1234567891", "0.1234567892")
    ((_, first, second, _),) = told({"loss": 1 / 3}, {"loss": 2 / 3})
    assert (first, second) == ("0.33333", "0.66667")


def test_what_is_no_pair_of_numbers_comes_before_all_numbers():
    first = {"n": 1, "layers": ["Tanh"], "ok": True, "series": [1, 2, 3], "mine": 0}
    second = {"n": 9, "layers": ["ReLU"], "ok": 1, "series": [1, 2], "yours": 0}
    *others, number = told(first, second)
    assert number[0] == "n"
    assert others == [
        ("layers[0]", "'Tanh'", "'ReLU'", math.inf),
        ("ok", "True", "1", math.inf),
        ("series", "3 values", "2 values", math.inf),
        ("mine", "0", "missing", math.inf),
        ("yours", "missing", "0", math.inf),
    ]


def test_a_number_that_became_infinite_or_nan_is_infinitely_far():
    assert [relative for *_, relative in told({"a": 1.0, "b": 1.0}, {"a": math.inf, "b": math.nan})] == [math.inf] * 2


def test_where_a_run_was_made_is_told_and_is_no_difference():
    runs = [Run(results={"environment": {"python": "3.12.1", "device": device}}) for device in ("cpu", "T4")]
    assert differences(*runs) == []
    assert [environment(run) for run in runs] == ["python 3.12.1, device cpu", "python 3.12.1, device T4"]
    assert environment(Run()) == "not told"


def test_a_run_without_results_differs_from_one_with():
    (found,) = differences(Run(), Run(results={"n": 1}))
    assert (found.place, found.first, found.second) == ("results.json", "missing", "written")
    assert differences(Run(), Run()) == []
    (found,) = differences(Run(unread="larger than 20 MB"), Run(results={}))
    assert found.first == "larger than 20 MB"


def test_an_output_is_told_by_its_cell_and_first_line_that_differs():
    (found,) = of_text("one\nacc 0.5\nloss 2\n", "one\nacc 0.4\nloss 1\n")
    # As far apart as the farthest of its numbers: 2 and 1.
    assert found == Difference("cell train", "'acc 0.5'", "'acc 0.4'", 0.5)


@pytest.mark.parametrize("other", ["acc is 0.5\n", "acc 0.5\nmore\n", "acc 0.5"])
def test_an_output_of_other_words_is_infinitely_far(other):
    (found,) = of_text("acc 0.5\n", other)
    assert found.relative == math.inf


def test_a_cell_without_output_is_no_difference_and_one_whose_output_is_lost_is():
    injected = {"a1b2c3": CellOutput(), "show": CellOutput("text\n", figures=1)}
    first, second = Run(injected, {}), Run({"show": CellOutput()}, {})
    assert [(found.place, found.first, found.second) for found in differences(first, second)] == [
        ("cell show", "1 figure", "0 figures"),
        ("cell show", "'text'", "''"),
    ]


def test_outputs_are_not_compared_where_a_run_left_no_notebook():
    assert differences(Run({"show": CellOutput("text\n")}, {}), Run(results={})) == []


@pytest.mark.parametrize(
    ("first", "second", "shown"),
    [
        (1, "1", ("1", "'1'")),
        (1, True, ("1", "True")),
        (0.3, 0.1 + 0.2, ("0.3", "0.30000000000000004")),
        (10**20, 10**20 + 1, ("100000000000000000000", "100000000000000000001")),
        (10**400, 1, ("an integer of about 401 digits", "1")),
        ("a" * 1000 + "b", "a" * 1000 + "c", ("…'aaaaaaaaaab'", "…'aaaaaaaaaac'")),
        (None, [1], ("None", "[1]")),
        ([[1]], [1], ("[1]", "1")),
    ],
)
def test_two_values_that_differ_are_shown_so_that_it_is_seen(first, second, shown):
    ((_, *sides, _),) = told({"x": first}, {"x": second})
    assert tuple(sides) == shown


def test_infinities_and_numbers_that_no_float_holds_are_compared():
    assert told({"a": [math.inf, -math.inf, 10**400]}, {"a": [math.inf, -math.inf, 10**400]}) == []
    assert told({"a": [10**400]}, {"a": [2 * 10**400]})[0][3] == pytest.approx(0.5)
    assert told({"a": [10**400]}, {"a": [0.5]})[0][3] == math.inf


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("acc 1", "acc "),
        ("acc #", "acc 1"),
        ("1" * 5000, "2"),
        ("x" * 300_000 + "a", "x" * 300_000 + "b"),
        ("a\n", "a"),
    ],
)
def test_whatever_a_cell_printed_is_compared(first, second):
    (found,) = of_text(first, second)
    assert found.first != found.second
    assert found.relative > 0


def test_html_outputs_that_are_lost_are_told():
    (found,) = differences(Run({"a": CellOutput(html=("<p>", "<p>"))}, {}), Run({"a": CellOutput()}, {}))
    assert (found.first, found.second) == ("2 HTML outputs", "0 HTML outputs")


def test_of_runs_without_end_no_more_is_looked_at_than_a_second_allows():
    keys = {f"k{number}": number for number in range(50_000)}
    assert len(differences(Run(results=keys), Run(results={}))) == MOST
    nested = {"x": [[] for _ in range(400_000)]}
    (found,) = differences(Run(results=nested), Run(results={"x": [[] for _ in range(400_000)]}))
    assert found.first == "more than 300,000 values within one another"


def test_an_environment_that_is_no_table_and_a_long_one_are_told_in_short():
    assert environment(Run(results={"environment": [1, 2]})) == "not told"
    assert len(environment(Run(results={"environment": {f"k{n}": "v" * 100 for n in range(10_000)}}))) < 1_100

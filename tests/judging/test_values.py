import math

import pytest

from kagglebook.core.run import CellOutput, Run
from kagglebook.judging.values import MAX_VALUES, flatten, without_cells
from tests.judging.test_baseline import a_run


def test_results_become_leaves_and_series_and_cells_words_and_numbers():
    run = Run(
        {"a": CellOutput("loss 0.25, -1,149,010 of 3e-4 x2\n", figures=1), "b": CellOutput("\n")},
        {
            "n": 3,
            "ok": True,
            "h": {"a": [1.0, 2]},
            "curves": [[1.0], [2.0]],
            "names": ["x"],
            "none": [],
            "environment": {},
        },
    )
    assert flatten(run) == {
        "n": [3],
        "ok": True,
        "h.a": [1.0, 2],
        "curves[0]": [1.0],
        "curves[1]": [2.0],
        "names": ["x"],
        "none": [],
        "cell a: words": "loss # , # of # x2",
        "cell a: numbers": [0.25, -1149010, 3e-4],
        "cell a: figures": 1,
    }


def test_what_a_cell_says_of_its_environment_is_not_compared():
    other = {"python": "3.12.1", "torch": "2.10.0+cu128", "device": "Tesla T4"}
    here = flatten(a_run())
    there = flatten(a_run(text="device: cuda, torch 2.10.0+cu128\naccuracy 0.75\n", environment=other))
    assert here == there


@pytest.mark.parametrize(
    ("text", "words", "numbers"),
    [
        ("01" * 2500, "01" * 2500, None),  # more digits than Python reads
        ("1" * 300, "#", [int("1" * 300)]),
        ("1e999999999", "#", [math.inf]),
        ("1" + ",000" * 5_000, None, None),
        ("a1 2", "a1 #", [2]),
        ("٣", "#", [3]),
        ("x²", "x²", None),
    ],
)
def test_whatever_a_cell_printed_becomes_words_and_numbers(text, words, numbers):
    values = flatten(Run({"a": CellOutput(text)}))
    assert words is None or values["cell a: words"] == words
    assert words is None or values.get("cell a: numbers") == numbers


@pytest.mark.parametrize("environment", [[1, 2], "cpu", None, 3, {"": "", "a": None, "b": {"c": 1}}])
def test_an_environment_of_any_form_is_no_value(environment):
    run = Run({"a": CellOutput("text")}, {"n": 1, "environment": environment})
    assert flatten(run) == {"n": [1], "cell a: words": "text"}


def test_of_results_without_end_the_first_values_are_taken():
    values = flatten(Run(results={str(number): number for number in range(2 * MAX_VALUES)}))
    assert len(values) == MAX_VALUES + 1
    assert values[str(MAX_VALUES)] == f"beyond {MAX_VALUES:,} values"
    long = flatten(Run(results={"k" * 10**6: {str(number): 0 for number in range(1_000)}}))
    assert max(map(len, long)) < 200


def test_an_empty_table_is_a_value_and_no_results_are_none():
    assert flatten(Run(results={"a": {}})) == {"a": {}}
    assert flatten(Run(results={})) == flatten(Run()) == {}


def test_what_some_cells_showed_can_be_left_out():
    run = Run({"a": CellOutput("1"), "report": CellOutput("0.85 here, 0.84 recorded")}, {})
    assert list(flatten(without_cells(run, ["report"]))) == ["cell a: words", "cell a: numbers"]

import math

import pytest
from pydantic import ValidationError

from kagglebook.chapter.chapter import load_chapter
from kagglebook.chapter.checks import KINDS
from kagglebook.chapter.program import Program
from kagglebook.core.problems import InputError
from kagglebook.core.run import CellOutput, Printed, Run
from kagglebook.judging.outcome import Verdict
from kagglebook.judging.verdict import judge_run
from tests.support import CHAPTER

RESULTS = {
    "pred": [-1, 1, 1, 1],
    "loss": [3.0, 2.0, 1.0],
    "ok": True,
    "flags": [True, False],
    "history": {"acc": [0.5, 0.9], "points": [[0.1, 0.2], [0.3, 0.4]]},
    "name": "Adam",
    "log": [-math.inf, math.inf],
    "gap": [1.0, math.nan],
    "drawn": [1.0, math.nan],
}
TABLE = "<table>\n <tr><th>epoch</th>\n<th>loss &lt; 1</th></tr></table>"
CELLS = {
    "curves": CellOutput(figures=2),
    "train": CellOutput(text="accuracy 0.9\n", stderr="INFO:root:epoch 1 loss 0.5\nINFO:root:epoch 2 loss 0.4"),
    "red": CellOutput(text="\x1b[31maccu\x1b[0mracy"),
    "drawing": CellOutput(figures=1, drawn=({"axes": [{"curves": [{"x": [1, 2], "y": [3, 2]}]}]},)),
    "blank": CellOutput(figures=1, drawn=({"axes": []},)),
    "table": CellOutput(html=(TABLE, "<div>plot</div>")),
}


def read(check: dict):
    """A check as chapter.toml writes it."""
    table = {"number": "1-1", "title": "t", "kernel_title": "k", "section": "1", "template": "t.py", "checks": [check]}
    return Program.model_validate(table).checks


def judged(check: dict, quick: bool = False, results=RESULTS, **parameters):
    """The outcome of a check."""
    return judge_run(read(check), Run(CELLS, results, parameters), quick)[-1]


@pytest.mark.parametrize(
    ("check", "passed"),
    [
        ({"value": "pred", "equals": [-1, 1, 1, 1]}, True),
        ({"value": "pred", "equals": [-1, 1, 1, -1]}, False),
        ({"value": "pred", "equals": [-1, 1, 1]}, False),
        ({"value": "pred[0]", "equals": -1.00005, "tolerance": 1e-4}, True),
        ({"value": "pred[0]", "equals": -1.2, "tolerance": 1e-4}, False),
        ({"value": "ok", "equals": True}, True),
        ({"value": "ok", "equals": 1}, False),
        ({"value": "pred[1]", "equals": True}, False),
        ({"value": "name", "equals": "Adam"}, True),
        ({"value": "name", "equals": "SGD"}, False),
        ({"value": "history.acc[-1]", "min": 0.9}, True),
        ({"value": "history.acc[-1]", "min": 0.91}, False),
        ({"value": "history.acc[-1]", "max": 0.9}, True),
        ({"value": "history.acc[-1]", "max": 0.89}, False),
        ({"value": "history.acc[-1]", "min": 0.1, "max": 0.5}, False),
        ({"value": "history.acc", "min": 0}, False),
        ({"value": "name", "min": 0}, False),
        ({"value": "loss", "decreasing": True}, True),
        ({"value": "loss[:2]", "decreasing": True}, True),
        ({"value": "pred", "decreasing": True}, False),
        ({"value": "pred[1:]", "decreasing": True}, False),
        ({"value": "loss[:1]", "decreasing": True}, False),
        ({"value": "name", "decreasing": True}, False),
        ({"value": "loss", "length": 3}, True),
        ({"value": "loss", "length": 4}, False),
        ({"value": "ok", "length": 1}, False),
        ({"value": "pred[1:3]", "same": "pred[2:]"}, True),
        ({"value": "pred", "same": "loss"}, False),
        ({"value": "pred", "same": "gone"}, False),
        ({"value": "ok", "min": 0}, False),  # true is no number
        ({"value": "ok", "max": 1}, False),
        ({"value": "flags", "decreasing": True}, False),
        ({"value": "history.points", "equals": [[0.1, 0.2], [0.3, 0.41]], "tolerance": 0.02}, True),
        ({"value": "history.points", "equals": [[0.1, 0.2], [0.3, 0.41]], "tolerance": 0.002}, False),
        ({"value": "history", "equals": {"acc": [0.5, 1], "points": [[0, 0], [0, 0]]}, "tolerance": 0.5}, True),
        ({"value": "history", "equals": {"acc": [0.5, 1]}, "tolerance": 0.5}, False),
        ({"value": "flags", "equals": [1, 0]}, False),
        ({"value": "log", "equals": [-math.inf, math.inf]}, True),
        ({"value": "log", "equals": [-math.inf, math.inf], "tolerance": 1}, True),
        ({"value": "log[0]", "equals": math.inf}, False),
        ({"value": "log[0]", "equals": -1e308, "tolerance": 1e308}, False),
        ({"value": "gap[1]", "equals": 0}, False),
        ({"value": "gap", "same": "drawn"}, True),
        ({"value": "gap", "same": "log"}, False),
        ({"cell": "table", "html": 2}, True),
        ({"cell": "table", "html": 1}, False),
        ({"cell": "curves", "html": 0}, True),
        ({"cell": "gone", "html": 0}, False),
        ({"cell": "table", "html": "<th>epoch</th>"}, True),
        ({"cell": "table", "html": "epoch loss < 1"}, True),
        ({"cell": "table", "html": "accuracy"}, False),
        ({"cell": "curves", "html": "epoch"}, False),
        ({"cell": "train", "stderr": "epoch 1 loss"}, True),
        ({"cell": "train", "stderr": ["epoch 1", "epoch 2"]}, True),
        ({"cell": "train", "stderr": ["epoch 1", "epoch 3"]}, False),
        ({"cell": "curves", "stderr": "epoch 1"}, False),
        ({"cell": "gone", "stderr": "epoch 1"}, False),
        ({"cell": "red", "text": "accuracy"}, True),
        ({"cell": "curves", "figures": 2}, True),
        ({"cell": "curves", "figures": 1}, False),
        ({"cell": "train", "figures": 0}, True),
        ({"cell": "gone", "figures": 0}, False),
        ({"cell": "train", "text": "accuracy"}, True),
        ({"cell": "train", "text": "loss"}, False),
        ({"cell": "drawing", "drawn": "[0].axes[0].curves[0].y", "decreasing": True}, True),
        ({"cell": "blank", "drawn": "[0].axes[0].curves[0].y", "decreasing": True}, False),
        ({"cell": "blank", "legible": True}, True),
        ({"cell": "drawing", "legible": True}, False),
    ],
    ids=str,
)
def test_a_check_passes_only_on_what_it_expects(check, passed):
    assert judged(check).passed is passed


def test_every_kind_of_check_is_in_the_table_above():
    table = test_a_check_passes_only_on_what_it_expects.pytestmark[0].args[1]
    for verdict in (True, False):
        assert {KINDS[key] for check, passed in table if passed is verdict for key in check if key in KINDS} == set(
            KINDS.values()
        )


@pytest.mark.parametrize("spoilt", [float("nan"), float("inf"), None, "0.9"])
@pytest.mark.parametrize("bound", ["min", "max"])
def test_what_is_no_finite_number_is_within_no_bound(spoilt, bound):
    assert not judged({"value": "acc", bound: 0.5}, results={"acc": spoilt}).passed


def test_a_nan_in_a_falling_series_is_told():
    assert not judged({"value": "loss", "decreasing": True}, results={"loss": [3.0, float("nan"), 1.0]}).passed
    assert not judged({"value": "loss", "decreasing": True}, results={"loss": [3.0, 2.0, float("nan")]}).passed


def test_quick_takes_the_place_of_the_full_bound_or_value():
    bound = {"value": "history.acc[-1]", "min": 0.97, "quick": 0.8}
    assert (judged(bound, quick=True).passed, judged(bound, quick=False).passed) == (True, False)
    assert judged(bound, quick=True).expected == "≥ 0.8"
    equal = {"value": "n", "equals": 60000, "quick": 4000}
    assert [judged(equal, quick, {"n": n}).passed for quick, n in ((True, 4000), (False, 60000), (False, 4000))] == [
        True,
        True,
        False,
    ]


def test_a_length_may_be_that_of_a_parameter():
    assert judged({"value": "loss", "length": "epochs"}, epochs=3).passed
    assert not judged({"value": "loss", "length": "epochs"}, epochs=30).passed


@pytest.mark.parametrize(
    ("value", "measured"),
    [
        ("hist.acc", "no 'hist' in results.json, did you mean 'history'?"),
        ("history.acc[5]", "history.acc[5]: only 2 values"),
        ("loss.first", "no 'first' in results.json"),
    ],
)
def test_what_is_missing_is_told_with_what_is_there(value, measured):
    outcome = judged({"value": value, "min": 0})
    assert (outcome.passed, outcome.measured) == (False, measured)


def test_without_results_every_value_is_missing():
    outcome = judged({"value": "pred", "equals": [1]}, results=None)
    assert (outcome.passed, outcome.measured) == (False, "no results.json")


@pytest.mark.parametrize(
    ("check", "value", "expected", "measured"),
    [
        ({"equals": 0.3}, 0.1 + 0.2, "= 0.3", "0.30000000000000004 (give a tolerance)"),
        ({"equals": 0.3, "tolerance": 1e-20}, 0.1 + 0.2, "= 0.3 ± 1e-20", "0.30000000000000004"),
        ({"equals": 0.123456789}, 0.5, "= 0.123456789", "0.5"),
        ({"equals": 0.3, "tolerance": 0.001}, 0.3010004, "= 0.3 ± 0.001", "0.3010004"),
        ({"equals": 0.25, "tolerance": 0.001}, 0.2510004, "= 0.25 ± 0.001", "0.2510004"),
        ({"equals": [0.5, 0.4]}, [0.5, 0.1], "= [0.5, 0.4]", "[0.5, 0.1]"),
        (
            {"equals": [0.5, 0.3]},
            [0.5, 0.1 + 0.2],
            "= [0.5, 0.3]",
            "[1]: 0.30000000000000004, not 0.3 (give a tolerance)",
        ),
        ({"equals": [1, 2]}, [1, 2, 3], "= [1, 2]", "[1, 2, 3]"),
        ({"equals": list(range(9))}, [*range(8), 7], "= [0, 1, 2, 3, 4, 5, 6, 7, 8]", "[8]: 7, not 8"),
        ({"equals": list(range(9))}, [0], "= [0, 1, 2, 3, 4, 5, 6, 7, 8]", "[0]"),
        ({"equals": [0]}, list(range(9)), "= [0]", "9 values, not 1"),
        ({"equals": {"a": [0, 1]}}, {"a": [0, 2]}, "= {'a': [0, 1]}", "a[1]: 2, not 1"),
        ({"equals": {"a": 0}}, {}, "= {'a': 0}", "a: missing"),
        ({"equals": 1}, "1", "= 1", "'1'"),
        ({"equals": 1}, True, "= 1", "True"),
        ({"equals": "1"}, 1, "= '1'", "1"),
        ({"equals": "Adam"}, "SGD", "= 'Adam'", "'SGD'"),
        ({"equals": [1]}, None, "= [1]", "None"),
        ({"equals": 1}, [1, [2]], "= 1", "[1, [2]]"),
        ({"equals": math.inf}, -math.inf, "= inf", "-inf"),
        ({"min": 0.97}, 0.9699999, "≥ 0.97", "0.9699999"),
        ({"min": 0.97, "max": 0.98}, 0.98000001, "≥ 0.97, ≤ 0.98", "0.98000001"),
        ({"max": 1e-7}, 1.00000001e-7, "≤ 1e-07", "1.00000001e-07"),
        ({"min": 1}, True, "≥ 1", "True"),
        ({"min": 1}, "2", "≥ 1", "'2'"),
        ({"min": 60000}, 59999, "≥ 60000", "59999"),
        ({"max": 1}, 10**400, "≤ 1", "an integer of about 401 digits"),
        ({"min": 10**400}, 0.5, "≥ an integer of about 401 digits", "0.5"),
        ({"decreasing": True}, [3.0, 2.0, 2.0], "decreasing", "[3, 2, 2]"),
        ({"decreasing": True}, [9, 8, 7, 6, 5, 4, 4.0000001], "decreasing", "[6]: 4.0000001 after 4"),
        ({"decreasing": True}, [9, 8, 7, 6, 5, math.nan, 3], "decreasing", "[5]: nan after 5"),
        ({"decreasing": True}, [9, 8, 7, 6, 5, "4", 3], "decreasing", "[5]: '4' after 5"),
    ],
)
def test_what_was_measured_is_told_in_digits_and_words_that_differ_from_what_was_expected(
    check, value, expected, measured
):
    outcome = judged({"value": "x", **check}, results={"x": value})
    assert (outcome.passed, outcome.expected, outcome.measured) == (False, expected, measured)


def test_of_two_values_that_should_be_the_same_the_first_place_is_told():
    outcome = judged({"value": "a", "same": "b"}, results={"a": [1, 2, 3], "b": [1, 2.0000001, 3]})
    assert outcome.measured == "[1]: 2, not 2.0000001"


@pytest.mark.parametrize(
    ("check", "measured"),
    [
        ({"cell": "table", "html": 1}, "2 HTML outputs"),
        ({"cell": "table", "html": "accuracy"}, "not in 2 HTML outputs"),
        (
            {"cell": "train", "stderr": "epoch 3"},
            "no 'epoch 3' in 'INFO:root:epoch 1 loss 0.5\\nINFO:root:epoch 2 loss 0.4'",
        ),
        ({"cell": "train", "text": "loss"}, "'accuracy 0.9\\n'"),
    ],
)
def test_what_a_cell_showed_instead_is_told(check, measured):
    assert judged(check).measured == measured


@pytest.mark.parametrize(
    ("check", "told"),
    [
        ({"value": "loss", "equals": math.nan}, "equals: nan equals nothing"),
        ({"value": "loss", "equals": [1, {"a": math.nan}]}, "equals: nan equals nothing"),
        ({"value": "loss", "equals": 1, "tolerance": math.nan}, "tolerance: nan"),
        ({"value": "loss", "equals": 1, "quick": math.nan}, "quick: nan"),
        ({"value": "loss", "min": math.nan}, "min: nan"),
        ({"value": "loss", "max": math.nan}, "max: nan"),
        ({"value": "loss", "equals": 1, "tolerance": math.inf}, "should be a finite number"),
        ({"value": "loss", "equals": 1, "tolerance": -1}, "greater than or equal to 0"),
        ({"cell": "a", "html": -1}, "greater than or equal to 0"),
        ({"cell": "a", "html": ""}, "at least 1 character"),
        ({"cell": "a", "html": True}, "valid integer"),
        ({"cell": "a", "stderr": ""}, "at least 1 character"),
        ({"cell": "a", "stderr": []}, "at least 1 item"),
        ({"cell": "a", "stderr": 3}, "valid string"),
    ],
)
def test_a_check_that_nothing_could_pass_or_fail_is_refused(check, told):
    with pytest.raises(ValidationError, match=told):
        read(check)


def test_nan_in_a_check_is_told_with_file_line_and_the_way_out(repo, edit):
    edit(CHAPTER, "equals = 2.5, quick = 1.5", "equals = nan")
    with pytest.raises(InputError, match=r"chapter\.toml:27: program 1-1, checks\[0\]: equals: nan .* math\.isnan"):
        load_chapter(repo, 1)


@pytest.mark.parametrize(
    ("check", "printed", "verdict"),
    [
        ({"cell": "a", "stderr": "epoch 1"}, Printed(stderr="INFO epoch 1"), Verdict.PASS),
        ({"cell": "a", "stderr": "epoch 1"}, Printed(stderr="\x1b[31mepoch\x1b[0m 1"), Verdict.PASS),
        ({"cell": "a", "stderr": ["epoch 1", "epoch 2"]}, Printed(stderr="INFO epoch 1"), Verdict.FAIL),
        ({"cell": "a", "stderr": "epoch 1"}, Printed(stdout="epoch 1"), Verdict.FAIL),
        ({"cell": "a", "stderr": "epoch 1"}, Printed(log=False), Verdict.UNCHECKED),
        ({"cell": "a", "text": "red"}, Printed(stdout="\x1b[31mr\x1b[0med"), Verdict.PASS),
        ({"cell": "a", "text": "red"}, Printed(stdout="blue"), Verdict.UNCHECKED),
        ({"cell": "a", "html": 1}, Printed(), Verdict.UNCHECKED),
        ({"cell": "a", "html": "<p>"}, Printed("<p>"), Verdict.UNCHECKED),
        ({"cell": "a", "figures": 1}, Printed(), Verdict.UNCHECKED),
    ],
)
def test_where_only_a_log_came_a_check_says_as_much_as_a_log_tells(check, printed, verdict):
    assert judge_run(read(check), Run(results={}, printed=printed), quick=False)[-1].verdict is verdict

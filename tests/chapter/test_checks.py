import pytest

from kagglebook.chapter.chapter import Program
from kagglebook.chapter.checks import KINDS
from kagglebook.core.run import CellOutput, Run
from kagglebook.judging.verdict import judge_run

RESULTS = {"pred": [-1, 1, 1, 1], "loss": [3.0, 2.0, 1.0], "ok": True, "history": {"acc": [0.5, 0.9]}, "name": "Adam"}
CELLS = {"curves": CellOutput(figures=2), "train": CellOutput(text="accuracy 0.9\n")}


def judged(check: dict, quick: bool = False, results=RESULTS, **parameters):
    """The outcome of one check as chapter.toml writes it."""
    program = Program.model_validate(
        {"number": "1-1", "title": "t", "kernel_title": "k", "section": "1", "template": "t.py", "checks": [check]}
    )
    return judge_run(program.checks, Run(CELLS, results, parameters), quick)[-1]


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
        ({"cell": "curves", "figures": 2}, True),
        ({"cell": "curves", "figures": 1}, False),
        ({"cell": "train", "figures": 0}, True),
        ({"cell": "gone", "figures": 0}, False),
        ({"cell": "train", "text": "accuracy"}, True),
        ({"cell": "train", "text": "loss"}, False),
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

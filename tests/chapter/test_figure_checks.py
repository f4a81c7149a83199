import pytest
from pydantic import ValidationError

from kagglebook.chapter.program import Program
from kagglebook.core.run import CellOutput, Printed, Run
from kagglebook.judging.outcome import Verdict
from kagglebook.judging.verdict import judge_run

RESULTS = {"history": {"acc": [0.5, 0.9]}, "other": [0.5, 0.8]}
CURVE = {"name": "Train", "x": [1, 2], "y": [0.5, 0.9], "linestyle": "-", "marker": "o", "color": "#1f77b4"}
AXES = {
    "title": "Accuracy",
    "xlabel": "Epoch",
    "ylabel": "Accuracy",
    "legend": ["Train"],
    "curves": [CURVE],
    "yscale": "log",
}
FIGURE = {"axes": [AXES | {"others": {"Wedge": 2}, "texts": ["a"]}]}
Y = "[0].axes[0].curves[0].y"
UNREAD = "figures are read only where this tool executes a notebook"


def read(check: dict):
    """A check as chapter.toml writes it."""
    table = {"number": "1-1", "title": "t", "kernel_title": "k", "section": "1", "template": "t.py", "checks": [check]}
    return Program.model_validate(table).checks


def judged(check: dict, drawn=(FIGURE,), quick=False, results=RESULTS, **parameters):
    """The outcome of a check of the cell `curves`, which showed these figures."""
    cells = {"curves": CellOutput(figures=len(drawn or ()), drawn=drawn)}
    return judge_run(read({"cell": "curves", **check}), Run(cells, results, parameters), quick)[-1]


@pytest.mark.parametrize(
    ("check", "passed"),
    [
        ({"drawn": Y, "same": "history.acc"}, True),
        ({"drawn": Y, "same": "other"}, False),
        ({"drawn": Y, "equals": [0.5, 0.90001], "tolerance": 1e-3}, True),
        ({"drawn": Y, "equals": [0.5, 0.91], "tolerance": 1e-3}, False),
        ({"drawn": f"{Y}[-1]", "min": 0.9}, True),
        ({"drawn": f"{Y}[-1]", "min": 0.91}, False),
        ({"drawn": f"{Y}[0]", "min": 0.4, "max": 0.6}, True),
        ({"drawn": f"{Y}[0]", "max": 0.4}, False),
        ({"drawn": f"{Y}[::-1]", "decreasing": True}, True),
        ({"drawn": Y, "decreasing": True}, False),
        ({"drawn": Y, "length": 2}, True),
        ({"drawn": Y, "length": 3}, False),
        ({"drawn": "[0].axes[0].legend", "equals": ["Train"]}, True),
        ({"drawn": "[0].axes[0].legend", "equals": ["Validation"]}, False),
        ({"drawn": "[-1].axes", "length": 1}, True),
        ({"drawn": "[0].axes[0].yscale", "equals": "log"}, True),
        ({"drawn": "[0].axes[0].others.Wedge", "equals": 2}, True),
        ({"legible": True}, True),
    ],
)
def test_what_is_drawn_is_judged_as_values_are(check, passed):
    assert judged(check).passed is passed


def test_quick_stands_in_the_place_of_a_bound_and_a_parameter_for_a_length():
    check = {"drawn": f"{Y}[-1]", "min": 0.97, "quick": 0.8}
    assert judged(check, quick=True).passed
    assert not judged(check).passed
    assert judged({"drawn": Y, "length": "epochs"}, epochs=2).passed
    assert not judged({"drawn": Y, "length": "epochs"}, epochs=3).passed


def test_a_failure_names_cell_and_path_and_says_what_differs():
    found = judged({"drawn": Y, "same": "other"})
    assert (found.subject, found.cell) == (f"cell curves, {Y}", "curves")
    assert (found.expected, found.measured) == ("= other", "[1]: 0.9, not 0.8")


@pytest.mark.parametrize(
    ("drawn", "path", "told"),
    [
        ((), Y, "no figure"),
        ((FIGURE,), "[1].axes", "[1].axes: only 1 values"),
        ((FIGURE,), "[0].axes[1].curves", "[0].axes[1].curves: only 1 values"),
        (({},), Y, "a picture that is no figure of matplotlib's"),
    ],
)
def test_what_is_not_drawn_fails_and_is_told(drawn, path, told):
    found = judged({"drawn": path, "length": 1}, drawn)
    assert (found.verdict, found.measured) == (Verdict.FAIL, told)


def test_a_value_that_is_not_recorded_is_told_as_ever():
    assert judged({"drawn": Y, "same": "history.loss"}).measured.startswith("no 'loss' in results.json")


@pytest.mark.parametrize("check", [{"drawn": Y, "length": 2}, {"legible": True}])
def test_what_cannot_be_read_is_not_checked(check):
    told = judged(check, None)
    assert (told.verdict, told.measured) == (Verdict.UNCHECKED, UNREAD)
    odd = judged(check, ({"axes": [], "unread": "ValueError: no"},))
    assert (odd.verdict, odd.measured) == (Verdict.UNCHECKED, "ValueError: no")
    log = judge_run(read({"cell": "curves", **check}), Run(results=RESULTS, printed=Printed("out")), quick=False)[-1]
    assert (log.verdict, log.measured) == (Verdict.UNCHECKED, "only the log came, which shows no pictures")


def test_legible_says_which_figure_and_what_is_wrong():
    bad = {"axes": [AXES | {"title": ""}]}
    assert judged({"legible": True}, (bad,)).measured == "no title"
    assert judged({"legible": True}, (FIGURE, bad)).measured == "figure 2: no title"


def test_what_was_not_read_whole_is_not_checked_but_for_its_names():
    cut = FIGURE | {"left_out": 1200}
    told = judged({"drawn": Y, "length": 2}, (cut,))
    assert (told.verdict, told.measured) == (Verdict.UNCHECKED, "more is drawn than is read, by 1,200 numbers")
    assert judged({"drawn": "[0].axes[0].title", "equals": "Accuracy"}, (cut,)).passed


def test_of_many_faults_the_first_are_told():
    bad = {"axes": [AXES | {"place": [i, 0, 1, 1], "title": ""} for i in range(9)]}
    told = judged({"legible": True}, (bad,)).measured
    assert told.startswith("axes 1: no title; ")
    assert told.endswith("axes 5: no title; and 4 more")


def test_legible_needs_a_figure_of_matplotlib():
    assert judged({"legible": True}, ()).measured == "no figure"
    assert judged({"legible": True}, (FIGURE, {})).verdict is Verdict.UNCHECKED


@pytest.mark.parametrize(
    ("check", "message"),
    [
        ({"drawn": Y}, "needs one of the keys equals, min, max, decreasing, length, same"),
        ({"drawn": Y, "equals": 1, "length": 2}, "needs one of the keys"),
        ({"drawn": "axes[0]", "length": 2}, "should be a path into the figures of a cell"),
        ({"drawn": "[0].axes[", "length": 2}, "should be a path into the figures of a cell"),
        ({"drawn": "[0].axes[0].curvs", "length": 2}, "figures have no 'curvs', did you mean 'curves'?"),
        ({"drawn": Y, "min": 1, "max": 2, "quick": 1}, "quick can't replace two bounds"),
        ({"drawn": Y, "decreasing": False}, "decreasing can only be true"),
        ({"drawn": Y, "length": 2, "tolerance": 1}, "tolerance"),
        ({"legible": False}, "legible can only be true"),
        ({"legible": True, "figures": 1}, "figures"),
    ],
)
def test_what_can_not_be_meant_is_refused(check, message):
    with pytest.raises(ValidationError) as error:
        read({"cell": "curves", **check})
    assert message in str(error.value)

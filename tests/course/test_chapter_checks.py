"""Every check of chapter 5 fails when what it guards is broken. No notebook is executed.

For each program a run is built by hand in which all is as the slides promise; then, check by check, the
thing that it looks at is spoilt, and the check must be among the failed.
"""

import copy
import math
import re
from dataclasses import replace
from functools import reduce
from operator import getitem

import pytest

from kagglebook.chapter.cell_checks import Figures, Text
from kagglebook.chapter.checks import Bound, Decreasing, Equals, Length, SameAs
from kagglebook.chapter.figure_checks import Drawn
from kagglebook.core.run import CellOutput, Run
from kagglebook.judging.verdict import judge_run
from tests.course.sound_runs import PROGRAMS, drawing, figures, sound_run, swapped


def verdicts(number: str, run: Run, quick: bool) -> list[bool]:
    """Whether each check of the program passed, in the order of chapter.toml, without the three of any run."""
    return [outcome.passed for outcome in judge_run(PROGRAMS[number].checks, run, quick)[3:]]


def spoilt(run: Run, path: str, change) -> Run:
    """The run with the result at a path replaced by `change(it)`; a slice stands for its whole series."""
    results = copy.deepcopy(run.results)
    name, _, index = path.removesuffix("]").partition("[")
    *parents, key = name.split(".")
    holder = reduce(getitem, parents, results)
    if re.fullmatch(r"-?[0-9]+", index):
        holder, key = holder[key], int(index)
    holder[key] = change(holder[key])
    return replace(run, results=results)


def without(run: Run, path: str) -> Run:
    """The run without the result at a path, or without the whole series that it is a part of."""
    results = copy.deepcopy(run.results)
    *parents, key = path.partition("[")[0].split(".")
    del reduce(getitem, parents, results)[key]
    return replace(run, results=results)


def other(value, tolerance: float):
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    return value + (3 * tolerance or 1) if isinstance(value, int | float) else f"{value}?"


def changes(check, quick: bool) -> list:
    """What may happen to the value of a check and must not go unnoticed: functions of the value, or of its series."""
    if isinstance(check, Equals):
        wanted = check.quick if quick and check.quick is not None else check.equals
        if not isinstance(wanted, list):
            return [lambda value: other(value, check.tolerance)]
        one_by_one = [
            lambda series, i=i: [*series[:i], other(series[i], check.tolerance), *series[i + 1 :]]
            for i in range(len(wanted))
        ]
        return [*one_by_one, lambda series: series[: len(wanted) - 1]]
    if isinstance(check, Bound):
        low, high = check.min, check.max
        if quick and check.quick is not None:
            low, high = (check.quick, None) if low is not None else (None, check.quick)
        beyond = [low - 1e-3] if low is not None else []
        beyond += [high + 1e-3] if high is not None else []
        return [lambda _, value=value: value for value in (*beyond, math.nan, None)]
    if isinstance(check, Decreasing):
        return [
            lambda series: series[::-1],
            lambda series: [series[0]] * len(series),
            lambda series: [math.nan, *series[1:]],
            lambda series: series[:1],
        ]
    if isinstance(check, Length):
        return [lambda series: series[:-1], lambda series: [*series, series[-1]], lambda series: []]
    if isinstance(check, SameAs) and check.same.endswith("]"):  # a number of a series
        return [lambda number: number + 1e-9]
    if isinstance(check, SameAs):
        return [lambda series: series[:-1], lambda series: [*series[:-1], series[-1] + 1e-9]]
    raise AssertionError(f"{type(check).__name__}: say here what breaks a check of this kind")


def every_check(*kinds: type) -> pytest.MarkDecorator:
    """Parametrize by program, place of the check in it, and quick or full; checks of some kinds only."""
    cases = [
        pytest.param(number, index, quick, id=f"{number} {check.subject()} {index} {'quick' if quick else 'full'}")
        for number, program in PROGRAMS.items()
        for index, check in enumerate(program.checks)
        for quick in (True, False)
        if isinstance(check, kinds)
    ]
    return pytest.mark.parametrize(("number", "index", "quick"), cases)


@pytest.mark.parametrize("quick", [True, False], ids=["quick", "full"])
@pytest.mark.parametrize("number", PROGRAMS)
def test_a_run_as_the_slides_promise_passes_every_check(number, quick):
    assert PROGRAMS[number].checks
    outcomes = judge_run(PROGRAMS[number].checks, sound_run(number, quick), quick)
    assert [outcome for outcome in outcomes if not outcome.passed] == []


@every_check(Equals, Bound, Decreasing, Length, SameAs)
def test_a_check_fails_on_a_spoilt_value(number, index, quick):
    check, run = PROGRAMS[number].checks[index], sound_run(number, quick)
    for change in changes(check, quick):
        assert not verdicts(number, spoilt(run, check.value, change), quick)[index]


@every_check(Equals, Bound, Decreasing, Length, SameAs)
def test_a_check_fails_where_its_value_is_missing(number, index, quick):
    check, run = PROGRAMS[number].checks[index], sound_run(number, quick)
    assert not verdicts(number, without(run, check.value), quick)[index]
    assert not verdicts(number, replace(run, results=None), quick)[index]


@every_check(Text)
def test_a_check_fails_where_its_text_is_not_shown(number, index, quick):
    check, run = PROGRAMS[number].checks[index], sound_run(number, quick)
    left = run.cells[check.cell].text.replace(check.text, "")
    cells = run.cells | {check.cell: CellOutput(text=left)}
    assert not verdicts(number, replace(run, cells=cells), quick)[index]


@every_check(Figures)
def test_a_check_fails_on_a_figure_too_few_or_too_many(number, index, quick):
    check, run = PROGRAMS[number].checks[index], sound_run(number, quick)
    for count in (check.figures - 1, check.figures + 1):
        cells = run.cells | {check.cell: figures(count)}
        assert not verdicts(number, replace(run, cells=cells), quick)[index]


@every_check(Text, Figures)
def test_a_check_fails_where_its_cell_is_missing(number, index, quick):
    check, run = PROGRAMS[number].checks[index], sound_run(number, quick)
    cells = {name: cell for name, cell in run.cells.items() if name != check.cell}
    assert not verdicts(number, replace(run, cells=cells), quick)[index]


def otherwise(shown):
    """The reading of another figure: numbers are one more, texts others, series and their parts twice as many."""
    if isinstance(shown, dict):
        return {name: otherwise(part) for name, part in shown.items()}
    if isinstance(shown, list | tuple):
        return [otherwise(part) for part in shown] * 2
    return shown + 1 if isinstance(shown, int | float) else f"{shown}?"


@every_check(Drawn)
def test_a_check_fails_where_another_figure_is_drawn(number, index, quick):
    check, run = PROGRAMS[number].checks[index], sound_run(number, quick)
    cell = run.cells[check.cell]
    for drawn in (tuple(otherwise(figure) for figure in cell.drawn), ()):
        cells = run.cells | {check.cell: replace(cell, drawn=drawn)}
        assert not verdicts(number, replace(run, cells=cells), quick)[index]


def value_is(path: str, value):
    return lambda run: spoilt(run, path, lambda _: value)


def cell_shows(name: str, cell: CellOutput):
    return lambda run: replace(run, cells=run.cells | {name: cell})


# What each program is there to show, broken: at least one check must notice.
BROKEN = [
    ("5-1", "the tensor has another shape", value_is("shape", [3, 2])),
    ("5-1", "a value is 1", value_is("in_range", False)),
    ("5-2", "the sum is of single precision", value_is("dtype", "torch.float32")),
    ("5-2", "the sum is wrong", value_is("largest_error", 1e-9)),
    ("5-3", "an image lost its channel", value_is("training_shape", [28, 28])),
    ("5-3", "pixels are not scaled", value_is("pixel_max", 254.0)),
    ("5-3", "the grid is not drawn", cell_shows("grid", CellOutput())),
    ("5-4", "OR of zeros is true", value_is("pred", [1.0] * 4)),
    ("5-5", "OR of zeros is true", value_is("pred", [1.0] * 4)),
    ("5-6", "OR of zeros is true", value_is("pred", [1.0] * 4)),
    ("5-5", "nothing is learnt", value_is("losses", [0.9] * 500)),
    ("5-6", "nothing is learnt", value_is("losses", [0.9] * 500)),
    *((number, "it guesses", value_is("history.test_acc[-1]", 0.1)) for number in ("5-7", "5-8", "5-9")),
    *((number, "one curve is lost", cell_shows("curves", figures(1))) for number in ("5-7", "5-8", "5-9")),
    *((number, "the loss rises", value_is("history.train_loss[1]", 9.9)) for number in ("5-7", "5-8", "5-9")),
    ("5-9", "biases are not counted", value_is("n_weights_slide", 784 * 500 + 3 * 500 * 500 + 500 * 10)),
    ("th-5-1", "biases are not counted", value_is("total", 784 * 500 + 3 * 500 * 500 + 500 * 10)),
    ("th-5-1", "XOR is not learned", value_is("predicted", [1, 1, 1, 1])),
    ("th-5-2", "nothing vanishes", value_is("last_product", 0.9)),
    ("th-5-2", "ReLU's gradient vanishes no faster", value_is("factors.relu_default[2]", 0.57)),
    ("th-5-3", "degree 12 is the best", value_is("median_true_errors[11]", 0.01)),
    ("th-5-3", "the training error tells of overfitting", value_is("chosen_by_training", [0.5, 0.0])),
    ("th-5-3", "more data don't help", value_is("true_errors_by_size[4]", 1.3)),
    ("th-5-3", "the weights don't decay", value_is("decayed_weights[2]", 3404.5)),
    ("th-5-4", "MSE is fair", value_is("mse_node", [[3.96036, 7.9], [1.0, 2.0]])),
    ("th-5-4", "cross entropy is as slow", value_is("counts", [[75, 52], [145, 67], [1017, 1017]])),
    ("th-5-4", "a loaded die is less certain", value_is("entropies", [1.4979, 1.7918, 2.0])),
    ("th-5-4", "outputs of tanh have no bound", value_is("floors[1]", 0.0)),
    ("5-10", "the one loss fails", value_is("history_mse.test_acc[-1]", 0.1)),
    ("5-10", "the other loss fails", value_is("history_ce.test_acc[-1]", 0.1)),
    ("5-10", "the picture is lost", cell_shows("curves", CellOutput())),
    *(
        (number, "the curves are swapped", lambda run: cell_shows("curves", swapped(run))(run))
        for number in ("5-7", "5-8", "5-9")
    ),
    ("5-10", "a curve is of other numbers", cell_shows("curves", CellOutput(figures=1, drawn=(drawing(MSE=[0.1]),)))),
    ("th-5-5", "momentum doesn't help", value_is("steps.Momentum", 897)),
    ("th-5-5", "a rule is another than PyTorch's", value_is("same_as_torch.Adam", False)),
    ("th-5-5", "RMSprop forgets nothing", value_is("memory[2]", [0.1, 0.02236, 0.02193])),
    ("th-5-5", "noise stays as it was", value_is("noise_left", [1, 1, 1])),
    ("th-5-5", "too large a rate comes nearer", value_is("diverges", [False, True])),
    ("5-11", "a curve is lost", cell_shows("curves", CellOutput(figures=1, drawn=(drawing(SGD=[0.1]),)))),
    ("5-11", "the ranking is upside down", value_is("in_order", False)),
    ("5-11", "an optimizer is left out", value_is("optimizers", ["SGD", "AdaGrad", "Adam"])),
    ("5-11", "it is tested once only", value_is("history.RMSprop.test_acc", [0.8])),
    ("5-11", "Adam guesses", value_is("history.Adam.test_acc[-1]", 0.1)),
    ("5-11", "SGD is another optimizer", value_is("history.SGD.test_acc[-1]", 0.89)),
    ("5-11", "the picture is lost", cell_shows("curves", CellOutput())),
    ("ex-5-1", "0 log 0 is nan", value_is("e_right", math.nan)),
    ("ex-5-1", "the logarithm is binary", value_is("h_fair_fair", math.log2(6))),
]


@pytest.mark.parametrize("quick", [True, False], ids=["quick", "full"])
@pytest.mark.parametrize(
    ("number", "story", "breakage"), BROKEN, ids=lambda value: value if isinstance(value, str) else ""
)
def test_the_checks_of_a_program_notice_when_it_no_longer_shows_its_point(number, story, breakage, quick):
    assert not all(verdicts(number, breakage(sound_run(number, quick)), quick))

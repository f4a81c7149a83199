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
from tests.support import chapter_05

PROGRAMS = {program.number: program for program in chapter_05().programs}
PAIRS = (("train", "test"), ("test", "train"))
OR = [-1.0, 1.0, 1.0, 1.0]
MNIST = {True: {"n_training": 4000, "n_test": 1000}, False: {"n_training": 60000, "n_test": 10000}}
FASHION = {True: {"n_training": 6000, "n_test": 1000}, False: {"n_training": 60000, "n_test": 10000}}
MLP_LAYERS = ["Linear", "Tanh"] * 2
DNN_LAYERS = ["Linear", "Tanh"] * 5
DNN_WEIGHTS = 785 * 512 + 3 * 513 * 512 + 513 * 10


def falling(count: int, start: float, end: float) -> list[float]:
    return [start + (end - start) * step / (count - 1) for step in range(count)]


def history(epochs: int, accuracy: float, loss: float) -> dict:
    """What a training that goes well records."""
    acc = falling(epochs, accuracy - 0.1, accuracy)
    return {
        "train_acc": acc,
        "test_acc": acc[:],
        "train_loss": falling(epochs, 9 * loss, loss),
        "test_loss": [loss] * epochs,
    }


def drawing(**curves: list[float]) -> dict:
    """The reading of a figure: a curve for each name in its legend, a value for each epoch."""
    names = [name.replace("_", ", ") for name in curves]
    drawn = [
        {"name": name, "x": [*range(1, len(y) + 1)], "y": y[:], "linestyle": "-", "marker": name, "color": "#000000"}
        for name, y in zip(names, curves.values(), strict=True)
    ]
    axes = {"title": "Model Accuracy", "xlabel": "Epoch", "ylabel": "Accuracy", "xticks": ["1"], "legend": names}
    axes["grid"] = True
    return {"axes": [axes | {"curves": drawn}]}


def swapped(run: Run) -> CellOutput:
    """The cell that draws the learning curves, each of the two in the other's place."""
    log = run.results["history"]
    return two_drawings({f"{one}_{key}": log[f"{other}_{key}"] for one, other in PAIRS for key in ("acc", "loss")})


def points_of_or() -> list[dict]:
    """The four inputs of OR as two classes of points."""
    zero, one = {"x": [0.0], "y": [0.0]}, {"x": [0.0, 1.0, 1.0], "y": [1.0, 0.0, 1.0]}
    return [zero | {"name": "y = -1", "marker": "o"}, one | {"name": "y = 1", "marker": "s"}]


def two_drawings(log: dict) -> CellOutput:
    """The cell that draws the learning curves of a history."""
    accuracy = drawing(Train=log["train_acc"], Validation=log["test_acc"])
    loss = drawing(Train=log["train_loss"], Validation=log["test_loss"])
    loss["axes"][0] |= {"title": "Loss", "ylabel": "Loss"}
    return CellOutput(figures=2, drawn=(accuracy, loss))


def first_of_each() -> list[dict]:
    """The panels of the ten classes of Fashion-MNIST, those that are not looked at alike."""
    known = {0: ("T-shirt/top", 0.4634), 1: ("Trouser", 0.2923), 9: ("Ankle boot", 0.2351)}
    shown = [known.get(number, ("Coat", 0.1)) for number in range(10)]
    return [{"title": title, "images": [{"ink": ink}]} for title, ink in shown]


def text(*lines: str) -> CellOutput:
    return CellOutput(text="\n".join(lines) + "\n")


def figures(count: int) -> CellOutput:
    return CellOutput(figures=count)


def sound(number: str, quick: bool) -> tuple[dict, dict]:
    """The results and the cells of a run of this program in which nothing is wrong."""
    parameters = PROGRAMS[number].params | (PROGRAMS[number].quick if quick else {})
    epochs = parameters.get("epochs", 0)
    prediction = text("tensor([[-1.],", "        [ 1.],", "        [ 1.],", "        [ 1.]], grad_fn=<SignBackward0>)")
    trained = text("에포크 30  학습 정확도 0.9800, 평가 정확도 0.9700")
    match number:
        case "5-1":
            results = {"shape": [2, 3], "dtype": "torch.float32", "in_range": True, "random": True}
            tensor = text("tensor([[0.5809, 0.6648, 0.1949],", "        [0.0583, 0.1108, 0.4529]])")
            cells = {"tensor": tensor, "type": text("<class 'torch.Tensor'>")}
        case "5-2":
            results = {"type": "Tensor", "dtype": "torch.float64", "shape": [2, 3], "largest_error": 0.0}
            results |= {"t_in_range": True, "n_in_range": True, "shared": [9.0, 0.0, 0.0], "copied": [0.0, 0.0, 0.0]}
            tensor, array = text("tensor([[0.1852, 0.6459]])"), text("[[0.64764965 0.82919971]]")
            cells = {"tensor": tensor, "ndarray": array, "sum": text("tensor([[0.8328]], dtype=torch.float64)")}
            shared = "from_numpy: tensor([9., 0., 0.], dtype=torch.float64)"
            cells |= {"memory": text(shared, "tensor:     tensor([0., 0., 0.], dtype=torch.float64)")}
        case "5-3":
            label, other = (7, 5) if quick else (5, 7)
            results = {"training_shape": [1, 28, 28], "test_shape": [1, 28, 28]} | MNIST[quick]
            results |= {"training_label": label, "test_label": other, "pixel_min": 0.0, "pixel_max": 0.996}
            results |= {"scale": 255.0, "titles": [*"314159265"], "titles_right": True, "n_axes": 9}
            cells = {"shapes": text("torch.Size([1, 28, 28])"), "grid": figures(1)}
        case "5-4":
            results = {"pred": OR, "sums": [-0.5, 0.5, 0.5, 1.5], "requires_grad": [True, True]}
            results |= {"gradients": [0.0] * 3, "line": [1.0, -1.5]}
            line = drawing(Decision_line=[1.0, -1.5])
            line["axes"][0]["points"] = points_of_or()
            cells = {"predict": prediction, "line": CellOutput(figures=1, drawn=(line,))}
        case "5-5" | "5-6":
            results = {"pred": OR, "losses": falling(500, 0.9, 0.01), "sign_accuracy": 1.0}
            results |= {"layers": ["Linear", "Tanh"], "n_weights": 3} if number == "5-6" else {}
            results["line"] = [0.95, -1.55]
            (losses,), (line,) = drawing(Loss=results["losses"])["axes"], drawing(line=results["line"])["axes"]
            line |= {"legend": ["y = -1", "y = 1", "Decision line"], "points": points_of_or()}
            cells = {"train": text("반복    1: 손실 0.9000"), "predict": prediction}
            cells |= {"curves": CellOutput(figures=1, drawn=({"axes": [losses, line]},))}
            cells |= {"report": text("흔한 실수는 찾지 못했습니다.")}
        case "5-7":
            results = MNIST[quick] | {"layers": MLP_LAYERS, "n_weights": 785 * 1024 + 1025 * 10}
            results |= {"history": history(epochs, 0.97, 0.01)}
            results["saturated"] = 0.0
            cells = {"train": trained, "curves": two_drawings(results["history"])}
            cells |= {"overfitting": text("평가 손실이 가장 작은 에포크: 30 가운데 21 (0.0130)")}
            cells |= {"report": text("흔한 실수는 찾지 못했습니다.")}
        case "5-8":
            results = FASHION[quick] | {"layers": MLP_LAYERS, "n_weights": 785 * 1024 + 1025 * 10}
            results |= {"history": history(epochs, 0.92, 0.02)}
            results["confusion_right"] = results["history"]["test_acc"][-1]
            classes = text("0 T-shirt/top", "1 Trouser", "9 Ankle boot")
            samples = CellOutput(figures=1, drawn=({"axes": first_of_each()},))
            matrix = {"images": [{"shape": [10, 10]}], "texts": ["100"] * 100}
            cells = {"classes": classes, "samples": samples, "train": trained}
            cells |= {"curves": two_drawings(results["history"])}
            cells |= {"overfitting": text("평가 손실이 가장 작은 에포크: 30 가운데 21 (0.0130)")}
            cells |= {"confusion-matrix": CellOutput(figures=1, drawn=({"axes": [matrix]},))}
            cells |= {"confused": text("가장 많이 혼동한 두 부류: T-shirt/top, Shirt (9번)")}
            cells |= {"report": text("흔한 실수는 찾지 못했습니다.")}
        case "5-9":
            results = MNIST[quick] | {"layers": DNN_LAYERS, "n_weights": DNN_WEIGHTS, "n_weights_slide": 1149010}
            results |= {"n_parameters_slide": 1149010, "n_biases_slide": 2010, "last_product": 1e-20}
            tanh_gradient = [0.4199743416, 1.0, 0.4199743416, 0.00986603717, 0.0001815832309, 0.000000450140598]
            results |= {"tanh_gradient": tanh_gradient, "relu_gradient": [0.0, 0.0, 1.0, 1.0, 1.0, 1.0]}
            factors = {"tanh_default": 0.57, "relu_default": 0.41, "relu_kaiming": 1.0, "tanh_xavier": 0.95}
            results |= {"factors": {name: [factor] * 3 for name, factor in factors.items()}}
            results |= {"fit_training_errors_by_degree": [0.8, 0.4, 0.3, 0.2]}
            results |= {"fit_errors_by_degree": [0.7, 0.4, 0.09, 0.9], "fit_errors_by_size": [0.9, 0.4, 0.2, 0.1]}
            results |= {"median_training_errors": falling(12, 0.7, 0.1), "far_from_true": 0.2}
            results |= {"median_true_errors": [0.6, 0.3, *falling(10, 0.1, 1.3)], "best_degree": 3}
            results |= {"median_true_errors_from_12_to_3": falling(10, 1.3, 0.1), "hidden_activations": ["Tanh"] * 4}
            results |= {"median_true_errors_by_size": [1.3, 0.2, 0.15, 0.1], "history": history(epochs, 0.96, 0.01)}
            log, lines = results["history"], ("tanh, default", "ReLU, default", "ReLU, Kaiming", "tanh, Xavier")
            layers = drawing(**{name: falling(20, 1e-9, 1e-2) for name in lines})
            layers["axes"][0]["yscale"] = "log"
            medians = drawing(training=results["median_training_errors"], true=results["median_true_errors"])
            gradients = text("s =  5   tanh: 0.0001815832   ReLU: 1", "s =  8   tanh: 0.0000004501   ReLU: 1")
            cells = {"count": text("합계 1,149,010개"), "products": text(" 1번째 층의 그레디언트 1e-20")}
            derivatives = [{"curves": [{}, {"y": [0.0] * 100 + [1.0] * 100 + [last]}]} for last in (1.8158e-4, 1.0)]
            cells |= {"gradients": replace(gradients, figures=1, drawn=({"axes": derivatives},)), "train": trained}
            theory = text("tanh, default  이론: ×0.577", "ReLU, default  이론: ×0.408")
            cells |= {"layer-gradients": replace(theory, figures=1, drawn=(layers,))}
            fits = [{"curves": [{}, {}, {"y": [y] * 45}]} for y in (-0.2, 0.1, 0.7, 3.0, 1.3, 0.9, 0.76)]
            cells |= {"fits": CellOutput(figures=1, drawn=({"axes": fits},))}
            cells |= {"medians": CellOutput(figures=1, drawn=(medians,)), "curves": two_drawings(log)}
            cells |= {"report": text("흔한 실수는 찾지 못했습니다.")}
        case "5-10":
            results = MNIST[quick] | {"n_weights_ce": DNN_WEIGHTS, "layers_ce": DNN_LAYERS}
            results |= {"floor": 0.79656, "floor_of_two_classes": 0.12693, "ce_above_floor": 0.04}
            results["wrong"] = [
                [[8.32345, -1.479649], [12.89145, -0.039366], [12.998, -0.000726]],
                [[2.60909, -0.389064], [2.79217, -0.009261], [2.79653, -0.00017]],
                [[2.79661, -0.938984], [6.02206, -0.997575], [10.00041, -0.999955]],
            ]
            results |= {"history_mse": history(epochs, 0.96, 0.01), "history_ce": history(epochs, 0.96, 0.83)}
            mse, ce = results["history_mse"], results["history_ce"]
            curves = {"MSE_Train": mse["train_acc"], "MSE_Validation": mse["test_acc"]}
            curves |= {"CE_Train": ce["train_acc"], "CE_Validation": ce["test_acc"]}
            compare = text("  평균제곱오차   0.9600", "교차 엔트로피의 학습 손실: 마지막 에포크 0.8300, 한계 0.7966")
            cells = {"compare": compare, "curves": CellOutput(figures=1, drawn=(drawing(**curves),))}
            cells |= {"report": text("흔한 실수는 찾지 못했습니다.")}
        case "5-11":
            names = ["SGD", "AdaGrad", "RMSprop", "Adam"]
            results = FASHION[quick] | {"optimizers": names, "n_weights": DNN_WEIGHTS, "layers": DNN_LAYERS}
            results |= {"history": {name: history(epochs, 0.87, 0.02) for name in names}}
            results["history"]["SGD"] = history(epochs, 0.1 if quick else 0.66, 0.09)  # slow, as on the slides
            results["first_steps"] = {
                "SGD": [1, 0.001],
                "AdaGrad": [1, 1],
                "RMSprop": [10, 9.9999],
                "Adam": [1, 0.99999],
            }
            results |= {"in_order": True, "first_step_of_beta_0_9": 3.16228, "loss_of_zeros": 0.1}
            curves = {name: log["test_acc"] for name, log in results["history"].items()}
            cells = {"compare": text(*(f"  {name}  0.8700" for name in names))}
            cells |= {"curves": CellOutput(figures=1, drawn=(drawing(**curves),))}
            cells |= {"report": text("흔한 실수는 찾지 못했습니다.")}
        case "ex-5-1":
            results = {"e_right": 0.10536, "e_wrong": 2.30259, "h_fair": 1.79176, "h_loaded": 1.49787}
            results |= {"h_fair_fair": 1.79176, "h_fair_loaded": 2.03430, "naive_is_nan": True}
            results |= {"ratio": 21.854, "largest_entropy_at": 0.17}
            cells = {"entropies": text("1.7918", "1.4979"), "dice": text("1.7918", "2.0343")}
            cells |= {"digits": text("0.1054", "2.3026 (21.9배)"), "nan": text("tensor(nan)")}
            entropy = [1.79, *[1.7917] * 32, *[1.4979] * 66]
            die = drawing(entropy=entropy, fair=[1.79176], loaded=[1.49787])
            curve = drawing(loss=[4.6, *[0.69315] * 99], right=[0.10536], wrong=[2.30259])
            cells |= {"die": CellOutput(figures=1, drawn=(die,)), "curve": CellOutput(figures=1, drawn=(curve,))}
    return results, cells


def sound_run(number: str, quick: bool) -> Run:
    results, cells = sound(number, quick)
    parameters = PROGRAMS[number].params | (PROGRAMS[number].quick if quick else {})
    return Run(cells, results, parameters)


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
    ("5-9", "ReLU's gradient vanishes no faster", value_is("factors.relu_default[2]", 0.57)),
    ("5-9", "degree 12 is the best", value_is("median_true_errors[11]", 0.01)),
    ("5-10", "the one loss fails", value_is("history_mse.test_acc[-1]", 0.1)),
    ("5-10", "the other loss fails", value_is("history_ce.test_acc[-1]", 0.1)),
    ("5-10", "the picture is lost", cell_shows("curves", CellOutput())),
    *(
        (number, "the curves are swapped", lambda run: cell_shows("curves", swapped(run))(run))
        for number in ("5-7", "5-8", "5-9")
    ),
    ("5-10", "a curve is of other numbers", cell_shows("curves", CellOutput(figures=1, drawn=(drawing(MSE=[0.1]),)))),
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

"""Runs of chapter 5 in which all is as the slides promise, built by hand: results, and what the cells show."""

import math
from collections.abc import Callable, Iterable

from kagglebook.core.run import CellOutput, Run
from tests.support import chapter_05

Sound = tuple[dict, dict]
PROGRAMS = {program.number: program for program in chapter_05().programs}
PAIRS = (("train", "test"), ("test", "train"))
OR = [-1.0, 1.0, 1.0, 1.0]
MNIST = {True: {"n_training": 4000, "n_test": 1000}, False: {"n_training": 60000, "n_test": 10000}}
FASHION = {True: {"n_training": 6000, "n_test": 1000}, False: {"n_training": 60000, "n_test": 10000}}
MLP_LAYERS = ["Linear", "Tanh"] * 2
DNN_LAYERS = ["Linear", "Tanh"] * 5
RATES = {"small": 0.1, "good": 0.8, "zigzag": 1.9, "large": 2.1}
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


def shows(drawn: dict, words: str = "") -> CellOutput:
    """A cell that shows one figure, and what it prints."""
    return CellOutput(text=words, figures=1, drawn=(drawn,))


def named_points(name: str, x: Iterable[float], marker: str = "o") -> list[dict]:
    places = [float(each) for each in x]
    return [{"name": name, "x": places, "y": places[:], "marker": marker}]


def figures(count: int) -> CellOutput:
    return CellOutput(figures=count)


PREDICTION = text("tensor([[-1.],", "        [ 1.],", "        [ 1.],", "        [ 1.]], grad_fn=<SignBackward0>)")
TRAINED = text("에포크 30  학습 정확도 0.9800, 평가 정확도 0.9700")


def of_5_1(number: str, quick: bool, epochs: int) -> Sound:
    results = {"shape": [2, 3], "dtype": "torch.float32", "in_range": True, "random": True}
    tensor = text("tensor([[0.5809, 0.6648, 0.1949],", "        [0.0583, 0.1108, 0.4529]])")
    cells = {"tensor": tensor, "type": text("<class 'torch.Tensor'>")}
    return results, cells


def of_5_2(number: str, quick: bool, epochs: int) -> Sound:
    results = {"type": "Tensor", "dtype": "torch.float64", "shape": [2, 3], "largest_error": 0.0}
    results |= {"t_in_range": True, "n_in_range": True, "shared": [9.0, 0.0, 0.0], "copied": [0.0, 0.0, 0.0]}
    tensor, array = text("tensor([[0.1852, 0.6459]])"), text("[[0.64764965 0.82919971]]")
    cells = {"tensor": tensor, "ndarray": array, "sum": text("tensor([[0.8328]], dtype=torch.float64)")}
    shared = "from_numpy: tensor([9., 0., 0.], dtype=torch.float64)"
    cells |= {"memory": text(shared, "tensor:     tensor([0., 0., 0.], dtype=torch.float64)")}
    return results, cells


def of_5_3(number: str, quick: bool, epochs: int) -> Sound:
    label, other = (7, 5) if quick else (5, 7)
    results = {"training_shape": [1, 28, 28], "test_shape": [1, 28, 28]} | MNIST[quick]
    results |= {"training_label": label, "test_label": other, "pixel_min": 0.0, "pixel_max": 0.996}
    results |= {"scale": 255.0, "titles": [*"314159265"], "titles_right": True, "n_axes": 9}
    cells = {"shapes": text("torch.Size([1, 28, 28])"), "grid": figures(1)}
    return results, cells


def of_5_4(number: str, quick: bool, epochs: int) -> Sound:
    results = {"pred": OR, "sums": [-0.5, 0.5, 0.5, 1.5], "requires_grad": [True, True]}
    results |= {"gradients": [0.0] * 3, "line": [1.0, -1.5]}
    line = drawing(Decision_line=[1.0, -1.5])
    line["axes"][0]["points"] = points_of_or()
    cells = {"predict": PREDICTION, "line": CellOutput(figures=1, drawn=(line,))}
    return results, cells


def of_5_5(number: str, quick: bool, epochs: int) -> Sound:
    results = {"pred": OR, "losses": falling(500, 0.9, 0.01), "sign_accuracy": 1.0}
    results |= {"layers": ["Linear", "Tanh"], "n_weights": 3} if number == "5-6" else {}
    results["line"] = [0.95, -1.55]
    (losses,), (line,) = drawing(Loss=results["losses"])["axes"], drawing(line=results["line"])["axes"]
    line |= {"legend": ["y = -1", "y = 1", "Decision line"], "points": points_of_or()}
    cells = {"train": text("반복    1: 손실 0.9000"), "predict": PREDICTION}
    cells |= {"curves": CellOutput(figures=1, drawn=({"axes": [losses, line]},))}
    cells |= {"report": text("흔한 실수는 찾지 못했습니다.")}
    return results, cells


def of_5_7(number: str, quick: bool, epochs: int) -> Sound:
    results = MNIST[quick] | {"layers": MLP_LAYERS, "n_weights": 785 * 1024 + 1025 * 10}
    results |= {"history": history(epochs, 0.97, 0.01)}
    results["saturated"] = 0.0
    cells = {"train": TRAINED, "curves": two_drawings(results["history"])}
    cells |= {"overfitting": text("평가 손실이 가장 작은 에포크: 30 가운데 21 (0.0130)")}
    cells |= {"report": text("흔한 실수는 찾지 못했습니다.")}
    return results, cells


def of_5_8(number: str, quick: bool, epochs: int) -> Sound:
    results = FASHION[quick] | {"layers": MLP_LAYERS, "n_weights": 785 * 1024 + 1025 * 10}
    results |= {"history": history(epochs, 0.92, 0.02)}
    results["confusion_right"] = results["history"]["test_acc"][-1]
    classes = text("0 T-shirt/top", "1 Trouser", "9 Ankle boot")
    samples = CellOutput(figures=1, drawn=({"axes": first_of_each()},))
    matrix = {"images": [{"shape": [10, 10]}], "texts": ["100"] * 100}
    cells = {"classes": classes, "samples": samples, "train": TRAINED}
    cells |= {"curves": two_drawings(results["history"])}
    cells |= {"overfitting": text("평가 손실이 가장 작은 에포크: 30 가운데 21 (0.0130)")}
    cells |= {"confusion-matrix": CellOutput(figures=1, drawn=({"axes": [matrix]},))}
    cells |= {"confused": text("가장 많이 혼동한 두 부류: T-shirt/top, Shirt (9번)")}
    cells |= {"report": text("흔한 실수는 찾지 못했습니다.")}
    return results, cells


def of_5_9(number: str, quick: bool, epochs: int) -> Sound:
    results = MNIST[quick] | {"layers": DNN_LAYERS, "n_weights": DNN_WEIGHTS, "n_weights_slide": 1149010}
    results |= {"n_parameters_slide": 1149010, "n_biases_slide": 2010, "hidden_activations": ["Tanh"] * 4}
    results |= {"layers_by_hand": ["Linear", "ReLU"] * 2 + ["Linear", "Tanh"], "same_as_class": True}
    results |= {"history": history(epochs, 0.96, 0.01)}
    cells = {"count": text("합계 1,149,010개"), "train": TRAINED, "curves": two_drawings(results["history"])}
    cells |= {"report": text("흔한 실수는 찾지 못했습니다.")}
    return results, cells


def of_th_5_1(number: str, quick: bool, epochs: int) -> Sound:
    days = [400 / speed_up for speed_up in range(10, 101)]
    by_depth = [397510 + 250500 * more for more in range(10)]
    results = {"days": days, "within_a_week": 58, "n_copies": 147, "n_shared": 520, "n_connected": 9043200}
    results |= {"fewer_errors": 10.5 / 25.8, "decayed": 0.99**100, "dropped_values": [0.0, 2.0]}
    results |= {"dropped_share": 0.5, "n_edges": 210, "difference": 1e-16, "after_a_step": 1e-16}
    results |= {"refused": "mat1 and mat2 shapes cannot be multiplied (3x3 and 2x4)", "predicted": [0, 1, 1, 0]}
    results |= {"terms": [392500, *[250500] * 3, 5010], "total": 1149010, "counted": 1149010}
    results |= {"multiplications": 1147000 * 60000, "by_depth": by_depth, "after_all": 1e-13}
    results |= {"losses": falling(500, 2.3, 0.005), "loss_difference": 1e-13}
    results["sgd_losses_shown"] = results["losses"][::25]
    names = ["node", "bias (always 1)"]
    network = {"title": "Deep Multi-Layer Perceptron, L = 5", "legend": names, "shown": False}
    network |= {"points": named_points("node", [0] * 36) + named_points("bias (always 1)", range(5), "s")}
    small = {"title": "Error Back-Propagation", "legend": names, "texts": ["U"] * 10, "shown": False}
    small["points"] = named_points("node", [0, 0, 1, 1, 1, 2, 2]) + named_points("bias (always 1)", [0, 1], "s")
    images = [{"images": [{"max": most}]} for most in (1.0, 1.4, 1.0, 1.0)]
    learned = drawing(hand=results["losses"], SGD=results["sgd_losses_shown"])
    cells = {"days": shows(drawing(models=days, week=[7.0, 7.0]), "100배 빠르면 4일")}
    cells |= {"forward": text("O (2, 4)")}
    cells |= {"augment": shows({"axes": images}), "structure-figure": shows({"axes": [network]})}
    totals = ("합계: 1,149,010개", "파이토치로 세면: 1,149,010개", "곱셈: 688억 번")
    cells |= {"count": text("U1: (784 + 1) × 500 =   392,500", *totals)}
    cells |= {"depth": shows(drawing(weights=by_depth, samples=[60000.0, 60000.0])), "learn": shows(learned)}
    cells |= {"backpropagation-figure": shows({"axes": [small]})}
    return results, cells


def of_th_5_2(number: str, quick: bool, epochs: int) -> Sound:
    tanh_gradient = [0.4199743416, 1.0, 0.4199743416, 0.00986603717, 0.0001815832309, 0.000000450140598]
    results = {"tanh_gradient": tanh_gradient, "relu_gradient": [0.0, 0.0, 1.0, 1.0, 1.0, 1.0]}
    results |= {"derivatives": [-0.8412446, -0.5965858, 0.5965858, 2.0, 0.0394641], "numeric_error": 1e-10}
    results |= {"automatic_error": 1e-16, "products": [0.01**power for power in range(1, 11)]}
    results |= {"last_product": 1e-20, "updates": [9.94987e-22 * 100**power for power in range(10)]}
    results |= {"years": 3.187e6, "flat_from": math.acosh(10), "slope_there": 0.01}
    factors = {"tanh_default": 0.57, "relu_default": 0.41, "relu_kaiming": 1.0, "tanh_xavier": 0.95}
    results |= {"factors": {name: [factor] * 3 for name, factor in factors.items()}}
    lines = ("tanh, default", "ReLU, default", "ReLU, Kaiming", "tanh, Xavier")
    layers = drawing(**{name: falling(20, 1e-9, 1e-2) for name in lines})
    halves = [0.5**power for power in range(1, 11)]
    names = ("times 1", "times 0.9", "times 0.5", "times 0.01")
    products = drawing(**dict(zip(names, ([1.0] * 10, [0.9] * 10, halves, results["products"]), strict=True)))
    for drawn in (layers, products):
        drawn["axes"][0]["yscale"] = "log"
    for curve in products["axes"][0]["curves"]:
        curve["x"] = [*range(10, 0, -1)]
    derivatives = [
        {"curves": [{"y": [0.0]}, {"y": [0.0] * 100 + [1.0] * 100 + [last]}], "others": {"Rectangle": 2}}
        for last in (1.8158e-4, 1.0)
    ]
    gradients = "s =  5   tanh: 0.0001815832   ReLU: 1\ns =  8   tanh: 0.0000004501   ReLU: 1"
    theory = "tanh, default  이론: ×0.577\nReLU, default  이론: ×0.408"
    cells = {"chain": text("x =  1.0   자동  2.000000"), "gradients": shows({"axes": derivatives}, gradients)}
    cells |= {"products": shows(products, " 1번째 층의 그레디언트 1e-20")}
    cells |= {"deep-chain": text("10번째 층의 가중치는 1에서 1e-03만큼 움직인다")}
    cells |= {"gpu": text("GPU가   1배 빠르면 3.2e+06년"), "layer-gradients": shows(layers, theory)}
    return results, cells


def of_th_5_3(number: str, quick: bool, epochs: int) -> Sound:
    true = [0.582, 0.285, *falling(10, 0.1, 1.3)]
    results = {"n_weights": [2, 3, 4, 13], "difference_from_numpy": 1e-9, "true_at_x0": 0.75}
    results |= {"fit_training_errors_by_degree": [0.8, 0.4, 0.3, 0.2], "best_degree": 3, "far_from_true": 0.2}
    results |= {"fit_errors_by_degree": [0.7, 0.4, 0.09, 0.9], "fit_errors_by_size": [0.9, 0.4, 0.2, 0.1]}
    results |= {"fit_at_x0_by_degree": [-0.2, 0.1, 0.7, 3.0], "training_over_theory": [0.99] * 10}
    results |= {"median_training_errors": [0.66, 0.35, *falling(10, 0.2, 0.1)], "median_true_errors": true}
    results |= {"median_true_errors_from_12_to_3": true[:1:-1], "spread": [1.3, 1.5, 3.3, 155.0]}
    results |= {"box_of_12": 0.98, "tenth_of_12": 0.25, "ninetieth_of_12": 38.9}
    results |= {"test_errors": [0.7, 0.4, 0.3, *falling(8, 0.31, 3.2), 3.1]}
    results |= {"test_errors_from_12_to_3": falling(10, 3.2, 0.3), "ratios_from_12": falling(12, 25, 1.1)}
    results |= {"ratios": [1.1, 1.2, 1.25, *falling(9, 1.3, 25)]}
    results |= {"largest_weights_from_12": falling(12, 3404, 0.4)}
    results |= {"largest_weights": [0.4, 2.0, 2.2, *falling(9, 2.3, 3404)]}
    results |= {"chosen_by_training": [0.0, 1.0], "chosen_by_test": [0.53, 0.002]}
    results |= {"training_errors_from_80_to_20": falling(5, 0.228, 0.138)}
    results |= {"training_errors_by_size": falling(5, 0.138, 0.228)}
    results |= {"true_errors_by_size": [1.26, 0.41, 0.24, 0.132, 0.0985]}
    results |= {"decayed_weights": falling(6, 3404, 0.06), "decayed_true_errors": [0.29, 0.2, 0.135, 0.7, 0.66]}
    results |= {"decayed_training_errors_from_100": falling(5, 0.73, 0.16)}
    panels = []
    for size, fitted in ((20, -0.2), (20, 0.7), (20, 0.7), (20, 3.0), (30, 3.0), (50, 3.0), (80, 0.76)):
        curves = {"samples": [0.0] * size, "true": [0.74495] * 45, "fitted": [fitted] * 45}
        panels += drawing(**curves, **{"true at x0": [0.75], "predicted at x0": [fitted]})["axes"]
    boxes = drawing(**{"10 % to 90 %": [0.1, 0.1], "Median": [0.1, 0.1]})
    whisker, median = boxes["axes"][0]["curves"]
    five = [[whisker, *[whisker | {"name": ""}] * 3, median]]
    five += [[*[whisker | {"name": ""}] * 4, median | {"name": ""}] for _ in range(11)]
    five[11][0], five[11][1] = (whisker | {"name": "", "y": [0.4, end]} for end in (0.25, 199.5))
    five[11][4] = median | {"name": "", "y": [0.98, 0.98]}
    boxes["axes"][0] |= {"curves": [curve for box in five for curve in box], "yscale": "log"}
    by_degree = drawing(training=results["median_training_errors"], true=results["median_true_errors"])
    by_size = {"training": results["training_errors_by_size"], "true": results["true_errors_by_size"]}
    fits = "12차, 점 20개: 학습 오차 0.163, 참값과의 차이 0.861, x0의 예측  3.07, 참값 0.75"
    cells = {"fits": shows({"axes": panels}, fits), "boxes": shows(boxes)}
    cells |= {"medians": shows(by_degree, "12차: 학습 오차 0.138 (이론 0.148)")}
    signs = "12차: 학습 0.138, 평가 3.167, 평가/학습 25.07배"
    cells |= {"signs": text(signs, "학습 오차가 가장 작은 차수로 고르면 3차는 0%, 12차는 100%")}
    cells |= {"more-data": shows(drawing(**by_size, noise=[0.25, 0.25]))}
    cells |= {"decay": text("λ = 0.01  : 학습 오차 0.196, 참값과의 차이 0.135")}
    return results, cells


def of_th_5_4(number: str, quick: bool, epochs: int) -> Sound:
    results = {"best_number": 3.0, "sample_errors": [0.06, 0.3, 2.36]}
    results |= {"batch_loss": 2.72 / 3, "of_torch": 2.72 / 9}
    results |= {"mse_node": [[3.960364, 0.078681], [1.0, 2.0]], "slopes_off": [0.0, 1e-16]}
    results |= {"ce_node": [[5.304979, 1.990066], [0.693147, 1.0]], "crossings": [-0.885, 0.885]}
    results |= {"largest_mse_gradient": [-0.35, 2.3703], "counts": [[75, 52], [145, 67], [1017, 74]]}
    results |= {"steps_from_start": [1017, 74], "entropies": [1.79176, 1.49787, 0.48603]}
    results |= {"from_fair": [1.79176, 2.03435, 3.27758], "least_gap": 4e-5}
    results |= {"largest_entropy_at": 0.17, "smallest_cross_entropy_at": 0.17}
    results |= {"softmax": [0.7053845, 0.259496, 0.035119], "softmax_loss": 3.349012}
    results |= {"softmax_gradient": [0.7053845, 0.259496, -0.964881]}
    results |= {"floors": [0.12693, 0.79661, 2.6671, 4.91412]}
    results["wrong"] = [
        [[8.32345, -1.479649], [12.89145, -0.039366], [12.998, -0.000726]],
        [[2.60909, -0.389064], [2.79217, -0.009261], [2.79653, -0.00017]],
        [[2.79661, -0.938984], [6.02206, -0.997575], [10.00041, -0.999955]],
    ]
    results |= {"through_tanh": falling(81, 2.3, 0.79735), "of_logits": falling(81, 2.3, 0.00301462)}
    results |= {"mse_sizes": [0.0053, *falling(9, 2.0, 0.01)], "ce_sizes": falling(10, 2, 0.001)}
    results |= {"mse_path": falling(1018, -1, 0.9), "ce_path": falling(75, -1, 0.9)}
    results |= {"entropy_curve": falling(99, 1.79, 0.07), "cross_curve": falling(99, 1.79, 5.2)}
    dice = {"Cross entropy H(fair, Q)": results["cross_curve"], "Entropy H(Q)": results["entropy_curve"]}
    both = [{"MSE": [3.99732, 0.0], "Cross entropy": [8.000335, 0.0]}]
    both += [{"MSE": results["mse_sizes"], "Cross entropy": results["ce_sizes"]}]
    floor = {"Through tanh": results["through_tanh"], "Logits": results["of_logits"], "bound": [0.7966, 0.7966]}
    cells = {"batch": text("미니배치의 손실 J: 0.9067")}
    far, near = "s = -2.65: 오차 3.96, 그레디언트의 크기 0.079", "s =  0.00: 오차 1.00, 그레디언트의 크기 2.000"
    cells |= {"unfair": text(far, near), "floor": shows(drawing(**floor), "부류   10개: 한계 0.7966")}
    printed = "p = 0.500: 교차 엔트로피 2.0343\np = 0.900: 엔트로피 0.4860"
    cells |= {"dice": shows(drawing(**dice, **{"Q is fair (p = 1/6)": [1.79176]}), printed)}
    slopes = "  ".join(f"{each:7.4f}" for each in results["softmax_gradient"])
    cells |= {"softmax": text(f"자동 미분:      {slopes}", f"o - y:          {slopes}")}
    panels = [axes for curves in both for axes in drawing(**curves)["axes"]]
    cells |= {"fair": shows({"axes": panels}, "그레디언트의 곡선이 엇갈리는 s: -0.885  0.885")}
    paths = drawing(MSE=results["mse_path"], CE=results["ce_path"])
    cells |= {"steps": shows(paths, "평균제곱오차  1017번, 교차 엔트로피  74번")}
    cells |= {"saturated": text("CE, logits  k = 5  오차 10.0004  그레디언트 -0.999955")}
    return results, cells


def of_5_10(number: str, quick: bool, epochs: int) -> Sound:
    results = MNIST[quick] | {"n_weights_ce": DNN_WEIGHTS, "layers_ce": DNN_LAYERS}
    results |= {"floor": 0.79656, "ce_above_floor": 0.04, "same_start": True}
    results |= {"history_mse": history(epochs, 0.96, 0.01), "history_ce": history(epochs, 0.96, 0.83)}
    mse, ce = results["history_mse"], results["history_ce"]
    curves = {"MSE_Train": mse["train_acc"], "MSE_Validation": mse["test_acc"]}
    curves |= {"CE_Train": ce["train_acc"], "CE_Validation": ce["test_acc"]}
    fair, bound = (
        "같은 가중치에서 출발했는가: 그렇다",
        "교차 엔트로피의 학습 손실: 마지막 에포크 0.8300, 한계 0.7966",
    )
    compare = text(fair, "  평균제곱오차   0.9600", bound)
    cells = {"compare": compare, "curves": CellOutput(figures=1, drawn=(drawing(**curves),))}
    cells |= {"report": text("흔한 실수는 찾지 못했습니다.")}
    return results, cells


def of_th_5_5(number: str, quick: bool, epochs: int) -> Sound:
    walks = {name: [-2 * (1 - rho) ** step for step in range(11)] for name, rho in RATES.items()}
    squares = [100.0] * 20 + [1.0] * 80
    adagrad = [1 / math.sqrt(sum(squares[:step])) for step in range(1, 101)]
    rmsprop = [1 / math.sqrt(sum(0.1 * 0.9**k * squares[step - k] for k in range(step + 1))) for step in range(100)]
    results = {"gradient_mean": -0.99, "gradient_std": 1.04, "wrong_way": 0.16, "noise_left": [1, 0.572, 0.224]}
    results |= {"remaining": [[1, 0, 0], [1, 0.5, 0.5**10], [1, 0.9, 0.9**10]], "fastest": [1, 2, 10]}
    results |= {"wrong_ways": [0.16, 0.037, 0.0], "arrow_inherited": [0.09003, -0.16114]}
    results |= {"arrow_pull": [0.01775, 0.04357], "arrow_velocity": [0.10778, -0.11757], "walks": walks}
    results |= {"distances": [[2, 2, 1], [2, 0.5, 0.25]], "diverges": [True, True]}
    results["actual_rates"] = {"SGD": [1.0] * 100, "AdaGrad": adagrad, "RMSprop": rmsprop}
    results["memory"] = [[rates[step] for step in (0, 19, 99)] for rates in results["actual_rates"].values()]
    results["first_steps"] = {
        "SGD": [1, 0.001],
        "AdaGrad": [1, 1],
        "RMSprop": [10, 9.9999],
        "Adam": [1, 0.99999],
    }
    results |= {"first_step_of_beta_0_9": 3.16228, "default_rates": [0.001, 0.01, 0.01, 0.001]}
    results |= {"sgd_steps": [897, 88, 48], "formula_steps": [897, 88, 48], "steps_without_momentum": 897}
    results["steps"] = {"SGD": 88, "Momentum": 91, "AdaGrad": 86, "RMSprop": 73, "Adam": 73}
    results["same_as_torch"] = dict.fromkeys(results["steps"], True)
    adaptive = {name: [0.5, 0.5] for name in ("AdaGrad", "RMSprop", "Adam")}
    results["first_moves"] = {"SGD": [0.2, 1.0], "Momentum": [0.02, 0.1]} | adaptive
    results["furthest"] = {"SGD": -0.04, "Momentum": 0.16, "AdaGrad": -0.04, "RMSprop": -0.04, "Adam": 1.3}
    results |= {
        "smooth": falling(60, 1.2, 0.9),
        "adam_w1": falling(74, -4, 0.02),
        "adam_w2": falling(74, 1, 0.01),
    }
    smoothing = drawing(SGD=falling(60, 2, 0.5), Momentum=results["smooth"], All=[1.0, 1.0])
    smoothing["axes"][0]["legend"] = ["SGD", "Momentum 0.9", "All the data"]
    arrows = drawing(inherited=[-0.43565, -0.59679], SGD=[-0.43565, -0.39209], Momentum=[-0.43565, -0.55322])
    arrows["axes"][0]["curves"][0]["x"] = [-3.5493, -3.45926]
    parabolas = [drawing(J=[18.0], steps=[w * w / 2 for w in walk])["axes"][0] for walk in walks.values()]
    for axes, walk in zip(parabolas, walks.values(), strict=True):
        axes["curves"][1]["x"] = walk
    paths = [drawing(path=[1.0] * (steps + 1))["axes"][0] for steps in results["steps"].values()]
    for axes in paths:
        axes["curves"][0]["x"] = falling(len(axes["curves"][0]["y"]), -4, 0)
    paths[4]["curves"][0] |= {"x": results["adam_w1"], "y": results["adam_w2"]}
    losses = drawing(**{name: falling(steps + 1, 18, 0.0009) for name, steps in results["steps"].items()})["axes"][0]
    losses["yscale"] = "log"
    cells = {"noise": text("표준편차 1.04"), "inertia": text("열 번 뒤 0.3487"), "smoothing": shows(smoothing)}
    cells |= {"distances": text("최저점까지의 거리 0.5"), "first-step": text("기본 학습률: 0.01")}
    cells |= {"sgd-rates": text("897번 (식으로는 897번)"), "paths": text("SGD는 897번, 모멘텀을 적용하면 91번")}
    cells |= {"valley": shows(arrows), "rates": shows({"axes": parabolas})}
    cells |= {
        "memory": shows(drawing(**results["actual_rates"])),
        "draw-paths": shows({"axes": [*paths, losses]}),
    }
    return results, cells


def of_5_11(number: str, quick: bool, epochs: int) -> Sound:
    names = ["SGD", "AdaGrad", "RMSprop", "Adam"]
    results = FASHION[quick] | {"optimizers": names, "n_weights": DNN_WEIGHTS, "layers": DNN_LAYERS}
    results |= {"history": {name: history(epochs, 0.87, 0.02) for name in names}}
    results["history"]["SGD"] = history(epochs, 0.1 if quick else 0.66, 0.09)  # slow, as on the slides
    results |= {
        "first_moves": {"RMSprop": 10.0, "Adam": 1.0},
        "reach": 513,
        "ranked": ["A", "B"],
        "in_order": True,
        "loss_of_zeros": 0.1,
    }
    curves = {name: log["test_acc"] for name, log in results["history"].items()}
    cells = {"compare": text(*(f"  {name}  0.8700" for name in names))}
    cells |= {"curves": CellOutput(figures=1, drawn=(drawing(**curves),))}
    cells |= {"report": text("흔한 실수는 찾지 못했습니다.")}
    return results, cells


def of_ex_5_1(number: str, quick: bool, epochs: int) -> Sound:
    results = {"e_right": 0.10536, "e_wrong": 2.30259, "h_fair": 1.79176, "h_loaded": 1.49787}
    results |= {"h_fair_fair": 1.79176, "h_fair_loaded": 2.03430, "naive_is_nan": True}
    results |= {"ratio": 21.854, "h_warped": 0.48603}
    cells = {"entropies": text("1.7918", "1.4979", "0.4860"), "dice": text("1.7918", "2.0343")}
    cells |= {"digits": text("0.1054", "2.3026 (21.9배)"), "nan": text("tensor(nan)")}
    curve = drawing(loss=[4.6, *[0.69315] * 99], right=[0.10536], wrong=[2.30259])
    cells |= {"curve": shows(curve)}
    return results, cells


BY_PROGRAM: dict[str, Callable[[str, bool, int], Sound]] = {
    "5-1": of_5_1,
    "5-2": of_5_2,
    "5-3": of_5_3,
    "5-4": of_5_4,
    "5-5": of_5_5,
    "5-6": of_5_5,
    "5-7": of_5_7,
    "5-8": of_5_8,
    "5-9": of_5_9,
    "th-5-1": of_th_5_1,
    "th-5-2": of_th_5_2,
    "th-5-3": of_th_5_3,
    "th-5-4": of_th_5_4,
    "5-10": of_5_10,
    "th-5-5": of_th_5_5,
    "5-11": of_5_11,
    "ex-5-1": of_ex_5_1,
}


def sound_run(number: str, quick: bool) -> Run:
    """The run of a program in which nothing is wrong."""
    parameters = PROGRAMS[number].params | (PROGRAMS[number].quick if quick else {})
    results, cells = BY_PROGRAM[number](number, quick, parameters.get("epochs", 0))
    return Run(cells, results, parameters)

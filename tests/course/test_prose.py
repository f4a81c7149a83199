"""A notebook of chapter 5 ends with three lines and with questions, and what the answers to these claim is so."""

import math
import re

import pytest

from kagglebook import Page
from tests.support import pages_05

PAGES = {page.program.number: page for page in pages_05()}
QUESTION = re.compile(r"^\*\*(\d+)\.\*\* (.+)$", re.MULTILINE)
ANSWER = re.compile(r"<details><summary>답</summary>\n\n(.+?)\n\n</details>", re.DOTALL)
OR, XOR = [-1, 1, 1, 1], [-1, 1, 1, -1]


def words_of(page: Page, cell: str) -> str:
    return next(found.source for found in page.rendered.notebook.cells if found.id == cell)


def answers(number: str) -> str:
    return "\n".join(ANSWER.findall(words_of(PAGES[number], "questions")))


@pytest.mark.parametrize("number", PAGES)
def test_a_notebook_sums_up_in_three_lines(number):
    lines = words_of(PAGES[number], "summary").splitlines()
    assert [line[:2] for line in lines if line] == ["##", "- ", "- ", "- "]


@pytest.mark.parametrize("number", PAGES)
def test_every_question_asks_and_has_a_folded_answer(number):
    text = words_of(PAGES[number], "questions")
    questions = QUESTION.findall(text)
    assert 2 <= len(questions) <= 4
    assert [int(place) for place, _ in questions] == [*range(1, len(questions) + 1)]
    assert [words for _, words in questions if "?" not in words] == []
    # One after each question and before the next, and no other fold.
    parts = QUESTION.split(text)[3::3]
    assert [len(ANSWER.findall(part)) for part in parts] == [1] * len(questions)
    assert text.count("<details>") == len(questions)


def perceptron(y=OR, column=True, train=lambda optimizer, cost: None, module=False, weights=None):
    """Train as 5-5 does, or as 5-6 (`module`); `train` makes a step. Returns the losses, the signs, w1, w2 and b."""
    import torch

    torch.manual_seed(0)
    x = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    target = torch.tensor(y)[:, None] if column else torch.tensor(y)
    if module:
        layer = torch.nn.Linear(2, 1)
        w, b = layer.weight, layer.bias
    else:
        w, b = torch.randn(2, 1, requires_grad=True), torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD(weights or [w, b], lr=0.1)
    losses = []
    for _ in range(500):
        pred = torch.tanh(x.matmul(w.reshape(2, 1)) + b)
        cost = torch.mean((target - pred) ** 2)
        losses.append(cost.item())
        train(optimizer, cost)
    return losses, torch.sign(pred).flatten().tolist(), [*w.flatten().tolist(), b.item()]


def whole(optimizer, cost):
    optimizer.zero_grad()
    cost.backward()
    optimizer.step()


def without_zero_grad(optimizer, cost):
    cost.backward()
    optimizer.step()


def without_backward(optimizer, cost):
    optimizer.zero_grad()
    optimizer.step()


def test_5_1_how_many_times_faster_a_week_needs():
    assert "400/7\\approx 57.1" in answers("5-1")
    assert 2 * 200 == 400
    assert round(400 / 7, 1) == 57.1


def test_5_1_normal_numbers_are_negative_or_above_1_and_a_seed_repeats_them():
    import torch

    torch.manual_seed(0)
    numbers = torch.randn(1000)
    assert numbers.min() < 0
    assert numbers.max() > 1
    torch.manual_seed(0)
    assert torch.equal(torch.randn(1000), numbers)


def test_5_2_which_types_are_shown_and_what_32_bits_lose():
    import torch

    assert "dtype" not in repr(torch.tensor([1, 2, 3]))
    assert torch.tensor([1, 2, 3]).dtype == torch.int64
    assert "열여섯 자리쯤에서 일곱 자리쯤" in answers("5-2")
    digits = [round(-math.log10(torch.finfo(kind).eps)) for kind in (torch.float64, torch.float32)]
    assert digits == [16, 7]
    zeros = torch.zeros(3, dtype=torch.float64).numpy()
    torch.from_numpy(zeros)[0] = 7
    assert zeros[0] == 7
    assert (torch.rand(2) + torch.from_numpy(zeros[:2]).float()).dtype == torch.float32


def test_5_4_which_biases_make_and_and_what_lies_on_the_line():
    assert "$-2$보다 크고 $-1$보다 작다" in answers("5-4")

    def signs(bias: float) -> list[int]:
        return [(total > 0) - (total < 0) for total in (bias, 1 + bias, 1 + bias, 2 + bias)]

    tried = [step / 20 for step in range(-60, 21)]
    assert [bias for bias in tried if signs(bias) == [-1, -1, -1, 1]] == [bias for bias in tried if -2 < bias < -1]
    assert signs(-1)[1] == 0


def test_5_5_without_backward_nothing_changes_and_nothing_fails():
    losses, _, _ = perceptron(train=without_backward)
    assert set(losses) == {losses[0]}


def test_5_5_without_zero_grad_the_loss_is_smaller():
    (right, *_), (wrong, signs, _) = perceptron(train=whole), perceptron(train=without_zero_grad)
    assert wrong[-1] < right[-1]
    assert signs == OR


def test_5_5_a_row_of_labels_is_paired_with_every_prediction():
    import torch

    assert "`[4, 4]`" in answers("5-5")
    assert (torch.zeros(4) - torch.zeros(4, 1)).shape == (4, 4)
    assert perceptron(column=False, train=whole)[1] == [1] * 4


def test_5_5_the_loss_of_xor_falls_to_1():
    assert "1에서 더 줄지 않는다" in answers("5-5")
    losses, _, weights = perceptron(XOR, train=whole)
    assert losses[-1] == pytest.approx(1, abs=1e-4)
    assert weights == pytest.approx([0, 0, 0], abs=1e-2)


def test_5_6_another_perceptrons_weights_leave_this_one_as_it_was():
    import torch

    losses, _, _ = perceptron(train=whole, module=True, weights=[*torch.nn.Linear(2, 1).parameters()])
    assert set(losses) == {losses[0]}


def test_5_6_the_shapes_of_a_layers_weights_and_where_it_and_5_5_draw_the_line():
    import torch

    layer = torch.nn.Linear(2, 1)
    assert [tuple(weights.shape) for weights in layer.parameters()] == [(1, 2), (1,)]
    assert "(`[1, 2]`)" in answers("5-6")
    functions, module = (perceptron(train=whole, module=module)[2] for module in (False, True))
    assert module == pytest.approx(functions, abs=0.05)


def steps_into_the_valley(move, scale: float = 1.0, limit: int = 2000) -> int | None:
    """Steps from (-4, 1) until J = scale (w1^2 + 20 w2^2) / 2 is less than 0.001 scale, each weight moved by `move`."""
    weights, memories = [-4.0, 1.0], [{"v": 0.0, "r": 0.0}, {"v": 0.0, "r": 0.0}]
    for step in range(limit):
        height = (weights[0] ** 2 + 20 * weights[1] ** 2) / 2
        if height < 0.001:
            return step
        if height > 1e9:
            return None
        gradients = [scale * weights[0], scale * 20 * weights[1]]
        weights = [w + move(g, m, step + 1) for w, g, m in zip(weights, gradients, memories, strict=True)]
    return None


def sgd(rho: float):
    return lambda g, m, t: -rho * g


def momentum(g, m, t):
    m["v"] = 0.9 * m["v"] - 0.005 * g
    return m["v"]


def adagrad(g, m, t):
    m["r"] += g * g
    return -0.5 * g / math.sqrt(m["r"])


def rmsprop(g, m, t):
    m["r"] += 0.01 * (g * g - m["r"])
    return -0.05 * g / math.sqrt(m["r"])


def adam(g, m, t):
    m["v"] += 0.1 * (g - m["v"])
    m["r"] += 0.001 * (g * g - m["r"])
    return -0.5 * m["v"] / (1 - 0.9**t) / math.sqrt(m["r"] / (1 - 0.999**t))


def test_th_5_5_steps_into_the_valley():
    """What chapter.toml expects, counted anew: by these five, and SGD's and momentum's by their theory."""
    assert [steps_into_the_valley(sgd(rho)) for rho in (0.005, 0.05, 0.09, 0.105)] == [897, 88, 48, None]
    theory = [math.log(8000) / (-2 * math.log(1 - rho)) for rho in (0.005, 0.05, 0.09)]
    assert [math.ceil(steps) for steps in theory] == [897, 88, 48]
    assert [steps_into_the_valley(move) for move in (momentum, adagrad, rmsprop, adam)] == [91, 86, 73, 73]
    # J shrinks by alpha a step: the roots of z^2 - (1 + alpha - rho c) z + alpha are complex, so |z|^2 = alpha.
    assert all((1.9 - 0.005 * c) ** 2 < 4 * 0.9 for c in (1, 20))
    assert pytest.approx(math.log(8000) / -math.log(0.9), rel=0.1) == 91


def test_th_5_5_a_hundredfold_loss_changes_the_way_of_two():
    assert "SGD와 모멘텀이다" in answers("th-5-5")
    assert [steps_into_the_valley(move, scale=100) for move in (sgd(0.05), momentum)] == [None, None]
    assert [steps_into_the_valley(move, scale=100) for move in (adagrad, rmsprop, adam)] == [86, 73, 73]


def test_th_5_5_first_steps():
    text = answers("th-5-5")
    assert "\\approx 3.16" in text
    assert round(1 / math.sqrt(1 - 0.9), 2) == 3.16
    assert "약 0.032배" in text
    assert "약 32배" in text
    assert round(math.sqrt(1 - 0.999), 3) == 0.032
    assert round(1 / math.sqrt(1 - 0.999)) == 32


def test_th_5_1_twice_the_nodes_are_four_times_the_weights():
    text = answers("th-5-1")
    assert "250,500개이고 1,000개일 때 1,001,000개" in text
    assert [(n + 1) * n for n in (500, 1000)] == [250_500, 1_001_000]


def test_th_5_1_the_gradient_of_the_first_layer_is_that_of_the_weights_before_the_step():
    import torch

    torch.manual_seed(0)
    first, second = torch.randn(3, 2, requires_grad=True), torch.randn(2, 3, requires_grad=True)

    def loss(second):
        return ((1 - torch.tanh(second @ torch.tanh(first @ torch.ones(2, 4)))) ** 2).sum()

    of_first, of_second = torch.autograd.grad(loss(second), [first, second])
    updated = (second - 0.2 * of_second).detach()
    (late,) = torch.autograd.grad(loss(updated), first)
    assert not torch.allclose(of_first, late, rtol=0.01)


def test_th_5_2_how_many_layers_make_a_thousandth():
    assert "\\log 0.001/\\log 0.57\\approx 12.3" in answers("th-5-2")
    assert round(math.log(0.001) / math.log(0.57), 1) == 12.3
    assert 0.57**13 <= 0.001 < 0.57**12


def test_5_9_biases_shared_layers_and_a_size_that_was_not_passed_on():
    import torch

    text = answers("5-9")
    assert "4\\times 500+10=2{,}010" in text
    assert 1_149_010 - 1_147_000 == 4 * 500 + 10 == 2010
    shared = torch.nn.Linear(5, 5)
    one = torch.nn.Sequential(shared, shared, shared)
    three = torch.nn.Sequential(torch.nn.Linear(5, 5), torch.nn.Linear(5, 5), torch.nn.Linear(5, 5))
    assert sum(each.numel() for each in one.parameters()) * 3 == sum(each.numel() for each in three.parameters())
    wrong = torch.nn.Sequential(torch.nn.Linear(784, 512), torch.nn.Linear(784, 512))
    with pytest.raises(RuntimeError, match="shapes cannot be multiplied"):
        wrong(torch.zeros(1, 784))


def test_ex_5_1_entropies_and_cross_entropies():
    text = answers("ex-5-1")
    assert "-\\log 0.1\\approx 2.3026" in text
    assert round(-math.log(0.1), 4) == 2.3026
    loaded = [1 / 2, *[1 / 10] * 5]
    assert "H(P,Q)\\approx 2.0343" in text
    assert round(-sum(math.log(each) / 6 for each in loaded), 4) == 2.0343
    assert "H(Q,P)=\\log 6\\approx 1.7918" in text
    assert round(-sum(each * math.log(1 / 6) for each in loaded), 4) == round(math.log(6), 4) == 1.7918


def test_th_5_3_a_polynomial_of_19_passes_through_20_points_and_a_line_misses_the_curve_however_many_there_are():
    import numpy as np

    assert "0이다. 가중치가 20개" in answers("th-5-3")
    points = np.random.default_rng(0)
    x, y = points.uniform(-1, 1, 20), points.normal(size=20)
    assert np.abs(np.polynomial.Polynomial.fit(x, y, 19)(x) - y).max() < 1e-6
    assert "점이 아무리 많아도 차이가 남는다" in answers("th-5-3")
    many = np.linspace(-1, 1, 100_001)
    curve = 2 * many**3 - 2 * many**2 - many + 1
    line = np.polynomial.Polynomial.fit(many, curve, 1)
    assert np.sqrt(np.mean((line(many) - curve) ** 2)) > 0.6


def test_th_5_4_bounds_of_two_classes_and_of_softmax_twice_and_where_the_gradient_of_mse_is_largest():
    import torch

    text = answers("th-5-4")
    assert "\\log\\left(1+e^{-2}\\right) \\approx 0.1269" in text
    assert round(math.log(1 + math.exp(-2)), 4) == 0.1269
    twice = torch.nn.functional.cross_entropy(torch.eye(10), torch.arange(10)).item()
    assert "1.4612" in text
    assert round(twice, 4) == round(math.log(1 + 9 * math.exp(-1)), 4) == 1.4612
    assert "o=-1/3" in text
    assert "64/27\\approx 2.37" in text
    assert "s\\approx -0.35" in text
    s = torch.linspace(-4, 4, 80_001, dtype=torch.float64, requires_grad=True)
    sizes = torch.autograd.grad(((1 - torch.tanh(s)) ** 2).sum(), s)[0].abs()
    place = s.detach()[sizes.argmax()]
    assert sizes.max() == pytest.approx(64 / 27, abs=1e-6)
    assert torch.tanh(place).item() == pytest.approx(-1 / 3, abs=1e-3)
    assert round(place.item(), 2) == -0.35

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
    assert "$-2 < b < -1$" in answers("5-4")

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


def test_ex_5_1_entropies_and_cross_entropies():
    text = answers("ex-5-1")
    assert "-\\log 0.1\\approx 2.3026" in text
    assert round(-math.log(0.1), 4) == 2.3026
    loaded = [1 / 2, *[1 / 10] * 5]
    assert "H(P,Q)\\approx 2.0343" in text
    assert round(-sum(math.log(each) / 6 for each in loaded), 4) == 2.0343
    assert "H(Q,P)=\\log 6\\approx 1.7918" in text
    assert round(-sum(each * math.log(1 / 6) for each in loaded), 4) == round(math.log(6), 4) == 1.7918

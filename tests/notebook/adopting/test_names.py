import pytest

from kagglebook.notebook.adopting.names import Names
from kagglebook.notebook.adopting.seeding import edited


def parameters(*texts: str, tagged: int | None = None) -> dict:
    return {each.name: each.value for each in Names(texts).parameters(tagged)}


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["lr = 0.1", "print(lr)"], {"lr": 0.1}),
        (["n = -3\nb = True\nkind = 'adam'", "print(n, b, kind)"], {"n": -3, "b": True, "kind": "adam"}),
        (["lr = 0.1", "print(1)"], {}),  # used nowhere
        (["lr = 0.1", "lr = 0.2\nprint(lr)"], {}),
        (["lr = 0.1\nfor i in range(3):\n    lr *= 2", "print(lr)"], {}),
        (["lr = 0.1", "def f(lr):\n    return lr\nprint(lr)"], {}),
        (["lr = 0.1", "for lr in [1, 2]:\n    print(lr)"], {}),
        (["if True:\n    lr = 0.1", "print(lr)"], {}),
        (["i = 1", "print(x[i])"], {}),
        (["a = b = 1", "print(a, b)"], {}),
        (["path = 'data/x.csv'", "open(path)"], {}),
        (["x = [1, 2]", "print(x)"], {}),  # data, rather
        (["from math import *\ne = 3", "print(e)"], {}),
        (["a = 1; b = 2", "print(a, b)"], {}),
    ],
)
def test_constants_that_are_used_and_never_set_again_are_parameters(texts, found):
    assert parameters(*texts) == found


def test_of_a_tagged_cell_each_constant_that_is_used_is_one():
    texts = ["a = 1", "sizes = [3, 5]\nlr = 0.1\nunused = 2", "lr = lr / 2\nprint(sizes, a)"]
    assert parameters(*texts, tagged=1) == {"sizes": [3, 5], "lr": 0.1}


def test_names_are_alive_for_sure_or_perhaps_or_not():
    texts = [
        "import os\ndef f(): pass\na, (b, c) = 1, (2, 3)",
        "for i in x:\n    d = i\nwith z as e:\n    g = 1",
        "del a",
    ]
    assert Names(texts).alive() == [("b", True), ("c", True), ("i", False), ("d", False), ("e", True), ("g", True)]


def test_the_number_that_seeds_becomes_a_name_in_all_its_places():
    text = '한 = "글"; np.random.seed(7); rng = np.random.default_rng(7); f(random_state=8)\nSEED = 7'
    value, edits = Names([text]).seeds()
    assert value == 7
    changed = edited(text, edits)
    assert changed == text.replace("seed(7)", "seed(seed)").replace("rng(7)", "rng(seed)").replace("= 7", "= seed")


@pytest.mark.parametrize(
    "text", ["seed = 3\nnp.random.seed(3)", "np.random.seed(s)", "def f(seed): torch.manual_seed(1)"]
)
def test_where_there_is_a_seed_already_or_none_nothing_is_replaced(text):
    assert Names([text]).seeds() is None


def test_calls_that_wait_for_a_person_are_found():
    assert [*Names(["x = 1\ny = input('?')", "def input(): pass"]).asking()] == []
    assert [*Names(["x = 1\ny = input('?')"]).asking()] == [(0, 2, "input")]

"""templates/gather.py, executed as the notebooks have it: what is kept of values."""

import datetime
import fractions
import warnings
from importlib import import_module
from types import SimpleNamespace

import numpy as np
import pytest

from tests.support import ROOT


@pytest.fixture
def names():
    """The names of a notebook that has the cell, and a kernel's events."""
    callbacks = []
    shell = SimpleNamespace(events=SimpleNamespace(register=lambda event, call: callbacks.append((event, call))))
    names = {"get_ipython": lambda: shell, "callbacks": callbacks, "__name__": "__main__"}
    exec((ROOT / "templates" / "gather.py").read_text(encoding="utf-8"), names)
    return names


class Late:
    """A library that is imported where a test asks for it, not where this file is read: each worker reads it."""

    def __init__(self, library):
        self.library = library

    def __getattr__(self, name):
        return getattr(import_module(self.library), name)


pd, sympy, torch = Late("pandas"), Late("sympy"), Late("torch")


def made(value):
    """A value of the tables below, or what a function there makes of a late library."""
    return value() if getattr(value, "__name__", "") == "<lambda>" else value


LARGE = np.arange(100.0)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (None, None),
        (2.5, 2.5),
        (1 + 2j, {"real": 1, "imag": 2}),
        ("short", "short"),
        (datetime.date(2020, 1, 2), "2020-01-02"),
        (fractions.Fraction(1, 3), "1/3"),
        (lambda: sympy.Symbol("x") ** 2, "x**2"),
        (range(3), [0, 1, 2]),
        ({"a": (1, "b")}, {"a": [1, "b"]}),
        (np.array([1.5, 2]), [1.5, 2]),
        (lambda: torch.tensor([1.5]), [1.5]),
        (lambda: pd.Series([1, 2]), [1, 2]),
        (np.array(["a", "b"]), ["a", "b"]),
        (len, None),
        (object(), None),
        (np.full(60, np.nan), {"shape": [60]}),
        (np.array([(1, "a")], dtype=[("n", int), ("s", "U3")]), {"n": [1], "s": ["a"]}),
    ],
)
def test_few_numbers_and_short_texts_are_kept_as_they_are(names, value, kept):
    assert names["gathered"](made(value)) == kept


@pytest.mark.parametrize(
    ("value", "other"),
    [
        ("x" * 300, "x" * 299 + "y"),
        (LARGE, LARGE[::-1]),
        (np.append(LARGE, np.inf), np.append(LARGE, 7)),
        (LARGE * 1e306, LARGE * 1.1e306),
        (LARGE, np.where(LARGE == 50, 51, LARGE)),
        (LARGE.reshape(10, 10), LARGE.reshape(10, 10).T),
        (LARGE + 1j, LARGE + 2j),
        (list(range(100)), [*range(50), 51, 50, *range(52, 100)]),
        ([(0.5, 1)] * 100, [(0.5, 1)] * 99 + [(0.5, 2)]),
        (set(range(100)), set(range(1, 101))),
        (lambda: pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}), lambda: pd.DataFrame({"a": [1, 2], "b": ["x", "z"]})),
        (lambda: pd.DataFrame({"a": [1.0, 2]}), lambda: pd.DataFrame({"a": [2.0, 1]})),
        (lambda: pd.DataFrame({"a": [1]}, index=["p"]), lambda: pd.DataFrame({"a": [1]}, index=["q"])),
        (lambda: pd.date_range("2020", periods=60), lambda: pd.date_range("2021", periods=60)),
        (lambda: torch.nn.Linear(3, 1), lambda: torch.nn.Linear(4, 1)),
    ],
)
def test_of_many_values_as_much_is_kept_as_tells_them_from_others(names, value, other):
    gathered, value, other = names["gathered"], made(value), made(other)
    with warnings.catch_warnings(action="error"):
        gathered(value)
    assert gathered(value) == gathered(value) != gathered(other)


def test_objects_of_the_notebooks_own_classes_are_kept_by_their_attributes(names):
    exec("class Point:\n    pass\npoint = Point()\npoint.x, point.next = 3, point", names)
    assert names["gathered"](names["point"])["x"] == 3


def test_names_are_kept_behind_each_cell_that_changes_them(names):
    found = names["behind_each_cell"](["a", "b", "bad"])
    ((event, note),) = names["callbacks"]
    assert event == "post_run_cell"
    names["bad"] = SimpleNamespace(detach=None)  # what looks like a tensor and is none
    for value in (1, 1, [2], [2, 3]):
        names["a"] = value
        note()
    assert found == {"a": [1, [2], [2, 3]], "b": [], "bad": []}

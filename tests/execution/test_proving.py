"""Errata are proved: each way in which one can be untrue is told."""

import pytest

from kagglebook.chapter.errata import Erratum
from kagglebook.execution.proving import is_provable, prove


def erratum(**keys: str) -> Erratum:
    return Erratum(programs=["1-1"], where="here", slide="s", problem="p", notebook="n", **keys)


@pytest.mark.parametrize(
    "keys",
    [
        {"holds": "abs(1 - math.tanh(5) ** 2 - 0.00018158) < 5e-9"},
        {"code": "x = math.pi", "holds": "3 < x < 4"},
        {"code": "1 / 0", "raises": "ZeroDivisionError: division"},
        {"code": "f(", "raises": "SyntaxError"},
        {"code": "del math\nmath.pi", "raises": "NameError: name 'math' is not defined"},
        {"code": "import warnings\nwarnings.warn('old', DeprecationWarning)", "raises": "DeprecationWarning: old"},
        {"code": "1 / 0", "raises": "ZeroDivisionError", "holds": "1 + 1 == 2"},
        {"holds": "numpy.zeros(2).sum() == 0"},
    ],
)
def test_what_is_true_is_proved(keys):
    assert prove(erratum(**keys), {"numpy.linalg", "numpy"}) == []


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"holds": "1 + 1 == 3"}, "does not hold: 1 + 1 == 3"),
        ({"holds": "numpy.zeros(1) == 0"}, "got NameError: name 'numpy' is not defined"),
        ({"code": "1 / 0", "holds": "True"}, "does not hold: True, got ZeroDivisionError"),
        ({"code": "1 / 0", "raises": "TypeError"}, "expected TypeError, got ZeroDivisionError: division by zero"),
        ({"code": "1 / 0", "raises": "ZeroDivisionError: other"}, "got ZeroDivisionError: division by zero"),
        ({"code": "1 / 1", "raises": "ZeroDivisionError"}, "expected ZeroDivisionError, got no error"),
        ({"code": "x = 1"}, "`code` stands alone"),
        ({"raises": "TypeError", "holds": "True"}, "`raises` needs the `code`"),
    ],
)
def test_what_is_not_true_is_told(keys, told):
    (fault,) = prove(erratum(**keys), [])
    assert told in fault


def test_an_erratum_of_words_alone_is_not_provable():
    assert [is_provable(erratum(**keys)) for keys in ({}, {"code": "1"}, {"holds": "True"})] == [False, True, True]

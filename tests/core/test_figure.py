import pytest

from kagglebook.core.figure import is_read, sound


@pytest.mark.parametrize(
    "reading",
    [
        {},
        {"title": "t", "axes": [], "left_out": 0},
        {"axes": [{"curves": [{"x": [1, 2.5, None, "inf", "2024-01-01"], "y": []}]}]},
        {"axes": [{"images": [{"shape": [2, 2], "values": [[1, 2], [None, 4]], "mean": None}]}]},
        {"axes": [{"of a later release": 1}], "too": []},
    ],
)
def test_what_figures_say_of_themselves_is_sound(reading):
    assert sound(reading)


@pytest.mark.parametrize(
    "reading",
    [
        None,
        [],
        {"axes": 5},
        {"axes": [5]},
        {"axes": [{"title": 1}]},
        {"axes": [{"curves": [{"y": [[1]]}]}]},
        {"axes": [{"curves": [{"y": [float("nan")]}]}]},
        {"axes": [{"curves": [{"y": [10**400]}]}]},
        {"axes": [{"curves": [{"y": [True]}]}]},
        {"axes": [{"images": [{"shape": []}]}]},
        {"axes": [{"title": "a" * 1001}]},
    ],
)
def test_anything_else_is_not(reading):
    assert not sound(reading)


def test_a_picture_is_read_where_its_reading_tells_anything():
    assert is_read({"axes": []})
    assert not is_read({})
    assert not is_read({"axes": [], "unread": "ValueError: no"})

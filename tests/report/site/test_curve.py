import math
from xml.etree import ElementTree

import pytest

from kagglebook.report.site.curve import curve


def test_a_curve_runs_from_edge_to_edge_and_is_told_in_words():
    svg = ElementTree.fromstring(curve([0.0, 0.5, 1.0], "acc <1>"))
    points = [tuple(map(float, point.split(","))) for point in svg.find("polyline").get("points").split()]
    assert points[0][1] > points[1][1] > points[2][1]
    assert points[1][0] - points[0][0] == points[2][0] - points[1][0]
    assert svg.get("aria-label") == "acc <1>: 0 → 1"


def test_what_is_no_number_is_left_out():
    assert curve([1.0, math.nan, 3.0], "loss").count(",") == 2


@pytest.mark.parametrize("values", [[], [math.nan], [math.inf]])
def test_of_nothing_there_is_no_curve(values):
    assert curve(values, "loss") == ""


def test_one_value_and_a_flat_curve_can_be_drawn():
    assert "<svg" in curve([2.0], "loss") and "<svg" in curve([2.0, 2.0], "loss")


def test_a_curve_stands_before_those_it_is_chosen_among_on_one_scale():
    chosen, diverged = [1.0, 2.0], [4.0, math.inf, math.nan]
    svg = ElementTree.fromstring(curve(chosen, "loss", [chosen, [0.0, 3.0], diverged]))
    lines = svg.findall("polyline")
    assert [each.get("class") for each in lines] == ["other", "other", None]
    assert [text.text for text in svg.findall("text")] == ["4", "0", "1", "3"]

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kagglebook.core.colours import hard_to_tell

CYCLE = {
    "blue": "#1f77b4",
    "orange": "#ff7f0e",
    "green": "#2ca02c",
    "red": "#d62728",
    "purple": "#9467bd",
    "brown": "#8c564b",
    "pink": "#e377c2",
    "gray": "#7f7f7f",
    "olive": "#bcbd22",
    "cyan": "#17becf",
}


def test_of_the_pairs_of_matplotlibs_colours_18_are_told_apart_by_all():
    reasons = {pair: hard_to_tell(*(CYCLE[name] for name in pair)) for pair in combinations(CYCLE, 2)}
    assert len(reasons) == 45
    assert sum(reason is None for reason in reasons.values()) == 18
    assert [pair for pair, reason in reasons.items() if reason and "with" in reason] == [("blue", "pink")]
    assert reasons["blue", "orange"] is None


@pytest.mark.parametrize("colour", ["", "red", "#12", "#gggggg"])
def test_what_is_no_colour_is_not_judged(colour):
    assert hard_to_tell(colour, "#000000") is None


colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@settings(deadline=None)
@given(colours, colours)
def test_the_order_of_two_colours_does_not_matter(first, second):
    assert (hard_to_tell(first, second) is None) == (hard_to_tell(second, first) is None)
    assert hard_to_tell(first, first).startswith("in grey")

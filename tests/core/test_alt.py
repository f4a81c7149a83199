import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kagglebook.chapter.words import shipped
from kagglebook.core.alt import alt_text
from kagglebook.core.alt_curve import short
from kagglebook.core.figure import sound

ALT_WORDS = {tag: shipped(tag).alt for tag in ("en", "ko")}
EN, KO = ALT_WORDS["en"], ALT_WORDS["ko"]
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]\d+)?")


def figure(*axes, **changes):
    return {"axes": list(axes), **changes}


def lines(*curves, **changes):
    axes = {"title": "Loss", "xlabel": "Epoch", "ylabel": "Loss"}
    return figure(axes | {"curves": list(curves)} | changes)


def curve(name, y, x=None):
    return {"name": name, "x": list(range(1, len(y) + 1)) if x is None else x, "y": y}


def test_the_course_of_each_curve_is_told():
    train = curve("Train", [0.31, 0.1, 0.05, 0.0201, 0.02, 0.02, 0.02])
    drawn = lines(train, curve("Validation", [0.2, 0.09, 0.06, 0.05, 0.05, 0.05, 0.05]))
    assert alt_text(drawn, EN) == (
        "Line chart “Loss”. x axis: Epoch, y axis: Loss. Train falls from 0.31 at Epoch 1 to 0.02 at Epoch 7, "
        "and stays between 0.02 and 0.0201 from Epoch 4 on. Validation falls from 0.2 at Epoch 1 to 0.05 at Epoch 7, "
        "and stays between 0.05 and 0.06 from Epoch 3 on."
    )
    assert alt_text(drawn, KO) == (
        "선 그래프 ‘Loss’. 가로축: Epoch, 세로축: Loss. "
        "Train: Epoch 1일 때 0.31에서 Epoch 7일 때 0.02까지 내려간다, Epoch 4부터는 0.02에서 0.0201 사이에 머문다. "
        "Validation: Epoch 1일 때 0.2에서 Epoch 7일 때 0.05까지 내려간다, Epoch 3부터는 0.05에서 0.06 사이에 머문다."
    )


@pytest.mark.parametrize(
    ("axes", "told"),
    [
        ({"images": [{"shape": [28, 28]}]}, "Image of 28 by 28 pixels."),
        ({"images": [{"shape": [2, 3, 3]}] * 3}, "3 images."),
        ({"bars": [{"label": "_c", "heights": [1, 3], "names": ["a", "b"]}]}, "the longest 3 (b), the shortest 1 (a)."),
        ({"bars": [{"label": "n", "heights": [2.5], "names": [""]}]}, "n: 1 bar, of length 2.5."),
        (
            {"points": [{"name": "y = 1", "x": [0, 1], "y": [1, 0]}]},
            "y = 1: points: 2, x between 0 and 1, y between 0 and 1.",
        ),
        ({"kind": "3d", "curves": [curve("path", [1, 2])]}, "Chart in 3-D. path."),
        ({"kind": "polar", "title": "t"}, "Polar chart “t”."),
        ({"others": {"Wedge": 2}, "texts": ["cats", "dogs"]}, "Figure. cats, dogs."),
        ({"xlabel": "n", "xscale": "log", "ylabel": "$t$"}, "x axis: n (log scale), y axis: t."),
        ({"curves": [{"name": "limit", "x": [0, 1], "y": [3, 3], "guide": True}]}, "limit: a horizontal line at 3."),
        ({"curves": [{"name": "now", "x": [2, 2], "y": [0, 1], "guide": True}]}, "now: a vertical line at 2."),
        ({"curves": [curve(str(i), [i, i]) for i in range(9)]}, "3 more curves."),
        ({"curves": [{"name": "a", "x": [1], "y": [1], "left_out": 9}]}, "a: too many points to tell."),
    ],
)
def test_what_axes_show_is_told(axes, told):
    assert alt_text(figure(axes), EN).endswith(told)


def test_a_heat_map_tells_its_largest_cell_and_the_largest_off_the_diagonal():
    names = {
        f"{which}{part}": value
        for which in "xy"
        for part, value in (("ticks", ["Shirt", "Coat"]), ("tick_places", [0, 1]))
    }
    told = alt_text(figure(names | {"images": [{"shape": [2, 2], "values": [[5, 1], [2, 4]]}]}), EN)
    assert "Values between 1 and 5. The largest is 5, in row Shirt, column Shirt." in told
    assert told.endswith("The largest off the diagonal is 2, in row Coat, column Shirt.")


def test_of_equally_large_cells_none_is_called_the_largest():
    ticks = {"xticks": ["a", "b"], "yticks": ["c", "d"], "xtick_places": [0, 1], "ytick_places": [0, 1]}
    assert "largest" not in alt_text(figure(ticks | {"images": [{"shape": [2, 2], "values": [[5, 1], [2, 5]]}]}), EN)


def test_a_curve_without_a_name_has_that_of_its_axis():
    assert "Loss falls from 2" in alt_text(lines(curve("", [2, 1])), EN)
    assert "A curve without a name falls" in alt_text(lines(curve("", [2, 1]), curve("", [2, 1])), EN)


def test_many_panels_are_summed_up_by_their_titles_and_what_they_share():
    panels = [{"title": f"degree {i}", "xlabel": "x", "legend": ["fit"], "place": [i, 0, 1, 1]} for i in range(1, 6)]
    assert alt_text(figure(*panels), EN) == (
        "5 charts. degree 1, degree 2, degree 3, degree 4, degree 5. x axis: x, y axis: –. In each: fit."
    )
    pictures = [{"title": str(i), "images": [{"shape": [28, 28]}], "place": [i, 0, 1, 1]} for i in range(5)]
    assert alt_text(figure(*pictures, title="Digits"), KO) == "‘Digits’. 영상 5장. 0, 1, 2, 3, 4."


def test_titles_with_commas_are_told_apart():
    panels = [{"title": f"degree {i}, 20 samples", "place": [i, 0, 1, 1]} for i in range(14)]
    told = alt_text(figure(*panels), EN)
    assert "degree 0, 20 samples; degree 1, 20 samples; " in told
    assert "20 samples; …." in told


def test_a_colour_bar_is_no_panel_and_two_scales_are_one():
    place = {"place": [0, 0, 1, 1]}
    assert "charts" not in alt_text(figure({"title": "a"} | place, place, {"colorbar": True}), EN)


def test_a_long_text_ends_with_a_whole_sentence():
    told = alt_text(figure(*({"title": letter * 80, "curves": [curve("n", [1, 2])] * 5} for letter in "abcd")), EN)
    assert len(told) <= 600
    assert told.endswith(". …")


def test_lists_of_long_names_leave_room_for_what_else_is_to_be_told():
    panels = [{"title": "t" * 80, "legend": ["e" * 80] * 2, "place": [i, 0, 1, 1]} for i in range(20)]
    told = alt_text(figure(*panels), EN)
    assert told.startswith("20 charts. tttt")
    assert len(told) <= 600
    assert alt_text(figure({"kind": "3d", "curves": [curve("n" * 80, [1])] * 20}), EN).count("n" * 40) == 12


@pytest.mark.parametrize("reading", [{}, {"axes": []}])
def test_an_empty_figure_is_called_one(reading):
    assert alt_text(reading, EN) == "Figure."


values = st.lists(st.none() | st.just("inf") | st.floats(allow_nan=False, allow_infinity=False), max_size=30)


@settings(deadline=None)
@given(values, st.sampled_from(["linear", "log"]), st.sampled_from(["en", "ko"]))
def test_every_number_of_the_text_is_one_of_the_data(y, scale, language):
    drawn = lines(curve("a", y), yscale=scale)
    assert sound(drawn)
    known = {short(value) for value in y if isinstance(value, float)} | set(map(str, range(1, len(y) + 1)))
    known |= {str(sum(not isinstance(value, float) for value in y))}
    assert set(NUMBER.findall(alt_text(drawn, ALT_WORDS[language]))) <= known


cells = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=2)


@settings(deadline=None)
@given(cells, cells, st.sampled_from(["en", "ko"]))
def test_every_number_of_bars_points_and_cells_is_one_of_the_data(first, second, language):
    drawn = figure(
        {
            "bars": [{"heights": first}],
            "points": [{"name": "a", "x": first, "y": second}],
            "images": [{"shape": [2, 2], "values": [first, second]}],
        }
    )
    known = {short(value) for value in (*first, *second)} | {"2"}  # bars, points, rows and columns are two
    assert set(NUMBER.findall(alt_text(drawn, ALT_WORDS[language]))) <= known


texts = st.text(max_size=20)
mixed = st.lists(st.none() | texts | st.floats(allow_nan=False, allow_infinity=False) | st.integers(-9, 9), max_size=9)
curves = st.lists(
    st.fixed_dictionaries(
        {}, optional={"name": texts, "x": mixed, "y": mixed, "guide": st.booleans(), "left_out": st.just(1)}
    ),
    max_size=8,
)
shapes = st.lists(st.integers(0, 30), min_size=1, max_size=3)
images = st.lists(
    st.fixed_dictionaries({}, optional={"shape": shapes, "values": st.lists(mixed, max_size=3)}), max_size=2
)
bars = st.lists(
    st.fixed_dictionaries({}, optional={"label": texts, "heights": mixed, "names": st.lists(texts)}), max_size=2
)
words = dict.fromkeys(("title", "xlabel", "ylabel", "xscale", "yscale", "kind"), texts)
ticks = {name: st.lists(texts, max_size=3) for name in ("legend", "texts", "xticks", "yticks")}
places = {"xtick_places": mixed, "ytick_places": mixed, "place": st.lists(st.floats(0, 1), max_size=4)}
parts = {"curves": curves, "points": curves, "images": images, "bars": bars, "colorbar": st.booleans()}
axes = st.fixed_dictionaries({}, optional=words | ticks | places | parts)


@settings(deadline=None, max_examples=25)
@given(st.fixed_dictionaries({}, optional={"title": texts, "axes": st.lists(axes, max_size=6)}))
def test_whatever_a_sound_reading_holds_there_is_a_text_on_one_line(reading):
    assert sound(reading)
    for table in (EN, KO):
        told = alt_text(reading, table)
        assert 0 < len(told) <= 600
        assert told.isprintable()

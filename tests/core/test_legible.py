import pytest

from kagglebook.core import legible

BLUE, ORANGE, GREEN, RED, PINK = "#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#e377c2"


def faults(figure):
    return legible.faults(figure, ["epoch"])


def curve(name="", **changes):
    look = {"label": name, "name": name, "x": [1, 2], "y": [3, 4], "linestyle": "-", "marker": "None", "color": BLUE}
    return look | changes


def figure(*curves, **changes):
    """A figure of one axes that a reader can understand, but for what is changed."""
    axes = {"title": "Loss", "xlabel": "Epoch", "ylabel": "Loss", "xticks": ["1", "2"], "yticks": ["3", "4"]}
    return {"axes": [axes | {"legend": [each["name"] for each in curves], "curves": list(curves)} | changes]}


def test_a_figure_with_names_and_curves_of_different_styles_has_no_fault():
    assert faults(figure(curve("Train", linestyle="--", marker="o"), curve("Validation", marker="s"))) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"title": ""}, "no title"),
        ({"xlabel": ""}, "no name for the x axis"),
        ({"ylabel": ""}, "no name for the y axis"),
        ({"legend": []}, "no legend for 2 curves"),
        ({"xticks": ["1", "1.5", "2"]}, "the axis Epoch counts, and has a tick 1.5"),
        ({"xticks": ["0", "−0.25"]}, "the axis Epoch counts, and has a tick -0.25"),
        ({"xticks": [r"$\mathdefault{0.25}$"]}, "the axis Epoch counts, and has a tick 0.25"),
    ],
)
def test_what_is_missing_is_told(changes, fault):
    assert faults(figure(curve("Train"), curve("Validation", linestyle="--"), **changes)) == [fault]


@pytest.mark.parametrize("tick", ["1", "10", "1.0", "", "one", r"$\mathdefault{10^{0}}$"])
def test_whole_numbers_and_words_are_no_broken_ticks(tick):
    assert faults(figure(curve(), xticks=[tick])) == []


def test_only_an_axis_that_counts_needs_whole_ticks():
    assert faults(figure(curve(), xlabel="p", xticks=["0.5"])) == []


def test_the_title_and_the_names_of_the_figure_stand_for_those_of_its_axes():
    bare = figure(curve(), title="", xlabel="", ylabel="")
    assert len(faults(bare)) == 3
    assert faults(bare | {"title": "t", "xlabel": "x", "ylabel": "y"}) == []


def test_an_axis_without_numbers_needs_no_name():
    assert faults(figure(curve(), xlabel="", xticks=[])) == []
    assert faults(figure(curve(), xlabel="", ylabel="", shown=False)) == []
    assert faults(figure(curve(), xlabel="", ylabel="", kind="polar")) == []


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        (BLUE, RED, "in grey: lightness 48 and 47 of 100, both solid without marker"),
        (BLUE, GREEN, "in grey: lightness 48 and 58 of 100, both solid without marker"),
        (BLUE, PINK, "with protanopia: colours 12 apart, less than 15, both solid without marker"),
        (BLUE, ORANGE, None),
        ("#000000", BLUE, None),
    ],
)
def test_curves_of_one_style_are_told_apart_by_colours_that_differ_for_all(first, second, reason):
    found = faults(figure(curve("a", color=first), curve("b", color=second)))
    assert found == ([f"curves 1 and 2 (a, b) can't be told apart {reason}"] if reason else [])


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [
        ("protanopia", "#0040a1", "#d70fc3"),
        ("deuteranopia", "#ba65c8", "#1ec0ed"),
        ("tritanopia", "#f86d78", "#c6436e"),
    ],
)
def test_each_kind_of_colour_blindness_is_looked_at(kind, first, second):
    (fault,) = faults(figure(curve("a", color=first), curve("b", color=second)))
    assert f"with {kind}: colours" in fault


@pytest.mark.parametrize("changes", [{"linestyle": ":"}, {"marker": "s"}, {"linestyle": "dashes 5 1"}])
def test_another_line_style_or_marker_tells_curves_apart(changes):
    assert faults(figure(curve("a"), curve("b", color=RED, **changes))) == []


def test_hollow_markers_are_others_only_where_there_are_markers():
    marked = {"linestyle": "None", "marker": "o", "color": BLUE}
    assert faults(figure(curve("a", **marked), curve("b", **marked, hollow=True))) == []
    told = faults(figure(curve("a", **marked), curve("b", **marked)))
    assert told[0].endswith("both without line with marker o")
    assert len(faults(figure(curve("a"), curve("b", hollow=True)))) == 1
    assert len(faults(figure(curve("a", marker=""), curve("b", marker="None")))) == 1


def test_points_are_told_apart_as_curves_are():
    points = {"linestyle": "None", "marker": "o"}
    axes = figure()["axes"][0] | {"legend": ["a", "b"]}
    alike = [curve("a", **points), curve("b", color=RED, **points)]
    assert len(faults({"axes": [axes | {"points": alike}]})) == 1
    assert faults({"axes": [axes | {"points": [alike[0], alike[1] | {"marker": "s"}]}]}) == []
    assert faults({"axes": [axes | {"points": [alike[0], alike[1] | {"color": ""}]}]}) == []  # of many colours


def test_a_curve_that_is_not_in_the_legend_is_told_unless_it_looks_as_one_that_is():
    assert faults(figure(curve("a"), curve("", color=ORANGE), legend=["a"])) == ["curve 2 is not in the legend"]
    assert faults(figure(curve("a"), curve(""), legend=["a"])) == []


def test_lines_that_mark_a_place_are_no_curves():
    assert faults(figure(curve("a"), curve("", color=RED, guide=True))) == []


def test_names_beside_the_curves_stand_for_a_legend():
    pair = curve("a"), curve("b", linestyle="--")
    assert faults(figure(*pair, legend=[], texts=["a", "b"])) == []
    assert faults(figure(curve(), curve(linestyle="--"), legend=[], texts=["a", "b"])) == []


@pytest.mark.parametrize("texts", [["smallest"], ["smallest", "largest"], ["a", "smallest"], ["a"]])
def test_a_note_in_a_figure_is_no_legend(texts):
    pair = curve("a"), curve("b", linestyle="--")
    assert faults(figure(*pair, legend=[], texts=texts)) == ["no legend for 2 curves"]


def test_curves_without_names_are_told_apart_too_where_they_are_not_drawn_as_one():
    beside = {"legend": [], "texts": ["a", "b"]}
    (fault,) = faults(figure(curve(), curve(color=RED), **beside))
    assert fault.startswith("curves 1 and 2 (no name, no name) can't be told apart in grey")
    assert faults(figure(curve(), curve(), **beside)) == []
    assert faults(figure(curve("a"), curve("a"), legend=["a"])) == []


def test_a_line_of_one_point_is_told_by_its_marker_alone():
    point = {"x": [1], "y": [2]}
    (fault,) = faults(figure(curve("a", marker="o", **point), curve("b", marker="o", linestyle="--", **point)))
    assert fault.endswith("in grey: lightness 48 and 48 of 100, both a point with marker o")
    assert faults(figure(curve("a", marker="o", **point), curve("b", marker="s", **point))) == []
    assert faults(figure(curve("a", **point))) == ["curve 1 is a point without a marker, which can't be seen"]
    assert faults(figure(curve("a", x=[1, 2], y=[None, 2]))) == [
        "curve 1 is a point without a marker, which can't be seen"
    ]


def test_panels_may_share_a_legend_that_names_their_curves():
    pair = [curve("a"), curve("b", linestyle="--")]
    first, second = figure(*pair)["axes"][0], figure(*pair, legend=[])["axes"][0]
    assert faults({"axes": [first, second]}) == []
    assert faults({"axes": [second], "legend": ["a", "b"]}) == []
    second["curves"][1] = curve("c", linestyle="--")
    assert faults({"axes": [first, second]}) == ["axes 2: no legend for 2 curves"]


def test_of_several_axes_the_faulty_one_is_told():
    good, bad = figure(curve())["axes"][0], figure(curve(), title="")["axes"][0]
    assert faults({"axes": [good, bad]}) == ["axes 2: no title"]


def test_two_scales_in_one_place_are_read_as_one():
    place = {"place": [0.1, 0.1, 0.8, 0.8]}
    first = figure(curve("a"))["axes"][0] | place
    second = figure(curve("b", color=RED), title="", xlabel="", xticks=[])["axes"][0] | place
    assert [fault.partition(":")[0] for fault in faults({"axes": [first, second]})] == ["axes 1"]
    second["curves"][0] = curve("b", linestyle="--")
    assert faults({"axes": [first, second]}) == []


@pytest.mark.parametrize("axes", [[], [{}], [{"images": [{"shape": [2, 2]}]}], [{"bars": [{"heights": [1]}]}]])
def test_figures_without_curves_have_no_fault(axes):
    assert faults({"axes": axes}) == []


def test_a_colour_bar_is_no_panel():
    assert faults({"axes": [figure(curve())["axes"][0], {"colorbar": True, "curves": [curve()]}]}) == []

import datetime
import io
import json
import warnings

import numpy as np
import pytest
from matplotlib.figure import Figure

from kagglebook.core.figure import sound
from kagglebook.execution.kernels.figures import MOST, MOST_OF_NOTEBOOK, Room, read


def reading(figure, room=None):
    """What a figure says of itself after it was drawn, through JSON."""
    figure.savefig(io.BytesIO(), bbox_inches="tight")
    with warnings.catch_warnings(action="error"):
        found = json.loads(json.dumps(read(figure, room or Room()), allow_nan=False))
    assert sound(found)
    return found


def axes_of(draw, **options):
    """The reading of axes on which `draw` has drawn."""
    figure = Figure()
    draw(figure.subplots(**options))
    found = reading(figure)
    assert "unread" not in found
    return found["axes"][0]


def test_axes_tell_their_names_scales_grid_and_place():
    def draw(axes):
        axes.plot([1, 2], [3, 4], "o--", color="tab:red", label="Train")
        axes.set(title="Loss", xlabel="Epoch", ylabel="MSE", yscale="log", xticks=[1, 2])
        axes.legend()
        axes.grid()
        axes.text(1, 3, "here")

    found = axes_of(draw)
    told = {"title": "Loss", "xlabel": "Epoch", "ylabel": "MSE", "xscale": "linear", "yscale": "log", "grid": True}
    assert found.items() >= told.items()
    assert (found["legend"], found["texts"], found["xticks"], found["xtick_places"]) == (
        ["Train"],
        ["here"],
        ["1", "2"],
        [1, 2],
    )
    assert found["place"] == [0.125, 0.11, 0.775, 0.77]
    assert found["curves"] == [
        {
            "label": "Train",
            "name": "Train",
            "x": [1, 2],
            "y": [3, 4],
            "sizes": [1.5, 6, 1],
            "linestyle": "--",
            "marker": "o",
            "color": "#d62728",
            "hollow": False,
        }
    ]


def test_a_curve_has_the_name_that_its_look_has_in_the_legend():
    def draw(axes):
        axes.plot([1, 2], [3, 4], label="a")
        axes.plot([1, 2], [3, 5], "--")
        axes.scatter([1], [2])
        axes.legend(["first", "second", "third"])

    found = axes_of(draw)
    assert [curve["name"] for curve in (*found["curves"], *found["points"])] == ["first", "second", "third"]


def test_numbers_that_json_lacks_are_null_or_texts():
    found = axes_of(lambda axes: axes.plot([1, 2, 3, 4], [np.nan, np.inf, -np.inf, 1]))
    assert found["curves"][0]["y"] == [None, "inf", "-inf", 1]
    masked = axes_of(lambda axes: axes.plot([1, 2], np.ma.array([1.0, 2.0], mask=[True, False])))
    assert masked["curves"][0]["y"] == [None, 2]


def test_complex_numbers_are_texts_and_nothing_of_them_is_warned_of_again():
    with pytest.warns(match="imaginary"):
        found = axes_of(lambda axes: axes.plot(np.array([1 + 1j, 2], dtype="complex64")))
    assert found["curves"][0]["y"] == ["(1+1j)", "(2+0j)"]


def test_half_a_character_is_sent_as_a_question_mark():
    assert axes_of(lambda axes: axes.plot([1, 2], label="a\ud800"))["curves"][0]["label"] == "a?"


@pytest.mark.parametrize("projection", ["polar", "3d"])
@pytest.mark.parametrize(
    "draw",
    [
        lambda axes: None,
        lambda axes: axes.plot([1, 2], [1, 2], label="a"),
        lambda axes: axes.scatter([], []),
        lambda axes: axes.bar([1, 2], [1, 2]),
        lambda axes: axes.text(0, 0, s="here") if axes.name == "polar" else axes.text(0, 0, 0, s="here"),
    ],
)
def test_axes_of_other_projections_are_read(projection, draw):
    assert axes_of(draw, subplot_kw={"projection": projection})["kind"] == projection


def test_dates_and_categories_are_texts():
    day = [datetime.date(2024, 1, 1), datetime.date(2024, 1, 2)]
    assert axes_of(lambda axes: axes.plot(day, [1, 2]))["curves"][0]["x"] == ["2024-01-01", "2024-01-02"]
    times = np.array(["2024-01-01", "2024-01-02"], dtype="M8[D]")
    assert axes_of(lambda axes: axes.plot(times, [1, 2]))["curves"][0]["x"] == ["2024-01-01", "2024-01-02"]
    assert axes_of(lambda axes: axes.plot(["1", "b"], [1, 2]))["curves"][0]["x"] == ["1", "b"]


def test_points_tell_their_marker_though_scatter_keeps_no_name_of_it():
    def draw(axes):
        for marker in "os^vx*":
            axes.scatter([1, 2], [3, 4], marker=marker, label=marker)
        axes.scatter([1], [1], facecolors="none", edgecolors="k")
        axes.scatter([1, 2], [3, 4], c=[0, 1])

    points = axes_of(draw)["points"]
    assert [each["marker"] for each in points] == [*"os^vx*", "o", "o"]
    assert (points[0]["x"], points[0]["y"], points[0]["label"]) == ([1, 2], [3, 4], "o")
    assert (points[-2]["hollow"], points[-2]["color"]) == (True, "#000000")
    assert points[-1]["color"] == ""  # of many


def test_bars_have_the_names_of_their_ticks():
    (bars,) = axes_of(lambda axes: axes.bar(["a", "b"], [1, 2], label="n"))["bars"]
    told = {"label": "n", "heights": [1, 2], "places": [0, 1], "names": ["a", "b"], "lying": False}
    assert bars.items() >= told.items()
    (bars,) = axes_of(lambda axes: axes.barh(["a", "b"], [1, 2]))["bars"]
    assert (bars["heights"], bars["names"], bars["lying"]) == ([1, 2], ["a", "b"], True)


def test_images_tell_their_statistics_and_small_ones_their_values():
    def draw(axes):
        axes.imshow([[0.0, 1.0], [2.0, np.nan]], cmap="gray")
        axes.imshow(np.full((30, 40, 3), 255, dtype="uint8"))
        axes.pcolormesh([[1, 2, 3], [4, 5, 6]])

    small, coloured, mesh = axes_of(draw)["images"]
    assert small == {
        "shape": [2, 2],
        "cmap": "gray",
        "mean": 1,
        "min": 0,
        "max": 2,
        "ink": 0.5,
        "values": [[0, 1], [2, None]],
    }
    assert (coloured["shape"], coloured["mean"]) == ([30, 40, 3], 255)
    assert "values" not in coloured
    assert mesh["values"] == [[1, 2, 3], [4, 5, 6]]


def test_lines_that_mark_a_place_are_in_units_of_the_data():
    def draw(axes):
        axes.plot([0, 10], [0, 10])
        axes.axhline(5)
        axes.axvline(2)
        axes.set(xlim=(0, 10), ylim=(0, 20))

    curve, across, upright = axes_of(draw)["curves"]
    assert "guide" not in curve
    assert across["guide"]
    assert (across["x"], across["y"]) == (pytest.approx([0, 10]), [5, 5])
    assert (upright["x"], upright["y"]) == ([2, 2], pytest.approx([0, 20]))


def test_colours_are_as_they_look_on_their_background():
    found = axes_of(lambda axes: axes.plot([1, 2], [1, 2], color="k", alpha=0.5))
    assert found["curves"][0]["color"] == "#808080"


def test_dashes_of_ones_own_are_another_style():
    found = axes_of(lambda axes: (axes.plot([1, 2], "--"), axes.plot([1, 2], linestyle=(0, (1, 5)))))
    assert [curve["linestyle"] for curve in found["curves"]] == ["--", "dashes 1 5"]


def test_axes_in_three_dimensions_tell_all_three():
    def draw(axes):
        axes.plot([1, 2], [3, 4], [5, 6])
        axes.scatter([1, 2], [3, 4], [5, 6])

    found = axes_of(draw, subplot_kw={"projection": "3d"})
    assert found["kind"] == "3d"
    assert (found["curves"][0]["x"], found["curves"][0]["z"]) == ([1, 2], [5, 6])
    assert len(found["points"][0]["z"]) == 2


def test_what_is_not_read_is_counted():
    found = axes_of(lambda axes: (axes.fill_between([1, 2], [1, 2]), axes.pie([1, 2])))
    assert sum(found["others"].values()) == 3


def test_of_a_great_many_numbers_the_first_are_told_and_the_rest_counted():
    figure = Figure()
    axes = figure.subplots()
    axes.plot(np.arange(1_000_000), np.arange(1_000_000))
    axes.plot([1, 2], [3, 4])
    found = reading(figure)
    first, second = found["axes"][0]["curves"]
    assert (len(first["y"]), first["left_out"]) == (MOST // 2, 1_000_000 - MOST // 2)
    assert (second["y"], second["left_out"]) == ([], 2)
    assert found["left_out"] == 2_000_000 - MOST + 4


def test_a_notebook_with_a_great_many_figures_has_its_bound_too():
    room, figure = Room(), Figure()
    assert room.notebook == MOST_OF_NOTEBOOK
    room.notebook = 2 * MOST
    figure.subplots().plot(np.arange(MOST))
    found = [read(figure, room) for _ in range(3)]
    assert len(found[-2]["axes"][0]["curves"][0]["y"]) == MOST // 2
    assert found[-1]["axes"][0]["curves"][0]["y"] == []


def test_a_figure_that_cannot_be_read_says_why():
    figure = Figure()
    figure.legends = None
    found = read(figure, Room())
    assert found["unread"] == "TypeError: 'NoneType' object is not iterable"
    assert sound(found)


@pytest.mark.parametrize(
    "draw",
    [
        lambda axes: None,
        lambda axes: axes.loglog([1, 10], [0, 1]),
        lambda axes: axes.plot([], []),
        lambda axes: axes.plot([1], [np.nan]),
        lambda axes: axes.set_title("a" * 300),
        lambda axes: axes.imshow(np.full((2, 2), np.nan)),
        lambda axes: axes.imshow(np.array([[True, False]])),
        lambda axes: axes.errorbar([1, 2], [1, 2], yerr=[0.1, 0.1]),
        lambda axes: axes.contourf(np.eye(4)),
        lambda axes: axes.imshow(np.full((4, 4), 1e308)),
        lambda axes: axes.plot([datetime.date(2024, 1, 1)], [1]) and axes.axvline(datetime.date(2024, 1, 1)),
        lambda axes: axes.twinx().plot(["a", "b"], [1, 2]),
        lambda axes: axes.hexbin([1, 2], [1, 2]),
        lambda axes: axes.quiver([1], [1], [1], [1]),
        lambda axes: axes.boxplot([1, 2, 3]),
        lambda axes: axes.hist([1, 2, 2]),
        lambda axes: axes.axline((0, 0), slope=1),
        lambda axes: axes.axis("off"),
        lambda axes: axes.secondary_xaxis("top"),
        lambda axes: axes.inset_axes([0, 0, 0.5, 0.5]),
        lambda axes: axes.stairs([1, 2]),
        lambda axes: axes.plot([1, 2], marker=[(0, 0), (1, 1)]),
        lambda axes: axes.figure.colorbar(axes.pcolormesh(np.eye(3), shading="gouraud"), ax=axes),
    ],
)
def test_figures_of_many_kinds_are_read_and_stay_as_they_were(draw):
    figure = Figure()
    draw(figure.subplots())
    before, after = io.BytesIO(), io.BytesIO()
    figure.savefig(before, bbox_inches="tight")
    assert "unread" not in reading(figure)
    figure.savefig(after, bbox_inches="tight")
    assert before.getvalue() == after.getvalue()


def test_no_formatter_of_the_notebooks_is_called_for_it():
    calls = []
    figure = Figure()
    figure.subplots().xaxis.set_major_formatter(lambda value, place: calls.append(value) or "t")
    figure.savefig(io.BytesIO())
    drawn = len(calls)
    assert read(figure, Room())["axes"][0]["xticks"] == ["t"] * 6
    assert len(calls) == drawn


def test_limits_and_sizes_are_told():
    figure = Figure(figsize=(4, 3))
    axes = figure.subplots()
    axes.set(xlim=(0, 2), ylim=(5, -1))
    axes.text(0.5, 0.25, "here", fontsize=7, rotation=30)
    found = reading(figure)
    assert (found["size"], found["axes"][0]["limits"]) == ([4, 3], [[0, 2], [5, -1]])
    assert found["axes"][0]["sizes"] == [12, 10, 10, 10, 10, 7, 30, 0.5, 0.25, 0, 0]


@pytest.mark.parametrize(
    ("kind", "draw"),
    [
        ("QuadContourSet", lambda axes, scale: axes.contourf(np.arange(12.0).reshape(3, 4) * scale)),
        ("Quiver", lambda axes, scale: axes.quiver([0, 1], [0, 1], [1, 2], [scale, 2])),
        ("FillBetweenPolyCollection", lambda axes, scale: axes.fill_between([0, 1, 2], [scale, 2, 3])),
        ("Rectangle", lambda axes, scale: axes.axvspan(0, scale)),
        ("StepPatch", lambda axes, scale: axes.stairs([scale, 2])),
    ],
)
def test_what_is_not_read_part_by_part_is_told_by_its_kind_and_by_sums(kind, draw):
    one, other = (axes_of(lambda axes, scale=scale: draw(axes, scale))["shapes"] for scale in (1.5, 1.6))
    assert [each["kind"] for each in one] == [kind]
    assert one[0]["sums"] and one != other


def test_a_surface_in_3d_is_told_by_limits_and_sums():
    def draw(axes):
        grid = np.arange(4.0).reshape(2, 2)
        axes.plot_surface(grid, grid.T, grid)

    found = axes_of(draw, subplot_kw={"projection": "3d"})
    assert len(found["limits"]) == 3 and found["shapes"][0]["sums"]

import math
import time
import warnings

import pytest

from kagglebook.report import pictures
from kagglebook.report.pictures import draw

GRID = "grid = { first = [1, 2, 3], second = [0.5, 1.0] }"


def test_the_curves_of_all_variants_share_axes_and_the_legend_stands_beside_them(group_of, figures, tmp_path):
    paths = draw(group_of("grid = { first = [1, 3] }"), tmp_path)
    assert [path.name for path in paths] == ["variants-1-1.png", "variants-1-1-over-first.png"]
    assert paths[0].read_bytes().startswith(b"\x89PNG")
    figure = figures["variants-1-1.png"]
    assert [axes.get_ylabel() for axes in figure.axes] == ["acc", "deep.loss"]
    assert [axes.get_xlabel() for axes in figure.axes] == ["step", "step"]
    assert [len(axes.lines) for axes in figure.axes] == [3, 3]
    assert [axes.get_legend() for axes in figure.axes] == [None, None]
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["best: first 3", "first 1", "worst: program 1-1"]


def test_lines_are_told_apart_without_colour(group_of, figures, tmp_path):
    draw(group_of(GRID), tmp_path)
    lines = figures["variants-1-1.png"].axes[0].lines
    assert len({(line.get_linestyle(), line.get_marker()) for line in lines}) == len(lines) == 6
    assert max(line.get_color()[1] for line in lines) < 0.85  # viridis beyond is too light for white paper


def test_two_parameters_make_small_multiples_in_the_order_of_their_values(group_of, figures, tmp_path):
    names = [path.name for path in draw(group_of(GRID), tmp_path)]
    assert names == ["variants-1-1.png", "variants-1-1-first-second.png", "variants-1-1-over-first.png"]
    figure = figures["variants-1-1-first-second.png"]
    assert [axes.get_title().split("\n") for axes in figure.axes] == [
        ["first = 1", ""],
        ["first = 2", "worst: second = 0.5"],
        ["first = 3", "best: second = 1.0"],
    ]
    assert len({axes.get_ylim() for axes in figure.axes}) == 1
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["0.5", "1.0"]


def test_seeds_become_a_line_with_a_band(group_of, figures, tmp_path):
    draw(group_of("grid = { first = [1, 3] }", seeds=3), tmp_path)
    axes = figures["variants-1-1.png"].axes[0]
    assert (len(axes.lines), len(axes.collections)) == (3, 3)
    assert "3 seeds" in figures["variants-1-1.png"].get_suptitle()


def test_of_very_many_variants_the_best_and_the_worst_are_drawn(group_of, figures, tmp_path):
    draw(group_of(f"grid = {{ first = {list(range(10, 60))} }}"), tmp_path)
    figure = figures["variants-1-1.png"]
    assert len(figure.axes[0].lines) == pictures.MANY
    assert f"{pictures.MANY} of 51 variants" in figure.get_suptitle()
    words = [text.get_text() for text in figure.legends[0].get_texts()]
    assert (words[0], words[-1]) == ("best: first 59", "worst: program 1-1")


def test_a_picture_is_byte_for_byte_the_same(group_of, tmp_path):
    group = group_of("grid = { first = [1, 3] }")
    first, second = (draw(group, tmp_path / name)[0].read_bytes() for name in ("a", "b"))
    assert first == second


def test_one_variant_far_off_does_not_press_the_others_flat(group_of, figures, tmp_path):
    group = group_of("grid = { first = [1, 3] }")
    group.rows[0].runs[0].run.results["acc"][:] = [30.0, 40.0]
    draw(group, tmp_path)
    accuracy, loss = figures["variants-1-1.png"].axes
    assert (accuracy.get_yscale(), loss.get_yscale()) == ("log", "linear")


SERIES = {
    "nan": [math.nan, math.nan],
    "infinite": [0.1, math.inf, -math.inf],
    "huge": [1e308, -1e308, 10**299],
    "no numbers": ["a", 0.5],
    "other things": [None, {"a": 1}, 0.5],
    "nested": [[0.1], 0.5],
    "no list": 0.5,
    "one": [0.5],
    "a million": [0.5] * 10**6,
    "a text": "0.5",
}


@pytest.mark.parametrize("name", SERIES)
def test_whatever_a_run_left_the_others_are_drawn(group_of, tmp_path, name):
    group = group_of("grid = { first = [1, 3] }", seeds=2)
    group.rows[1].runs[0].run.results.update(acc=SERIES[name], deep={"loss": SERIES[name]})
    said: list[str] = []
    started = time.process_time()
    path, *_ = draw(group, tmp_path, said.append)
    assert time.process_time() - started < 3
    assert said == [] and path.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "label", ["$\\foo$", "$x^{$", "\x1b[2J\ud800", "손실", "[/]", "a\nb", "x" * 10_000, "\\$ 5 and $ 6"]
)
def test_a_label_of_any_characters_is_drawn(group_of, tmp_path, label):
    group = group_of("grid = { first = [1, 3] }")
    group.by.labels["acc"] = label
    said: list[str] = []
    with warnings.catch_warnings(action="error"):
        assert len(draw(group, tmp_path, said.append)) == 2
    assert said == []


def test_a_long_series_is_drawn_by_some_of_its_points(group_of, figures, tmp_path):
    group = group_of("grid = { first = [1, 3] }")
    group.rows[0].runs[0].run.results["acc"] = [number / 10**5 for number in range(10**5)]
    draw(group, tmp_path)
    steps = figures["variants-1-1.png"].axes[0].lines[0].get_xdata()
    assert (len(steps), steps[0], steps[-1]) == (pictures.MANY_STEPS, 1, 10**5)


def test_a_picture_that_cannot_be_drawn_is_told_and_the_next_is_made(group_of, tmp_path, monkeypatch):
    def broken(*_):
        raise ValueError("no ink")

    monkeypatch.setattr(pictures, "_curves", broken)
    said: list[str] = []
    names = [path.name for path in draw(group_of(GRID), tmp_path, said.append)]
    assert names == ["variants-1-1-first-second.png", "variants-1-1-over-first.png"]
    assert said == ["no picture variants-1-1.png: ValueError: no ink"]


def test_parameters_with_many_values_make_no_picture_of_many_panels(group_of, tmp_path):
    grid = f"grid = {{ first = {list(range(10, 40))}, second = [0.5, 1.0] }}"
    names = [path.name for path in draw(group_of(grid), tmp_path)]
    assert names == ["variants-1-1.png", "variants-1-1-over-first.png"]

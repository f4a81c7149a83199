import pytest

from kagglebook.report.over import FEWEST, MOST
from kagglebook.report.pictures import draw

OVER = "variants-1-1-over-first.png"


def test_the_number_is_drawn_over_each_numeric_parameter_with_its_spread_over_seeds(group_of, figures, tmp_path):
    draw(group_of("grid = { first = [1, 3] }", seeds=3), tmp_path)
    (axes,) = figures[OVER].axes
    (bars,) = axes.containers
    points, _, (spread,) = bars
    assert points.get_xdata().tolist() == [1, 2, 3]
    # The program itself has 2, and is the first: 0.1; then 1: 0.2 and 3: 0.3; seeds add 0, 0.01 and 0.02.
    assert points.get_ydata().tolist() == pytest.approx([0.21, 0.11, 0.31])
    assert [bottom for _, bottom in (segment[0] for segment in spread.get_segments())] == pytest.approx([0.2, 0.1, 0.3])
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("first", "acc")
    assert figures[OVER].get_suptitle() == "Program 1-1, mean ± sd of 3 seeds\nacc over first"


def test_rows_that_are_alike_in_all_other_parameters_are_a_line(group_of, figures, tmp_path):
    draw(group_of("grid = { first = [1, 2, 3], second = [0.5, 1.0] }"), tmp_path)
    (axes,) = figures[OVER].axes
    assert [len(bars[0].get_xdata()) for bars in axes.containers] == [3, 3]
    assert [text.get_text() for text in figures[OVER].legends[0].get_texts()] == ["second = 0.5", "second = 1.0"]
    assert "variants-1-1-over-second.png" not in figures  # of two values


def test_values_far_apart_have_a_logarithmic_axis(group_of, figures, tmp_path):
    draw(group_of("grid = { first = [10, 1000] }"), tmp_path)
    assert figures[OVER].axes[0].get_xscale() == "log"


@pytest.mark.parametrize(
    "grid",
    [
        f"grid = {{ first = {[*range(1, FEWEST)]} }}",
        f"grid = {{ first = [1, 2, 3], second = {[number / 2 for number in range(1, MOST + 2)]} }}",
    ],
)
def test_too_few_values_and_too_many_lines_make_no_picture(group_of, figures, tmp_path, grid):
    draw(group_of(grid), tmp_path)
    assert OVER not in figures

from kagglebook.core.run import CellOutput, Run
from kagglebook.judging.stable import parts_drawn, unstable


def a_run(text="", drawn=(), **results):
    return Run({"c": CellOutput(text, drawn=drawn)}, results)


def test_what_differs_between_two_equal_runs_is_named():
    one = a_run("took 3 s", t=1.0, losses=[1, 2], deep={"x": [1, 2]})
    other = a_run("took 4 s", t=1.0 + 1e-12, losses=[1, 2], deep={"x": [1, 3]})
    assert unstable(one, one) == (set(), set())
    assert unstable(one, other) == ({"t", "deep"}, {"c"})


def test_items_of_a_table_are_told_one_by_one_where_asked():
    one, other = a_run(behind={"a": [1], "b": [2]}), a_run(behind={"a": [1], "b": [3]})
    assert unstable(one, other, within=["behind"]) == ({"behind.b"}, set())


def test_a_cell_whose_figures_differ_is_named():
    figures = [({"axes": [{"limits": [[0.0, end]]}]},) for end in (1.0, 2.0)]
    assert unstable(*(a_run(drawn=figure) for figure in figures)) == (set(), {"c"})


def test_words_that_differ_name_no_cell_and_nan_is_nans_equal():
    assert unstable(a_run("at x7f", v=float("nan")), a_run("at x8f", v=float("nan"))) == (set(), set())


def test_parts_of_figures_are_counted_where_all_runs_have_as_many():
    figure = {"axes": [{"curves": [{}, {}], "bars": [{}], "images": []}]}
    other = {"axes": [{"curves": [{}, {}], "bars": [{}, {}]}]}
    assert parts_drawn([a_run(drawn=(figure,))] * 2) == (
        ("c", "[0].axes[0].curves", 2),
        ("c", "[0].axes[0].bars", 1),
    )
    assert parts_drawn([a_run(drawn=(figure,)), a_run(drawn=(other,))]) == (("c", "[0].axes[0].curves", 2),)
    assert parts_drawn([a_run(drawn=None)]) == ()

"""What figures and HTML show, as values of a recorded run."""

import pytest

from kagglebook.chapter.recorded import Recorded
from kagglebook.core.run import CellOutput, Run
from kagglebook.judging.baseline import all_deviations, deviations
from kagglebook.judging.tolerances import measure
from kagglebook.judging.values import flatten

CURVE = {"x": [0.0, 1.0, 2.0], "y": [1.0, 4.0, None], "sizes": [1.5, 6.0, 1.0], "linestyle": "-", "marker": "o"}
AXES = {"title": "Loss of 3 nets", "limits": [[0.0, 2.0], [0.0, 5.0]], "curves": [CURVE]}


def shown(html=(), **changes):
    """The values of a run whose cell shows a figure of these axes."""
    figure = {"size": [6.4, 4.8], "axes": [AXES | changes]}
    return Run({"c": CellOutput("", figures=1, drawn=(figure,), html=html)}, {})


def recorded(run):
    return Recorded(date="", parameters={}, fingerprint="", values=measure(run, [run], [run]))


def found(run, known):
    return [each.words for each in deviations(known, flatten(run), near=True)]


def test_a_figure_becomes_words_and_a_series_for_each_part():
    assert flatten(shown()) == {
        "cell c: figures": 1,
        "cell c: shown words": "Loss of # nets - o",
        "cell c: shown numbers": [3],
        "cell c: shown figure 1 sizes": [6.4, 4.8, 1.5, 6.0, 1.0],
        "cell c: shown figure 1 axes 1 limits": [0.0, 2.0, 0.0, 5.0],
        "cell c: shown figure 1 axes 1 curves": [3, 1.0, 5 / 3, 8 / 9, 0.0, 2.0, 2, 2.5, 8.5, 2.25, 1.0, 4.0],
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Loss of 4 nets"},
        {"limits": [[0.0, 2.0], [0.0, 6.0]]},
        {"place": [0.1, 0.1, 0.8, 0.4]},
        {"sizes": [12.0]},
        {"curves": [CURVE | {"y": [1.0, 4.01, None]}]},
        {"curves": [CURVE | {"y": [4.0, 1.0, None]}]},
        {"curves": [CURVE, CURVE]},
        {"curves": [CURVE | {"linestyle": "--"}]},
        {"curves": [CURVE | {"sizes": [2.0, 6.0, 1.0]}]},
        {"points": [CURVE]},
        {"bars": [{"heights": [1.0], "places": [0.0]}]},
        {"images": [{"shape": [2, 2], "mean": 0.5, "values": [[0, 1], [1, 0]]}]},
        {"shapes": [{"kind": "Quiver", "sums": [1.0]}]},
        {"others": {"Quiver": 1}},
        {"html": ("<b>7</b> nets",)},
    ],
)
def test_what_is_drawn_otherwise_is_found(changes):
    assert found(shown(), recorded(shown())) == []
    assert found(shown(**changes), recorded(shown()))


def test_html_counts_by_what_its_reader_sees():
    html = "<style>p {left: 3px}</style><p id='a9'>2 &lt; 3</p><!-- 4 --><script>5</script>"
    values = flatten(Run({"c": CellOutput(html=(html, "x" * 300_000))}))
    assert values == {"cell c: shown words": "# < #", "cell c: shown numbers": [2, 3]}


def test_what_was_recorded_before_figures_were_is_held_without_them():
    old = recorded(shown())
    values = {path: value for path, value in old.values.items() if ": shown" not in path}
    assert found(shown(title="another"), old.model_copy(update={"values": values})) == []


def test_a_figure_of_which_not_all_was_read_is_held_by_its_words_alone():
    figure = {"left_out": 5, "axes": [AXES]}
    run = Run({"c": CellOutput(figures=1, drawn=(figure,))}, {})
    assert [path for path in flatten(run) if "axes" in path] == []


def test_lists_of_texts_and_numbers_are_held_to_the_digits_that_a_record_has():
    known = recorded(Run(results={"a": ["x", 0.12345678901]})).model_copy()
    written = known.values["a"].model_copy(update={"value": ["x", 0.1234568]})
    known = known.model_copy(update={"values": {"a": written}})
    assert found(Run(results={"a": ["x", 0.12345678901]}), known) == []
    assert found(Run(results={"a": ["x", 0.1235]}), known)


def test_what_was_computed_is_told_before_what_is_drawn_of_it():
    before, after = shown(), shown(limits=[[0.0, 900.0], [0.0, 5.0]], curves=[])
    before.results["loss"], after.results["loss"] = 1.0, 1.1
    told = all_deviations(recorded(before), after)
    assert [each.drawn for each in told] == [False, True, True, True, True]
    assert told[0].words.startswith("loss is 1.1")
    assert [each.size for each in told[1:]] == sorted((each.size for each in told[1:]), reverse=True)

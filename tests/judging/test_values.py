from kagglebook.core.run import CellOutput, Run
from kagglebook.judging.values import flatten
from tests.judging.test_baseline import a_run


def test_results_become_leaves_and_series_and_cells_words_and_numbers():
    run = Run(
        {"a": CellOutput("loss 0.25, -1,149,010 of 3e-4 x2\n", figures=1), "b": CellOutput("\n")},
        {
            "n": 3,
            "ok": True,
            "h": {"a": [1.0, 2]},
            "curves": [[1.0], [2.0]],
            "names": ["x"],
            "none": [],
            "environment": {},
        },
    )
    assert flatten(run) == {
        "n": [3],
        "ok": True,
        "h.a": [1.0, 2],
        "curves[0]": [1.0],
        "curves[1]": [2.0],
        "names": ["x"],
        "none": [],
        "cell a: words": "loss # , # of # x2",
        "cell a: numbers": [0.25, -1149010, 3e-4],
        "cell a: figures": 1,
    }


def test_what_a_cell_says_of_its_environment_is_not_compared():
    other = {"python": "3.12.1", "torch": "2.10.0+cu128", "device": "Tesla T4"}
    here = flatten(a_run())
    there = flatten(a_run(text="device: cuda, torch 2.10.0+cu128\naccuracy 0.75\n", environment=other))
    assert here == there

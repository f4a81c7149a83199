from kagglebook.core.value_path import look_up

RESULTS = {"loss": [3.0, 2.0, 1.0], "history": {"acc": [0.5, 0.9]}}


def test_paths_reach_into_nested_tables_and_series():
    assert look_up(RESULTS, "history.acc[-1]") == 0.9
    assert look_up(RESULTS, "loss[::2]") == [3.0, 1.0]
    assert look_up({"a": {"1": [[1, 2]]}}, "a.1[0][1]") == 2

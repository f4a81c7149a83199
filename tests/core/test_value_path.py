import pytest
from pydantic import TypeAdapter, ValidationError

from kagglebook.core.value_path import ValuePath, look_up

RESULTS = {"loss": [3.0, 2.0, 1.0], "history": {"acc": [0.5, 0.9]}}


def test_paths_reach_into_nested_tables_and_series():
    assert look_up(RESULTS, "history.acc[-1]") == 0.9
    assert look_up(RESULTS, "loss[::2]") == [3.0, 1.0]
    assert look_up({"a": {"1": [[1, 2]]}}, "a.1[0][1]") == 2


@pytest.mark.parametrize(
    "path", ["loss[::0]", "loss[0:9:00]", "loss[-]", "loss[-:]", "loss[" + "9" * 5_000 + "]", "a..b", ""]
)
def test_what_leads_nowhere_is_no_path(path):
    with pytest.raises(ValidationError, match="should be a path"):
        TypeAdapter(ValuePath).validate_python(path)


@pytest.mark.parametrize(
    "path", ["loss[-1]", "loss[::100]", "loss[::-1]", "loss[1:]", "loss[:]", "loss[-3:-1:2]", "a.b_1[0][1].c"]
)
def test_indices_and_slices_are_paths(path):
    assert TypeAdapter(ValuePath).validate_python(path) == path


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("history[0]", "history[0]: a table, not a list"),
        ("history[:1]", "history[:1]: a table, not a list"),
        ("loss[0][0]", "loss[0][0]: a number, not a list"),
        ("ok[0]", "ok[0]: true or false, not a list"),
        ("none[0]", "none[0]: null, not a list"),
        ("loss[7]", "loss[7]: only 3 values"),
        ("loss.acc", "no 'acc' in results.json"),
    ],
)
def test_what_is_not_there_is_told(path, why):
    with pytest.raises(LookupError) as raised:
        look_up(RESULTS | {"ok": True, "none": None}, path)
    assert raised.value.args[0] == why

"""baseline.json: read as it was written, with the extremes that were measured."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kagglebook.chapter.chapter import load_chapter
from kagglebook.chapter.recorded import NAME, NewerVersionError, RecordedValue, load, outwards, to_bytes
from kagglebook.core.problems import InputError
from kagglebook.judging.tolerances import HOW
from tests.judging.test_baseline import recorded
from tests.support import ROOT

NUMBERS = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300)


def test_a_file_is_read_as_it_was_written(tmp_path):
    programs = {"5-7": recorded(), "5-8": recorded()}
    (tmp_path / NAME).write_bytes(to_bytes(HOW, programs))
    read = load(tmp_path)
    assert read["5-7"].model_dump(exclude={"values"}) == programs["5-7"].model_dump(exclude={"values"})
    for path, known in programs["5-8"].values.items():
        again = read["5-8"].values[path]
        assert (again.value, again.varies) == (known.value, known.varies)
        for name in ("near", "low", "high"):  # seven digits are kept
            assert getattr(again, name) == (pytest.approx(found) if (found := getattr(known, name)) else None)
    assert json.loads((tmp_path / NAME).read_bytes())["how"] == HOW


def test_a_chapter_without_a_file_has_no_recorded_run(tmp_path):
    assert load(tmp_path) == {}


def test_a_file_that_is_no_baseline_is_told_with_the_way_out(tmp_path):
    (tmp_path / NAME).write_text('{"how": "", "programs": {"5-7": {"date": 1}}}')
    with pytest.raises(InputError, match=r"baseline.json: programs.5-7.date: .*`record --force`"):
        load(tmp_path)


def test_what_is_infinite_or_nan_is_read_as_it_was_written(tmp_path):
    values = {"x": RecordedValue(value=[math.inf, -math.inf, math.nan], near=[0.0] * 3)}
    (tmp_path / NAME).write_bytes(to_bytes(HOW, {"5-7": recorded(values=values)}))
    assert [*map(str, load(tmp_path)["5-7"].values["x"].value)] == ["inf", "-inf", "nan"]


@pytest.mark.parametrize(
    "value",
    [
        '{"value": [1.0], "near": [0.1, 0.1]}',
        '{"value": [1.0], "near": []}',
        '{"value": "text", "near": [0.1]}',
        '{"value": [1.0], "near": [NaN]}',
        '{"value": [1.0], "near": [0.1], "low": [0.1]}',
        '{"value": [1.0], "low": [0.1], "high": [0.1]}',
    ],
)
def test_a_record_whose_tolerances_do_not_fit_is_told(tmp_path, value):
    fields = '"date": "", "parameters": {}, "fingerprint": ""'
    text = f'{{"how": "", "programs": {{"5-7": {{{fields}, "values": {{"x": {value}}}}}}}}}'
    (tmp_path / NAME).write_text(text)
    with pytest.raises(InputError, match=r"baseline.json: programs.5-7.values.x"):
        load(tmp_path)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"how": ' + "1" * 5_000 + "}", "\x00", "[]", "null"])
def test_a_file_of_anything_is_told(tmp_path, text):
    (tmp_path / NAME).write_text(text)
    with pytest.raises(InputError, match=r"baseline.json"):
        load(tmp_path)


def test_the_recorded_chapter_says_how_it_was_measured_and_has_every_program():
    chapter = load_chapter(ROOT, 5)
    known = load(chapter.folder)
    assert list(known) == [program.number for program in chapter.programs]
    for program in chapter.programs:
        assert known[program.number].parameters == program.params | program.quick
    assert json.loads((chapter.folder / NAME).read_bytes())["how"] == HOW


def test_a_file_of_a_newer_version_is_told_as_such_and_one_without_a_version_is_read(tmp_path):
    path = tmp_path / NAME
    path.write_text('{"how": "", "programs": {}}')
    assert load(tmp_path) == {}
    path.write_text('{"version": 3, "how": "", "programs": {}}')
    with pytest.raises(NewerVersionError, match="of a version that this kagglebook doesn't know"):
        load(tmp_path)


@given(NUMBERS, NUMBERS, st.integers(2, 9))
def test_extremes_are_rounded_away_from_one_another(first, second, digits):
    low, high = sorted((first, second))
    below, above = outwards(low, high, digits)
    assert below <= low <= high <= above
    assert (below, above) == pytest.approx((low, high), rel=10.0 ** (2 - digits))


def test_a_number_that_has_few_digits_stays_as_it_is():
    assert outwards(0.847, 0.85, 4) == (0.847, 0.85)


def test_the_file_does_not_leave_an_extreme_outside(tmp_path):
    known = RecordedValue(value=[0.12345678], near=[0.1], low=[0.12345678], high=[0.12345674999])
    (tmp_path / NAME).write_bytes(to_bytes(HOW, {"5-7": recorded(values={"x": known})}))
    again = load(tmp_path)["5-7"].values["x"]
    assert again.low[0] <= known.low[0] and known.high[0] <= again.high[0]
    assert again.low[0] <= again.value[0]


def test_a_file_of_the_first_version_is_read_with_its_extremes(tmp_path):
    fields = '"date": "", "parameters": {}, "fingerprint": ""'
    value = '{"value": [0.847], "near": [0.002], "low": [0.79], "high": [0.895]}'
    (tmp_path / NAME).write_text(f'{{"how": "", "programs": {{"5-7": {{{fields}, "values": {{"x": {value}}}}}}}}}')
    known = load(tmp_path)["5-7"].values["x"]
    assert (known.low, known.high) == ([0.835], [0.85])


NESTED = {
    "history.acc": RecordedValue(value=[0.5, 0.75], near=[0.1, 0.1], low=[0.4, 0.7], high=[0.6, 0.8]),
    "n": RecordedValue(value=[7]),
    "w[0]": RecordedValue(value=[1.0, 2.0]),
    "name": RecordedValue(value="text"),
    "lengthy": RecordedValue(value=[1.0], near=[0.1], varies="seed"),
}


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("history.acc[-1]", (0.75, 0.7, 0.8)),
        ("history.acc[0]", (0.5, 0.4, 0.6)),
        ("n", (7, 7, 7)),
        ("w[0][1]", (2.0, 2.0, 2.0)),
        ("history.acc", None),
        ("history.acc[5]", None),
        ("history.acc[:1]", None),
        ("history.loss[-1]", None),
        ("name", None),
        ("lengthy", None),
    ],
)
def test_a_number_is_found_by_its_path_with_its_extremes(path, number):
    assert recorded(values=NESTED).number(path) == number

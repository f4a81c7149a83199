import math

import pytest

from kagglebook.core.jsons import MAX_DEPTH, MAX_DIGITS, parse_json, read_json, require_depth
from kagglebook.core.problems import InputError


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


def test_json_within_bounds_is_what_it_says():
    assert parse_json('{"a": [1, 2.5, "가", null, true]}') == {"a": [1, 2.5, "가", None, True]}
    assert parse_json(b"[-1]") == [-1]
    assert parse_json("[Infinity, -Infinity]") == [math.inf, -math.inf]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "broken JSON: Expecting value \\(line 1, column 1\\)"),
        ('{"a":\n1', "broken JSON: .*line 2"),
        (b"\xff\xfe", "not UTF-8|broken JSON"),
        (b'["\xff"]', "not UTF-8"),
        ("1" * (MAX_DIGITS + 1), f"an integer of {MAX_DIGITS + 1} digits"),
        ("[" + "1" * 10_000 + "]", "an integer of 10000 digits"),
        ("-" + "1" * 5_000, "an integer of 5001 digits"),
        (nested(MAX_DEPTH + 2), f"nested deeper than {MAX_DEPTH}"),
        (nested(100_000), "nested deeper than"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "nested deeper than"),
        ("[" * 100_000, "nested deeper than|broken JSON"),
    ],
)
def test_what_is_beyond_them_is_told(text, why):
    with pytest.raises(ValueError, match=why):
        parse_json(text)


def test_an_integer_that_a_float_holds_and_the_deepest_lists_are_taken():
    assert parse_json("1" * MAX_DIGITS) == int("1" * MAX_DIGITS)
    assert float(parse_json("9" * MAX_DIGITS)) < math.inf
    assert parse_json(nested(MAX_DEPTH - 1))


@pytest.mark.parametrize("text", [nested(100_000), "[" * 100_000, b'{"":[' * 100_000, '["\\"", ' * 5_000])
def test_what_is_too_deep_no_parser_sees(text, monkeypatch):
    monkeypatch.setattr("json.loads", lambda *_, **__: pytest.fail("parsed"))
    with pytest.raises(ValueError, match="nested deeper than"):
        parse_json(text)


def test_many_brackets_side_by_side_or_in_strings_are_no_depth():
    assert len(parse_json("[" + "[[]]," * 5_000 + '{"[[": "]]\\"[["}]')) == 5_001
    assert parse_json('["' + "[{" * 5_000 + '"]') == ["[{" * 5_000]
    with pytest.raises(ValueError, match="broken JSON"):
        parse_json('["' + "[{" * 5_000 + '\\"]')


def test_tables_and_lists_count_alike():
    require_depth([{"a": [1]}], 3)
    with pytest.raises(ValueError, match="deeper than 2"):
        require_depth([{"a": [[1]]}], 2)


def test_a_file_is_told_with_its_name_and_line(tmp_path):
    (tmp_path / "x.json").write_text('{"a": 1,\n"b"}')
    with pytest.raises(InputError, match=r"x\.json:2: broken JSON"):
        read_json(tmp_path / "x.json")
    (tmp_path / "x.json").write_text('{"a": ' + "1" * 5_000 + "}")
    with pytest.raises(InputError, match=r"x\.json: an integer of 5000 digits"):
        read_json(tmp_path / "x.json")

import json
import math

import jsonschema
import pytest

from kagglebook.judging.outcome import Verdict
from kagglebook.report.as_json import SCHEMA, to_json
from kagglebook.report.cases import Case, Finding, Report

SCHEMA_READ = json.loads(SCHEMA.read_text("utf-8"))
RUN = Case("5", "5-7", "제목", [Finding("total", "≥ 3", "2.5", Verdict.FAIL, "add", "a.py", 4)], 1.5, True)


def read(*cases: Case, exit: int = 0, problems: tuple[str, ...] = ()) -> dict:
    found = json.loads(to_json(Report(True, "run", list(cases), list(problems), exit, 0.1234567)))
    jsonschema.Draft202012Validator(SCHEMA_READ).validate(found)
    return found


def test_it_holds_what_the_table_shows_and_the_exit_code():
    found = read(RUN, Case("5", "5-8", "", [Finding("output", "up to date", "up to date", Verdict.PASS)]), exit=1)
    assert (found["exit"], found["seconds"], found["verb"]) == (1, 0.123, "run")
    first, second = found["programs"]
    assert first["checks"] == [
        {
            **{"check": "total", "expected": "≥ 3", "measured": "2.5", "verdict": "failed"},
            **{"cell": "add", "file": "a.py", "line": 4},
        }
    ]
    assert (first["passed"], first["reused"], second["passed"], "seconds" in second) == (False, True, True, False)


@pytest.mark.parametrize("value", [math.nan, math.inf, [math.nan], {1: -math.inf}, object(), (1, "x")])
def test_numbers_that_are_none_are_null(value):
    found = read(Case("5", "5-7", "", [], math.inf, parameters={"lr": value}))
    assert found["programs"][0]["seconds"] is None


def test_the_schema_says_of_each_key_what_it_is():
    jsonschema.Draft202012Validator.check_schema(SCHEMA_READ)
    for definition in (SCHEMA_READ, *SCHEMA_READ["$defs"].values()):
        assert definition["additionalProperties"] is False
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(SCHEMA_READ).validate({**read(RUN), "more": 1})

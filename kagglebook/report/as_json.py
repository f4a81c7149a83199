"""A report as JSON; what it holds is said by schema.json, beside this file."""

import json
import math
from pathlib import Path
from typing import Any

from ..judging.outcome import Verdict
from .cases import Case, Report

SCHEMA = Path(__file__).with_name("schema.json")
VERSION = 1  # of the form: another where a reader of this one would misunderstand the next
VERDICTS = {Verdict.PASS: "passed", Verdict.FAIL: "failed", Verdict.UNCHECKED: "not checked"}


def to_json(report: Report) -> str:
    """The text, in ASCII, so that no terminal's encoding matters."""
    found = {
        "version": VERSION,
        "verb": report.verb,
        "exit": report.exit,
        "seconds": round(report.seconds, 3),
        "problems": report.problems,
        "programs": [_program(case) for case in report.cases],
    }
    return json.dumps(found, indent=2)


def _program(case: Case) -> dict[str, Any]:
    found = {"chapter": case.chapter, "program": case.program, "title": case.title, "passed": case.passed}
    if case.seconds is not None:
        found |= {"seconds": case.seconds if math.isfinite(case.seconds) else None, "reused": case.reused}
        found |= {"parameters": _sound(case.parameters), "environment": _sound(case.environment)}
    found |= {"kaggle": dict(case.kaggle)} if case.kaggle else {}
    findings = []
    for each in case.findings:
        about = {"check": each.check, "expected": each.expected, "measured": each.measured}
        about["verdict"] = VERDICTS[each.verdict]
        about |= {name: value for name, value in (("cell", each.cell), ("file", each.file)) if value}
        about |= {"line": each.line} if each.line else {}
        findings.append(about)
    return found | {"checks": findings}


def _sound(value: Any) -> Any:
    """What JSON has words for: numbers that are none are null."""
    if isinstance(value, dict):
        return {str(name): _sound(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_sound(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, str | int | float | bool | None) else str(value)

"""The cases that are not slow, one by one. All of them: `python -m tests.faults`."""

import pytest

from tests.faults import command
from tests.faults.all import every_case
from tests.support import some

CASES = [case for case in every_case() if not case.slow]


@pytest.mark.parametrize("case", some(CASES, lambda case: not case.more), ids=str)
def test_it_survives(case, tmp_path, monkeypatch):
    monkeypatch.setattr(command, "IN_PROCESS", True)
    case.attempt(tmp_path)

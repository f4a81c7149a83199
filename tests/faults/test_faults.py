"""The quick cases, one by one. All of them: `python -m tests.faults`."""

import pytest

from tests.faults import command
from tests.faults.all import every_case

QUICK = [case for case in every_case() if not case.slow]


@pytest.mark.parametrize("case", QUICK, ids=str)
def test_it_survives(case, tmp_path, monkeypatch):
    monkeypatch.setattr(command, "IN_PROCESS", True)
    case.attempt(tmp_path)

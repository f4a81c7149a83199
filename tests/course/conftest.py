"""Warm kernels for what these tests execute of chapter 5."""

import pytest

from kagglebook.execution.batch import open_pool
from kagglebook.execution.plan import RunOptions, make_plans
from tests.support import chapter_05, pages_05


@pytest.fixture(scope="session")
def warm_pool():
    """Warm kernels for any of the programs, side by side: one fork server for all files, as it imports torch."""
    plans = make_plans(chapter_05(), pages_05(), RunOptions(force=True), compare=False)
    with open_pool(plans, RunOptions()) as pool:
        yield pool

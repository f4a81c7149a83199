"""Kernels for the tests of this room."""

import pytest

from kagglebook.execution.kernels import keeper
from kagglebook.execution.kernels.provisioner import WarmServer


@pytest.fixture(scope="module")
def server():
    if not keeper.available():
        pytest.skip("forks need Linux 5.3")
    with WarmServer() as server:
        assert server.wait()
        yield server


@pytest.fixture(params=["cold", "warm"])
def warm(request):
    """How kernels start: each test that runs a notebook is held for both."""
    return request.getfixturevalue("server") if request.param == "warm" else None

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


@pytest.fixture(params=[pytest.param("cold", marks=pytest.mark.thorough), "warm"])
def warm(request):
    """How kernels start: each test that runs a notebook is held for both, the cold ones by `-m thorough`, but for those
    marked `both_ways`: a cold kernel takes ten times as long."""
    return request.getfixturevalue("server") if request.param == "warm" else None

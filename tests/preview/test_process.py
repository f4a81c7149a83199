"""A preview as a process: how it ends, with all that it started, and what it makes of a course that nobody ran."""

import signal

import psutil
import pytest

from tests.support import ADD, SLUGS, gone, some
from tests.support.previewing import preview

FIRST, SECOND = SLUGS


@pytest.mark.parametrize("signum", some([signal.SIGINT, signal.SIGTERM], signal.SIGINT.__eq__))
def test_asked_for_its_end_it_ends_at_once_with_all_that_it_started(repo, signum):
    with preview(repo) as live:
        reader = live.read(FIRST).until(lambda page: page.state(FIRST) == "passed")
        started = psutil.Process(live.process.pid).children(recursive=True)
        assert live.end(signum) == (0, "")
        assert gone(started)
        reader.close()


def test_killed_it_leaves_no_process(repo, replace_add, meeting):
    replace_add(meeting.cell)
    with preview(repo) as live:
        reader = live.read(FIRST)
        kernel, connection = meeting.wait()
        started = psutil.Process(live.process.pid).children(recursive=True)
        assert kernel.pid in [each.pid for each in started]
        live.end(signal.SIGKILL)
        assert gone([*started, kernel])
        connection.close()
        reader.close()


def test_another_programs_output_is_handed_on(handing_on):
    with preview(handing_on) as live:
        reader = live.read(SECOND).until(lambda page: page.state(SECOND) == "passed")
        assert "handed 1.5" in reader.words("cell-subtract")
        path = handing_on / ADD
        path.write_text(path.read_text(encoding="utf-8").replace("first + second", "second + 1"), encoding="utf-8")
        reader.until(lambda page: page.state(FIRST) == "passed" and page.state(SECOND) == "passed")
        reader.close()

import json
import os
import socket
import subprocess
import sys

import psutil
import pytest

from kagglebook.execution.kernels import keeper

pytestmark = pytest.mark.skipif(not keeper.available(), reason="keepers need Linux 5.3")


BLOCK = "import threading\nthreading.Event().wait()"
WAIT_FOR_INTERRUPT = """
import signal, sys
signal.signal(signal.SIGINT, lambda *_: sys.exit(7))
print("ready", flush=True)
while True:
    signal.pause()
"""


@pytest.fixture
def keep():
    """Keep a Python program, as a kernel is kept that starts cold: the channel, and the keeper's process."""
    kept = []

    def start(code: str) -> tuple[socket.socket, subprocess.Popen]:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.settimeout(30)
        fd = theirs.fileno()
        command = [sys.executable, "-I", keeper.__file__, str(fd), sys.executable, "-c", code]
        kept.append((ours, subprocess.Popen(command, pass_fds=[fd], stdout=subprocess.PIPE, text=True)))
        theirs.close()
        return kept[-1]

    yield start
    for channel, process in kept:
        channel.close()
        process.communicate(timeout=30)


@pytest.mark.parametrize(
    ("code", "told"),
    [("", 0), ("raise SystemExit(3)", 3), ("import os; os.kill(os.getpid(), 9)", -9), ("import os; os.abort()", -6)],
)
def test_the_end_of_the_kernel_is_told_with_its_exit_code(keep, code, told):
    channel, _ = keep(code)
    assert json.loads(channel.recv(100)) == {"exit": told}


def test_signals_reach_the_kernel(keep):
    channel, process = keep(WAIT_FOR_INTERRUPT)
    assert process.stdout.readline() == "ready\n"
    channel.send(b'{"signal": 2}')
    assert json.loads(channel.recv(100)) == {"exit": 7}


def test_a_driver_that_hangs_up_ends_the_kernel_and_what_it_started(keep):
    fork = "import os\nchild = os.fork()\nprint(os.getpid(), child, flush=True) if child else os.setsid()"
    channel, process = keep(f"{fork}\n{BLOCK}")
    family = [psutil.Process(int(pid)) for pid in process.stdout.readline().split()]
    assert len(family) == 2
    channel.close()
    process.wait(timeout=30)
    assert not [member for member in family if member.is_running()]


def test_who_was_killed_with_a_message_unread_counts_as_one_that_hung_up():
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        theirs.send(b"never read")
        ours.close()
        assert keeper.receive(theirs) == b""  # which is a reset, the first time
        assert keeper.receive(theirs) == b""


def test_a_killed_keeper_takes_the_kernel_with_it(keep):
    _, process = keep(f"import os\nprint(os.getpid(), flush=True)\n{BLOCK}")
    kernel = psutil.Process(int(process.stdout.readline()))
    process.kill()
    assert not psutil.wait_procs([kernel], timeout=30)[1]


def test_the_kernel_does_not_hold_the_channel(keep):
    _, process = keep(f"import os\nprint(sorted(os.listdir('/proc/self/fd')), flush=True)\n{BLOCK}")
    # 0, 1, 2, and the listing's own.
    assert eval(process.stdout.readline()) == ["0", "1", "2", "3"]


def test_it_imports_nothing_of_the_package():
    # A kernel of another environment is kept too, with this file as a script of its own.
    code = f"import runpy, sys; runpy.run_path({os.fspath(keeper.__file__)!r}); print('kagglebook' in sys.modules)"
    assert subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True).stdout == "False\n"

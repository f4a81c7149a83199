"""Processes that are killed, interrupted or hung up on in the middle of a run: nothing outlives it, and the next run is whole."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from tests.faults.case import Case, Program, course
from tests.faults.command import COMMAND, call, can_be_confined, sound
from tests.support import Meeting, cold_kernel, gone

GPU = 'kaggle = { machine_shape = "NvidiaTeslaT4" }\n'
# On the pretended GPU, which comes first, it doesn't wait.
ON_GPU = "import torch\nx = torch.ones(2).to('cuda' if torch.cuda.is_available() else 'cpu') + 1\n"
RUN = ("run", "--chapter", "1", "--jobs", "2")
VICTIMS = ("driver", "kernel", "keeper", "server", "pretence")
ENDS = {"SIGTERM": signal.SIGTERM, "SIGINT": signal.SIGINT, "SIGHUP": signal.SIGHUP, "SIGKILL": signal.SIGKILL}
STARTS = {
    **{"warm": (), "named": ("--kernel", "python3")},
    **{"cold": ("--kernel", "cold"), "confined": ("--confined",)},
}


def cases() -> Iterator[Case]:
    starts = {name: options for name, options in STARTS.items() if name != "confined" or can_be_confined()}
    for start, options in starts.items():
        for name, number in ENDS.items():
            attempt = _driver(number, options, gpu=True)
            yield Case(
                "a run that is ended", f"{name}, {start}, GPU", attempt, slow=True
            )  # torch is imported three times
    for name, number in ENDS.items():
        more = name in ("SIGTERM", "SIGHUP")
        yield Case("a run that is ended", f"{name}, warm", _driver(number, ()), more=more)
    yield Case("a run that is ended", "SIGINT twice", _driver(signal.SIGINT, (), twice=True), more=True)
    for victim in VICTIMS[1:]:
        yield Case(
            "a part of a run that is killed", victim, _part(victim), slow=victim == "pretence", more=victim != "kernel"
        )
    yield Case("a run that is ended", "by who reads it", _reader, more=True)


class _Running:
    """A command whose second program waits for us."""

    def __init__(self, folder: Path, options: tuple[str, ...] = (), gpu: bool = False):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(60)
        meeting = Meeting(self.listener)
        wait = f"import os\nif not os.path.exists({str(folder / 'go')!r}):\n" + "".join(
            f"    {line}\n" for line in meeting.cell.splitlines()
        )
        confined = "--confined" in options
        cell = "import time, pathlib\npathlib.Path('here').touch()\ntime.sleep(1 if GO else 1000)" if confined else wait
        cell = cell.replace("GO", f"os.path.exists({str(folder / 'go')!r})").replace("import time", "import os, time")
        one = Program("one", [("a", ON_GPU)], GPU) if gpu else Program("one", [("a", "x = 1")])
        programs = [one, Program("two", [("a", cell)])]
        self.root = course(folder / "course", programs)
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        self.environment = {"TMPDIR": str(self.temporary), **cold_kernel(folder / "jupyter")}
        self.process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, os.fspath(self.root), *RUN, *options],
            env=os.environ | self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=_default_signals,
        )
        if confined:  # no network leads out of there
            here = folder / "course" / "output" / "runs"
            while self.process.poll() is None and not any(here.rglob("here")):
                os.sched_yield()
            self.kernel = None
        else:
            self.kernel, self.connection = meeting.wait()
        self.family = psutil.Process(self.process.pid).children(recursive=True)

    def end(self, folder: Path) -> tuple[str, str]:
        """Wait for the end; all that was started is gone, and the next run is whole."""
        out, err = self.process.communicate(timeout=120)
        assert gone(self.family), "something outlives it"
        (folder / "go").touch()
        again = call(self.root, RUN, self.environment, seconds=200)
        sound(again)
        assert again.returncode == 0, again.stdout + again.stderr
        left = [path.name for path in (self.root / "output/runs/chapter-01").iterdir() if path.name[0] == "."]
        assert not left, left
        # PyTorch's own cache is for the next run too.
        left = [path.name for path in self.temporary.iterdir() if not path.name.startswith("torchinductor")]
        assert not left, left
        return out, err


def _driver(number: int, options: tuple[str, ...], twice: bool = False, gpu: bool = False) -> Callable[[Path], None]:
    def attempt(folder: Path) -> None:
        running = _Running(folder, options, gpu)
        running.process.send_signal(number)
        if twice:
            running.process.send_signal(number)
        out, err = running.end(folder)
        assert "Traceback" not in out + err, err
        code = running.process.returncode
        assert code == (-9 if number == signal.SIGKILL else 130), code

    return attempt


def _part(victim: str) -> Callable[[Path], None]:
    def attempt(folder: Path) -> None:
        running = _Running(folder, gpu=victim == "pretence")
        if victim == "kernel":
            running.kernel.kill()
        elif victim == "keeper":
            running.kernel.parent().kill()
        else:
            word = {"server": "forkserver", "pretence": "pretend_gpu.py"}[victim]
            # A kernel that was forked from the server goes by the server's command.
            for process in psutil.Process(running.process.pid).children():
                with contextlib.suppress(psutil.Error):  # one that has ended by now
                    if word in " ".join(process.cmdline()):
                        process.kill()
            running.connection.send(b"!")
        out, err = running.end(folder)
        assert "Traceback" not in out + err, err
        expected = {"kernel": "1 of 2", "keeper": "1 of 2"}.get(victim, "2 of 2")
        assert f"{expected} programs passed" in out, out

    return attempt


def _reader(folder: Path) -> None:
    running = _Running(folder)
    running.process.stdout.close()
    running.connection.send(b"!")
    running.process.wait(120)
    running.process.stdout = None
    running.end(folder)
    assert running.process.returncode in (0, 141), running.process.returncode


def _default_signals() -> None:
    """As at a terminal, also where this runs in the background of a script."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)

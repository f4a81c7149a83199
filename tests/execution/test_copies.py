"""Copies of a kernel, kept between two cells: what goes on from one is what the first kernel would have been."""

import asyncio
from queue import Empty
from types import SimpleNamespace

import nbformat
import psutil
import pytest

from kagglebook.core.temporary import own_folder
from kagglebook.execution.bounded import Resume
from kagglebook.execution.copies import Keeping
from kagglebook.execution.papermill import execute
from tests.support import gone, ipynb

CELLS = {
    "parameters": "factor = 3",
    "state": """
import random, sys, logging
import numpy as np
random.seed(1); np.random.seed(1)
numbers = [random.random() * factor]
shout = logging.StreamHandler(sys.stdout)
open("notes.txt", "w").write("first")
reader = open("/etc/hostname")
""",
    "draw": "numbers.append(np.random.rand()); len(numbers)",
    "say": "print(numbers, random.random()); shout.emit(logging.LogRecord('', 0, '', 0, 'heard', (), None))",
    "write": "open('notes.txt', 'a').write(' and more'); print(open('notes.txt').read(), reader.read() != '')",
    "count": "print(len(In), _, __ is not None, get_ipython().execution_count)",
}


class Kept:
    """A run with copies, and those that go on from them."""

    def __init__(self, folder, server, cells, parameters=None):
        self.folder, self.cells, self.parameters = folder, cells, parameters or {}
        self.copies, self.refused, self.executed, self.server = [], [], [], server
        folder.mkdir()

    def run(self, before=None):
        keeping = Keeping(self.folder, self.copies.append, self.refused.append)
        run = execute(
            ipynb(**self.cells), self.folder / "n.ipynb", self.parameters, warm=self.server, keeping=keeping,
            on_done=lambda cell: self.executed.append(nbformat.from_dict(cell)), timeout=60,
        )  # fmt: skip
        return run, self._outputs()

    def go_on(self, copy):
        assert copy.restore(self.folder)
        resume = Resume(copy.cell, self.executed[: copy.count])
        path = self.folder / "n.ipynb"
        run = execute(ipynb(**self.cells), path, self.parameters, warm=copy, resume=resume, timeout=60)
        return run, self._outputs()

    def _outputs(self):
        cells = nbformat.read(self.folder / "n.ipynb", 4).cells
        return [(cell.execution_count, cell.outputs) for cell in cells if cell.cell_type == "code"]

    def close(self):
        for copy in self.copies:
            copy.end()
            copy.process.close()


@pytest.fixture
def kept(tmp_path, server):
    made = []

    def keep(cells, parameters=None):
        made.append(Kept(tmp_path / str(len(made)), server, cells, parameters))
        return made[-1]

    yield keep
    for each in made:
        each.close()


def test_what_goes_on_from_any_cell_is_the_same(kept):
    one = kept(CELLS, {"factor": 5})
    run, outputs = one.run()
    assert run.failure is None
    assert not one.refused
    own = [copy for copy in one.copies if copy.cell in CELLS]
    assert [copy.cell for copy in own] == list(CELLS)[1:]
    for copy in own:
        again, theirs = one.go_on(copy)
        assert again.failure is None
        assert theirs == outputs, copy.cell


def test_what_belongs_to_a_copy_goes_with_it(kept):
    one = kept(CELLS)
    before = set(own_folder().iterdir())
    one.run()
    assert len(set(own_folder().iterdir()) - before) == len(one.copies)
    for copy in one.copies:
        copy.end()
    assert set(own_folder().iterdir()) == before


def test_a_copy_may_be_gone_on_from_again_and_again(kept):
    one = kept(CELLS)
    _, outputs = one.run()
    assert [one.go_on(one.copies[1])[1] for _ in range(2)] == [outputs, outputs]


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("import threading as t; stop = t.Event(); t.Thread(target=stop.wait, daemon=True).start()", "threads"),
        ("import subprocess; child = subprocess.Popen(['sleep', '60'])", "processes"),
        ("log = open('log.txt', 'w')", "files"),
        ("import socket; line = socket.create_server(('127.0.0.1', 0))", "files"),
        ("import mmap; shared = mmap.mmap(-1, 4096)", "memory"),
        ("import multiprocessing; lock = multiprocessing.Lock()", "memory"),
        ("import signal; _ = signal.setitimer(signal.ITIMER_REAL, 3600)", "timers"),
    ],
)  # fmt: skip
def test_what_cannot_be_copied_is_not(kept, code, why):
    one = kept({"before": "a = 1", "it": code, "after": "print(a)", "last": "a"})
    run, _ = one.run()
    assert run.failure is None
    assert (one.refused[-2:], {copy.cell for copy in one.copies} & {"after", "last"}) == ([why, why], set())


def test_copies_outlive_their_kernel_and_end_with_the_driver(kept, server):
    one = kept(CELLS)
    one.run()
    keepers = psutil.Process(server.process.pid).children()
    below = [each for keeper in keepers for each in keeper.children(recursive=True)]
    assert len(below) >= len(one.copies)
    for process in {id(copy.process): copy.process for copy in one.copies}.values():
        process.close()
    assert gone([*keepers, *below])


def test_a_copy_of_a_copy_ends_with_the_first(kept, tmp_path, server):
    one = kept(CELLS)
    one.run()
    further = []
    copy = one.copies[0]
    copy.restore(one.folder)
    keeping = Keeping(one.folder, further.append, one.refused.append, copy.count)
    resume = Resume(copy.cell, one.executed[: copy.count])
    execute(ipynb(**CELLS), one.folder / "n.ipynb", {}, warm=copy, resume=resume, keeping=keeping, timeout=60)
    assert [each.cell for each in further] == list(CELLS)[2:]
    assert not one.refused
    below = [*psutil.Process(server.process.pid).children(recursive=True)]
    copy.process.close()
    assert gone(below)
    for each in further:
        each.end()


def test_a_notebook_that_changes_its_data_is_not_gone_on_with(kept):
    one = kept({"before": "a = 1", "it": "open('data/set.txt', 'a').write('more')", "after": "a"})
    (one.folder / "data").mkdir()
    (one.folder / "data/set.txt").write_text("data", encoding="utf-8")
    one.run()
    assert not one.copies[0].restore(one.folder)
    assert one.copies[1].restore(one.folder)


def test_a_kernel_that_was_ended_is_not_waited_for(tmp_path):
    class Client:
        def execute(self, *_, **__):
            return "request"

        async def get_shell_msg(self, timeout):
            raise Empty

    keeping = Keeping(tmp_path, [].append, [].append)
    keeping.manager = SimpleNamespace(provisioner=SimpleNamespace(process=SimpleNamespace(poll=lambda: -9)))
    asyncio.run(keeping.before(Client(), "train"))
    assert keeping.count == 0


def test_no_copy_is_kept_of_little_but_before_the_cell_that_is_worked_on(tmp_path, server):
    kept = []
    keeping = Keeping(tmp_path, kept.append, [].append, worth=1_000.0, always="two")
    cells = {"one": "x = 1", "two": "x += 1", "three": "print(x)"}
    run = execute(ipynb(**cells), tmp_path / "n.ipynb", {}, warm=server, keeping=keeping)
    assert (run.failure, run.cells["three"].text) == (None, "2\n")
    assert [(copy.cell, copy.count) for copy in kept] == [("two", 1)]
    kept[0].end()

import json
import os
import signal
import time
from types import SimpleNamespace

import nbformat
import psutil
import pytest

from kagglebook.core.run import FailureKind
from kagglebook.execution import bounded, turns
from kagglebook.execution.papermill import end_processes, execute
from tests.support import gone, ipynb

DIE = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
BLOCK = "import threading; threading.Event().wait()"


# What the way that a kernel starts may decide: how it ends, what it holds, where its words go.
both_ways = pytest.mark.parametrize("warm", ["cold", "warm"], indirect=True)


def new_since(before: list[psutil.Process]) -> list[psutil.Process]:
    """The processes of this one that were not there before. A keeper takes a moment to end, when all else has."""
    return [process for process in psutil.Process().children(recursive=True) if process not in before]


@pytest.fixture
def run(tmp_path, warm):
    """Execute a notebook of these cells; no process is left behind, whatever becomes of it."""

    def run_cells(values=None, timeout=None, kernel=None, on_cell=lambda cell: None, **cells):
        before = psutil.Process().children(recursive=True)
        result = execute(ipynb(**cells), tmp_path / "book.ipynb", values or {}, kernel, timeout, on_cell, warm)
        assert gone(new_since(before))
        return result

    return run_cells


def kept(tmp_path) -> dict[str, dict]:
    """The cells of the executed copy, by name; papermill's own cells have made-up names."""
    notebook = nbformat.read(tmp_path / "book.ipynb", as_version=4)
    return {cell["id"]: cell for cell in notebook.cells}


@both_ways
def test_a_run_gives_outputs_results_parameters_and_keeps_the_executed_copy(run, tmp_path):
    write = "import json; json.dump({'double': 2 * n}, open('results.json', 'w')); print(n)"
    result = run({"n": 3}, **{"parameters": "n = 1", "write": write})
    assert result.failure is None
    assert result.results == {"double": 6}
    assert result.parameters == {"n": 3}
    assert result.cells["write"].text == "3\n"
    assert kept(tmp_path)["write"]["outputs"][0]["text"] == "3\n"
    assert result.seconds > 0


def test_the_working_directory_is_the_notebooks_own(run, tmp_path):
    assert run(where="import os; print(os.getcwd())").cells["where"].text.strip() == os.fspath(tmp_path)


def test_cells_are_announced_as_they_start(run):
    started = []
    run(on_cell=started.append, first="1", second="2")
    assert started == ["first", "second"]


def test_an_exception_names_the_cell_and_the_innermost_notebook_line(run, tmp_path):
    result = run(
        define="def divide(n):\n    m = n\n    return 1 / m", call="print('before')\ndivide(0)", after="print(1)"
    )
    failure = result.failure
    assert (failure.message, failure.cell) == ("ZeroDivisionError: division by zero", "call")
    assert (failure.line_cell, failure.line) == ("define", 3)
    assert result.cells["call"].text == "before\n"
    assert kept(tmp_path)["after"]["execution_count"] is None


def test_a_line_of_the_cell_itself_is_named_when_a_library_raises(run):
    failure = run(load="import json\n\njson.loads('{')").failure
    assert failure.message.startswith("JSONDecodeError")
    assert (failure.cell, failure.line_cell, failure.line) == ("load", "load", 3)


def test_a_syntax_error_names_its_cell(run):
    failure = run(good="1", bad="x = (").failure
    assert failure.message.startswith("SyntaxError")
    assert failure.cell == "bad"


@pytest.mark.parametrize(
    ("leave", "how"),
    [("import sys; sys.exit(0)", "SystemExit 0"), ("raise SystemExit('so')", "SystemExit so"), ("quit()", "quit()")],
)
def test_a_cell_that_ends_its_notebook_is_named_with_what_was_not_executed(run, leave, how):
    result = run(leave=f"print('enough'); {leave}", rest="print('not reached')")
    assert result.failure.message == f"cell leave ended the notebook ({how}); 1 cell was not executed"
    assert (result.failure.cell, result.failure.kind) == ("leave", FailureKind.ENDED)
    assert result.cells["leave"].text == "enough\n"
    assert result.cells["rest"].text == ""


@both_ways
def test_a_dead_kernel_is_told_by_cell_and_what_ran_is_kept(run, tmp_path):
    result = run(first="print('done')", dies=DIE, after="1")
    assert (result.failure.message, result.failure.cell) == ("the kernel died (SIGKILL)", "dies")
    assert kept(tmp_path)["first"]["outputs"][0]["text"] == "done\n"
    assert result.cells["first"].text == "done\n"


@pytest.fixture
def late(monkeypatch):
    """A clock that jumps past every deadline as soon as a cell of the name `hangs` starts."""
    shift = [0.0]
    clock = SimpleNamespace(monotonic=lambda: time.monotonic() + shift[0])
    monkeypatch.setattr(turns, "time", clock)

    def on_cell(cell):
        if cell == "hangs":
            shift[0] = 1e6

    return on_cell


@both_ways
def test_a_timeout_counts_for_the_whole_notebook(run, tmp_path, late):
    result = run(timeout=1000, on_cell=late, first="print('done')", hangs=BLOCK)
    assert result.failure.message.startswith("timeout: not done within 1000 s")
    assert (result.failure.cell, result.limit) == ("hangs", 1000)
    assert kept(tmp_path)["first"]["outputs"][0]["text"] == "done\n"


def test_a_cell_that_ignores_interrupts_still_ends_at_the_timeout(run, late):
    ignore = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)"
    result = run(timeout=1000, on_cell=late, hangs=f"{ignore}\n{BLOCK}")
    assert result.failure.message.startswith("timeout")


@pytest.mark.parametrize("options", ["", "start_new_session=True"])
@pytest.mark.parametrize("end", ["", DIE, "1 / 0"], ids=["done", "killed", "raised"])
def test_processes_that_a_notebook_started_end_with_it(run, options, end):
    start = f"child = subprocess.Popen([sys.executable, '-c', 'import threading; threading.Event().wait()'], {options})"
    result = run(start=f"import subprocess, sys\n{start}\nprint(child.pid, flush=True)", end=end)
    assert not psutil.pid_exists(int(result.cells["start"].text))


@both_ways
def test_a_daemon_whose_parent_has_left_ends_too(run):
    fork = """
import os
into, out = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.write(out, str(os.getpid()).encode())
        import signal
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        while True:
            signal.pause()
    os._exit(0)
print(os.read(into, 20).decode())
"""
    assert not psutil.pid_exists(int(run(fork=fork).cells["fork"].text))


# Of a cold kernel zmq drops what waits beyond a thousand messages, two a round here and the cell's end among them.
SHOW = "from IPython.display import HTML, clear_output, display\nfor _ in range(400):\n    {}"
KEEPS = {
    "displays": SHOW.format("display(HTML('x' * 10_000))"),
    "one display": "from IPython.display import HTML\nHTML('x' * 2_000_000)",
    "widgets": "from comm import create_comm\nc = create_comm(target_name='x', data={})\n"
    "for _ in range(400):\n    c.send(data={'state': {'a': 'x' * 10_000}})",
    "an exception": "raise ValueError('x' * 2_000_000)",
}
REPLACES = {
    "cleared": SHOW.format("clear_output(wait=True)\n    display(HTML('x' * 10_000))"),
    "updated": "from IPython.display import HTML, display\nh = display(HTML('x'), display_id=True)\n"
    "for _ in range(400):\n    h.update(HTML('x' * 10_000))",
}


@pytest.mark.parametrize("flood", KEEPS.values(), ids=KEEPS)
def test_a_flood_of_whatever_a_notebook_shows_is_stopped(run, monkeypatch, flood):
    monkeypatch.setattr("kagglebook.execution.bounded.MAX_SHOWN", 1_000_000)
    result = run(flood=flood, after="1")
    assert (result.failure.message, result.failure.cell) == ("more than 1,000,000 characters of outputs", "flood")


@pytest.mark.parametrize("shows", REPLACES.values(), ids=REPLACES)
def test_what_replaces_an_earlier_output_is_no_flood(run, monkeypatch, shows):
    monkeypatch.setattr("kagglebook.execution.bounded.MAX_SHOWN", 1_000_000)
    assert run(shows=shows).failure is None


def test_an_exception_of_a_megabyte_is_told_in_short(run):
    message = run(a="raise ValueError('x' * 1_000_000)").failure.message
    assert message.startswith("ValueError: xxx")
    assert len(message) < 1_100


def test_half_a_character_is_kept_as_an_escape(run, tmp_path):
    result = run(a="'\\ud800'")
    assert result.failure is None
    assert "ud800" in kept(tmp_path)["a"]["outputs"][0]["data"]["text/plain"]


def test_a_flood_of_output_is_stopped_and_told(run, tmp_path, monkeypatch):
    assert bounded.MAX_PRINTED == 10_000_000
    monkeypatch.setattr(bounded, "MAX_PRINTED", 1_000_000)
    result = run(flood="for _ in range(1000):\n    print('x' * 10_000)", after="1")
    assert (result.failure.message, result.failure.cell) == ("more than 1,000,000 characters printed", "flood")
    assert (tmp_path / "book.ipynb").stat().st_size < 1_100_000


def test_results_that_are_no_json_count_as_not_written(run):
    result = run(write="open('results.json', 'w').write('{')")
    assert (result.failure, result.results) == (None, None)


@both_ways
def test_what_the_kernel_process_says_is_in_its_log_not_on_the_terminal(run, tmp_path, capfd):
    run(speak="import os; os.write(2, b'last words\\n')")
    assert "last words" in (tmp_path / "kernel.log").read_text() + str(kept(tmp_path)["speak"]["outputs"])
    assert capfd.readouterr() == ("", "")


@both_ways
def test_an_interrupt_is_passed_on_with_the_copy_kept_and_the_kernel_gone(tmp_path, warm):
    before = psutil.Process().children(recursive=True)

    def interrupt(cell):
        if cell == "hangs":
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        execute(ipynb(first="print('done')", hangs=BLOCK), tmp_path / "book.ipynb", {}, on_cell=interrupt, warm=warm)
    assert kept(tmp_path)["first"]["outputs"][0]["text"] == "done\n"
    assert gone(new_since(before))


@pytest.fixture
def kernelspec(tmp_path, monkeypatch):
    """Make Jupyter know a kernel by name."""

    def make(name, *argv, **env):
        folder = tmp_path / "jupyter" / "kernels" / name
        folder.mkdir(parents=True)
        spec = {"argv": ["python", *argv], "display_name": name, "language": "python", "env": env}
        (folder / "kernel.json").write_text(json.dumps(spec))
        monkeypatch.setenv("JUPYTER_PATH", os.fspath(tmp_path / "jupyter"))

    return make


@pytest.mark.parametrize("warm", ["cold"], indirect=True)
def test_another_kernel_is_used_by_name(run, kernelspec):
    kernelspec("kaggle-copy", "-m", "ipykernel_launcher", "-f", "{connection_file}", IMAGE="of July")
    result = run(kernel="kaggle-copy", ask="import os; print(os.environ['IMAGE'])")
    assert result.cells["ask"].text == "of July\n"


@pytest.mark.parametrize("warm", ["cold"], indirect=True)
def test_a_kernel_that_cannot_start_is_a_failure_not_a_crash(run, kernelspec):
    kernelspec("broken", "-c", "raise SystemExit(3)")
    failure = run(kernel="broken", never="1").failure
    assert "the kernel died before it was ready" in failure.message
    assert failure.cell is None


def test_the_least_time_is_too_little_for_every_notebook(run):
    result = run(timeout=1e-9, a="1")
    assert result.failure.kind is FailureKind.TIMEOUT


def test_a_time_out_leaves_no_word_of_tasks_that_were_destroyed(run, late, capfd):
    run(timeout=1000, on_cell=late, hangs=BLOCK)
    assert capfd.readouterr().err == ""


def test_a_kernel_whose_notebook_ends_just_now_is_ended_without_a_fault():
    ended = []

    class Leaving:
        """Its process is taken away once it has been asked for, as by the thread that executes the notebook."""

        @property
        def process(self):
            return None if ended else SimpleNamespace(kill=lambda: ended.append(1), wait=int)

    end_processes(SimpleNamespace(provisioner=Leaving()))
    end_processes(SimpleNamespace(provisioner=Leaving()))
    end_processes(SimpleNamespace(provisioner=None))
    assert ended == [1]

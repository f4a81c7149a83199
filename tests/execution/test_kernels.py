"""What a warm kernel must have in common with a cold one, and what it must not share with its siblings."""

import ast
import os
from pathlib import Path

import pytest

from kagglebook.execution.kernels import keeper
from kagglebook.execution.kernels.provisioner import WarmServer
from kagglebook.execution.papermill import execute
from tests.support import ipynb

pytestmark = pytest.mark.skipif(not keeper.available(), reason="forks need Linux 5.3")


@pytest.fixture(scope="module")
def server():
    with WarmServer(["numpy", "torch", "matplotlib.pyplot", "no_such_module"]) as server:
        assert server.wait()
        yield server


@pytest.fixture
def say(server, tmp_path):
    """What a cell prints in a kernel forked for it, read as Python."""
    count = iter(range(100))

    def run(code: str):
        return said(tmp_path / str(next(count)), server, say=code)["say"]

    return run


def said(folder: Path, warm: WarmServer | None, **cells: str) -> dict:
    """What each cell of a notebook prints, read as Python."""
    folder.mkdir()
    result = execute(ipynb(**cells), folder / "book.ipynb", {}, warm=warm)
    assert result.failure is None
    return {name: ast.literal_eval(result.cells[name].text) for name in cells}


def test_two_notebooks_draw_different_numbers(say):
    draw = """
import random, numpy, torch
print([random.random(), numpy.random.rand(), numpy.random.default_rng().random(), torch.rand(1).item()])
"""
    first, second = say(draw), say(draw)
    assert not set(first) & set(second)


def test_no_notebook_sees_what_another_has_left_in_a_module(say):
    assert say("import numpy\nnumpy.left_behind = 1\nprint(1)") == 1
    assert say("import numpy\nprint(hasattr(numpy, 'left_behind'))") is False


IMPORTS = "import gc, os, random, signal, sys, warnings, matplotlib.pyplot, numpy, torch._dynamo"
SEEDED = "random.seed(0), numpy.random.seed(0), torch.manual_seed(0)"
QUESTIONS = [
    "os.environ['OMP_WAIT_POLICY']",
    "sorted(set(os.environ) - {'_'})",
    "sys.path",
    "[__name__, sys.executable, tuple(sys.flags), sys.stdout.encoding, sys.stdin.closed]",
    "[torch.get_num_threads(), torch.get_default_dtype().is_floating_point, torch.is_grad_enabled()]",
    "matplotlib.get_backend()",
    "[matplotlib.pyplot.get_fignums(), repr(matplotlib.rcParams)]",
    "[str(signal.getsignal(number)) for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGPIPE)]",
    "[gc.isenabled(), gc.get_threshold(), sorted(map(str, warnings.filters))]",
    "[os.getcwd() != '/', os.getpgid(0) == os.getpid(), os.umask(0o22)]",
    f"[{SEEDED}, random.random(), numpy.random.rand(), torch.rand(1).item()][3:]",
]


@pytest.fixture(scope="module")
def answers(server, tmp_path_factory):
    """The answers of a warm and of a cold kernel: one of each is asked all, as a cold one has to import torch."""
    folder = tmp_path_factory.mktemp("answers")
    cells = {f"q{number}": f"{IMPORTS}\nprint(repr({question}))" for number, question in enumerate(QUESTIONS)}
    return [said(folder / name, warm, **cells) for name, warm in (("warm", server), ("cold", None))]


@pytest.mark.parametrize("number", range(len(QUESTIONS)), ids=QUESTIONS)
def test_a_warm_kernel_answers_as_a_cold_one(answers, number):
    warm, cold = answers
    assert warm[f"q{number}"] == cold[f"q{number}"]


def test_a_warning_at_import_is_not_swallowed_by_the_server(tmp_path, monkeypatch):
    (tmp_path / "old_api.py").write_text("import warnings\nwarnings.warn('old_api is deprecated', FutureWarning)")
    monkeypatch.setenv("PYTHONPATH", os.fspath(tmp_path))
    with WarmServer(["json", "old_api"]) as server:
        assert not server.wait()
        assert server.trouble == "importing old_api warns, as a kernel must that imports it itself"


def test_a_server_imports_no_torch_that_no_notebook_asks_for(tmp_path):
    asked = "import sys\nprint('csv' in sys.modules, 'torch' in sys.modules)"
    with WarmServer(["csv"]) as server:
        assert server.wait()
        result = execute(ipynb(a=asked), tmp_path / "book.ipynb", {}, warm=server)
    assert result.cells["a"].text == "True False\n"


def test_a_figure_is_shown(server, tmp_path):
    plot = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
    result = execute(ipynb(plot=plot), tmp_path / "book.ipynb", {}, warm=server)
    assert (result.cells["plot"].figures, result.cells["plot"].text) == (1, "")


def test_a_kernel_has_the_environment_that_it_is_given(server, tmp_path):
    environment = {"PATH": os.environ["PATH"], "HOME": os.fspath(tmp_path), "OMP_NUM_THREADS": "1"}
    code = "import os; print(os.environ.get('OMP_NUM_THREADS'), os.environ.get('LANG'))"
    result = execute(ipynb(say=code), tmp_path / "book.ipynb", {}, warm=server, environment=environment)
    assert result.cells["say"].text == "1 None\n"


def test_the_server_has_one_thread_of_python_and_no_zmq_context(server):
    threads = Path(f"/proc/{server.process.pid}/task")
    names = [(thread / "comm").read_text().strip() for thread in threads.iterdir()]
    assert not [name for name in names if "ZMQ" in name or "IO" in name]


def test_a_module_that_looks_for_its_kernel_when_it_is_imported_means_cold_kernels(tmp_path, monkeypatch):
    (tmp_path / "nosy_of_a_test.py").write_text("import IPython\nIN_NOTEBOOK = IPython.get_ipython() is not None\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with WarmServer(["nosy_of_a_test"]) as server:
        assert not server.wait()
        assert server.trouble == "importing nosy_of_a_test looks for the kernel that runs it"


def test_a_server_imports_what_it_is_told_of_after_its_start(tmp_path):
    asked = "import sys\nprint('csv' in sys.modules, 'wave' in sys.modules)"
    with WarmServer(["csv"], more=True) as server:
        server.also(["wave"])
        assert server.wait()
        result = execute(ipynb(a=asked), tmp_path / "book.ipynb", {}, warm=server)
    assert result.cells["a"].text == "True True\n"


def test_a_server_has_drawn_before(say):
    """What a first figure needs is there: the canvas, and the writers of pictures that Pillow looks for."""
    needed = ["matplotlib.backends.backend_agg", "PIL.BmpImagePlugin"]
    assert say(f"import sys\nprint([name in sys.modules for name in {needed}])") == [True, True]


def test_tqdm_auto_draws_in_a_warm_kernel_what_it_draws_in_a_cold_one(tmp_path):
    cell = "from tqdm.auto import tqdm\nprint('tqdm.notebook' in [each.__module__ for each in tqdm.__mro__])"
    with WarmServer(["tqdm", "tqdm.auto", "tqdm.auto.tqdm"]) as server:
        assert server.wait(), server.trouble
        for name, warm in (("warm", server), ("cold", None)):
            (tmp_path / name).mkdir()
            run = execute(ipynb(bar=cell), tmp_path / name / "n.ipynb", {}, warm=warm)
            assert (run.failure, run.cells["bar"].text) == (None, "True\n")

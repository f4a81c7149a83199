import psutil
import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.core.run_folder import RECEIPT
from kagglebook.execution.early import early_server
from kagglebook.execution.kernels import keeper
from kagglebook.execution.papermill import execute
from kagglebook.execution.plan import RunOptions
from kagglebook.execution.pool import LocalPool
from tests.support import ADDITION, ipynb

pytestmark = pytest.mark.skipif(not keeper.available(), reason="forks need Linux 5.3")


@pytest.fixture
def chosen(repo):
    """All programs of the tiny chapter."""
    chapter = load_chapter(repo, 1)
    return [(chapter, list(chapter.programs))]


@pytest.fixture
def all_passed(chosen):
    """As if each had been executed, and had passed."""
    ((chapter, programs),) = chosen
    for program in programs:
        place = chapter.layout.runs(chapter.name) / program.slug
        place.mkdir(parents=True)
        (place / RECEIPT).write_text("{}")


def test_a_server_starts_where_a_program_was_never_executed(chosen):
    with early_server(chosen, RunOptions()) as server:
        process = psutil.Process(server.process.pid)
        assert process.is_running()
    assert not process.is_running()


@pytest.mark.usefixtures("all_passed")
def test_none_starts_where_all_may_be_unchanged(chosen):
    with early_server(chosen, RunOptions()) as server:
        assert server is None


@pytest.mark.usefixtures("all_passed")
def test_one_starts_where_all_are_to_be_executed_again(chosen):
    with early_server(chosen, RunOptions(force=True)) as server:
        assert server is not None


@pytest.mark.parametrize("where", [{"kernel": "python3"}, {"cluster": "tcp://127.0.0.1:1"}, {"confined": True}])
def test_none_starts_where_kernels_come_from_elsewhere(chosen, where):
    with early_server(chosen, RunOptions(**where)) as server:
        assert server is None


def test_it_imports_what_templates_do_and_then_what_the_notebooks_do(chosen, edit, tmp_path):
    edit(ADDITION, '#: include "add.py"', '# %% id="add"\nimport wave\n\n#: include "add.py"')
    asked = "import sys\nprint([name in sys.modules for name in ('wave', 'sched', 'mailbox')])"
    with early_server(chosen, RunOptions()) as server, LocalPool(1, ["mailbox"], early=server) as pool:
        assert pool.warm is server
        assert server.wait()
        run = execute(ipynb(a=asked), tmp_path / "book.ipynb", {}, warm=server)
    assert run.cells["a"].text == "[True, False, True]\n"


def test_a_template_that_is_no_python_is_for_rendering_to_tell(chosen, edit):
    edit(ADDITION, '#: include "add.py"', "(")
    with early_server(chosen, RunOptions()) as server:
        server.also(())
        assert server.wait()


def test_the_next_pool_has_a_server_of_its_own(chosen):
    with early_server(chosen, RunOptions()) as server:
        with LocalPool(1, [], early=server):
            pass
        with LocalPool(1, [], early=server) as second:
            assert second.warm is not server

"""A program that goes on from a cell computes bit for bit what it computes from the top."""

import json
import queue
import threading
import zlib
from dataclasses import replace

import nbformat
import pytest

from kagglebook import load_chapter, render
from kagglebook.core.run import cell_outputs
from kagglebook.execution.kernels import keeper
from kagglebook.execution.plan import RunOptions, make_plans
from kagglebook.execution.task import imported_modules
from kagglebook.preview import runner
from kagglebook.preview.going_on import code_of, same_cells
from kagglebook.preview.runner import Runner, Watcher
from tests.support import chapter_05

pytestmark = pytest.mark.skipif(not keeper.available(), reason="forks need Linux 5.3")
SLOW = 120
UNSEEDED = ("5-1", "5-2")


class Programs:
    """Programs executed as a preview does it."""

    def __init__(self, folder, chapter, numbers):
        pages = render(chapter, [each for each in chapter.programs if each.number in numbers])
        self.plans = {
            plan.page.program.number: plan for plan in make_plans(chapter, pages, RunOptions(pretend_gpu=False))
        }
        sources = [source for page in pages for source in page.rendered.code.values()]
        self.runner = Runner(folder, 1, sorted(imported_modules(sources)))
        self.ended = queue.Queue()
        self.count = 0

    def run(self, plan, keep=True):
        """A run's note, and all that it found: results.json, texts, readings and pictures, but no bars."""
        self.count += 1
        watcher = Watcher(lambda cell: None, lambda cell: None, self.ended.put)
        self.runner.start(self.count, plan, (), watcher, keep)
        result = self.ended.get(timeout=SLOW)
        assert result.run.failure is None, result.run.failure
        notebook = nbformat.read(result.notebook, 4)
        pictures = [
            output.data["image/png"]
            for cell in notebook.cells
            for output in cell.get("outputs", ())
            if "image/png" in output.get("data", {})
        ]
        shown = {cell: output for cell, output in cell_outputs(notebook).items() if cell in plan.page.rendered.code}
        return result.note, (result.run.results, shown, pictures)


def changed(plan, index):
    """A plan with another cell of code, which does the same."""
    notebook = json.loads(plan.task.notebook)
    cell = [each for each in notebook["cells"] if each["cell_type"] == "code"][index]
    cell["source"] = ["".join(cell["source"]), "\n# changed"]
    return replace(plan, task=replace(plan.task, compressed=zlib.compress(json.dumps(notebook).encode())))


def compare(programs, number):
    """Change each cell in turn, the last first; how many times the program went on from a cell.

    A program that draws without a seed finds the same as the run that it goes on from, and something else from the top.
    """
    plan = programs.plans[number]
    _, another = programs.run(plan, keep=False)
    note, top = programs.run(plan)
    assert note.went_on == ""
    seeded = another == top
    assert seeded or number in UNSEEDED
    went_on = 0
    for index in reversed(range(len(code_of(plan.task)))):
        note, found = programs.run(changed(plan, index))
        if note.went_on or seeded:
            assert found == top, (number, index, note)
        went_on += bool(note.went_on)
        if note.went_on:  # from then on a kernel waits for the next change
            note, found = programs.run(changed(changed(plan, index), index))
            assert note.went_on and found == top, (number, index, note)
    return went_on


@pytest.fixture
def programs(tmp_path, monkeypatch):
    for name in ("WORTH", "WORTH_THEN"):
        monkeypatch.setattr(runner, name, 0.0)  # copies before all cells, however little was computed
    made = []

    def of(chapter, *numbers):
        made.append(Programs(tmp_path, chapter, numbers))
        return made[-1]

    yield of
    for each in made:
        each.runner.close()


def test_every_cell_of_a_tiny_program(programs, repo):
    tiny = programs(load_chapter(repo, 1), "1-1")
    assert compare(tiny, "1-1") == len(code_of(tiny.plans["1-1"].task)) - 1


@pytest.mark.thorough
def test_every_cell_of_a_program_that_learns(programs):
    assert compare(programs(chapter_05(), "5-5"), "5-5") > 5


@pytest.mark.thorough
@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("number", [program.number for program in chapter_05().programs])
def test_every_cell_of_every_program(programs, number):
    assert compare(programs(chapter_05(), number), number) > 0


def waiting(programs, plan):
    """The kernel that waits for a program's next change, once the last run has ended."""
    programs.runner.executor.submit(lambda: None).result(SLOW)  # it has one thread
    return programs.runner.kept[plan.task.name].spare


def test_a_kernel_waits_for_the_next_change_of_the_cell_that_somebody_is_at_work_on(programs, repo):
    tiny = programs(load_chapter(repo, 1), "1-1")
    plan = tiny.plans["1-1"]
    last = len(code_of(plan.task)) - 1
    tiny.run(plan)
    assert waiting(tiny, plan) is None  # nobody has changed a cell yet
    tiny.run(changed(plan, last))
    first = waiting(tiny, plan)
    assert first.copy.cell == code_of(plan.task)[last][0]
    process = first.manager.provisioner.process
    tiny.run(changed(changed(plan, last), last))
    second = waiting(tiny, plan)
    assert second is not first and process.poll() is not None
    tiny.run(changed(plan, 1))  # goes on before the copy that this one is of
    assert second.manager.provisioner is None or second.manager.provisioner.process.poll() is not None
    tiny.runner.close()
    assert tiny.runner.kept == {}


def test_other_parameters_go_on_from_nowhere(programs, repo):
    tiny = programs(load_chapter(repo, 1), "1-1")
    plan = tiny.plans["1-1"]
    tiny.run(plan)
    note, found = tiny.run(replace(plan, task=replace(plan.task, parameters={"first": 5})))
    assert note.went_on == ""
    assert found[0]["total"] == 5.5


def test_a_run_that_was_cancelled_is_gone_on_with(programs, repo, replace_add, meeting, edit):
    replace_add(f"{meeting.cell}pass")
    tiny = programs(load_chapter(repo, 1), "1-1")
    plan = tiny.plans["1-1"]
    watcher = Watcher(lambda cell: None, lambda cell: None, tiny.ended.put)
    tiny.runner.start(7, plan, (), watcher, True)
    _, connection = meeting.wait()
    with connection:
        tiny.runner.cancel(7)
        tiny.ended.get(timeout=SLOW)
    add = [cell for cell, _ in code_of(plan.task)].index("add")

    def answer():
        _, again = meeting.wait()
        again.sendall(b"1")

    threading.Thread(target=answer, daemon=True).start()
    note, _ = tiny.run(changed(plan, add))
    assert note.went_on == "add"


def test_no_more_programs_are_kept_than_some(programs, repo):
    tiny = programs(load_chapter(repo, 1), "1-1", "1-2")
    for index in range(4):
        plan = tiny.plans["1-2"]
        tiny.run(replace(plan, task=replace(plan.task, name=f"copy-{index}")))
    assert list(tiny.runner.kept) == ["copy-1", "copy-2", "copy-3"]


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ([("a", "1"), ("b", "2")], [("a", "1"), ("b", "3")], 1),
        ([("a", "1")], [("a", "1"), ("b", "2")], 1),
        ([("a", "1")], [("b", "1")], 0),
        ([], [("a", "1")], 0),
    ],
)
def test_programs_are_the_same_up_to_the_first_other_cell(old, new, same):
    assert same_cells(old, new) == same

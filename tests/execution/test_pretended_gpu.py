"""The check's side in this process, with a small script in the place of the one that needs PyTorch."""

import zlib
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.chapter.data import DataSet
from kagglebook.core.run import Run
from kagglebook.execution import pretended_gpu as gpu
from kagglebook.execution.task import Task
from kagglebook.judging.outcome import Verdict
from kagglebook.notebook.book import make_pages
from tests.support import ROOT, gone

NOTEBOOK = b"""{"cells": [
    {"cell_type": "markdown", "id": "note", "source": "text", "metadata": {}},
    {"cell_type": "code", "id": "parameters", "source": ["lr = 1"], "metadata": {"tags": ["parameters"]}},
    {"cell_type": "code", "id": "train", "source": ["train()", "more()"], "metadata": {}}
]}"""
TASKS = [Task(name, zlib.compress(NOTEBOOK), {"lr": 2}, (), ROOT) for name in ("first", "second")]


@pytest.fixture
def script(tmp_path, monkeypatch):
    """Puts a script in the place of pretend_gpu.py."""

    def write(text: str) -> None:
        (tmp_path / "script.py").write_text(text)
        monkeypatch.setattr(gpu, "SCRIPT", tmp_path / "script.py")

    return write


def test_findings_may_be_asked_for_in_any_order(script):
    script(
        "for name in ('first', 'second'):\n"
        """    print('{"name": "%s", "state": "passed", "measured": "of %s"}' % (name, name))"""
    )
    with gpu.PretendedGPU(TASKS) as pretended:
        assert pretended.finding("second") == {"state": "passed", "measured": "of second"}
        assert pretended.finding("first") == {"state": "passed", "measured": "of first"}
        assert pretended.finding("third") is None


def test_the_script_is_given_code_cells_and_what_replaces_the_parameters(script):
    script("import json, sys; first, _ = json.load(open(sys.argv[1])); print(json.dumps(first | {'state': 'passed'}))")
    with gpu.PretendedGPU(TASKS) as pretended:
        given = pretended.finding("first")
    assert given["parameters"] == {"parameters": {"lr": 2}}
    assert [cell["id"] for cell in given["cells"]] == ["parameters", "train"]


def test_what_a_dead_process_did_not_tell_is_lost_with_its_last_words(script):
    script("""print('{"name": "first", "state": "passed", "measured": ""}', flush=True); import no_such_torch""")
    with gpu.PretendedGPU(TASKS) as pretended:
        assert pretended.finding("first")["state"] == "passed"
        lost = pretended.finding("second")
    assert lost == {"state": gpu.LOST, "measured": "ModuleNotFoundError: No module named 'no_such_torch'"}


# Answers for each task that it is given; at "first" it does what is in {}.
ANSWERS = """
import json, os, subprocess, sys
print(json.dumps("ready"), flush=True)
for task in json.load(open(sys.argv[1])):
    if task["name"] == "first":
        {}
    print(json.dumps(dict(name=task["name"], state="passed", measured="fine")), flush=True)
"""
THREE = [*TASKS, replace(TASKS[0], name="third")]


ENDS = (
    "os._exit(1)",
    "os.kill(os.getpid(), 9)",
    "os.killpg(0, 9)",
    "print('no JSON', flush=True)",
    "print('[1]' * 999_999)",
    "print('[' * 99_999, flush=True)",
    "print(json.dumps(dict(name='first', state='won', measured='')), flush=True)",
)


@pytest.mark.parametrize("end", ENDS)
def test_a_notebook_that_ends_the_process_costs_its_own_finding_only(script, end):
    script(ANSWERS.format(end))
    with gpu.PretendedGPU(THREE) as pretended:
        states = [pretended.finding(task.name)["state"] for task in THREE]
    assert states[1:] == ["passed", "passed"]
    assert states[0] in (gpu.LOST, "passed")


def test_what_the_process_started_ends_with_it(script, tmp_path):
    start = "print(subprocess.Popen(['sleep', '1000'], start_new_session=True).pid, file=open('pid', 'w'), flush=True)"
    script(ANSWERS.format(start))
    with gpu.PretendedGPU(TASKS) as pretended:
        assert pretended.finding("second")["state"] == "passed"
        child = int((Path(pretended.folder) / "pid").read_text())
    with suppress(psutil.NoSuchProcess):  # it may be gone by now, as its parent has nothing more to do
        assert gone([psutil.Process(child)])


def test_a_task_whose_data_are_broken_is_lost_alone(script, tmp_path):
    script(ANSWERS.format("pass"))
    digits = DataSet(name="MNIST", source="hojjatk/mnist-dataset")
    tasks = [replace(TASKS[0], data_sets=(digits,), data_root=tmp_path / "none"), TASKS[1]]
    with gpu.PretendedGPU(tasks) as pretended:
        assert "no such file" in pretended.finding("first")["measured"]
        assert pretended.finding("second")["state"] == "passed"


def test_words_without_end_are_shortened(script):
    script(ANSWERS.format("print(json.dumps(dict(name='first', state='failed', measured='x' * 500_000))); continue"))
    with gpu.PretendedGPU(TASKS) as pretended:
        assert len(pretended.finding("first")["measured"]) < 2_000


def test_its_process_has_no_secrets(script, monkeypatch):
    monkeypatch.setenv("KAGGLE_KEY", "s3cr3t")
    script(ANSWERS.format("assert 's3cr3t' not in str(os.environ)"))
    with gpu.PretendedGPU(TASKS) as pretended:
        assert pretended.finding("first")["state"] == "passed"


def test_its_process_has_the_variables_that_are_handed_on(script):
    script(ANSWERS.format("assert os.environ['MY_TOKEN'] == 'x'"))
    with gpu.PretendedGPU([replace(task, variables={"MY_TOKEN": "x"}) for task in TASKS]) as pretended:
        assert pretended.finding("first")["state"] == "passed"


def test_an_interpreter_that_does_not_start_is_told():
    with gpu.PretendedGPU(TASKS, "no-such-python") as pretended:
        assert "no-such-python" in pretended.finding("first")["measured"]


def test_closing_ends_the_process_and_what_it_had_not_told_is_lost(script):
    script("import signal; signal.pause()")
    with gpu.PretendedGPU(TASKS) as pretended:
        process = pretended.process
        pretended.close()
        assert process.returncode
        assert pretended.finding("first")["state"] == gpu.LOST


def test_no_process_is_started_for_nothing():
    with gpu.PretendedGPU([]) as pretended:
        assert pretended.process is None
        assert pretended.finding("first") is None


def judged(**finding):
    return gpu.PretendedGPUJudge().judge(None, gpu.with_finding(Run(), finding), quick=True)


def test_a_failure_has_its_place():
    outcome = judged(state="failed", measured="x", cell="train", line_cell="loss", line=2)
    assert outcome.verdict is Verdict.FAIL
    assert (outcome.failure.cell, outcome.failure.line_cell, outcome.failure.line) == ("train", "loss", 2)


@pytest.mark.parametrize("state", ["unknown", gpu.LOST])
def test_what_could_not_be_checked_says_why_and_fails_nothing(state):
    outcome = judged(state=state, measured="no torch")
    assert (outcome.measured, outcome.verdict) == ("no torch", Verdict.UNCHECKED)


def test_of_a_run_that_it_was_not_asked_of_it_says_nothing():
    assert gpu.PretendedGPUJudge().judge(None, Run(), quick=True) is None


def test_a_python_without_torch_is_told_of_each_program_and_stands_for_later_runs(tmp_path):
    (tmp_path / "torch.py").write_text("raise ModuleNotFoundError('not here', name='torch')")
    tasks = [replace(task, variables={"PYTHONPATH": str(tmp_path)}) for task in TASKS]
    with gpu.PretendedGPU(tasks) as pretended:
        found = [pretended.finding(task.name) for task in tasks]
    assert found == [{"state": "unknown", "measured": "the notebooks' Python has no torch"}] * 2
    assert gpu.was_asked(gpu.with_finding(Run(), found[0]))


def test_it_applies_to_programs_that_use_torch_on_a_machine_with_a_gpu(repo, edit):
    def applies() -> list[bool]:
        chapter = load_chapter(repo, 1)
        return [gpu.applies(page) for page in make_pages(chapter, chapter.programs)]

    assert applies() == [False, False]
    for template in ("1_01_addition.py", "1_02_subtraction.py"):
        edit(f"chapters/01/{template}", '# %% id="results"', '# %% id="torch"\nimport torch\n\n# %% id="results"')
    assert applies() == [False, True]  # the first is a program for a CPU


@pytest.mark.parametrize("line", ["import torch.nn", "from torch import nn", "from torch.utils.data import DataLoader"])
def test_any_import_of_torch_is_one(repo, edit, line):
    edit("chapters/01/1_02_subtraction.py", '# %% id="results"', f'# %% id="torch"\n{line}\n\n# %% id="results"')
    chapter = load_chapter(repo, 1)
    assert [gpu.applies(page) for page in make_pages(chapter)] == [False, True]

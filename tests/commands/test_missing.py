import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from kagglebook.commands.context import Context
from kagglebook.commands.main import run
from kagglebook.commands.missing import what_is_missing
from kagglebook.core.layout import Layout
from kagglebook.core.run import Failure, Run
from kagglebook.execution.plan import RunOptions
from tests.support import ROOT

CASES = {
    "torch": (RunOptions(), f"{sys.executable} has no torch: pip install 'kagglebook[torch]'"),
    "torchvision.models": (RunOptions(), f"{sys.executable} has no torchvision: pip install 'kagglebook[torch]'"),
    "pandas": (RunOptions(), f"{sys.executable} has no pandas"),
}


def failed(*modules):
    messages = [f"ModuleNotFoundError: No module named '{module}'" for module in modules]
    return [SimpleNamespace(run=Run(failure=Failure(message))) for message in messages]


def lines(tmp_path, how, *modules):
    return list(what_is_missing(failed(*modules), how, Context(Layout(tmp_path))))


@pytest.mark.parametrize("module", CASES)
def test_a_package_that_a_program_lacks_is_told_with_the_extra_that_brings_it(tmp_path, module):
    how, line = CASES[module]
    assert lines(tmp_path, how, module, module) == [line], "once, whichever programs lack it"


def test_in_the_checkout_the_command_is_that_of_the_checkout(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "kagglebook"\n')
    assert lines(tmp_path, RunOptions(), "torch") == [f"{sys.executable} has no torch: pip install -e '.[torch]'"]


def test_what_workers_have_is_none_of_this_python_s(tmp_path):
    assert lines(tmp_path, RunOptions(cluster="tcp://a:1"), "torch") == ["the workers of tcp://a:1 have no torch"]


def test_other_failures_want_nothing(tmp_path):
    runs = [SimpleNamespace(run=Run(failure=failure)) for failure in (None, Failure("ValueError: of its own"))]
    assert list(what_is_missing(runs, RunOptions(), Context(Layout(tmp_path)))) == []


def test_the_last_line_of_a_run_says_what_it_lacked(repo, replace_add, capsys):
    replace_add("import no_such_package_of_a_course.part")
    assert run(["run", "--chapter", "1", "--jobs", "1"], repo) == 1
    assert capsys.readouterr().out.splitlines()[-1] == f"{sys.executable} has no no_such_package_of_a_course"


def test_a_course_without_torch_runs_where_there_is_none_on_warm_kernels_and_is_asked_nothing_of_gpus(repo, tmp_path):
    for name in ("torch", "torchvision"):
        (tmp_path / f"{name}.py").write_text(f"raise ModuleNotFoundError('there is none', name='{name}')")
    paths = os.pathsep.join([os.fspath(tmp_path), os.fspath(ROOT)])
    command = [sys.executable, "-m", "kagglebook", "run", "--chapter", "1", "--verbose"]
    process = subprocess.run(
        command, cwd=repo, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True, check=False
    )
    assert (process.returncode, process.stderr) == (0, "")
    assert process.stdout.startswith("warm kernels") and "2 of 2 programs passed" in process.stdout
    assert "gpu (pretended)" not in process.stdout  # the second is for a GPU

"""action/action.yml: its steps, typed into a shell as a runner would, on a course."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support import ROOT, SUBTRACTION

ACTION = yaml.safe_load((ROOT / "action" / "action.yml").read_text(encoding="utf-8"))
STEPS = ACTION["runs"]["steps"]
EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
PIP = '#!/bin/sh\necho "$@" > "$GITHUB_WORKSPACE/installed"\n'
KAGGLEBOOK = '#!/bin/sh\nexec "{python}" -m kagglebook "$@"\n'


@pytest.fixture
def perform(repo, tmp_path):
    """Perform the steps on the tiny course with some inputs: exit code by step, and what the action tells."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for name, text in (("pip", PIP), ("kagglebook", KAGGLEBOOK.format(python=sys.executable))):
        (tools / name).write_text(text)
        (tools / name).chmod(0o755)

    def perform(**inputs: str) -> tuple[dict[str, int], str]:
        values = {f"inputs.{name}": str(given["default"]) for name, given in ACTION["inputs"].items()}
        values |= {f"inputs.{name.replace('_', '-')}": value for name, value in inputs.items()}
        values["github.action_path"] = str(ROOT / "action")
        codes = {}
        for step in STEPS:
            if "run" not in step or not _is_wanted(step, values):
                continue
            output = tmp_path / "output"
            output.write_text("")
            given = {name: EXPRESSION.sub(lambda found: values[found[1]], text) for name, text in step["env"].items()}
            environment = os.environ | given | {"GITHUB_OUTPUT": str(output), "GITHUB_WORKSPACE": str(tmp_path)}
            environment |= {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
            # As GitHub runs `shell: bash`: its documentation of the syntax of workflows, jobs.<id>.steps[*].shell
            command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
            codes[step["name"]] = subprocess.run(command, cwd=repo, env=environment, check=False).returncode
            for line in output.read_text().splitlines():
                name, _, value = line.partition("=")
                values[f"steps.{step['id']}.outputs.{name}"] = value
        return codes, EXPRESSION.sub(lambda found: values[found[1]], ACTION["outputs"]["passed"]["value"])

    return perform


def _is_wanted(step: dict[str, Any], values: dict[str, str]) -> bool:
    condition = step.get("if", "true == true").replace("||", "or")
    return eval(re.sub(r"inputs\.[\w-]+", lambda found: repr(values[found[0]]), condition), {"true": True})


@pytest.fixture
def rendered(repo):
    from kagglebook.commands.main import run

    assert run(["render", "--chapter", "1"], repo) == 0


def test_a_sound_course_passes_with_reports_and_a_page(perform, rendered, repo, tmp_path):
    codes, passed = perform()
    assert (codes, passed) == ({"install": 0, "check": 0, "run": 0, "page": 0, "verdict": 0}, "true")
    assert {path.name for path in (repo / "kagglebook-report").iterdir()} == {"check.xml", "run.xml"}
    assert (repo / "output" / "site" / "chapter-01" / "index.html").is_file()
    assert (tmp_path / "installed").read_text() == f"install -q {ROOT}/action/..[run,page]\n"


def test_one_that_fails_is_told_of_all_that_is_wrong(perform, repo, edit):
    edit(SUBTRACTION, "2 - step", "3 - step")
    codes, passed = perform(page="false")
    assert (codes, passed) == ({"install": 0, "check": 0, "run": 0, "verdict": 1}, "false")
    reports = "".join(path.read_text("utf-8") for path in (repo / "kagglebook-report").iterdir())
    assert "stale" in reports and "expected ≤ 0, got 1" in reports


@pytest.mark.thorough
def test_requirements_and_chapters_are_the_course_s_own(perform, rendered, tmp_path):
    codes, passed = perform(chapters="1", requirements="needs.txt", extras="run", page="false")
    assert (passed, set(codes.values())) == ("true", {0})
    assert (tmp_path / "installed").read_text() == f"install -q {ROOT}/action/..[run] -r needs.txt\n"


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.get("name") or step["uses"])
def test_no_input_is_typed_into_a_script_and_no_action_is_named_by_what_may_move(step):
    assert "${{" not in step.get("run", "")
    assert "uses" not in step or re.search(r"@[0-9a-f]{40}$", step["uses"])


def test_the_manual_shows_it_in_five_lines():
    text = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    (block,) = [each for each in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if "/action@" in each]
    assert len(block.splitlines()) <= 5
    step = yaml.safe_load(block)[-1]
    assert set(step["with"]) <= set(ACTION["inputs"])
    assert Path(ROOT / "action" / "action.yml").is_file() and shutil.which("bash")

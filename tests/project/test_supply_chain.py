"""What comes from others: pinned for whoever pushes, newest once a week, and with no more rights than it needs."""

import re
import tomllib
from itertools import chain

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from kagglebook.core.layout import Layout
from kagglebook.core.run_folder import RECEIPT, RESULTS
from kagglebook.execution.image import find_image
from tests.support import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PYPROJECT["project"]["optional-dependencies"]
CI = (ROOT / "constraints" / "ci.txt").read_text(encoding="utf-8")
PINS = [Requirement(line) for line in CI.splitlines() if not line.startswith("#")]
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / ".github" / "workflows").glob("*.yml")}
WORKFLOWS = {name: yaml.safe_load(text) for name, text in TEXTS.items()}
JOBS = {f"{name} {job}": body for name, workflow in WORKFLOWS.items() for job, body in workflow["jobs"].items()}
STEPS = [(name, step) for name, job in JOBS.items() for step in job["steps"]]
PYTHONS = WORKFLOWS["test.yml"]["jobs"]["test"]["strategy"]["matrix"]["python"]


def pins(python: str) -> dict[str, list[str]]:
    """The versions that are allowed on Linux with a release of Python, by distribution."""
    environment = {"python_version": python, "python_full_version": f"{python}.9", "sys_platform": "linux"}
    found: dict[str, list[str]] = {}
    for pin in PINS:
        if pin.marker is None or pin.marker.evaluate(environment):
            found.setdefault(canonicalize_name(pin.name), []).append(str(pin.specifier))
    return found


def required() -> list[Requirement]:
    """What pyproject.toml names, in any extra."""
    project = PYPROJECT["project"]
    named = chain(project["dependencies"], *project["optional-dependencies"].values())
    return [each for each in map(Requirement, named) if each.name != project["name"]]


@pytest.mark.parametrize("python", PYTHONS)
def test_everything_that_an_extra_names_has_one_pin_that_it_allows(python):
    pinned = pins(python)
    for requirement in required():
        (pin,) = pinned[canonicalize_name(requirement.name)]
        assert pin.startswith("==") and requirement.specifier.contains(pin[2:]), requirement


def test_torch_comes_with_its_own_extra_and_with_that_of_the_tests():
    named = {extra: {Requirement(each).name for each in listed} for extra, listed in EXTRAS.items()}
    assert {extra for extra, names in named.items() if names & {"torch", "torchvision"}} == {"torch"}
    (own,) = [Requirement(each) for each in EXTRAS["test"] if Requirement(each).name == "kagglebook"]
    assert own.extras == {"run", "torch", "kaggle", "cluster", "page", "preview"}


@pytest.mark.parametrize("python", PYTHONS)
def test_a_pin_is_one_exact_version(python):
    assert [name for name, pinned in pins(python).items() if len(pinned) != 1] == []
    assert [str(pin) for pin in PINS if not re.fullmatch(r"==[^*,]+", str(pin.specifier)) or pin.url] == []


def test_the_manual_and_the_weekly_job_make_the_pins_by_the_command_in_their_file():
    command = CI.splitlines()[1].removeprefix("#").strip()
    again = command.replace(" -o ", " --upgrade -q -o ")
    manual = (ROOT / "docs" / "maintainer.md").read_text(encoding="utf-8").replace("\\\n  ", "")
    assert again in manual
    assert again in [step.get("run") for name, step in STEPS if name == "weekly.yml update"]


def test_the_image_of_kaggle_is_found():
    assert find_image("kaggle", Layout(ROOT)).python == "3.12"


def test_pushes_are_tested_with_the_pins_and_the_weekly_run_without():
    runs = {job: [step["run"] for name, step in STEPS if name == job and "run" in step] for job in JOBS}
    assert runs["test.yml test"] == ["bash .ci/run"]
    assert any("pip install" in run for run in runs["weekly.yml newest"])
    assert not any("constraints" in run for run in runs["weekly.yml newest"])
    assert "schedule" in WORKFLOWS["weekly.yml"][True]  # YAML reads `on` as true
    assert "push" not in WORKFLOWS["weekly.yml"][True]


@pytest.mark.parametrize("name", TEXTS)
def test_an_action_is_pinned_by_its_digest_with_the_version_beside_it(name):
    used = re.findall(r"uses: *(.*)", TEXTS[name])
    assert used
    assert [line for line in used if not re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)] == []
    assert len(set(used)) == len({line.partition("@")[0] for line in used})


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_may_read_and_nothing_else(name):
    assert WORKFLOWS[name]["permissions"] == {"contents": "read"}


def test_the_job_that_opens_a_change_alone_may_write():
    more = {name: job["permissions"] for name, job in JOBS.items() if "permissions" in job}
    assert more == {"weekly.yml update": {"contents": "write", "pull-requests": "write"}}
    assert not any("cache" in step.get("with", {}) for name, step in STEPS if name in more)


def test_no_token_stays_in_a_checkout():
    checkouts = [step for _, step in STEPS if step.get("uses", "").startswith("actions/checkout@")]
    assert len(checkouts) == len(JOBS)
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_no_script_is_written_by_who_names_a_branch():
    """An expression in a script is put in before the shell reads it; in `env` it is a value."""
    assert [step["run"] for _, step in STEPS if "${{" in step.get("run", "")] == []


def test_an_artifact_holds_results_and_receipts_and_nothing_that_a_notebook_printed():
    kept = [step["with"]["path"].split() for _, step in STEPS if "upload-artifact@" in step.get("uses", "")]
    assert kept
    assert all(paths == [f"output/runs/**/{name}" for name in (RESULTS, RECEIPT)] for paths in kept)


def test_every_job_ends():
    assert [name for name, job in JOBS.items() if not job.get("timeout-minutes")] == []


def test_an_exception_that_the_audit_makes_has_its_number_and_a_reason():
    lines = [line for path in (ROOT / "kagglebook").rglob("*.py") for line in path.read_text("utf-8").splitlines()]
    excepted = [line for line in lines if "# nosec" in line]
    assert [line for line in excepted if not re.search(r"# nosec B\d{3} # \w", line)] == []

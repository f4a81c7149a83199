"""`--junit FILE` and `--json`, of each verb that checks."""

import json
import os
import subprocess
import sys
from xml.etree import ElementTree

import jsonschema
import pytest

from kagglebook.commands.main import run
from kagglebook.commands.parser import Parser, load_verb, verb_names
from kagglebook.execution import batch
from kagglebook.report.as_json import SCHEMA
from tests.support import ADDITION, CHAPTER, COMMAND, SUBTRACTION
from tests.support.kaggle_server import failure
from tests.support.online import ADDITION as KERNEL

pytestmark = pytest.mark.usefixtures("shared_server")


@pytest.fixture
def reported(repo, capsys, tmp_path_factory):
    """Type a command with both options: the exit code, what its JSON says, its XML, and what people read."""
    file = tmp_path_factory.mktemp("reports") / "report.xml"

    def reported(*words: str) -> tuple[int, dict, ElementTree.Element, str]:
        capsys.readouterr()
        code = run([*words, "--junit", str(file), "--json"], repo)
        out, err = capsys.readouterr()
        found = json.loads(out)
        jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(found)
        assert found["exit"] == code
        return code, found, ElementTree.parse(file).getroot(), err

    return reported


def test_a_run_s_table_is_reported_with_the_place_of_what_failed(reported, edit):
    edit(SUBTRACTION, "2 - step", "3 - step")
    code, found, xml, read = reported("run", "--chapter", "1")
    assert (code, found["verb"]) == (1, "run")
    assert [(each["program"], each["passed"]) for each in found["programs"]] == [("1-1", True), ("1-2", False)]
    failed = [check for check in found["programs"][1]["checks"] if check["verdict"] == "failed"]
    assert failed and all(check["file"] == SUBTRACTION and check["line"] for check in failed)
    assert int(xml.get("failures")) == len(failed)
    assert "1 of 2 programs passed" in read


def test_a_reused_run_is_reported_as_a_new_one(reported):
    fresh, again = reported("run", "--chapter", "1")[1], reported("run", "--chapter", "1")[1]
    assert [each["reused"] for each in again["programs"]] == [True, True]
    assert [each["checks"] for each in again["programs"]] == [each["checks"] for each in fresh["programs"]]


def test_a_stale_output_is_a_failure_of_its_program(reported, repo, edit):
    assert run(["render", "--chapter", "1"], repo) == 0
    edit(ADDITION, "두 수를 더한다.", "두 수의 합.")
    (repo / "output" / "chapter-01" / "old.txt").touch()
    code, found, xml, _ = reported("check", "--chapter", "1")
    assert (code, xml.get("failures")) == (1, "1")
    assert [each["passed"] for each in found["programs"]] == [False, True]


def test_wrong_input_is_reported_before_anything_ran(reported, edit):
    edit(CHAPTER, 'title = "더하기"', "title = 1")
    code, found, xml, read = reported("run", "--chapter", "1")
    assert (code, found["programs"], xml.get("errors")) == (2, [], "1")
    assert found["problems"] == read.splitlines() and found["problems"][0].startswith("chapters/01/chapter.toml:")


def test_after_an_interrupt_what_ran_is_reported(reported, monkeypatch):
    def stopped(plans, options, told, *_):
        told(batch.judge(plans[0].page, batch.Run(), True))
        raise KeyboardInterrupt

    monkeypatch.setattr(batch, "run_plans", stopped)
    code, found, *_ = reported("run", "--chapter", "1")
    assert (code, [each["program"] for each in found["programs"]]) == (130, ["1-1"])


def test_what_was_recorded_and_what_could_not_be_is_reported(reported, edit):
    edit(SUBTRACTION, "2 - step", "3 - step")
    code, found, *_ = reported("record", "--chapter", "1")
    assert (code, {each["program"]: each["passed"] for each in found["programs"]}) == (1, {"1-1": True, "1-2": False})


def test_the_tests_of_a_course_are_reported(repo, edit):
    edit(SUBTRACTION, "2 - step", "3 - step")
    words = ["test", "--json", "--", "-p", "no:cacheprovider"]
    command = [sys.executable, "-c", COMMAND, os.fspath(repo), *words]
    alone = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(command, cwd=repo, env=alone, capture_output=True, text=True, check=False)
    found = json.loads(done.stdout)
    assert (done.returncode, found["exit"], "1 failed, 2 passed" in done.stderr) == (1, 1, True)
    assert {each["program"]: each["passed"] for each in found["programs"]} == {
        **{"1-1": True, "1-2": False},
        "erratum 프로그램 1-1": True,
    }
    (failed,) = [each for each in found["programs"] if not each["passed"]]
    assert "expected" in failed["checks"][0]["measured"] and failed["chapter"] == "01"


@pytest.mark.parametrize("place", ["", ".", "nowhere/report.xml"])
def test_a_file_that_can_not_be_written_is_told_before_the_work(repo, capsys, monkeypatch, place):
    monkeypatch.chdir(repo)
    assert run(["run", "--chapter", "1", "--junit", place], repo) == 2
    assert capsys.readouterr().err.startswith(f"--junit {place}: ")
    assert not (repo / "output" / "runs").exists()


def test_without_the_options_nothing_is_gathered(repo, capsys, monkeypatch):
    monkeypatch.setattr("kagglebook.report.runs.place_of", None)  # it would be asked for each failure
    assert run(["check", "--chapter", "1"], repo) == 1
    assert not capsys.readouterr().out.startswith("{")


def test_each_verb_that_checks_has_both():
    having = set()
    for name in verb_names():
        parser = Parser()
        load_verb(name).add_options(parser)
        options = {option for action in parser._actions for option in action.option_strings}
        assert ("--junit" in options) == ("--json" in options)
        having |= {name} if "--junit" in options else set()
    assert having >= {"run", "check", "verify", "push", "record", "test"}


def test_what_was_pushed_and_what_came_back_is_reported(online, server, capsys):
    server.script("SaveKernel", failure(404), kernel=f"cv-lecture/{KERNEL}")
    assert online("push", "--verify", "--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert {(each["program"], each["checks"][0]["check"], each["passed"]) for each in found["programs"]} == {
        *{("1-1", "push", False), ("1-2", "push", True)},
        *{("1-1", "run", False), ("1-2", "run", True)},
    }

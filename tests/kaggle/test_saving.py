"""Prose costs no GPU: what computes the same as the run on Kaggle is saved without one."""

import json

import pytest

from tests.kaggle.test_budget import ledger, note
from tests.support.kaggle_server import Answer, Drop, Run
from tests.support.online import ADDITION, SUBTRACTION, good

CHAPTER, PROGRAM = "chapters/01/chapter.toml", "chapters/01/1_02_subtraction.py"
PROSE = (PROGRAM, "하나씩 뺀다", "하나씩 줄인다")
ONE = ("push", "--only", "1-2")


def ran(online) -> list[bool]:
    """Of each version of the second program, whether Kaggle was to run it."""
    return [run.ran for run in online.runs(SUBTRACTION)]


def test_a_change_of_prose_is_saved_and_the_run_stays(online, edit, told):
    told(*ONE)
    note(online, SUBTRACTION, seconds=60)
    before = ledger(online)["entries"][f"cv-lecture/{SUBTRACTION}"]
    edit(*PROSE)
    code, lines, _ = told(*ONE)
    assert (code, lines[-1]) == (0, "0 pushed, 1 saved")
    assert "1-2 saved version 2, the run is that of version 1" in lines[0]
    after = ledger(online)["entries"][f"cv-lecture/{SUBTRACTION}"]
    assert (after["version"], after["session"], after["verified"]) == (2, before["session"], "passed")
    assert ran(online) == [True, False]
    assert told(*ONE)[1][-1] == "0 pushed, 1 unchanged"


@pytest.mark.parametrize(
    ("old", "new"), [("private = true", "private = false"), ("private = true", 'private = true\nkeywords = ["gpu"]')]
)
def test_privacy_and_tags_need_no_run(online, edit, told, old, new):
    told(*ONE)
    edit(CHAPTER, old, new)
    assert told(*ONE)[1][-1] == "0 pushed, 1 saved"


@pytest.mark.parametrize(
    "change", ["internet = false", 'machine_shape = ""', 'dataset_sources = ["hojjatk/mnist-dataset"]']
)
def test_what_changes_the_run_is_run(online, edit, told, change):
    told(*ONE)
    edit(*PROSE)
    edit(CHAPTER, 'section = "1.2"', f'section = "1.2"\nkaggle = {{ {change} }}')
    assert told(*ONE)[1][-1] == "1 pushed"
    assert ran(online) == [True, True]


@pytest.mark.parametrize(
    ("states", "runs"),
    [(["RUNNING"] * 5, False), (["QUEUED"] * 5, False), (["COMPLETE"], False), (["ERROR"], True),
     (["CANCEL_ACKNOWLEDGED"], True)],
)  # fmt: skip
def test_a_run_that_is_not_verified_yet_counts_unless_it_failed(online, edit, told, states, runs):
    online.server.run_of = lambda pushed: Run(list(states))
    told(*ONE)
    edit(*PROSE)
    assert told(*ONE)[0] == 0
    assert ran(online) == [True, runs]


def test_after_a_run_that_verify_failed_prose_is_run(online, edit, told):
    online.server.run_of = lambda pushed: good(pushed, files={})
    told(*ONE)
    assert told("verify", "--only", "1-2")[0] == 1
    edit(*PROSE)
    assert told(*ONE)[1][-1] == "1 pushed"


def test_force_runs(online, edit, told):
    told(*ONE)
    edit(*PROSE)
    assert told(*ONE, "--force")[1][-1] == "1 pushed"
    assert ran(online) == [True, True]


def test_the_verified_run_of_an_earlier_version_is_fetched_by_its_own_number(online, edit, told):
    online.server.run_of = good
    told(*ONE)
    edit(*PROSE)
    told(*ONE)
    assert told("verify", "--only", "1-2")[0] == 0
    assert {request.label for request in online.server.received("GetKernelSessionStatus")} == {"v1"}
    edit(PROGRAM, "하나씩 줄인다", "하나씩 덜어 낸다")
    told(*ONE)
    online.server.requests.clear()
    assert told("verify", "--only", "1-2")[0] == 0
    assert online.server.requests == []  # verified before


@pytest.mark.parametrize("late", [True, False])
def test_a_save_whose_answer_was_lost_is_settled_and_not_run(online, edit, told, late):
    told(*ONE)
    edit(*PROSE)
    online.server.script("SaveKernel", Drop(late=late))
    assert told(*ONE)[1][-1] == "0 pushed, 1 saved"
    assert ran(online) == [True, False]


@pytest.mark.parametrize("late", [True, False])
def test_a_save_that_was_killed_is_settled_by_the_next_call_as_what_it_was(online, edit, told, late):
    told(*ONE)
    edit(*PROSE)
    online.server.script("SaveKernel", Drop(late=late))
    online.clock.on_sleep = lambda seconds: (_ for _ in ()).throw(KeyboardInterrupt)
    assert told(*ONE)[0] == 130
    assert ledger(online)["entries"][f"cv-lecture/{SUBTRACTION}"]["intent"]["run"] is False
    online.clock.on_sleep = lambda seconds: None
    edit(CHAPTER, "private = true", "private = false")
    assert told(*ONE)[1][-1] == "0 pushed, 1 saved"
    assert ran(online) == [True, False, False][: 2 + late]
    session = ledger(online)["entries"][f"cv-lecture/{SUBTRACTION}"]["session"]
    assert session["version"] == 1


def test_a_killed_run_is_not_taken_for_a_save(online, edit, told):
    online.server.script("SaveKernel", Drop(late=True))
    online.clock.on_sleep = lambda seconds: (_ for _ in ()).throw(KeyboardInterrupt)
    assert told(*ONE)[0] == 130
    online.clock.on_sleep = lambda seconds: None
    edit(*PROSE)
    assert told(*ONE)[1][-1] == "0 pushed, 1 saved"
    entry = ledger(online)["entries"][f"cv-lecture/{SUBTRACTION}"]
    assert (entry["version"], entry["session"]["version"], entry["session"]["limit"]) == (2, 1, 7200)


def test_a_run_that_lacked_a_source_does_not_stand_for_another_version(online, edit, told):
    edit(CHAPTER, 'section = "1.2"', 'section = "1.2"\nkaggle = { dataset_sources = ["nobody/no-data"] }')
    assert told(*ONE)[0] == 1
    edit(*PROSE)
    online.server.datasets.add("nobody/no-data")
    assert told(*ONE)[1][-1] == "1 pushed"
    assert ran(online) == [True, True]


def test_a_save_without_one_of_its_sources_is_told_each_time(online, edit, told):
    told(*ONE)
    edit(*PROSE)
    answer = {"versionNumber": 2, "url": "https://kaggle", "invalidDatasetSources": ["a/b"]}
    online.server.script("SaveKernel", Answer(answer))
    for _ in range(2):
        code, lines, _ = told(*ONE)
        assert code == 1 and "version 2 is on Kaggle without its data set a/b" in lines[0]


def test_a_save_needs_no_hours(online, edit, told):
    told(*ONE)
    edit(*PROSE)
    online.server.quota = online.server.quota | {
        "gpuQuota": {"timeUsed": "108000s", "timeReserved": "0s", "totalTimeAllowed": "108000s"}
    }
    assert told(*ONE)[1][-1] == "0 pushed, 1 saved"


def test_a_plan_tells_what_is_only_saved(online, edit, told):
    told("push")
    edit(*PROSE)
    lines = told("push", "--plan")[1]
    assert lines[1].startswith("1-2 to be saved")
    assert lines[-1] == "0 to be pushed, 1 to be saved without a run, 1 unchanged; nothing was sent"


def test_who_reads_a_program_that_was_only_saved_is_not_run_again(online, edit, told, root, repo):
    (repo / "templates/find_output.py").write_bytes((root / "templates/find_output.py").read_bytes())
    edit(CHAPTER, 'template = "1_01_addition.py"', 'template = "1_01_addition.py"\nafter = ["1-2"]')
    edit("chapters/01/1_01_addition.py", '#: include "add.py"', '#: include "find_output.py"\n#: include "add.py"')
    edit("templates/add.py", "total = first", f'find_output("{SUBTRACTION}", "steps.txt")\ntotal = first')
    assert told("push")[1][-1] == "2 pushed"
    online.clock.now += 10
    edit(*PROSE)
    assert told("push")[1][-1] == "0 pushed, 1 saved, 1 unchanged"
    assert len(online.runs(ADDITION)) == 1


def test_a_report_tells_a_saved_version_as_fine(online, edit, told, capsys):
    told(*ONE)
    edit(*PROSE)
    assert online("push", "--only", "1-2", "--json") == 0
    [case] = json.loads(capsys.readouterr().out)["programs"]
    assert case["checks"][0]["measured"] == "saved"

"""A notebook that reads another's output is pushed behind it, when its run is over."""

import json

import pytest

from tests.support.kaggle_server import Run
from tests.support.online import ADDITION, SUBTRACTION, good

CHAPTER = "chapters/01/chapter.toml"
WAITS = f'find_output("{SUBTRACTION}", "steps.txt")'


@pytest.fixture(autouse=True)
def reads(edit, root, repo):
    """The first program, which has no GPU, reads what the second leaves."""
    (repo / "templates/find_output.py").write_bytes((root / "templates/find_output.py").read_bytes())
    edit(CHAPTER, 'template = "1_01_addition.py"', 'template = "1_01_addition.py"\nafter = ["1-2"]')
    edit("chapters/01/1_01_addition.py", '#: include "add.py"', '#: include "find_output.py"\n#: include "add.py"')
    edit("templates/add.py", "total = first", f"{WAITS}\ntotal = first")


def states(*names):
    """What a server's runs go through, by how their slug ends."""
    return lambda pushed: Run(list(names) if pushed["slug"].endswith("subtraction") else ["COMPLETE"])


def test_it_is_pushed_behind_the_other_and_after_its_run(online, told):
    online.server.run_of = states("QUEUED", "RUNNING", "COMPLETE")
    code, lines, _ = told("push")
    assert (code, lines[-1]) == (0, "2 pushed")
    assert online.pushes() == [f"cv-lecture/{SUBTRACTION}", f"cv-lecture/{ADDITION}"]
    assert "1-1 waits for the run of 1-2, which is running" in lines
    assert online.clock.slept != []
    sent = online.server.received("SaveKernel")[-1].json
    assert sent["kernelDataSources"] == [f"cv-lecture/{SUBTRACTION}"]
    assert told("push")[1][-1] == "0 pushed, 2 unchanged"


@pytest.mark.parametrize("end", ["ERROR", "CANCEL_ACKNOWLEDGED"])
def test_behind_a_run_that_fails_it_is_not_pushed(online, told, end):
    online.server.run_of = states("RUNNING", end)
    code, lines, _ = told("push")
    assert (code, lines[-1]) == (1, "1 pushed, 1 not pushed")
    assert f"1-1 not pushed 1-2, whose output it reads, failed on Kaggle ({end})" in lines
    assert online.pushes() == [f"cv-lecture/{SUBTRACTION}"]


def test_alone_it_waits_for_the_run_that_was_pushed_before(online, told):
    code, lines, _ = told("push", "--only", "1-1")
    assert code == 1
    assert "1-1 not pushed it reads the output of 1-2, which is not on Kaggle yet: push that one too" in lines
    assert online.server.requests == []
    online.server.run_of = states("QUEUED", "QUEUED", "COMPLETE")
    assert told("push", "--only", "1-2")[0] == 0
    assert told("push", "--only", "1-1")[0] == 0
    assert online.pushes() == [f"cv-lecture/{SUBTRACTION}", f"cv-lecture/{ADDITION}"]


def test_it_is_pushed_anew_behind_one_that_has_changed(online, edit, told):
    assert told("push")[0] == 0
    edit(CHAPTER, 'section = "1.2"', 'section = "1.2"\nkaggle = { internet = false }')
    online.clock.now += 10
    lines = told("push", "--dry-run")[1]
    assert [" ".join(line.split()[:4]) for line in lines[:2]] == [
        "1-2 to be pushed",
        "1-1 to be pushed",
    ]
    assert told("push")[1][-1] == "2 pushed"
    assert told("push")[1][-1] == "0 pushed, 2 unchanged"


def test_an_interrupted_call_goes_on_with_what_waits(online, edit, told):
    assert told("push")[0] == 0
    edit(CHAPTER, 'section = "1.2"', 'section = "1.2"\nkaggle = { internet = false }')
    online.clock.now += 10
    assert told("push", "--only", "1-2")[1][-1] == "1 pushed"
    assert told("push")[1][-1] == "1 pushed, 1 unchanged"
    assert online.pushes()[-1] == f"cv-lecture/{ADDITION}"


def test_a_dry_run_shows_the_order_and_what_it_waits_for(told):
    code, lines, _ = told("push", "--dry-run")
    assert code == 0
    assert lines[0].startswith("1-2 to be pushed")
    assert "after the run of 1-2" in lines[1] and f"cv-lecture/{SUBTRACTION}" in lines[1]


def test_who_refuses_the_one_keeps_the_other(online, told):
    from tests.support.kaggle_server import Answer

    online.server.script("SaveKernel", Answer({"error": "Notebook title is taken."}))
    code, lines, _ = told("push")
    assert (code, lines[-1]) == (1, "0 pushed, 1 refused, 1 not pushed")
    assert "1-1 not pushed it reads the output of 1-2, which was not pushed" in lines


def test_the_owner_who_pushes_is_that_of_what_is_read(online, told):
    assert told("push", "--owner", "someone")[0] == 0
    sent = online.server.received("SaveKernel")[-1].json
    assert sent["kernelDataSources"] == [f"someone/{SUBTRACTION}"]


@pytest.fixture
def newer_image(online):
    """A third program's run on a GPU told of a younger image."""

    def told(entry):
        path = online.root / "output/runs/kaggle/chapter-01.json"
        known = json.loads(path.read_text())
        session = {"version": 1, "time": online.clock.time() + 1, "image": "gcr.io/kaggle-gpu-images/python@sha256:0b"}
        known["entries"]["cv-lecture/third"] = known["entries"][f"cv-lecture/{SUBTRACTION}"] | {"session": session}
        known["entries"][f"cv-lecture/{SUBTRACTION}"] |= entry
        path.write_text(json.dumps(known))
        online.clock.now += 2

    return told


def test_it_runs_anew_behind_one_that_a_new_image_touched(online, told, newer_image):
    online.server.run_of = good
    assert told("push", "--verify")[0] == 0
    newer_image({})
    assert told("verify", "--again")[0] == 0
    assert online.pushes()[2:] == [f"cv-lecture/{SUBTRACTION}", f"cv-lecture/{ADDITION}"]
    assert told("push")[1][-1] == "0 pushed, 2 unchanged"


def test_a_program_that_failed_on_an_older_image_is_not_stale(online, told, newer_image):
    online.server.run_of = good
    assert told("push", "--verify")[0] == 0
    newer_image({"verified": "failed"})
    assert told("verify", "--again")[0] == 0
    assert len(online.pushes()) == 2

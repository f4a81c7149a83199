"""What Kaggle changes without a word, found with the true client and a server on the loopback."""

import json

import pytest

from tests.support.kaggle_server import Answer, Run, failure
from tests.support.online import ADDITION, GOOD, SUBTRACTION, T4, good, row

NEW_IMAGE = "gcr.io/kaggle-images/python@sha256:" + "b" * 64
FAILED = json.dumps(
    {
        "stream_name": "stderr",
        "time": 9.0,
        "data": "Traceback (most recent call last):\npapermill.exceptions.PapermillExecutionError: \n"
        '-----\nException encountered at "In [2]":\n-----\nCell In[2], line 2\n      1 x\n----> 2 y\n\n'
        "NameError: name 'y' is not defined\n",
    }
)


def entries(online) -> dict:
    path = online.root / "output/runs/kaggle/chapter-01.json"
    return {name.partition("/")[2]: entry for name, entry in json.loads(path.read_text())["entries"].items()}


def test_machine_image_and_versions_are_kept_with_the_result_and_shown(online, told, server):
    code, lines, _ = told("push", "--verify")
    assert code == 0
    assert row(lines, "machine") == "machine CPU asked CPU, image aaaaaa… pass"
    assert "machine NvidiaTeslaT4 asked NvidiaTeslaT4, image aaaaaa… pass" in lines
    session = entries(online)[SUBTRACTION]["session"]
    assert (session["machine"], session["image"], session["seconds"]) == ("NvidiaTeslaT4", server.image, 42.4)
    assert session["packages"] == {"python": "3.12", "torch": "2.10"}
    receipt = json.loads((online.root / f"output/runs/kaggle/chapter-01/{SUBTRACTION}/kaggle-run.json").read_text())
    assert (receipt["machine"], receipt["image"]) == ("NvidiaTeslaT4", server.image)


def test_json_has_machine_and_image(online, capsys, server):
    capsys.readouterr()
    online("push", "--verify", "--only", "1-2", "--json")
    found = json.loads(capsys.readouterr().out)["programs"][-1]
    assert found["kaggle"] == {"machine": "NvidiaTeslaT4", "image": server.image}


def test_the_page_tells_the_day_and_the_machine_of_a_run_that_passed_there_as_long_as_the_program_is_the_same(
    online, edit, told, server
):
    told("push", "--verify")
    assert online("page") == 0
    page = online.root / f"output/site/chapter-01/{SUBTRACTION}.html"
    words = "캐글에서 2027-01-15에 통과: NvidiaTeslaT4 · Docker aaaaaa…"
    assert f'<li class="fact ok">{words}</li>' in page.read_text(encoding="utf-8")
    edit("chapters/01/1_02_subtraction.py", "range(3)", "range(4)")
    assert online("page") == 0
    assert "캐글에서" not in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("told_of", ["NvidiaTeslaP100", "Tpu1VmV38"])
def test_another_machine_than_the_asked_one_fails_the_program(online, told, server, told_of):
    server.run_of = lambda pushed: good(pushed, machine=told_of, states=["COMPLETE"])
    code, lines, _ = told("push", "--verify", "--only", "1-2")
    assert code == 1
    assert row(lines, "machine") == f"machine NvidiaTeslaT4 asked {told_of}, image aaaaaa… FAIL"


def test_another_machine_is_not_waited_for(online, told, server):
    server.run_of = lambda pushed: good(pushed, machine="NvidiaTeslaP100", states=["RUNNING"])
    code, lines, _ = told("push", "--verify", "--only", "1-2")
    assert code == 1 and len(online.clock.slept) == 1
    assert "program 1-2: not waited for: machine NvidiaTeslaT4 asked, NvidiaTeslaP100 runs" in lines


def test_a_gpu_that_silently_became_a_cpu_fails(online, told, server):
    results = json.dumps(GOOD[SUBTRACTION] | {"environment": T4 | {"device": "cpu"}}).encode()
    server.run_of = lambda pushed: good(pushed, machine="", files={"results.json": results})
    code, lines, _ = told("push", "--verify", "--only", "1-2")
    assert code == 1 and row(lines, "device") == "device a GPU cpu FAIL"


@pytest.mark.parametrize(("machine", "code"), [("TpuV5E8", 1), ("", 1)])
def test_a_tpu_push_that_ran_without_its_image_or_on_a_cpu_is_found(online, edit, told, server, machine, code):
    edit("chapters/01/chapter.toml", 'machine_shape = "NvidiaTeslaT4"', 'machine_shape = "TpuV5E8"')
    server.run_of = lambda pushed: good(pushed, machine=machine)
    assert told("push", "--verify", "--only", "1-2")[0] == code


def test_a_tpu_with_its_image_passes(online, edit, told, server):
    edit("chapters/01/chapter.toml", 'machine_shape = "NvidiaTeslaT4"', 'machine_shape = "TpuV5E8"')
    server.image = "gcr.io/kaggle-images/python-tpuvm@sha256:" + "a" * 64
    assert told("push", "--verify", "--only", "1-2")[0] == 0


def test_a_version_edited_on_kaggle_is_told_with_what_to_do_and_its_session_is_not_taken_for_ours(online, told, server):
    told("push", "--only", "1-1")
    text = {"text": '{"cells": []}', "slug": f"cv-lecture/{ADDITION}", "machineShape": "NvidiaTeslaT4"}
    online.runs(ADDITION).append(Run(["COMPLETE"], pushed=text, image=NEW_IMAGE))
    code, lines, _ = told("verify", "--only", "1-1")
    words = "version 2 on Kaggle is not from here: version 1 is verified; `push --force` puts this one in front again"
    assert code == 0 and f"program 1-1: {words}" in lines
    assert entries(online)[ADDITION]["session"]["image"] == ""


def test_where_kaggle_tells_nothing_of_the_machine_the_run_is_judged_without(online, told, server):
    told("push", "--only", "1-2")
    server.always("GetKernel", failure(404))
    code, lines, _ = told("verify", "--only", "1-2")
    assert code == 0 and not any(line.startswith("machine") for line in lines)


# ---- another image


@pytest.fixture
def on_gpu(edit, server):
    """Both programs on a GPU; what it returns sets the version of torch in the image of further runs."""
    edit("chapters/01/chapter.toml", 'kaggle = { machine_shape = "" }', "")

    def with_torch(version: str) -> None:
        told = T4 | {"torch": version}
        files = {slug: json.dumps(found | {"environment": told}).encode() for slug, found in GOOD.items()}
        server.run_of = lambda pushed: good(pushed, files={"results.json": files[pushed["slug"].partition("/")[2]]})

    with_torch("2.10")
    return with_torch


def test_a_new_image_makes_older_results_stale_and_again_runs_these_alone(online, on_gpu, told, server):
    told("push", "--verify")
    server.image = NEW_IMAGE
    on_gpu("2.11")
    told("push", "--verify", "--force", "--only", "1-2")
    code, lines, _ = told("verify")
    words = "computed on image aaaaaa…, Kaggle now has bbbbbb… (torch 2.10 → 2.11)"
    assert code == 0 and f"program 1-1: stale: {words}; `verify --again` runs it anew" in lines
    before = len(online.pushes())
    code, lines, _ = told("verify", "--again")
    assert code == 0 and not any("stale" in line for line in lines)
    assert online.pushes()[before:] == [f"cv-lecture/{ADDITION}"]
    assert told("verify", "--again")[0] == 0 and len(online.pushes()) == before + 1


def test_while_kaggle_changes_over_two_programs_do_not_make_each_other_stale_for_ever(online, on_gpu, told, server):
    old = server.image
    told("push", "--verify")
    online.clock.now += 60
    server.image = NEW_IMAGE
    told("push", "--verify", "--force", "--only", "1-2")
    online.clock.now += 60
    server.image = old  # for this run, by chance
    assert told("verify", "--again")[0] == 0
    before = len(online.pushes())
    for _ in range(3):
        online.clock.now += 3_600
        assert told("verify", "--again")[0] == 0
    assert len(online.pushes()) == before
    server.image = NEW_IMAGE
    online.clock.now += 4 * 86_400
    assert told("verify", "--again")[0] == 0
    assert len(online.pushes()) == before + 1
    assert {entry["session"]["image"] for entry in entries(online).values()} == {NEW_IMAGE}


def test_data_that_changed_since_the_run_make_its_result_stale(online, edit, told, server):
    own = 'kaggle = { machine_shape = "", dataset_sources = ["hojjatk/mnist-dataset"] }'
    edit("chapters/01/chapter.toml", 'kaggle = { machine_shape = "" }', own)
    assert told("push", "--verify")[0] == 0
    server.always("GetDataset", Answer({"ref": "hojjatk/mnist-dataset", "currentVersionNumber": 2}))
    code, lines, _ = told("verify")
    words = "its data changed since: hojjatk/mnist-dataset (version 1 → 2)"
    assert code == 0 and f"program 1-1: stale: {words}; `verify --again` runs it anew" in lines
    assert told("verify", "--again")[0] == 0
    assert online.pushes()[-1] == f"cv-lecture/{ADDITION}" and len(online.pushes()) == 3
    assert not any("stale" in line for line in told("verify")[1])


def test_a_push_for_a_tpu_says_that_its_image_may_be_another(online, edit, told):
    edit("chapters/01/chapter.toml", 'machine_shape = "NvidiaTeslaT4"', 'machine_shape = "TpuV5E8"')
    assert any("may run on an image without a TPU's libraries" in line for line in told("push")[1])


def test_again_leaves_a_public_notebook_public(online, on_gpu, told, server):
    told("push", "--verify", "--public")
    server.image = NEW_IMAGE
    told("push", "--verify", "--public", "--force", "--only", "1-2")
    assert told("verify", "--again")[0] == 0
    assert [request.json["isPrivate"] for request in server.received("SaveKernel")] == [False] * 4


# ---- while it runs


def test_a_run_is_followed_and_one_that_failed_is_not_waited_for(online, told, server):
    here = json.dumps({"stream_name": "stderr", "time": 1.0, "data": "Executing Cell 3------\n"})
    server.run_of = lambda pushed: good(pushed, states=["RUNNING"], printed=[json.loads(here)])
    online.clock.on_sleep = lambda seconds: online.runs(ADDITION)[0].printed.append(json.loads(FAILED))
    code, lines, _ = told("push", "--verify", "--only", "1-1")
    assert code == 1 and len(online.clock.slept) == 1
    assert any(line.startswith("1-1 running cell ") and "(3 of " in line for line in lines)
    assert "1-1 FAILS NameError: name 'y' is not defined, cell add (templates/add.py:3)" in lines
    assert "program 1-1: not waited for: it failed" in lines


def test_a_place_is_told_once(online, told, server):
    here = {"stream_name": "stdout", "time": 1.0, "data": "epoch 1\n"}
    server.run_of = lambda pushed: good(pushed, states=["RUNNING"] * 4 + ["COMPLETE"], printed=[here])
    code, lines, _ = told("push", "--verify", "--only", "1-1")
    assert code == 0 and lines.count('1-1 running "epoch 1"') == 1


def test_a_log_that_can_t_be_read_is_no_failure(online, told, server):
    server.run_of = lambda pushed: good(pushed, states=["RUNNING"] * 6 + ["COMPLETE"])
    server.always("logs", failure(500))
    assert told("push", "--verify", "--only", "1-1")[0] == 0
    assert len(server.received("logs")) == 3


def test_a_version_that_was_saved_without_a_run_names_the_run_that_stands_for_it(online, edit, told, server):
    told("push", "--verify", "--only", "1-1")
    edit("chapters/01/1_01_addition.py", "두 수를 더한다.", "두 수를 더해 본다.")
    code, lines, _ = told("push", "--verify", "--only", "1-1")
    assert code == 0
    words = "version 2 was saved without a run: the run is that of version 1, which computes the same"
    assert f"program 1-1: {words}" in lines

"""Verifying, with the true client and a server on the loopback: the run of the pushed version, and the same checks."""

import json

import pytest

from tests.support.kaggle_server import Answer, Drop, Run, failure
from tests.support.online import ADDITION, GOOD, SUBTRACTION, T4, good, row, words

CHAPTER = "chapters/01/chapter.toml"


def test_push_and_verify_in_one_go(server, told):
    code, lines, err = told("push", "--verify")
    assert (code, err) == (0, "")
    assert "1-1 COMPLETE cpu 42 run no error no error pass" in lines
    assert "1-2 COMPLETE Tesla T4 42 run no error no error pass" in lines
    assert row(lines, "device") == "device a GPU Tesla T4 pass"
    assert row(lines, "total =") == "total = 2.5 2.5 pass"  # the full bound: the quick one is 1.5
    assert lines[-1] == "2 of 2 programs passed (on Kaggle, 85 s)"
    assert "0 running, 2 waiting" in lines and "2 running, 0 waiting" in lines


def test_a_wrong_result_fails(online, told, server):
    results = json.dumps({"total": 1.5, "environment": T4}).encode()
    server.run_of = lambda pushed: good(
        pushed, **({"files": {"results.json": results}} if ADDITION in pushed["slug"] else {})
    )
    code, lines, _ = told("push", "--verify")
    assert code == 1
    assert "program 1-1, total (chapters/01/1_01_addition.py:12): expected = 2.5, got 1.5" in lines
    assert lines[-1] == "1 of 2 programs passed (on Kaggle, 85 s)"


def test_a_wrong_accuracy_of_the_network_fails(chapter_online, capsys):
    history = {
        "train_acc": [0.97] * 30,
        "test_acc": [0.96] * 29 + [0.41],
        "train_loss": [0.03, 0.02] + [0.01] * 28,
        "test_loss": [0.02] * 30,
    }
    results = {
        "history": history,
        "n_training": 60000,
        "n_test": 10000,
        "layers": ["Linear", "Tanh", "Linear", "Tanh"],
        "n_weights": 814090,
        "saturated": 0.0,
        "environment": T4,
    }
    for accuracy, code in ((0.41, 1), (0.97, 0)):
        history["test_acc"][-1] = accuracy
        files = {"results.json": json.dumps(results).encode()}
        log = json.dumps([{"stream_name": "stdout", "time": 200.0, "data": "평가 집합 정확률: 97"}])
        chapter_online.server.run_of = lambda pushed, files=files, log=log: Run(["RUNNING", "COMPLETE"], files, log)
        capsys.readouterr()
        assert chapter_online("push", "--verify", "--only", "5-7", "--force") == code
        lines = words(capsys.readouterr().out)
        verdict = "FAIL" if code else "pass"
        assert row(lines, "history.test_acc[-1]", "≥") == f"history.test_acc[-1] ≥ 0.955 {accuracy} {verdict}"


# ---- which run


@pytest.mark.parametrize("labels", ["taken", "404", "400", "500"])
def test_the_run_of_an_earlier_version_is_not_taken_for_the_pushed_one_s(online, edit, told, server, labels):
    told("push", "--verify")
    edit(CHAPTER, "second = 0.5", "second = 0.75")
    edit(CHAPTER, "equals = 2.5", "equals = 2.75")
    later = json.dumps({"total": 2.75}).encode()
    # Right after the push three polls still tell of the run before, which is COMPLETE.
    server.run_of = lambda pushed: good(pushed, files={"results.json": later}, unseen=3)
    without_labels(server, labels)
    online.clock.slept.clear()
    code, lines, _ = told("push", "--verify", "--only", "1-1")
    assert code == 0
    assert row(lines, "total =") == "total = 2.75 2.75 pass"
    if labels == "404":
        assert len(online.clock.slept) >= 5  # three polls told of the run before


def without_labels(server, how: str) -> None:
    """Refuse calls with a version's label."""
    original = server.answer

    def answer(request):
        if how != "taken" and request.call != "download" and "versionLabel" in request.json:
            server.requests.append(request)
            return failure(int(how), "label")
        return original(request)

    server.answer = answer


def test_without_labels_a_newer_version_from_elsewhere_is_not_taken_for_ours(online, told, server):
    without_labels(server, "404")
    told("push", "--only", "1-1")
    other = server.run_of({"slug": f"cv-lecture/{ADDITION}"})
    other.pushed = {"text": '{"cells": []}', "slug": f"cv-lecture/{ADDITION}"}
    online.runs(ADDITION).append(other)
    code, lines, _ = told("verify", "--only", "1-1")
    assert code == 1
    assert "Kaggle's newest is version 2 that is not what was pushed from here" in " ".join(lines)


def test_with_labels_a_newer_version_from_elsewhere_does_not_matter(online, told, server):
    told("push", "--only", "1-1")
    online.runs(ADDITION).append(Run(["ERROR"]))
    assert told("verify", "--only", "1-1")[0] == 0


@pytest.mark.parametrize("argv", [(), ("--only", "1-1")])
def test_what_was_not_pushed_is_not_verified(online, edit, told, server, argv):
    code, lines, _ = told("verify", *argv)
    assert code == 1 and server.requests == []
    assert "program 1-1: not pushed yet: `push` it first" in lines
    told("push")
    edit(CHAPTER, "second = 0.5", "second = 0.75")
    code, lines, _ = told("verify", *argv)
    assert code == 1
    assert "program 1-1: changed since it was pushed: `push` it first" in lines


def test_a_passed_run_is_not_fetched_again_but_judged_again(online, edit, told, server):
    told("push", "--verify")
    before = len(server.requests)
    code, lines, _ = told("verify")
    assert code == 0 and len(server.requests) == before
    assert "1-1 COMPLETE cpu 42 reused run no error no error pass" in lines
    edit(CHAPTER, "equals = 2.5, quick", "equals = 3.5, quick")
    code, lines, _ = told("verify")
    assert code == 1
    assert row(lines, "total =") == "total = 3.5 2.5 FAIL"


# ---- how a run can end


@pytest.mark.parametrize("word", ["QUEUED", "RUNNING", "CANCEL_REQUESTED", "NEW_SCRIPT", "PAUSED_BY_SOMEONE"])
def test_a_run_that_has_not_ended_is_waited_for(online, told, server, word):
    server.run_of = lambda pushed: good(pushed, states=[word, word, "COMPLETE"])
    assert told("push", "--verify")[0] == 0
    assert len(online.clock.slept) == 2


@pytest.mark.parametrize(("word", "message"), [("ERROR", ""), ("CANCEL_ACKNOWLEDGED", ""), ("ERROR", "out of memory")])
def test_a_run_that_ended_badly_fails(online, told, server, word, message):
    server.run_of = lambda pushed: good(pushed, states=["RUNNING", word], message=message, log="")
    code, lines, _ = told("push", "--verify", "--only", "1-1")
    assert code == 1
    assert f"1-1 {word} cpu 0 run no error {message or f'Kaggle tells {word}'} FAIL" in lines


def test_a_run_that_never_ends_is_given_up(online, told, server):
    server.run_of = lambda pushed: good(pushed, states=["RUNNING"])
    code, lines, _ = told("push", "--verify", "--only", "1-1")
    assert code == 1
    assert "program 1-1: not waited for: RUNNING since 13 hours" in lines
    assert max(online.clock.slept) <= 120


def test_a_failed_run_names_the_cell_and_the_template_line(online, told, server):
    log = "".join(
        (
            "Traceback (most recent call last):\n  File ...\npapermill.exceptions.PapermillExecutionError: \n",
            '-----\nException encountered at "In [2]":\n-----\n',
            "NameError                                 Traceback (most recent call last)\n",
            "Cell In[2], line 2\n      1 x\n----> 2 y\n\nNameError: name 'y' is not defined\n",
        )
    )
    record = json.dumps([{"stream_name": "stderr", "time": 9.0, "data": log}])
    server.run_of = lambda pushed: good(pushed, states=["ERROR"], files={}, log=record)
    code, lines, _ = told("push", "--verify", "--only", "1-1")
    assert code == 1
    [line] = [line for line in lines if line.startswith("program 1-1")]
    assert (
        line == "program 1-1, cell add (templates/add.py:3): expected no error, got NameError: name 'y' is not defined"
    )


def test_a_gpu_program_that_ran_without_one_fails(online, told, server):
    results = json.dumps(GOOD[SUBTRACTION] | {"environment": {"device": "cpu"}}).encode()
    server.run_of = lambda pushed: good(pushed, files={"results.json": results})
    code, lines, _ = told("push", "--verify", "--only", "1-2")
    assert code == 1
    assert row(lines, "device") == "device a GPU cpu FAIL"


# ---- what is fetched


def test_files_of_all_pages_are_fetched(online, told, server):
    server.page_limit = 2
    files = {f"figures/{number}.png": bytes([number]) for number in range(7)}
    server.run_of = lambda pushed: good(pushed, files=good(pushed).files | files)
    assert told("push", "--verify", "--only", "1-1")[0] == 0
    place = online.root / "output/runs/kaggle/chapter-01" / ADDITION
    assert {name: (place / name).read_bytes() for name in files} == files
    assert len(server.received("ListKernelSessionOutput")) == 4


def test_the_text_of_an_error_is_not_taken_for_a_file(online, told, server):
    server.script("download", failure(500), failure(503), Drop())
    assert told("push", "--verify", "--only", "1-1")[0] == 0
    server.script("download", *[failure(500)] * 9)
    code, lines, _ = told("verify", "--only", "1-1", "--force")
    assert code == 1
    assert "program 1-1: HTTP 500 for results.json (Kaggle is in trouble: call again in a while)" in lines
    assert told("verify", "--only", "1-1")[0] == 0  # the files of the call before are still whole


@pytest.mark.parametrize("name", ["../evil.txt", "/evil.txt", "a/../../evil.txt", "C:/evil.txt", "..\\evil.txt"])
def test_a_file_that_leads_out_of_the_folder_is_left_on_kaggle_and_told(online, told, server, name):
    server.run_of = lambda pushed: good(pushed, files=good(pushed).files | {name: b"evil"})
    code, lines, _ = told("push", "--verify", "--only", "1-1")
    assert code == 0  # the run is judged all the same
    assert f"1-1 left on Kaggle: {name} (its name leads out of the folder)" in lines
    assert not list(online.root.rglob("*evil*")) and len(server.received("download")) == 1


def test_without_results_the_run_fails(online, told, server):
    server.run_of = lambda pushed: good(pushed, files={})
    code, lines, _ = told("push", "--verify", "--only", "1-1")
    assert code == 1 and row(lines, "results.json written") == "results.json written missing FAIL"
    online.runs(ADDITION)[0].files = good({"slug": ADDITION and f"x/{ADDITION}"}).files
    assert told("verify", "--only", "1-1")[0] == 0  # a failed verification is made again


# ---- trouble on the way


@pytest.mark.parametrize("passing", [failure(429, Retry_After="5"), failure(502), Drop(), Answer(b"<html>")])
def test_trouble_that_passes_is_outlasted(online, told, server, passing):
    for call in ("GetKernelSessionStatus", "ListKernelSessionOutput"):
        server.script(call, passing, passing)
    assert told("push", "--verify")[0] == 0


def test_refused_credentials_stop_at_once(online, told, server):
    told("push")
    server.script("GetKernelSessionStatus", failure(401, "Unauthorized"))
    before = len(server.requests)
    code, lines, _ = told("verify")
    assert code == 1 and len(server.requests) == before + 1 and online.clock.slept == []
    assert "program 1-2: not waited for: Unauthorized (Kaggle doesn't take the credentials" in " ".join(lines)


def test_a_kernel_that_was_deleted_fails_alone(online, told, server):
    told("push")
    del server.kernels[f"cv-lecture/{ADDITION}"]
    code, lines, _ = told("verify")
    assert code == 1
    assert "program 1-1: Permission 'kernels.get' was denied (these credentials may not do this" in " ".join(lines)
    assert lines[-1].startswith("1 of 2 programs passed")


def test_an_interrupted_wait_goes_on_with_the_next_call(online, told, server):
    online.clock.on_sleep = lambda seconds: (_ for _ in ()).throw(KeyboardInterrupt)
    assert told("push", "--verify")[0] == 130
    online.clock.on_sleep = lambda seconds: None
    code, lines, _ = told("push", "--verify")
    assert (code, lines[0]) == (0, "1-1 unchanged since version 1 https://www.kaggle.com/code/cv-lecture/" + ADDITION)
    assert len(online.pushes()) == 2

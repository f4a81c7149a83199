"""Pushes, with the true client and a server on the loopback: nothing pushed twice, nothing lost."""

import json
import os
import signal
import subprocess
import sys
import threading

import nbformat
import pytest

from tests.kaggle.test_unmodified_client import SENT_AS
from tests.support import ROOT, some
from tests.support.kaggle_server import SESSION_LIMIT, WEEKLY_QUOTA, Answer, Drop, Endless, Run, failure
from tests.support.online import ADDITION, SUBTRACTION, words

CHAPTER = "chapters/01/chapter.toml"


# ---- what is pushed


def test_all_are_pushed_once_as_their_folders_say_field_by_field_and_a_second_push_sends_nothing(
    chapter_online, capsys
):
    assert chapter_online("push") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "17 pushed"
    assert len(chapter_online.pushes()) == len(set(chapter_online.pushes())) == 17
    assert chapter_online("push") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "0 pushed, 17 unchanged"
    assert len(chapter_online.server.received("GetDataset")) == 4  # each source: is it there, and at which version
    assert len(chapter_online.server.requests) == 17 + 4 + 1  # and the quota, once

    received = {request.json["slug"]: request.json for request in chapter_online.server.received("SaveKernel")}
    folders = sorted((ROOT / "output/chapter-05").glob("*/kernel-metadata.json"))
    assert len(folders) == len(received) == 17
    for path in folders:
        metadata = json.loads(path.read_text(encoding="utf-8"))
        sent = received[metadata["id"]]
        assert sent.pop("sessionTimeoutSeconds") >= 900
        text, code_file = sent.pop("text"), metadata.pop("code_file")
        assert set(metadata) == set(SENT_AS)
        assert sent == {SENT_AS[key]: value for key, value in metadata.items() if value != []}
        assert nbformat.reads(text, as_version=4) == nbformat.read(path.parent / code_file, as_version=4)


def test_only_what_has_changed_is_pushed_again(online, edit, told):
    told("push")
    edit("chapters/01/1_01_addition.py", "두 수를 더한다.", "두 수의 합을 구한다.")
    code, lines, _ = told("push")
    assert (code, lines[-1]) == (0, "0 pushed, 1 saved, 1 unchanged")
    assert len(online.runs(ADDITION)) == 2 and len(online.runs(SUBTRACTION)) == 1


def test_force_pushes_what_is_unchanged(online, told):
    told("push")
    assert told("push", "--force", "--only", "1-2")[0] == 0
    assert len(online.runs(ADDITION)) == 1 and len(online.runs(SUBTRACTION)) == 2


def test_a_source_that_is_too_large_is_wrong_input_and_nothing_is_sent(online, edit, told):
    edit("chapters/01/1_01_addition.py", "두 수를 더한다.", "가" * 170_000)
    code, _, err = told("push")
    assert code == 2
    assert "chapters/01/chapter.toml" in err and "Kaggle takes less than 1,000,000" in err
    assert online.server.requests == []


# ---- refusals


def test_a_source_that_kaggle_leaves_out_is_told_each_time_and_not_pushed_again(online, edit, told):
    edit(CHAPTER, 'machine_shape = "" }', 'machine_shape = "", dataset_sources = ["nobody/no-data"] }')
    for _ in range(2):
        code, lines, _ = told("push")
        assert code == 1
        assert "1-1 refused version 1 is on Kaggle without its data set nobody/no-data: mend chapter.toml" in lines
    assert online.pushes() == [f"cv-lecture/{ADDITION}", f"cv-lecture/{SUBTRACTION}"]


def test_what_kaggle_leaves_out_without_the_client_s_word_is_told_too(online, told):
    answer = {"versionNumber": 1, "url": "https://kaggle", "invalidModelSources": ["a/model"], "invalidTags": ["gpu"]}
    online.server.script("SaveKernel", Answer(answer))
    code, lines, _ = told("push")
    assert code == 1
    assert "1-1 refused version 1 is on Kaggle without its model a/model, tag gpu: mend chapter.toml" in lines


def test_a_refusal_of_one_program_leaves_the_others_their_turn(online, told):
    online.server.script("SaveKernel", Answer({"error": "Notebook title is taken."}))
    code, lines, _ = told("push")
    assert (code, lines[-1]) == (1, "1 pushed, 1 refused")
    assert lines[0] == "1-1 refused Notebook title is taken (mend what Kaggle names, then call again)"
    assert told("push")[1][-1] == "1 pushed, 1 unchanged"
    assert online.server.received("GetKernel") == []  # there was nothing to settle
    assert [len(online.runs(slug)) for slug in (ADDITION, SUBTRACTION)] == [1, 1]


@pytest.mark.parametrize(("status", "advice"), [(401, "make a new token"), (403, "is the owner right")])
def test_a_refusal_of_the_credentials_stops_at_once(online, told, status, advice):
    online.server.script("SaveKernel", failure(status, "Unauthorized"))
    code, lines, _ = told("push")
    assert (code, lines[-1]) == (1, "0 pushed, 1 refused, 1 not pushed")
    assert advice in lines[0]
    assert len(online.server.requests) == 1 and online.clock.slept == []


def test_the_weekly_quota_stops_with_what_was_and_was_not_pushed(chapter_online, capsys):
    server = chapter_online.server
    for _ in range(2):  # the second call finds the same quota
        for number in (8, 10, 9, 11, 7):
            slug = next(k for k in slugs_of_chapter_5() if f"program-{number}-" in k)
            server.script("SaveKernel", Answer({"error": WEEKLY_QUOTA}), kernel=f"cv-lecture/{slug}")
    assert chapter_online("push") == 1
    lines = words(capsys.readouterr().out)
    assert lines[-1] == "12 pushed, 1 refused, 4 not pushed"  # those without a GPU go first
    assert sum("hours are used up" in line for line in lines) == 5
    assert chapter_online.clock.slept == []


def slugs_of_chapter_5() -> list[str]:
    return sorted(path.parent.name for path in (ROOT / "output/chapter-05").glob("*/kernel-metadata.json"))


@pytest.mark.parametrize(
    "spoken", some([SESSION_LIMIT, "Maximum batch GPU session count of 3 reached"], SESSION_LIMIT.__eq__)
)
def test_the_session_limit_waits_with_growing_pauses_and_goes_on(chapter_online, capsys, spoken):
    server = chapter_online.server
    server.gpu_sessions = 2
    server.run_of = lambda pushed: Run(["QUEUED", "RUNNING", "RUNNING", "COMPLETE"])
    server.script("SaveKernel", Answer({"error": spoken}), kernel="cv-lecture/cv-ch05-program-7-mlp-on-mnist")
    assert chapter_online("push") == 0
    out = capsys.readouterr().out
    assert out.splitlines()[-1] == "17 pushed"
    assert {name: len(runs) for name, runs in server.kernels.items()} == dict.fromkeys(server.kernels, 1)
    assert len(server.kernels) == 17
    progress = [line.strip() for line in out.splitlines() if "waiting" in line]
    assert "2 running, 3 waiting" in progress  # 5-7 and 5-8 of the five that want a GPU; the CPU's runs don't count
    slept = chapter_online.clock.slept
    assert slept[:2] == [15, 15]  # 5-7 waits for somebody else's session, 5-9 for one of ours
    assert 15 < slept[2] < slept[3] <= 120


def test_the_wait_for_a_session_of_somebody_else_has_an_end(online, told):
    online.server.gpu_sessions = 0
    code, lines, _ = told("push")
    assert (code, lines[-1]) == (1, "1 pushed, 1 refused")
    assert "call again when one has ended" in lines[-2]
    assert 13 * 3600 <= online.clock.now - online.clock.start < 14 * 3600


@pytest.mark.parametrize(
    "passing", [failure(429, "Too many requests"), failure(500), failure(503), Drop(), Answer(b"<html>")]
)
def test_trouble_that_passes_is_outlasted(online, told, passing):
    online.server.script("SaveKernel", passing, passing)
    code, lines, _ = told("push")
    assert (code, lines[-1]) == (0, "2 pushed")
    assert [len(online.runs(slug)) for slug in (ADDITION, SUBTRACTION)] == [1, 1]
    assert online.clock.slept


def test_a_rate_limit_s_own_pause_is_kept(online, told):
    online.server.script("SaveKernel", failure(429, "Too many requests", Retry_After="77"))
    assert told("push")[0] == 0
    assert online.clock.slept == [77]


def test_a_pause_that_nobody_would_wait_for_ends_the_call(online, told):
    online.server.script("SaveKernel", failure(429, "Too many requests", Retry_After="86400"))
    assert told("push")[1][-1] == "0 pushed, 1 refused, 1 not pushed"
    assert online.clock.slept == []


@pytest.mark.parametrize("lasting", [failure(429), failure(502), Drop()])
def test_trouble_that_lasts_stops_with_what_was_and_was_not_pushed(online, told, lasting):
    online.server.script("SaveKernel", *[lasting] * 99)
    code, lines, _ = told("push")
    assert (code, lines[-1]) == (1, "0 pushed, 1 refused, 1 not pushed")
    assert len(online.pushes()) == 7
    online.server._scripts.clear()
    assert told("push")[1][-1] == "2 pushed"


# ---- nothing twice


def test_a_push_whose_answer_was_lost_is_asked_for_and_not_made_again(online, told):
    online.server.script("SaveKernel", Drop(late=True))
    code, lines, _ = told("push")
    assert (code, lines[-1]) == (0, "2 pushed")
    assert [len(online.runs(slug)) for slug in (ADDITION, SUBTRACTION)] == [1, 1]
    assert len(online.server.received("GetKernel")) == 1
    assert told("push")[1][-1] == "0 pushed, 2 unchanged"


@pytest.mark.parametrize("force", [(), ("--force",)])
def test_a_lost_answer_to_a_later_version_is_told_apart_from_the_version_before(online, edit, told, force):
    told("push")
    edit(CHAPTER, "second = 0.5", "second = 0.75")
    online.server.script("SaveKernel", Drop(), Drop(late=True))
    assert told("push", "--only", "1-1", *force)[:2][0] == 0
    assert len(online.runs(ADDITION)) == 2


def test_with_force_a_lost_answer_is_no_reason_to_push_twice(online, told):
    told("push")
    online.server.script("SaveKernel", Drop(late=True))
    assert told("push", "--force", "--only", "1-1")[0] == 0
    assert len(online.runs(ADDITION)) == 2
    online.server.script("SaveKernel", Drop())
    assert told("push", "--force", "--only", "1-1")[0] == 0
    assert len(online.runs(ADDITION)) == 3


def test_where_nothing_can_be_told_a_person_is_asked_and_force_decides(online, told):
    told("push")
    for run in (ADDITION, SUBTRACTION):
        source = online.runs(run)[0].pushed["text"]
        hidden = Answer({"metadata": {}, "blob": {"source": source}})  # no version number
        online.server.script("GetKernel", *[hidden] * 2, kernel=f"cv-lecture/{run}")
    online.server.script("SaveKernel", Drop(late=True))
    code, lines, _ = told("push", "--public", "--only", "1-1")  # the same cells: only a setting has changed
    assert code == 1
    assert "look at the notebook on Kaggle" in lines[-2]
    assert len(online.runs(ADDITION)) == 2
    assert told("push", "--public", "--only", "1-1")[0] == 1
    assert told("push", "--public", "--only", "1-1", "--force")[0] == 0
    assert len(online.runs(ADDITION)) == 3


def test_a_version_that_somebody_else_pushed_is_not_taken_for_ours(online, edit, told):
    told("push", "--only", "1-1")
    edit(CHAPTER, "second = 0.5", "second = 0.75")
    online.server.script("SaveKernel", Drop())
    theirs = Run(pushed={"text": '{"cells": []}', "slug": f"cv-lecture/{ADDITION}"})
    online.clock.on_sleep = lambda seconds: (
        online.runs(ADDITION).append(theirs) if len(online.runs(ADDITION)) < 2 else None
    )
    assert told("push", "--only", "1-1")[0] == 0
    assert len(online.runs(ADDITION)) == 3


def test_an_interrupted_request_is_given_time_to_be_carried_out(online, told):
    online.server.script("SaveKernel", Drop())
    online.clock.on_sleep = lambda seconds: (_ for _ in ()).throw(KeyboardInterrupt)
    assert told("push")[0] == 130
    online.clock.on_sleep = lambda seconds: None
    online.clock.slept.clear()
    assert told("push")[1][-1] == "2 pushed"
    assert sum(online.clock.slept) + 2 == pytest.approx(30)
    assert [len(online.runs(slug)) for slug in (ADDITION, SUBTRACTION)] == [1, 1]


CHILD = """
import os, sys
from pathlib import Path
from kagglebook.commands.main import run
from tests.support.online import FakeClock
sys.exit(run(["push", "--chapter", sys.argv[2]], Path(sys.argv[1]), FakeClock()))
"""


def start(online) -> subprocess.Popen:
    """The command in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(online.root), online.chapter],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
    )


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT for one process there")
def test_ctrl_c_is_heard_while_an_answer_comes_a_byte_at_a_time(online, told):
    asked, answer = threading.Event(), online.server.answer

    def never_ends(request):
        answer(request)  # the push was kept
        asked.set()
        return Endless()

    online.server.answer = never_ends
    child = start(online)
    assert asked.wait(60)
    child.send_signal(signal.SIGINT)
    assert child.wait(60) == 130
    online.server.answer = answer
    assert told("push")[1][-1] == "2 pushed"  # the first of them is asked for
    assert [len(online.runs(slug)) for slug in (ADDITION, SUBTRACTION)] == [1, 1]


AGAIN = """
[[program]]
number = "1-{number}"
title = "또 {number}"
kernel_title = "CV Ch01 Program {number} Again"
section = "1.2"
template = "1_02_subtraction.py"
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no kill -9 here")
@pytest.mark.parametrize("accepted", [True, False])
def test_after_kill_9_the_next_call_pushes_the_rest_and_nothing_twice(online, edit, told, accepted):
    last = '{ value = "steps[-1]", max = 0 },\n]\n'
    edit(CHAPTER, last, last + "".join(AGAIN.format(number=number) for number in (3, 4, 5)))
    server, answer = online.server, online.server.answer

    def kill_at_the_third(request):
        if request.call != "SaveKernel" or len(server.kernels) != 2 or child.poll() is not None:
            return answer(request)
        if accepted:
            answer(request)
        child.kill()
        child.wait()
        return Drop()

    server.answer = kill_at_the_third
    child = start(online)
    assert child.wait(60) == -signal.SIGKILL
    assert len(server.kernels) == (3 if accepted else 2)
    code, lines, _ = told("push")
    assert code == 0
    assert {name: len(runs) for name, runs in server.kernels.items()} == {
        f"cv-lecture/{slug}": 1
        for slug in (ADDITION, SUBTRACTION, *(f"cv-ch01-program-{number}-again" for number in (3, 4, 5)))
    }
    assert lines[-1] == "3 pushed, 2 unchanged"

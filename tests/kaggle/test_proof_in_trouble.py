"""The proof of a run where Kaggle's answers, or what the run left, are of no use: no verdict hangs on it."""

import json

import pytest

from kagglebook.kaggle.ledger import read_entries
from kagglebook.kaggle.remote import TRIES
from tests.support.kaggle_server import Answer, Drop, failure
from tests.support.online import ADDITION, GOOD, SUBTRACTION, good

FAILED = (
    "Traceback (most recent call last):\n  File ...\npapermill.exceptions.PapermillExecutionError: \n"
    '-----\nException encountered at "In [2]":\n-----\n'
    "Cell In[2], line 2\n      1 x\n----> 2 y\n\nNameError: name 'y' is not defined\n"
)
UNFIT = {
    "403": failure(403),
    "404": failure(404),
    "429": failure(429),
    "500": failure(500),
    "lost": Drop(),
    "a list": Answer([]),
    "null": Answer(None),
    "no JSON": Answer(b"<html>"),
    "nested": Answer(b"[" * 9000),
    "wrong types": Answer({"metadata": {"machineShape": 7, "dockerImage": ["x"]}, "blob": {"source": 7}}),
}

QUICK = ("404", "429", "500", "a list")
SOME = [pytest.param(each, marks=() if name in QUICK else pytest.mark.thorough) for name, each in UNFIT.items()]
SILENCE = Answer({"metadata": {"currentVersionNumber": 1}, "blob": {"source": ""}})


def session(online, slug):
    return read_entries(online.root / "output/runs/kaggle/chapter-01.json")[f"cv-lecture/{slug}"].session


def with_environment(pushed, environment):
    slug = pushed["slug"].partition("/")[2]
    device = GOOD[slug]["environment"]["device"]
    results = GOOD[slug] | {"environment": environment | {"device": device}}
    return good(pushed, files={"results.json": json.dumps(results).encode()})


# ---- the question for the machine


@pytest.mark.parametrize("answer", SOME, ids=UNFIT)
def test_a_question_for_the_machine_that_fails_costs_no_verdict_and_is_told(told, server, answer):
    told("push")
    server.always("GetKernel", answer)
    code, lines, err = told("verify")
    assert (code, err) == (0, "") and any(line.startswith("2 of 2 programs passed") for line in lines)
    assert any(line.startswith("program 1-2: nobody knows its machine and image") for line in lines)
    assert all(line.isprintable() for line in lines)


def test_a_server_in_trouble_is_not_asked_for_every_program_s_machine(online, told, server):
    told("push")
    server.always("GetKernel", failure(500))
    told("verify")
    asked = [request.kernel.rpartition("/")[2] for request in server.received("GetKernel")]
    assert asked.count(ADDITION) > TRIES > asked.count(SUBTRACTION)  # of each once more while it ran


@pytest.mark.parametrize(
    "answer", [failure(500), Answer({"metadata": {"currentVersionNumber": 1}})], ids=["500", "silence"]
)
def test_what_was_proven_stays_when_kaggle_tells_nothing_later(online, told, server, answer):
    told("push", "--verify")
    before = session(online, SUBTRACTION)
    server.always("GetKernel", answer)
    assert told("verify", "--force")[0] == 0
    assert session(online, SUBTRACTION) == before and before.image


def test_the_machine_of_the_session_before_is_not_taken_for_that_of_one_that_runs(edit, told, server):
    server.tells_ended = True
    assert told("push", "--verify", "--only", "1-1")[0] == 0
    edit("chapters/01/chapter.toml", 'kaggle = { machine_shape = "" }', 'kaggle = { machine_shape = "TpuV5E8" }')
    server.kernels[f"cv-lecture/{ADDITION}"][0].machine = "None"
    server.run_of = lambda pushed: good(pushed, states=[*["RUNNING"] * 5, "COMPLETE"], image="gcr.io/tpu@sha256:0a")
    code, lines, _ = told("push", "--verify", "--only", "1-1")
    assert code == 0 and not any("not waited for" in line for line in lines)


def test_another_machine_is_told_twice_before_it_is_believed_of_a_later_version(online, told, server):
    told("push", "--verify", "--only", "1-2")
    told("push", "--only", "1-2", "--force")
    late = {"metadata": {"currentVersionNumber": 2, "machineShape": "None"}, "blob": {"source": ""}}
    server.script("GetKernel", Answer(late))
    assert told("verify", "--only", "1-2")[0] == 0
    assert session(online, SUBTRACTION).machine == "NvidiaTeslaT4"
    server.always("GetKernel", Answer(late))
    assert told("verify", "--only", "1-2", "--force")[0] == 1


# ---- what a notebook tells of its packages


@pytest.mark.parametrize(
    "environment",
    [
        {f"{number}{'x' * 300_000}": "1" for number in range(60)},
        {"torch\x1b[2J\n": "2\x1b[2J\n", "": ""},
        {f"p{number}": "1" for number in range(5000)},
        {"torch": {"a": [1] * 10_000}, "numpy": None, "deep": [[[[1]]]]},
        {"\ud800": "\udfff"},
    ],
    ids=["long names", "control characters", "many", "no texts", "surrogates"],
)
def test_whatever_a_notebook_calls_its_packages_the_ledger_stays_small_and_readable(online, told, server, environment):
    server.run_of = lambda pushed: with_environment(pushed, environment)
    code, lines, err = told("push", "--verify")
    assert (code, err) == (0, "") and all(line.isprintable() for line in lines)
    path = online.root / "output/runs/kaggle/chapter-01.json"
    assert path.stat().st_size < 50_000
    packages = session(online, SUBTRACTION).packages
    assert all(word.isprintable() for each in packages.items() for word in each)
    assert told("verify")[0] == 0


# ---- the log while it runs


@pytest.mark.parametrize("answer", SOME, ids=UNFIT)
def test_a_log_that_cannot_be_read_is_no_failure(told, server, answer):
    server.run_of = lambda pushed: good(pushed, states=["RUNNING", "RUNNING", "COMPLETE"])
    told("push")
    server.always("logs", answer)
    code, lines, err = told("verify")
    assert (code, err) == (0, "") and any(line.startswith("2 of 2 programs passed") for line in lines)


def test_a_server_that_wants_fewer_calls_is_asked_for_no_more_logs(told, server):
    server.run_of = lambda pushed: good(pushed, states=["RUNNING", "RUNNING", "RUNNING", "COMPLETE"])
    told("push")
    server.always("logs", failure(429))
    assert told("verify")[0] == 0 and len(server.received("logs")) == 1


def test_without_labels_nobody_knows_whose_log_it_is(told, server):
    printed = [{"stream_name": "stderr", "time": 9.0, "data": FAILED}]
    server.run_of = lambda pushed: good(pushed, states=["RUNNING", "RUNNING", "COMPLETE"], printed=printed)
    original = server.answer
    server.answer = lambda request: (
        failure(400, "label") if request.call == "GetKernelSessionStatus" and request.label else original(request)
    )
    assert told("push", "--verify")[0] == 0 and server.received("logs") == []


# ---- the versions of data


@pytest.mark.parametrize(
    "answer",
    [*SOME, Answer({"ref": "hojjatk/mnist-dataset", "currentVersionNumber": "two"}), Answer({"ref": 7})],
    ids=[*UNFIT, "a word for a version", "a number for a name"],
)
def test_versions_of_data_that_cannot_be_had_make_nothing_stale_and_cost_no_verdict(edit, told, server, answer):
    data = 'kaggle = { dataset_sources = ["hojjatk/mnist-dataset"] }'
    edit("chapters/01/chapter.toml", 'section = "1.2"', f'section = "1.2"\n{data}')
    assert told("push", "--verify", "--only", "1-2")[0] == 0
    server.always("GetDataset", answer)
    for argv in (("verify",), ("verify", "--again")):
        code, lines, err = told(*argv, "--only", "1-2")
        assert (code, err) == (0, "") and not any("stale" in line for line in lines)
    assert len(server.received("SaveKernel")) == 1

"""The one module that touches Kaggle's client: each of its answers and exceptions in plain values."""

import json
import sys
from types import SimpleNamespace

import pytest

from kagglebook.core.problems import MissingExtraError
from kagglebook.kaggle.client import connect
from kagglebook.kaggle.log import read_log
from kagglebook.kaggle.remote import Allowance, KaggleError, Kind, Newest, Pushed, Quota, Status
from kagglebook.kaggle.transport import TIMEOUT
from tests.support import ROOT
from tests.support.kaggle_server import SESSION_LIMIT, WEEKLY_QUOTA, Answer, Drop, Endless, Run, failure

FOLDER = ROOT / "output/chapter-05/cv-ch05-program-1-first-tensor"
KERNEL = "cv-lecture/cv-ch05-program-1-first-tensor"
CALLS = {
    "SaveKernel": lambda remote: remote.push(FOLDER),
    "GetKernel": lambda remote: remote.newest(KERNEL),
    "GetAcceleratorQuotaStatistics": lambda remote: remote.quota(),
    "GetKernelSessionStatus": lambda remote: remote.status(KERNEL),
    "ListKernelSessionOutput": lambda remote: remote.output(KERNEL),
}


@pytest.fixture
def remote(online):
    with connect() as found:
        yield found


@pytest.fixture
def server(online):
    return online.server


def test_a_push_tells_version_address_and_what_was_left_out(remote, server):
    assert remote.push(FOLDER) == Pushed(1, f"https://www.kaggle.com/code/{KERNEL}")
    server.script("SaveKernel", Answer({"versionNumber": 7, "url": "u", "invalidKernelSources": ["a/b", "c/d"]}))
    assert remote.push(FOLDER) == Pushed(7, "u", ("notebook a/b", "notebook c/d"))


def test_the_newest_version_is_told_with_its_source(remote, server):
    remote.push(FOLDER)
    remote.push(FOLDER)
    newest = remote.newest(KERNEL)
    assert newest == Newest(2, server.kernels[KERNEL][1].pushed["text"], "", server.image)


def test_a_version_is_saved_without_a_run_and_the_session_before_stays_the_last(remote, server):
    remote.push(FOLDER, limit=600)
    server.image = "another"
    remote.push(FOLDER, run=False)

    first, second = (request.json for request in server.received("SaveKernel"))
    assert (first["sessionTimeoutSeconds"], first.get("kernelExecutionType")) == (600, None)
    assert (second.get("sessionTimeoutSeconds"), second["kernelExecutionType"]) == (None, "QUICK_SAVE")
    newest = remote.newest(KERNEL)
    assert (newest.version, newest.image) == (2, server.kernels[KERNEL][0].image)


def test_the_quota_is_told_in_seconds(remote, server):
    server.quota["gpuQuota"] = {"timeUsed": "39600s", "timeReserved": "3600s", "totalTimeAllowed": "108000s"}
    server.quota["tpuQuota"] = None

    quota = remote.quota()

    assert quota == Quota(Allowance(11 * 3600, 3600, 30 * 3600), None, 1_800_057_600)
    assert quota.gpu.left == 18 * 3600


def test_the_log_is_read_while_a_run_goes_on_and_after(remote, server):
    records = [{"stream_name": "stdout", "time": 1.5, "data": "epoch 1\n"}]
    server.run_of = lambda pushed: Run(["RUNNING", "COMPLETE"], printed=records, log=json.dumps(records * 2))
    remote.push(FOLDER)

    assert read_log(remote.log_so_far(KERNEL, 1)).stdout == "epoch 1\n"
    server.advance()
    assert read_log(remote.log_so_far(KERNEL, 1)).stdout == "epoch 1\nepoch 1\n"
    assert [request.label for request in server.received("logs")] == ["v1", "v1"]


def test_a_log_that_goes_on_is_read_as_far_as_it_came(remote, server):
    event = b'data: {"stream_name": "stdout", "time": 1, "data": "more\\n"}\n\n'
    server.always("logs", Endless(event * 20, headers={"Content-Type": "text/event-stream"}))
    remote.push(FOLDER)

    assert set(read_log(remote.log_so_far(KERNEL, 1, seconds=0.3)).stdout.splitlines()) == {"more"}


@pytest.mark.parametrize(("code", "kind"), [(403, Kind.FORBIDDEN), (404, Kind.MISSING), (503, Kind.SERVER)])
def test_a_log_that_may_not_be_read_is_told_as_any_call(remote, server, code, kind):
    server.script("logs", failure(code, "no"))
    with pytest.raises(KaggleError) as refused:
        remote.log_so_far(KERNEL)
    assert refused.value.kind is kind


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (failure(400, "what?"), Kind.REFUSED),
        (failure(401, "what?"), Kind.LOGIN),
        (failure(403, "what?"), Kind.FORBIDDEN),
        (failure(404, "what?"), Kind.MISSING),
        (failure(408, "what?"), Kind.SERVER),
        (failure(413, "what?"), Kind.REFUSED),
        (failure(429, "what?"), Kind.RATE),
        (failure(500, "what?"), Kind.SERVER),
        (failure(503, "what?"), Kind.SERVER),
        (Answer({"code": 429, "message": "what?"}), Kind.RATE),  # an error in an answer 200
        (Answer(b"", 502), Kind.SERVER),
        (Answer(b"<html>"), Kind.UNREADABLE),
        (Answer(b'{"status": ', headers={"Content-Type": "application/json"}), Kind.UNREADABLE),
        (Answer(b'{"sta', headers={"Content-Type": "application/json", "Content-Length": "999"}), Kind.LOST),
        (Drop(), Kind.LOST),
    ],
    ids=str,
)
def test_each_failure_has_its_kind_whatever_the_call(remote, server, call, answer, kind):
    server.script(call, answer)
    with pytest.raises(KaggleError) as caught:
        CALLS[call](remote)
    assert caught.value.kind is kind
    assert caught.value.words
    if getattr(answer, "body", None) and b"what?" in json.dumps(str(answer.body)).encode():
        assert caught.value.words == "what?"
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (SESSION_LIMIT, Kind.SESSIONS),
        ("Maximum batch CPU session count of 5 reached", Kind.SESSIONS),
        (WEEKLY_QUOTA, Kind.QUOTA),
        ("Maximum weekly TPU quota of 20.00 hours reached", Kind.QUOTA),
        ("Notebook not found", Kind.REFUSED),
    ],
)
def test_what_a_push_was_refused_for_is_read_from_its_words(remote, server, words, kind):
    server.script("SaveKernel", Answer({"error": words}))
    with pytest.raises(KaggleError) as caught:
        remote.push(FOLDER)
    assert (caught.value.kind, caught.value.words) == (kind, words)


def test_an_answer_without_a_version_is_no_success(remote, server):
    server.script("SaveKernel", Answer({}))
    with pytest.raises(KaggleError) as caught:
        remote.push(FOLDER)
    assert caught.value.kind is Kind.UNREADABLE


def test_what_the_client_itself_finds_wrong_is_a_refusal(remote, server, tmp_path):
    with pytest.raises(KaggleError) as caught:
        remote.push(tmp_path)
    assert caught.value.kind is Kind.REFUSED and "Metadata file not found" in caught.value.words
    assert server.requests == []


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        ("0.5", 0.5),
        ("soon", 0),
        ("-3", 0),
        ("Wed, 18 May 2033 03:33:20 GMT", 60),
        ("Wed, 18 May 2033 03:31:20 GMT", 0),
    ],
)
def test_the_pause_that_kaggle_asks_for_is_read(remote, server, monkeypatch, header, seconds):
    now = SimpleNamespace(time=lambda: 2_000_000_000 - 60)  # a minute before the first of the two dates
    monkeypatch.setattr("kagglebook.kaggle.refusals.time", now)
    server.script("GetKernelSessionStatus", failure(429, Retry_After=header))
    with pytest.raises(KaggleError) as caught:
        remote.status(KERNEL)
    assert caught.value.retry_after == seconds


@pytest.mark.parametrize(
    ("word", "ended", "running"),
    [
        ("QUEUED", False, False),
        ("RUNNING", False, True),
        ("COMPLETE", True, False),
        ("ERROR", True, False),
        ("CANCEL_REQUESTED", False, True),
        ("CANCEL_ACKNOWLEDGED", True, False),
        ("NEW_SCRIPT", False, False),
        ("A_WORD_OF_TOMORROW", False, False),
    ],
)
def test_each_status_word_is_told(remote, server, word, ended, running):
    server.kernels[KERNEL] = [Run([word], message="why")]
    status = remote.status(KERNEL)
    assert (status.word, status.ended, status.running) == (word, ended, running)
    assert status.message == ("why" if ended else "")


def test_a_version_s_own_run_is_asked_for_by_its_label(remote, server):
    server.kernels[KERNEL] = [Run(["ERROR"], {"a": b"1"}), Run(["COMPLETE"], {"a": b"2"})]
    assert [remote.status(KERNEL, version) for version in (1, 2, 0)] == [
        Status("ERROR"),
        Status("COMPLETE"),
        Status("COMPLETE"),
    ]
    assert "/1/" in remote.output(KERNEL, 1).files["a"] and "/2/" in remote.output(KERNEL).files["a"]


def test_the_output_of_all_pages_and_the_log_are_told(remote, server):
    names = [f"f{number}" for number in range(5)]
    server.page_limit = 2
    server.kernels[KERNEL] = [Run(["COMPLETE"], dict.fromkeys(names, b""), log="정확률")]
    output = remote.output(KERNEL)
    assert sorted(output.files) == names and output.log == "정확률"


def test_pages_that_go_round_in_a_circle_end(remote, server):
    page = Answer({"files": [], "nextPageToken": "1"})
    server.script("ListKernelSessionOutput", *[page] * 9)
    assert "circle" in remote.output(KERNEL).cut


@pytest.mark.parametrize(
    ("answer", "kind"), [(failure(500), Kind.SERVER), (failure(404), Kind.MISSING), (Drop(), Kind.LOST)]
)
def test_a_failed_download_is_no_file(remote, server, tmp_path, answer, kind):
    server.kernels[KERNEL] = [Run(["COMPLETE"], {"results.json": b"{}"})]
    address = remote.output(KERNEL).files["results.json"]
    server.script("download", answer)
    with pytest.raises(KaggleError) as caught:
        remote.download(address, tmp_path / "results.json", 100, 60)
    assert caught.value.kind is kind
    remote.download(address, tmp_path / "results.json", 100, 60)
    assert (tmp_path / "results.json").read_bytes() == b"{}"


def test_an_address_s_signature_does_not_reach_a_message(remote, server, tmp_path):
    server.script("download", Drop())
    with pytest.raises(KaggleError) as caught:
        remote.download("http://localhost/files/a/b/1/c?Signature=secret", tmp_path / "c", 100, 60)
    assert "secret" not in str(caught.value)


def test_every_call_has_a_time_limit_and_the_patch_goes_when_it_is_over(online, monkeypatch, tmp_path):
    import requests.adapters

    limits, send = [], requests.adapters.HTTPAdapter.send

    def watching(self, request, stream=False, timeout=None, *args, **kwargs):
        limits.append(timeout)
        return send(self, request, stream, timeout, *args, **kwargs)

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", watching)
    with connect() as remote:
        remote.push(FOLDER)
        remote.status(KERNEL)
        remote.output(KERNEL)
        online.server.kernels[KERNEL][0].files = {"a": b""}
        remote.download(remote.output(KERNEL).files["a"], tmp_path / "a", 100, 60)
    assert limits == [TIMEOUT] * 5
    assert requests.adapters.HTTPAdapter.send is watching


@pytest.mark.parametrize("name", ["kaggle", "requests.adapters"])
def test_a_missing_client_is_told_with_what_to_install(online, monkeypatch, name):
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingExtraError, match=f"Kaggle's client needs {name}") as caught, connect():
        pass
    assert caught.value.extra == "kaggle"

"""What Kaggle may send to its unmodified client: every call has an end, and every answer a size and a type."""

import gzip
import json
import os
import shutil
import ssl
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from kagglebook.core.plain import plain
from kagglebook.core.problems import InputError
from kagglebook.kaggle.client import connect
from kagglebook.kaggle.remote import KaggleError, Kind, Newest, Output, Pushed, Status
from kagglebook.kaggle.transport import Limits
from tests.kaggle.test_client import CALLS, FOLDER, KERNEL
from tests.support.kaggle_server import Answer, Drop, Endless, Run, failure

SMALL = Limits(seconds=0.2, size=100_000, pages=5)
DEEP = "[" * 100_000 + "]" * 100_000
ADDRESS = "http://localhost/files/a/b/1/c"
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def remote(online):
    """With limits that a test reaches at once."""
    with connect(SMALL) as found:
        yield found


@pytest.fixture
def patient(online):
    with connect(Limits(seconds=60, size=100_000, pages=5)) as found:
        yield found


@pytest.fixture
def server(online):
    return online.server


# ---- time


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("slow", [Endless(), Endless(part=b"a", in_headers=True)], ids=["body", "headers"])
def test_a_byte_at_a_time_holds_no_call_for_ever(remote, server, call, slow):
    server.script(call, slow)
    began = time.monotonic()
    with pytest.raises(KaggleError, match=r"no whole answer in 0.2 s") as caught:
        CALLS[call](remote)
    assert time.monotonic() - began < 10
    assert caught.value.kind is Kind.BEYOND and not caught.value.stops


def test_a_download_that_is_late_writes_nothing_more(remote, server, tmp_path):
    server.script("download", Endless(part=b"x" * 100_000, headers={"Content-Type": "text/plain"}))
    with pytest.raises(KaggleError, match="no whole answer"):
        remote.download(ADDRESS, tmp_path / "c", 10**9, 0.2)
    size = (tmp_path / "c").stat().st_size
    for thread in threading.enumerate():
        if thread.name.endswith("(run)"):
            thread.join(60)
    assert (tmp_path / "c").stat().st_size == size
    server.over.set()


@pytest.mark.parametrize("slow", [Endless(), Endless(part=b"a", in_headers=True)], ids=["body", "headers"])
def test_a_sign_in_that_never_ends_is_given_up(online, slow):
    """In a process of its own: the client signs in once, as it is imported."""
    online.server.always("IntrospectToken", slow)
    code = """if True:
        from kagglebook.core.problems import InputError
        from kagglebook.kaggle.client import connect
        from kagglebook.kaggle.transport import Limits
        try:
            with connect(Limits(seconds=0.5)):
                print("signed in")
        except InputError as error:
            print(error)
    """
    environment = os.environ | {"KAGGLE_API_TOKEN": "made-up", "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60)
    assert done.stdout.startswith("Kaggle's client could not sign in: no whole answer in 0.5 s"), done


# ---- size


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    "large",
    [
        Answer(b" " * 200_000, headers=JSON),
        Answer(b"{}", headers=JSON | {"Content-Length": "9" * 30}),
        Answer(gzip.compress(b" " * 1_000_000), headers=JSON | {"Content-Encoding": "gzip"}),
        Endless(part=b" " * 50_000, gap=0.0),
        Endless(part=b" " * 50_000, gap=0.0, status=500),
    ],
    ids=["told", "told to be huge", "zipped", "endless", "endless failure"],
)
def test_an_answer_that_is_too_large_is_not_taken(patient, server, call, large):
    server.script(call, large)
    with pytest.raises(KaggleError, match=r"larger than 0.1 MB") as caught:
        CALLS[call](patient)
    assert caught.value.kind is Kind.BEYOND and not caught.value.stops


@pytest.mark.parametrize("large", [Answer(b"x" * 1001), Endless(part=b"x" * 500, gap=0.0)], ids=["told", "endless"])
def test_a_file_that_is_too_large_is_not_taken(patient, server, tmp_path, large):
    server.script("download", large)
    with pytest.raises(KaggleError, match=r"larger than 0.001 MB") as caught:
        patient.download(ADDRESS, tmp_path / "c", 1000, 60)
    assert caught.value.kind is Kind.BEYOND
    server.script("download", Answer(b"x" * 1000))
    patient.download(ADDRESS, tmp_path / "c", 1000, 60)
    assert (tmp_path / "c").stat().st_size == 1000


def test_the_body_of_a_redirect_is_not_read(patient, server, tmp_path):
    moved = Endless(part=b"x" * 50_000, gap=0.0, status=302, headers={"Location": ADDRESS, "Content-Encoding": "gzip"})
    server.script("download", moved, Answer(b"there"))
    patient.download("http://localhost/files/a/b/1/moved", tmp_path / "c", 1000, 60)
    assert (tmp_path / "c").read_bytes() == b"there"


# ---- addresses


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "ftp://localhost/c", "data:,x", "/etc/passwd", "c", "", "http://", "http://[", "http://[::1",
     "http://a..b/", "http://" + "a" * 300 + "/", "https://:80:90/", "http://127.0.0.1:999999/", "\x00", "x:1"],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_refused_at_once(patient, tmp_path, monkeypatch, address):
    monkeypatch.setenv("NO_PROXY", "*")  # a proxy would be asked for what is no host
    with pytest.raises(KaggleError) as caught:
        patient.download(address, tmp_path / "c", 1000, 60)
    assert caught.value.kind is Kind.REFUSED
    assert (tmp_path / "c").read_bytes() == b""


@pytest.mark.parametrize("to", ["file:///etc/passwd", "http://[", ADDRESS])
def test_a_redirect_leads_nowhere_else_and_not_round_in_a_circle(patient, server, tmp_path, to):
    server.always("download", Answer(b"", 302, {"Location": to}))
    with pytest.raises(KaggleError) as caught:
        patient.download(ADDRESS, tmp_path / "c", 1000, 60)
    assert caught.value.kind in (Kind.REFUSED, Kind.UNREADABLE) and not caught.value.stops


def test_a_certificate_that_is_not_to_be_trusted_is_refused_at_once(patient, tmp_path, monkeypatch):
    if not shutil.which("openssl"):
        pytest.skip("no openssl to make a certificate with")
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
    subprocess.run([*made, "-keyout", tmp_path / "key", "-out", tmp_path / "crt"], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "crt", tmp_path / "key")
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as tls:
        tls.socket = context.wrap_socket(tls.socket, server_side=True)
        tls.handle_error = lambda *_: None
        threading.Thread(target=tls.serve_forever, args=(0.01,), daemon=True).start()
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        with pytest.raises(KaggleError, match="certificate is not to be trusted") as caught:
            patient.download(f"https://127.0.0.1:{tls.server_address[1]}/", tmp_path / "c", 1000, 60)
        tls.shutdown()
    assert caught.value.kind is Kind.REFUSED


def test_nobody_signs_in_where_an_address_leads(patient, server, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("default login somebody password made-up\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    server.script("download", Answer(b"", 302, {"Location": ADDRESS}), Answer(b"x"))
    patient.download(ADDRESS, tmp_path / "c", 1000, 60)
    assert len(server.received("download")) == 2
    assert not any("Authorization" in request.headers for request in server.received("download"))


# ---- types

VALUES = ["1", "-1", "true", "null", '""', '"x"', "[]", "{}", '["x"]', '{"x": 1}', "1e999", "NaN", "9" * 300,
          "9" * 5000, DEEP, '"\\ud800"', '"\\u001b]0;x\\u0007"', '[null]', '[[1]]']  # fmt: skip
FIELDS = {
    "SaveKernel": ["", "error", "versionNumber", "url", "invalidDatasetSources", "invalidTags", "code", "message"],
    "GetKernel": ["", "metadata", "blob", "metadata.currentVersionNumber", "blob.source", "code"],
    "GetKernelSessionStatus": ["", "status", "failureMessage", "code"],
    "ListKernelSessionOutput": ["", "files", "log", "nextPageToken", "files.0", "files.0.fileName", "files.0.url"],
}
GOOD = {
    "SaveKernel": {"versionNumber": 3, "url": "https://u"},
    "GetKernel": {"metadata": {"currentVersionNumber": 3}, "blob": {"source": "{}"}},
    "GetKernelSessionStatus": {"status": "ERROR", "failureMessage": "why"},
    "ListKernelSessionOutput": {"files": [{"fileName": "a", "url": "b"}], "log": "[]"},
}


def planted(call: str, field: str, value: str) -> str:
    """A sound answer to a call with one value put in its place."""
    answer = json.loads(json.dumps(GOOD[call]))
    *path, last = [int(part) if part.isdigit() else part for part in field.split(".")]
    inside = answer
    for part in path:
        inside = inside[part]
    inside[last] = "PLANTED"
    return json.dumps(answer).replace('"PLANTED"', value) if field else value


def is_sound(answer) -> bool:
    """Whether every value is of its type, and fit for a terminal."""
    match answer:
        case Pushed(version, url, left_out):
            return isinstance(version, int) and version > 0 and all(fit(text) for text in (url, *left_out))
        case Newest(version, source):
            return isinstance(version, int) and isinstance(source, str)
        case Status(word, message):
            return fit(word) and fit(message)
        case Output(files, log, cut):
            return all(isinstance(text, str) for text in (*files, *files.values(), log)) and fit(cut)
    return False


def fit(text) -> bool:
    return isinstance(text, str) and plain(text) == text and "\n" not in text and len(text) < 2000


@pytest.mark.parametrize(("call", "field"), [(call, field) for call, fields in FIELDS.items() for field in fields])
def test_whatever_an_answer_holds_it_is_read_or_the_call_had_no_success(patient, server, call, field):
    for value in VALUES:
        body = planted(call, field, value).encode()
        server.always(call, Answer(body, headers=JSON) if len(body) < 90_000 else Answer(body[:90_000], headers=JSON))
        try:
            assert is_sound(CALLS[call](patient)), value[:40]
        except KaggleError as error:
            assert fit(str(error)), value[:40]


@pytest.mark.parametrize("call", CALLS)
def test_lists_within_lists_without_end_are_no_answer(online, call):
    online.server.script(call, Answer(b'{"log": ' + DEEP.encode() + b"}", headers=JSON))
    with connect() as remote, pytest.raises(KaggleError) as caught:
        CALLS[call](remote)
    assert caught.value.kind is Kind.UNREADABLE and not caught.value.stops


@pytest.mark.parametrize("call", CALLS)
def test_what_kaggle_says_does_nothing_to_a_terminal(patient, server, call):
    server.script(call, failure(400, "no\x1b]0;title\x07\r\n\x1b[2J" + "very " * 10_000 + "long"))
    with pytest.raises(KaggleError) as caught:
        CALLS[call](patient)
    assert caught.value.words.startswith(r"no\x1b]0;title\x07 \x1b[2Jvery very") and len(str(caught.value)) < 500


def test_the_version_that_a_header_names_may_be_none(patient, server):
    server.script("GetKernelSessionStatus", Answer({"status": "ERROR"}, headers={"X-Kaggle-APIVersion": "none"}))
    with pytest.raises(KaggleError) as caught:
        patient.status(KERNEL)
    assert caught.value.kind is Kind.UNREADABLE  # the client looked at it, and stumbled


def test_pages_of_files_have_an_end_that_is_told(patient, server):
    pages = [Answer({"files": [{"fileName": f"f{n}", "url": "u"}], "nextPageToken": f"t{n}"}) for n in range(9)]
    server.script("ListKernelSessionOutput", *pages)
    output = patient.output(KERNEL)
    assert (sorted(output.files), output.cut) == (["f0", "f1", "f2", "f3", "f4"], "it has more than 5 pages of files")
    assert {page.json["pageSize"] for page in server.received("ListKernelSessionOutput")} == {200}


@pytest.mark.parametrize(
    ("header", "seconds"), [("inf", 0), ("nan", 0), ("-1", 0), ("-inf", 0), ("1e999", 0), ("31536000", 31536000),
                            ("Wed, 99 May 99999 99:99:99 GMT", 0), ("Mon, 01 Jan 0001 00:00:00 GMT", 0), ("9" * 400, 0)]
)  # fmt: skip
def test_a_pause_that_is_none_is_not_kept(patient, server, header, seconds):
    server.script("GetKernelSessionStatus", failure(429, Retry_After=header))
    with pytest.raises(KaggleError) as caught:
        patient.status(KERNEL)
    assert caught.value.kind is Kind.RATE and caught.value.retry_after == seconds


def test_an_address_that_is_none_is_refused(patient, server):
    for address in ("", "a", "a/b/c", "/"):
        with pytest.raises(KaggleError):
            patient.status(address)


def test_a_lost_connection_stays_one(patient, server, tmp_path):
    server.kernels[KERNEL] = [Run(files={"a": b""})]
    server.script("download", Drop())
    with pytest.raises(KaggleError) as caught:
        patient.download(ADDRESS, tmp_path / "c", 1000, 60)
    assert caught.value.kind is Kind.LOST


def test_an_unfit_answer_to_a_push_leaves_open_whether_it_was_made(patient, server):
    server.script("SaveKernel", Answer(b"[]", headers=JSON))
    with pytest.raises(KaggleError) as caught:
        patient.push(FOLDER)
    assert caught.value.kind is Kind.UNREADABLE


def test_a_client_that_can_not_sign_in_is_wrong_input(online, monkeypatch):
    import kaggle

    def broken():
        raise RecursionError("\x1b[2J")

    monkeypatch.setattr(kaggle.api, "_authenticated", False)
    monkeypatch.setattr(kaggle.api, "authenticate", broken)
    with pytest.raises(InputError, match=r"could not sign in.*RecursionError: \\x1b\[2J"), connect():
        pass

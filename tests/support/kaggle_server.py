"""Kaggle's API on the loopback: small, scriptable, and good enough for the unmodified `kaggle` client (2.2.5).

    with KaggleServer() as kaggle:
        subprocess.run(["kaggle", "kernels", "push", "-p", folder], env=kaggle.environment(home))
        assert kaggle.received("SaveKernel")[0].json["slug"] == "owner/slug"

The client's environment gives it `http://localhost` as Kaggle and this server as its proxy, so that every request
ends here, whatever its address. All of them are kept in `requests`. A call is answered by the first that can:

- what a test scripted: `kaggle.script("SaveKernel", Answer({"error": SESSION_LIMIT}), failure(429), Drop())`, one
  answer a call, in this order, then back to the store; `kernel="owner/slug"` scripts that kernel alone, and
  `kaggle.always("GetKernel", Endless())` all such calls from then on;
- the store: a push adds a `Run` to `kernels`, made by `run_of(request)`, which a test may replace; status, output,
  log, download and GetKernel (the newest version's source and number, machine and image of the last session) read it;
  a quick save adds one that never ran; data that are sent become a version of one of `data`, whose blobs are in
  `uploads`; those of others, in `datasets`, are at version 1. The quota is `quota`, in seconds, and what runs use of
  it a test's own business.

Time passes only when told: a run goes to its next state when its status has been asked for, or on `advance()`.
Imitated as people report it: a refusal is an `error` in an answer 200; a push with data sources that nobody knows, or
with notebooks whose run left nothing yet, goes through without them; a kernel that isn't there is a 403;
`versionLabel` is `v3`, never `3`; blobs go by PUT to an address that StartBlobUpload answers with a token, and a call
that creates data names these tokens (the client's code). Not known, and so made up here: the addresses of output
files, the page tokens; whether GetKernel tells of a session that still runs (here it does) or of the one before
(`tells_ended`); what Kaggle says of a version that never ran: 404 here, as for a version that isn't there; that who
reads the output of a notebook whose newest version never ran gets that of the last that did; and what Kaggle says of a
data set that is gone or private: 403 here.
"""

import json
import os
import re
import threading
from collections import defaultdict, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from itertools import chain
from pathlib import Path
from socketserver import ThreadingTCPServer
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

SESSION_LIMIT = "Maximum batch GPU session count of 2 reached."
WEEKLY_QUOTA = "Maximum weekly GPU quota of 30.00 hours reached."
LOGS = "/kernels/logs/stream/"
ABOUT_DATA = ("GetDataset", "GetDatasetStatus", "CreateDataset", "CreateDatasetVersion", "StartBlobUpload", "upload")
CALLS = ("GetKernel", "GetKernelSessionStatus", "ListKernelSessionOutput", "download", "logs")
ENDED = ("COMPLETE", "ERROR", "CANCEL_ACKNOWLEDGED")
# What a developer's own environment must not bring in: credentials, proxies, the client's debug output.
FOREIGN = re.compile(r"KAGGLE_.*|.*_PROXY|VERBOSE(_OUTPUT)?", re.IGNORECASE)


@dataclass(frozen=True)
class Request:
    """A request as it came in; `path` is without host and query."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    query: dict[str, list[str]] = field(default_factory=dict)

    @property
    def call(self) -> str:
        """`SaveKernel`, `GetKernelSessionStatus` …, `logs` of a run, or `download` of an output file."""
        if LOGS in self.path:
            return "logs"
        if self.path.startswith("/uploads/"):
            return "upload"
        return "download" if self.path.startswith("/files/") else self.path.rpartition("/")[2]

    @property
    def label(self) -> str:
        """The version that the request is about, such as `v3`; "" where it says none."""
        return self.query.get("versionLabel", [""])[0] or self.json.get("versionLabel", "")

    @property
    def json(self) -> dict[str, Any]:
        """What an API call asks for, in Kaggle's field names."""
        return json.loads(self.body or b"{}")

    @property
    def data(self) -> str:
        """`owner/slug` of the data set that the request is about."""
        asked = self.json
        return f"{asked.get('ownerSlug', '')}/{asked.get('datasetSlug') or asked.get('slug', '')}"

    @property
    def kernel(self) -> str:
        """`owner/slug`, if the request is about a kernel."""
        if self.call == "download":
            return "/".join(self.path.split("/")[2:4])
        if self.call == "logs":
            return self.path.partition(LOGS)[2]
        if self.call in ABOUT_DATA:
            return "" if self.call == "upload" else self.data
        return self.json.get("slug") or f"{self.json.get('userName', '')}/{self.json.get('kernelSlug', '')}"


@dataclass(frozen=True)
class Answer:
    """An answer: bytes are sent as they are, anything else as JSON."""

    body: Any = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Drop:
    """The connection closed without a word; `late` only after the store did its part, as when a push was kept."""

    late: bool = False


@dataclass(frozen=True)
class Endless:
    """An answer that never ends: `part` again and again, with so many seconds between, until whoever asked is gone.

    `in_headers` has even its headers never end.
    """

    part: bytes = b" "
    gap: float = 0.01
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200
    in_headers: bool = False


Scripted = Answer | Drop | Endless


def failure(status: int, message: str = "", **headers: str) -> Answer:
    """An HTTP error as Kaggle words it; `failure(429, Retry_After="7")` sets a header."""
    body = {"code": status, "message": message or f"made-up failure {status}"}
    return Answer(body, status, {name.replace("_", "-"): value for name, value in headers.items()})


@dataclass
class Run:
    """One version of a kernel and its session, which ends in the last of `states`.

    States are the client's words: QUEUED, RUNNING, COMPLETE, ERROR, CANCEL_REQUESTED, CANCEL_ACKNOWLEDGED, NEW_SCRIPT.

    `log` is Kaggle's own JSON text, `message` what the last state is told with, `unseen` how many status polls after
    the push still tell of the run before this one. The store fills `pushed`, the request.
    """

    states: list[str] = field(default_factory=lambda: ["COMPLETE"])
    files: dict[str, bytes] = field(default_factory=dict)
    log: str = ""
    message: str = ""
    unseen: int = 0
    machine: str | None = None  # the shape that it ran on; None: the one that was asked for
    image: str = ""  # "": the server's
    printed: list[Any] = field(default_factory=list)  # records of the log while it runs: stream_name, time, data
    pushed: dict[str, Any] = field(default_factory=dict)

    @property
    def on_gpu(self) -> bool:
        return self.ran and bool(self.pushed.get("machineShape")) and self.states[0] not in ENDED

    @property
    def ran(self) -> bool:
        """Whether Kaggle ran it, or is to: a quick save it doesn't."""
        return self.pushed.get("kernelExecutionType") != "QUICK_SAVE"

    def advance(self) -> None:
        """Go to the next state; the last one stays."""
        if len(self.states) > 1:
            self.states.pop(0)


@dataclass
class Data:
    """A data set of ours on Kaggle: the files of each version, newest last, and the states that it goes through."""

    asked: dict[str, Any] = field(default_factory=dict)  # the request that created it
    versions: list[dict[str, bytes]] = field(default_factory=list)
    states: list[str] = field(default_factory=lambda: ["READY"])


class KaggleServer:
    """The server and its state, which a test reads and sets while it runs. A context manager."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.kernels: dict[str, list[Run]] = {}  # owner/slug -> its versions, the first is version 1
        self.run_of: Callable[[dict[str, Any]], Run] = lambda pushed: Run()
        self.datasets = {"hojjatk/mnist-dataset", "zalando-research/fashionmnist"}
        self.data: dict[str, Data] = {}  # owner/slug -> what was sent
        self.uploads: list[tuple[str, bytes]] = []  # name and content of each blob; its token is its place
        self.data_states = ["READY"]  # that a new version goes through
        self.models = {"google/gemma"}
        self.notebooks = {"owner/a-kernel"}  # of others, whose output may be read
        self.image = "gcr.io/kaggle-images/python@sha256:" + "a" * 64  # of sessions that begin now
        self.quota: dict[str, Any] = {  # as GetAcceleratorQuotaStatistics answers; a test may replace it
            "quotaRefreshTime": "2027-01-16T00:00:00Z",
            "gpuQuota": {"timeUsed": "0s", "timeReserved": "0s", "totalTimeAllowed": "108000s"},
            "tpuQuota": {"timeUsed": "0s", "timeReserved": "0s", "totalTimeAllowed": "72000s"},
        }
        self.tells_ended = False  # whether GetKernel tells of the last session that is over, not of one that runs
        self.gpu_sessions = 100  # a GPU push is refused while so many haven't ended; 2 on the true Kaggle
        self.page_limit = 20  # output files a page at most
        self.over = threading.Event()  # when the test is
        self._scripts: dict[tuple[str, str], deque[Scripted]] = defaultdict(deque)
        self._always: dict[tuple[str, str], Scripted] = {}
        self._lock = threading.Lock()
        # Not HTTPServer: that one looks its own host name up.
        self._server = ThreadingTCPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"kaggle": self}))
        self._server.daemon_threads = True

    def __enter__(self) -> "KaggleServer":
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()

    def environment(self, home: Path, username: str = "cv-lecture", key: str = "made-up-key") -> dict[str, str]:
        """The environment of a client that talks to this server; `home` is an empty folder for its settings."""
        proxy = f"http://127.0.0.1:{self._server.server_address[1]}"
        return {name: value for name, value in os.environ.items() if not FOREIGN.fullmatch(name)} | {
            "KAGGLE_API_ENVIRONMENT": "LOCALHOST",
            "KAGGLE_USERNAME": username,
            "KAGGLE_KEY": key,
            "KAGGLE_CONFIG_DIR": str(home / "kaggle"),
            "HOME": str(home),
            "USERPROFILE": str(home),  # the home on Windows
            "HTTP_PROXY": proxy,
            "HTTPS_PROXY": proxy,  # nothing is to reach the true Kaggle, not even by mistake
            "NO_PROXY": "",
        }

    def script(self, call: str, *answers: Scripted, kernel: str = "") -> None:
        """Queue answers for the next calls of this name, of any kernel or of one."""
        self._scripts[call, kernel].extend(answers)

    def always(self, call: str, answer: Scripted, kernel: str = "") -> None:
        """Answer all calls of this name so, of any kernel or of one."""
        self._always[call, kernel] = answer

    def received(self, call: str) -> list[Request]:
        """The requests of this name so far."""
        return [request for request in self.requests if request.call == call]

    def advance(self) -> None:
        """Let every run go to its next state."""
        with self._lock:
            for run in chain(*self.kernels.values()):
                run.advance()

    def answer(self, request: Request) -> Scripted:
        """Keep the request and answer it."""
        with self._lock:
            self.requests.append(request)
            for key in ((request.call, request.kernel), (request.call, "")):
                if self._scripts[key]:
                    scripted = self._scripts[key].popleft()
                    if scripted == Drop(late=True):
                        self._from_store(request)
                    return scripted
                if key in self._always:
                    return self._always[key]
            return self._from_store(request)

    def _from_store(self, request: Request) -> Answer:
        if request.call == "SaveKernel":
            return self._save(request.json)
        if request.call == "GetAcceleratorQuotaStatistics":
            return Answer(self.quota)
        if request.call in ABOUT_DATA:
            return self._about_data(request)
        if request.call == "GetModel":
            name = f"{request.json['ownerSlug']}/{request.json['modelSlug']}"
            known = name in self.models
            return Answer({"slug": name.partition("/")[2]}) if known else failure(404, "Not found")
        if request.call not in CALLS:
            return failure(404, f"no such call: {request.method} {request.path}")
        runs = self.kernels.get(request.kernel)
        if not runs:
            return failure(403, "Permission 'kernels.get' was denied")
        if request.call == "GetKernel":
            metadata = {"ref": request.kernel, "currentVersionNumber": len(runs)}
            told = (run for run in reversed(runs) if run.ran and not (self.tells_ended and run.states[0] not in ENDED))
            if last := next(told, None):
                shape = last.pushed.get("machineShape", "") if last.machine is None else last.machine
                metadata |= {"machineShape": shape, "dockerImage": last.image}
            return Answer({"metadata": metadata, "blob": {"source": runs[-1].pushed["text"]}})
        if request.call == "download":
            version, name = request.path.split("/", 5)[4:]
            content = runs[int(version) - 1].files.get(name)
            return failure(404, "Not found") if content is None else Answer(content)
        ran = [number for number, run in enumerate(runs, 1) if run.ran]
        label = request.label
        stale = not label and len(ran) > 1 and runs[ran[-1] - 1].unseen > 0
        version = {f"v{number}": number for number in ran}.get(label) if label else ran[-1 - stale] if ran else None
        if version is None:
            return failure(404, "Not found")
        run = runs[version - 1]
        if request.call == "logs":
            return self._log(run)
        if request.call == "ListKernelSessionOutput":
            return self._output(request, run, version)
        state = run.states[0]
        runs[ran[-1] - 1].unseen -= stale
        run.advance()
        return Answer({"status": state, "failureMessage": run.message if state in ENDED else None})

    def _save(self, pushed: dict[str, Any]) -> Answer:
        if pushed.get("machineShape") and sum(run.on_gpu for run in chain(*self.kernels.values())) >= self.gpu_sessions:
            return Answer({"error": SESSION_LIMIT})
        run = self.run_of(pushed)
        run.pushed = pushed
        run.image = run.image or self.image
        runs = self.kernels.setdefault(pushed["slug"], [])
        runs.append(run)
        sources = pushed.get("datasetDataSources", [])
        kernels = pushed.get("kernelDataSources", [])
        return Answer(
            {
                "ref": f"/code/{pushed['slug']}",
                "url": f"https://www.kaggle.com/code/{pushed['slug']}",
                "versionNumber": len(runs),
                "invalidKernelSources": [name for name in kernels if not self._has_output(name)],
                "invalidDatasetSources": [
                    s for s in sources if "/".join(s.split("/")[:2]) not in {*self.datasets, *self.data}
                ],
            }
        )

    def _about_data(self, request: Request) -> Answer:
        if request.call == "StartBlobUpload":
            self.uploads.append((request.json["name"], b""))
            place = len(self.uploads) - 1
            return Answer({"token": f"token-{place}", "createUrl": f"http://localhost/uploads/{place}"})
        if request.call == "upload":
            place = int(request.path.rpartition("/")[2])
            name, had = self.uploads[place]
            if request.headers.get("Content-Range", "").startswith("bytes */"):  # how much is here?
                return Answer(status=308, headers={"Range": f"bytes=0-{len(had) - 1}"} if had else {})
            self.uploads[place] = (name, had + request.body)
            return Answer({})
        known = self.data.get(request.data)
        if request.call in ("CreateDataset", "CreateDatasetVersion"):
            asked = request.json
            if (request.call == "CreateDataset") is bool(known):
                return Answer({"status": "error", "error": "The requested slug is in use, or nowhere."})
            sent = (asked.get("body") or asked).get("files", [])
            files = dict(self.uploads[int(each["token"].partition("-")[2])] for each in sent)
            known = self.data.setdefault(request.data, Data(asked))
            known.versions.append(files)
            known.states = list(self.data_states)
            return Answer({"status": "ok", "url": f"https://www.kaggle.com/datasets/{request.data}"})
        if not known and request.data not in self.datasets:
            return failure(403, "Permission 'datasets.get' was denied")
        known = known or Data(versions=[{}])
        if request.call == "GetDatasetStatus":
            state = known.states[0]
            known.states[:] = known.states[1:] or known.states
            return Answer({"status": state})
        private = known.asked.get("isPrivate", False)
        return Answer({"ref": request.data, "currentVersionNumber": len(known.versions), "isPrivate": private})

    def _has_output(self, name: str) -> bool:
        """Whether the newest run of a notebook, which others are to read, is over and went well."""
        runs = self.kernels.get("/".join(name.split("/")[:2]))
        ran = [run for run in runs or () if run.ran]
        return name in self.notebooks or (bool(ran) and ran[-1].states[0] == "COMPLETE")

    @staticmethod
    def _log(run: Run) -> Answer:
        """The log so far as events, or, of a run that is over, the whole as it is kept."""
        if run.states[0] in ENDED:
            return Answer(run.log.encode(), headers={"Content-Type": "application/json"})
        events = "".join(f"data: {json.dumps(record)}\n\n" for record in run.printed)
        return Answer(f"{events}data: END_OF_LOG\n\n".encode(), headers={"Content-Type": "text/event-stream"})

    def _output(self, request: Request, run: Run, version: int) -> Answer:
        names, start = sorted(run.files), int(request.json.get("pageToken") or 0)
        end = start + min(request.json.get("pageSize", self.page_limit), self.page_limit)
        address = f"http://localhost/files/{request.kernel}/{version}/"
        files = [{"fileName": name, "url": address + quote(name)} for name in names[start:end]]
        return Answer({"files": files, "log": run.log} | ({"nextPageToken": str(end)} if end < len(names) else {}))


class _Handler(BaseHTTPRequestHandler):
    kaggle: KaggleServer

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        asked = urlsplit(self.path)
        body, query = self.rfile.read(length), parse_qs(asked.query)
        request = Request(self.command, unquote(asked.path), dict(self.headers), body, query)
        answer = self.kaggle.answer(request)
        if isinstance(answer, Drop):
            return  # HTTP/1.0: the connection closes after each request, here without an answer
        with suppress(ConnectionError):  # whoever asked has had enough
            self._send_without_end(answer) if isinstance(answer, Endless) else self._send(answer)

    def _send(self, answer: Answer) -> None:
        kind, body = "application/octet-stream", answer.body
        if not isinstance(body, bytes):
            kind, body = "application/json", json.dumps(body).encode()
        self.send_response(answer.status)
        for name, value in ({"Content-Type": kind, "Content-Length": str(len(body))} | answer.headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _send_without_end(self, answer: Endless) -> None:
        self.send_response(answer.status)
        for name, value in ({"Content-Type": "application/json"} | answer.headers).items():
            self.send_header(name, value)
        if answer.in_headers:
            self.flush_headers()
        else:
            self.end_headers()
        while not self.kaggle.over.wait(answer.gap):
            self.wfile.write(answer.part)

    do_GET = do_POST = do_PUT = do_CONNECT = _answer  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Keep a test's output clean."""

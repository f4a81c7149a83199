"""The true `kaggle` client, unmodified, takes each folder that the project writes, and sends what it says."""

import json
import shutil
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import nbformat
import pytest

from kagglebook.core.progress import without_bars
from tests.support import ROOT, some
from tests.support.kaggle_server import SESSION_LIMIT, Answer, Drop, KaggleServer, Request, Run, failure

CHAPTER = ROOT / "output" / "chapter-05"
SLUGS = sorted(path.parent.name for path in CHAPTER.glob("*/kernel-metadata.json"))
SUCCESS = "Kernel version {} successfully pushed.  Please check progress at https://www.kaggle.com/code/{}\n"

# Where a field of kernel-metadata.json stands in the request of a push. `code_file` names the file sent as `text`.
SENT_AS = {
    "id": "slug",
    "title": "newTitle",
    "language": "language",
    "kernel_type": "kernelType",
    "is_private": "isPrivate",
    "enable_gpu": "enableGpu",
    "enable_tpu": "enableTpu",
    "enable_internet": "enableInternet",
    "machine_shape": "machineShape",
    "dataset_sources": "datasetDataSources",
    "competition_sources": "competitionDataSources",
    "kernel_sources": "kernelDataSources",
    "model_sources": "modelDataSources",
    "keywords": "categoryIds",
}


@pytest.fixture
def kaggle():
    with KaggleServer() as server:
        yield server


@pytest.fixture
def client(kaggle: KaggleServer, tmp_path: Path):
    """Call the client's own command, as a user does, in an empty home."""
    home = tmp_path / "home"
    home.mkdir()
    command = shutil.which("kaggle", path=sysconfig.get_path("scripts"))
    assert command, "the kaggle client is not installed: pip install '.[test]'"

    def call(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [command, *map(str, arguments)],
            env=kaggle.environment(home) | {"PYTHONUTF8": "1"},
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
        )

    return call


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of a folder to be pushed, free to be changed."""
    return Path(shutil.copytree(CHAPTER / "cv-ch05-program-1-first-tensor", tmp_path / "folder"))


def metadata_of(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "kernel-metadata.json").read_text(encoding="utf-8"))


def test_each_program_has_a_folder():
    assert len(SLUGS) == 17


# One of each machine; tests/kaggle/test_push.py holds what is sent of all, by the same client in one process.
FEW = ("cv-ch05-program-1-first-tensor", "cv-ch05-program-7-mlp-on-mnist")


@pytest.mark.parametrize("slug", some(SLUGS, FEW.__contains__))
def test_the_client_pushes_the_folder_without_a_warning(kaggle, client, slug):
    metadata = metadata_of(CHAPTER / slug)

    done = client("kernels", "push", "-p", CHAPTER / slug)

    assert done.stderr == ""
    assert done.stdout == SUCCESS.format(1, metadata["id"])  # this line alone: no warning, no "not valid"
    assert done.returncode == 0
    [push] = kaggle.requests
    assert (push.method, push.path) == ("POST", "/api/v1/kernels.KernelsApiService/SaveKernel")
    sent = push.json
    text = sent.pop("text")
    code_file = metadata.pop("code_file")
    assert set(metadata) == set(SENT_AS)  # every setting is said, none is left to the client's or Kaggle's default
    # The client leaves empty lists out; nothing else is lost, and nothing that the file doesn't say is added.
    assert sent == {SENT_AS[key]: value for key, value in metadata.items() if value != []}
    # nbformat joins the lines of a cell, as the client does. The client also empties outputs: there must be none.
    assert nbformat.reads(text, as_version=4) == nbformat.read(CHAPTER / slug / code_file, as_version=4)
    assert len(text.encode("utf-8")) < 1_000_000


def test_lists_that_are_not_empty_are_sent(kaggle, client, folder):
    lists = {
        "dataset_sources": ["hojjatk/mnist-dataset", "zalando-research/fashionmnist/4"],
        "competition_sources": ["digit-recognizer"],
        "kernel_sources": ["owner/a-kernel"],
        "model_sources": ["owner/model/pyTorch/default/1"],
        "keywords": ["gpu", "education"],
    }
    planted = metadata_of(folder) | lists
    (folder / "kernel-metadata.json").write_text(json.dumps(planted), encoding="utf-8")

    done = client("kernels", "push", "-p", folder)

    assert done.stdout == SUCCESS.format(1, planted["id"])
    assert {key: kaggle.requests[0].json[SENT_AS[key]] for key in lists} == lists


def test_an_unknown_data_set_is_told_only_on_stdout_with_exit_code_0(kaggle, client, folder):
    planted = metadata_of(folder) | {"dataset_sources": ["hojjatk/mnist-dataset", "nobody/no-such-data"]}
    (folder / "kernel-metadata.json").write_text(json.dumps(planted), encoding="utf-8")

    done = client("kernels", "push", "-p", folder)

    assert done.stdout.startswith("The following are not valid dataset sources and could not be added to the kernel: ")
    assert done.stdout.splitlines()[0].endswith("['nobody/no-such-data']")
    assert done.stdout.endswith(SUCCESS.format(1, planted["id"]))
    assert (done.returncode, done.stderr) == (0, "")


def test_a_refused_push_is_told_only_on_stdout_with_exit_code_0(kaggle, client, folder):
    kaggle.script("SaveKernel", Answer({"error": SESSION_LIMIT}))

    done = client("kernels", "push", "-p", folder)

    assert done.stdout == f"Kernel push error: {SESSION_LIMIT}\n"
    assert (done.returncode, done.stderr) == (0, "")
    assert not kaggle.kernels


def test_a_model_that_kaggle_refuses_is_not_told_at_all(kaggle, client, folder):
    answer = {"versionNumber": 1, "url": "https://kaggle", "invalidModelSources": ["nobody/no/such/model/1"]}
    kaggle.script("SaveKernel", Answer(answer))

    done = client("kernels", "push", "-p", folder)

    assert "no/such/model" not in done.stdout + done.stderr


def test_the_client_does_not_try_a_rate_limited_push_again(kaggle, client, folder):
    kaggle.script("SaveKernel", failure(429, "Too many requests", Retry_After="0"))

    done = client("kernels", "push", "-p", folder)

    assert done.returncode == 1
    assert done.stderr.startswith("Too many requests")  # from 2.2.5 on with the advice to wait
    assert len(kaggle.requests) == 1


@pytest.mark.parametrize("late", [False, True])
def test_a_push_whose_answer_is_lost_may_have_been_kept(kaggle, client, folder, late):
    kaggle.script("SaveKernel", Drop(late=late))

    done = client("kernels", "push", "-p", folder)

    assert done.returncode == 1
    assert "Remote end closed connection without response" in done.stderr
    assert len(kaggle.requests) == 1
    assert bool(kaggle.kernels) is late


def test_status_tells_each_state_of_the_newest_run_in_turn(kaggle, client, folder):
    name = metadata_of(folder)["id"]
    kaggle.kernels[name] = [Run(["COMPLETE"]), Run(["RUNNING", "ERROR"], message="cell 3 failed", unseen=1)]

    told = [client("kernels", "status", name).stdout for _ in range(3)]

    state = f'{name} has status "KernelWorkerStatus.{{}}"\n'
    assert told == [
        state.format("COMPLETE"),  # the run before
        state.format("RUNNING"),
        state.format("ERROR") + 'Failure message: "cell 3 failed"\n',
    ]


def test_output_brings_the_files_of_all_pages_and_the_log(kaggle, client, folder, tmp_path):
    name = metadata_of(folder)["id"]
    files = {"results.json": b"{}", "figures/1.png": b"\x89PNG", "data/train images.gz": bytes(range(256))}
    log = '[{"stream_name":"stdout","time":1.5,"data":"accuracy \uc815\ud655\ub3c4"}]'
    kaggle.kernels[name] = [Run(files=files, log=log)]
    kaggle.page_limit = 2

    done = client("kernels", "output", name, "-p", tmp_path / "fetched")

    assert done.returncode == 0
    assert without_bars(done.stderr) == ""  # from 2.2.5 on it draws bars
    assert [page.json["pageToken"] for page in kaggle.received("ListKernelSessionOutput")] == ["", "2"]
    assert {file: (tmp_path / "fetched" / file).read_bytes() for file in files} == files
    assert (tmp_path / "fetched" / f"{name.partition('/')[2]}.log").read_text(encoding="utf-8") == log


def test_the_server_refuses_gpu_pushes_beyond_the_session_limit_until_a_run_has_ended(kaggle):
    kaggle.gpu_sessions = 1
    kaggle.run_of = lambda pushed: Run(["RUNNING", "COMPLETE"])

    def push(slug: str, machine: str) -> Any:
        body = json.dumps({"slug": slug, "machineShape": machine}).encode()
        return kaggle.answer(Request("POST", "/api/v1/kernels.KernelsApiService/SaveKernel", {}, body)).body

    assert push("owner/first", "NvidiaTeslaT4")["versionNumber"] == 1
    assert push("owner/second", "NvidiaTeslaT4") == {"error": SESSION_LIMIT}
    assert push("owner/cpu-only", "")["versionNumber"] == 1
    kaggle.advance()
    assert push("owner/second", "NvidiaTeslaT4")["versionNumber"] == 1

"""What Kaggle answers about one program fails that program alone: the others go on, and the table comes."""

import json
from dataclasses import replace

import pytest

from kagglebook.kaggle.fetch import MOST_OTHERS
from kagglebook.kaggle.transport import Limits
from tests.support.kaggle_server import SESSION_LIMIT, Answer, Drop, Endless, Run, failure
from tests.support.online import ADDITION, SUBTRACTION, good, row

FIRST = f"cv-lecture/{ADDITION}"  # the program that is answered so; 1-2 is the other one
JSON = {"Content-Type": "application/json"}
UNFIT = {
    "no JSON": Answer(b"<html>"),
    "nested": Answer(b'{"status": ' + b"[" * 100_000, headers=JSON),
    "digits": Answer(b'{"status": ' + b"9" * 5000 + b"}", headers=JSON),
    "a list": Answer([]),
    "null": Answer(b"null", headers=JSON),
    "wrong types": Answer(
        {"status": [], "files": 3, "log": {}, "nextPageToken": [], "blob": 3, "metadata": [], "error": {}, "url": 3}
    ),
    "surrogates": Answer(b'{"status": "\\ud800", "files": [null], "blob": "\\ud800"}', headers=JSON),
    "too large": Answer(b" " * 300_000, headers=JSON),
    "zipped": Answer(b"no gzip", headers=JSON | {"Content-Encoding": "gzip"}),
    "a byte at a time": Endless(),
    "endless": Endless(part=b" " * 50_000, gap=0.0),
    "not found": failure(404),
    "refused": failure(400, "\x1b[2J"),
}


@pytest.fixture(autouse=True)
def small(monkeypatch, request):
    """Limits that a test reaches at once."""
    slow = "a byte at a time" in request.node.name
    small = (0.6 if slow else 60, 200_000, 5)
    monkeypatch.setattr("kagglebook.kaggle.client.Limits", lambda *limits: Limits(*(limits or small)))


@pytest.mark.parametrize("unfit", UNFIT.values(), ids=UNFIT)
@pytest.mark.parametrize("call", ["GetKernelSessionStatus", "ListKernelSessionOutput"])
def test_an_answer_about_one_run_leaves_the_others_theirs(online, told, server, call, unfit):
    told("push")
    server.always(call, unfit, kernel=FIRST)
    code, lines, err = told("verify")
    assert (code, err) == (1, "")
    assert any(line.startswith("1 of 2 programs passed") for line in lines)
    assert any(line.startswith("program 1-1") for line in lines)
    assert "1-2 COMPLETE Tesla T4 42 run no error no error pass" in lines
    assert all(line.isprintable() for line in lines)
    server._always.clear()
    assert told("verify")[0] == 0


@pytest.mark.parametrize("unfit", UNFIT.values(), ids=UNFIT)
def test_an_answer_to_one_push_leaves_the_others_theirs(online, told, unfit):
    online.server.always("SaveKernel", unfit, kernel=FIRST)
    code, lines, err = told("push")
    assert (code, lines[-1], err) == (1, "1 pushed, 1 refused", "")
    assert all(line.isprintable() for line in lines)
    online.server._always.clear()
    assert told("push")[1][-1] == "1 pushed, 1 unchanged"
    assert [len(online.runs(slug)) for slug in (ADDITION, SUBTRACTION)] == [1, 1]


@pytest.mark.parametrize("unfit", UNFIT.values(), ids=UNFIT)
def test_an_answer_to_what_became_of_one_push_leaves_the_others_theirs(online, told, unfit):
    online.server.script("SaveKernel", *[Drop(late=True)], kernel=FIRST)
    online.server.always("GetKernel", unfit, kernel=FIRST)
    code, lines, _ = told("push")
    if unfit is UNFIT["not found"]:  # what Kaggle says of a notebook that isn't there, so it is pushed
        assert lines[-1] == "2 pushed"
        return
    assert (code, lines[-1]) == (1, "1 pushed, 1 refused")
    online.server._always.clear()
    assert told("push")[1][-1] == "1 pushed, 1 unchanged"  # which it was already
    assert [len(online.runs(slug)) for slug in (ADDITION, SUBTRACTION)] == [1, 1]


@pytest.mark.parametrize("unfit", UNFIT.values(), ids=UNFIT)
def test_the_run_of_one_program_of_which_nothing_is_learnt_is_not_waited_for_by_another(online, edit, told, unfit):
    server = online.server
    edit("chapters/01/chapter.toml", 'machine_shape = "" }', 'machine_shape = "NvidiaTeslaT4" }')
    server.run_of = lambda pushed: Run(["RUNNING", "COMPLETE"])
    server.script("SaveKernel", Answer({"error": SESSION_LIMIT}), kernel=f"cv-lecture/{SUBTRACTION}")
    server.always("GetKernelSessionStatus", unfit, kernel=FIRST)
    code, lines, _ = told("push")
    assert (code, lines[-1]) == (0, "2 pushed")


def test_a_fault_of_ours_in_one_program_is_told_and_the_others_go_on(online, told, server, monkeypatch):
    from kagglebook.kaggle.fetched import read_fetched

    def broken(folder, page, *others):
        if page.program.number == "1-1":
            raise OverflowError("int too large\x1b[2J")
        return read_fetched(folder, page, *others)

    told("push")
    monkeypatch.setattr("kagglebook.kaggle.verify.read_fetched", broken)
    code, lines, _ = told("verify")
    assert (code, lines[-1].split(" (")[0]) == (1, "1 of 2 programs passed")
    assert any("nobody foresaw: OverflowError: int too large" in line and line.isprintable() for line in lines)


def test_a_run_that_can_not_be_read_again_is_fetched_again(online, told, server, monkeypatch):
    from kagglebook.kaggle.fetched import read_fetched

    told("push", "--verify")
    broken = iter([OverflowError("int too large")])

    def broken_once(*arguments):
        for error in broken:
            raise error
        return read_fetched(*arguments)

    monkeypatch.setattr("kagglebook.kaggle.verify.read_fetched", broken_once)
    before = len(server.received("ListKernelSessionOutput"))
    assert told("verify")[0] == 0
    assert len(server.received("ListKernelSessionOutput")) == before + 1


def test_a_fault_of_ours_in_one_push_is_told_and_the_others_go_on(online, told, monkeypatch):
    online.server.script("SaveKernel", Drop(late=True), kernel=FIRST)
    monkeypatch.setattr("kagglebook.kaggle.push.was_accepted", lambda *_: 1 / 0)
    code, lines, _ = told("push")
    assert (code, lines[-1]) == (1, "1 pushed, 1 refused")
    assert any("nobody foresaw: ZeroDivisionError" in line for line in lines)


def test_a_fault_of_ours_about_one_run_keeps_no_other_waiting(online, edit, told, monkeypatch):
    edit("chapters/01/chapter.toml", 'machine_shape = "" }', 'machine_shape = "NvidiaTeslaT4" }')
    online.server.script("SaveKernel", Answer({"error": SESSION_LIMIT}), kernel=f"cv-lecture/{SUBTRACTION}")
    monkeypatch.setattr("kagglebook.kaggle.watch.Watch._ask", lambda *_: 1 / 0)
    assert told("push")[1][-1] == "2 pushed"


# ---- the files of a run


def test_a_file_whose_address_leads_nowhere_leaves_the_others_theirs(online, told, server):
    told("push")
    files = [{"fileName": "results.json", "url": "file:///etc/passwd"}]
    server.always("ListKernelSessionOutput", Answer({"files": files, "log": ""}), kernel=FIRST)
    code, lines, _ = told("verify")
    assert (code, lines[-1].split(" (")[0]) == (1, "1 of 2 programs passed")
    assert online.clock.slept == [15, 24]  # for the runs: what is no address is not asked for again


@pytest.mark.parametrize("trouble", [failure(401), failure(403), failure(500), failure(429), Drop()])
def test_a_file_that_can_not_be_had_leaves_the_others_theirs(online, told, server, trouble):
    told("push")
    server.always("download", trouble, kernel=FIRST)
    code, lines, _ = told("verify")
    assert (code, lines[-1].split(" (")[0]) == (1, "1 of 2 programs passed")


def test_a_checkpoint_stays_on_kaggle_and_the_run_is_judged(online, told, server):
    server.run_of = lambda pushed: good(pushed, files=good(pushed).files | {"model.pt": b"", "a.png": b"png"})
    told("push")
    server.always("download", Answer(b"", headers={"Content-Length": str(MOST_OTHERS + 1)}))
    server.script("download", Answer(good({"slug": FIRST}).files["results.json"]))
    code, lines, _ = told("verify", "--only", "1-1")
    assert code == 0
    assert "1-1 left on Kaggle: a.png (larger than 100 MB), model.pt (larger than 100 MB)" in lines
    assert not list(online.root.rglob("model.pt"))


def test_results_that_are_too_large_are_told_in_their_row(online, told, server):
    told("push", "--only", "1-1")
    server.always("download", Answer(b"", headers={"Content-Length": "999999999"}))
    code, lines, _ = told("verify", "--only", "1-1")
    assert code == 1
    assert "larger than 20 MB" in row(lines, "results.json written")
    assert "1-1 left on Kaggle: results.json (larger than 20 MB)" in lines


@pytest.mark.parametrize(
    "names",
    [["a\0b"], ["a\x1b[2Jb"], ["x" * 300], ["CON"], ["a."], ["a", "A"], ["a", "a/b"], ["kaggle.log"],
     ["kaggle-run.json"], ["../a"], [""], ["\ud800"], ["a" * 100 + "/" + "b" * 100] * 2, ["Results.json"]],
)  # fmt: skip
def test_names_of_every_kind_are_told_and_the_run_is_judged(online, told, server, names):
    told("push", "--only", "1-1")
    listed = [{"fileName": name, "url": f"http://localhost/files/{FIRST}/1/results.json"} for name in names]
    answer = server._output(replace_body(server), server.kernels[FIRST][0], 1).body
    server.always("ListKernelSessionOutput", Answer(answer | {"files": listed + answer["files"]}))
    code, lines, _ = told("verify", "--only", "1-1")
    assert code == 0 and lines[-1].startswith("1 of 1 programs passed")
    place = online.root / "output/runs/kaggle/chapter-01" / ADDITION
    assert (place / "kaggle.log").read_text(encoding="utf-8") == server.kernels[FIRST][0].log
    assert "address" in json.loads((place / "kaggle-run.json").read_text(encoding="utf-8"))
    assert all(line.isprintable() for line in lines)
    told("verify", "--only", "1-1")  # what lies there is read again
    assert not [path for path in place.parent.iterdir() if path.name.startswith(".")]  # nothing of ours is left


def replace_body(server):
    """The request for the list of files of the first program."""
    from tests.support.kaggle_server import Request

    body = json.dumps({"userName": "cv-lecture", "kernelSlug": ADDITION}).encode()
    return replace(Request("POST", "/ListKernelSessionOutput", {}, b""), body=body)


def test_pages_of_files_without_end_are_told_and_the_run_is_judged(online, told, server):
    told("push", "--only", "1-1")
    results = {"fileName": "results.json", "url": f"http://localhost/files/{FIRST}/1/results.json"}
    log = server.kernels[FIRST][0].log
    server.script(
        "ListKernelSessionOutput",
        *[Answer({"files": [results], "log": log, "nextPageToken": f"t{n}"}) for n in range(9)],
    )
    code, lines, _ = told("verify", "--only", "1-1")
    assert code == 0 and "1-1 left on Kaggle: further files (it has more than 5 pages of files)" in lines


def test_without_the_results_pages_without_end_are_no_verdict(online, told, server):
    told("push", "--only", "1-1")
    server.script("ListKernelSessionOutput", *[Answer({"nextPageToken": f"t{n}"}) for n in range(9)])
    code, lines, _ = told("verify", "--only", "1-1")
    assert code == 1
    assert any("more than 5 pages of files, and results.json is not among the first" in line for line in lines)


@pytest.mark.parametrize(
    "log", ["[" * 50_000, "\ud800", "\x1b[2J", '[{"data": "01' + "01" * 5000 + '", "time": 1e999}]']
)
def test_a_log_of_any_kind_is_judged(online, told, server, log):
    server.run_of = lambda pushed: good(pushed, log=log if "1-addition" in pushed["slug"] else good(pushed).log)
    _, lines, _ = told("push", "--verify")
    assert any(line.startswith(("1 of 2", "2 of 2")) for line in lines) and all(line.isprintable() for line in lines)
    assert (online.root / "output/runs/kaggle/chapter-01" / ADDITION / "kaggle.log").is_file()

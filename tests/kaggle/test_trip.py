"""What push and verify take: owner, options, credentials, the state file; and the dry run."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

import kagglebook
from kagglebook.notebook.render import render
from tests.support import ROOT
from tests.support.kaggle_server import Answer, Drop, failure
from tests.support.online import ADDITION, KEY, SUBTRACTION

CHAPTER = "chapters/01/chapter.toml"


def test_the_committed_output_is_not_touched(online, told):
    told("push", "--owner", "somebody")
    assert not (online.root / "output/chapter-01").exists()


@pytest.mark.parametrize(("argv", "owner"), [((), "cv-lecture"), (("--owner", "some-body"), "some-body")])
def test_the_owner_is_the_flag_s_else_the_client_s(online, edit, told, argv, owner):
    edit(CHAPTER, 'owner = "cv-lecture"', 'owner = "of-the-chapter"')  # the client's user is cv-lecture
    told("push", *argv)
    assert online.pushes() == [f"{owner}/{ADDITION}", f"{owner}/{SUBTRACTION}"]
    source = online.runs(ADDITION, owner)[0].pushed["text"]
    assert f"(https://www.kaggle.com/code/{owner}/{ADDITION})" in source


def test_a_command_renders_each_program_once(online, told, monkeypatch):
    rendered = []

    def counted(program, *arguments):
        rendered.append(program.number)
        return render(program, *arguments)

    monkeypatch.setattr("kagglebook.notebook.book.render", counted)
    told("push", "--verify", "--owner", "somebody")
    assert rendered == ["1-1", "1-2"]


def test_another_owner_s_pushes_are_another_matter(online, told):
    told("push")
    assert told("push", "--owner", "somebody")[1][-1] == "2 pushed"
    assert told("push")[1][-1] == "0 pushed, 2 unchanged"


def test_public_is_sent_and_is_a_change(online, told):
    told("push")
    assert told("push", "--public")[1][-1] == "0 pushed, 2 saved"
    assert [run.pushed["isPrivate"] for run in online.runs(ADDITION)] == [True, False]


def test_a_dry_run_shows_what_would_be_sent_and_sends_nothing(online, told):
    code, lines, _ = told("push", "--dry-run", "--public")
    assert code == 0
    assert lines[0].startswith(f"1-1 to be pushed cv-lecture/{ADDITION} (CPU, public, internet, ")
    assert lines[1].startswith(f"1-2 to be pushed cv-lecture/{SUBTRACTION} (NvidiaTeslaT4, public, ")
    assert lines[-1] == "2 to be pushed, 0 unchanged; nothing was sent"
    assert [request.call for request in online.server.requests] == ["GetAcceleratorQuotaStatistics"]
    told("push")
    assert told("push", "--dry-run")[1][-1] == "0 to be pushed, 2 unchanged; nothing was sent"


# ---- options and credentials


@pytest.mark.parametrize(
    ("argv", "problem"),
    [
        (["verify", "--dry-run"], "--dry-run goes with push, not with verify"),
        (["verify", "--public"], "--public goes with push, not with verify"),
        (["run", "--owner", "x"], "--owner goes with new or push or verify or watch-kaggle, not with run"),
        (["push", "--owner", "Some Body"], "--owner Some Body: takes a Kaggle user"),
        (["push", "--verify", "--dry-run"], "--plan doesn't go with --verify"),
        (["push", "--timeout", "3"], "--timeout goes with adopt or preview or record or run, not with push"),
        (["render", "--force"], "--force goes with push or record or run or verify, not with render"),
    ],
)
def test_options_that_contradict_each_other_are_wrong_input(online, told, argv, problem):
    code, lines, err = told(*argv)
    assert (code, lines) == (2, []) and err.startswith(problem)
    assert online.server.requests == []


def without_credentials(online, tmp_path: Path, *argv: str, **environment: str) -> subprocess.CompletedProcess:
    """The command in a process of its own, whose client finds no credentials but those of `environment`."""
    environment |= {k: v for k, v in os.environ.items() if k not in ("KAGGLE_USERNAME", "KAGGLE_KEY")}
    main = "from kagglebook.commands.main import main"
    code = f"import sys, pathlib\n{main}\nsys.exit(main(pathlib.Path(sys.argv.pop(1))))"
    return subprocess.run(
        [sys.executable, "-c", code, online.root, argv[0], "--chapter", "1", *argv[1:]],
        cwd=tmp_path,
        env=environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
    )


def test_without_credentials_one_line_says_where_the_client_looks(online, tmp_path):
    done = without_credentials(online, tmp_path, "push")
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert line.startswith("no credentials") and "KAGGLE_API_TOKEN" in line and "kaggle.json" in line
    assert online.server.requests == []


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (failure(401, "Unauthenticated"), "Unauthenticated (Kaggle doesn't take the credentials"),
        (Drop(), "the connection was lost"),
        (failure(404, "no such token"), "no credentials"),  # the client ignores such a token
    ],
)
def test_a_token_that_does_not_sign_in_is_told_and_not_shown(online, tmp_path, answer, why):
    online.server.script("IntrospectToken", answer, answer)
    done = without_credentials(online, tmp_path, "push", KAGGLE_API_TOKEN=KEY)
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert why in line and KEY not in line
    assert online.pushes() == []


def test_a_token_s_user_is_the_owner(online, tmp_path):
    online.server.script("IntrospectToken", Answer({"active": True, "username": "of-the-token"}))
    done = without_credentials(online, tmp_path, "push", KAGGLE_API_TOKEN=KEY)
    assert (done.returncode, done.stderr) == (0, "")
    assert online.pushes() == [f"of-the-token/{ADDITION}", f"of-the-token/{SUBTRACTION}"]


def test_a_dry_run_needs_no_credentials(online, tmp_path):
    done = without_credentials(online, tmp_path, "push", "--dry-run")
    assert done.returncode == 0 and done.stderr == ""
    assert f"cv-lecture/{ADDITION}" in done.stdout and "the owner is that of chapter.toml" in done.stdout


def test_credentials_reach_neither_file_nor_screen(online, capfd, monkeypatch):
    import kaggle

    monkeypatch.setattr(kaggle.api, "args", [*kaggle.api.args, "--verbose"])  # it would print the headers of each call
    online.server.script("SaveKernel", failure(500), Drop())
    online("push", "--verify")
    written = "".join(path.read_text(errors="replace") for path in online.root.rglob("*") if path.is_file())
    header = base64.b64encode(f"cv-lecture:{KEY}".encode()).decode()
    assert any(request.headers["Authorization"].endswith(header) for request in online.server.requests)  # it was used
    shown = "".join(capfd.readouterr())
    for secret in (KEY, header, "Authorization"):
        assert secret not in written + shown
    assert any(path.suffix == ".json" for path in (online.root / "output/runs/kaggle").iterdir())


def test_a_second_process_is_told_to_wait(online, told):
    fcntl = pytest.importorskip("fcntl")
    folder = online.root / "output/runs/kaggle"
    folder.mkdir(parents=True)
    with (folder / "chapter-01.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        code, _, err = told("push")
    assert code == 2 and "another process is at work" in err
    assert online.server.requests == []


def test_a_broken_state_file_is_told_rather_than_forgotten(online, told):
    path = online.root / "output/runs/kaggle/chapter-01.json"
    told("push")
    path.write_text('{"cv-lecture/x": 3}')
    code, _, err = told("push")
    assert code == 2 and err.startswith("output/runs/kaggle/chapter-01.json: broken")
    assert len(online.pushes()) == 2


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
@pytest.mark.parametrize("place", ["runs", "runs/kaggle", "runs/kaggle/chapter-01"])
def test_nothing_is_written_where_a_link_leads_out_of_the_output(online, told, tmp_path, place):
    outside = tmp_path / "outside"
    outside.mkdir()
    link = online.root / "output" / place
    link.parent.mkdir(parents=True)
    link.symlink_to(outside)
    code, _, err = told("push", "--verify")
    assert code == 2 and "leads out of" in err
    assert list(outside.iterdir()) == [] and online.server.requests == []


def test_a_state_file_of_a_newer_version_is_told_and_not_touched(online, told):
    path = online.root / "output/runs/kaggle/chapter-01.json"
    told("push")
    path.write_text('{"version": 3}')
    code, _, err = told("push")
    assert code == 2 and "output/runs/kaggle/chapter-01.json: written by a newer kagglebook" in err
    assert path.read_text() == '{"version": 3}' and len(online.pushes()) == 2


# ---- from Python


def test_a_script_pushes_and_verifies_without_a_word(online, server, capsys):
    chapter = kagglebook.load_chapter(online.root, 1)
    pushed = kagglebook.push(chapter, kagglebook.Selection(["1-2"]), owner="somebody")
    assert [(told.what, told.fine) for told in pushed] == [("pushed", True)]
    assert online.pushes() == [f"somebody/{SUBTRACTION}"]
    heard = []
    (verified,) = kagglebook.verify(
        chapter, kagglebook.Selection(["1-2"]), owner="somebody", say=heard.append, clock=online.clock
    )
    assert (verified.passed, verified.status, verified.device) == (True, "COMPLETE", "Tesla T4")
    assert heard[-1].split()[:2] == ["1-2", "passed"]
    assert capsys.readouterr().out == ""

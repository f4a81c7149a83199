"""The command as a process: called from anywhere, on any machine, whatever its reader does."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kagglebook.commands.main import run
from tests.support import FILES, ROOT, output_of, some


def python(*argv: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess:
    """A Python process of its own, somewhere else than in the project."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run([sys.executable, *map(str, argv)], cwd=cwd, env=env, capture_output=True, check=False)


def build(repo: Path, *verb: str, **environment: str) -> subprocess.CompletedProcess:
    shutil.copy(ROOT / "build.py", repo)
    return python(repo / "build.py", *verb, "--chapter", "1", cwd=repo.parent, **environment)


# ---- called from anywhere

CONSOLE = "import sys; from kagglebook.commands.main import main; sys.exit(main())"


CALLS = {"module": ["-m", "kagglebook"], "console script": ["-c", CONSOLE]}
TYPED = [(call, below) for call in CALLS for below in (".", "chapters/01")]


@pytest.mark.parametrize(
    "typed", some(TYPED, [("module", "chapters/01"), ("console script", ".")].__contains__), ids=str
)
def test_the_command_finds_the_course_that_the_current_folder_is_in(repo, typed):
    call, below = typed
    process = python(*CALLS[call], "--chapter", "1", cwd=repo / below)
    assert (process.returncode, process.stderr) == (0, b"")
    assert b"Next: kagglebook run --chapter 1" in process.stdout
    assert (repo / "output/chapter-01/manifest.json").is_file()


def test_outside_of_a_course_the_command_says_what_it_looks_for(tmp_path):
    process = python("-m", "kagglebook", "--chapter", "1", cwd=tmp_path)
    assert process.returncode == 2
    assert process.stderr.startswith(b"no folder `chapters` in ")
    assert list(tmp_path.iterdir()) == []


def test_two_folders_of_runs_are_compared_outside_of_a_course_too(tmp_path):
    for name, total in (("a", 1), ("b", 2)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "results.json").write_text(f'{{"total": {total}}}')
    process = python("-m", "kagglebook", "compare", "a", "b", cwd=tmp_path)
    assert (process.returncode, process.stderr) == (1, b"")
    assert b"0 of 1 programs equal" in process.stdout


def test_a_broken_pipe_to_somebody_else_is_no_reader_who_left(repo, monkeypatch, capsys):
    def broken(options, context):
        raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr("kagglebook.commands.verbs.list.do", broken)
    assert run(["list", "--chapter", "1"], repo) == 3
    assert "Broken pipe" in capsys.readouterr().err


def refusing(*modules: str) -> str:
    """The command where some modules are not installed."""
    return LIGHT.rpartition("from kagglebook")[0].replace("sys.argv[2:]", repr(modules)) + CONSOLE


LACKING = [("render", "jinja2", ""), ("run", "papermill", "[run]"), ("push", "kaggle", "[kaggle]")]


@pytest.mark.parametrize("lacking", LACKING, ids=" ".join)
def test_what_is_not_installed_is_one_line_with_the_command_that_installs_it(repo, lacking):
    verb, missing, extra = lacking
    process = python("-c", refusing(missing), verb, "--chapter", "1", cwd=repo)
    package = f"'kagglebook{extra}'" if extra else "kagglebook"
    (line,) = process.stderr.decode().splitlines()
    assert process.returncode == 2
    assert missing in line and line.endswith(f": pip install {package}")


@pytest.mark.parametrize("lacking", some(LACKING, LACKING[-1].__eq__), ids=" ".join)
def test_in_the_checkout_it_is_installed_from_there(repo, lacking):
    verb, missing, extra = lacking
    (repo / "pyproject.toml").write_text('[project]\nname = "kagglebook"\n')
    process = python("-c", refusing(missing), verb, "--chapter", "1", cwd=repo)
    here = f"'.{extra}'" if extra else "."
    assert process.stderr.decode().endswith(f": pip install -e {here}\n")


LEFT = [(verb, unbuffered) for verb in ("list --chapter 1", "--chapter 1", "--help") for unbuffered in ("", "1")]


@pytest.mark.parametrize(
    "left", some(LEFT, lambda left: left[0] == "--help" or left == ("list --chapter 1", "1")), ids=" ".join
)
def test_a_reader_who_leaves_ends_the_command_quietly(repo, left):
    verb, unbuffered = left
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "kagglebook", *verb.split()]
    env = os.environ | {"PYTHONUNBUFFERED": unbuffered}
    with os.fdopen(write, "wb") as pipe:
        process = subprocess.run(command, cwd=repo, stdout=pipe, stderr=subprocess.PIPE, env=env, check=False)
    assert (process.returncode, process.stderr) == (141, b"")


SIGHUP = getattr(signal, "SIGHUP", signal.SIGTERM)  # Windows has none
CLOSED = [">&-", "<&- 2>&-", "<&- >&- 2>&-"]
STRANGE = {
    "a narrow terminal": {"COLUMNS": "10", "TERM": "dumb", "FORCE_COLOR": "1"},
    "no locale": {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "a Korean Windows": {"PYTHONIOENCODING": "cp949:strict"},
    "no docstrings": {"PYTHONOPTIMIZE": "2"},
    "warnings that raise": {"PYTHONWARNINGS": "error"},
    "a safe path": {"PYTHONSAFEPATH": "1", "PYTHONINTMAXSTRDIGITS": "640", "HOME": "/none", "TMPDIR": "/none"},
}
# The verbs that need no run, what each answers with, and a word of what it says.
QUIET_VERBS = [
    ("render --chapter 1", 0, "2 written"),
    ("render --chapter 1", 0, "2 unchanged"),
    ("check --chapter 1", 0, "up to date"),
    ("list --chapter 1", 0, "NvidiaTeslaT4"),
    ("compare a b", 1, "0 of 1 programs equal"),
    ("--help", 0, "lecture programs in"),
    ("run --help", 0, "Execute programs that have changed"),
    ("--version", 0, "kagglebook"),
    ("completion bash", 0, "complete"),
]


def every_verb(repo: Path, redirected: str, environment: dict[str, str]) -> list[tuple[str, int, str, str]]:
    """What comes of the verbs in a shell that redirects their streams: the verb, the exit code, stdout and stderr."""
    shutil.copy(ROOT / "build.py", repo)
    for name, total in (("a", 1), ("b", 2)):
        (repo / name).mkdir()
        (repo / name / "results.json").write_text(f'{{"total": {total}, "손실": "가"}}', encoding="utf-8")
    done = []
    for verb, *_ in QUIET_VERBS:
        command = f'"{sys.executable}" build.py {verb} {redirected}'
        process = subprocess.run(
            ["sh", "-c", command], cwd=repo, env=os.environ | environment, capture_output=True, check=False
        )
        done.append(
            (verb, process.returncode, *(each.decode(errors="replace") for each in (process.stdout, process.stderr)))
        )
    return done


@pytest.mark.parametrize("redirected", some(CLOSED, CLOSED[-1].__eq__))
def test_streams_that_are_closed_change_nothing_but_what_is_read_there(repo, redirected):
    for (verb, code, out, err), (_, expected, said) in zip(every_verb(repo, redirected, {}), QUIET_VERBS, strict=True):
        assert (verb, code, err) == (verb, expected, "")
        assert said.lower() in out.lower() or " >&-" in f" {redirected}"


@pytest.mark.parametrize("name", some(STRANGE, "warnings that raise".__eq__))
def test_an_environment_of_any_kind_changes_nothing_that_matters(repo, name):
    done = every_verb(repo, "", STRANGE[name])
    for (verb, code, out, err), (_, expected, said) in zip(done, QUIET_VERBS, strict=True):
        assert (verb, code, err) == (verb, expected, "")
        assert said.lower() in out.lower()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_disk_where_the_output_goes_is_told(repo):
    command = [sys.executable, "-m", "kagglebook", "list", "--chapter", "1"]
    with Path("/dev/full").open("wb") as full:
        process = subprocess.run(command, cwd=repo, stdout=full, stderr=subprocess.PIPE, check=False)
    assert (process.returncode, process.stderr) == (3, b"output: No space left on device\n")


@pytest.mark.parametrize(
    ("request_to_end", "before", "code"),
    [
        (signal.SIGTERM, signal.SIG_DFL, 130),
        (signal.SIGTERM, signal.SIG_IGN, 130),
        (SIGHUP, signal.SIG_DFL, 130),
        (SIGHUP, signal.SIG_IGN, 0),  # started by nohup, to outlive the terminal
    ],
)
def test_a_request_to_end_counts_as_ctrl_c(repo, monkeypatch, request_to_end, before, code):
    monkeypatch.setattr("kagglebook.commands.verbs.list.do", lambda *_: os.kill(os.getpid(), request_to_end) or 0)
    was = signal.signal(request_to_end, before)
    try:
        assert run(["list", "--chapter", "1"], repo) == code
        assert signal.getsignal(request_to_end) == before
    finally:
        signal.signal(request_to_end, was)


def test_a_message_to_a_terminal_that_is_gone_is_no_failure_of_its_own(repo, monkeypatch):
    class Gone:
        def write(self, text):
            raise OSError(5, "Input/output error")

        flush = write

    monkeypatch.setattr("kagglebook.commands.verbs.list.do", lambda *_: signal.raise_signal(signal.SIGTERM))
    monkeypatch.setattr(sys, "stderr", Gone())
    assert run(["list", "--chapter", "1"], repo) == 130


def test_what_the_system_refuses_has_an_exit_code_of_its_own(repo, capsys):
    (repo / "output").write_text("in the way")
    assert run(["--chapter", "1"], repo) == 3
    assert len(capsys.readouterr().err.splitlines()) == 1


# ---- the same bytes everywhere


ELSEWHERE = {
    "hash seed": {"PYTHONHASHSEED": "1"},
    "hash seed and timezone": {"PYTHONHASHSEED": "2", "TZ": "Pacific/Kiritimati"},
    "locale": {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}


@pytest.mark.parametrize("name", some(ELSEWHERE, lambda name: name != "hash seed"))
def test_another_process_elsewhere_writes_the_same_bytes(repo, name):
    run(["--chapter", "1"], repo)
    before = {path: content for path, (content, _) in output_of(repo).items()}
    shutil.rmtree(repo / "output")
    process = build(repo, **ELSEWHERE[name])
    assert (process.returncode, process.stderr) == (0, b"")
    assert {path: content for path, (content, _) in output_of(repo).items()} == before
    assert not (repo.parent / "output").exists()


def test_windows_line_ends_and_byte_order_marks_in_the_sources_change_no_byte(repo, capsys):
    run(["--chapter", "1"], repo)
    for path in FILES:
        content = (repo / path).read_bytes()
        assert b"\r" not in content
        (repo / path).write_bytes(b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n"))
    assert run(["check", "--chapter", "1"], repo) == 0, capsys.readouterr().out


def test_a_terminal_without_hangul_gets_escapes(repo):
    process = build(repo, "list", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (process.returncode, process.stderr) == (0, b"")
    assert rb"\ub354\ud558\uae30" in process.stdout


# ---- a light core

HEAVY = (
    "torch",
    "torchvision",
    "papermill",
    "nbclient",
    "jupyter_client",
    "ipykernel",
    "matplotlib",
    "numpy",
    "kaggle",
)
LIGHT = """
import sys
from pathlib import Path

class Refuse:
    def find_spec(self, name, *_):
        if name.partition(".")[0] in sys.argv[2:]:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Refuse())
from kagglebook.commands.main import run
sys.exit(run(["list", "--chapter", "5"], Path(sys.argv[1])) or run(["--chapter", "5"], Path(sys.argv[1])))
"""


def test_chapter_5_is_rendered_where_nothing_that_executes_is_installed(root, tmp_path):
    shutil.copytree(root / "chapters/05", tmp_path / "chapters/05", ignore=shutil.ignore_patterns("data"))
    for folder in ("templates", "kernel-metadata"):
        shutil.copytree(root / folder, tmp_path / folder)
    process = python("-c", LIGHT, tmp_path, *HEAVY, cwd=tmp_path)
    assert (process.returncode, process.stderr) == (0, b"")
    assert b"17 written, 0 unchanged" in process.stdout
    assert len(list(tmp_path.glob("output/chapter-05/*/kernel-metadata.json"))) == 17

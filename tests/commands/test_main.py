"""The command, except for --run."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kagglebook.commands.main import run
from tests.support import CHAPTER, FILES, ROOT, output_of


def python(*argv: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess:
    """A Python process of its own, somewhere else than in the project."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run([sys.executable, *map(str, argv)], cwd=cwd, env=env, capture_output=True, check=False)


def build(repo: Path, *verb: str, **environment: str) -> subprocess.CompletedProcess:
    shutil.copy(ROOT / "build.py", repo)
    return python(repo / "build.py", *verb, "--chapter", "1", cwd=repo.parent, **environment)


# ---- --list


def test_the_list_shows_what_chapter_toml_says_and_writes_nothing(repo, edit, capsys):
    edit(CHAPTER, "quick = { first = 1 }", "grid = { first = [1, 2], second = [1, 2] }")
    assert run(["list", "--chapter", "1"], repo) == 0
    head, *rows = (line.split() for line in capsys.readouterr().out.splitlines())
    assert head == ["Program", "Title", "Section", "Machine", "Parameters", "Checks", "Variants"]
    assert rows == [
        ["1-1", "더하기", "1.1", "CPU", "first=2", "second=0.5", "2", "4"],
        ["1-2", "빼기", "1.2", "NvidiaTeslaT4", "-", "2", "-"],
    ]
    assert not (repo / "output").exists()


def test_the_list_takes_only(repo, capsys):
    assert run(["list", "--chapter", "1", "--only", "1-2"], repo) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["Program", "1-2"]


# ---- arguments


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        ([], "which chapter? --chapter N, or --chapter all (here: 1)"),
        (["run"], "which chapter? --chapter N, or --chapter all (here: 1)"),
        (["--chapter"], "--chapter: expected at least one argument"),
        (["--chapter", "five"], "--chapter five: takes numbers such as 5, or all"),
        (["--chapter", "1", "run"], "--chapter run: takes numbers such as 5, or all: the verb stands first, as in"),
        (["--chapter", "0"], "chapters/00/chapter.toml: no such file"),
        (["--chapter", "1", "9"], "chapters/09/chapter.toml: no such file"),
        (["--chapter", "-1"], "chapters/-1/chapter.toml: no such file"),
        (["--chap", "1"], "render has no option --chap, did you mean '--chapter'?"),
        (["rnu", "--chapter", "1"], "no verb 'rnu', did you mean 'run'?"),
        (["run", "--chapter", "1", "--jbos", "2"], "run has no option --jbos, did you mean '--jobs'?"),
        (["--chapter", "1", "--only"], "--only: expected at least one argument"),
        (["list", "--chapter", "1", "--only", "1-3", "1-1"], "--only 1-3: no such program, did you mean '1-"),
        (["check", "--chapter", "1", "--set", "first=1"], "--set goes with render or run, not with check"),
        (["run", "fast", "--chapter", "1"], "mode: invalid choice: 'fast'"),
        (["--chapter", "1", "--timeout", "5"], "--timeout goes with record or run, not with render"),
        (["--chapter", "1", "--kernel", "python3"], "--kernel goes with record or run, not with render"),
        (["record", "--chapter", "1", "--data-root", "."], "--data-root goes with run, not with record"),
        (["run", "--chapter", "1", "--timeout", "0"], "--timeout 0: takes a number of seconds above 0"),
        (["run", "--chapter", "1", "--timeout", "nan"], "--timeout nan: takes a number of seconds above 0"),
        (["run", "--chapter", "1", "--jobs", "two"], "--jobs two: takes a number of notebooks above 0"),
        (["run", "--chapter", "1", "--jobs", "2", "--cluster", "tcp://127.0.0.1:1"], "--jobs goes with a run on this"),
        (["run", "--chapter", "1", "--data-root", "nowhere"], "--data-root nowhere: no such directory"),
        (["compare", "one"], "the following arguments are required: B"),
        (["compare", "one", "other", "--only", "1-1"], "--only goes with --chapter N"),
        # What was an option until there were verbs.
        (["--chapter", "1", "--run"], "--run is a verb: did you mean python build.py run --chapter 1?"),
        (
            ["--chapter", "1", "--run", "full", "--only", "1-1"],
            "--run is a verb: did you mean python build.py run full --chapter 1 --only 1-1?",
        ),
        (["--chapter", "1", "--list"], "--list is a verb: did you mean python build.py list --chapter 1?"),
        (["--compare", "a", "b"], "--compare is a verb: did you mean python build.py compare a b?"),
        (
            ["--chapter", "1", "--update-baseline", "--force"],
            "--update-baseline is a verb: did you mean python build.py record --chapter 1 --force?",
        ),
        (
            ["--chapter", "1", "--push", "--verify"],
            "--push is a verb: did you mean python build.py push --chapter 1 --verify?",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_arguments_are_told_in_one_line_and_write_nothing(repo, capsys, argv, told):
    assert run(argv, repo) == 2
    shown = capsys.readouterr()
    assert shown.err.startswith(told) or told in shown.err
    assert len(shown.err.splitlines()) == 1
    assert shown.out == ""
    assert not (repo / "output").exists()


def test_help_is_no_failure(repo, capsys):
    assert run(["--help"], repo) == 0
    assert "--chapter" in capsys.readouterr().out


# ---- the same bytes everywhere


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1"},
        {"PYTHONHASHSEED": "2", "TZ": "Pacific/Kiritimati"},
        {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
    ids=["hash seed", "hash seed and timezone", "locale"],
)
def test_another_process_elsewhere_writes_the_same_bytes(repo, environment):
    run(["--chapter", "1"], repo)
    before = {path: content for path, (content, _) in output_of(repo).items()}
    shutil.rmtree(repo / "output")
    process = build(repo, **environment)
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
            raise ModuleNotFoundError(name)

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
    assert b"12 written, 0 unchanged" in process.stdout
    assert len(list(tmp_path.glob("output/chapter-05/*/kernel-metadata.json"))) == 12

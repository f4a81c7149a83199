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


def build(repo: Path, *argv: str, **environment: str) -> subprocess.CompletedProcess:
    shutil.copy(ROOT / "build.py", repo)
    return python(repo / "build.py", "--chapter", "1", *argv, cwd=repo.parent, **environment)


# ---- --list


def test_the_list_shows_what_chapter_toml_says_and_writes_nothing(repo, edit, capsys):
    edit(CHAPTER, "quick = { first = 1 }", "grid = { first = [1, 2], second = [1, 2] }")
    assert run(["--chapter", "1", "--list"], repo) == 0
    head, *rows = (line.split() for line in capsys.readouterr().out.splitlines())
    assert head == ["Program", "Title", "Section", "Machine", "Parameters", "Checks", "Variants"]
    assert rows == [
        ["1-1", "더하기", "1.1", "CPU", "first=2", "second=0.5", "2", "4"],
        ["1-2", "빼기", "1.2", "NvidiaTeslaT4", "-", "2", "-"],
    ]
    assert not (repo / "output").exists()


def test_the_list_takes_only(repo, capsys):
    assert run(["--chapter", "1", "--list", "--only", "1-2"], repo) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["Program", "1-2"]


# ---- arguments


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        ([], "required: --chapter"),
        (["--chapter"], "expected one argument"),
        (["--chapter", "five"], "invalid int value: 'five'"),
        (["--chapter", "0"], "chapters/00/chapter.toml: no such file"),
        (["--chapter", "-1"], "chapter.toml: no such file"),
        (["--chapter", "9"], "chapters/09/chapter.toml: no such file"),
        (["--chap", "1"], "--chap"),
        (["--chapter", "1", "--only"], "expected at least one argument"),
        (["--chapter", "1", "--only", "1-3", "1-1"], "--only 1-3: no such program, did you mean '1-"),
        (["--chapter", "1", "--list", "--check"], "not allowed with"),
        (["--chapter", "1", "--check", "--run"], "not allowed with"),
        (["--chapter", "1", "--run", "fast"], "invalid choice: 'fast'"),
        (["--chapter", "1", "--timeout", "5"], "--timeout goes with --run"),
        (["--chapter", "1", "--kernel", "python3"], "--kernel goes with --run"),
        (["--chapter", "1", "--data-root", "."], "--data-root goes with --run"),
        (["--chapter", "1", "--run", "--timeout", "0"], "--timeout 0"),
        (["--chapter", "1", "--run", "--timeout", "nan"], "--timeout nan"),
        (["--chapter", "1", "--run", "--data-root", "nowhere"], "--data-root nowhere: no such directory"),
        (["--chapter", "1", "extra"], "unrecognized arguments: extra"),
    ],
    ids=" ".join,
)
def test_wrong_arguments_are_told_and_write_nothing(repo, capsys, argv, told):
    assert run(argv, repo) == 2
    shown = capsys.readouterr()
    assert told in shown.err.splitlines()[-1]
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
    assert run(["--chapter", "1", "--check"], repo) == 0, capsys.readouterr().out


def test_a_terminal_without_hangul_gets_escapes(repo):
    process = build(repo, "--list", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
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
sys.exit(run(["--chapter", "5", "--list"], Path(sys.argv[1])) or run(["--chapter", "5"], Path(sys.argv[1])))
"""


def test_chapter_5_is_rendered_where_nothing_that_executes_is_installed(root, tmp_path):
    shutil.copytree(root / "chapters/05", tmp_path / "chapters/05", ignore=shutil.ignore_patterns("data"))
    for folder in ("templates", "kernel-metadata"):
        shutil.copytree(root / folder, tmp_path / folder)
    process = python("-c", LIGHT, tmp_path, *HEAVY, cwd=tmp_path)
    assert (process.returncode, process.stderr) == (0, b"")
    assert b"12 written, 0 unchanged" in process.stdout
    assert len(list(tmp_path.glob("output/chapter-05/*/kernel-metadata.json"))) == 12

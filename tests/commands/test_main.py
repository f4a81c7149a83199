"""The command as a process: called from anywhere, on any machine, whatever its reader does."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kagglebook.commands.main import run
from tests.support import FILES, ROOT, output_of


def python(*argv: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess:
    """A Python process of its own, somewhere else than in the project."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run([sys.executable, *map(str, argv)], cwd=cwd, env=env, capture_output=True, check=False)


def build(repo: Path, *verb: str, **environment: str) -> subprocess.CompletedProcess:
    shutil.copy(ROOT / "build.py", repo)
    return python(repo / "build.py", *verb, "--chapter", "1", cwd=repo.parent, **environment)


# ---- called from anywhere

CONSOLE = "import sys; from kagglebook.commands.main import main; sys.exit(main())"


@pytest.mark.parametrize("call", [["-m", "kagglebook"], ["-c", CONSOLE]], ids=["module", "console script"])
@pytest.mark.parametrize("below", [".", "chapters/01"])
def test_the_command_finds_the_course_that_the_current_folder_is_in(repo, call, below):
    process = python(*call, "--chapter", "1", cwd=repo / below)
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


@pytest.mark.parametrize(
    ("verb", "missing", "extra"),
    [("render", "jinja2", ""), ("run", "papermill", "[run]"), ("push", "kaggle", "[kaggle]")],
)
def test_what_is_not_installed_is_one_line_with_the_command_that_installs_it(repo, verb, missing, extra):
    process = python("-c", refusing(missing), verb, "--chapter", "1", cwd=repo)
    package = f"'kagglebook{extra}'" if extra else "kagglebook"
    (line,) = process.stderr.decode().splitlines()
    assert process.returncode == 2
    assert missing in line and line.endswith(f": pip install {package}")
    (repo / "pyproject.toml").write_text('[project]\nname = "kagglebook"\n')
    process = python("-c", refusing(missing), verb, "--chapter", "1", cwd=repo)
    here = f"'.{extra}'" if extra else "."
    assert process.stderr.decode().endswith(f": pip install -e {here}\n")


@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
@pytest.mark.parametrize("argv", [["list", "--chapter", "1"], ["--chapter", "1"], ["--help"]], ids=" ".join)
def test_a_reader_who_leaves_ends_the_command_quietly(repo, argv, unbuffered):
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "kagglebook", *argv]
    env = os.environ | {"PYTHONUNBUFFERED": unbuffered}
    with os.fdopen(write, "wb") as pipe:
        process = subprocess.run(command, cwd=repo, stdout=pipe, stderr=subprocess.PIPE, env=env, check=False)
    assert (process.returncode, process.stderr) == (141, b"")


def test_a_closed_standard_output_ends_nothing(repo):
    command = ["sh", "-c", f'"{sys.executable}" -m kagglebook render --chapter 1 >&-']
    process = subprocess.run(command, cwd=repo, stderr=subprocess.PIPE, check=False)
    assert (process.returncode, process.stderr) == (0, b"")
    assert (repo / "output/chapter-01/manifest.json").is_file()


def test_what_the_system_refuses_has_an_exit_code_of_its_own(repo, capsys):
    (repo / "output").write_text("in the way")
    assert run(["--chapter", "1"], repo) == 3
    assert len(capsys.readouterr().err.splitlines()) == 1


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
    assert b"12 written, 0 unchanged" in process.stdout
    assert len(list(tmp_path.glob("output/chapter-05/*/kernel-metadata.json"))) == 12

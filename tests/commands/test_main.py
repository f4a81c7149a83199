"""The command, except for --run."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import kagglebook
from kagglebook.commands.main import run
from kagglebook.commands.parser import verb_names
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


@pytest.mark.parametrize("verb", verb_names())
def test_every_verb_has_help_with_examples(repo, capsys, verb):
    assert run([verb, "--help"], repo) == 0
    shown = capsys.readouterr().out
    assert f"python build.py {verb}" in shown.partition("examples:")[2]


def test_the_help_names_every_verb(repo, capsys):
    run(["--help"], repo)
    shown = capsys.readouterr().out
    assert all(f"    {verb} " in shown or f"    {verb}\n" in shown for verb in verb_names())


def test_the_version_is_told(repo, capsys):
    assert run(["--version"], repo) == 0
    assert capsys.readouterr().out == f"kagglebook {kagglebook.__version__}\n"


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_the_completion_is_a_script_that_knows_verbs_and_options(repo, capsys, shell):
    assert run(["completion", shell], repo) == 0
    script = capsys.readouterr().out
    assert all(word in script for word in (*verb_names(), "--no-pretended-gpu", "--dry-run"))
    if shutil.which(shell):
        assert subprocess.run([shell, "-n"], input=script, text=True, check=False).returncode == 0


# ---- chapters


@pytest.fixture
def second(repo):
    """Another chapter, of the same programs under other titles."""
    shutil.copytree(repo / "chapters" / "01", repo / "chapters" / "02")
    path = repo / "chapters" / "02" / "chapter.toml"
    text = path.read_text(encoding="utf-8").replace("number = 1\n", "number = 2\n").replace("Ch01", "Ch02")
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("which", [["1", "2"], ["all"], ["2", "1", "2"]])
def test_several_chapters_are_rendered_by_one_command(repo, second, capsys, which):
    assert run(["--chapter", *which], repo) == 0
    assert len(list((repo / "output").glob("chapter-0[12]/*/*.ipynb"))) == 4
    out = capsys.readouterr().out
    assert out.count("2 written, 0 unchanged in output/chapter-0") == 2
    assert run(["check", "--chapter", "all"], repo) == 0
    assert run(["--chapter", *which], repo) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("Next: python build.py run --chapter ")


def test_the_faults_of_all_chapters_are_told_before_anything_is_written(repo, second, edit, capsys):
    edit("chapters/01/1_01_addition.py", 'id="results"', 'id="result"')
    edit("chapters/02/1_02_subtraction.py", 'id="results"', 'id="result"')
    assert run(["--chapter", "1", "2"], repo) == 2
    places = [line.split(":")[0] for line in capsys.readouterr().err.splitlines()]
    assert places == ["chapters/01/1_01_addition.py", "chapters/02/1_02_subtraction.py"]
    assert not (repo / "output").exists()


def test_programs_of_several_chapters_are_chosen_where_they_are(repo, second, capsys):
    path = repo / "chapters" / "02" / "chapter.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('number = "1-2"', 'number = "2-2"'), encoding="utf-8")
    assert run(["list", "--chapter", "all", "--only", "2-2"], repo) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["Program", "2-2"]
    assert run(["list", "--chapter", "all", "--only", "2-3"], repo) == 2
    assert capsys.readouterr().err.startswith("--only 2-3: no such program, did you mean '2-2'?")


def test_a_course_without_a_chapter_says_so(repo, capsys):
    shutil.rmtree(repo / "chapters" / "01")
    assert run(["check", "--chapter", "all"], repo) == 2
    assert capsys.readouterr().err == "--chapter all: there is none in chapters/\n"
    assert run(["check"], repo) == 2
    assert capsys.readouterr().err == "which chapter? --chapter N, or --chapter all (there is none yet)\n"


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

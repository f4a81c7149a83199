"""What was typed: verbs, options, help, completion, and what is told where it can't be read."""

import shutil
import subprocess

import pytest

import kagglebook
from kagglebook.commands.main import run
from kagglebook.commands.parser import verb_names


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        ([], "which chapter? --chapter NAME, or --chapter all (here: 1)"),
        (["run"], "which chapter? --chapter NAME, or --chapter all (here: 1)"),
        (["--chapter"], "--chapter: expected at least one argument"),
        (["--chapter", "five"], "--chapter five: no such chapter (known: 1)"),
        (["--chapter", "1", "run"], "--chapter run: no such chapter: the verb stands first, as in"),
        (["--chapter", "0"], "--chapter 0: no such chapter (known: 1)"),
        (["--chapter", "1", "9"], "--chapter 9: no such chapter (known: 1)"),
        (["--chapter", "-1"], "--chapter -1: no such chapter, did you mean '1'?"),
        (["--chap", "1"], "render has no option --chap, did you mean '--chapter'?"),
        (["run", "-chapter", "1"], "run has no option -chapter, did you mean '--chapter'?"),
        (["list", "--chapter", "1", "-only=1-1"], "list has no option -only, did you mean '--only'?"),
        (["list", "--chapter", "1", "--only", "1-1,1-2"], "--only 1-1,1-2: programs stand apart, as in --only 1-1 1-2"),
        (["rnu", "--chapter", "1"], "no verb 'rnu', did you mean 'run'?"),
        (["run", "--chapter", "1", "--jbos", "2"], "run has no option --jbos, did you mean '--jobs'?"),
        (["--chapter", "1", "--only"], "--only: expected at least one argument"),
        (["list", "--chapter", "1", "--only", "1-3", "1-1"], "--only 1-3: no such program, did you mean '1-"),
        (["check", "--chapter", "1", "--set", "first=1"], "--set goes with render or run, not with check"),
        (["run", "fast", "--chapter", "1"], "mode: invalid choice: 'fast'"),
        (
            ["--chapter", "1", "--timeout", "5"],
            "--timeout goes with adopt or preview or record or run, not with render",
        ),
        (
            ["--chapter", "1", "--kernel", "python3"],
            "--kernel goes with adopt or preview or record or run, not with render",
        ),
        (["record", "--chapter", "1", "--data-root", "."], "--data-root goes with run, not with record"),
        (["run", "--chapter", "1", "--timeout", "0"], "--timeout 0: takes a number of seconds above 0"),
        (["run", "--chapter", "1", "--timeout", "nan"], "--timeout nan: takes a number of seconds above 0"),
        (["run", "--chapter", "1", "--timeout", "inf"], "--timeout inf: takes a number of seconds above 0"),
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

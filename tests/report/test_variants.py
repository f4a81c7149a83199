"""A run of variants, from the command to the table, the CSV and the pictures."""

import csv

import pytest

from kagglebook.commands.main import run

pytestmark = pytest.mark.usefixtures("shared_server")

CHAPTER = "chapters/01/chapter.toml"
PARAMS = "params = { first = 2, second = 0.5 }"
VARIANTS = """variants = [
  { params = { first = 3 }, checks = [{ value = "total", equals = 3.5 }] },
  { params = { second = 4.0 }, checks = [{ value = "total", equals = 6 }] },
]
compare = { value = "total" }"""


@pytest.fixture
def varied(repo, edit):
    edit(CHAPTER, "quick = { first = 1 }", VARIANTS)
    edit(CHAPTER, "equals = 2.5, quick = 1.5", "equals = 2.5")
    return repo


def rows_of(runs) -> list[dict[str, str]]:
    with (runs / "variants.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_variants_run_with_their_own_checks_and_are_compared_best_first(varied, runs, capsys):
    assert run(["run", "--chapter", "1", "--variants"], varied) == 0
    out = capsys.readouterr().out
    assert "4 of 4 runs passed" in out
    assert [(row["variant"], row["total"], row["passed"]) for row in rows_of(runs)] == [
        ("second 4.0", "6.0", "1"),
        ("first 3", "3.5", "1"),
        ("program 1-1", "2.5", "1"),
    ]
    table = out[out.index("Program 1-1, highest total first") :].splitlines()
    assert [line.split()[0] for line in table[2:5]] == ["second", "first", "program"]
    assert (runs / "cv-ch01-program-1-addition-second-4-0" / "results.json").is_file()


def test_a_claim_that_does_not_hold_fails_the_command_and_names_the_variant(varied, edit, runs, capsys):
    edit(CHAPTER, "equals = 3.5", "equals = 4.5")
    assert run(["run", "--chapter", "1", "--variants", "--only", "1-1"], varied) == 1
    out = capsys.readouterr().out
    assert "program 1-1:first-3, total (" in out
    assert "2 of 3 runs passed" in out
    assert [row["passed"] for row in rows_of(runs)] == ["1", "0", "1"]


def test_seeds_repeat_each_run_and_show_the_spread(varied, edit, runs, capsys):
    edit(CHAPTER, PARAMS, "params = { first = 2, second = 0.5, seed = 0 }")
    edit("chapters/01/1_01_addition.py", '#: include "add.py"', '#: include "add.py"\ntotal = total + seed')
    edit(CHAPTER, '{ value = "total", equals = 2.5 },\n', "")
    edit(CHAPTER, "equals = 3.5", "min = 3.5, max = 5.5")
    edit(CHAPTER, "equals = 6", "min = 6, max = 7")  # the last of three seeds makes 8
    edit(
        "chapters/01/1_01_addition.py",
        "second = {{ program.params.second | literal }}",
        "second = {{ program.params.second | literal }}\nseed = {{ program.params.seed | literal }}",
    )
    assert run(["run", "--chapter", "1", "--variants", "--only", "1-1", "--seeds", "3"], varied) == 1
    assert "8 of 9 runs passed" in (out := capsys.readouterr().out)
    assert "7 ± 1" in out
    assert [(row["total"], row["total sd"], row["passed"]) for row in rows_of(runs)] == [
        ("7.0", "1.0", "2"),
        ("4.5", "1.0", "3"),
        ("3.5", "1.0", "3"),
    ]


def test_a_parameter_that_variants_differ_in_cannot_be_set(varied, capsys):
    assert run(["run", "--chapter", "1", "--variants", "--set", "first=5"], varied) == 2
    assert capsys.readouterr().err == "--set first: variants differ in it; leave one of --set and --variants out\n"

"""Editions as the command knows them: rendered, checked, listed, run, in a folder of their own."""

import json
import shutil

import pytest

from kagglebook.commands.main import run
from tests.support import ADDITION, CHAPTER, PAGE, ROOT

pytestmark = pytest.mark.usefixtures("shared_server")

EDITIONS = """[editions]
student = { title = "빈칸", kernel_title = "Blanks" }
instructor = { title = "강사용", kernel_title = "Key" }

[kaggle]"""
CHECK = """# %% id="check" role="self-check"
#! 1: first - second -> 1.0입니다.
@self_check(1, "맞았습니다.")
def blank_1():
    return None if total == sum((first, second)) else f"{total}입니다."

# %% id="results\""""
FOLDER = "output/editions/chapter-01"
ONE = "cv-ch01-program-1-addition"


@pytest.fixture
def course(repo, edit):
    """The tiny course with a blank in its first program, and both editions."""
    for name in ("self_check.py", "blanks_done.py"):
        shutil.copy(ROOT / "templates" / name, repo / "templates" / name)
    edit(CHAPTER, "[kaggle]\nowner", f"{EDITIONS}\nowner")
    edit(PAGE, "#: block lesson\n", '#: if program.edition\n#: include "self_check.py"\n#: endif\n#: block lesson\n')
    edit(
        PAGE,
        "#: if program.errata\n",
        '#: if program.edition\n#: include "blanks_done.py"\n#: endif\n#: if program.errata\n',
    )
    edit("templates/add.py", "#> 두 값을 더한다", "#? 두 값으로 무엇을 할까?  #> 두 값에서 하나를 얻는다")
    edit(ADDITION, '# %% id="results"', CHECK)
    return repo


def names(repo, folder: str) -> list[str]:
    return sorted(path.name for path in (repo / folder).iterdir() if path.is_dir())


def test_editions_lie_in_a_folder_of_their_own_and_leave_the_others_alone(course):
    assert run(["--chapter", "1", "--only", "1-1", "--edition", "student"], course) == 0
    assert names(course, FOLDER) == [f"{ONE}-blanks"]
    assert not (course / "output/chapter-01").exists()
    assert run(["check", "--chapter", "1", "--only", "1-1", "--edition", "student"], course) == 0
    assert run(["--chapter", "1", "--edition", "all"], course) == 0
    assert len(names(course, FOLDER)) == 4 and len(names(course, "output/chapter-01")) == 2
    assert run(["check", "--chapter", "1", "--edition", "instructor"], course) == 0
    assert run(["--chapter", "1", "--edition", "student"], course) == 0
    assert len(names(course, FOLDER)) == 4  # what is of the other edition stays


def test_what_is_stale_is_mended_by_the_command_that_is_told(course, capsys):
    assert run(["check", "--chapter", "1", "--edition", "student"], course) == 1
    assert "render --chapter 1 --edition student" in capsys.readouterr().err


def test_a_folder_of_an_edition_that_is_gone_goes_with_all_of_them(course, edit):
    assert run(["--chapter", "1", "--edition", "all"], course) == 0
    edit(CHAPTER, 'kernel_title = "Key"', 'kernel_title = "Teacher"')
    assert run(["--chapter", "1", "--edition", "all"], course) == 0
    assert names(course, FOLDER)[1] == f"{ONE}-teacher"
    assert len(names(course, FOLDER)) == 4


def test_all_editions_are_listed(course, capsys):
    assert run(["list", "--chapter", "1", "--edition", "all"], course) == 0
    said = capsys.readouterr().out
    assert all(number in said for number in ("1-1:student", "1-1:instructor", "1-2:student"))


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["render", "--edition", "student", "--variants"], "--edition doesn't go with --variants"),
        (["run", "--edition", "student", "--variants"], "--edition doesn't go with --variants"),
        (["render", "--edition", "student", "--set", "first=7"], "--set renders the programs by hand, not their edit"),
        (["render", "--edition", "teacher"], "invalid choice: 'teacher'"),
        (["record", "--edition", "student"], "--edition"),
    ],
)
def test_what_does_not_go_together_is_told(course, capsys, argv, message):
    assert run([*argv, "--chapter", "1"], course) == 2
    assert message in capsys.readouterr().err


def test_a_student_s_run_opens_with_its_blank_open_and_an_instructor_s_with_it_right(course, capsys):
    argv = ["run", "--chapter", "1", "--only", "1-1", "--edition", "all", "--verbose"]
    assert run(argv, course) == 0
    said = capsys.readouterr().out
    assert "1 open" in said and "1 right" in said
    runs = course / "output/runs/chapter-01"
    assert json.loads((runs / f"{ONE}-blanks/results.json").read_text()) == {"blanks": {"1": "open"}}
    assert json.loads((runs / f"{ONE}-key/results.json").read_text()) == {"total": 1.5, "blanks": {"1": "right"}}
    assert run(argv, course) == 0
    assert capsys.readouterr().out.count("s, reused") == 3


def test_a_solution_that_its_own_check_calls_wrong_fails_the_instructor_s_run(course, edit, capsys):
    edit(ADDITION, "total == sum((first, second))", "total == first * second")
    assert run(["run", "--chapter", "1", "--only", "1-1", "--edition", "instructor"], course) == 1
    assert "expected 1 right, got blank 1: wrong" in capsys.readouterr().out

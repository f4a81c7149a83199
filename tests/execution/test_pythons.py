import os
import sys
from pathlib import Path

import pytest

from kagglebook.core.problems import InputError
from kagglebook.execution.pythons import ask, find_python

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the fake Pythons are a shell's scripts")


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Put a fake Python 3.99 into a folder, on PATH or in pyenv's; what it answers is its version."""
    monkeypatch.setenv("PATH", os.pathsep.join(str(tmp_path / name) for name in ("first", "second")))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))

    def place(path: str, answer: str) -> Path:
        script = tmp_path / path
        script.parent.mkdir(parents=True, exist_ok=True)
        words = f'echo {answer}; echo "$0"' if answer else "echo not for you >&2; exit 127"
        script.write_text(f"#!/bin/sh\n{words}\n")
        script.chmod(0o755)
        return script

    return place


def test_this_python_is_taken_where_it_is_of_the_release():
    release = ".".join(map(str, sys.version_info[:2]))
    assert find_python(release).path == sys.executable


def test_a_shim_that_does_not_answer_is_passed_over(place):
    place("first/python3.99", "")
    second = place("second/python3.99", "3.99.4")
    assert find_python("3.99").path == str(second)


def test_one_that_is_of_another_release_than_its_name_says_is_passed_over(place):
    place("first/python3.99", "3.9.9")
    second = place("second/python3.99", "3.99.4")
    assert find_python("3.99").path == str(second)


def test_of_pyenvs_the_newest_is_taken_by_number(place):
    place("pyenv/versions/3.99.9/bin/python", "3.99.9")
    newest = place("pyenv/versions/3.99.10/bin/python", "3.99.10")
    place("pyenv/versions/3.99.x/bin/python", "3.99.1")
    assert find_python("3.99").path == str(newest)


def test_the_launcher_of_windows_is_asked_last(place, tmp_path):
    launcher = place("second/py", "3.99.5")
    assert find_python("3.99").path == str(launcher)


def test_none_at_all_is_wrong_input(place):
    with pytest.raises(InputError, match=r"no Python 3\.99 on PATH"):
        find_python("3.99")


@pytest.mark.parametrize("answer", ["", "hello", "3.99", "3.99.1rc1"])
def test_what_answers_something_else_is_no_python(place, answer):
    assert ask([str(place("first/x", answer))]) is None

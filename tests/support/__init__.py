"""What tests share: where things lie, and a notebook that waits for its test."""

import json
import os
import socket
import sys
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest

from kagglebook import Chapter, Page, load_chapter, render

ROOT = Path(__file__).resolve().parents[2]
CHAPTER, ADDITION, SUBTRACTION, ERRATA, PAGE, ADD, MACHINES = FILES = (
    "chapters/01/chapter.toml",
    "chapters/01/1_01_addition.py",
    "chapters/01/1_02_subtraction.py",
    "chapters/01/errata.toml",
    "templates/program.py",
    "templates/add.py",
    "kernel-metadata/machines.json",
)
SLUGS = ("cv-ch01-program-1-addition", "cv-ch01-program-2-subtraction")
SMALL = {"epochs": 1, "hidden_dim": 32, "iterations": 50}  # parameters of programs of chapter 5, for a second's run
COMMAND = """import pathlib, sys
from kagglebook.commands.main import run
sys.exit(run(sys.argv[2:], pathlib.Path(sys.argv[1])))
"""


def output_of(repo: Path) -> dict[str, tuple[bytes, int]]:
    """Every file that was generated for the tiny chapter: its content and when it was written."""
    folder = repo / "output" / "chapter-01"
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def ipynb(**cells: str) -> bytes:
    """A notebook of code cells by name; `parameters` is tagged as such."""
    nodes = [
        nbformat.v4.new_code_cell(source, id=name, metadata={"tags": ["parameters"]} if name == "parameters" else {})
        for name, source in cells.items()
    ]
    kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=nodes, metadata={"kernelspec": kernelspec})
    return nbformat.writes(notebook).encode()


def cold_kernel(folder: Path) -> dict[str, str]:
    """The environment in which there is a Jupyter kernel `cold`: of this Python, started by a command of its own."""
    argv = [sys.executable, "-W", "default", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    place = folder / "kernels" / "cold"
    place.mkdir(parents=True, exist_ok=True)
    spec = {"argv": argv, "display_name": "cold", "language": "python"}
    (place / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    return {"JUPYTER_PATH": os.fspath(folder)}


def gone(processes: list[psutil.Process]) -> bool:
    """Whether all end within a minute, without being told to."""
    return not psutil.wait_procs(processes, timeout=60)[1]


# A cell that says where it is and waits to be told to go on.
MEET = """import os, socket
meeting = socket.create_connection(("127.0.0.1", {port}))
meeting.sendall(str(os.getpid()).encode())
meeting.recv(1)
"""


class Meeting:
    """Where a notebook and its test wait for each other."""

    def __init__(self, listener: socket.socket):
        self.listener = listener
        self.cell = MEET.format(port=listener.getsockname()[1])

    def wait(self) -> tuple[psutil.Process, socket.socket]:
        """The kernel that has come, and the connection on which to let it go on."""
        connection, _ = self.listener.accept()
        return psutil.Process(int(connection.recv(20))), connection


def asked(request: pytest.FixtureRequest, name: str) -> list[Any]:
    """The values of a parameter, in order, of the selected tests of a module that ask for a fixture."""
    found = {}
    for item in request.session.items:
        params = item.callspec.params if hasattr(item, "callspec") else {}
        if item.path == request.path and request.fixturename in item.fixturenames and name in params:
            found[id(params[name])] = params[name]
    return list(found.values())


def some(values: Iterable[Any], chosen: Callable[[Any], bool]) -> list[Any]:
    """Values for `parametrize`: those that are not chosen for every run of the tests are for `-m thorough`."""
    return [pytest.param(value, marks=() if chosen(value) else pytest.mark.thorough) for value in values]


@cache
def chapter_05() -> Chapter:
    """Chapter 5, read once for all tests."""
    return load_chapter(ROOT, 5)


@cache
def pages_05() -> tuple[Page, ...]:
    """Its pages, rendered once for all tests."""
    return tuple(render(chapter_05()))


def place_of(path: str, code: str) -> str:
    """Where code first stands in a file of the project, as a message names it: `templates/mlp.py:11`."""
    lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
    return f"{path}:{next(number for number, line in enumerate(lines, 1) if code in line)}"

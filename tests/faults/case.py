"""A case: a fault, and what must be true after it was made."""

import re
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.support import ROOT

HEAD = """number = 1
title = "Small"
language = "en"

[edition]
course = "T"

[kaggle]
owner = "cv-lecture"
machine_shape = ""
"""


@dataclass(frozen=True)
class Case:
    """One fault: its kind, its name, and what tries it: it raises AssertionError where the tool doesn't survive."""

    kind: str
    name: str
    attempt: Callable[[Path], None]  # in a new folder
    slow: bool = False  # for `python -m tests.faults` alone
    more: bool = False  # of a kind that quicker or more telling cases stand for: for `-m thorough`

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"


@dataclass(frozen=True)
class Program:
    """A program of a course that is made for the cases: its cells by name, and its table of chapter.toml."""

    name: str
    cells: Sequence[tuple[str, str]]
    toml: str = ""
    results: str = "{}"

    @property
    def template(self) -> str:
        tags = {"parameters": ' tags=["parameters"]'}
        cells = [f'# %% id="{name}"{tags.get(name, "")}\n{code}\n' for name, code in self.cells]
        lines = ['#: extends "program.py"', "#: block lesson", *cells, f'# %% id="results"\nresults = {self.results}']
        return "\n".join([*lines, "#: endblock", ""])


def course(folder: Path, programs: Iterable[Program], head: str = HEAD) -> Path:
    """A course of these programs, numbered from 1-1, on the page that the tests' tiny course has."""
    tiny = ROOT / "tests" / "support" / "tiny"
    shutil.copytree(tiny / "templates", folder / "templates")
    shutil.copytree(ROOT / "kernel-metadata", folder / "kernel-metadata")
    chapter = folder / "chapters" / "01"
    chapter.mkdir(parents=True)
    tables = [head]
    for number, program in enumerate(programs, 1):
        file = f"1_{number:02}_{re.sub('[^a-z0-9]+', '_', program.name.lower())}.py"
        (chapter / file).write_text(program.template, encoding="utf-8")
        tables.append(
            f'[[program]]\nnumber = "1-{number}"\ntitle = "{program.name}"\n'
            f'kernel_title = "CV Ch01 case {number}"\nsection = "1.1"\ntemplate = "{file}"\n{program.toml}'
        )
    (chapter / "chapter.toml").write_text("\n".join(tables), encoding="utf-8")
    return folder

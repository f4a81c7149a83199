"""Jinja templates that are valid Python -> lines of a program, each with the place it came from.

A template marks its Jinja statements as comments (`#: include "data.py"`), so that editors, linters
and diffs work on it. `{{ }}` stands only in Markdown cells and in the parameters cell.
"""

import ast
import re
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.ext import Extension

from .errors import InputError, Problem, did_you_mean

# Stands between a line and its origin while Jinja works; no text file holds it.
MARK = "\x00"
CELL_HEADER = re.compile(r'^# %%(?P<markdown> \[markdown\])?(.*?\bid="(?P<id>[^"]*)")?')


@dataclass(frozen=True)
class Line:
    """A line of an expanded program, and the template line that it came from."""

    text: str
    path: Path
    number: int


class _OriginMarks(Extension):
    """Ends every line that is no statement with its template's name and its line number."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        marked = (
            line if line.lstrip().startswith("#:") else f"{line}{MARK}{filename}{MARK}{number}"
            for number, line in enumerate(source.splitlines(), 1)
        )
        return "\n".join(marked) + "\n"


class Templates:
    """The templates found in some folders, first folder first."""

    def __init__(self, folders: Iterable[Path]):
        self.folders = [Path(folder) for folder in folders]
        self.environment = Environment(
            loader=FileSystemLoader(self.folders),
            undefined=StrictUndefined,
            line_statement_prefix="#:",
            # Only line statements and {{ }}: LaTeX has its own uses for {% and {#.
            block_start_string=f"{MARK}<",
            block_end_string=f">{MARK}",
            comment_start_string=f"{MARK}[",
            comment_end_string=f"]{MARK}",
            keep_trailing_newline=True,
            autoescape=False,
            extensions=[_OriginMarks],
        )
        self.environment.filters["literal"] = repr
        self._linted: set[Path] = set()

    def expand(self, path: Path, context: Mapping[str, Any]) -> list[Line]:
        """The program of one template. Raises InputError with file and line where Jinja or Python finds fault."""
        try:
            self._lint_all(path)
            text = self.environment.get_template(path.name).render(context)
        except TemplateNotFound as error:
            known = (file.name for folder in self.folders for file in folder.glob("*.py"))
            line = self._line_of_failure(error) or _line_with(path, f'"{error.name}"')
            problem = Problem(path, f"no template {error.name!r}{did_you_mean(str(error.name), known)}", line)
            raise InputError(problem) from None
        except TemplateSyntaxError as error:
            where = Path(error.filename or path)
            raise InputError(Problem(where, f"template: {error.message}", error.lineno)) from None
        except UndefinedError as error:
            where, line = self._failing_frame(error) or (path, None)
            raise InputError(Problem(where, f"template: {error.message}", line)) from None
        return [_line_from(marked) for marked in text.splitlines() if MARK in marked]

    def _failing_frame(self, error: Exception) -> tuple[Path, int | None] | None:
        """The innermost template frame of a traceback: Jinja rewrites them to template lines."""
        frames = traceback.extract_tb(error.__traceback__)
        own = [f for f in frames if Path(f.filename).parent in self.folders and f.filename.endswith(".py")]
        return (Path(own[-1].filename), own[-1].lineno) if own else None

    def _line_of_failure(self, error: Exception) -> int | None:
        frame = self._failing_frame(error)
        return frame[1] if frame else None

    def _lint_all(self, path: Path) -> None:
        """Lint a template and all that it names in `extends` and `include`, each file once."""
        if path in self._linted:
            return
        self._linted.add(path)
        text = path.read_text(encoding="utf-8")
        problems = lint(path, text)
        if problems:
            raise InputError(*problems)
        for name in re.findall(r'^\s*#: *(?:extends|include) +"([^"]+)"', text, re.MULTILINE):
            found = next((folder / name for folder in self.folders if (folder / name).is_file()), None)
            if found:
                self._lint_all(found)


def lint(path: Path, text: str) -> list[Problem]:
    """What the template rules forbid: text that is no Python, `{{ }}` in a code cell."""
    try:
        ast.parse(text)
    except SyntaxError as error:
        return [Problem(path, f"not valid Python: {error.msg}: {(error.text or '').strip()!r}", error.lineno)]
    problems, cell = [], None
    for number, line in enumerate(text.splitlines(), 1):
        cell = CELL_HEADER.match(line) or cell
        is_text = cell is None or cell["markdown"] or cell["id"] == "parameters"
        if "{{" in line and not is_text:
            problems.append(Problem(path, "{{ }} belongs in Markdown cells and the parameters cell only", number))
    return problems


def _line_from(marked: str) -> Line:
    text, path, number = marked.rsplit(MARK, 2)
    return Line(text, Path(path), int(number))


def _line_with(path: Path, text: str) -> int | None:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if text in line), None)

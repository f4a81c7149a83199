"""Jinja templates that are valid Python -> lines of a program, each with the place it came from.

A template marks its Jinja statements as comments (`#: include "data.py"`), so that editors, linters
and diffs work on it. `{{ }}` stands only in Markdown cells and in the parameters cell.
"""

import ast
import functools
import re
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound, TemplateSyntaxError, Undefined
from jinja2.ext import Extension

from ..core.files import read_text
from ..core.problems import InputError, Problem, did_you_mean

# Stands between a line and its origin while Jinja works; no text file holds it.
MARK = "\x00"
CELL_HEADER = re.compile(r'^# %%(?P<markdown> \[markdown\])?(.*?\bid="(?P<id>[^"]*)")?')
STATEMENT = re.compile(r"""\s*#: *(?P<word>\w+)(?: +["']?(?P<name>[\w.-]+))?""")
# What some reader of the text takes for the end of a line, or for the end of all.
STRANGE = re.compile("[\x00-\x08\x0b-\x1f\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an expanded program, and the template line that it came from."""

    text: str
    path: Path
    number: int


class _OriginMarks(Extension):
    """Ends every line that is no statement with its template's name and its line number."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        lines = source.replace("\r\n", "\n").removesuffix("\n").split("\n")
        marked = (
            line if line.lstrip().startswith("#:") else f"{line}{MARK}{filename}{MARK}{number}"
            for number, line in enumerate(lines, 1)
        )
        return "\n".join(marked) + "\n"


class Templates:
    """The templates found in some folders, first folder first."""

    def __init__(self, folders: Iterable[Path]):
        self.folders = [Path(folder) for folder in folders]
        self.environment = Environment(
            loader=FileSystemLoader(self.folders, encoding="utf-8-sig"),
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
        self.environment.filters["literal"] = _literal
        self._linted: dict[Path, list[Problem | str]] = {}

    def expand(self, path: Path, context: Mapping[str, Any]) -> list[Line]:
        """The program of one template. Raises InputError with file and line where Jinja or Python finds fault."""
        problems = self._problems_of(path)
        if problems:
            raise InputError(*problems)
        try:
            text = self.environment.get_template(path.name).render(context)
        except TemplateNotFound as error:
            known = (file.name for folder in self.folders for file in folder.glob("*.py"))
            where, line = self._failing_frame(error) or (path, None)
            problem = Problem(where, f"no template {error.name!r}{did_you_mean(str(error.name), known)}", line)
            raise InputError(problem) from None
        except TemplateSyntaxError as error:
            where = Path(error.filename or path)
            # Jinja has the end of the text begin after the last statement.
            at_end = str(error.message).startswith("Unexpected end of template")
            line = len(read_text(where).splitlines()) if at_end else error.lineno
            raise InputError(Problem(where, f"template: {error.message}", line)) from None
        except Exception as error:
            # An undefined name, or whatever else an expression between {{ }} can raise.
            reason = "includes itself" if isinstance(error, RecursionError) else error
            where, line = self._failing_frame(error) or (path, None)
            raise InputError(Problem(where, f"template: {reason}", line)) from None
        return [_line_from(marked) for marked in text.split("\n") if MARK in marked]

    def _failing_frame(self, error: Exception) -> tuple[Path, int | None] | None:
        """The innermost template frame of a traceback: Jinja rewrites them to template lines."""
        frames = traceback.extract_tb(error.__traceback__)
        own = [f for f in frames if Path(f.filename).parent in self.folders]
        return (Path(own[-1].filename), own[-1].lineno) if own else None

    def _problems_of(self, path: Path) -> list[Problem | str]:
        """What is wrong with a template and all that it names, in `extends` say; each file is read once."""
        if path not in self._linted:
            self._linted[path] = []  # for templates that name one another
            try:
                self._linted[path] = self._lint_all(path, read_text(path))
            except InputError as error:
                self._linted[path] = list(error.problems)
        return self._linted[path]

    def _lint_all(self, path: Path, text: str) -> list[Problem | str]:
        problems: list[Problem | str] = [*lint(path, text)]
        for statement in map(STATEMENT.match, text.split("\n")):
            if statement and statement["name"] and statement["word"] in ("extends", "include", "from", "import"):
                found = self._find(statement["name"])
                if found and statement["word"] == "extends":
                    problems += lint_blocks(path, text, self._blocks(found))
                problems += self._problems_of(found) if found else []
        return problems

    def _find(self, name: str) -> Path | None:
        return next((folder / name for folder in self.folders if (folder / name).is_file()), None)

    def _blocks(self, path: Path) -> set[str]:
        """The blocks of a page, which a template that extends it may fill."""
        blocks: set[str] = set()
        page: Path | None = path
        seen = []
        while page and page not in seen:
            seen.append(page)
            statements = [found for found in map(STATEMENT.match, read_text(page).split("\n")) if found]
            blocks |= {found["name"] for found in statements if found["word"] == "block"}
            page = next((self._find(found["name"]) for found in statements if found["word"] == "extends"), None)
        return blocks


def lint(path: Path, text: str) -> list[Problem]:
    """What the template rules forbid: strange characters, text that is no Python, `{{ }}` in a code cell."""
    for number, line in enumerate(text.split("\n"), 1):
        if found := STRANGE.search(line):
            return [Problem(path, f"a character that ends a line for some readers, U+{ord(found[0]):04X}", number)]
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


def lint_blocks(path: Path, text: str, known: set[str]) -> list[Problem]:
    """What Jinja would drop without a word from a template that extends a page: a block that the page lacks, and
    cells outside every block."""
    problems, depth = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        statement = STATEMENT.match(line)
        word, name = (statement["word"], statement["name"]) if statement else ("", "")
        if word == "block" and depth == 0 and name not in known:
            problems.append(Problem(path, f"the page has no block {name!r}{did_you_mean(name or '', known)}", number))
        depth += {"block": 1, "endblock": -1}.get(word, 0)
        is_text = CELL_HEADER.match(line) or (line.strip() and not line.lstrip().startswith("#"))
        if depth == 0 and (is_text or word == "include"):
            return [*problems, Problem(path, "stands outside every block, where the page drops it", number)]
    return problems


def _literal(value: Any) -> str:
    """`{{ program.params.lr | literal }}`: the value as Python writes it."""
    if isinstance(value, Undefined):
        str(value)  # raises; repr would not
    return repr(value)


@functools.lru_cache(1024)  # the lines of a shared template are the same in every program
def _line_from(marked: str) -> Line:
    text, path, number = marked.rsplit(MARK, 2)
    return Line(text, _path(path), int(number))


_path = functools.cache(Path)  # one for all lines of a template

"""Jinja templates that are valid Python -> lines of a program, each with the place it came from.

A template marks its Jinja statements as comments (`#: include "data.py"`), so that editors, linters and diffs work on
it. Nothing that a template says is executed outside the sandbox, and none is read outside the course and the folder
that all courses share.
"""

import functools
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any

from jinja2 import BaseLoader, TemplateNotFound, TemplateSyntaxError
from jinja2.environment import Environment
from jinja2.sandbox import SecurityError

from ..core.files import read_text
from ..core.problems import InputError, Problem, did_you_mean
from .names import Names, lint_unused
from .origin import MARK, MARKED, Line, strange_in
from .sandbox import Sandbox
from .source import CELL_HEADER, Source, prepare
from .statements import lint_blocks, lint_calls, lint_imported

LONGEST_NAME = 200
__all__ = ["CELL_HEADER", "Line", "Templates"]


class Templates(BaseLoader):
    """The templates found in some folders, first folder first; none outside `root`, the folder of the course, but what
    a folder outside of it holds itself: that which all courses share."""

    def __init__(self, folders: Iterable[Path], root: Path):
        self.folders = [Path(folder) for folder in folders]
        self.root = root
        self.environment = Sandbox(self)
        self._files: list[Path] = []  # by the number that stands in the marks of their lines
        self._sources: dict[Path, Source] = {}
        self._linted: dict[Path, list[Problem | str]] = {}
        # The lines of a shared template are the same in every program.
        self._line = functools.lru_cache(1024)(self._line_from)

    def expand(self, path: Path, context: Mapping[str, Any]) -> list[Line]:
        """The program of one template. Raises InputError with file and line where Jinja or Python finds fault."""
        try:
            self._find(path.name)
        except SecurityError as error:
            raise InputError(Problem(path, str(error))) from None
        if problems := self._problems_of(path):
            raise InputError(*problems)
        self.environment.begin()
        try:
            text = self.environment.get_template(path.name).render(context)
        except InputError:
            raise  # of a template that only an expression names
        except TemplateNotFound as error:
            where, line = self._failing_frame(error) or (path, None)
            known = (file.name for folder in self.folders for file in folder.glob("*.py"))
            problem = Problem(where, f"no template {error.name!r}{did_you_mean(str(error.name), known)}", line)
            raise InputError(problem) from None
        except TemplateSyntaxError as error:
            raise InputError(self._syntax_problem(path, error)) from None
        except Exception as error:
            # An undefined name, what the sandbox refuses, or whatever else an expression can raise.
            reason = "includes or calls itself" if isinstance(error, RecursionError) else str(error) or repr(error)
            if "special caller argument" in reason:
                reason = "`#: call` needs a macro that takes it: #: macro NAME(…, caller=none)"
            where, line = self._failing_frame(error) or (path, None)
            raise InputError(Problem(where, f"template: {reason[:1000]}", line)) from None
        try:
            return [self._line(marked) for marked in text.split("\n") if MARK in marked]
        except (IndexError, TypeError):
            raise InputError(Problem(path, "template: a text was changed that is lines of a template")) from None

    def source(self, path: Path) -> Source:
        """A template that lines of a program came from."""
        return self._sources[path]

    def named_in(self, name: str) -> frozenset[Path]:
        """The files that a program is made of as far as its templates name them, whether they bring lines or not."""
        found, waiting = set[Path](), [name]
        while waiting:
            with suppress(SecurityError, InputError):
                path = self._find(waiting.pop())
                if path and path not in found:
                    found.add(path)
                    waiting += [other for statement in self._read(path).statements for other in statement.files]
        return frozenset(found)

    def read_again(self, paths: Iterable[Path]) -> bool:
        """Forget what these files said; false where one of them, or its going, may change how others are read: then
        these templates are of no more use."""
        for path in paths:
            name = self._name_of(path)
            if path not in self._sources or self._find(name) != path or not self._names.is_as_before(name, path):
                return False
            del self._sources[path]
            compiled = self.environment.cache
            for key in [key for key in compiled if key[1] == name]:
                del compiled[key]
        self._linted.clear()  # of each with all that it names
        return True

    # ---- reading

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """For Jinja. Raises TemplateNotFound; SecurityError for a name that leads out of the course's templates; and
        InputError with what is wrong with the template."""
        path = self._find(template)
        if path is None:
            raise TemplateNotFound(template)
        if problems := self._problems_of(path):
            raise InputError(*problems)
        return self._sources[path].text, str(path), lambda: True

    def _find(self, name: str) -> Path | None:
        """The file of a template's name, in the first folder that has it. Raises SecurityError for a name that leads
        out of the folders, and for a link that leads out of the course."""
        parts = PurePosixPath(name).parts
        if len(name) > LONGEST_NAME:
            raise SecurityError(f"no template has a name of {len(name)} characters")
        if not parts or "\\" in name or ":" in name or MARK in name or {"/", ".."} & set(parts):
            raise SecurityError(f"{name!r} leads out of the folders of templates")
        for folder in self.folders:
            path = folder / name
            if path.exists():
                real = path.resolve()
                home = self.root if folder.is_relative_to(self.root) else folder
                if home.resolve() not in real.parents:
                    raise SecurityError(f"{name!r} leads out of the course, to {real}")
                return path
        return None

    def _read(self, path: Path) -> Source:
        """A template as Jinja reads it. Raises InputError where it is no text in UTF-8."""
        if path not in self._sources:
            if path not in self._files:
                self._files.append(path)
            names = self._names.seen_in(self._name_of(path))
            self._sources[path] = prepare(path, read_text(path), self._files.index(path), names)
        return self._sources[path]

    @functools.cached_property
    def _names(self) -> Names:
        return Names(self.folders)

    def _name_of(self, path: Path) -> str:
        folder = next(folder for folder in self.folders if path.is_relative_to(folder))
        return path.relative_to(folder).as_posix()

    # ---- what is wrong with it before anything is rendered

    def _problems_of(self, path: Path) -> Sequence[Problem | str]:
        """What is wrong with a template and all that it names, in `extends` say; each file is read once."""
        if path not in self._linted:
            self._linted[path] = []  # for templates that name one another
            try:
                self._linted[path] = self._lint_all(path, self._read(path))
            except InputError as error:
                self._linted[path] = list(error.problems)
        return self._linted[path]

    def _lint_all(self, path: Path, source: Source) -> list[Problem | str]:
        problems: list[Problem | str] = [*source.problems]
        name = self._name_of(path)
        if not problems and not self._names.is_shared(name):
            problems += lint_unused(path, "\n".join(source.lines), source.statements, self._names.used_elsewhere(name))
        if self._names.is_only_imported(name):
            problems += lint_imported(path, source.lines, source.statements)
        problems += lint_calls(path, source.lines, source.statements, self._names.without_caller())
        for statement in source.statements:
            for other in statement.files:
                try:
                    found = self._find(other)
                except SecurityError as error:
                    found = None
                    problems.append(Problem(path, f"template: {error}", statement.number))
                if found and statement.word == "extends":
                    problems += lint_blocks(path, source.lines, source.statements, self._blocks(found))
                problems += self._problems_of(found) if found else []
        return problems

    def _blocks(self, path: Path) -> set[str]:
        """The blocks of a page, which a template that extends it may fill."""
        blocks: set[str] = set()
        page: Path | None = path
        seen = []
        while page and page not in seen:
            seen.append(page)
            statements = self._read(page).statements
            blocks |= {statement.name for statement in statements if statement.word == "block"}
            names = [name for statement in statements if statement.word == "extends" for name in statement.files]
            with suppress(SecurityError):  # told where that page is linted
                page = next(filter(None, map(self._find, names)), None)
        return blocks

    # ---- what came of it

    def _line_from(self, marked: str) -> Line:
        """A line of a program. Raises InputError where a value in it would be more than part of a line."""
        found = MARKED.search(marked)
        path, number = self._files[int(found["file"])], int(found["line"])
        text = marked[: found.start()]
        if strange := strange_in(text):
            raise InputError(Problem(path, f"a value brings {strange}", number))
        if text.startswith("# %%") and not self._sources[path].lines[number - 1].startswith("# %%"):
            raise InputError(Problem(path, f"a value would begin a cell: {text[:80]!r}", number))
        return Line(text, path, number)

    def _failing_frame(self, error: Exception) -> tuple[Path, int | None] | None:
        """The innermost template frame of a traceback: Jinja rewrites them to template lines."""
        frames = traceback.extract_tb(error.__traceback__)
        own = [frame for frame in frames if Path(frame.filename) in self._sources]
        return (Path(own[-1].filename), own[-1].lineno) if own else None

    def _syntax_problem(self, path: Path, error: TemplateSyntaxError) -> Problem:
        where = Path(error.filename or path)
        # Jinja has the end of the text begin after the last statement.
        at_end = str(error.message).startswith("Unexpected end of template")
        line = len(self._sources[where].lines) if at_end else error.lineno
        return Problem(where, f"template: {error.message}", line)

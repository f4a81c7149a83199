"""A template's text -> what Jinja reads, with expressions and statements in marks and its origin behind each line."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from pathlib import Path

from ..core.problems import Problem
from . import braces, markdown, python_text
from .filters import IN_STRING
from .origin import MARK, marked, strange_in
from .regions import Regions
from .statements import Statement, lint_words, statements_of

CELL_HEADER = re.compile(r'^# %%(?P<markdown> \[markdown\])?(.*?\bid="(?P<id>[^"]*)")?')
WITH_VALUES = ("parameters", "lecture")  # the cells of code in which an expression stands for a value
VALUE = "\ufffc"  # what stands for a value that nobody typed
Place = tuple[int, int, str]
MAX_STATEMENTS = 2_000
MAX_SOURCE = 1_000_000  # characters: Kaggle takes a notebook of less


@dataclass(frozen=True)
class Source:
    """A template as Jinja reads it, its lines, its statements, what is wrong with it, and where expressions stand:
    by line (from 1), as columns, with the quote of the string of code that each is part of."""

    text: str
    lines: Sequence[str]
    statements: Sequence[Statement]
    problems: Sequence[Problem]
    expressions: Mapping[int, Sequence[Place]] = field(default_factory=dict)

    def typed(self, number: int) -> str:
        """What somebody typed in a line (from 1): the line with a `VALUE` for each expression."""
        line = self.lines[number - 1]
        for start, end, _ in reversed(self.expressions.get(number, ())):
            line = f"{line[:start]}{VALUE}{line[end:]}"
        return line

    def spoken(self, number: int) -> Sequence[str]:
        """The expressions of a line (from 1), in order."""
        return [
            self.lines[number - 1][start + 2 : end - 2].strip() for start, end, _ in self.expressions.get(number, ())
        ]

    @cached_property
    def conditions(self) -> Sequence[str]:
        """By line (from 0), the conditions of each `if` that it stands under."""
        found, around = [], list[str]()
        by_line = {statement.number: statement for statement in self.statements}
        for number, _ in enumerate(self.lines, 1):
            statement = by_line.get(number)
            match statement.word if statement else "":
                case "if":
                    around.append(statement.rest)
                case "elif" if around:
                    around[-1] += statement.rest  # the branches above don't hold, which says something too
                case "endif" if around:
                    around.pop()
            found.append(" ".join(around))
        return found


@dataclass
class _Part:
    """Lines of a template that are read as one text: by their numbers, each with what its comment sign takes."""

    cell: braces.Cell
    is_header: bool = False
    texts: list[str] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)

    def add(self, number: int, line: str) -> None:
        sign = re.match(r"# ?", line) if self.cell == "markdown" and not self.is_header else None
        self.places.append((number, sign.end() if sign else 0))
        self.texts.append(line[sign.end() :] if sign else line)

    def find(self, names: Set[str]) -> Iterator[tuple[int, int, braces.Braces]]:
        """What stands in braces, with its line's number and its column there."""
        text = "\n".join(self.texts)
        starts = list(accumulate((len(each) + 1 for each in self.texts), initial=0))
        for found in braces.find(text, self._regions(text), self.cell, names):
            index = bisect_right(starts, found.start) - 1
            number, sign = self.places[index]
            yield number, found.start - starts[index] + sign, found

    def _regions(self, text: str) -> Regions:
        if self.is_header:
            return Regions(())
        return markdown.regions(text) if self.cell == "markdown" else python_text.regions(text)


def prepare(path: Path, text: str, file: int, names: Set[str]) -> Source:
    """Read a template's text. `file` is its number in the marks of origin, `names` what is bound besides its own."""
    lines = text.removesuffix("\n").split("\n")
    if problem := _unreadable(path, text, lines):
        return Source("", lines, list(statements_of(lines)), [problem])  # for those that name its blocks
    statements = list(statements_of(lines, python_text.inside_strings(text)))
    if len(statements) > MAX_STATEMENTS:
        return Source("", lines, (), [Problem(path, f"more than {MAX_STATEMENTS:,} statements", statements[-1].number)])
    by_line = {statement.number: statement for statement in statements}
    problems = list(lint_words(path, statements))
    spoken, faults = _expressions(lines, by_line, names)
    problems += [Problem(path, message, number) for number, message in faults]
    ends = (
        f"{MARK}< {by_line[number].word}{by_line[number].rest} >{MARK}"
        if number in by_line
        else marked(_with_marks(line, spoken.get(number, ())), file, number)
        for number, line in enumerate(lines, 1)
    )
    problems.sort(key=lambda problem: problem.line or 0)
    return Source("\n".join(ends) + "\n", lines, statements, problems, spoken)


def _unreadable(path: Path, text: str, lines: Sequence[str]) -> Problem | None:
    """What keeps a template from being looked at: its size, strange characters, text that is no Python."""
    if len(text) > MAX_SOURCE:
        return Problem(
            path, f"a template of {len(text):,} characters; Kaggle takes notebooks of less than {MAX_SOURCE:,}"
        )
    for number, line in enumerate(lines, 1):
        if strange := strange_in(line):
            return Problem(path, strange, number)
    try:
        python_text.parse(text)
    except SyntaxError as error:
        shown = f": {error.text.strip()[:80]!r}" if error.text else ""
        return Problem(path, f"not valid Python: {error.msg}{shown}", error.lineno)
    return None


def _expressions(
    lines: Sequence[str], by_line: Mapping[int, Statement], names: Set[str]
) -> tuple[Mapping[int, list[Place]], list[tuple[int, str]]]:
    """Where expressions stand in each line, and the faults of others that may be meant as such."""
    spoken: dict[int, list[Place]] = defaultdict(list)
    faults = []
    if any("{{" in line for line in lines):
        known = frozenset(names).union(*(statement.binds for statement in by_line.values()))
        for part in _parts(lines, by_line):
            for number, column, found in part.find(known):
                if found.fault:
                    faults.append((number, found.fault))
                else:
                    spoken[number].append((column, column + found.end - found.start, found.quote))
    return spoken, faults


def _with_marks(line: str, expressions: Sequence[Place]) -> str:
    """A line whose expressions stand in Jinja's delimiters; within a string of code a word is written as part of it."""
    for start, end, quote in reversed(expressions):
        content = line[start + 2 : end - 2]
        content = f"({content})|{IN_STRING}({quote!r})" if quote else content
        line = f"{line[:start]}{MARK}{{{content}}}{MARK}{line[end:]}"
    return line


def _parts(lines: Sequence[str], by_line: Mapping[int, Statement]) -> Iterator[_Part]:
    """The cells of a template, each header by itself, and what stands in none: prose, if all its lines are comments."""
    cell: braces.Cell | None = None
    around: list[braces.Cell | None] = []
    loose: list[tuple[int, str]] = []
    part: _Part | None = None
    for number, line in enumerate(lines, 1):
        statement = by_line.get(number)
        header = None if statement else CELL_HEADER.match(line)
        borders = header or (statement and statement.word in ("block", "macro", "endblock", "endmacro"))
        if borders:  # where a block or a macro will stand, another template may say
            yield from filter(None, (part, _loose(loose)))
            part, loose = None, []
        if header:
            yield _Part("markdown", is_header=True, texts=[line], places=[(number, 0)])
            cell = "markdown" if header["markdown"] else "open" if header["id"] in WITH_VALUES else "code"
        elif statement and statement.word in ("block", "macro"):
            around.append(cell)
            cell = None
        elif borders:
            cell = around.pop() if around else cell
        elif not statement and cell:
            part = part or _Part(cell)
            part.add(number, line)
        elif not statement:
            loose.append((number, line))
    yield from filter(None, (part, _loose(loose)))


def _loose(lines: Sequence[tuple[int, str]]) -> _Part | None:
    """Lines that stand in no cell of their own template, as a part."""
    is_prose = all(line.startswith("#") or not line.strip() for _, line in lines)
    part = _Part("markdown" if is_prose else "open")
    for number, line in lines:
        part.add(number, line)
    return part if lines else None

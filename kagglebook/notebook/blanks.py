"""Blanks in the code of a template, `#? hint` at a line's end, and wrong answers beside the cell that checks them.

The template is the solution. What a blank covers is a part of one line: the value of an assignment, what is returned,
or a whole expression; elsewhere the part is named, `` #? `part` hint ``. Steps of a hint are parted by `||`. A mark of
a cell that several programs share may be for one of them: `#? 5-7: hint`.
"""

import ast
import io
import re
import tokenize
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from ..chapter.texts import NUMBER
from .python_text import parse
from .remarks import REMARK

BLANK = "#?"
WRONG = "#!"
STEP = "||"
SHORTEST = 6  # characters of a solution that gives itself away: `x` or `10` stands everywhere
_FOR = re.compile(rf"(?P<program>{NUMBER}): *")
# A cell may be shared with other chapters, whose programs this one doesn't know: what can be no word of a hint.
_ELSEWHERE = re.compile(r"(\w+-)?\d+[-.]\d+")
_NAMED = re.compile(r"`([^`]+)`\s*(.*)")
_WRONG = re.compile(r"#! (?P<number>\d+): (?P<code>.+?) -> (?P<message>.+)")


@dataclass(frozen=True, slots=True)
class Blank:
    """A blank: its number in the notebook, where it stands in its cell (line from 1, columns), its solution, hints."""

    number: int
    row: int
    start: int
    end: int
    solution: str
    hints: tuple[str, ...]

    @property
    def name(self) -> str:
        """What stands in its place: a name, so that the cell is Python all the same."""
        return f"__{self.number}__"


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """A wrong answer to a blank, the message that it must get (`!Error`: the cell itself fails), its line (from 1)."""

    number: int
    code: str
    message: str
    row: int

    @property
    def error(self) -> str:
        """The exception that the cell raises, "" if none."""
        return self.message.removeprefix("!") if self.message.startswith("!") else ""


class BlankError(ValueError):
    """A blank, or a wrong answer, that is none; `row` is its line in the cell (from 1)."""

    def __init__(self, row: int, message: str):
        super().__init__(message)
        self.row = row


def split_blanks(
    code: str, first: int = 1, program: str = "", siblings: Collection[str] = ()
) -> tuple[str, list[Blank]]:
    """Code without its marks `#? …`, a remark behind them left, and the blanks of a program, numbered from `first`;
    `siblings` are the numbers of its chapter's programs, which a mark may be for.

    Raises BlankError where a mark covers nothing.
    """
    if BLANK not in code:
        return code, []
    lines, marks = code.split("\n"), list[tuple[int, str]]()
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.COMMENT and token.string.startswith(BLANK):
            row, column = token.start
            hints, sign, remark = token.string.removeprefix(BLANK).partition(REMARK)
            lines[row - 1] = lines[row - 1][:column] + (sign + remark if sign else "")
            lines[row - 1] = lines[row - 1].rstrip()
            meant = _FOR.match(hints := hints.strip())
            if meant and not (meant["program"] in {program, *siblings} or _ELSEWHERE.fullmatch(meant["program"])):
                meant = None
            if not meant or meant["program"] == program:
                marks.append((row, hints[meant.end() :] if meant else hints))
    without = "\n".join(lines)
    covered = _covered(without) if marks else {}
    found = []
    for number, (row, text) in enumerate(marks, first):
        named = _NAMED.fullmatch(text)
        start, end = _part(lines[row - 1], row, named[1]) if named else covered.get(row, (0, 0))
        hints = tuple(step.strip() for step in (named[2] if named else text).split(STEP) if step.strip())
        if start == end:
            raise BlankError(row, f"what is the blank? write {BLANK} `part of the line` before the hint")
        if not hints:
            raise BlankError(row, f"a blank needs a hint: {BLANK} hint {STEP} a further one")
        found.append(Blank(number, row, start, end, lines[row - 1][start:end], hints))
    return without, found


def _part(line: str, row: int, part: str) -> tuple[int, int]:
    code = line.partition(REMARK)[0]
    if code.count(part) != 1:
        times = f"`{part}` stands {code.count(part)} times in the line"
        raise BlankError(row, f"{times}: name a part that stands there once")
    start = code.index(part)
    return start, start + len(part)


def _covered(code: str) -> dict[int, tuple[int, int]]:
    """By line, the columns of what a blank covers there: of the innermost statement that is one line."""
    found = {}
    for node in ast.walk(parse(code)):  # from the outside inwards
        match node:
            case ast.Assign() | ast.AugAssign() | ast.AnnAssign() | ast.Return() | ast.Expr():
                value = node.value
            case _:
                continue
        if value is not None and node.lineno == node.end_lineno:
            line = code.split("\n")[node.lineno - 1].encode()  # Python counts bytes
            start, end = len(line[: value.col_offset].decode()), len(line[: value.end_col_offset].decode())
            found[node.lineno] = start, end
    return found


def filled(code: str, answers: Iterable[tuple[Blank, str]]) -> str:
    """Code, without marks, with other text in the place of blanks."""
    lines = code.split("\n")
    for blank, answer in sorted(answers, key=lambda each: (each[0].row, -each[0].start)):
        line = lines[blank.row - 1]
        lines[blank.row - 1] = line[: blank.start] + answer + line[blank.end :]
    return "\n".join(lines)


def emptied(code: str, blanks: Iterable[Blank]) -> str:
    """Code with its blanks open."""
    return filled(code, ((blank, blank.name) for blank in blanks))


def split_wrong_answers(code: str) -> tuple[str, list[WrongAnswer]]:
    """A cell that checks, without its wrong answers, and these. Raises BlankError for a line that is none."""
    lines, found = [], []
    for row, line in enumerate(code.split("\n"), 1):
        if not line.startswith(WRONG):
            lines.append(line)
            continue
        parts = _WRONG.fullmatch(line.rstrip())
        if not parts:
            raise BlankError(row, f"a wrong answer is written {WRONG} NUMBER: code -> message")
        found.append(WrongAnswer(int(parts["number"]), parts["code"].strip(), parts["message"].strip(), row))
    return "\n".join(lines), found


def given_away(blank: Blank, text: str) -> bool:
    """Whether a text, as a reader could find it in a notebook, holds a blank's solution."""
    wanted = _dense(blank.solution)
    return len(wanted) >= SHORTEST and wanted in _dense(text)


def _dense(text: str) -> str:
    return re.sub(r"\s+", "", text)


def checked_in(code: str) -> Iterator[int]:
    """The numbers of the blanks that a cell checks: of its functions under `@self_check(number, …)`."""
    for node in parse(code).body:
        for mark in getattr(node, "decorator_list", ()):
            match mark:
                case ast.Call(func=ast.Name(id="self_check"), args=[ast.Constant(value=int(number)), *_]):
                    yield number

"""What an edition makes of a program's cells: open blanks and hints, or solutions marked and wrong answers told."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..chapter.words import Words
from ..core.problems import InputError, Problem
from . import blanks as marks
from .blanks import Blank, BlankError, WrongAnswer, checked_in, given_away, split_blanks
from .cells import Block, Head, texts
from .remarks import MARKED, as_code
from .roles import SELF_CHECK

HINTS_SUFFIX, ANSWERS_SUFFIX = "-hints", "-answers"


@dataclass(frozen=True, slots=True)
class Exercise:
    """The blanks of a cell of code, and its template lines."""

    cell: str
    block: Block
    blanks: Sequence[Blank]


@dataclass
class Exercises:
    """The blanks of one program, cell by cell as it is read, what checks them, and what wrong answers there are."""

    program: str = ""  # its number: some marks are for one program
    siblings: Collection[str] = ()  # the numbers of its chapter's programs
    found: list[Exercise] = field(default_factory=list)
    wrong: dict[str, list[WrongAnswer]] = field(default_factory=dict)  # by the cell that checks
    checked: dict[int, Block] = field(default_factory=dict)

    @property
    def blanks(self) -> list[Blank]:
        """All of them, in order."""
        return [blank for each in self.found for blank in each.blanks]

    def read(self, name: str, block: Block, head: Head) -> tuple[str, Sequence[Blank]]:
        """A code cell without what is not the reader's, and its blanks. Raises InputError."""
        code = "\n".join(texts(block)).strip("\n")
        try:
            if head.role == SELF_CHECK:
                code, wrong = marks.split_wrong_answers(code)
                self.wrong[name] = wrong
                self._check(block, code, wrong)
                return code.strip("\n"), ()
            code, blanks = split_blanks(code, len(self.blanks) + 1, self.program, self.siblings)
        except BlankError as error:
            raise _fault(block, error.row, str(error)) from None
        if blanks and "parameters" in head.tags:
            raise _fault(block, blanks[0].row, "the parameters cell has no blanks: its values are set from outside")
        if blanks:
            self.found.append(Exercise(name, block, blanks))
        return code, blanks

    def _check(self, block: Block, code: str, wrong: Iterable[WrongAnswer]) -> None:
        numbers = list(checked_in(code))
        known = len(self.blanks)
        for number in numbers:
            if number in self.checked:
                raise _fault(block, 0, f"blank {number} is checked twice")
            if not 1 <= number <= known:
                raise _fault(block, 0, f"checks blank {number}, and there are {known} above it")
            self.checked[number] = block
        for answer in wrong:
            if answer.number not in numbers:
                message = f"a wrong answer to blank {answer.number}, which this cell doesn't check"
                raise _fault(block, answer.row, message)

    def faults(self) -> Iterator[Problem]:
        """What is wrong once all cells were read: blanks that nothing checks."""
        for each in self.found:
            for blank in each.blanks:
                if blank.number not in self.checked:
                    line = each.block[blank.row]
                    message = f"blank {blank.number} is checked nowhere: no @self_check({blank.number}, …)"
                    yield Problem(line.path, message, line.number)

    def given_away(self, readable: Mapping[str, str]) -> Iterator[Problem]:
        """Solutions that the student's notebook holds, whose texts these are by cell."""
        for each in self.found:
            for blank in each.blanks:
                for cell, text in readable.items():
                    if given_away(blank, text):
                        line = each.block[blank.row]
                        solution = f"the solution of blank {blank.number}, {blank.solution!r}"
                        yield Problem(line.path, f"{solution}, can be read in the student's cell {cell!r}", line.number)


def _fault(block: Block, row: int, message: str) -> InputError:
    line = block[min(row, len(block) - 1)]
    return InputError(Problem(line.path, message, line.number))


def marked(code: str, blanks: Sequence[Blank], words: Words) -> str:
    """A cell's code with its solutions marked, behind the marks of remarks where there are any."""
    lines = code.split("\n")
    for row in dict.fromkeys(blank.row for blank in blanks):
        sign = ", ".join(words.blanks.name.format(number=blank.number) for blank in blanks if blank.row == row)
        line = lines[row - 1]
        lines[row - 1] = f"{line} · {sign}" if MARKED.search(line) else f"{line}  # {sign}"
    return "\n".join(lines)


def hints(blanks: Iterable[Blank], words: Words) -> str:
    """The hints of blanks in Markdown: each folded, a step within the step before."""
    parts = []
    for blank in blanks:
        titles = [words.blanks.hint.format(number=blank.number), *(words.blanks.more for _ in blank.hints[1:])]
        steps = zip(titles, blank.hints, strict=True)
        opened = "\n\n".join(f"<details><summary>{title}</summary>\n\n{hint}" for title, hint in steps)
        parts.append(opened + "\n\n" + "</details>" * len(blank.hints))
    return "\n\n".join(parts)


def answers(wrong: Iterable[WrongAnswer], words: Words) -> str:
    """Wrong answers as a Markdown table: the blank, the answer, what the notebook then says."""
    rows = [f"| {words.blanks.heading} | {words.blanks.wrong_answer} | {words.blanks.message} |", "|:---:|:---|:---|"]
    for each in wrong:
        said = words.blanks.error.format(error=f"`{each.error}`") if each.error else each.message.replace("|", "\\|")
        rows.append(f"| {each.number} | {as_code(each.code)} | {said} |")
    return "\n".join(rows)

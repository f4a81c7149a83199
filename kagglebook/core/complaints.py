"""What was said on stderr, thing by thing: the warning itself, not the line of code that Python shows under it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

# "…/functional.py:12: UserWarning: the words"
WARNING = re.compile(
    r"(?P<path>[^\s:][^:]{0,400}|[A-Za-z]:[^:]{1,400}):(?P<line>\d{1,7}): (?P<words>[A-Za-z_][\w.]*:(?: .*)?)"
)
OF_A_NOTEBOOK = re.compile(r"ipykernel_\d|<ipython-input")  # the path of a cell
SOURCE = re.compile(r"  \S")  # begins the line of code that Python shows under a warning
TRACEBACK = "Traceback (most recent call last):"
# What stands before the traceback of an exception that nobody caught, or between those of a chain.
BEFORE_TRACEBACK = re.compile(r"Exception (?:in thread|ignored)\b")
CHAINED = re.compile(r"During handling of the above exception\b|The above exception was the direct cause\b")
MAX_CONTINUED = 20  # lines of a warning's words before the line of code


@dataclass(frozen=True, slots=True)
class Complaint:
    """One warning, exception or line: its words, and all of its text.

    Of a warning also the file that warns, its line (from 1), and the line of code that is shown.
    """

    words: str
    text: str
    path: str = ""
    line: int = 0
    source: str = ""

    def holds(self, text: str) -> bool:
        """Whether a text stands in it, or one of a text's lines: those of a text may be complaints each."""
        said = f"{self.words}\n{self.text}"
        return any(line.strip() in said for line in text.split("\n") if line.strip())

    def place(self, code: Mapping[str, str], cell: str | None = None) -> tuple[str, int] | None:
        """The cell and its line (from 1) that the warning shows, looked for in `cell` first; None: not the notebook's.

        `code` is the source of each code cell by its id.
        """
        if not self.source or not OF_A_NOTEBOOK.search(self.path):
            return None
        names = [cell, *code] if cell in code else list(code)
        lines = {name: [line.strip() for line in code[name].split("\n")] for name in names}
        for name in names:
            if lines[name][self.line - 1 : self.line] == [self.source]:
                return name, self.line
        # Where a cell was given parameters, its lines have moved.
        return next(((name, lines[name].index(self.source) + 1) for name in names if self.source in lines[name]), None)


def complaints(stderr: str) -> list[Complaint]:
    """The complaints of a text of stderr that holds no progress bars, in order."""
    lines, found, place = stderr.split("\n"), [], 0
    while place < len(lines):
        start, line = place, lines[place]
        place += 1
        if not line.strip():
            continue
        if warning := WARNING.fullmatch(line):
            words, source, place = _warning(lines, place, warning["words"].strip())
            text = "\n".join(lines[start:place])
            found.append(Complaint(words, text, warning["path"], int(warning["line"]), source))
        elif line.strip() == TRACEBACK:
            place = _end_of_traceback(lines, place)
            if found and BEFORE_TRACEBACK.match(found[-1].words):
                found.pop()
            elif len(found) > 1 and CHAINED.match(found[-1].words):
                found[-2:] = []
            words = lines[place - 1].strip() if place > start + 1 else TRACEBACK
            found.append(Complaint(words, "\n".join(lines[start:place])))
        else:
            found.append(Complaint(line.strip(), line))
    return found


def _end_of_traceback(lines: list[str], place: int) -> int:
    """The place past the line that names the exception."""
    while place < len(lines) and (not lines[place].strip() or lines[place][:1].isspace()):
        place += 1
    return min(place + 1, len(lines))


def _warning(lines: list[str], place: int, words: str) -> tuple[str, str, int]:
    """A warning's words with the lines that they go on in, its line of code, and where the next complaint begins."""
    for end in range(place, min(place + MAX_CONTINUED, len(lines))):
        line = lines[end]
        if WARNING.fullmatch(line) or line.strip() == TRACEBACK:
            break
        if SOURCE.match(line):
            # Words may be indented too: the last such line is the code.
            while end + 1 < len(lines) and SOURCE.match(lines[end + 1]):
                end += 1
            return " ".join([words, *(each.strip() for each in lines[place:end])]), lines[end].strip(), end + 1
    return words, "", place

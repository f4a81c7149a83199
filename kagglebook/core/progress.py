"""Progress bars, as tqdm draws them on stderr, told apart from what a notebook has to say there.

In time that grows with the text alone, whatever it holds: a warning may print a list of a million numbers.
"""

import re
from collections import Counter

# Colours, cursor moves, titles of a terminal: what a text means without them is the same.
ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\)|[@-Z\\^_])")
TO_ANOTHER_LINE = re.compile(r"\x1b\[[0-9;]*[ABEFHf]")  # how nested bars find their lines
LONGEST, MOST = 2_000, 10  # characters within which a line is a bar, and bars that a line begins with
# "40%|████      |", whatever it is drawn with, and "40%|" of a bar format without the bar.
BAR = re.compile(r"\d%\|[^|A-Za-z\uac00-\ud7a3]*(?:\||$)")
# "[00:01<00:03, 1.2kimg/s", "[00:01, 2.5s/it": how long it has taken and will take, and how fast it goes.
TIMED = re.compile(r"\[\d+:\d\d(?::\d\d)?(?:<[^\],]{1,20})?, *(?:\?|[\d.]{1,20}) ?[^\s,/\[\]]{0,30}/")
PERCENT = re.compile(r"\s*\d{1,3}(?:\.\d+)?%\s*")
NO_LETTERS = re.compile(r"[\W\d_]+")
HEADER = re.compile(r"\S:\d{1,7}: [A-Za-z_][\w.]*:")  # begins a warning, behind the name of its file


def without_colours(text: str) -> str:
    """A text without what only a terminal reads."""
    return ANSI.sub("", text) if "\x1b" in text else text


def without_bars(text: str) -> str:
    """What was said on stderr, without progress bars and blank lines, colours and cursor moves."""
    if "\x1b" in text:
        text = without_colours(TO_ANOTHER_LINE.sub("\n", text))
    said = []
    for line in text.split("\n"):
        pieces = _not_redrawn(line) if "\r" in line else (line,)
        for piece in pieces:
            kept = without_bar(piece) if "%" in piece or "[" in piece else piece
            if kept and not kept.isspace():
                said.append(kept.rstrip())
    return "\n".join(said)


def without_bar(line: str) -> str:
    """A line, without its end, less the bars that it begins with: a warning may follow one on the same line."""
    head, rest = line[:LONGEST], line[LONGEST:]
    for _ in range(MOST):
        end = _end_of_bar(head, whole=not rest)
        if not end:
            break
        head = head[end:]
    return head + rest


def _not_redrawn(line: str) -> list[str]:
    """What carriage returns divide, less what is written again and again with other numbers: progress of any form."""
    pieces = [piece for piece in line.split("\r") if piece and not piece.isspace()]
    if len(pieces) < 2:
        return pieces
    words = [NO_LETTERS.sub("", piece) for piece in pieces]
    times = Counter(words)
    return [piece for piece, word in zip(pieces, words, strict=True) if times[word] == 1]


def _end_of_bar(line: str, whole: bool) -> int:
    """Where the first bar of a line ends; 0 for a line without. One that is not `whole` goes on: so long is no bar."""
    if whole and PERCENT.fullmatch(line):
        return len(line)
    found = TIMED.search(line) or BAR.search(line)
    if not found:
        return 0
    opened = found.start() if line[found.start()] == "[" else line.find("[", found.end(), found.end() + 60)
    closed = _closing(line, opened) if opened >= 0 else 0
    # Behind its bracket a bar has blanks, or words of its own form; what somebody else says follows at once.
    rest = line[closed : closed + 1] if closed else ""
    if rest.strip() and rest not in ",;|":
        return closed
    # Without a bracket it has a form of its own, or is cut off at the width of a terminal.
    return _before_a_warning(line, closed or found.end()) or (len(line) if whole else 0)


def _closing(line: str, opened: int) -> int:
    """Where a bracket that is open at a place is closed, past it; 0 for nowhere."""
    depth = 0
    for place in range(opened, len(line)):
        depth += (line[place] == "[") - (line[place] == "]")
        if not depth:
            return place + 1
    return 0


def _before_a_warning(line: str, start: int) -> int:
    """Where a warning begins that follows in the same line; 0 for none."""
    found = HEADER.search(line, start)
    return max(line.rfind(" ", start, found.start() + 1) + 1, start) if found else 0

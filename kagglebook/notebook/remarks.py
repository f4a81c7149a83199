"""Remarks at the end of lines of code, `#> …`, and the table under the cell that they become."""

import io
import re
import tokenize
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from ..chapter.words import Words

REMARK = "#>"
# What stands in the code in place of a remark, and before it in the table: Unicode has circled numbers up to 50.
MARKS = "".join(chr(first + n) for first, count in ((0x2460, 20), (0x3251, 15), (0x32B1, 15)) for n in range(count))
MARKED = re.compile(rf"#[^#]*[{MARKS}]$")


@dataclass(frozen=True, slots=True)
class Remark:
    """What is said of a line of code: the line's number (from 1) in its cell, its code, the mark, and the words."""

    row: int
    code: str
    mark: str
    text: str


class TooManyError(ValueError):
    """More remarks in a cell than there are marks; `row` is the line of the first that has none."""

    def __init__(self, row: int):
        super().__init__(f"more than {len(MARKS)} remarks ({REMARK}) in a cell: make two cells of it")
        self.row = row


def split_remarks(code: str) -> tuple[str, list[Remark]]:
    """Code with a mark, `# ①`, in the place of each remark `#> …`, and the remarks. Raises TooManyError.

    A remark is a comment, so a mark is one too: no text and no continued line can hold it, and no line moves.
    """
    if REMARK not in code:
        return code, []
    lines, remarks = code.split("\n"), list[Remark]()
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.COMMENT and token.string.startswith(REMARK):
            row, column = token.start
            if len(remarks) == len(MARKS):
                raise TooManyError(row)
            mark, own = MARKS[len(remarks)], lines[row - 1][:column].rstrip()
            remarks.append(Remark(row, own.strip(), mark, token.string.removeprefix(REMARK).strip()))
            lines[row - 1] = f"{own}  # {mark}"
    return "\n".join(lines), remarks


def remarks_table(remarks: Iterable[Remark], words: Words) -> str:
    """The remarks as a Markdown table: the mark, the line, what is said of it."""
    rows = [f"| # | {words.code} | {words.remark} |", "|:---:|:---|:---|"]
    for remark in remarks:
        # A bar would end the table's cell, except in a formula, which is set aside before the table is read.
        text = re.sub(r"(\$[^$]*\$|\\.)|\|", lambda found: found[1] or "\\|", remark.text)
        rows.append(f"| {remark.mark} | {as_code(remark.code)} | {text} |")
    return "\n".join(rows)


def as_code(line: str) -> str:
    """A line of code within a table, whatever is in it."""
    if "\\|" in line:  # some readers of Markdown take the backslash for that of the bar
        return f"<code>{escape(line, quote=False).replace('|', '&#124;')}</code>"
    ticks = "`" * (max(map(len, re.findall("`+", line)), default=0) + 1)
    space = " " if "`" in line else ""
    return f"{ticks}{space}{line}{space}{ticks}".replace("|", "\\|")

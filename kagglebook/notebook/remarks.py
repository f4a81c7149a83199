"""Remarks at the end of lines of code, `#> …`, and the table under the cell that they become."""

import io
import re
import tokenize
from html import escape

from ..chapter.words import Words

REMARK = "#>"
SHOWN_CODE = 40  # characters of a line in the table of remarks; the line itself stands right above


def split_remarks(code: str) -> tuple[str, dict[int, str]]:
    """Code without its `#> …` remarks, and the remarks by line number (from 1)."""
    if REMARK not in code:
        return code, {}
    lines, remarks = code.split("\n"), {}
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.COMMENT and token.string.startswith(REMARK):
            row, column = token.start
            remarks[row] = token.string.removeprefix(REMARK).strip()
            lines[row - 1] = lines[row - 1][:column].rstrip()
    return "\n".join(lines), remarks


def remarks_table(code: str, remarks: dict[int, str], words: Words) -> str:
    """The remarks as a Markdown table: line number, the start of the line, what is said of it."""
    lines = code.split("\n")
    rows = [f"| {words.line} | {words.code} | {words.remark} |", "|---:|:---|:---|"]
    for number, remark in sorted(remarks.items()):
        line = lines[number - 1].strip()
        shown = line if len(line) <= SHOWN_CODE else line[: SHOWN_CODE - 1].rstrip() + "…"
        # A bar would end the table's cell, except in a formula, which is set aside before the table is read.
        remark = re.sub(r"(\$[^$]*\$|\\.)|\|", lambda found: found[1] or "\\|", remark)
        rows.append(f"| {number:02} | {_as_code(shown)} | {remark} |")
    return "\n".join(rows)


def _as_code(line: str) -> str:
    """A line of code within a table, whatever is in it."""
    if "\\|" in line:  # some readers of Markdown take the backslash for that of the bar
        return f"<code>{escape(line, quote=False).replace('|', '&#124;')}</code>"
    ticks = "`" * (max(map(len, re.findall("`+", line)), default=0) + 1)
    space = " " if "`" in line else ""
    return f"{ticks}{space}{line}{space}{ticks}".replace("|", "\\|")

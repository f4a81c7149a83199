"""A program's lines -> a Kaggle notebook, deterministic to the byte. Knows no papermill and writes no file."""

import ast
import io
import json
import re
import tokenize
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, v4

from ..chapter.chapter import Program
from ..chapter.words import Words
from ..core.problems import InputError, Problem
from .template import CELL_HEADER, Line, Templates

HEADER = re.compile(r'# %%( \[markdown\])?( id="(?P<id>[^"]*)")?( tags=(?P<tags>\["[\w-]+"(, *"[\w-]+")*\]))?\s*')
# jupytext takes these for headers too.
LOOKS_LIKE_HEADER = re.compile(r"\s*#\s*%%(\s|$)")
# nbformat allows 64 characters; the table of a cell's remarks adds its suffix.
CELL_ID = re.compile(r"[a-zA-Z0-9-_]{1,56}")
REMARK = "#>"
REMARKS_SUFFIX = "-remarks"
SHOWN_CODE = 40  # characters of a line in the table of remarks; the line itself stands right above
LANGUAGE_INFO = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}


@dataclass(frozen=True, slots=True)
class Rendered:
    """A program as a notebook file, with the lines that it was made of, which know their place in a template.

    A chapter is held in memory whole, so what can be read from these again is not kept beside them.
    """

    program: Program
    compressed: bytes  # the .ipynb, by zlib
    lines: tuple[Line, ...]

    @property
    def ipynb(self) -> bytes:
        """The notebook file."""
        return zlib.decompress(self.compressed)

    @property
    def notebook(self) -> NotebookNode:
        """The notebook, read anew at each call."""
        return v4.reads(self.ipynb.decode())

    @property
    def code(self) -> dict[str, str]:
        """The source of each code cell, by its id."""
        cells = json.loads(self.ipynb)["cells"]
        return {cell["id"]: "".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"}

    @property
    def source(self) -> str:
        """The program in jupytext's percent format."""
        return _text(self.lines)

    def origin(self, cell: str | None, line: int | None = None) -> Line | None:
        """The template line of a cell's line (from 1), or of its header; None for a cell that is not here."""
        for block in _split(self.lines):
            if CELL_HEADER.match(block[0].text)["id"] == cell:
                return block[min(line or 0, len(block) - 1)]
        return None


def render(
    program: Program,
    path: Path,
    templates: Templates,
    names: Mapping[str, Any],
    metadata: Mapping[str, Any],
    words: Words,
) -> Rendered:
    """Render one program from its template; `names` is what the template sees, `metadata` what publishers add to the
    notebook's own, `words` the language of the tables of remarks.

    Raises InputError with the template's file and line where a cell has no name of its own, carries
    unknown metadata, or is no valid Python.
    """
    lines = tuple(templates.expand(path, names))
    blocks = _split(lines)
    if not blocks:
        raise InputError(Problem(path, "a program without cells"))
    tags_by_name = _names_and_tags(block[0] for block in blocks)
    cells = []
    for block, (name, tags) in zip(blocks, tags_by_name.items(), strict=True):
        _require_sound(block)
        if _is_markdown(block):
            cells.append(_markdown(name, _source(block)))
            continue
        code, remarks = split_remarks(_source(block))
        code_lines = code.split("\n")
        for line in (block[number] for number in remarks if not code_lines[number - 1]):
            raise InputError(Problem(line.path, f"a remark ({REMARK}) ends a line of code", line.number))
        cells.append(_code(name, code, tags))
        if remarks:
            cells.append(_markdown(name + REMARKS_SUFFIX, remarks_table(code, remarks, words)))
    notebook = v4.new_notebook(
        cells=cells,
        metadata={
            **metadata,
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": LANGUAGE_INFO,
        },
    )
    return Rendered(program, zlib.compress(to_bytes(notebook)), lines)


def _text(lines: Iterable[Line]) -> str:
    return "\n".join(line.text for line in lines) + "\n"


def _is_markdown(block: list[Line]) -> bool:
    return bool(CELL_HEADER.match(block[0].text)["markdown"])


def _source(block: list[Line]) -> str:
    """A cell's text, without its header: a Markdown cell's lines without the comment signs before them."""
    lines = [line.text for line in block[1:]]
    if _is_markdown(block):
        lines = [line.removeprefix("#").removeprefix(" ") if line.startswith("#") else line for line in lines]
    return "\n".join(lines).strip("\n")


# Cells without nbformat's constructors, which validate each one: new_notebook validates them all at once.
def _markdown(name: str, text: str) -> NotebookNode:
    return NotebookNode(id=name, cell_type="markdown", metadata=NotebookNode(), source=text)


def _code(name: str, code: str, tags: list[str]) -> NotebookNode:
    metadata = NotebookNode(tags=tags) if tags else NotebookNode()
    return NotebookNode(id=name, cell_type="code", metadata=metadata, execution_count=None, source=code, outputs=[])


def to_bytes(notebook: NotebookNode) -> bytes:
    """The .ipynb file. ASCII only: a client on a Korean Windows may read it in cp949."""
    return (v4.writes(notebook, ensure_ascii=True) + "\n").encode("ascii")


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
        shown = (line if len(line) <= SHOWN_CODE else line[: SHOWN_CODE - 1].rstrip() + "…").replace("|", "\\|")
        # A bar would end the table's cell, except in a formula, which is set aside before the table is read.
        remark = re.sub(r"(\$[^$]*\$)|\|", lambda found: found[1] or "\\|", remark)
        rows.append(f"| {number:02} | `{shown}` | {remark} |")
    return "\n".join(rows)


def _require_sound(block: list[Line]) -> None:
    """Raises InputError where a code cell is no Python by itself, or a Markdown cell holds more than comments."""
    body = block[1:]
    for line in body:
        if LOOKS_LIKE_HEADER.match(line.text):
            raise InputError(Problem(line.path, 'a cell header begins its line with "# %% "', line.number))
    if _is_markdown(block):
        for line in body:
            if line.text.strip() and not line.text.startswith("#"):
                raise InputError(Problem(line.path, "a line of a Markdown cell begins with #", line.number))
        return
    try:
        ast.parse("\n".join(line.text for line in body))
    except SyntaxError as error:
        line = block[min(error.lineno or 1, len(body))]
        # The line that Python names is the cell's; the problem names the template's.
        reason = re.sub(r" on line \d+| \(detected at line \d+\)", "", error.msg)
        raise InputError(Problem(line.path, f"not valid Python once rendered: {reason}", line.number)) from None


def _split(lines: Iterable[Line]) -> list[list[Line]]:
    """The lines cell by cell, each with its header first, and without the blank ones that may follow it."""
    blocks: list[list[Line]] = []
    for line in lines:
        if CELL_HEADER.match(line.text):
            blocks.append([line])
        elif blocks:
            if len(blocks[-1]) > 1 or line.text.strip():
                blocks[-1].append(line)
        elif line.text.strip():
            raise InputError(Problem(line.path, "text before the first cell", line.number))
    return blocks


def _names_and_tags(headers: Iterable[Line]) -> dict[str, list[str]]:
    """The cells' ids, in order, with their tags. Raises InputError where an id is missing, repeated or malformed."""
    found: dict[str, list[str]] = {}
    places: dict[str, Line] = {}
    for header in headers:

        def fail(message: str, header: Line = header) -> InputError:
            return InputError(Problem(header.path, message, header.number))

        parts = HEADER.fullmatch(header.text)
        if not parts:
            form = '# %% id="…", # %% [markdown] id="…" or # %% id="…" tags=["…"]'
            raise fail(f"unknown cell metadata in {header.text!r}: a cell begins with {form}")
        name = parts["id"]
        if not name:
            raise fail('a cell without a name: write # %% id="…"')
        if not CELL_ID.fullmatch(name):
            raise fail(f"cell name {name!r}: 1 to 56 letters, digits, - and _")
        if name.endswith(REMARKS_SUFFIX):
            raise fail(f"cell name {name!r}: {REMARKS_SUFFIX} ends the names of the tables of remarks")
        if name in places:
            raise fail(f"two cells named {name!r}, the first at {places[name].path.name}:{places[name].number}")
        places[name] = header
        found[name] = json.loads(parts["tags"] or "[]")
    return found

"""A program's lines -> a Kaggle notebook, deterministic to the byte. Knows no papermill and writes no file."""

import ast
import io
import re
import tokenize
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jupytext
from nbformat import NotebookNode, v4

from .chapter import Chapter, Program, namespace
from .errors import InputError, Problem
from .template import CELL_HEADER, Line, Templates

# nbformat's own pattern for cell ids.
CELL_ID = re.compile(r"[a-zA-Z0-9-_]{1,64}")
REMARK = "#>"
SHOWN_CODE = 40  # characters of a line in the table of remarks; the line itself stands right above
LANGUAGE_INFO = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}


@dataclass(frozen=True)
class Origins:
    """Where the lines of each cell came from: cell id -> one template place for each line of its source."""

    program: Path
    cells: dict[str, list[Line]]

    def of(self, cell: str | None, line: int | None = None) -> Line | None:
        """The template line of a cell's line (from 1), or of its header."""
        lines = self.cells.get(cell or "")
        return lines[min(line or 0, len(lines) - 1)] if lines else None


@dataclass(frozen=True)
class Rendered:
    """A program as a notebook, with the program text that it was made of."""

    program: Program
    notebook: NotebookNode
    source: str
    origins: Origins


def render(chapter: Chapter, program: Program, templates: Templates, kaggle_metadata: dict[str, Any]) -> Rendered:
    """Render one program; `kaggle_metadata` is the notebook metadata's `kaggle` entry.

    Raises InputError with the template's file and line where a cell has no name of its own, carries
    unknown metadata, or the program is no valid Python.
    """
    path = chapter.folder / program.template
    lines = templates.expand(path, namespace(chapter, program))
    source = "\n".join(line.text for line in lines) + "\n"
    _require_python(lines, source)
    blocks = _split(lines)
    parsed = jupytext.reads(source, fmt="py:percent")
    if len(parsed.cells) != len(blocks):
        raise InputError(Problem(path, "a line that looks like a cell header stands inside a cell", 1))
    cells, origins = [], {}
    for cell, block in zip(parsed.cells, blocks, strict=True):
        name, tags = _name_and_tags(cell, block[0], origins)
        # jupytext drops blank lines before a cell's text; the origins drop them too.
        body = block[1:]
        while body and not body[0].text.strip():
            body = body[1:]
        origins[name] = [block[0], *body]
        if cell.cell_type == "markdown":
            cells.append(v4.new_markdown_cell(cell.source.strip("\n"), id=name))
            continue
        code, remarks = split_remarks(cell.source.strip("\n"))
        cells.append(v4.new_code_cell(code, id=name, metadata={"tags": tags} if tags else {}))
        if remarks:
            cells.append(v4.new_markdown_cell(remarks_table(code, remarks), id=f"{name}-remarks"))
    notebook = v4.new_notebook(
        cells=cells,
        metadata={
            "kaggle": kaggle_metadata,
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": LANGUAGE_INFO,
        },
    )
    return Rendered(program, notebook, source, Origins(path, origins))


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


def remarks_table(code: str, remarks: dict[int, str]) -> str:
    """The remarks as a Markdown table: line number, the start of the line, what is said of it."""
    lines = code.split("\n")
    rows = ["| 행 | 코드 | 설명 |", "|---:|:---|:---|"]
    for number, remark in sorted(remarks.items()):
        line = lines[number - 1].strip()
        shown = (line if len(line) <= SHOWN_CODE else line[: SHOWN_CODE - 1].rstrip() + "…").replace("|", "\\|")
        rows.append(f"| {number:02} | `{shown}` | {remark} |")
    return "\n".join(rows)


def _require_python(lines: list[Line], source: str) -> None:
    try:
        ast.parse(source)
    except SyntaxError as error:
        line = lines[min((error.lineno or 1), len(lines)) - 1]
        raise InputError(Problem(line.path, f"not valid Python once rendered: {error.msg}", line.number)) from None


def _split(lines: list[Line]) -> list[list[Line]]:
    """The lines cell by cell, each with its header first."""
    blocks: list[list[Line]] = []
    for line in lines:
        if CELL_HEADER.match(line.text):
            blocks.append([line])
        elif blocks:
            blocks[-1].append(line)
        elif line.text.strip():
            raise InputError(Problem(line.path, "text before the first cell", line.number))
    return blocks


def _name_and_tags(cell: NotebookNode, header: Line, taken: dict[str, Any]) -> tuple[str, list[str]]:
    """A cell's id and tags. Raises InputError where the id is missing, repeated or malformed."""

    def fail(message: str) -> InputError:
        return InputError(Problem(header.path, message, header.number))

    # What jupytext notes for its own round trip stays out of the notebook.
    metadata = {key: value for key, value in cell.metadata.items() if key != "lines_to_next_cell"}
    name, tags = metadata.pop("id", None), metadata.pop("tags", [])
    if metadata:
        raise fail(f"unknown cell metadata {', '.join(metadata)}: a cell has id and tags")
    if not name:
        raise fail('a cell without a name: write # %% id="…"')
    if not CELL_ID.fullmatch(name):
        raise fail(f"cell name {name!r}: 1 to 64 letters, digits, - and _")
    if name in taken or name.removesuffix("-remarks") in taken:
        first = taken.get(name) or taken[name.removesuffix("-remarks")]
        raise fail(f"two cells named {name!r}, the first at {first[0].path.name}:{first[0].number}")
    return name, tags

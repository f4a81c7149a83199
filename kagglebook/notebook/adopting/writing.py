"""Cells -> the text of a template in percent format, with what a template would read otherwise written as text."""

import io
import json
import re
import tokenize
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .. import markdown
from .names import MAX_RESULTS
from .reading import Cell

FIND_CELL = "find-data"  # which templates/find_data.py is
WATCH_CELL, WATCHED = "watch", "behind_cells"  # and the table of what names are behind each cell
SIGN = re.compile(r"#[:>?!<=]")  # how the comments begin that say something to the renderer
LOOKS_LIKE_HEADER = re.compile(r"^(\s*#\s*)%%", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Written:
    """A template's text, and where each cell of the notebook begins in it (line from 1, place of the cell)."""

    text: str
    places: Sequence[tuple[int, int]]

    def cell_at(self, line: int | None) -> int:
        """The place in the notebook of the cell that holds a line of the template; 0 for none of its cells."""
        return max(((start, place) for start, place in self.places if start <= (line or 0)), default=(0, 0))[1]


def write_template(
    cells: Iterable[Cell], params: Mapping[str, Any], names: Sequence[tuple[str, bool]], watched: Sequence[str] = ()
) -> Written:
    """The template: the cells in a lesson, and a cell `results` that gathers the named values; before all cells one
    that gathers what the `watched` names are behind each."""
    lines = ['#: extends "program.py"', "", "#: block lesson"]
    if watched:
        call = f"{WATCHED} = behind_each_cell({json.dumps(list(watched))})"
        lines += ['#: include "gather.py"', "", f'# %% id="{WATCH_CELL}" role="machinery"', call, ""]
    places = []
    for cell in cells:
        places.append((len(lines) + 1, cell.place))
        if cell.name == FIND_CELL:
            lines.append('#: include "find_data.py"')
        elif cell.name == "parameters":
            lines += ['# %% id="parameters" tags=["parameters"]', *parameter_lines(cell.text, params)]
        else:
            lines += _header(cell), *(_code(cell.text) if cell.is_code else _prose(cell.text)).split("\n")
        lines.append("")
    places.append((len(lines) + 1, 0))
    gather = [] if watched else ['#: include "gather.py"', ""]
    lines[-1:] = ["#: endblock", "", "#: block results", *gather, '# %% id="results" role="machinery"']
    lines += ["results = {", *(f'    "{name}": gathered({_read(name, sure)}),' for name, sure in names[:MAX_RESULTS])]
    if watched:
        lines.append(f'    "{WATCHED}": {WATCHED},')
    return Written("\n".join([*lines, "}", "#: endblock", ""]), places)


def parameter_lines(text: str, params: Mapping[str, Any]) -> list[str]:
    """A line for each parameter, with the comment that its line of `text` (`name = …  # words`) has."""
    said = dict(re.findall(r"^(\w+) = .*?(?<=\S)(  #[^#=\n\"']*)$", text, re.MULTILINE))
    return [f"{name} = {{{{ program.params.{name} | literal }}}}{_words(said.get(name, ''))}" for name in params]


def _words(comment: str) -> str:
    comment = SIGN.sub(lambda found: f"# {found[0][1:]}", comment.strip())
    return f"  {comment}" if comment and "{{" not in comment else ""


def _read(name: str, sure: bool) -> str:
    return name if sure else f'globals().get("{name}")'


def _header(cell: Cell) -> str:
    parts = ["# %%"] if cell.is_code else ["# %% [markdown]"]
    parts.append(f'id="{cell.name}"')
    if cell.role:
        parts.append(f'role="{cell.role}"')
    tags = [tag for tag in cell.tags if re.fullmatch(r"[\w-]+", tag) and tag != "parameters"]
    if tags:
        parts.append(f"tags={json.dumps(tags)}")
    return " ".join(parts)


def _code(text: str) -> str:
    """Code whose comments say nothing to the renderer: a space is put behind their sign."""
    lines = text.split("\n")
    try:
        comments = [
            each
            for each in tokenize.generate_tokens(io.StringIO(text + "\n").readline)
            if each.type == tokenize.COMMENT
        ]
    except (tokenize.TokenError, SyntaxError, IndentationError):
        comments = []
    for each in comments:
        row, column = each.start
        string = each.string
        while SIGN.match(string):
            string = f"# {string[1:]}"
        string = LOOKS_LIKE_HEADER.sub(r"\1% %", string)
        lines[row - 1] = lines[row - 1][:column] + string
    return "\n".join(lines).rstrip()


def _prose(text: str) -> str:
    """Prose as comments, with double braces as text where a template would read an expression."""
    aside = markdown.regions(text)
    text = re.sub(r"\{\{", lambda found: found[0] if aside.at(found.start()) else '{{ "{{" }}', text)
    lines = [re.sub(r"^(\s*)%%", r"\1&#37;%", line) for line in text.split("\n")]  # no header
    return "\n".join(f"# {line}".rstrip() for line in lines)

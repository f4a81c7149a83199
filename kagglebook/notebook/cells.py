"""A program's lines -> its cells: each with a name of its own, and sound by itself."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..core.problems import InputError, Problem
from . import python_text, roles
from .origin import Line
from .source import CELL_HEADER

HEADER = re.compile(
    r'# %%(?P<markdown> \[markdown\])?( id="(?P<id>[^"]*)")?( role="(?P<role>[^"]*)")?'
    r'( tags=(?P<tags>\["[\w-]+"(, *"[\w-]+")*\]))?\s*'
)
# jupytext takes these for headers too.
LOOKS_LIKE_HEADER = re.compile(r"\s*#\s*%%(\s|$)")
# nbformat allows 64 characters; the table of a cell's remarks adds its suffix.
CELL_ID = re.compile(r"[a-zA-Z0-9-_]{1,56}")
REMARKS_SUFFIX = "-remarks"
TAKEN = {  # ends of the names of cells that the tool makes
    REMARKS_SUFFIX: "the tables of remarks",
    "-hints": "the hints to blanks",
    "-answers": "the tables of wrong answers",
}
# Tags that papermill, nbclient and Kaggle's papermill take each in its own way, and what to write instead.
REFUSED_TAGS = {
    "raises-exception": "use try/except: papermill ignores the tag",
    "skip-execution": "put the code under `if`, or leave the cell out: some versions execute it all the same",
    "injected-parameters": "papermill makes such a cell itself, in the place of this one: use the parameters cell",
    "papermill-error-cell-tag": "papermill removes such cells: leave the tag out",
}
Block = list[Line]


@dataclass(frozen=True, slots=True)
class Head:
    """What a cell's header says besides its name."""

    role: str
    tags: Sequence[str]


def split(lines: Iterable[Line]) -> list[Block]:
    """The lines cell by cell, each with its header first, and without the blank ones that may follow it."""
    blocks: list[Block] = []
    for line in lines:
        if CELL_HEADER.match(line.text):
            blocks.append([line])
        elif blocks:
            if len(blocks[-1]) > 1 or line.text.strip():
                blocks[-1].append(line)
        elif line.text.strip():
            raise InputError(Problem(line.path, "text before the first cell", line.number))
    return blocks


def is_markdown(block: Block) -> bool:
    """Whether a cell is prose."""
    return bool(CELL_HEADER.match(block[0].text)["markdown"])


def texts(block: Block) -> list[str]:
    """A cell's lines, without its header: of a Markdown cell without the comment signs before them."""
    lines = [line.text for line in block[1:]]
    if is_markdown(block):
        lines = [line.removeprefix("#").removeprefix(" ") if line.startswith("#") else line for line in lines]
    return lines


def require_sound(block: Block) -> None:
    """Raises InputError where a code cell is no Python by itself, or a Markdown cell holds more than comments."""
    body = block[1:]
    for line in body:
        if LOOKS_LIKE_HEADER.match(line.text):
            raise InputError(Problem(line.path, 'a cell header begins its line with "# %% "', line.number))
    if is_markdown(block):
        for line in body:
            if line.text.strip() and not line.text.startswith("#"):
                raise InputError(Problem(line.path, "a line of a Markdown cell begins with #", line.number))
        return
    try:
        python_text.parse("\n".join(line.text for line in body))
    except SyntaxError as error:
        line = block[min(error.lineno or 1, len(body))]
        # The line that Python names is the cell's; the problem names the template's.
        reason = re.sub(r" on line \d+| \(detected at line \d+\)", "", error.msg)
        raise InputError(Problem(line.path, f"not valid Python once rendered: {reason}", line.number)) from None


def heads(headers: Iterable[Line]) -> dict[str, Head]:
    """The cells' ids, in order, each with its role and tags. Raises InputError where an id is missing, repeated or
    malformed, for a role that is none, and for a tag that doesn't mean the same everywhere."""
    found: dict[str, Head] = {}
    places: dict[str, Line] = {}
    for header in headers:

        def fail(message: str, header: Line = header) -> InputError:
            return InputError(Problem(header.path, message, header.number))

        parts = HEADER.fullmatch(header.text)
        if not parts:
            form = '# %% id="…", # %% [markdown] id="…" or # %% id="…" role="…" tags=["…"]'
            raise fail(f"unknown cell metadata in {header.text!r}: a cell begins with {form}")
        name = parts["id"]
        if not name:
            raise fail('a cell without a name: write # %% id="…"')
        if not CELL_ID.fullmatch(name):
            raise fail(f"cell name {name!r}: 1 to 56 letters, digits, - and _")
        for suffix, those in TAKEN.items():
            if name.endswith(suffix):
                raise fail(f"cell name {name!r}: {suffix} ends the names of {those}")
        if name in places:
            raise fail(f"two cells named {name!r}, the first at {places[name].path.name}:{places[name].number}")
        tags = json.loads(parts["tags"] or "[]")
        for tag in tags:
            if tag in REFUSED_TAGS:
                raise fail(f"the tag {tag!r}: {REFUSED_TAGS[tag]}")
            if tags.count(tag) > 1:
                raise fail(f"the tag {tag!r} stands twice")
        role = parts["role"]
        if role is not None and (message := roles.fault(role, bool(parts["markdown"]))):
            raise fail(message)
        places[name] = header
        found[name] = Head(role or "", tags)
    return found

"""Names for a notebook's cells, made of the headings above them, and the title of the whole."""

import re
from collections.abc import Iterable, Sequence

from slugify import slugify

from ..cells import TAKEN
from .reading import Cell

LONGEST_NAME, LONGEST_TITLE = 40, 120
HEADING = re.compile(r"^ {0,3}(?P<signs>#{1,6})[ \t]+(?P<words>.+?)[ \t#]*$", re.MULTILINE)
FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|<[^>]*>")
# The cells of the page and of what adopting adds.
OF_THE_PAGE = frozenset(
    (
        "header",
        "plan",
        "blanks",
        "lecture",
        "results",
        "save-results",
        "report",
        "blanks-done",
        "expected",
        "summary",
        "questions",
        "tries",
        "more",
        "terms",
        "slides",
        "errata",
        "next",
        "parameters",
        "gather",
        "install",
        "find-data",
        "find-files",
        "find-output",
        "seed",
        "watch",
        "modules",
    )
)


def title_of(cells: Iterable[Cell], otherwise: str) -> str:
    """The first heading of the highest rank among the first that there are, in one line; else the file's name."""
    headings = [found for cell in cells if not cell.is_code for found in HEADING.finditer(FENCED.sub("", cell.text))]
    first = next((found for found in headings if found["signs"] == "#"), headings[0] if headings else None)
    words = _plain(first["words"]) if first else ""
    return (words or otherwise.replace("_", " ").replace("-", " ").strip() or "Notebook")[:LONGEST_TITLE]


def name_cells(cells: Sequence[Cell]) -> None:
    """Give each cell a name that is its own: of the heading above it, prose with `-note` behind."""
    used = set(OF_THE_PAGE)
    heading = ""
    for cell in cells:
        if cell.name:
            used.add(cell.name)
            continue
        if not cell.is_code and (found := HEADING.search(FENCED.sub("", cell.text))):
            heading = slugify(_plain(found["words"]), max_length=LONGEST_NAME, word_boundary=True)
        stem = heading or "cell"
        cell.name = _free(stem if cell.is_code else f"{stem}-note", used)
        used.add(cell.name)


def _free(name: str, used: set[str]) -> str:
    number, found = 1, name
    while found in used or found.endswith(tuple(TAKEN)):
        number += 1
        found = f"{name}-{number}"
    return found


def _plain(words: str) -> str:
    """A heading's words without links, tags and emphasis, in one line."""
    words = LINK.sub(lambda found: found[1] or "", words)
    words = "".join(letter for letter in words if letter.isprintable())
    return " ".join(re.sub(r"[*`]|\{\{|\}\}|(?<!\w)_|_(?!\w)", "", words).split())

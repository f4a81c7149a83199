"""A notebook's JSON -> its cells, as far as they can become a template; what is said of each cell on the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import nbformat

from ...core.jsons import parse_json
from ...core.plain import error_in_short
from ..cells import REFUSED_TAGS


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a cell (by its place in the notebook, from 1; 0 is the notebook itself)."""

    cell: int
    message: str

    def __str__(self) -> str:
        return f"cell {self.cell}: {self.message}" if self.cell else self.message


class CannotAdoptError(Exception):
    """Raised for a notebook that can't become a template: why, cell by cell."""

    def __init__(self, *reasons: Said):
        super().__init__("; ".join(map(str, reasons)))
        self.reasons = reasons


@dataclass(slots=True)
class Cell:
    """A cell of a notebook: its place (from 1), what it says, its tags, pictures attached to it by name, and the name
    of the exception that it is meant to raise: that which the notebook shows."""

    place: int
    is_code: bool
    text: str
    tags: Sequence[str] = ()
    attachments: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    name: str = ""
    role: str = ""
    error: str = ""


MEANT = "raises-exception"  # a tag of Jupyter's
ANY = "Exception"
# What a tag, or metadata of a tool, would mean elsewhere, and a template has no place for.
NO_PLACE = {"slideshow": "its place in a slide show", "nbgrader": "nbgrader's metadata"}


def read_cells(content: bytes) -> tuple[list[Cell], list[Said]]:
    """The cells of a notebook of any format of Jupyter's, without empty ones, and what was left out of them.

    Raises CannotAdoptError for what is no notebook of Python's, and for tags that don't mean the same everywhere.
    """
    try:
        data = parse_json(content)
        notebook = nbformat.convert(nbformat.from_dict(data), 4) if isinstance(data, dict) else None
        cells = list(notebook["cells"]) if notebook is not None else None
        made = [_cell(place, cell) for place, cell in enumerate(cells or (), 1)]
    except Exception as error:  # whatever a file holds: nbformat raises what it meets
        raise CannotAdoptError(Said(0, f"no notebook: {error_in_short(error)}")) from None
    if notebook is None or cells is None:
        raise CannotAdoptError(Said(0, "no notebook: a notebook is a JSON object"))
    if language := _other_language(notebook.get("metadata", {})):
        raise CannotAdoptError(Said(0, f"a notebook of {language}, not of Python"))
    reasons, said = [], []
    for (cell, kind), raw in zip(made, cells, strict=True):
        reasons += [
            Said(cell.place, f"the tag {tag!r}: {REFUSED_TAGS[tag]}")
            for tag in cell.tags
            if tag in REFUSED_TAGS and tag != MEANT
        ]
        if kind == "raw" and cell.text.strip():
            said.append(Said(cell.place, "raw text, which no reader of a notebook sees: left out"))
        said += [Said(cell.place, f"{words}: left out") for key, words in NO_PLACE.items() if key in raw["metadata"]]
    if reasons:
        raise CannotAdoptError(*reasons)
    found = [cell for cell, kind in made if kind in ("code", "markdown") and cell.text.strip()]
    if not any(cell.is_code for cell in found):
        raise CannotAdoptError(Said(0, "no cell of code"))
    return found, said


def read_metadata(content: bytes) -> Mapping[str, Any]:
    """The metadata of a notebook that `read_cells` could read; empty where it has none."""
    data = parse_json(content)
    found = data.get("metadata") if isinstance(data, dict) else None
    return found if isinstance(found, dict) else {}


def _cell(place: int, raw: Mapping[str, Any]) -> tuple[Cell, str]:
    source = raw["source"]
    text = "".join(source) if isinstance(source, list) else source
    text = text.replace("\r\n", "\n").replace("\r", "\n").rstrip().lstrip("\n")
    tags = [tag for tag in raw["metadata"].get("tags", ()) if isinstance(tag, str)]
    kind = raw["cell_type"]
    shown = [str(each.get("ename", "")) for each in raw.get("outputs", ()) if each.get("output_type") == "error"]
    error = next((name for name in shown if name.isidentifier()), ANY if MEANT in tags else "")
    tags = [tag for tag in dict.fromkeys(tags) if tag != MEANT]
    return Cell(place, kind == "code", text, tuple(tags), raw.get("attachments", {}), error=error), kind


def _other_language(metadata: Mapping[str, Any]) -> str:
    """The language of a notebook's kernel where it is another than Python."""
    spec, info = metadata.get("kernelspec", {}), metadata.get("language_info", {})
    named = str(info.get("name") or spec.get("language") or "python")
    return "" if named.lower() in ("python", "ipython", "python3") else named

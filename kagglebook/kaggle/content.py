"""What a push sends, in digests: whether Kaggle has it already, and whether what Kaggle has is ours."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from ..chapter.kaggle import SOURCES
from ..core.jsons import parse_json
from ..notebook.context import URL
from ..notebook.page import Page

# What of kernel-metadata.json decides how a notebook runs.
RUN_FIELDS = ("machine_shape", "enable_gpu", "enable_tpu", "enable_internet")


@dataclass(frozen=True)
class Content:
    """Digests of what a push sends, of the notebook's cells alone, and of what decides what the run computes.

    None of them knows how the JSON is laid out or escaped, the order of the sources, the cells' ids and tags, or where
    badges lead: a change of these alone is no reason to push, and to run, again. What Kaggle hides of a cell is one.
    """

    whole: str = ""
    cells: str = ""
    run: str = ""


def content_of(page: Page) -> Content:
    """The digests of a page."""
    # Its own, of each publisher, and those of the other programs that its contents lead to.
    shown = [publisher.badge(page.chapter, page.program) for publisher in page.others]
    badges = {page.kaggle.badge(page.chapter, each).url for each in (page.program, *page.chapter.programs)}
    badges |= {quote(badge.url, safe=URL) for badge in shown if badge}
    metadata = {key: value for key, value in page.metadata.items() if key != "code_file"}
    metadata |= {key: sorted(value) for key, value in metadata.items() if isinstance(value, list)}
    notebook = json.loads(page.rendered.ipynb)
    cells = [_text_of(cell, badges) + _pictures_of(cell) for cell in notebook["cells"]]
    code = [text for kind, text, *_ in cells if kind == "code"]
    hidden = [sorted(key for key in cell["metadata"] if key.startswith("_kg_")) for cell in notebook["cells"]]
    return Content(
        whole=_digest([metadata, cells, notebook["metadata"], *([hidden] if any(hidden) else ())]),
        cells=digest_of_cells(page.rendered.ipynb),
        run=_digest([code, {key: metadata.get(key) for key in RUN_FIELDS + SOURCES}]),
    )


def digest_of_cells(source: str | bytes) -> str:
    """A digest of the texts of a notebook's cells, the badge included; "" for what is no notebook.

    Pictures don't count: nobody says whether Kaggle gives back those of a source that it has taken.
    """
    try:
        return _digest([_text_of(cell) for cell in parse_json(source)["cells"]])
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""


def _text_of(cell: Mapping[str, Any], badges: Collection[str] = ()) -> list[Any]:
    """A cell's kind and its text, without the badges' addresses, as links have them."""
    text = _text(cell["source"])
    for badge in badges:
        text = text.replace(f"({badge})", "()")
    return [cell["cell_type"], text]


def _pictures_of(cell: Mapping[str, Any]) -> list[Any]:
    """The pictures that a cell of ours brings along, in a list of one; empty if it has none."""
    return [cell["attachments"]] if cell.get("attachments") else []


def _text(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()

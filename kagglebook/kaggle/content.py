"""What a push sends, in digests: whether Kaggle has it already, and whether what Kaggle has is ours."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..chapter.kaggle import SOURCES
from ..core.jsons import parse_json
from ..notebook.page import Page

# What of kernel-metadata.json decides how a notebook runs.
RUN_FIELDS = ("machine_shape", "enable_gpu", "enable_tpu", "enable_internet")


@dataclass(frozen=True)
class Content:
    """Digests of what a push sends, of the notebook's cells alone, and of what decides what the run computes.

    None of them knows how the JSON is laid out, the order of the sources, the cells' ids or where the badge leads:
    a change of these alone is no reason to push, and to run, again.
    """

    whole: str = ""
    cells: str = ""
    run: str = ""


def content_of(page: Page) -> Content:
    """The digests of a page."""
    badge = page.kaggle.badge(page.chapter, page.program).url
    metadata = {key: value for key, value in page.metadata.items() if key != "code_file"}
    metadata |= {key: sorted(value) for key, value in metadata.items() if isinstance(value, list)}
    notebook = json.loads(page.rendered.ipynb)
    cells = [_shown(cell, badge) for cell in notebook["cells"]]
    code = [text for kind, text, *_ in cells if kind == "code"]
    return Content(
        whole=_digest([metadata, cells, notebook["metadata"]]),
        cells=digest_of_cells(page.rendered.ipynb),
        run=_digest([code, {key: metadata.get(key) for key in RUN_FIELDS + SOURCES}]),
    )


def digest_of_cells(source: str | bytes) -> str:
    """A digest of a notebook's cells, the badge included; "" for what is no notebook."""
    try:
        return _digest([_shown(cell) for cell in parse_json(source)["cells"]])
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""


def _shown(cell: Mapping[str, Any], badge: str = "") -> list[Any]:
    """What a reader sees of a cell: its kind, its text without the badge's address, and its pictures, if it has any."""
    shown = [cell["cell_type"], _text(cell["source"]).replace(badge, "") if badge else _text(cell["source"])]
    pictures = {
        name: {kind: "".join(_text(content).split()) for kind, content in bundle.items()}
        for name, bundle in (cell.get("attachments") or {}).items()
    }
    return [*shown, pictures] if pictures else shown


def _text(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()

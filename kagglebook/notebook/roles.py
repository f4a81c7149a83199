"""What a code cell is to the reader, `role="…"` in its header, and the metadata by which each viewer hides it."""

from collections.abc import Mapping, Sequence
from typing import Any

from ..core.problems import did_you_mean

REPORT = "report"
# Kaggle reads the keys `_kg_…`, JupyterLab `jupyter`, Colab `cellView`, Jupyter Book the tag `hide-…`. Colab folds a
# form without a title too, so the code needs no line for it.
ROLES: Mapping[str, Mapping[str, Any]] = {
    "machinery": {  # nothing to learn from: neither its code nor what it shows
        "_kg_hide-input": True,
        "_kg_hide-output": True,
        "jupyter": {"source_hidden": True, "outputs_hidden": True},
        "cellView": "form",
        "tags": ["machinery", "hide-cell"],
    },
    REPORT: {  # it speaks to the reader: what it shows is seen, its code is not
        "_kg_hide-input": True,
        "jupyter": {"source_hidden": True},
        "cellView": "form",
        "tags": ["report", "hide-input"],
    },
}


def fault(role: str, is_markdown: bool) -> str:
    """What is wrong with the role of a cell, "" if nothing."""
    if role not in ROLES:
        return f"no role {role!r}{did_you_mean(role, ROLES)}"
    return f"the role {role!r} is for code: a Markdown cell has none" if is_markdown else ""


def metadata(role: str, tags: Sequence[str]) -> dict[str, Any]:
    """A code cell's metadata: what its role says, and its own tags behind those of the role."""
    own = ROLES.get(role, {})
    tags = list(dict.fromkeys([*own.get("tags", ()), *tags]))
    return {**own, "tags": tags} if tags else dict(own)

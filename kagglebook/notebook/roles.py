"""What a cell is to the reader, `role="…"` in its header: which editions have it, and the metadata by which each viewer
hides its code."""

from collections.abc import Mapping, Sequence
from typing import Any

from ..chapter.editions import INSTRUCTOR, STUDENT
from ..core.problems import did_you_mean

REPORT = "report"
SELF_CHECK = "self-check"
TEACHING = "instructor"
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
    SELF_CHECK: {  # of the blanks: it speaks to the reader, and its code would lead him to the answer
        "_kg_hide-input": True,
        "jupyter": {"source_hidden": True},
        "cellView": "form",
        "tags": ["self-check", "hide-input"],
    },
    TEACHING: {"tags": ["instructor"]},  # what a teacher alone reads
}
ONLY_IN: Mapping[str, Sequence[str]] = {
    SELF_CHECK: (STUDENT, INSTRUCTOR),
    TEACHING: (INSTRUCTOR,),
    REPORT: ("", INSTRUCTOR),  # it names mistakes, and how it finds them would be an answer to read
}


def fault(role: str, is_markdown: bool) -> str:
    """What is wrong with the role of a cell, "" if nothing."""
    if role not in ROLES:
        return f"no role {role!r}{did_you_mean(role, ROLES)}"
    return f"the role {role!r} is for code: a Markdown cell has none" if is_markdown and role != TEACHING else ""


def belongs_to(edition: str, role: str) -> bool:
    """Whether an edition ("" for the complete notebook) has cells of a role."""
    return edition in ONLY_IN.get(role, (edition,))


def metadata(role: str, tags: Sequence[str]) -> dict[str, Any]:
    """A cell's metadata: what its role says, and its own tags behind those of the role."""
    own = ROLES.get(role, {})
    tags = list(dict.fromkeys([*own.get("tags", ()), *tags]))
    return {**own, "tags": tags} if tags else dict(own)

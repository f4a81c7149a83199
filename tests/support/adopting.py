"""Notebooks to adopt, made in memory."""

from typing import Any

import nbformat
from nbformat import v4


def notebook(*cells: Any, **metadata: Any) -> bytes:
    """A notebook: a text is a cell of code, a text that begins with `md:` is prose, else a cell of nbformat's."""
    made = []
    for cell in cells:
        if isinstance(cell, str):
            prose = cell.startswith("md:")
            cell = v4.new_markdown_cell(cell[3:]) if prose else v4.new_code_cell(cell)
        made.append(cell)
    return nbformat.writes(v4.new_notebook(cells=made, metadata=metadata)).encode()

"""Cells that show an exception on purpose: papermill and Kaggle end a run there, so it is caught and told."""

import builtins

from .. import python_text
from .reading import ANY, Cell


def is_meant(cell: Cell, message: str) -> bool:
    """Whether a cell raised what the notebook shows that it raises; `message` begins with the exception's name."""
    name = message.partition(":")[0].rpartition(".")[2]
    return bool(cell.error) and cell.error in (ANY, name) and not python_text.inside_strings(cell.text)


def caught(cell: Cell, name: str) -> str:
    """A cell's code, with what it raises caught under a free name, and printed."""
    error = cell.error if isinstance(getattr(builtins, cell.error, None), type) else ANY
    body = "\n".join(f"    {line}".rstrip() for line in cell.text.split("\n"))
    return f'try:\n{body}\nexcept {error} as {name}:\n    print(f"{{type({name}).__name__}}: {{{name}}}")'

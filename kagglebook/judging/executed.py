"""The cells of an executed notebook, whoever executed it, and whatever became of their names on the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..core.jsons import parse_json
from ..core.plain import fit
from ..core.run import CellOutput, cell_outputs

MAX_NOTEBOOK = 40_000_000  # bytes
MAX_CELLS = 10_000
INJECTED = "injected-parameters"  # the tag of the cell in which papermill sets parameters


@dataclass(frozen=True, slots=True)
class ExecutedCell:
    """A cell of code: what it showed, its place in the kernel's order (None: it never ran), the error that ended it."""

    code: str
    output: CellOutput
    count: int | None = None
    error: str = ""
    injected: bool = False


def read_cells(text: str) -> Sequence[ExecutedCell]:
    """Each code cell of a notebook, in the file's order; empty for what is no notebook, or one of too many cells."""
    try:
        cells = [cell for cell in parse_json(text)["cells"] if cell["cell_type"] == "code"]
        if len(cells) > MAX_CELLS:
            return ()
        cells = [_joined(cell) for cell in cells]
        # By place: ids may get lost on the way.
        outputs = cell_outputs({"cells": [cell | {"id": str(number)} for number, cell in enumerate(cells)]})
        return [_cell(cell, output) for cell, output in zip(cells, outputs.values(), strict=True)]
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return ()


def squeezed(code: str) -> str:
    """Code without the spaces and line ends that a page, or an editor, may change."""
    return "".join(code.split())


def _cell(cell: Mapping[str, Any], output: CellOutput) -> ExecutedCell:
    count, tags = cell.get("execution_count"), (cell.get("metadata") or {}).get("tags") or ()
    errors = [each for each in cell["outputs"] if each["output_type"] == "error"]
    told = f"{errors[0].get('ename')}: {errors[0].get('evalue')}" if errors else ""
    known = isinstance(count, int) and not isinstance(count, bool)
    return ExecutedCell(cell["source"], output, count if known else None, fit(told), INJECTED in tags)


def _joined(cell: Mapping[str, Any]) -> dict[str, Any]:
    """A cell with one string wherever the file may hold a list of lines. Raises TypeError where it holds neither."""
    outputs = []
    for output in cell["outputs"]:
        output = {key: _one(value) if key == "text" else value for key, value in output.items()}
        if "data" in output:
            # Only texts are lists of lines: other data are JSON of their own.
            data = output["data"].items()
            output["data"] = {key: _one(value) if key.startswith("text/") else value for key, value in data}
        outputs.append(output)
    return dict(cell) | {"source": _one(cell["source"]), "outputs": outputs}


def _one(text: Any) -> str:
    return "".join([text] if isinstance(text, str) else text if isinstance(text, list) else [text])

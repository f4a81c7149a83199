"""Where a notebook failed: the cell, and the line of its author, not that of the page which stumbled over it."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ..core.progress import without_colours
from ..core.run import Failure

# How IPython 8 and later name a line of a cell in a traceback: "Cell In[3], line 5".
FRAME = re.compile(r"Cell In\[(\d{1,9})\], line (\d{1,9})")
# How IPython 7, which Kaggle's image has, names a frame of a cell, and shows the line in it:
# "/tmp/ipykernel_7/123.py in f(x)", "----> 3     return 1 / y".
OLD_FRAME = re.compile(r"ipykernel_\d+|<ipython-input-")
ARROW = re.compile(r"-+> *(\d{1,9}) (.*)")
# How the page's last cell names a result that no JSON can hold.
RESULT = re.compile(r"\bresults\[(['\"])(.{1,200}?)\1\]")


def located(failure: Failure, notebook: Any) -> Failure:
    """The failure with the cell that raised it, and the innermost line of the notebook in its traceback."""
    code = [cell for cell in notebook.cells if cell["cell_type"] == "code"]
    ids = {cell.get("execution_count"): cell["id"] for cell in code}
    for cell in code:
        for output in cell["outputs"]:
            if output["output_type"] != "error":
                continue
            trace = without_colours("\n".join(output["traceback"]))
            inner = [(ids[int(count)], int(line)) for count, line in FRAME.findall(trace) if int(count) in ids]
            inner = inner or [place for frame in _old_frames(trace) if (place := _shown(*frame, code))]
            place = _assigned(failure.message, code) or (inner[-1] if inner else (None, None))
            return replace(failure, cell=cell["id"], line_cell=place[0], line=place[1])
    return failure


def _old_frames(trace: str) -> Iterator[tuple[int, str]]:
    """The notebook's frames as IPython 7 shows them: the line's number in its cell, whichever that is, and its text."""
    ours = False
    for line in trace.split("\n"):
        if " in " in line and not line.startswith((" ", "-")):
            ours = bool(OLD_FRAME.search(line))
        elif ours and (arrow := ARROW.match(line)):
            yield int(arrow[1]), arrow[2].strip()


def _shown(line: int, text: str, code: list[Any]) -> tuple[str, int] | None:
    """The last cell that has a line at its place."""
    for cell in reversed(code):
        lines = cell["source"].split("\n")
        if line <= len(lines) and lines[line - 1].strip() == text:
            return cell["id"], line
    return None


def _assigned(message: str, code: list[Any]) -> tuple[str, int] | None:
    """The cell and line that give `results` the entry which a message names: the last one that does."""
    named = RESULT.search(message)
    places = (place for cell in code for place in _entries(cell, named[2])) if named else iter(())
    return next(iter(reversed(list(places))), None)


def _entries(cell: Any, key: str) -> Iterator[tuple[str, int]]:
    try:
        tree = ast.parse(cell["source"])
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # a magic, say
        return
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign):
            continue
        target = node.targets[0]
        if isinstance(target, ast.Name) and target.id == "results" and isinstance(node.value, ast.Dict):
            keys = [each for each in node.value.keys if isinstance(each, ast.Constant) and str(each.value) == key]
            yield from ((cell["id"], each.lineno) for each in keys)
        elif isinstance(target, ast.Subscript) and getattr(target.value, "id", "") == "results":
            entry = target.slice
            yield from [(cell["id"], node.lineno)] if str(getattr(entry, "value", None)) == key else ()

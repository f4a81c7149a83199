"""What a run of a notebook left behind, whoever ran it: what the checks read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

# tqdm draws its bars on stderr; each redraw ends in a carriage return or a newline.
PROGRESS_BAR = re.compile(r"[^\r\n]*(\d+%\|.*\||\d+it )[^\r\n]*\[.*\]\s*|\r")
ENVIRONMENT = "environment"  # the key of results.json that says where a run was made, not what it computed
ANSI = re.compile(r"\x1b\[[0-9;]*m")  # what colours a traceback


@dataclass(frozen=True, slots=True)
class CellOutput:
    """What one cell showed: stdout and plain-text results, stderr without progress bars, pictures."""

    text: str = ""
    stderr: str = ""
    figures: int = 0


class FailureKind(Enum):
    """What ended a run before its last cell."""

    RAISED = "an exception of the notebook's own, or none is known"
    TIMEOUT = "it took longer than it may"
    FLOOD = "it printed more than it may"
    DIED = "its kernel died"
    SYSTEM = "the machine, or the tools that execute, refused"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a run ended early: the last word of the error, the cell that ran, and the innermost line of the notebook.

    That line (from 1) may stand in another cell, `line_cell`, which defined the function that failed.
    """

    message: str
    cell: str | None = None
    line_cell: str | None = None
    line: int | None = None
    kind: FailureKind = FailureKind.RAISED


@dataclass(frozen=True, slots=True)
class Printed:
    """What a run printed as a whole, where nobody knows which cell did: all that a log from elsewhere tells.

    `complaint` is the last line of stderr that is the notebook's for certain, `doubtful` the last one that may be of
    the tools around it; without a log (`log` is false) nothing is known of either.
    """

    stdout: str = ""
    complaint: str = ""
    doubtful: str = ""
    log: bool = True


@dataclass(frozen=True, slots=True)
class Run:
    """One run: outputs by cell id, the content of results.json (None: not written), parameters, wall seconds.

    `printed` is there only where outputs are not known by cell; `findings` holds what others looked at beside the run,
    by their names, and is kept with it.
    """

    cells: Mapping[str, CellOutput] = field(default_factory=dict)
    results: Mapping[str, Any] | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    failure: Failure | None = None
    seconds: float = 0.0
    printed: Printed | None = None
    findings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def environment(self) -> Mapping[str, Any]:
        """Where it was made, as the notebook said itself: `{"python": …, "device": …}`; empty where it didn't."""
        told = (self.results or {}).get(ENVIRONMENT)
        return told if isinstance(told, Mapping) else {}


def error_in_words(error: str) -> str:
    """An exception as a reader knows it: Python 3.13 has a private SyntaxError for a cell that ends too early."""
    return error.replace("_IncompleteInputError", "SyntaxError", 1)


def figures_in_words(count: int) -> str:
    """`1 figure`, `2 figures`."""
    return "1 figure" if count == 1 else f"{count} figures"


def cell_outputs(notebook: Mapping[str, Any]) -> dict[str, CellOutput]:
    """The outputs of a notebook's code cells (nbformat 4.5) by cell id."""
    return {cell["id"]: _output_of(cell["outputs"]) for cell in notebook["cells"] if cell["cell_type"] == "code"}


def _output_of(outputs: list[Mapping[str, Any]]) -> CellOutput:
    text, stderr, figures = "", "", 0
    for output in outputs:
        if output["output_type"] == "stream":
            if output["name"] == "stdout":
                text += output["text"]
            else:
                stderr += output["text"]
        elif "data" in output:
            figures += "image/png" in output["data"]
            # The text of a picture ("<Figure size …>") is no output of the program.
            if "image/png" not in output["data"]:
                text += output["data"].get("text/plain", "") + "\n"
    return CellOutput(text, PROGRESS_BAR.sub("", stderr).strip(), figures)

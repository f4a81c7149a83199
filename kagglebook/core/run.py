"""What a run of a notebook left behind, whoever ran it: what the checks read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NoReturn

from .figure import Reading, sound
from .progress import without_bars, without_colours

ENVIRONMENT = "environment"  # the key of results.json that says where a run was made, not what it computed
WIDGET = "application/vnd.jupyter.widget-view+json"  # a progress bar of tqdm.auto, say
DRAWN = "kagglebook"  # the key of an output's metadata that holds the reading of its figure


@dataclass(frozen=True, slots=True)
class CellOutput:
    """What one cell showed: stdout and plain-text results without colours, stderr without progress bars, how many
    pictures (PNG, JPEG, SVG, …), its HTML outputs, and what each picture shows: empty for one that is no figure of
    matplotlib's, None where nobody read them, as on Kaggle.
    """

    text: str = ""
    stderr: str = ""
    figures: int = 0
    html: tuple[str, ...] = ()
    drawn: tuple[Reading, ...] | None = None


class FailureKind(Enum):
    """What ended a run before its last cell."""

    RAISED = "an exception of the notebook's own, or none is known"
    TIMEOUT = "it took longer than it may"
    FLOOD = "it printed more than it may"
    DIED = "its kernel died"
    ENDED = "a cell ended it, by sys.exit() say"
    NOT_RUN = "it was not run, as it could not have what it needs of another program"
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

    `stderr` is without progress bars and without what the tools around the notebook say; without a log (`log` is false)
    nothing is known of either.
    """

    stdout: str = ""
    stderr: str = ""
    log: bool = True


@dataclass(frozen=True, slots=True)
class Run:
    """One run: outputs by cell id, the content of results.json (None: there is none), parameters, wall seconds.

    `unread` says why results.json could not be read, if it was there; `limit` is how many seconds the run might take.
    `printed` is there only where outputs are not known by cell; `findings` holds what others looked at beside the run,
    by their names, and is kept with it. `away` is a run elsewhere, whose results.json didn't come along: nothing is
    known of what it holds.
    """

    cells: Mapping[str, CellOutput] = field(default_factory=dict)
    results: Mapping[str, Any] | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    failure: Failure | None = None
    seconds: float = 0.0
    unread: str = ""
    limit: float | None = None
    printed: Printed | None = None
    findings: Mapping[str, Any] = field(default_factory=dict)
    away: bool = False

    @property
    def environment(self) -> Mapping[str, Any]:
        """Where it was made, as the notebook said itself: `{"python": …, "device": …}`; empty where it didn't."""
        if isinstance(self.results, Away):
            return {}
        told = (self.results or {}).get(ENVIRONMENT)
        return told if isinstance(told, Mapping) else {}


class AwayError(Exception):
    """Raised by whoever reads results that didn't come along: what would look at them can't be checked."""

    def __init__(self) -> None:
        super().__init__("results.json did not come along")


class Away(Mapping[str, Any]):
    """Stands for results that didn't come along: whatever is asked of it raises AwayError."""

    def _raise(self, *_: object) -> NoReturn:
        raise AwayError

    def __getitem__(self, key: str) -> Any:
        self._raise()

    def __iter__(self) -> Iterator[str]:
        self._raise()

    def __len__(self) -> int:
        self._raise()

    def __bool__(self) -> bool:
        return True


def error_in_words(error: str) -> str:
    """An exception as a reader knows it: Python 3.13 has a private SyntaxError for a cell that ends too early."""
    return error.replace("_IncompleteInputError", "SyntaxError", 1)


def figures_in_words(count: int) -> str:
    """`1 figure`, `2 figures`."""
    return count_in_words(count, "figure")


def count_in_words(count: int, what: str) -> str:
    """`1 figure`, `2 figures`."""
    return f"{count} {what}" + ("" if count == 1 else "s")


def cell_outputs(notebook: Mapping[str, Any]) -> dict[str, CellOutput]:
    """The outputs of a notebook's code cells (nbformat 4.5) by cell id."""
    return {cell["id"]: _output_of(cell["outputs"]) for cell in notebook["cells"] if cell["cell_type"] == "code"}


def _output_of(outputs: list[Mapping[str, Any]]) -> CellOutput:
    text: list[str] = []
    stderr: list[str] = []
    html: list[str] = []
    drawn: list[Any] = []
    figures = 0
    for output in outputs:
        if output["output_type"] == "stream":
            (text if output["name"] == "stdout" else stderr).append(output["text"])
        elif "data" in output:
            data = output["data"]
            picture = any(kind.startswith("image/") for kind in data)
            figures += picture
            if picture:
                drawn.append(output.get("metadata", {}).get(DRAWN))
            if "text/html" in data:
                html.append(str(data["text/html"]))
            if not picture and WIDGET not in data:  # the text of a picture ("<Figure size …>") is none of the program's
                text.append(f"{data.get('text/plain', '')}\n")
    # This tool notes every picture as it executes: where one has no note, somebody else did.
    readings = None if None in drawn else tuple(each if sound(each) else {} for each in drawn)
    return CellOutput(without_colours("".join(text)), without_bars("".join(stderr)), figures, tuple(html), readings)

"""What all pictures of a comparison share: a figure, how lines are told apart, and the file that it becomes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..core.plain import fit

DASHES = ("-", "--", "-.", ":")
MARKS = "os^DvPX*<>"
WIDE = 20  # times the least value: so far apart, one would press all others flat on a linear axis
SIZE = (5.2, 3.6)  # inches of one pair of axes
LONGEST = 60  # characters of a name


def new_figure(rows: int, columns: int, extra: float, share: bool = False) -> tuple[Any, list[Any]]:
    """A figure of rows and columns of axes with `extra` inches for a legend beside them, and these axes."""
    from matplotlib.figure import Figure

    # No pyplot: it would choose a backend that may need a display, and keep every figure.
    figure = Figure(figsize=(SIZE[0] * columns + extra, SIZE[1] * rows + 0.4), layout="constrained")
    return figure, list(figure.subplots(rows, columns, squeeze=False, sharey=share).flat)


def save(figure: Any, path: Path) -> Path:
    """Write a figure as PNG, the same bytes for the same figure; its path. Raises OSError."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.text import Text

    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        FigureCanvasAgg(figure).print_png(path, metadata={"Software": None})
    except ValueError:  # a $ in a name that begins no formula
        for text in figure.findobj(Text):
            text.set_parse_math(False)
        FigureCanvasAgg(figure).print_png(path, metadata={"Software": None})
    return path


def style(place: int) -> dict[str, Any]:
    """How the line at a place of a legend looks: told apart by dashes and marks first, then by a colour's grey."""
    from matplotlib import colormaps

    color = colormaps["viridis"]((place % 5) / 5.5)  # no further: its yellow is no ink on white
    return {
        "color": color,
        "linestyle": DASHES[place % len(DASHES)],
        "marker": MARKS[place % len(MARKS)],
        "markersize": 5,
        "markerfacecolor": "white" if place % 2 else color,
    }


def label(at: Any, x: str, y: str, heights: Sequence[float]) -> None:
    """Name the axes, with a logarithmic one where the heights lie far apart."""
    at.set_xlabel(fit(x, LONGEST))
    at.set_ylabel(fit(y, LONGEST))
    if far_apart(heights):
        at.set_yscale("log")
    at.grid(color="0.85")


def far_apart(numbers: Sequence[float]) -> bool:
    """Whether numbers, all above 0, need a logarithmic axis."""
    return bool(numbers) and 0 < min(numbers) < max(numbers) / WIDE


def of_seeds(seeds: int) -> str:
    """What a title says of the seeds, if there are several."""
    return f", mean ± sd of {seeds} seeds" if seeds > 1 else ""

"""Pictures of a comparison: the curves of all variants on common axes, and small multiples for two parameters.

Lines are told apart by dashes and marks first, and by colours whose grey differs too.
"""

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .ranking import Group, Row

DASHES = ("-", "--", "-.", ":")
MARKS = "os^DvPX*<>"
MANY = 20  # lines: of more, the best and the worst half of it are drawn
WIDE = 20  # times the least value: so far apart, one variant would press all others flat on a linear axis
SIZE = (5.2, 3.6)  # inches of one pair of axes


def draw(group: Group, folder: Path) -> list[Path]:
    """Write the pictures of a group as PNG files; their paths. Rows that computed nothing are left out."""
    made = []
    rows = [row for row in group.rows if row.number(group.by.value).values]
    if rows and group.by.curves:
        made.append(_save(_curves(group, rows), folder / f"variants-{group.program.number}.png"))
    # A list has no place in a legend, nor an order that means anything.
    single = [name for name in group.varied if not isinstance(group.program.params[name], list)]
    for across, along in itertools.combinations(single, 2) if group.by.curves else ():
        panels = _panels(group, rows, across, along)
        if panels:
            figure = _small_multiples(group, panels, across, along)
            made.append(_save(figure, folder / f"variants-{group.program.number}-{across}-{along}.png"))
    return made


def _curves(group: Group, rows: Sequence[Row]) -> Any:
    """A pair of axes for each series, and one legend beside them all, best first."""
    shown = [*rows[: MANY // 2], *rows[-MANY // 2 :]] if len(rows) > MANY else list(rows)
    paths = group.by.curves
    columns = min(len(paths), 2)
    figure, axes = _figure(-(-len(paths) // columns), columns, extra=2.6)
    handles: dict[str, Any] = {}
    for path, at in zip(paths, axes, strict=False):
        for place, row in enumerate(shown):
            last = place == len(shown) - 1
            mark = "best: " if place == 0 else "worst: " if last and len(shown) > 1 else ""
            line = _line(at, row, path, place, wide=place == 0)
            if line is not None:
                handles.setdefault(f"{mark}{row.name}", line)
        _label(at, group, path)
    for at in axes[len(paths) :]:
        at.remove()
    figure.legend(
        handles.values(),
        handles.keys(),
        loc="outside right upper",
        title=f"by {group.by.label(group.by.value)}",
        fontsize=8,
    )
    more = "" if len(shown) == len(rows) else f" ({len(shown)} of {len(rows)} variants)"
    figure.suptitle(f"Program {group.program.number} and its variants{more}{_seeds(group)}")
    return figure


def _panels(group: Group, rows: Sequence[Row], across: str, along: str) -> dict[str, list[Row]]:
    """The rows that differ in two parameters alone, a panel for each value of the first: at least two by two."""
    others = [name for name in group.varied if name not in (across, along)]
    base = group.program.params | group.rows[0].parameters
    base |= {name: group.program.params[name] for name in others}
    panels: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: (row.parameters[across], row.parameters[along])):
        if all(row.parameters.get(name) == base[name] for name in others):
            panels.setdefault(str(row.parameters[across]), []).append(row)
    return panels if len(panels) > 1 and all(len(rows) > 1 for rows in panels.values()) else {}


def _small_multiples(group: Group, panels: dict[str, list[Row]], across: str, along: str) -> Any:
    path = group.by.curves[0]
    columns = min(len(panels), 3)
    figure, axes = _figure(-(-len(panels) // columns), columns, extra=1.6, share=True)
    everyone = [row for rows in panels.values() for row in rows]
    values = [str(value) for value in sorted({row.parameters[along] for row in everyone})]
    best, worst = (next(row for row in order if row in everyone) for order in (group.rows, group.rows[::-1]))
    handles: dict[str, Any] = {}
    for (value, rows), at in zip(panels.items(), axes, strict=False):
        for row in rows:
            line = _line(at, row, path, values.index(str(row.parameters[along])), wide=row is best)
            if line is not None:
                handles.setdefault(str(row.parameters[along]), line)
        _label(at, group, path)
        named = [
            f"{word}: {along} = {row.parameters[along]}"
            for word, row in (("best", best), ("worst", worst))
            if row in rows
        ]
        at.set_title("\n".join([f"{across} = {value}", ", ".join(named)]), fontsize=9)
    for at in axes[len(panels) :]:
        at.remove()
    order = sorted(handles, key=values.index)
    figure.legend([handles[name] for name in order], order, loc="outside right upper", title=along, fontsize=8)
    figure.suptitle(f"Program {group.program.number}: {group.by.label(path)} by {across} and {along}{_seeds(group)}")
    return figure


def _line(at: Any, row: Row, path: str, place: int, wide: bool = False) -> Any:
    """The mean of a row's series over its seeds, with a band of one standard deviation where there are several."""
    import numpy as np
    from matplotlib import colormaps

    series = row.series(path)
    if not series:
        return None
    length = min(map(len, series))
    values = np.array([each[:length] for each in series])
    steps, mean = np.arange(1, length + 1), values.mean(axis=0)
    color = colormaps["viridis"]((place % 5) / 5.5)  # no further: its yellow is no ink on white
    (line,) = at.plot(
        steps,
        mean,
        color=color,
        linestyle=DASHES[place % len(DASHES)],
        marker=MARKS[place % len(MARKS)],
        markevery=max(1, length // 8),
        markersize=5,
        markerfacecolor="white" if place % 2 else color,
        linewidth=2.6 if wide else 1.3,
        zorder=3 if wide else 2,
    )
    if len(series) > 1:
        spread = values.std(axis=0, ddof=1)
        at.fill_between(steps, mean - spread, mean + spread, color=color, alpha=0.15, linewidth=0)
    return line


def _label(at: Any, group: Group, path: str) -> None:
    from matplotlib.ticker import MaxNLocator

    at.set_xlabel(group.by.step)
    at.set_ylabel(group.by.label(path))
    heights = [float(y) for line in at.lines for y in line.get_ydata()]
    if heights and 0 < min(heights) < max(heights) / WIDE:
        at.set_yscale("log")
    at.xaxis.set_major_locator(MaxNLocator(integer=True))
    at.grid(color="0.85")


def _seeds(group: Group) -> str:
    return f", mean ± sd of {group.seeds} seeds" if group.seeds > 1 else ""


def _figure(rows: int, columns: int, extra: float, share: bool = False) -> tuple[Any, list[Any]]:
    from matplotlib.figure import Figure

    # No pyplot: it would choose a backend that may need a display, and keep every figure.
    figure = Figure(figsize=(SIZE[0] * columns + extra, SIZE[1] * rows + 0.4), layout="constrained")
    return figure, list(figure.subplots(rows, columns, squeeze=False, sharey=share).flat)


def _save(figure: Any, path: Path) -> Path:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    path.parent.mkdir(parents=True, exist_ok=True)
    FigureCanvasAgg(figure).print_png(path, metadata={"Software": None})
    return path

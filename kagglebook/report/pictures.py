"""Pictures of a comparison: the curves of all variants on common axes, small multiples for two parameters, and the
number that it is sorted by over each numeric one."""

import functools
import itertools
import re
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ..core.plain import error_in_short, fit
from .figures import LONGEST, label, new_figure, of_seeds, save, style
from .over import numeric, over
from .ranking import Group, Row

MANY = 20  # lines: of more, the best and the worst half of it are drawn
MANY_AXES = 24  # of one picture
MANY_STEPS = 2_000  # points of a line: of a longer series as many are drawn, evenly spaced
HIGHEST = 1e100  # beyond there is no axis


def draw(group: Group, folder: Path, say: Callable[[str], None] = lambda line: None) -> list[Path]:
    """Write the pictures of a group as PNG files; their paths. Rows that computed nothing are left out.

    What can't be drawn is said, and stops no other picture.
    """
    rows = [row for row in group.rows if row.number(group.by.value).values]
    name = f"variants-{group.program.number}"
    pictures: dict[str, Callable[[], Any]] = {}
    if rows and group.by.curves:
        pictures[f"{name}.png"] = lambda: _curves(group, rows)
        # A list has no place in a legend, nor an order that means anything.
        single = [each for each in group.varied if not isinstance(group.program.params[each], list | dict)]
        for pair in itertools.combinations(single, 2):
            pictures[_file(name, *pair)] = functools.partial(_small_multiples, group, rows, *pair)
    for parameter in numeric(group, rows):
        pictures[_file(name, "over", parameter)] = functools.partial(over, group, rows, parameter)
    made = []
    for file, make in pictures.items():
        try:
            with warnings.catch_warnings(action="ignore"):  # of a letter that the font lacks
                if figure := make():
                    made.append(save(figure, folder / file))
        except (OSError, MemoryError):
            raise
        except Exception as error:
            say(f"no picture {file}: {error_in_short(error)}")
    return made


def _file(*parts: str) -> str:
    return "-".join(re.sub(r"[^\w.-]", "_", part)[:LONGEST] for part in parts) + ".png"


def _curves(group: Group, rows: Sequence[Row]) -> Any:
    """A pair of axes for each series, the first two dozen, and one legend beside them all, best first."""
    shown = [*rows[: MANY // 2], *rows[-MANY // 2 :]] if len(rows) > MANY else list(rows)
    paths = group.by.curves[:MANY_AXES]
    columns = min(len(paths), 2)
    figure, axes = new_figure(-(-len(paths) // columns), columns, extra=2.6)
    handles: dict[str, Any] = {}
    for path, at in zip(paths, axes, strict=False):
        for place, row in enumerate(shown):
            last = place == len(shown) - 1
            mark = "best: " if place == 0 else "worst: " if last and len(shown) > 1 else ""
            line = _line(at, row, path, place, wide=place == 0)
            if line is not None:
                handles.setdefault(fit(f"{mark}{row.name}", LONGEST), line)
        _label(at, group, path)
    for at in axes[len(paths) :]:
        at.remove()
    figure.legend(
        handles.values(),
        handles.keys(),
        loc="outside right upper",
        title=fit(f"by {group.by.label(group.by.value)}", LONGEST),
        fontsize=8,
    )
    more = "" if len(shown) == len(rows) else f" ({len(shown)} of {len(rows)} variants)"
    figure.suptitle(f"Program {group.program.number} and its variants{more}{of_seeds(group.seeds)}")
    return figure


def _panels(group: Group, rows: Sequence[Row], across: str, along: str) -> dict[str, list[Row]]:
    """The rows that differ in two parameters alone, a panel for each value of the first: two by two at least."""
    others = [name for name in group.varied if name not in (across, along)]
    base = group.program.params | group.rows[0].parameters
    base |= {name: group.program.params[name] for name in others}
    panels: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: (row.parameters[across], row.parameters[along])):
        if all(row.parameters.get(name) == base[name] for name in others):
            panels.setdefault(str(row.parameters[across]), []).append(row)
    return panels if 1 < len(panels) <= MANY_AXES and all(len(rows) > 1 for rows in panels.values()) else {}


def _small_multiples(group: Group, rows: Sequence[Row], across: str, along: str) -> Any:
    """A panel for each value of `across`, all on the same axes; None where these variants have none to show."""
    panels = _panels(group, rows, across, along)
    if not panels:
        return None
    path = group.by.curves[0]
    columns = min(len(panels), 3)
    figure, axes = new_figure(-(-len(panels) // columns), columns, extra=1.6, share=True)
    everyone = [row for rows in panels.values() for row in rows]
    values = [str(value) for value in sorted({row.parameters[along] for row in everyone})]
    order = [row for row in group.rows if _is_among(row, everyone)]
    best, worst = order[0], order[-1]
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
            if _is_among(row, rows)
        ]
        at.set_title(fit("\n".join([f"{across} = {value}", ", ".join(named)]), 3 * LONGEST), fontsize=9)
    for at in axes[len(panels) :]:
        at.remove()
    names = sorted(handles, key=values.index)
    shown = [fit(name, LONGEST) for name in names]
    figure.legend([handles[name] for name in names], shown, loc="outside right upper", title=along, fontsize=8)
    number = fit(group.by.label(path), LONGEST)
    figure.suptitle(f"Program {group.program.number}: {number} by {across} and {along}{of_seeds(group.seeds)}")
    return figure


def _line(at: Any, row: Row, path: str, place: int, wide: bool = False) -> Any:
    """The mean of a row's series over its seeds, with a band of one standard deviation where there are several."""
    import numpy as np

    series = row.series(path)
    if not series:
        return None
    length = min(map(len, series))
    places = np.linspace(0, length - 1, min(length, MANY_STEPS)).round().astype(int)
    values = np.array([[each[place] for place in places] for each in series], dtype=float)
    values[~(np.abs(values) < HIGHEST)] = np.nan  # a gap in the line
    steps, mean = places + 1, values.mean(axis=0)
    look = style(place)
    (line,) = at.plot(
        steps,
        mean,
        **look,
        markevery=max(1, len(places) // 8),
        linewidth=2.6 if wide else 1.3,
        zorder=3 if wide else 2,
    )
    if len(series) > 1:
        spread = values.std(axis=0, ddof=1)
        at.fill_between(steps, mean - spread, mean + spread, color=look["color"], alpha=0.15, linewidth=0)
    return line


def _label(at: Any, group: Group, path: str) -> None:
    from matplotlib.ticker import MaxNLocator

    heights = [float(y) for line in at.lines for y in line.get_ydata() if y == y]
    label(at, group.by.step, group.by.label(path), heights)
    at.xaxis.set_major_locator(MaxNLocator(integer=True))


def _is_among(row: Row, rows: Sequence[Row]) -> bool:
    """Whether this row, and none that equals it, is one of these: to compare all that runs computed takes long."""
    return any(row is each for each in rows)

"""Pictures of a comparison: the number that it is sorted by, over a numeric parameter."""

import math
from collections.abc import Sequence
from typing import Any

from ..core.digits import is_number
from ..core.plain import fit
from .figures import LONGEST, far_apart, label, new_figure, of_seeds, style
from .ranking import Group, Row

FEWEST = 3  # values that make a curve of a parameter
MOST = 10  # lines: of more nobody sees which is which
HIGHEST = 1e100  # beyond there is no axis


def numeric(group: Group, rows: Sequence[Row]) -> list[str]:
    """The parameters with numbers enough for a picture."""
    values = {name: [row.parameters.get(name) for row in rows] for name in group.varied}
    return [name for name, found in values.items() if all(map(is_number, found)) and len(set(found)) >= FEWEST]


def over(group: Group, rows: Sequence[Row], parameter: str) -> Any:
    """The number over a parameter, a line for the rows that are alike in all others; None where no line has a course.

    With several seeds the mean, and bars of one standard deviation.
    """
    others = [name for name in group.varied if name != parameter]
    lines: dict[str, list[tuple[float, float, float]]] = {}
    for row in sorted(rows, key=lambda row: [_place(row.parameters.get(name)) for name in (parameter, *others)]):
        number = row.number(group.by.value)
        if abs(number.mean) < HIGHEST:
            point = (float(row.parameters[parameter]), number.mean, number.sd)
            lines.setdefault(", ".join(f"{name} = {row.parameters.get(name)}" for name in others), []).append(point)
    lines = {name: points for name, points in lines.items() if len({x for x, _, _ in points}) > 1}
    if not lines or max(map(len, lines.values())) < FEWEST or len(lines) > MOST:
        return None
    figure, (at,) = new_figure(1, 1, extra=2.6 if others else 0)
    for place, points in enumerate(lines.values()):
        x, y, spread = zip(*points, strict=True)
        bars = [sd if math.isfinite(sd) else 0 for sd in spread] if group.seeds > 1 else None
        at.errorbar(x, y, yerr=bars, capsize=3, **style(place))
    everywhere = [point for points in lines.values() for point in points]
    label(at, parameter, group.by.label(group.by.value), [y for _, y, _ in everywhere])
    if far_apart([x for x, _, _ in everywhere]):
        at.set_xscale("log")
    if others:
        names = [fit(name, LONGEST) for name in lines]
        figure.legend(at.containers, names, loc="outside right upper", fontsize=8)
    number = fit(group.by.label(group.by.value), LONGEST)
    figure.suptitle(f"Program {group.program.number}{of_seeds(group.seeds)}\n{number} over {fit(parameter, LONGEST)}")
    return figure


def _place(value: Any) -> tuple[float, str]:
    """Where a value stands among others, whatever their types."""
    return (float(value) if is_number(value) else 0.0), str(value)

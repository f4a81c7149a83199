"""A curve as a small SVG: drawn when the page is made, with words for who can't see it."""

import math
from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT, LEFT, BOTTOM = 320, 180, 48, 22
Points = list[tuple[int, float]]  # place, value


def curve(values: Sequence[float], name: str, among: Sequence[Sequence[float]] = ()) -> str:
    """The curve of some values over 1, 2, …, before those `among` which it is one; "" where nothing can be drawn.

    All share a scale, which what is infinite or no number has no part in: one that diverges leaves the others legible.
    """
    curves = [_points(each) for each in (values, *among)]
    points, numbers = curves[0], [value for each in curves for _, value in each]
    if not points:
        return ""
    low, high, steps = min(numbers), max(numbers), max(map(len, (values, *among)))
    span, base = (high - low) or 1.0, HEIGHT - BOTTOM

    def line(each: Points, attributes: str = "", digits: int = 1) -> str:
        places = " ".join(f"{x:.{digits}f},{y:.{digits}f}" for x, y in map(at, each))
        return f'<polyline{attributes} points="{places}"/>'

    def at(point: tuple[int, float]) -> tuple[float, float]:
        place, value = point
        return LEFT + place * (WIDTH - LEFT - 8) / max(steps - 1, 1), 8 + (high - value) * (base - 8) / span

    others = "".join(line(each, ' class="other"', 0) for each in curves[1:] if each and each != points)
    x, y = at(points[-1])
    label = f"{name}: {points[0][1]:.3g} → {points[-1][1]:.3g}"
    return (
        f'<svg class="curve" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(label)}">'
        f'<path class="axis" d="M{LEFT} 8V{base}H{WIDTH - 8}"/>'
        f'<text x="{LEFT - 6}" y="14" text-anchor="end">{high:.3g}</text>'
        f'<text x="{LEFT - 6}" y="{base}" text-anchor="end">{low:.3g}</text>'
        f'<text x="{LEFT}" y="{HEIGHT - 6}">1</text>'
        f'<text x="{WIDTH - 8}" y="{HEIGHT - 6}" text-anchor="end">{steps}</text>'
        f'{others}{line(points)}<circle cx="{x:.1f}" cy="{y:.1f}" r="3"/></svg>'
    )


def _points(values: Sequence[float]) -> Points:
    return [(place, value) for place, value in enumerate(values) if math.isfinite(value)]

"""A curve as a small SVG: drawn when the page is made, with words for who can't see it."""

import math
from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT, LEFT, BOTTOM = 320, 180, 48, 22


def curve(values: Sequence[float], name: str, low: float, high: float) -> str:
    """The curve of some values over 1, 2, …, between `low` and `high`; "" where nothing can be drawn."""
    points = [(place, value) for place, value in enumerate(values) if math.isfinite(value)]
    if not points or not (math.isfinite(low) and math.isfinite(high)):
        return ""
    span = (high - low) or 1.0

    def at(place: int, value: float) -> str:
        x = LEFT + place * (WIDTH - LEFT - 8) / max(len(values) - 1, 1)
        y = 8 + (high - value) * (HEIGHT - BOTTOM - 8) / span
        return f"{x:.1f},{y:.1f}"

    line = " ".join(at(*point) for point in points)
    last = at(*points[-1]).split(",")
    label = f"{name}: {points[0][1]:.3g} → {points[-1][1]:.3g}"
    base = HEIGHT - BOTTOM
    return (
        f'<svg class="curve" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(label)}">'
        f'<path class="axis" d="M{LEFT} 8V{base}H{WIDTH - 8}"/>'
        f'<text x="{LEFT - 6}" y="14" text-anchor="end">{high:.3g}</text>'
        f'<text x="{LEFT - 6}" y="{base}" text-anchor="end">{low:.3g}</text>'
        f'<text x="{LEFT}" y="{HEIGHT - 6}">1</text>'
        f'<text x="{WIDTH - 8}" y="{HEIGHT - 6}" text-anchor="end">{len(values)}</text>'
        f'<polyline points="{line}"/><circle cx="{last[0]}" cy="{last[1]}" r="3"/></svg>'
    )

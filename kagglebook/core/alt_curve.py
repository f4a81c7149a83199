"""A curve -> the sentence of an alt text that tells its course: its ends, its extremes, where it stays level."""

import math
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from .figure import Reading
from .toml import TomlTable
from .words import taking

LEVEL = 0.1  # the part of a curve's range within which it stays level
LONG = 4  # points that it stays so, at least, and a fifth of them all
LONGEST_NAME = 20  # characters of an axis' name that stands before a value

Point = tuple[Any, float]


class CurveWords(TomlTable):
    """The phrases for a curve, in one language; `at`, `first` and `last` are places such as `Epoch 3` or `p = 0.5`."""

    rises: taking("name", "first", "last", "y0", "y1")
    falls: taking("name", "first", "last", "y0", "y1")
    stays: taking("name", "first", "last", "low", "high")
    flat: taking("name", "first", "last", "low")
    point: taking("name", "at", "y")
    highest: taking("at", "y")
    lowest: taking("at", "y")
    settles: taking("at", "low", "high")
    settles_at: taking("at", "low")
    missing: taking("count")
    dots: taking("name", "count", "xs", "ys")
    range: taking("low", "high")
    many: taking("name")
    nothing: taking("name")


def of_curve(curve: Reading, name: str, words: CurveWords, axis: str = "x", log: bool = False) -> str:
    """What a curve shows. `axis` names what runs along it; on a `log` scale the same part of it is the same ratio."""
    if curve.get("left_out"):
        return words.many.format(name=name)
    points = finite_points(curve)
    missing = len(curve.get("y", ())) - len(points)
    tail = words.missing.format(count=missing) if missing else ""
    if not points:
        return words.nothing.format(name=name)
    axis = axis if len(axis) <= LONGEST_NAME else "x"
    nothing = 1e-12 * max((abs(x) for x, _ in points if not isinstance(x, str)), default=0)  # what rounding left of 0
    counts = len(axis) > 2 and all(isinstance(x, str) or x == int(x) for x, _ in points)  # `Epoch 3`, but `x = 3`

    def at(x: Any) -> str:
        if isinstance(x, str):
            return line(x)
        place = short(x if abs(x) > nothing else 0)
        return f"{axis} {place}" if counts else f"{axis} = {place}"

    if len(points) == 1:
        return words.point.format(name=name, at=at(points[0][0]), y=short(points[0][1])) + tail
    ordered = _in_order(points)
    return (of_points(curve, name, words) if ordered is None else _course(ordered, name, words, at, log)) + tail


def of_points(curve: Reading, name: str, words: CurveWords) -> str:
    """How many points there are, and within what."""
    if curve.get("left_out"):
        return words.many.format(name=name)
    points = finite_points(curve)
    if not points:
        return words.nothing.format(name=name)
    xs, ys = [x for x, _ in points if not isinstance(x, str)], [y for _, y in points]
    return words.dots.format(name=name, count=len(points), xs=_range(xs, words) if xs else "–", ys=_range(ys, words))


def finite_points(curve: Reading) -> list[Point]:
    """The points whose values are numbers; a place may be a text, as a category's is."""
    pairs = zip(curve.get("x", ()), curve.get("y", ()), strict=False)
    return [(x, y) for x, y in pairs if x is not None and x not in ("inf", "-inf") and not isinstance(y, str | None)]


def _in_order(points: Sequence[Point]) -> list[Point] | None:
    """A curve's points from left to right; None where it runs to and fro, as a circle does."""
    if any(isinstance(x, str) for x, _ in points):
        return list(points)
    for run in (list(points), list(points)[::-1]):
        if all(a[0] <= b[0] for a, b in pairwise(run)) and run[0][0] < run[-1][0]:
            return run
    return None


def _course(points: Sequence[Point], name: str, words: CurveWords, at: Any, log: bool) -> str:
    (x0, y0), (x1, y1) = points[0], points[-1]
    lowest, highest = min(points, key=lambda point: point[1]), max(points, key=lambda point: point[1])
    low, high = lowest[1], highest[1]
    told = {"name": name, "first": at(x0), "last": at(x1), "low": short(low), "high": short(high)}
    if told["low"] == told["high"]:
        return words.flat.format(**told)
    log = log and low > 0

    def level(first: float, second: float) -> bool:
        first, second, least, most = (math.log(y) if log else y for y in (first, second, low, high))
        if math.isinf(most - least):
            first, second, least, most = first / 2, second / 2, least / 2, most / 2
        return abs(first - second) <= LEVEL * (most - least)

    if level(y0, y1) or short(y0) == short(y1):
        sentence = words.stays.format(**told)
    else:
        told |= {"y0": short(y0), "y1": short(y1)}
        sentence = (words.rises if y1 > y0 else words.falls).format(**told)
    for (x, y), phrase in ((highest, words.highest), (lowest, words.lowest)):
        if not level(y, y0) and not level(y, y1):  # an extreme at an end is told by the ends
            sentence += phrase.format(at=at(x), y=short(y))
    if "y0" in told and (settled := _settled(points, level)):
        start, least, most = settled
        phrase = words.settles_at if short(least) == short(most) else words.settles
        sentence += phrase.format(at=at(points[start][0]), low=short(least), high=short(most))
    return sentence


def _settled(points: Sequence[Point], level: Any) -> tuple[int, float, float] | None:
    """From which point on a curve stays level, and between what; only where that is a good part of it."""
    least = most = points[-1][1]
    start = len(points) - 1
    while start > 0:
        y = points[start - 1][1]
        if not level(max(most, y), min(least, y)):
            break
        least, most, start = min(least, y), max(most, y), start - 1
    return (start, least, most) if len(points) - start >= max(LONG, len(points) / 5) else None


def _range(values: Sequence[float], words: CurveWords) -> str:
    low, high = short(min(values)), short(max(values))
    return low if low == high else words.range.format(low=low, high=high)


def short(value: float) -> str:
    """A number to three digits; below a million all before the point are told."""
    if abs(value) < 1e6 and (value == int(value) or abs(value) >= 1000):
        return f"{value:.0f}"
    return f"{float(value):.3g}"


def line(text: Any, most: int = 80) -> str:
    """A text on one line, without the marks of TeX."""
    text = re.sub(r"\\(?:math\w+|text\w*|operatorname|left|right)|[${}]", "", str(text))
    text = re.sub(r"\\([A-Za-z]+)|\\[,;:!]", r" \1 ", text)  # \log o, and spaces
    return " ".join("".join(each if each.isprintable() and each != "\\" else " " for each in text).split())[:most]

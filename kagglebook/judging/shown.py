"""What the figures and tables of a cell show, as few values that tell when a curve, a bar or a limit is another one."""

import html
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..core.digits import is_finite
from ..core.figure import Reading
from ..core.run import CellOutput

# Of one cell no more is looked at: figures, axes, parts of axes, characters of its HTML.
MAX_FIGURES, MAX_AXES, MAX_PARTS, MAX_HTML = 50, 50, 100, 200_000
HIDDEN = re.compile(r"<(script|style|video|svg)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
TAG = re.compile(r"<[^>]*>")
COLOUR = re.compile(r"#[0-9a-f]{6}")
NAMES = ("title", "xlabel", "ylabel", "xscale", "yscale", "kind")
LOOKS = ("label", "linestyle", "marker", "cmap")


def drawn(cell: CellOutput) -> Iterator[tuple[str, list[float]]]:
    """A series of numbers for each part of a cell's axes: limits, and sums of what is drawn. None where nobody read the
    figures, or more was drawn than was read."""
    for number, figure in enumerate((cell.drawn or ())[:MAX_FIGURES], 1):
        if figure.get("left_out"):
            continue
        sizes = [
            *figure.get("size", ()),
            *(each for axes in figure.get("axes", ())[:MAX_AXES] for each in _looks(axes)),
        ]
        if sizes := [each for each in sizes if is_finite(each)]:
            yield f"figure {number} sizes", sizes
        for place, axes in enumerate(figure.get("axes", ())[:MAX_AXES], 1):
            for part, values in _parts(axes):
                if values:
                    yield f"figure {number} axes {place} {part}", values


def words(cell: CellOutput) -> str:
    """What a cell's figures say in words, and the styles of their parts; what its HTML says."""
    said = [text for figure in (cell.drawn or ())[:MAX_FIGURES] for text in _words(figure)]
    return "\n".join([*said, *map(_text, cell.html)])


def _parts(axes: Mapping[str, Any]) -> Iterator[tuple[str, list[float]]]:
    yield "place", [round(each, 2) for each in axes.get("place", ()) if is_finite(each)]
    yield "limits", [end for pair in axes.get("limits", ()) for end in pair if is_finite(end)]
    for part in ("curves", "points"):
        rows = [each.get(name, ()) for each in axes.get(part, ())[:MAX_PARTS] for name in "xyz" if name in each]
        yield part, [number for row in rows for number in _sums(row)]
    bars = [row for each in axes.get("bars", ())[:MAX_PARTS] for row in (each.get("heights"), each.get("places"))]
    yield "bars", [number for row in bars for number in _sums(row or ())]
    images = axes.get("images", ())[:MAX_PARTS]
    yield "images", [number for each in images for number in _of_image(each)]
    shapes = axes.get("shapes", ())[:MAX_PARTS]
    yield "shapes", [number for each in shapes for number in each.get("sums", ()) if is_finite(number)]


def _looks(axes: Mapping[str, Any]) -> Iterator[Any]:
    """How thick, large and opaque what axes show is, in which colours, and the sizes of their words."""
    yield from axes.get("sizes", ())
    for part in ("curves", "points", "bars"):
        for each in axes.get(part, ())[:MAX_PARTS]:
            yield from each.get("sizes", ())
            colour = str(each.get("color", ""))
            yield from (int(colour[at : at + 2], 16) for at in (1, 3, 5) if COLOUR.fullmatch(colour))


def _sums(row: Iterable[Any]) -> list[float]:
    """How many numbers are finite, their mean, mean square, mean by place, and ends."""
    numbers = [float(each) for each in row if is_finite(each)]
    if not numbers:
        return [0]
    count = len(numbers)
    placed = math.fsum(number * place for place, number in enumerate(numbers, 1)) / count / count
    square = math.fsum(min(number * number, 1e300) for number in numbers) / count
    return [count, math.fsum(numbers) / count, square, placed, numbers[0], numbers[-1]]


def _of_image(image: Mapping[str, Any]) -> Sequence[float]:
    told = [*image.get("shape", ()), *(image.get(name) for name in ("mean", "min", "max", "ink"))]
    values = [each for row in image.get("values", ()) for each in row]
    return [each for each in told if is_finite(each)] + (_sums(values) if values else [])


def _words(figure: Reading) -> Iterator[str]:
    """A line for the figure, and one for each of its axes."""
    yield " ".join(filter(None, [*(figure.get(name, "") for name in NAMES), *figure.get("legend", ())]))
    for axes in figure.get("axes", ())[:MAX_AXES]:
        said = [*(axes.get(name, "") for name in NAMES), *axes.get("legend", ()), *axes.get("texts", ())]
        parts = [each for part in ("curves", "points", "images") for each in axes.get(part, ())[:MAX_PARTS]]
        looks = [str(each.get(name, "")) for each in parts for name in LOOKS]
        kinds = [f"{kind} {count}" for kind, count in axes.get("others", {}).items()]
        yield " ".join(filter(None, [*said, *looks, *kinds]))


def _text(shown: str) -> str:
    """What a reader sees of HTML; nothing of a very long one, an animation say."""
    return html.unescape(TAG.sub(" ", HIDDEN.sub(" ", shown))) if len(shown) <= MAX_HTML else ""

"""The reading of a figure, as execution/kernels/figures.py makes it in a notebook's kernel: its shape.

A notebook could show one of its own making; what reads one relies on its shape only where it is `sound`.
"""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any

Reading = Mapping[str, Any]


def sound(reading: object) -> bool:
    """Whether a reading has the shape of one: each part that is there is of its kind. Empty, it is of no figure."""
    from pydantic import ValidationError

    try:
        _shape().validate_python(reading)
    except (ValidationError, RecursionError):
        return False
    return True


def is_read(reading: Reading) -> bool:
    """Whether a reading tells anything: its picture is a figure of matplotlib's, and could be read."""
    return bool(reading) and not reading.get("unread")


@cache
def parts() -> frozenset[str]:
    """The names of all that a reading may hold."""
    return frozenset(name for table in _tables() for name in table.__annotations__)


@cache
def _shape() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(_tables()[-1])


@cache
def _tables() -> tuple[Any, ...]:
    from pydantic import Field
    from typing_extensions import TypedDict

    number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
    text = Annotated[str, Field(strict=True, max_length=1000)]
    statistic = number | text | None
    row = list[statistic]

    class Curve(TypedDict, total=False):
        label: text
        name: text
        x: row
        y: row
        z: row
        color: text
        linestyle: text
        marker: text
        hollow: bool
        sizes: row
        guide: bool
        left_out: int

    class Bars(TypedDict, total=False):
        label: text
        heights: row
        places: row
        names: list[text]
        lying: bool
        sizes: row

    class Image(TypedDict, total=False):
        shape: Annotated[list[Annotated[int, Field(ge=0)]], Field(min_length=1, max_length=3)]
        cmap: text
        mean: statistic
        min: statistic
        max: statistic
        ink: statistic
        values: list[row]

    class Shape(TypedDict, total=False):
        kind: text
        sums: row

    class Axes(TypedDict, total=False):
        title: text
        xlabel: text
        ylabel: text
        xscale: text
        yscale: text
        kind: text
        shown: bool
        grid: bool
        colorbar: bool
        legend: list[text]
        texts: list[text]
        xticks: list[text]
        yticks: list[text]
        xtick_places: row
        ytick_places: row
        place: list[number]
        curves: list[Curve]
        points: list[Curve]
        bars: list[Bars]
        images: list[Image]
        others: dict[text, int]
        shapes: list[Shape]
        limits: list[row]
        sizes: row

    class Figure(TypedDict, total=False):
        title: text
        xlabel: text
        ylabel: text
        legend: list[text]
        size: row
        axes: list[Axes]
        left_out: int
        unread: text

    return Curve, Bars, Image, Shape, Axes, Figure

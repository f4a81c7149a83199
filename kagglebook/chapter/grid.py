"""What chapter.toml says of a program's variants: grids, named sets, and parameter values of the right type."""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal, Protocol

from pydantic import AfterValidator, Field, model_validator

from ..core.problems import did_you_mean
from ..core.toml import TomlTable
from ..core.value_path import ValuePath
from .parameters import Params, Value, misfit
from .presets import Checks

Grid = dict[str, Annotated[list[Value], Field(min_length=1)]]
Exclude = list[Annotated[Params, Field(min_length=1)]]
Keys = tuple[str | int, ...]


class VariantSet(TomlTable):
    """An entry of a program's `variants`: a set of parameters, or the product of `grid` on top of it.

    Its checks replace the program's of the same kind and subject; `drop` names subjects of checks that don't hold.
    """

    name: Annotated[str, AfterValidator(str.strip)] = ""  # in place of the words that `params` would make
    params: Params = {}
    grid: Grid = {}
    exclude: Exclude = []
    quick: Params = {}
    checks: Checks = []
    drop: list[str] = []

    @model_validator(mode="after")
    def _sets_something(self):
        if not (self.params or self.grid):
            raise ValueError("a set needs params or a grid")
        return self


class Comparison(TomlTable):
    """`compare = {…}`: what the runs of a program's variants are compared by."""

    value: ValuePath  # the number that they are sorted by
    best: Literal["high", "low"] = "high"
    curves: list[ValuePath] = []  # series that are drawn
    show: list[ValuePath] = []  # further numbers of the table
    labels: dict[str, str] = {}  # what the table and the pictures call a path, where that isn't the path itself
    step: str = "step"  # what a series has one value for

    @model_validator(mode="after")
    def _labels_are_of_what_is_shown(self):
        shown = {path.removesuffix("[-1]") for path in (self.value, *self.curves, *self.show)}
        for path in self.labels:
            if path not in shown:
                raise ValueError(f"labels: {path!r} is not shown{did_you_mean(path, shown)}")
        return self

    def label(self, path: str) -> str:
        """What a path is called: as its series, for the last value of one."""
        series = path.removesuffix("[-1]")
        return self.labels.get(series, series)


class Varied(Protocol):
    """A program, as far as this module knows one."""

    params: Params
    quick: Params
    grid: Grid
    exclude: Exclude
    variants: list[VariantSet]
    checks: Checks


def sets_of(program: Varied) -> Iterator[tuple[VariantSet, Keys]]:
    """The program's grid as a set without parameters of its own, and its sets, each with its place in chapter.toml."""
    if program.grid:
        yield VariantSet(grid=program.grid), ("grid",)
    for index, entry in enumerate(program.variants):
        yield entry, ("variants", index)


def size(program: Varied) -> int:
    """How many points a program's grid and sets have, without making them; those excluded count."""
    return sum(math.prod(map(len, entry.grid.values())) for entry, _ in sets_of(program))


def points(grid: Mapping[str, Sequence[Value]], exclude: Sequence[Mapping[str, Value]]) -> Iterator[Params]:
    """The product of a grid's lists, less the points that have all the values of an exclusion."""
    for values in itertools.product(*grid.values()):
        point = dict(zip(grid, values, strict=True))
        if not any(all(point.get(key) == value for key, value in out.items()) for out in exclude):
            yield point


def faults(program: Varied) -> Iterator[tuple[str, Keys]]:
    """What is wrong with the values of `quick`, grids, exclusions and sets, as messages with their places."""
    yield from _of_values(program, program.quick, ("quick",))
    yield from _of_grid(program, program, ())
    subjects = {check.subject() for check in program.checks}
    for index, entry in enumerate(program.variants):
        here: Keys = ("variants", index)
        yield from _of_values(program, entry.params, (*here, "params"))
        yield from _of_values(program, entry.quick, (*here, "quick"))
        yield from _of_grid(program, entry, here)
        for key in sorted(entry.params.keys() & entry.grid.keys()):
            yield f"{key!r} is in the set's params and in its grid", (*here, "grid", key)
        for subject in sorted(set(entry.drop) - subjects):
            yield f"no check of {subject!r} to drop{did_you_mean(subject, subjects)}", (*here, "drop")


def _of_grid(program: Varied, holder: Varied | VariantSet, here: Keys) -> Iterator[tuple[str, Keys]]:
    for key, values in holder.grid.items():
        for value in values:
            yield from _of_values(program, {key: value}, (*here, "grid"))
    for index, point in enumerate(holder.exclude):
        yield from _of_values(program, point, (*here, "exclude", index))


def _of_values(program: Varied, values: Mapping[str, Value], here: Keys) -> Iterator[tuple[str, Keys]]:
    for key, value in values.items():
        if key not in program.params:
            yield f"no parameter {key!r} in params{did_you_mean(key, program.params)}", (*here, key)
        elif message := misfit(value, program.params[key]):
            yield message, (*here, key)

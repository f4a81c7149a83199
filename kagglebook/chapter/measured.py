"""What chapter.toml says of a program that somebody measured: its minutes, what to expect of it, what to try, its
picture."""

from collections.abc import Iterator
from typing import Annotated, Protocol

from pydantic import Field, FiniteFloat, PositiveFloat, model_validator

from ..core.problems import did_you_mean
from ..core.toml import TomlTable
from ..core.value_path import ValuePath
from .grid import Keys
from .parameters import Params, as_typed, misfit
from .texts import OneLine

Duration = Annotated[PositiveFloat, Field(allow_inf_nan=False)]
# How far a number of a try may be off: of the number, and absolute, as a sample or two may change sides.
SHARE, LEAST = 0.1, 0.002


class Minutes(TomlTable):
    """`minutes = {…}`: how long the whole notebook takes at the slide's parameters on all data."""

    cpu: Duration | None = None  # on a CPU of two cores
    gpu: Duration | None = None  # on Kaggle's machine, once a verified run has told

    @model_validator(mode="after")
    def _says_something(self):
        if self.cpu is None and self.gpu is None:
            raise ValueError("minutes need cpu or gpu")
        return self


class Expectation(TomlTable):
    """An entry of `expect`: a number of results.json that a reader's own is compared with.

    `full` is that of a full run; those of quick runs are in the recorded run.
    """

    value: ValuePath
    name: OneLine
    full: FiniteFloat | None = None


class Try(TomlTable):
    """An entry of `tries`: what a number becomes, in a quick run on the samples, where parameters are set otherwise."""

    set: Annotated[Params, Field(min_length=1)]
    value: ValuePath
    name: OneLine
    before: FiniteFloat
    after: FiniteFloat
    says: OneLine

    def shown(self) -> str:
        """`lr_sgd = 0.1`: what the reader types."""
        return ", ".join(f"{name} = {value!r}" for name, value in self.set.items())

    def is_borne_out(self, before: float, after: float) -> bool:
        """Whether two runs gave what is told: each number, and so that the two can be told apart."""
        apart = abs(self.after - self.before) / 2
        return all(
            abs(measured - told) <= min(max(SHARE * abs(told), LEAST), apart)
            for measured, told in ((before, self.before), (after, self.after))
        )


class Picture(TomlTable):
    """`picture = {…}`: the figure of a cell (from 1) that stands in the notebook's header."""

    cell: OneLine
    figure: Annotated[int, Field(ge=1)] = 1


class Tried(Protocol):
    """A program, as far as this module knows one."""

    params: Params
    quick: Params
    tries: list[Try]
    expect: list[Expectation]


def faults(program: Tried) -> Iterator[tuple[str, Keys]]:
    """What is wrong with the tries and the expectations of a program, as messages with their places."""
    seen: set[str] = set()
    for index, expected in enumerate(program.expect):
        if expected.value in seen:
            yield f"{expected.value!r} is expected already", ("expect", index, "value")
        seen.add(expected.value)
    for index, each in enumerate(program.tries):
        here: Keys = ("tries", index, "set")
        problems = list(_of_set(program, each.set, here))
        yield from problems
        if not problems and (setting := _lecture_setting(program, each.set)):
            yield f"sets what {setting} has: there is nothing to try", here


def _of_set(program: Tried, values: Params, here: Keys) -> Iterator[tuple[str, Keys]]:
    for key, value in values.items():
        if key not in program.params:
            yield f"no parameter {key!r} in params{did_you_mean(key, program.params)}", (*here, key)
        elif message := misfit(value, program.params[key]):
            yield message, (*here, key)


def _lecture_setting(program: Tried, values: Params) -> str:
    """Which of the lecture's settings a try is, "" for none."""
    typed = {key: as_typed(value, program.params[key]) for key, value in values.items()}
    if all(program.params[key] == value for key, value in typed.items()):
        return "params"
    quick = program.params | program.quick
    return "the quick run" if all(quick[key] == value for key, value in typed.items()) else ""

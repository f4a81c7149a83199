"""`--set NAME=VALUE`: other values for parameters, checked against the programs that have them."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, time

from ..core.problems import InputError, did_you_mean
from .parameters import Value, as_typed, fault_of, misfit
from .program import Program


def read_settings(texts: Iterable[str], programs: Iterable[Program]) -> dict[str, Value]:
    """`["lr=1e-3", …]` as values, written as in chapter.toml. Raises InputError where none of the programs has such a
    parameter, or one has it of another type."""
    programs = list(programs)
    settings: dict[str, Value] = {}
    for text in texts:
        name, separator, written = (part.strip() for part in text.partition("="))
        if not separator or not name:
            raise InputError(f"--set {text}: takes NAME=VALUE, such as seed=1")
        value = _value(written)
        having = [program for program in programs if name in program.params]
        if not having:
            known = {known for program in programs for known in program.params}
            raise InputError(f"--set {text}: no program here has a parameter {name!r}{did_you_mean(name, known)}")
        if fault := fault_of(value):
            raise InputError(f"--set {text}: {fault}")
        for program in having:
            model = program.params[name]
            if message := misfit(value, model):
                kind = type(model).__name__
                raise InputError(
                    f"--set {text}: {name} of program {program.number} is of type {kind}, as {model!r}"
                    if type(value) is not type(model)
                    else f"--set {text}: {name} of program {program.number}: {message}"
                )
        settings[name] = value
    return settings


def chosen(settings: Mapping[str, Value], program: Program) -> dict[str, Value]:
    """Those of the settings that the program has a parameter for."""
    return {name: as_typed(value, program.params[name]) for name, value in settings.items() if name in program.params}


def _value(written: str) -> Value:
    try:
        table = tomllib.loads(f"value = {written}")
    except tomllib.TOMLDecodeError:
        return written  # a word without quotes
    except (ValueError, RecursionError):
        raise InputError(f"--set: a number too long to be read, or lists too deep: {written[:80]}") from None
    value = table["value"]
    return value if len(table) == 1 and not isinstance(value, date | time) else written

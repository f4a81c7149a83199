"""`--set NAME=VALUE`: other values for parameters, checked against the programs that have them."""

import tomllib
from collections.abc import Iterable, Mapping

from ..core.problems import InputError, did_you_mean
from .chapter import Program
from .grid import Value, same_type


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
        for program in having:
            model = program.params[name]
            if not same_type(value, model):
                kind = type(model).__name__
                raise InputError(f"--set {text}: {name} of program {program.number} is of type {kind}, as {model!r}")
        settings[name] = value
    return settings


def chosen(settings: Mapping[str, Value], program: Program) -> dict[str, Value]:
    """Those of the settings that the program has a parameter for."""
    return {name: value for name, value in settings.items() if name in program.params}


def _value(written: str) -> Value:
    try:
        table = tomllib.loads(f"value = {written}")
    except tomllib.TOMLDecodeError:
        return written  # a word without quotes
    return table["value"] if len(table) == 1 else written

"""errata.toml: where the slides are wrong."""

from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from ..core.problems import Problem, did_you_mean
from ..core.toml import Document, TomlTable
from .texts import OneLine, ProgramNumber

NAME = "errata.toml"
Weight = Literal["types", "reads", "petty"]


class Erratum(TomlTable):
    """A place where the slides are wrong: shown to the reader of `programs`, demonstrated by a test.

    `weight` says what it changes: what a student types, what a student reads, or neither. `code` is run by the test and
    must raise `raises` ("Error: part of the message"), or make `holds` true, or both are absent where nothing can be
    run.
    """

    programs: Annotated[list[ProgramNumber], Field(min_length=1)]
    where: OneLine
    weight: Weight = "reads"
    slide: OneLine
    problem: OneLine
    notebook: OneLine
    code: str = ""
    raises: str = ""
    holds: str = ""


class ErrataFile(TomlTable):
    """The file."""

    erratum: list[Erratum]


def load(folder: Path, programs: Collection[str]) -> tuple[tuple[Erratum, ...], list[Problem]]:
    """The errata of a chapter, and those of its programs' numbers that don't exist. Raises InputError."""
    path = folder / NAME
    if not path.exists():
        return (), []
    document = Document.read(path)
    errata = document.validate(ErrataFile).erratum
    problems = [
        document.problem(f"no program {missing!r}{did_you_mean(missing, programs)}", "erratum", index, "programs")
        for index, erratum in enumerate(errata)
        for missing in sorted(set(erratum.programs) - set(programs))
    ]
    return tuple(errata), problems


def shown(errata: Collection[Erratum]) -> list[Erratum]:
    """Those that a reader is shown, what changes what he types first: petty ones are kept as data only."""
    return [each for weight in ("types", "reads") for each in errata if each.weight == weight]

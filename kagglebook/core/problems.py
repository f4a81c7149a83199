"""What is wrong with the input, told with file and place."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .plain import shortened

MANY, LONG, SHOWN = 1_000, 100, 40  # names that are looked at, characters of one, names that a message lists


@dataclass(frozen=True)
class Problem:
    """One fault in one place: a file, its line if known, and the part of it that is meant."""

    path: Path
    message: str
    line: int | None = None
    place: str = ""

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else f"{self.path}"
        return ": ".join(shortened(part) for part in (where, self.place, self.message) if part)


class InputError(Exception):
    """Raised when a file or an argument that a person wrote is wrong; nothing was written by then."""

    def __init__(self, *problems: Problem | str):
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class MissingExtraError(InputError):
    """Raised when a package that an optional part needs is not installed: the command says how to get it."""

    def __init__(self, what: str, package: str, extra: str):
        super().__init__(f"{what} needs {package}")
        self.extra = extra


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`, did you mean 'epochs'?` for a near miss, else the known words, else nothing."""
    import difflib  # late: a command that has nothing to do starts without it

    # Whose names they are is not asked: a notebook may have a million of them.
    known = sorted(name for name in itertools.islice(known, MANY) if len(name) <= LONG)
    near = difflib.get_close_matches(word, known, n=1) if len(word) <= LONG else []
    if near:
        return f", did you mean {near[0]!r}?"
    more = f" and {len(known) - SHOWN} more" if len(known) > SHOWN else ""
    return f" (known: {', '.join(known[:SHOWN])}{more})" if known else ""

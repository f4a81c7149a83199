"""What was measured of a program, as a template sees it: what to expect, what to try, a picture, minutes."""

from collections.abc import Mapping
from typing import Any

from ..chapter.chapter import Chapter
from ..chapter.measured import Expectation
from ..chapter.pictures import seen
from ..chapter.program import Program
from ..chapter.recorded import SEEDS, Recorded, outwards

DIGITS = 4  # of a number that a reader is shown


def measured(chapter: Chapter, program: Program) -> dict[str, Any]:
    """The keys `minutes`, `lecture`, `tries` and `picture` of what a template sees of a program."""
    # What was measured of a program is not true of its variants: they are told what to expect of it, and no more.
    own = not program.is_variant
    minutes = program.minutes if own else None
    return {
        "minutes": {"cpu": minutes and minutes.cpu, "gpu": minutes and minutes.gpu},
        "lecture": lecture(chapter, program.origin),
        "tries": [
            {"set": each.shown(), **each.model_dump(include={"name", "before", "after", "says"})}
            for each in (program.tries if own else ())
        ],
        "picture": seen(chapter.folder, program.origin.number, program.picture, chapter.pictures) if own else None,
    }


def lecture(chapter: Chapter, program: Program) -> dict[str, Any]:
    """The lecture's setting of a program, and the values that it expects there and in the recorded quick run."""
    recorded = _recorded(chapter, program) if program.expect else None
    return {
        "parameters": _without_seed(program.params),
        "quick": _without_seed(program.quick),
        "values": [_expected(each, recorded) for each in program.expect],
        "seeds": len(SEEDS) + 1,  # the recorded one
    }


def _recorded(chapter: Chapter, program: Program) -> Recorded | None:
    """The recorded run, unless the quick parameters have changed since."""
    recorded = chapter.recorded.get(program.number)
    return recorded if recorded and recorded.parameters == program.params | program.quick else None


def _expected(expected: Expectation, recorded: Recorded | None) -> dict[str, Any]:
    found = recorded and recorded.number(expected.value)
    quick, low, high = found or (None, None, None)
    if found and not all(isinstance(number, int) for number in found):
        quick, (low, high) = float(f"{quick:.{DIGITS}g}"), outwards(low, high, DIGITS)
    known = {"path": expected.value, "name": expected.name, "full": expected.full}
    return {**known, "quick": quick, "low": low, "high": high}


def _without_seed(parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in parameters.items() if name != "seed"}

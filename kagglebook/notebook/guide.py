"""Where in the chapter a program stands: what comes before it, what next, and the contents."""

from typing import Any

from ..chapter.chapter import Chapter
from ..chapter.editions import STUDENT, make_edition
from ..chapter.program import Program
from .kaggle_publisher import KagglePublisher


def contents(chapter: Chapter, program: Program, kaggle: KagglePublisher) -> list[dict[str, Any]]:
    """The programs of the chapter, in order; `here` is this one."""
    here = program.origin.number
    return [_sibling(chapter, each, program, kaggle) | {"here": each.number == here} for each in chapter.programs]


def neighbours(chapter: Chapter, program: Program, kaggle: KagglePublisher) -> dict[str, Any]:
    """The programs before and after this one: None at the ends."""
    around = [None, *chapter.programs, None]
    here = program.origin.number
    place = next(index for index, each in enumerate(around) if each and each.number == here)
    found = {"previous": around[place - 1], "next": around[place + 1]}
    return {name: each and _sibling(chapter, each, program, kaggle) for name, each in found.items()}


def editions(chapter: Chapter, program: Program, kaggle: KagglePublisher) -> dict[str, Any]:
    """The `complete` notebook of a program and that for a `student`, None where the chapter has no such edition."""
    student = chapter.file.editions.student and make_edition(chapter, program.origin, STUDENT)
    return {
        "complete": _entry(chapter, program.origin, kaggle),
        STUDENT: student and _entry(chapter, student, kaggle),
    }


def handed_on(chapter: Chapter, program: Program, kaggle: KagglePublisher) -> list[dict[str, Any]]:
    """The programs whose output a program reads: also by their slug, and address on Kaggle, owner/slug."""
    return [
        _entry(chapter, each, kaggle) | {"slug": each.slug, "address": kaggle.metadata_of(chapter, each)["id"]}
        for each in chapter.producers(program)
    ]


def _sibling(chapter: Chapter, other: Program, program: Program, kaggle: KagglePublisher) -> dict[str, Any]:
    """Another program, at the address of its notebook of the same edition: who fills in blanks is not led on to
    solutions."""
    alike = make_edition(chapter, other, program.edition) if program.edition else other
    return _entry(chapter, other, kaggle) | {"url": kaggle.badge(chapter, alike).url}


def _entry(chapter: Chapter, program: Program, kaggle: KagglePublisher) -> dict[str, Any]:
    return {
        "number": program.origin.number,
        "label": program.label(chapter.words),
        "title": program.title,
        "section": program.section,
        "url": kaggle.badge(chapter, program).url,
    }

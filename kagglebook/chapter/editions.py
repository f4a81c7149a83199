"""Editions of a program: the student's with blanks, the instructor's with solutions, each a notebook of its own."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..core.problems import InputError
from .cell_checks import Figures
from .chapter import Chapter
from .chapter_file import EditionSettings
from .figure_checks import Legible
from .grid import Keys
from .kaggle import MAX_TITLE
from .parameters import Params
from .program import Program

STUDENT, INSTRUCTOR = "student", "instructor"
EDITIONS = (STUDENT, INSTRUCTOR)
ALL = "all"  # these, and the complete notebook


class Edition(Program):
    """A program (`base`) as one of EDITIONS.

    It has the program's parameters. What it computes is the program's business, so it is run for a shorter time, and
    has of the checks those that hold of any run.
    """

    base: Program
    edited: str

    @property
    def origin(self) -> Program:
        return self.base

    @property
    def edition(self) -> str:
        return self.edited

    @property
    def folder(self) -> str:
        return "editions"

    def key_path(self, keys: Sequence[str | int]) -> Keys:
        head, *rest = keys or ("",)
        if head == "checks" and rest:
            rest[0] = next(index for index, other in enumerate(self.base.checks) if other is self.checks[rest[0]])
        return self.base.key_path((head, *rest) if keys else ())


def settings_of(chapter: Chapter, edition: str) -> EditionSettings:
    """What a chapter says of an edition. Raises InputError where it has none such."""
    settings: EditionSettings | None = getattr(chapter.file.editions, edition)
    if settings is None:
        message = f"the chapter has no edition {edition!r}: give it a table [editions.{edition}]"
        raise InputError(chapter.document.problem(message))
    return settings


def make_edition(chapter: Chapter, program: Program, edition: str) -> Edition:
    """An edition of a program. Raises InputError where the chapter has none such."""
    settings = settings_of(chapter, edition)
    quick: Params = {name: value for name, value in settings.quick.items() if name in program.params}
    private: Mapping[str, Any] = {"private": True} if edition == INSTRUCTOR else {}
    own = {
        "number": f"{program.number}:{edition}",
        "title": f"{program.title} ({settings.title})",
        "kernel_title": f"{program.short_title or program.kernel_title} {settings.kernel_title}",
        "quick": program.quick | quick,
        "checks": [] if edition == STUDENT else [c for c in program.checks if isinstance(c, Figures | Legible)],
        "kaggle": program.kaggle.model_copy(update=private),
        "grid": {},
        "exclude": [],
        "variants": [],
    }
    fields = {field: getattr(program, field) for field in Program.model_fields} | own
    return Edition.model_construct(**fields, base=program, edited=edition)


def editions_of(chapter: Chapter, programs: Iterable[Program], edition: str) -> list[Program]:
    """The programs as this edition; for ALL each with its editions behind it. Raises InputError."""
    names = EDITIONS if edition == ALL else (edition,)
    found: list[Program] = []
    for program in programs:
        found += [program] if edition == ALL else []
        found += [make_edition(chapter, program, name) for name in names]
    slugs: dict[str, Program] = {each.slug: each for each in chapter.programs}
    for each in found:
        if len(each.kernel_title) > MAX_TITLE:
            message = (
                f"the title {each.kernel_title!r} has {len(each.kernel_title)} characters, Kaggle takes {MAX_TITLE}"
            )
            raise InputError(chapter.problem(each, f"{message}: give the program a `short_title`", "kernel_title"))
        if slugs.setdefault(each.slug, each) is not each and each.edition:
            message = f"{each.number} has the slug {each.slug!r}, already that of {slugs[each.slug].number}"
            raise InputError(chapter.problem(each, message, "kernel_title"))
    return found

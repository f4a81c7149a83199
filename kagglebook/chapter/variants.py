"""The variants of a program: the same template with other parameters, each a notebook of its own."""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..core.problems import InputError, Problem
from .chapter import Chapter
from .checks import AnyCheck
from .editions import editions_of
from .grid import Keys, VariantSet, points, sets_of, size
from .kaggle import MAX_TITLE
from .overrides import chosen
from .parameters import Params, Value, as_typed
from .presets import place_of
from .program import Program

MANY = 500  # points: more are made only where somebody says --yes
BY_HAND = " by hand"
PLAIN = VariantSet.model_construct()


class Variant(Program):
    """A program with other parameters than its `base`: `differs` is what it sets, `called` the words for that.

    `keys` is the place in chapter.toml that the variant was made of; its first checks come from there, from these
    `places` in the list.
    """

    base: Program
    called: str
    differs: Params
    keys: Keys = ()
    places: Sequence[int] = ()

    @property
    def origin(self) -> Program:
        return self.base

    @property
    def is_variant(self) -> bool:
        return True

    @property
    def folder(self) -> str:
        return "variants"

    @property
    def name(self) -> str:
        return self.called

    @property
    def changes(self) -> Params:
        return self.differs

    def key_path(self, keys: Sequence[str | int]) -> Keys:
        head, *rest = keys or ("",)
        if head == "kernel_title":
            return self.keys or ("kernel_title",)
        if head == "checks" and rest and rest[0] < len(self.places):
            return (*self.keys, head, self.places[rest[0]], *rest[1:])
        if head == "checks" and rest:  # behind its own stand those of the program that it keeps
            check = self.checks[rest[0]]
            rest[0] = next(index for index, other in enumerate(self.base.checks) if other is check)
        return self.base.key_path((head, *rest) if keys else ())


def variants_of(program: Program) -> list[Variant]:
    """A program's variants: its grid's, then those of its sets. A point that is the program itself is none."""
    found = []
    for entry, keys in sets_of(program):
        for point in points(entry.grid, [*program.exclude, *entry.exclude]):
            words = [entry.name] if entry.name else _words(program, entry.params)
            name = " ".join([*words, *_words(program, point)])
            variant = make_variant(program, entry.params | point, name, entry, keys)
            if variant.changes:
                found.append(variant)
    return found


def count(program: Program) -> int:
    """How many variants a program has; where they are very many, how many at most."""
    return len(variants_of(program)) if (most := size(program)) <= MANY else most


def make_variant(
    program: Program, params: Mapping[str, Value], name: str, entry: VariantSet = PLAIN, keys: Keys = ()
) -> Variant:
    """The program with these parameters in its parameters cell, and with the checks of the set that they are from."""
    values = {key: as_typed(value, program.params[key]) for key, value in params.items()}
    changes = {key: value for key, value in values.items() if value != program.params[key]}
    shown = ", ".join(f"{key}={_in_title(value)}" for key, value in changes.items())
    own = {
        "number": f"{program.number}:{name.replace(' ', '-')}",
        "title": f"{program.title} ({shown})" if shown else program.title,
        "kernel_title": f"{program.short_title or program.kernel_title} {name}",
        "params": program.params | values,
        # What a variant sets holds in a quick run too.
        "quick": {key: value for key, value in program.quick.items() if key not in values} | entry.quick,
        "checks": [*entry.checks, *_inherited(program, entry)],
        "grid": {},
        "exclude": [],
        "variants": [],
    }
    fields = {field: getattr(program, field) for field in Program.model_fields} | own
    # As its parts were validated with chapter.toml, it is not again.
    given: dict[str, Any] = {"base": program, "called": name, "differs": changes, "keys": keys}
    given["places"] = [place_of(entry.checks, index) for index in range(len(entry.checks))]
    return Variant.model_construct(**fields, **given)


def by_hand(programs: Iterable[Program], settings: Mapping[str, Value]) -> list[Variant]:
    """`render --set`: a variant of each program that has one of the parameters."""
    made = []
    for program in programs:
        if values := chosen(settings, program):
            variant = make_variant(program, values, " ".join(_words(program, values)))
            if len(variant.kernel_title) > MAX_TITLE:  # nobody can be asked for a shorter name here
                title = program.short_title or program.kernel_title
                short = f"{title[: MAX_TITLE - len(BY_HAND)].rstrip()}{BY_HAND}"
                variant = variant.model_copy(update={"kernel_title": short})
            made.append(variant)
    return made


@dataclass(frozen=True)
class Selection:
    """Which programs of a chapter: those of some numbers, or all; their variants too; also more than MANY of them; or
    in place of the programs an edition of theirs (editions.py)."""

    numbers: Sequence[str] = ()
    variants: bool = False
    many: bool = False
    edition: str = ""


EVERYTHING = Selection()


def select(chapter: Chapter, selection: Selection = EVERYTHING) -> list[Program]:
    """The selected programs and, if asked for, behind each its variants, or their edition.

    Raises InputError for a number that leads nowhere, for what is wrong with any variant of the chapter, selected or
    not, and for more than MANY of them that nobody said `many` to.
    """
    programs, variants, many = chapter.select(selection.numbers), selection.variants, selection.many
    made: dict[str, list[Variant]] = {}
    total = sum(map(size, chapter.programs))
    if many or total <= MANY:
        made = {program.number: variants_of(program) for program in chapter.programs}
        if problems := list(_problems(chapter, made)):
            raise InputError(*problems)
    elif variants:
        largest = max(chapter.programs, key=size)
        message = f"{total:,} variants in this chapter: more than {MANY} are made only with --yes"
        raise InputError(chapter.problem(largest, message, "grid" if largest.grid else "variants"))
    if selection.edition:
        return editions_of(chapter, programs, selection.edition)
    return [each for program in programs for each in (program, *(made[program.number] if variants else ()))]


def _words(program: Program, params: Mapping[str, Value]) -> list[str]:
    """`lr 0.01`, `hidden 256`, `no shuffle`: a parameter goes by the first word of its name, if no other has that."""
    heads = [key.split("_")[0] for key in program.params]
    words = []
    for key, value in params.items():
        head = key.split("_")[0]
        if isinstance(value, bool):
            words.append(("" if value else "no ") + key.replace("_", " "))
        else:
            words.append(f"{head if heads.count(head) == 1 else key.replace('_', ' ')} {_value_words(value)}")
    return words


def _in_title(value: Value) -> str:
    """A value in a heading: one line, in which a text is no Markdown."""
    if isinstance(value, str) and not re.fullmatch(r"[\w .,:;+/=-]*", value):
        return repr(value) if "`" in value else f"`{value!r}`"
    return str(value)


def _value_words(value: Value) -> str:
    if isinstance(value, list):
        return " ".join(map(_value_words, value))
    if isinstance(value, dict):
        return " ".join(f"{key} {_value_words(each)}" for key, each in value.items())
    # A slug has no sign: -1 and 1 would become one.
    return f"minus {abs(value)}" if isinstance(value, int | float) and value < 0 else str(value)


def _inherited(program: Program, entry: VariantSet) -> list[AnyCheck]:
    """The program's checks but those that the set drops, and those that it has one of the same kind and subject for."""
    replaced = {(type(check), check.subject()) for check in entry.checks}
    return [
        check
        for check in program.checks
        if check.subject() not in entry.drop and (type(check), check.subject()) not in replaced
    ]


def _problems(chapter: Chapter, made: Mapping[str, Sequence[Variant]]) -> Iterator[Problem]:
    """Titles that Kaggle would refuse, and two variants of one slug."""
    known: dict[str, Any] = {program.slug: program for program in chapter.programs}
    for variant in itertools.chain.from_iterable(made.values()):
        title = variant.kernel_title
        if not title.isascii() or len(title) > MAX_TITLE:
            has = f"{len(title)} characters" if title.isascii() else "other characters than ASCII"
            yield chapter.problem(
                variant,
                f"the title {title!r} has {has}, Kaggle takes {MAX_TITLE} of ASCII: give the set a shorter `name`, "
                "or the program a `short_title`",
                "kernel_title",
            )
        elif variant.slug in known:
            message = f"{variant.number} has the slug {variant.slug!r}, already that of {known[variant.slug].number}"
            yield chapter.problem(variant, f"{message}: give the set another `name`", "kernel_title")
        known.setdefault(variant.slug, variant)

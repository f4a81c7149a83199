"""`after = ["6-3"]`: the programs whose output a program reads, and in which order programs come for that."""

from collections.abc import Iterable, Iterator, Sequence

from ..core.problems import did_you_mean
from .program import Program


def faults(programs: Sequence[Program]) -> Iterator[tuple[Program, str, tuple[str | int, ...]]]:
    """What is wrong with the keys `after` of a chapter's programs: the program, a message, and the place in its table.

    A circle is told once, at its first program.
    """
    known = {program.number: program for program in programs}
    in_circles: set[str] = set()
    for program in programs:
        for index, number in enumerate(program.after):
            if number not in known:
                message = f"no program {number!r} in this chapter{did_you_mean(number, known)}"
                yield program, message, ("after", index)
            elif number == program.number:
                yield program, f"{number} can't come after itself", ("after", index)
            elif number in program.after[:index]:
                yield program, f"{number} is named twice", ("after", index)
        circle = _circle(program, known)
        if len(circle) > 1 and program.number not in in_circles:
            in_circles |= set(circle)
            words = ", which comes after ".join([*circle, program.number])
            yield program, f"a circle: {words}", ("after",)


def _circle(program: Program, known: dict[str, Program]) -> list[str]:
    """The numbers on a shortest way from a program by `after` back to it; none where there is no such way."""
    ways, seen = [[program.number]], {program.number}
    for way in ways:
        for number in known[way[-1]].after:
            if number == program.number:
                return way
            if number in known and number not in seen:
                seen.add(number)
                ways.append([*way, number])
    return []


def producers(program: Program, programs: Iterable[Program]) -> list[Program]:
    """The programs that a program comes after, in the chapter's order: the complete ones, of a variant or an edition
    too."""
    return [each for each in programs if each.number in program.after]


def all_producers(program: Program, programs: Sequence[Program]) -> list[Program]:
    """These, and what they come after in turn, in the chapter's order."""
    found, waiting = set(), list(program.after)
    known = {each.number: each for each in programs}
    while waiting:
        number = waiting.pop()
        if number not in found:
            found.add(number)
            waiting += known[number].after
    return [each for each in programs if each.number in found]


def depths(programs: Sequence[Program]) -> dict[str, int]:
    """How many programs, one after the other, have to end before each, by number: 0 for one that waits for none."""
    found: dict[str, int] = {}
    left = list(programs)
    while left:  # there are no circles: see `faults`
        ready = [program for program in left if all(number in found for number in program.after)]
        found |= {each.number: max((1 + found[number] for number in each.after), default=0) for each in ready}
        left = [program for program in left if program.number not in found]
    return found


def sources(written: Sequence[str], owner_of: dict[str, str]) -> list[str]:
    """Kaggle's `kernel_sources`: those that an author wrote, and the producers (owner by slug), each notebook once.

    Where both name a notebook, the author's stands if it is of the same owner, as it may name a version; else it is
    that of somebody in whose name the chapter is not pushed.
    """
    kept = []
    for source in written:
        owner, slug = source.split("/")[:2] if "/" in source else ("", source)
        if owner_of.get(slug, owner) == owner and source not in kept:
            kept.append(source)
    named = {"/".join(source.split("/")[:2]) for source in kept}
    return kept + [source for slug, owner in owner_of.items() if (source := f"{owner}/{slug}") not in named]

"""What programs come after (`after` in chapter.toml) that nobody asked for, and whether it is as it was recorded."""

from collections.abc import Mapping, Sequence

from ..chapter.after import all_producers
from ..chapter.chapter import Chapter
from ..chapter.grid import Value
from ..chapter.overrides import chosen
from ..chapter.program import Program
from ..notebook.book import make_pages
from ..notebook.page import Page


def pages_of_producers(chapter: Chapter, pages: Sequence[Page]) -> list[Page]:
    """The pages of the complete programs that some others come after, and that are not among them."""
    there = {page.program.number for page in pages}
    needed = [each for page in pages if page.program.after for each in all_producers(page.program, chapter.programs)]
    numbers = {each.number for each in needed} - there
    return make_pages(chapter, [each for each in chapter.programs if each.number in numbers]) if numbers else []


def is_as_recorded(chapter: Chapter, program: Program, settings: Mapping[str, Value]) -> bool:
    """Whether a program is handed what it was when it was recorded, but for another seed of all.

    Its own parameters are compared with the record; those of what it reads are not in it.
    """
    for producer in all_producers(program, chapter.programs) if program.after else ():
        other = {name for name, value in chosen(settings, producer).items() if value != _quick(producer, name)}
        if other and not (other == {"seed"} and "seed" in program.params):
            return False
    return True


def _quick(program: Program, name: str) -> Value:
    return program.quick.get(name, program.params[name])

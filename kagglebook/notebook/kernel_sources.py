"""Notebooks of the same owner that a notebook has attached, held against those of the course."""

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator

from slugify import slugify

from ..core.files import read_text
from ..core.layout import Layout
from ..core.problems import InputError

NEAR = 0.85  # of difflib's likeness: a letter or two amiss


def misspelt(sources: Iterable[str], owner: str, layout: Layout) -> Iterator[tuple[str, str]]:
    """The sources of this owner that are no notebook of the course but nearly one, and the slug of that.

    Kaggle leaves a source that it doesn't know out of what is pushed. An owner has notebooks besides the course, and of
    a series the next one's name is near too: so one with other digits, or a longer name, is not suspected.
    """
    known: set[str] = set()
    for source in sources:
        theirs, _, slug = source.partition("/")
        slug = slug.partition("/")[0]
        if theirs != owner or not slug:
            continue
        known = known or set(_slugs(layout))
        if any(slug == each or slug.startswith(f"{each}-") for each in known):
            continue
        alike = [each for each in known if _digits(each) == _digits(slug)]
        if near := difflib.get_close_matches(slug, alike, n=1, cutoff=NEAR):
            yield source, f"{owner}/{near[0]}"


def _slugs(layout: Layout) -> Iterator[str]:
    """The slugs of the programs of all chapters; what is wrong with another chapter is told where that is rendered."""
    for path in sorted((layout.root / "chapters").glob("*/chapter.toml")):
        try:
            programs = tomllib.loads(read_text(path)).get("program", [])
        except (InputError, OSError, ValueError, RecursionError):
            continue
        for program in programs if isinstance(programs, list) else ():
            title = program.get("kernel_title") if isinstance(program, dict) else None
            if isinstance(title, str):
                yield slugify(title)


def _digits(slug: str) -> list[str]:
    return re.findall(r"\d", slug)

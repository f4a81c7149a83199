"""Titles that another chapter of the course has too: on Kaggle they are one notebook, and a push overwrites it."""

import functools
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from slugify import slugify

from ..core.problems import InputError, Problem
from ..core.toml import Document
from .chapter import Chapter
from .editions import EDITIONS
from .program import Program

Place = tuple[str, int]  # a program's number and its place among its chapter's


def taken_elsewhere(chapter: Chapter, programs: Iterable[Program]) -> Iterator[Problem]:
    """A problem for each of some programs, variants or editions whose slug a program of another chapter, or an edition
    of it, has. Of the other chapters nothing but chapter.toml is read, and one that can't be read has no slugs: what is
    wrong with it is told where it is asked for.
    """
    own = chapter.document.path
    others = [(path, _slugs(path)) for path in chapter.layout.chapter_files() if path != own]
    for program in programs:
        for path, slugs in others:
            if program.slug in slugs:
                number, index = slugs[program.slug]
                there = Document.read(path).problem("", "program", index, "kernel_title").line
                message = (
                    f"{program.kernel_title!r} has the slug {program.slug!r}, already that of program {number} in "
                    f"{chapter.layout.shown(path)}:{there}: on Kaggle one would overwrite the other"
                )
                yield chapter.problem(program, message, "kernel_title")


def _slugs(path: Path) -> Mapping[str, Place]:
    try:
        seen = path.stat()
    except OSError:
        return {}
    return _read(path, seen.st_mtime_ns, seen.st_size)


@functools.lru_cache(1000)  # of a whole course in one command each chapter is asked by all others
def _read(path: Path, changed: int, size: int) -> Mapping[str, Place]:
    """The slugs of a chapter's programs, and of their editions, as far as the file can be read."""
    found: dict[str, Place] = {}
    with suppress(InputError, OSError):
        data = Document.read(path).parse()
        behind = [_text(_table(_table(data, "editions"), name), "kernel_title") for name in EDITIONS]
        programs = data.get("program")
        for index, program in enumerate(programs if isinstance(programs, list) else ()):
            title = _text(program, "kernel_title")
            short = _text(program, "short_title") or title
            for each in (title, *(f"{short} {words}" for words in behind if words)):
                if slug := slugify(each):
                    found.setdefault(slug, (_text(program, "number"), index))
    return found


def _table(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _text(table: Any, key: str) -> str:
    value = _table(table, key)
    return value if isinstance(value, str) else ""

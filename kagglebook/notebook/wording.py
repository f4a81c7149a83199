"""What a reader reads, held against the chapter's glossary."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..chapter import errata, glossary, slides
from ..chapter.chapter import Chapter
from ..chapter.glossary import Glossary
from ..core.problems import Problem
from ..core.toml import Document
from . import markdown
from .passages import Passage, blanked


def lint_words(terms: Glossary, passages: Sequence[Passage]) -> Iterator[Problem]:
    """The words of a cell that the glossary refuses; what an expression brings is data, below."""
    if not any(terms.faults("\n".join(passage.words for passage in passages))):
        return
    for passage in passages:
        for message in terms.faults(passage.words):
            yield Problem(passage.line.path, message, passage.line.number)


def lint_introductions(terms: Glossary, passages: Iterable[Passage]) -> Iterator[Problem]:
    """The terms of a notebook that are not introduced where it has them first; `passages` are all of its prose."""
    waiting = {each.term: each.introduced for each in terms.terms if each.introduced}
    for passage in passages:
        for term in [term for term in waiting if term in passage.words]:
            introduced = waiting.pop(term)
            if not passage.words[passage.words.index(term) :].startswith(introduced):
                message = f"a notebook has {term!r} first as {introduced!r}"
                yield Problem(passage.line.path, message, passage.line.number)


def lint_data(chapter: Chapter) -> Iterator[Problem]:
    """The same as `lint_words`, of the texts of chapter.toml and of what lies beside it."""
    for text, keys in _texts_of_programs(chapter):
        for message in _faults(chapter.glossary, text):
            yield chapter.document.problem(message, *keys)
    for name, table, entries, fields in (
        (errata.NAME, "erratum", chapter.errata, ("where", "slide", "problem", "notebook")),
        (glossary.NAME, "term", chapter.glossary.terms, ("means",)),
        (slides.NAME, "slide", chapter.slides, ("says", "why")),
    ):
        for index, entry in enumerate(entries):
            for field in fields:
                for message in _faults(chapter.glossary, getattr(entry, field) or ""):
                    document = Document.read(chapter.folder / name)
                    yield document.problem(message, table, index, field)


def _texts_of_programs(chapter: Chapter) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    yield chapter.file.title, ("title",)
    yield from _texts_in(chapter.file.words, "words")
    for index, program in enumerate(chapter.programs):
        yield program.title, ("program", index, "title")
        for place, expected in enumerate(program.expect):
            yield expected.name, ("program", index, "expect", place, "name")
        for place, tried in enumerate(program.tries):
            yield tried.name, ("program", index, "tries", place, "name")
            yield tried.says, ("program", index, "tries", place, "says")


def _texts_in(table: Mapping[str, Any], *keys: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _texts_in(value, *keys, key)
        elif isinstance(value, str):
            yield value, (*keys, key)


def _faults(terms: Glossary, text: str) -> Iterator[str]:
    return terms.faults(blanked(text, markdown.regions(text)))

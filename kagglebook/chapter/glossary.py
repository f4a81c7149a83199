"""glossary.toml: the terms of a chapter, and the words that stand for none of them."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field

from ..core.problems import Problem, did_you_mean
from ..core.toml import Document, TomlTable
from .texts import OneLine, ProgramNumber

NAME = "glossary.toml"


class Term(TomlTable):
    """A term: what it is in English, the program that uses it first, and what it means there.

    `instead_of` are words, or how words begin, that a reader must not meet in its place, but within one of the texts
    `allowed`. `introduced` is how the term is written where a notebook has it first, as `gradient (slope)`.
    """

    term: OneLine
    english: OneLine
    first: ProgramNumber
    means: OneLine
    instead_of: list[OneLine] = []
    allowed: list[OneLine] = []
    introduced: OneLine | None = None


class Word(TomlTable):
    """An everyday word that stands in the place of others; nobody needs it explained."""

    word: OneLine
    instead_of: Annotated[list[OneLine], Field(min_length=1)]
    allowed: list[OneLine] = []


class GlossaryFile(TomlTable):
    """The file."""

    term: list[Term] = []
    word: list[Word] = []


@dataclass(frozen=True)
class Glossary:
    """The terms and the words of a chapter."""

    terms: tuple[Term, ...] = ()
    words: tuple[Word, ...] = ()

    def faults(self, text: str) -> Iterator[str]:
        """What is wrong with the words of a text: each word that stands in a term's place, with the term."""
        if not self._refused:
            return
        for found in self._refused.finditer(text):
            if found[1] is None:  # what is allowed is met first, and passed by
                word = " ".join(found[0].split())
                yield f"{word!r}: the glossary's word is {self._in_place_of[word.casefold()]!r}"

    @cached_property
    def _in_place_of(self) -> dict[str, str]:
        return {other.casefold(): known for known, others, _ in self._entries() for other in others}

    @cached_property
    def _refused(self) -> re.Pattern[str] | None:
        """What is allowed, as a group, or else a word that is refused, where a word begins."""
        refused = [other for _, others, _ in self._entries() for other in others]
        allowed = [text for _, _, texts in self._entries() for text in texts]
        if not refused:
            return None
        return re.compile(rf"({_any_of(allowed)})|(?<!\w)(?:{_any_of(refused)})", re.IGNORECASE)

    def _entries(self) -> Iterator[tuple[str, list[str], list[str]]]:
        """Each word with those that it replaces, and with the texts in which these may stand."""
        for term in self.terms:
            yield term.term, term.instead_of, [*term.allowed, *([term.introduced] if term.introduced else ())]
        for word in self.words:
            yield word.word, word.instead_of, word.allowed


def _any_of(texts: Collection[str]) -> str:
    """A pattern of some texts, the longest first, with any space for a space."""
    patterns = (r"\s+".join(map(re.escape, text.split())) for text in sorted(texts, key=len, reverse=True))
    return "|".join(patterns) or r"(?!)"


def load(folder: Path, programs: Collection[str]) -> tuple[Glossary, list[Problem]]:
    """The glossary of a chapter, and what is wrong with it. Raises InputError."""
    path = folder / NAME
    if not path.exists():
        return Glossary(), []
    document = Document.read(path)
    file = document.validate(GlossaryFile)
    return Glossary(tuple(file.term), tuple(file.word)), list(_problems(document, file, programs))


def _problems(document: Document, file: GlossaryFile, programs: Collection[str]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for index, each in enumerate(file.term):
        if each.first not in programs:
            message = f"no program {each.first!r}{did_you_mean(each.first, programs)}"
            yield document.problem(message, "term", index, "first")
        if each.introduced and not each.introduced.startswith(each.term):
            yield document.problem(f"should begin with the term {each.term!r}", "term", index, "introduced")
    entries = [(("term", index), each.term, each) for index, each in enumerate(file.term)]
    entries += [(("word", index), each.word, each) for index, each in enumerate(file.word)]
    names = [name for _, name, _ in entries]
    for place, (loc, name, entry) in enumerate(entries):
        if name in names[:place]:
            yield document.problem(f"{name!r} stands twice", *loc, loc[0])
        for word in entry.instead_of:
            if word in names:
                yield document.problem(f"{word!r} is one of the glossary's words", *loc, "instead_of")
            elif word.casefold() in seen:
                yield document.problem(f"{word!r} stands for {seen[word.casefold()]!r} already", *loc, "instead_of")
            seen[word.casefold()] = name

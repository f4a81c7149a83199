"""What of a program is read as words: Markdown cells, remarks, and the texts that its code shows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..chapter.words import Words
from . import markdown, python_text
from .cells import Block, is_markdown, texts
from .origin import Line
from .regions import Regions
from .remarks import REMARK
from .source import VALUE
from .template import Templates

WORDS = "chapter.words."
NO_BREAK = re.compile(r"[^\n]")


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of one line of a template.

    `typed` is what somebody typed there, with a mark for each expression; in `words` code and formulas are blank, and a
    remark has the words of the chapter's language in their place.
    `is_prose` is false of what stands in code: a string, a comment.
    """

    line: Line
    typed: str
    words: str
    is_prose: bool


def passages(block: Block, templates: Templates, known: Words) -> Iterator[Passage]:
    """The passages of a cell, in order, where `chapter.words` are those that are known."""
    typed = [block[0], *(Line(_typed(line, templates), line.path, line.number) for line in block[1:])]
    lines, own = typed[1:], texts(typed)
    if not lines:  # a cell of statements that came to nothing
        return
    text = "\n".join(own)
    if is_markdown(block):
        words = blanked(text, markdown.regions(text))
        for each in zip(lines, own, words.split("\n"), strict=True):
            if each[1]:
                yield Passage(*each, is_prose=True)
        return
    for region in python_text.regions(text).found:
        said = text[region.start : region.end]
        index = text.count("\n", 0, region.start)
        if region.kind == "comment" and said.startswith(REMARK):
            said = said.removeprefix(REMARK)
            line, before = lines[index], text[text.rfind("\n", 0, region.start) + 1 : region.start]
            spoken = templates.source(line.path).spoken(line.number)[before.count(VALUE) :]
            words = _with_words(said, spoken, known)
            yield Passage(line, said, blanked(words, markdown.regions(words)), is_prose=True)
        else:
            for offset, part in enumerate(said.split("\n")):
                yield Passage(lines[index + offset], part, part, is_prose=False)


def _with_words(text: str, spoken: Sequence[str], known: Words) -> str:
    """A text with the words for which an expression stands as it is, `chapter.words.training.loss`."""
    for expression in spoken if VALUE in text else ():
        word = known.find(expression.removeprefix(WORDS)) if expression.startswith(WORDS) else None
        text = text.replace(VALUE, word or "\0", 1)
    return text.replace("\0", VALUE)


def _typed(line: Line, templates: Templates) -> str:
    return templates.source(line.path).typed(line.number)


def blanked(text: str, regions: Regions) -> str:
    """A text with spaces in the place of some regions."""
    parts, place = [], 0
    for region in regions.found:
        parts += [text[place : region.start], NO_BREAK.sub(" ", text[region.start : region.end])]
        place = region.end
    return "".join([*parts, text[place:]])

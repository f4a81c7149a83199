"""What of a Markdown text is code, and what a formula. What may be either of these or prose is prose."""

import functools
import re
from collections.abc import Iterator

from .regions import Kind, Region, Regions

FENCE = re.compile(r"[ \t>]*(?:[-*+]|\d{1,9}[.)])?[ \t]*(?P<fence>`{3,}|~{3,})(?P<info>[^\n]*)")
INDENTED = re.compile(r" {4}| {0,3}\t")
LIST_ITEM = re.compile(r"[ >]*(?:[-*+]|\d{1,9}[.)])(?:\s|$)")
# Where a formula or code may begin within a paragraph.
BEGINNING = re.compile(
    r"(?P<ticks>`+)|(?P<math>\$\$?)|(?P<bracket>\\\\?[\[(])|\\begin\{(?P<environment>[A-Za-z]{1,30}\*?)\}"
    r"|<(?P<tag>code|pre|script|style)\b[^<>\n]{0,200}>|\\[^\n]",
    re.IGNORECASE,
)
CLOSING_BRACKET = {"[": "]", "(": ")"}


@functools.lru_cache(256)
def regions(text: str) -> Regions:
    """The code and the formulas of a Markdown text."""
    return Regions(_regions(text))


def _regions(text: str) -> Iterator[Region]:
    """Blocks of code line by line, and what lies within the paragraphs between them."""
    place, paragraph, fence, fence_start, in_list, after_blank = 0, -1, "", 0, False, True
    for line in text.splitlines(keepends=True):
        end = place + len(line)
        if fence:
            closing = FENCE.match(line)
            if closing and closing["fence"].startswith(fence) and not closing["info"].strip():
                yield Region(fence_start, end, "code")
                fence = ""
        else:
            opening = FENCE.match(line)
            is_fence = opening and not (opening["fence"][0] == "`" and "`" in opening["info"])
            is_indented = bool(INDENTED.match(line)) and paragraph < 0 and after_blank and not in_list
            if (is_fence or is_indented or not line.strip()) and paragraph >= 0:
                yield from _within(text, paragraph, place)
                paragraph = -1
            if is_fence:
                fence, fence_start = opening["fence"], place
            elif is_indented:
                yield Region(place, end, "code")
            elif line.strip():
                paragraph = place if paragraph < 0 else paragraph
                in_list = bool(LIST_ITEM.match(line)) or (in_list and line[0].isspace())
            after_blank = not line.strip() or is_indented
        place = end
    if fence:
        yield Region(fence_start, place, "code")
    elif paragraph >= 0:
        yield from _within(text, paragraph, place)


def _within(text: str, start: int, end: int) -> Iterator[Region]:
    """The code spans and the formulas of a paragraph; none goes beyond it, as in Jupyter."""
    place, unclosed = start, set[str]()
    while found := BEGINNING.search(text, place, end):
        place = found.end()
        closing, kind = _closing(text, found, end, unclosed)
        if closing:
            yield Region(found.start(), closing, kind)
            place = closing


def _closing(text: str, opening: re.Match[str], end: int, unclosed: set[str]) -> tuple[int, Kind]:
    """Where what begins here ends, or 0; `unclosed` are ends that are known not to come any more."""
    kind: Kind = "formula"
    if ticks := opening["ticks"]:
        kind, mark = "code", re.compile(rf"(?<!`){ticks}(?!`)")
    elif opening["math"]:
        mark = re.compile(rf"(?<!\\){re.escape(opening['math'])}")
    elif bracket := opening["bracket"]:
        mark = re.compile(re.escape(bracket[:-1] + CLOSING_BRACKET[bracket[-1]]))
    elif opening["environment"]:
        mark = re.compile(re.escape(rf"\end{{{opening['environment']}}}"))
    elif opening["tag"]:
        kind, mark = "code", re.compile(rf"</{opening['tag']}>", re.IGNORECASE)
    else:
        return 0, kind
    if mark.pattern in unclosed:
        return 0, kind
    found = mark.search(text, opening.end(), end)
    if not found:
        unclosed.add(mark.pattern)
        return 0, kind
    if opening["math"] == "$" and _is_money(text, opening.end(), found.end(), end):
        return 0, kind
    return found.end(), kind


def _is_money(text: str, inside: int, behind: int, end: int) -> bool:
    """Whether two dollars are prices: `$5 … $6`."""
    return text[inside].isdigit() and behind < end and text[behind].isdigit()

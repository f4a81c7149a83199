"""A line of a program, and the template line that it came from: what carries the one through Jinja to the other."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Begins a mark, and each of Jinja's delimiters: no text file holds it.
MARK = "\x00"
MARKED = re.compile(rf"{MARK}(?P<file>\d{{1,6}}){MARK}(?P<line>\d{{1,8}})$")
# What some reader of the text takes for the end of a line, or for the end of all; and halves of a character.
STRANGE = re.compile("[\x00-\x08\x0b-\x1f\x85\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an expanded program, and the template line that it came from."""

    text: str
    path: Path
    number: int


def without_marks(value: Any) -> Any:
    """A value for whoever changes texts: lines that a macro made lose their origin, and anything else stays."""
    return re.sub(rf"{MARKED.pattern[:-1]}(?=\n|$)", "", value) if isinstance(value, str) and MARK in value else value


def strange_in(text: str) -> str:
    """What is strange about a text: a character that readers don't agree on; "" if nothing."""
    found = STRANGE.search(text)
    return f"a character that ends a line, or a text, for some readers: U+{ord(found[0]):04X}" if found else ""


def marked(text: str, file: int, number: int) -> str:
    """A line that ends with its origin: the number of its file among the templates, and its own."""
    return f"{text}{MARK}{file}{MARK}{number}"

"""Python as text: where its strings and its comments are, and whether it is Python at all."""

import ast
import functools
import re
import warnings

from .regions import Region, Regions

TOKEN = re.compile(
    r"(?P<comment>#[^\n]*)"
    r"|(?P<string>(?:\"\"\"(?:[^\\]|\\.)*?\"\"\"|'''(?:[^\\]|\\.)*?'''|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'))",
    re.DOTALL,
)


@functools.lru_cache(256)  # most cells stay as they are from one save of a template to the next
def regions(text: str) -> Regions:
    """The strings and the comments of a Python text."""
    found = TOKEN.finditer(text)
    return Regions(Region(*each.span(), "comment" if each["comment"] else "string") for each in found)


def inside_strings(text: str) -> frozenset[int]:
    """The lines (from 1) that begin inside a string."""
    if not any(mark in text for mark in ('"""', "'''", "\\\n")):
        return frozenset()
    found: set[int] = set()
    line, place = 1, 0
    for region in regions(text).found:
        first = line + text.count("\n", place, region.start)
        line, place = first + text.count("\n", region.start, region.end), region.end
        found.update(range(first + 1, line + 1))
    return frozenset(found)


@functools.lru_cache(64)
def parse(text: str) -> ast.Module:
    """The syntax tree, which nobody changes. Raises SyntaxError, also for what is nested deeper than Python reads."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of an escape that may be meant, say: Python says that where the code runs
            return ast.parse(text)
    except (RecursionError, MemoryError):
        raise SyntaxError("nested too deep") from None
    except ValueError as error:  # an integer of thousands of digits
        raise SyntaxError(str(error)) from None

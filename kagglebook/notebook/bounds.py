"""What a template may take: steps, and the size of what it makes. So rendering ends soon, and stays small."""

from typing import Any

from jinja2 import Undefined
from jinja2.sandbox import SecurityError

MAX_STEPS = 300_000  # of one rendering: what is looped over, called, written and joined, each at its size
MAX_TEXT = 1_000_000  # characters of one text; Kaggle takes a notebook of less
MAX_ITEMS = 10_000  # of one list or table, with all that lies inside
MAX_BITS = 1_024  # of an integer: a float holds no more
MAX_OUTPUT = 3_000_000  # characters of a program
STEP = 64  # characters that cost as much as one value
PLAIN = (bool, int, float, str, type(None), range, Undefined)


class Budget:
    """The steps that a rendering has left, and the characters that it has written."""

    def __init__(self) -> None:
        self.left = MAX_STEPS
        self.written = 0

    def spend(self, steps: int) -> None:
        """Raises SecurityError where there were fewer left."""
        self.left -= steps
        if self.left < 0:
            raise SecurityError(f"its loops and calls take more than {MAX_STEPS:,} steps")

    def write(self, text: str) -> None:
        """Raises SecurityError where the program grows too large."""
        self.written += len(text)
        if self.written > MAX_OUTPUT:
            raise SecurityError(f"the program has more than {MAX_OUTPUT:,} characters")


def size_of(value: Any, plain: bool) -> int:
    """The steps that a value costs: its items, at all depths, and the length of its texts.

    Raises SecurityError where it is too large or, with `plain`, where a namespace, a macro or the like is in it: what
    such a thing would be as a text, nobody can tell.
    """
    steps, waiting = 0, [value]
    while waiting:
        each = waiting.pop()
        steps += 1
        if isinstance(each, str):
            require_text(len(each))
            steps += len(each) // STEP
        elif isinstance(each, int):
            require_bits(each.bit_length())
        elif isinstance(each, list | tuple):
            waiting += each
        elif isinstance(each, dict):
            waiting += [*each, *each.values()]
        elif plain and not isinstance(each, PLAIN):
            raise SecurityError(f"a {type(each).__name__} is no value: name what of it is meant")
        if steps + len(waiting) > MAX_ITEMS + MAX_TEXT // STEP:
            raise SecurityError(f"a list or a table has more than {MAX_ITEMS:,} items")
    return steps


def require_text(length: int) -> None:
    """Raises SecurityError where a text of this length is too long."""
    if length > MAX_TEXT:
        raise SecurityError(f"a text has more than {MAX_TEXT:,} characters")


def require_items(count: int) -> None:
    """Raises SecurityError where a list of so many items is too long."""
    if count > MAX_ITEMS:
        raise SecurityError(f"a list or a table has more than {MAX_ITEMS:,} items")


def require_bits(bits: int) -> None:
    """Raises SecurityError where an integer of so many bits is too large."""
    if bits > MAX_BITS:
        raise SecurityError("an integer has more than 300 digits")

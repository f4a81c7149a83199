"""Words that somebody else chose, fit for a terminal, a table and a spreadsheet."""

import re

# Control characters but tab and line end, other ends of lines; marks that turn the direction of writing; halves of a
# character.
CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
LONGEST = 1_000  # characters of a message
FORMULA = tuple("=+-@＝＋－＠\t\r\n")  # what begins a formula, for one spreadsheet or another


def plain(text: object) -> str:
    """A text with its control characters written out: a terminal shows them, and does nothing."""
    return CONTROL.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode(), str(text))


def shortened(text: str, most: int = LONGEST) -> str:
    """A text of at most `most` characters: of a longer one the beginning and, where there is room, the end."""
    if len(text) <= most:
        return text
    middle = f" … ({len(text):,} characters) … "
    head = most * 2 // 3
    tail = most - head - len(middle)
    return f"{text[:head]}{middle}{text[-tail:]}" if tail > 0 else f"{text[: max(most - 1, 0)]}…"


def fit(text: object, most: int = LONGEST) -> str:
    """A text, plain and of at most about `most` characters."""
    return plain(shortened(str(text), most))


def error_in_short(error: BaseException, most: int = LONGEST) -> str:
    """`ValueError: what it says`, whatever it says, and even if it can't."""
    try:
        return fit(f"{type(error).__name__}: {error}", most)
    except Exception:
        return type(error).__name__


def cell_of_csv(value: object) -> object:
    """A value for a spreadsheet: a text, plain, with an apostrophe before what one would take for a formula."""
    if not isinstance(value, str):
        return value
    return f"'{plain(value)}" if value.startswith(FORMULA) else plain(value)

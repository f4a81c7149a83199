"""Operators and methods of templates: none but these, and none whose result would be large."""

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any

from jinja2 import Undefined
from jinja2.sandbox import SandboxedEnvironment, SandboxedFormatter, SecurityError

from .bounds import MAX_ITEMS, MAX_TEXT, require_bits, require_items, require_text, size_of

MAX_WIDTH = 1_000  # characters to which something is filled, digits to which it is rounded
# %-formats whose width is written, not counted from a value.
PERCENT = re.compile(r"%(?:\(\w*\))?[#0 +-]*(?P<width>\d+|\*)?(?:\.(?P<digits>\d+|\*))?[hlL]?(?P<kind>.|$)", re.DOTALL)

# fmt: off
METHODS: Mapping[type, frozenset[str]] = {
    str: frozenset(
        (
            "capitalize", "casefold", "center", "count", "endswith", "find", "format", "index", "isalnum",
            "isalpha", "isascii", "isdecimal", "isdigit", "isidentifier", "islower", "isnumeric", "isprintable",
            "isspace", "istitle", "isupper", "join", "ljust", "lower", "lstrip", "partition", "removeprefix",
            "removesuffix", "replace", "rfind", "rindex", "rjust", "rpartition", "rsplit", "rstrip", "split",
            "splitlines", "startswith", "strip", "swapcase", "title", "upper", "zfill",
        )
    ),
    dict: frozenset(("get", "items", "keys", "values")),
    list: frozenset(("count", "index")),
    tuple: frozenset(("count", "index")),
    range: frozenset(("count", "index")),
    float: frozenset(("is_integer",)),
    int: frozenset(("bit_length",)),
}
# fmt: on


def as_list(values: Iterable[Any]) -> list[Any]:
    """The values of anything that is looped over. Raises SecurityError where they are too many."""
    if isinstance(values, str | dict | range):
        require_items(len(values))
    found = list(islice(values, MAX_ITEMS + 1))
    require_items(len(found))
    return found


def numbers(*args: int) -> range:
    """`range` in a template. Raises SecurityError where it is too long."""
    found = range(*args)
    if found[MAX_ITEMS:]:  # its length may be more than Python counts
        require_items(MAX_ITEMS + 1)
    return found


def before(operator: str, left: Any, right: Any) -> None:
    """Raises SecurityError where an operator's result would be too large to be made."""
    if operator == "*":
        for one, times in ((left, right), (right, left)):
            if isinstance(one, str) and isinstance(times, int):
                require_text(len(one) * times)
            elif isinstance(one, list | tuple) and isinstance(times, int):
                require_items(len(one) * times)
    elif operator == "**" and isinstance(left, int) and isinstance(right, int):
        require_bits(left.bit_length() * right)
    elif operator == "%" and isinstance(left, str):
        fields = list(PERCENT.finditer(left))
        for found in fields:
            _require_width(found["width"], found["digits"])
            if found["kind"] == "(":
                raise SecurityError("the name of a value after % is one word")
        if isinstance(right, dict):  # which may be asked for one value again and again
            require_text(len(left) + len(fields) * _longest(right.values()))


def _longest(values: Iterable[Any]) -> int:
    return max((len(str(each)) for each in values), default=0)


def _require_width(*widths: str | None) -> None:
    for width in filter(None, widths):
        if width == "*" or len(width) > 4 or int(width) > MAX_WIDTH:
            raise SecurityError(f"a width is written as a number of at most {MAX_WIDTH:,}, not {width}")


class Formatter(SandboxedFormatter):
    """`str.format` with bounded widths; attributes are those that a template may see."""

    def format_field(self, value: Any, format_spec: str) -> Any:
        _require_width(*re.findall(r"\d+", format_spec))
        size_of(value, plain=True)
        if isinstance(value, Undefined):
            str(value)  # raises
        return super().format_field(value, format_spec)


def format_method(environment: SandboxedEnvironment, text: str) -> Callable[..., str]:
    """The method `format` of a text."""

    def format(*args: Any, **kwargs: Any) -> str:
        values = [each for each in (*args, *kwargs.values()) if not isinstance(each, Undefined)]
        require_text(len(text) + text.count("{") * _longest(values))
        return Formatter(environment).vformat(text, args, kwargs)

    return format


def before_method(own: Any, name: str, args: tuple[Any, ...]) -> tuple[Any, ...]:
    """The arguments of a method of a plain value. Raises SecurityError where its result would be too large."""
    for each in args:
        if isinstance(each, int) and abs(each) > MAX_TEXT:
            raise SecurityError(f"{name} takes numbers of at most {MAX_TEXT:,}")
    if isinstance(own, str) and name == "replace" and len(args) >= 2:
        require_replaced(own, args[0], args[1])
    elif isinstance(own, str) and name == "join" and len(args) == 1:
        parts = as_list(args[0])
        require_text(sum(len(each) for each in parts if isinstance(each, str)) + len(own) * len(parts))
        return (parts,)
    return args


def require_replaced(text: str, old: Any, new: Any) -> None:
    """Raises SecurityError where a text would be too long with `new` for each `old`."""
    if isinstance(old, str) and isinstance(new, str):
        require_text(len(text) + text.count(old) * len(new))


def concat(values: Iterable[Any]) -> str:
    """`a ~ b`, and what `join` does: texts of values, one behind the other."""
    parts = [str(each) for each in values]
    require_text(sum(map(len, parts)))
    return "".join(parts)

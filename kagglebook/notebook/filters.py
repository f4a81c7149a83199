"""The filters and the tests of templates: none but these, each with bounds for what goes in and what comes out."""

import functools
import inspect
import re
import sys
from collections.abc import Callable, Iterable
from math import isfinite
from typing import Any

from jinja2 import Undefined, pass_environment
from jinja2.filters import FILTERS, make_attrgetter
from jinja2.sandbox import SecurityError
from jinja2.tests import TESTS

from .bounds import MAX_BITS, require_bits, require_text, size_of
from .operations import MAX_WIDTH, as_list, before, require_replaced
from .origin import without_marks

IN_STRING = "in_string"  # the filter that source.py puts behind the words in strings of code
IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(?P<whence>[\w.]+)[ \t]+import\b|import[ \t]+(?P<names>[\w., \t]+))", re.MULTILINE
)
MAX_PARTS = 20  # of a path such as `attribute="a.b"`


@pass_environment
def _join(environment: Any, value: Iterable[Any], d: str = "", attribute: str | int | None = None) -> str:
    values = as_list(value)
    if attribute is not None:
        values = list(map(make_attrgetter(environment, attribute), values))
    parts = [str(each) for each in values]
    require_text(sum(map(len, parts)) + len(str(d)) * len(parts))
    return str(d).join(parts)


def _replace(value: Any, old: str, new: str, count: int = -1) -> str:
    text = str(value)
    require_replaced(text, str(old), str(new))
    return text.replace(str(old), str(new), -1 if count is None else count)


def _format(value: Any, *args: Any, **kwargs: Any) -> str:
    before("%", str(value), kwargs or args)
    return str(value) % (kwargs or args)


def _indent(value: Any, width: int | str = 4, first: bool = False, blank: bool = False) -> str:
    text = str(value)
    require_text(len(text) + (text.count("\n") + 1) * (width if isinstance(width, int) else len(width)))
    return FILTERS["indent"](text, width, first, blank)


def _round(value: float, precision: int = 0, method: str = "common") -> float:
    require_bits(abs(precision) * 4 if isinstance(precision, int) else MAX_BITS + 1)
    return FILTERS["round"](value, precision, method)


@pass_environment
def _sum(environment: Any, iterable: Iterable[Any], attribute: str | int | None = None, start: float = 0) -> Any:
    values = as_list(iterable)
    if attribute is not None:
        values = list(map(make_attrgetter(environment, attribute), values))
    if not all(isinstance(each, int | float) for each in (*values, start)):
        raise SecurityError("sum takes numbers")
    return sum(values, start)


def literal(value: Any) -> str:
    """`{{ program.params.lr | literal }}`: the value as Python writes it."""
    if isinstance(value, Undefined):
        str(value)  # raises; repr would not
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, float) and not isfinite(each):
            raise SecurityError(f"Python has no literal for {each}")
        waiting += each if isinstance(each, list | tuple) else each.values() if isinstance(each, dict) else ()
    return repr(value)


def in_string(value: Any, quote: str) -> str:
    """A value as part of a string of Python's that has this quote."""
    return str(value).replace("\\", "\\\\").replace(quote, f"\\{quote}")


def imports(source: Any, package: str) -> bool:
    """`self.lesson() | imports("torch")`: whether a line of code imports a package. Prose that names it doesn't."""
    before = r"^[ \t]*(?:from|import)[ \t]+(?:[\w.]+(?:[ \t]+as[ \t]+\w+)?,[ \t]*)*"
    return bool(re.search(rf"{before}{re.escape(package)}\b", str(source), re.MULTILINE))


def modules(source: Any) -> list[str]:
    """`self.lesson() | modules`: the modules that lines of code import and that don't come with Python, sorted: of
    `import torch.nn as nn` it is `torch`. What a string or a comment says at the start of a line may be among them.
    """
    found: set[str] = set()
    for line in IMPORT.finditer(str(source)):
        names = [line["whence"]] if line["whence"] else line["names"].split(",")
        found.update(name.split()[0].partition(".")[0] for name in names if name.split())
    return sorted(name for name in found if name.isidentifier() and name not in sys.stdlib_module_names)


OWN = {
    IN_STRING: in_string,
    "format": _format,
    "imports": imports,
    "indent": _indent,
    "join": _join,
    "literal": literal,
    "modules": modules,
    "replace": _replace,
    "round": _round,
    "sum": _sum,
}
# fmt: off
JINJAS = (
    "abs", "batch", "capitalize", "center", "count", "d", "default", "first", "float", "int", "items", "last",
    "length", "list", "lower", "map", "max", "min", "reject", "rejectattr", "reverse", "select", "selectattr",
    "slice", "sort", "string", "title", "trim", "truncate", "unique", "upper", "wordcount",
)
ATTRIBUTES = frozenset(("map", "max", "min", "reject", "rejectattr", "select", "selectattr", "sort", "sum", "unique"))
WIDTHS = frozenset(("batch", "center", "slice", "truncate"))  # whose numbers fill something
TESTS_KEPT = (
    "boolean", "defined", "divisibleby", "eq", "equalto", "even", "false", "float", "ge", "greaterthan", "gt", "in",
    "integer", "iterable", "le", "lessthan", "lt", "mapping", "ne", "none", "number", "odd", "sameas", "sequence",
    "string", "true", "undefined", "==", "!=", "<", "<=", ">", ">=",
)
# fmt: on


def guarded(name: str, function: Callable[..., Any], spend: Callable[[int], None], plain: bool) -> Callable[..., Any]:
    """A filter or a test that spends the size of what goes in and comes out; of an iterator it makes a list."""
    function_ = inspect.unwrap(function)  # Jinja's for templates that don't wait
    passed = 1 if hasattr(function_, "jinja_pass_arg") else 0

    @functools.wraps(function_)
    def call(*args: Any, **kwargs: Any) -> Any:
        args = (*args[:passed], *map(without_marks, args[passed:]))
        given = [*args[passed:], *kwargs.values()]
        for index, each in enumerate(given):
            spend(size_of(each, plain=plain))
            if index and name in WIDTHS and isinstance(each, int) and abs(each) > MAX_WIDTH:
                raise SecurityError(f"{name} takes numbers of at most {MAX_WIDTH:,}")
            if index and name in ATTRIBUTES and isinstance(each, str) and each.count(".") > MAX_PARTS:
                raise SecurityError(f"an attribute has at most {MAX_PARTS} parts")
        result = function_(*args, **kwargs)
        if hasattr(result, "__next__"):
            result = as_list(result)
        spend(size_of(result, plain=plain))
        return result

    del call.__wrapped__
    return call


def filters(spend: Callable[[int], None]) -> dict[str, Callable[..., Any]]:
    """The filters of templates, by name."""
    known = {name: FILTERS[name] for name in JINJAS} | OWN
    return {name: guarded(name, function, spend, plain=True) for name, function in known.items()}


def tests(spend: Callable[[int], None]) -> dict[str, Callable[..., Any]]:
    """The tests of templates (`x is defined`), by name."""
    return {name: guarded(name, TESTS[name], spend, plain=False) for name in TESTS_KEPT}

"""Values of parameters that somebody typed into prose: they would stay when the parameter is set otherwise."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..core.problems import Problem
from .passages import Passage
from .source import VALUE
from .template import Templates

LEAST = 20  # of an integer that tells of a parameter by itself: smaller ones say too many other things
ASSIGNED = re.compile(r"(?<![\w.])(?P<name>[A-Za-z_]\w*)`?[ \t]*=[ \t]*`?(?P<value>[^\s`=][^`\n]*)", re.ASCII)
NUMBER = re.compile(r"(?<![\w.,-])(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?![\w-]|[.,]\d)", re.ASCII)
IN_TICKS = re.compile(r"`+([^`\n]+)`+")
LITERAL = re.compile(r"[\[({].*|'[^']*'|\"[^\"]*\"|[-+]?[\w.+-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Claim:
    """A literal of a line of prose, as it is typed there; `name` is the name that it is given, if any."""

    passage: Passage
    typed: str
    value: Any
    name: str = ""


def claims(passages: Iterable[Passage]) -> Iterator[Claim]:
    """The literals of prose that may be a parameter's value."""
    for passage in passages:
        if not passage.is_prose:
            continue
        typed = passage.typed
        for found in ASSIGNED.finditer(typed) if "=" in typed else ():
            value = _literal(found["value"])
            if value is not None:
                yield Claim(passage, found[0].strip("` "), value, found["name"])
        for found in NUMBER.finditer(typed):
            value = float(found[0].replace(",", ""))
            if value >= LEAST or not value.is_integer():
                yield Claim(passage, found[0], value)
        for found in IN_TICKS.finditer(typed) if "`" in typed else ():
            yield Claim(passage, f"`{found[1]}`", found[1].strip("\"'"))


def lint(found: Iterable[Claim], params: Mapping[str, Any], templates: Templates) -> Iterator[Problem]:
    """The claims that are a parameter's value, unless they stand under an `if` of that parameter."""
    for claim in found:
        line = claim.passage.line
        for name, value in params.items():
            if not _is_of(claim, name, value):
                continue
            conditions = templates.source(line.path).conditions[line.number - 1]
            if not re.search(rf"\b{name}\b", conditions):
                message = (
                    f"{claim.typed!r} is the value of the parameter {name!r}, which may be set otherwise: write "
                    f"{{{{ program.params.{name} }}}}, or put the line under #: if program.params.{name} …"
                )
                if not claim.name:
                    message += f"; if it is something else: {_as_value(claim)}"
                yield Problem(line.path, message, line.number)
                break


def _is_of(claim: Claim, name: str, value: Any) -> bool:
    if claim.name:
        return claim.name == name
    if isinstance(value, bool) or type(claim.value) is str or isinstance(value, str):
        return type(claim.value) is str and claim.value == value
    return isinstance(value, int | float) and claim.value == value


def _as_value(claim: Claim) -> str:
    """How to write a literal that is no parameter's; in code and formulas an expression begins with a name."""
    if claim.typed in claim.passage.words:
        return f'{{{{ "{claim.typed}" }}}}'
    return f"#: set NAME = {claim.typed.strip('`')}, and {{{{ NAME | string }}}}"


def _literal(text: str) -> Any:
    """The literal that a text begins with; None for what is none, such as an expression's value."""
    found = LITERAL.match(text)
    if not found or VALUE in found[0]:
        return None
    try:
        return ast.literal_eval(found[0].rstrip(").,"))
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return None

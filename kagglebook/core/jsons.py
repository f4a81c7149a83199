"""JSON that somebody else wrote, within bounds of depth and of numbers: what comes out, no reader stumbles over."""

import json
import re
from pathlib import Path
from typing import Any

from .files import read_text
from .problems import InputError, Problem

MAX_DEPTH = 64  # lists and tables within one another
MAX_DIGITS = 300  # of an integer: a float holds no more
LONG = rf"\d{{{MAX_DIGITS + 1}}}"
SURELY_READ = 400  # brackets that no parser stumbles over, whatever their order; most texts have more, and few levels
STRINGS = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


def parse_json(text: str | bytes) -> Any:
    """The value of a JSON text. Raises ValueError that says why there is none."""
    refuse_depth(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text)
    try:
        # A function for each integer takes its time, and most texts have none that is too long.
        long = re.search(LONG if isinstance(text, str) else LONG.encode(), text)
        value = json.loads(text, parse_int=_integer if long else None)
    except json.JSONDecodeError as error:
        raise ValueError(f"broken JSON: {error.msg} (line {error.lineno}, column {error.colno})") from None
    except UnicodeDecodeError:
        raise ValueError("not UTF-8") from None
    require_depth(value, MAX_DEPTH)
    return value


def refuse_depth(text: bytes) -> None:
    """Raises ValueError where brackets lie within one another deeper than a parser should go, before one does.

    One that finds out itself has used the whole stack by then; what else runs there, such as a finalizer, fails too.
    """
    if text.count(b"[") + text.count(b"{") <= SURELY_READ:
        return
    brackets = STRINGS.sub(b"", text).translate(None, NO_BRACKETS)
    for _ in range(MAX_DEPTH):
        brackets = brackets.replace(b"[]", b"").replace(b"{}", b"")
    if brackets.count(b"[") + brackets.count(b"{") > SURELY_READ:  # fewer are what a broken text leaves
        raise ValueError(f"nested deeper than {MAX_DEPTH}")


def require_depth(value: Any, most: int) -> None:
    """Raises ValueError where lists and tables lie within one another deeper than `most`."""
    level = [value]
    for _ in range(most):
        level = [inner for each in level if isinstance(each, dict | list) for inner in _inside(each)]
    if any(isinstance(each, dict | list) for each in level):
        raise ValueError(f"nested deeper than {most}")


def read_json(path: Path) -> Any:
    """The value of a JSON file of the course. Raises InputError with file and line."""
    text = read_text(path)
    try:
        return parse_json(text)
    except ValueError as error:
        line = getattr(error.__context__, "lineno", None)
        raise InputError(Problem(path, str(error), line)) from None


def _inside(value: dict[str, Any] | list[Any]) -> Any:
    return value.values() if isinstance(value, dict) else value


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise ValueError(f"an integer of {len(digits)} digits")
    return int(digits)

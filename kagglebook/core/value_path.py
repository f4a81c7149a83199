"""Paths to values of results.json: `history.test_acc[-1]`, `losses[::100]`."""

import re
from collections.abc import Mapping
from typing import Any

from .problems import did_you_mean
from .toml import text_like

INDEX = r"-?\d{1,9}"
STEP = rf":((?!-?0+\])({INDEX})?)"
ValuePath = text_like(
    rf"[A-Za-z_]\w*(\.\w+|\[{INDEX}\]|\[({INDEX})?:({INDEX})?({STEP})?\])*",
    "a path such as history.test_acc[-1] or losses[:3]",
)
KINDS = {dict: "a table", bool: "true or false", int: "a number", float: "a number", type(None): "null"}


def look_up(results: Mapping[str, Any] | None, path: str) -> Any:
    """The value at a path such as `history.test_acc[-1]` or `loss[:3]`. Raises LookupError that says what is there."""
    if results is None:
        raise LookupError("no results.json")
    value: Any = results
    for name, index in re.findall(r"(\w+)(?![^\[]*\])|\[([^\]]*)\]", path):
        if name:
            if not isinstance(value, Mapping) or name not in value:
                known = value if isinstance(value, Mapping) else ()
                raise LookupError(f"no {name!r} in results.json{did_you_mean(name, known)}")
            value = value[name]
        elif not isinstance(value, list | str):
            raise LookupError(f"{path}: {KINDS.get(type(value), 'no list')}, not a list")
        elif ":" in index:
            value = value[slice(*(int(part) if part else None for part in index.split(":")))]
        else:
            try:
                value = value[int(index)]
            except IndexError:
                raise LookupError(f"{path}: only {len(value)} values") from None
    return value


def names_of(path: str) -> list[str]:
    """The names that a path begins with, before any index: `["history", "test_acc"]`."""
    return path.split("[")[0].split(".")

"""Paths to values of results.json: `history.test_acc[-1]`, `losses[::100]`."""

import re
from collections.abc import Mapping
from typing import Any

from .problems import did_you_mean
from .toml import text_like

ValuePath = text_like(
    r"[A-Za-z_]\w*(\.\w+|\[-?\d+\]|\[-?\d*:-?\d*(:-?\d*)?\])*", "a path such as history.test_acc[-1] or losses[:3]"
)


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

"""What a run found, as a flat table: a path for each value. Knows no file."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..core.run import ENVIRONMENT, Run

CELL = "cell "  # begins the paths of what cells showed; no key of results.json has a space
NUMBER = re.compile(r"(?<![\w.])-?\d+(?:,\d{3})*(?:\.\d*)?(?:e[-+]?\d+)?", re.IGNORECASE)
DEVICE = re.compile(r"\b(cpu|cuda(:\d+)?)\b")


def flatten(run: Run) -> dict[str, Any]:
    """What a run found, by path: the leaves of results.json but its environment, then what each cell showed.

    A list of numbers is one value, a series. A cell's output counts as its words, with a mark for each number, and its
    numbers; what names the environment is left out of both.
    """
    results = dict(run.results or {})
    environment = results.pop(ENVIRONMENT, {})
    values = {}
    for name, value in results.items():
        values |= dict(_leaves(name, value))
    for name, cell in run.cells.items():
        text = cell.text
        for word in environment.values():
            text = text.replace(str(word), "…")
        text = DEVICE.sub("…", text)
        if text.strip():
            values[f"{CELL}{name}: words"] = " ".join(NUMBER.sub(" # ", text).split())
            numbers = [_number(number.replace(",", "")) for number in NUMBER.findall(text)]
            if numbers:
                values[f"{CELL}{name}: numbers"] = numbers
        if cell.figures:
            values[f"{CELL}{name}: figures"] = cell.figures
    return values


def shown_by_a_cell(path: str) -> bool:
    """Whether a path of `flatten` is of what a cell showed, not of results.json."""
    return path.startswith(CELL)


def is_series(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(type(item) in (int, float) for item in value)


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and value:
        for name, item in value.items():
            yield from _leaves(f"{path}.{name}", item)
    elif isinstance(value, list) and not is_series(value) and any(isinstance(item, list | dict) for item in value):
        for index, item in enumerate(value):
            yield from _leaves(f"{path}[{index}]", item)
    else:
        # A number alone is a series of one.
        yield path, [value] if type(value) in (int, float) else value


def _number(text: str) -> float | int:
    return int(text) if text.lstrip("-").isdigit() else float(text)

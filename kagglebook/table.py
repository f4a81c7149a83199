"""A TOML file -> a frozen pydantic object, with every fault told by file, line and key."""

import re
import tomllib
from pathlib import Path
from typing import Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from .errors import InputError, Problem, did_you_mean

Loc = tuple[str | int, ...]


class Table(BaseModel):
    """A table of a TOML file: frozen, strictly typed, and without unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    @model_validator(mode="before")
    @classmethod
    def _reject_unknown_keys(cls, data: Any) -> Any:
        for key in data if isinstance(data, dict) else ():
            if key not in cls.model_fields:
                hint = did_you_mean(key, cls.model_fields)
                raise PydanticCustomError("unknown_key", "unknown key '{key}'{hint}", {"key": key, "hint": hint})
        return data


T = TypeVar("T", bound=Table)


class Document:
    """The text of a TOML file and what it holds, to name the line and the table of a fault."""

    def __init__(self, path: Path, text: str):
        self.path, self.text = path, text
        try:
            self.data: dict[str, Any] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
            line = int(found[1]) if found else text.count("\n") + 1
            raise InputError(Problem(path, f"broken TOML: {error}", line)) from None

    @classmethod
    def read(cls, path: Path) -> Self:
        """Raises InputError where the file is missing, not UTF-8 or no TOML."""
        try:
            return cls(path, path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise InputError(Problem(path, "no such file")) from None
        except UnicodeDecodeError as error:
            raise InputError(Problem(path, f"not UTF-8: {error}")) from None

    def validate(self, model: type[T]) -> T:
        """Raises InputError with one problem for each fault that pydantic found."""
        try:
            return model.model_validate(self.data)
        except ValidationError as error:
            raise InputError(*(self._problem_of(fault) for fault in error.errors())) from None

    def problem(self, message: str, *loc: str | int) -> Problem:
        """A problem at a key path such as `("program", 6, "params", "lr")`."""
        return Problem(self.path, message, line_of(self.text, loc), self._place(loc))

    def _problem_of(self, fault: Any) -> Problem:
        loc: Loc = fault["loc"]
        if fault["type"] == "unknown_key":
            return self.problem(fault["msg"], *loc, fault["ctx"]["key"])
        given = "" if fault["type"] == "missing" else f", not {fault['input']!r}"
        message = fault["msg"].removeprefix("Input ").removeprefix("Value error, ")
        return self.problem(message + given, *loc)

    def _place(self, loc: Loc) -> str:
        """`program 5-7, params.lr`: elements of an array of tables go by their number."""
        value: Any = self.data
        parts: list[str] = []
        for key in loc:
            try:
                value = value[key]
            except (KeyError, IndexError, TypeError):
                value = None
            if isinstance(key, int):
                number = value.get("number") if isinstance(value, dict) else None
                parts[-1:] = [f"{parts[-1]} {number}, "] if number else [f"{parts[-1]}[{key}]"]
            else:
                parts.append(key if not parts or parts[-1].endswith(", ") else f".{key}")
        return "".join(parts).removesuffix(", ")


def line_of(text: str, loc: Loc) -> int | None:
    """The line (from 1) of a key path in a TOML text, as near as it can be told; tomllib keeps no positions.

    Follows the path through headers, keys and the one-a-line tables of an array, and stays
    at the last part that it found.
    """
    lines = text.splitlines()
    found, rest = None, list(loc)
    start, end = 0, len(lines)
    headers = [(n, m[1]) for n, line in enumerate(lines) if (m := re.match(r"\s*\[{1,2}([^\[\]]+)\]", line))]
    if rest and isinstance(rest[0], str):
        name, index, used = rest[0], 0, 1
        if len(rest) > 1 and isinstance(rest[1], int):
            index, used = rest[1], 2
        elif len(rest) > 1 and any(header == f"{name}.{rest[1]}" for _, header in headers):
            name, used = f"{name}.{rest[1]}", 2
        own = [n for n, header in headers if header == name]
        if index < len(own):
            start = found = own[index]
            end = next((n for n, _ in headers if n > start), len(lines))
            rest = rest[used:]
        else:
            end = headers[0][0] if headers else len(lines)
    for key in rest:
        if isinstance(key, int):
            tables = [n for n in range(start, end) if lines[n].lstrip().startswith("{")]
            hit = tables[key] if key < len(tables) else None
        else:
            pattern = re.compile(rf"(?<![\w-])[\"']?{re.escape(key)}[\"']?\s*=")
            hit = next((n for n in range(start, end) if pattern.search(lines[n])), None)
        if hit is not None:
            start = found = hit
    return None if found is None else found + 1

"""A TOML file -> a frozen pydantic object, with every fault told by file, line and key."""

import re
import sys
import tomllib
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from .files import read_text
from .jsons import require_depth
from .problems import InputError, Problem, did_you_mean

MAX_DEPTH = 50  # lists and tables within one another
Loc = tuple[str | int, ...]
HEADER = re.compile(r"(\[{1,2})([\w.\"' -]+)\]{1,2}\s*(#.*)?$")
KEY = re.compile(r"\s*([\w.\"' -]+?)\s*=")


class TomlTable(BaseModel):
    """A table of a TOML file: frozen, strictly typed, and without unknown keys."""

    # Deferred: a schema is built when the first file is read, and the command starts without.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _reject_unknown_keys(cls, data: Any) -> Any:
        for key in data if isinstance(data, dict) else ():
            if key not in cls.model_fields:
                hint = did_you_mean(key, cls.model_fields)
                raise PydanticCustomError("unknown_key", "unknown key '{key}'{hint}", {"key": key, "hint": hint})
        return data


T = TypeVar("T", bound=TomlTable)


def text_like(pattern: str, form: str) -> Any:
    """The type of a text that matches a pattern as a whole; of another text the fault says what it should be.

    Equal texts become one: programs have their templates, sections and value paths in common.
    """

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise PydanticCustomError("form", "should be {form}", {"form": form})
        return sys.intern(text)

    return Annotated[str, AfterValidator(check)]


class Document:
    """The text of a TOML file, to read it as a model, and to name the line and the table of a fault."""

    def __init__(self, path: Path, text: str):
        self.path, self.text = path, text

    @classmethod
    def read(cls, path: Path) -> Self:
        """Raises InputError where the file is missing or not UTF-8."""
        return cls(path, read_text(path))

    def parse(self) -> dict[str, Any]:
        """What the file holds, read anew at each call. Raises InputError where it is no TOML."""
        try:
            data = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
            line = int(found[1]) if found else self.text.count("\n") + 1
            raise InputError(Problem(self.path, f"broken TOML: {error}", line)) from None
        except RecursionError:
            raise InputError(Problem(self.path, f"nested deeper than {MAX_DEPTH}")) from None
        except ValueError as error:  # an integer or a date that Python can't hold
            raise InputError(Problem(self.path, f"broken TOML: {error}", self._line_of_number())) from None
        try:
            require_depth(data, MAX_DEPTH)
        except ValueError as error:
            raise InputError(Problem(self.path, str(error))) from None
        return data

    def _line_of_number(self) -> int | None:
        """The line of a number of hundreds of digits."""
        lines = enumerate(self.text.split("\n"), 1)
        return next((number for number, line in lines if re.search(r"[\d_]{300}", line)), None)

    def validate(self, model: type[T], data: Any = None, context: Any = None) -> T:
        """What the file holds as a model, or `data` that has its keys; `context` is for the model's validators.

        Raises InputError where the file is no TOML, or with one problem for each fault that pydantic found.
        """
        data = self.parse() if data is None else data
        try:
            return model.model_validate(data, context=context)
        except ValidationError as error:
            raise InputError(*self._problems_of(data, error.errors())) from None

    def problem(self, message: str, *loc: str | int) -> Problem:
        """A problem at a key path such as `("program", 6, "params", "lr")`."""
        return Problem(self.path, message, line_of(self.text, loc), self._place(loc))

    @cached_property
    def _data(self) -> dict[str, Any]:
        """Kept only where there are problems, to name their places: a chapter may have a thousand programs."""
        return self.parse()

    def _problems_of(self, data: Any, faults: Iterable[Any]) -> list[Problem]:
        """One problem for each place: of a value that fits no member of a union pydantic tells once for each member."""
        found: dict[Loc, list[str]] = {}
        for fault in faults:
            loc, end = fault["loc"], ()
            message = fault["msg"].removeprefix("Input ").removeprefix("Value error, ")
            if fault["type"] == "missing":
                loc, end, message = loc[:-1], loc[-1:], "this key is needed"
            elif fault["type"] == "unknown_key":
                end = (fault["ctx"]["key"],)
            place = (*(_data_path(data, loc, fault["input"]) or ()), *end)
            if " should " in f" {message}" and ", not " not in message:
                message += f", not {fault['input']!r}"
            found.setdefault(place, []).append(message)
        inner = [place for place in found if not any(other[: len(place)] == place != other for other in found)]
        return [self.problem(_one_of(found[place]), *place) for place in inner]

    def _place(self, loc: Loc) -> str:
        """`program 5-7, params.lr`: elements of an array of tables go by their number."""
        value: Any = self._data
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


def _data_path(value: Any, loc: Sequence[str | int], target: Any) -> Loc | None:
    """The parts of pydantic's path to `target` that lead through the data; the others name members of a union."""
    if not loc:
        return () if value is target else None
    head, *rest = loc
    try:
        path = _data_path(value[head], rest, target)
    except (KeyError, IndexError, TypeError):
        path = None
    return _data_path(value, rest, target) if path is None else (head, *path)


def _one_of(messages: list[str]) -> str:
    """`should be a valid integer or a valid number, not '0'`."""
    first, *others = [message.partition(", not ") for message in dict.fromkeys(messages)]
    return " or ".join([first[0], *(other[0].removeprefix("should be ") for other in others)]) + "".join(first[1:])


def line_of(text: str, loc: Loc) -> int | None:
    """The line (from 1) of a key path in a TOML text, as near as it can be told; tomllib keeps no positions.

    Follows the path through headers and keys, then to a table of an array that has one on each line, and stays at the
    last part that it found.
    """
    lines, known = text.split("\n"), _key_lines(text)
    used = next((length for length in range(len(loc), 0, -1) if loc[:length] in known), 0)
    if not used:
        return None
    found = known[loc[:used]]
    end = min((number for number in known.values() if number > found), default=len(lines) + 1)
    tables = [number for number in range(found, end) if lines[number - 1].lstrip().startswith("{")]
    index = next((key for key in loc[used:] if isinstance(key, int)), len(tables))
    return tables[index] if index < len(tables) else found


def _key_lines(text: str) -> dict[Loc, int]:
    """The line (from 1) of every table's header and of every key that begins a line, by key path."""
    found: dict[Loc, int] = {}
    counts: dict[Loc, int] = {}
    table: Loc = ()
    for number, line in enumerate(text.split("\n"), 1):
        if header := HEADER.match(line):
            parts = _parts(header[2])
            table = ()
            for depth, part in enumerate(parts, 1):
                table += (part,)
                if header[1] == "[[" and depth == len(parts):
                    counts[table] = counts.get(table, -1) + 1
                if table in counts:  # [program.params] belongs to the last [[program]]
                    table += (counts[table],)
            path = table
        elif key := KEY.match(line):
            path = table + _parts(key[1])
        else:
            continue
        for length in range(1, len(path) + 1):
            found.setdefault(path[:length], number)
    return found


def _parts(dotted: str) -> Loc:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))

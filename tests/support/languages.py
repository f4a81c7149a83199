"""A made-up language: every word of a shipped one in signs that no language has, its places left where they are."""

import itertools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kagglebook.chapter.words import shipped
from tests.support import ROOT

PLACES = re.compile(r"\{\w+\}")


def leaves(words: Mapping[str, Any], *path: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each word of a table of words, with its path."""
    for name, value in words.items():
        if isinstance(value, dict):
            yield from leaves(value, *path, name)
        elif isinstance(value, str):
            yield (*path, name), value


def toml_of(words: Mapping[str, Any], *path: str) -> str:
    """A table of words as TOML."""
    plain = [f"{name} = {json.dumps(value)}" for name, value in words.items() if not isinstance(value, dict)]
    tables = [toml_of(value, *path, name) for name, value in words.items() if isinstance(value, dict)]
    return "\n".join([f"[{'.'.join(path)}]" if path else "", *plain, *tables])


def made_up(change: Callable[[str], str] = str) -> dict[str, Any]:
    """The words of a language that nobody speaks; `change` may make of one what it likes."""
    numbers = itertools.count(1)

    def of(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: of(each) for name, each in value.items()}
        if isinstance(value, list):
            return [of(each) for each in value]
        return change(" ".join([f"⟦{next(numbers)}⟧", *dict.fromkeys(PLACES.findall(value))]))

    return of(shipped("en").model_dump())


def shared_cell(name: str, language: str = "ko") -> str:
    """The code of a shared cell, with the words of a language in their places."""
    text = (ROOT / "templates" / name).read_text(encoding="utf-8").partition("\n")[2]

    def say(found: re.Match[str]) -> str:
        filled = dict(re.findall(r"(\w+)='([^']*)'", found[2] or ""))
        return PLACES.sub(lambda place: filled.get(place[0][1:-1], place[0]), shipped(language).find(found[1]))

    return re.sub(r"\{\{ chapter\.words\.([\w.]+?)(?:\.format\((.*?)\))? \}\}", say, text)

"""chapter.toml as a table: what holds for the chapter, and its programs."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from ..core.toml import TomlTable
from .data import DataSet
from .kaggle import ChapterSettings
from .parameters import Params
from .program import Program
from .texts import ONE_LINE, OneLine
from .words import DEFAULT, Language

LONGEST = 24  # characters of a chapter's number


def _short(number: Any) -> int | str:
    fits = isinstance(number, str) and len(number) <= LONGEST and re.fullmatch(ONE_LINE, number)
    if not fits and (isinstance(number, bool) or not isinstance(number, int)):
        form = f"a number or one line of at most {LONGEST} characters"
        raise PydanticCustomError("form", "should be {form}", {"form": form})
    return number


ChapterNumber = Annotated[Any, AfterValidator(_short)]


class BaselineSettings(TomlTable):
    """`[baseline]`: what its recorded runs are measured by."""

    # Values that move by whole samples, such as accuracies: patterns of their paths, with * for any characters.
    shares: list[str] = []
    leave_out: list[str] = []  # cells whose output is no result: that says what it runs on, say


class EditionSettings(TomlTable):
    """`[editions.student]`: what stands behind the titles of an edition, and what its quick run sets."""

    title: OneLine
    kernel_title: OneLine
    quick: Params = {}


class Editions(TomlTable):
    """`[editions]`: those that a chapter has besides the complete notebooks."""

    student: EditionSettings | None = None
    instructor: EditionSettings | None = None


class ChapterFile(TomlTable):
    """chapter.toml."""

    number: ChapterNumber = None  # default: that of the folder
    title: OneLine
    language: Language = DEFAULT
    words: dict[str, Any] = {}  # single words in place of the language's: words.py
    publishers: list[str] = []  # besides Kaggle
    edition: dict[str, bool | int | float | OneLine] = {}
    kaggle: ChapterSettings
    data: dict[str, DataSet] = {}
    baseline: BaselineSettings = BaselineSettings()
    editions: Editions = Editions()
    program: Annotated[list[Program], Field(min_length=1)]

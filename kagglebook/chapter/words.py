"""The words that the tool itself puts into a notebook, a table for each language: `language = "ko"` in chapter.toml."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from ..core.problems import did_you_mean


@dataclass(frozen=True)
class Words:
    """The words of one language; `{number}` stands for a program's number, without `ex-`."""

    program: str
    example: str
    code: str  # the headings of the table of remarks
    remark: str


LANGUAGES = {
    "ko": Words(program="프로그램 {number}", example="예제 {number}", code="코드", remark="설명"),
    "en": Words(program="Program {number}", example="Example {number}", code="Code", remark="Remark"),
}


def _known(language: str) -> str:
    if language not in LANGUAGES:
        hint = did_you_mean(language, LANGUAGES)
        raise PydanticCustomError(
            "language", "no words for language '{language}'{hint}", {"language": language, "hint": hint}
        )
    return language


Language = Annotated[str, AfterValidator(_known)]

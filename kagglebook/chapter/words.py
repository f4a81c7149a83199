"""The words that the tool itself puts into a notebook, a table for each language: `language = "ko"` in chapter.toml."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from ..core.problems import did_you_mean
from .page_words import ENGLISH, KOREAN, PageWords


@dataclass(frozen=True)
class Words:
    """The words of one language; `{number}` stands for a program's number, without `ex-` or `th-`."""

    program: str
    example: str
    theory: str
    code: str  # the headings of the table of remarks
    remark: str
    blank: str  # `{number}` is the blank's
    hint: str
    more: str
    wrong_answer: str  # the headings of the table of wrong answers
    message: str
    error: str  # `{error}` is the exception's name
    page: PageWords


LANGUAGES = {
    "ko": Words(
        program="프로그램 {number}",
        example="예제 {number}",
        theory="이론 {number}",
        code="코드",
        remark="설명",
        blank="빈칸 {number}",
        hint="힌트 · 빈칸 {number}",
        more="힌트 더 보기",
        wrong_answer="틀린 답",
        message="나오는 말",
        error="이 셀에서 오류가 난다: {error}",
        page=KOREAN,
    ),
    "en": Words(
        program="Program {number}",
        example="Example {number}",
        theory="Theory {number}",
        code="Code",
        remark="Remark",
        blank="Blank {number}",
        hint="Hint · blank {number}",
        more="A further hint",
        wrong_answer="Wrong answer",
        message="What it says",
        error="the cell fails: {error}",
        page=ENGLISH,
    ),
}


def _known(language: str) -> str:
    if language not in LANGUAGES:
        hint = did_you_mean(language, LANGUAGES)
        raise PydanticCustomError(
            "language", "no words for language '{language}'{hint}", {"language": language, "hint": hint}
        )
    return language


Language = Annotated[str, AfterValidator(_known)]

"""A word of a language, as its file has it: one line, with exactly the places in braces that whoever says it fills."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
LONGEST = 2_000  # characters
# No control character, nor what else some reader of a template takes for the end of a line.
ONE_LINE = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def taking(*places: str) -> Any:
    """The type of a word that takes these: `taking("number", "title")` for `Chapter {number}: {title}`.

    Of another text the fault says what is wrong: a place that nothing fills, one that is missing, a lone brace.
    """

    def check(text: str) -> str:
        if not text.strip() or not ONE_LINE.fullmatch(text) or len(text) > LONGEST:
            raise PydanticCustomError("word", "should be one line of text")
        if (fault := _fault(text, places)) is not None:
            raise PydanticCustomError("word", "{fault}", {"fault": fault})
        return text

    return Annotated[str, AfterValidator(check)]


Word = taking()


def _fault(text: str, places: tuple[str, ...]) -> str | None:
    found = PLACE.findall(text)
    known = ", ".join(f"{{{place}}}" for place in places) or "none"
    for place in found:
        if place not in places:
            return f"nothing fills {{{place}}} (places of this word: {known})"
    if brace := re.search(r"[{}]", PLACE.sub("", text)):
        return f"a {brace[0]!r} that belongs to no place (places of this word: {known})"
    missing = [f"{{{place}}}" for place in places if place not in found]
    return f"lacks {', '.join(missing)}" if missing else None

"""The names that a template sees: `chapter`, `edition` and `program`, as plain values."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from ..chapter.chapter import Chapter
from ..chapter.errata import shown
from ..chapter.program import Program
from . import guide
from .kaggle_publisher import KagglePublisher
from .measured import measured
from .publisher import Badge, Publisher
from .slides import slides_of

URL = ":/?#@!$&'*+,;=%~"  # what an address is made of, but for brackets: a Markdown link ends with one


def context(
    chapter: Chapter, program: Program, kaggle: KagglePublisher, others: Sequence[Publisher] = ()
) -> Mapping[str, Any]:
    """What stands between `{{ }}` in a program that is published on Kaggle and by others.

    Tables, lists, texts and numbers only: there is nothing that a template could call.
    """
    badges = [_shown(badge) for publisher in (kaggle, *others) if (badge := publisher.badge(chapter, program))]
    return {
        "chapter": {
            "number": chapter.number,
            "title": chapter.file.title,
            "programs": guide.contents(chapter, program, kaggle),
            "language": chapter.file.language,
            "words": chapter.words.model_dump(exclude={"alt", "figures", "preview_page"}),
        },
        "edition": dict(chapter.file.edition),
        "program": {
            "number": program.origin.number,
            "label": program.label(chapter.words),
            "title": program.title,
            "edition": program.edition,
            "editions": guide.editions(chapter, program, kaggle),
            "plan": [each.model_dump() for each in program.plan],
            "section": program.section,
            "params": dict(program.params),
            "data": [chapter.file.data[key].model_dump(exclude={"license"}) for key in program.data],
            "after": guide.handed_on(chapter, program, kaggle),
            "errata": [erratum.model_dump() for erratum in shown(chapter.errata_of(program))],
            "slides": slides_of(chapter, program),
            "terms": [term.model_dump(include={"term", "english", "means"}) for term in chapter.terms_of(program)],
            "gpu": kaggle.has_gpu(chapter, program),
            "internet": chapter.kaggle(program).internet,
            "badges": badges,
            "url": badges[0]["url"],  # Kaggle's
            **guide.neighbours(chapter, program, kaggle),
            **measured(chapter, program),
        },
    }


def _shown(badge: Badge) -> dict[str, str]:
    """A badge that stays one Markdown link, whatever is in it."""
    text = re.sub(r"([\[\]\\])", r"\\\1", badge.text)
    return {"text": text, "image": quote(badge.image, safe=URL), "url": quote(badge.url, safe=URL)}

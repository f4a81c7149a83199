"""The names that a template sees: `chapter`, `edition` and `program`."""

from collections.abc import Mapping, Sequence
from typing import Any

from ..chapter.chapter import Chapter, Program
from .kaggle_publisher import KagglePublisher
from .publisher import Publisher


def context(
    chapter: Chapter, program: Program, kaggle: KagglePublisher, others: Sequence[Publisher] = ()
) -> Mapping[str, Any]:
    """What stands between `{{ }}` in a program that is published on Kaggle and by others."""
    badges = [badge for publisher in (kaggle, *others) if (badge := publisher.badge(chapter, program))]
    return {
        "chapter": {"number": chapter.file.number, "title": chapter.file.title},
        "edition": chapter.file.edition,
        "program": {
            "number": program.origin.number,
            "label": program.label(chapter.words),
            "title": program.title,
            "section": program.section,
            "params": program.params,
            "data": [chapter.file.data[key] for key in program.data],
            "errata": chapter.errata_of(program),
            "gpu": kaggle.has_gpu(chapter, program),
            "badges": badges,
            "url": badges[0].url,  # Kaggle's
        },
    }

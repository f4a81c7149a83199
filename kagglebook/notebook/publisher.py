"""Where notebooks are published: one class for each place. Kaggle is always one; kaggle_publisher.py has it. Colab
and molab (colab_publisher.py, molab_publisher.py) come along too, for chapters that list them.

Others are added by an entry point in the group `kagglebook.publishers`, whose name a chapter lists in
`publishers = ["…"]`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..chapter.chapter import Chapter
from ..chapter.program import Program
from ..core.layout import Layout
from .render import Rendered


@dataclass(frozen=True)
class Badge:
    """The picture at the head of a notebook, and where it leads."""

    text: str
    image: str
    url: str


@dataclass(frozen=True)
class Violation:
    """A broken rule, the field or key that it is about, and what is wrong."""

    rule: str
    field: str
    message: str


class Publisher:
    """What a place of publication adds to a notebook, and what it refuses. Made once a command, for a course."""

    name = ""  # as messages call it

    def __init__(self, layout: Layout):
        self.layout = layout

    def notebook_metadata(self, chapter: Chapter, program: Program) -> Mapping[str, Any]:
        """Entries of the notebook's own metadata."""
        return {}

    def badge(self, chapter: Chapter, program: Program) -> Badge | None:
        """The badge that leads there."""
        return None

    def files(self, chapter: Chapter, rendered: Rendered) -> Mapping[str, bytes]:
        """Files beside the notebook, by their names."""
        return {}

    def lint(self, chapter: Chapter, rendered: Rendered) -> Iterator[Violation]:
        """What the place would refuse, or take and misread. `field` is best a key of the program in chapter.toml."""
        return iter(())

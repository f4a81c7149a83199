"""molab, marimo's cloud, as a publisher: a badge that opens the committed notebook.

Source: marimo's page "GitHub" for the address: a GitHub one with `molab.marimo.io/github` in place of its host. That
page speaks of marimo's own files; that molab takes Jupyter's too is what links in public repositories suppose. Its GPU
is chosen by hand.
"""

from collections.abc import Iterator

from ..chapter.chapter import Chapter
from ..chapter.program import Program
from .publisher import Badge, Publisher, Violation, committed
from .render import Rendered

IMAGE = "https://marimo.io/molab-shield.svg"
OPEN = "https://molab.marimo.io/github/"


class MolabPublisher(Publisher):
    """molab. It reads GitHub, so the course must be there."""

    name = "molab"

    def badge(self, chapter: Chapter, program: Program) -> Badge | None:
        """None for variants and editions, which are not committed."""
        source = committed(self.layout, chapter, program)
        return Badge(chapter.words.open_in.format(place=self.name), IMAGE, OPEN + source) if source else None

    def lint(self, chapter: Chapter, rendered: Rendered) -> Iterator[Violation]:
        if not chapter.file.kaggle.repository:
            yield Violation("repository", "repository", "molab opens what is on GitHub: [kaggle] needs `repository`")

"""Places that open a notebook where it is committed, on GitHub: a badge whose address ends as GitHub's own does."""

from collections.abc import Iterator
from urllib.parse import quote

from ..chapter.chapter import Chapter
from ..chapter.program import Program
from ..core.layout import Layout
from .publisher import Badge, Publisher, Violation
from .render import Rendered

GITHUB = "https://github.com/"


def committed(layout: Layout, chapter: Chapter, program: Program) -> str:
    """Where a program's notebook lies on GitHub: `OWNER/REPO/blob/BRANCH/PATH`, as it stands in an address.

    "" where the chapter names no repository, or for variants and editions, which are not committed.
    """
    settings = chapter.file.kaggle
    if not settings.repository or program.folder:
        return ""
    path = (layout.rendered(chapter.name) / program.slug / f"{program.slug}.ipynb").relative_to(layout.root).as_posix()
    return quote(f"{settings.repository.removeprefix(GITHUB)}/blob/{settings.branch}/{path}", safe="/")


class GitHubPublisher(Publisher):
    """A place that reads GitHub, so the course must be there: its badge's picture, and how its addresses begin."""

    image = ""
    opens = ""

    def badge(self, chapter: Chapter, program: Program) -> Badge | None:
        """None for variants and editions, which are not committed."""
        source = committed(self.layout, chapter, program)
        text = chapter.words.open_in.format(place=self.name)
        return Badge(text, self.image, self.opens + source) if source else None

    def lint(self, chapter: Chapter, rendered: Rendered) -> Iterator[Violation]:
        if not chapter.file.kaggle.repository:
            message = f"{self.name} opens what is on GitHub: [kaggle] needs `repository`"
            yield Violation("repository", "repository", message)

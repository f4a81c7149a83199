"""A program as it is published: its notebook, and what each publisher adds to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..chapter.chapter import Chapter
from ..chapter.program import Program
from .kaggle_publisher import KagglePublisher, Submission
from .publisher import Publisher
from .render import Rendered
from .roles import REPORT


@dataclass(frozen=True, slots=True)
class Page:
    """A program's notebook, and the publishers that it is for; what they are told of it is made at each call."""

    program: Program
    rendered: Rendered
    chapter: Chapter
    kaggle: KagglePublisher
    others: tuple[Publisher, ...] = ()

    @property
    def submission(self) -> Submission:
        """What a push to Kaggle sends."""
        return self.kaggle.submission(self.chapter, self.rendered)

    @property
    def metadata(self) -> Mapping[str, Any]:
        """The content of kernel-metadata.json."""
        return self.kaggle.metadata_of(self.chapter, self.program)

    @property
    def address(self) -> str:
        """Its address on Kaggle, owner/slug."""
        return self.metadata["id"]

    @property
    def without_result(self) -> list[str]:
        """The cells whose output is no result: what reports to the reader, and what the chapter names."""
        return [*self.rendered.with_role(REPORT), *self.chapter.file.baseline.leave_out]

    def files(self) -> dict[str, bytes]:
        """The program's folder of output/: relative path -> content."""
        return self._files_for(self.rendered.ipynb, self.kaggle, *self.others)

    def submitted_files(self) -> dict[str, bytes]:
        """The folder that Kaggle's client is given: the same in ASCII, without what other publishers add."""
        return self._files_for(self.submission.source, self.kaggle)

    def _files_for(self, notebook: bytes, *publishers: Publisher) -> dict[str, bytes]:
        slug = self.program.slug
        found = {f"{slug}/{slug}.ipynb": notebook}
        for publisher in publishers:
            found |= {
                f"{slug}/{name}": content for name, content in publisher.files(self.chapter, self.rendered).items()
            }
        return found

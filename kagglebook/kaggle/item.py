"""What travels to Kaggle: a page, with the digests of what is sent."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..chapter.after import depths
from ..notebook.page import Page
from .content import Content


@dataclass(frozen=True)
class Item:
    """A page on its way to Kaggle."""

    page: Page
    content: Content

    @property
    def address(self) -> str:
        """owner/slug."""
        return self.page.address

    @property
    def machine(self) -> str:
        return self.page.metadata["machine_shape"]

    @property
    def producers(self) -> dict[str, str]:
        """The programs whose output it reads: their numbers by address."""
        chapter = self.page.chapter
        found = chapter.producers(self.page.program)
        return {self.page.kaggle.metadata_of(chapter, each)["id"]: each.number for each in found}


def in_order(items: Sequence[Item]) -> list[Item]:
    """The items, none before one whose output it reads."""
    order = depths(items[0].page.chapter.programs) if items else {}
    return sorted(items, key=lambda item: order[item.page.program.origin.number])

"""Parts of a text in which something holds: code in Markdown, strings in Python."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["code", "formula", "string", "comment"]


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a text, from `start` up to `end`."""

    start: int
    end: int
    kind: Kind


class Regions:
    """The parts of one text; none overlaps another."""

    def __init__(self, found: Iterable[Region]):
        self.found = sorted(found, key=lambda region: region.start)
        self._starts = [region.start for region in self.found]

    def at(self, place: int) -> Region | None:
        """The region that a character is in, if any."""
        index = bisect_right(self._starts, place) - 1
        region = self.found[index] if index >= 0 else None
        return region if region and place < region.end else None

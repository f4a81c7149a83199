"""Where the data of each program come from, and what of them can't be had."""

import functools
from collections.abc import Sequence
from pathlib import Path

from ..chapter.chapter import Chapter
from ..chapter.data import DataSet
from . import data


class DataPlaces:
    """The chapter's own data, those in the folder that somebody named, or a download, which is made once."""

    def __init__(self, chapter: Chapter, quick: bool, named: Path | None, python: str):
        self.shipped, self.downloads = chapter.layout.samples(chapter.called), chapter.layout.downloads()
        self.quick, self.named, self.python = quick, named, python
        self.lacking = functools.cache(self._lacking)

    def of(self, data_sets: Sequence[DataSet]) -> tuple[Path, str]:
        """The folder with some data sets, and what of them can't be had, in words.

        Raises MissingExtraError where this Python lacks what downloads.
        """
        full = not (self.named or self.quick)
        # Data that nobody can download are in the chapter, all of them unless it says otherwise.
        download = full and any(each.samples or each.download() for each in data_sets)
        root = self.named or (self.downloads if download else self.shipped)
        return root, "; ".join(filter(None, (self.lacking(each, root, download) for each in data_sets)))

    def _lacking(self, data_set: DataSet, root: Path, download: bool) -> str:
        return data.lacking({"": data_set}, root, self.python if download else None).get("", "")

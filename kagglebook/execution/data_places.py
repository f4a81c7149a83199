"""Where the data of each program come from, and what of them can't be had."""

from collections.abc import Sequence
from pathlib import Path

from ..chapter.chapter import Chapter
from ..chapter.data import DataSet
from ..core.files import require_inside
from ..core.problems import InputError, MissingExtraError
from . import data


class DataPlaces:
    """The chapter's own data, those in the folder that somebody named, or a download, which is made once.

    Raises InputError where a chapter's data lead out of its course.
    """

    def __init__(self, chapter: Chapter, quick: bool, named: Path | None, python: str):
        self.shipped, self.downloads = chapter.layout.samples(chapter.file.number), chapter.layout.downloads()
        self.quick, self.named, self.python = quick, named, python
        self.failed: dict[str, str] = {}  # why a data set, by its name, could not be downloaded; "" if it could
        for data_set in chapter.file.data.values():
            require_inside(self.shipped / data_set.name, chapter.layout.root)

    def of(self, data_sets: Sequence[DataSet]) -> tuple[Path, str]:
        """The folder with some data sets, and what of them can't be had, in words.

        Raises MissingExtraError where this Python lacks what downloads.
        """
        if self.named or self.quick:
            root = self.named or self.shipped
        elif any(each.samples or each.download() for each in data_sets):
            root = self.downloads
            if words := [said for said in map(self._download, data_sets) if said]:
                return root, "; ".join(words)
        else:
            root = self.shipped  # which are all that there are
        return root, "; ".join(data.missing(data_sets, root))

    def _download(self, data_set: DataSet) -> str:
        if data_set.name not in self.failed:
            self.failed[data_set.name] = ""
            try:
                data.download([data_set], self.downloads, self.python)
            except MissingExtraError:
                raise
            except InputError as error:
                self.failed[data_set.name] = str(error)
        return self.failed[data_set.name]

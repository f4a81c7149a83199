"""What lies beside a notebook that is adopted, and what its chapter has already."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from slugify import slugify

from ..chapter.chapter import Chapter
from ..core.files import UnfitError, read_plain
from ..notebook.adopting.data_files import DataFile, Shelf
from ..notebook.kaggle_publisher import KagglePublisher

MAX_DATA = 100_000_000  # bytes of a file that is read


def beside(folder: Path, name: str, most: int) -> bytes | None:
    """A file of at most so many bytes, by its path from a notebook's folder: below that, or elsewhere in the repository
    that the notebook lies in. None for one that isn't there or lies outside."""
    if name.startswith(("/", "~")) or "\\" in name or "\0" in name:
        return None
    folder = folder.resolve()
    top = next((each for each in (folder, *folder.parents) if (each / ".git").exists()), folder)
    try:
        path = (folder / name).resolve()
        return read_plain(path, most) if path.is_relative_to(top) else None
    except (OSError, UnfitError, ValueError):
        return None


def session(chapter: Chapter) -> tuple[Mapping[str, str], Mapping[str, Any]]:
    """Kaggle's machines by what a notebook calls them, and what programs of a chapter have where they say nothing."""
    machines = KagglePublisher(chapter.layout).machines
    settings = chapter.file.kaggle
    usual = {"internet": settings.internet, "machine_shape": settings.machine_shape}
    return {each["accelerator"]: name for name, each in machines.items() if "accelerator" in each}, usual


def shelf(chapter: Chapter, title: str) -> Shelf:
    """The files among a chapter's data sets, and what the data set of further ones is called on Kaggle."""
    samples = chapter.layout.samples(chapter.called)
    found = {key: data for key, data in chapter.file.data.items() if data.kind == "files"}
    files = {}
    for key, data in found.items():
        with suppress(OSError, UnfitError):
            files[data.name] = DataFile(key, data.name, data.source, read_plain(samples / data.name, MAX_DATA))
    called = f"ch{chapter.called:02}" if isinstance(chapter.called, int) else chapter.called
    source = f"{chapter.file.kaggle.owner or 'owner'}/{slugify(f'{title} {called} data')}"
    return Shelf(there=files, keys=frozenset(chapter.file.data), source=source)

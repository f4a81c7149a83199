"""Notebooks that somebody has become programs of a chapter: tried, written, recorded."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..chapter.chapter import load_chapter
from ..notebook.adopting.adopted import Adopted
from ..notebook.adopting.reading import Said
from ..notebook.book import make_pages
from .adopting import adopt_all
from .landing import land
from .plan import RunOptions
from .recording import Recording, record


@dataclass(frozen=True)
class Adoption:
    """What became of notebooks: what they are now, by path, or why they can't be taken, cell by cell; the files that
    were written, none where one was refused; what was recorded."""

    taken: Mapping[Path, Adopted]
    refused: Mapping[Path, Sequence[Said]]
    files: Sequence[Path] = ()
    recording: Recording | None = None


def adopt_notebooks(
    root: Path,
    chapter: int | str,
    notebooks: Sequence[Path],
    title: str = "",
    options: RunOptions | None = None,
    recorded: bool = True,
    landed: Callable[[Adoption], None] = lambda adoption: None,
) -> Adoption:
    """Take notebooks into a chapter of the course in `root`, all or none, and record their runs.

    `title` begins their titles on Kaggle; `landed` is called before anything is recorded. Raises InputError where the
    course itself is wrong, a notebook can't be read, or a file would be written over.
    """
    options = options or RunOptions()
    adoption = Adoption(*adopt_all(root, chapter, notebooks, title, options))
    programs = list(adoption.taken.values())
    if not adoption.refused:
        adoption = replace(adoption, files=land(root, chapter, programs))
    landed(adoption)
    if adoption.refused or not recorded:
        return adoption
    loaded = load_chapter(root, chapter)
    pages = make_pages(loaded.unrecorded(), loaded.select([each.entry.number for each in programs]))
    return replace(adoption, recording=record(loaded, pages, options))

"""The site on the disk: output/site, a folder for each chapter, written whole; what is unchanged is left alone."""

from collections.abc import Mapping, Sequence
from contextlib import suppress

from ...chapter.chapter import Chapter, load_chapter
from ...core.files import require_inside, write_whole
from ...core.layout import Layout
from ...core.problems import InputError
from ...notebook import folder
from .book import assets, front

FRONT = "index.html"
NO_JEKYLL = ".nojekyll"  # GitHub Pages publishes the folder as it is


def write_chapter(chapter: Chapter, files: Mapping[str, bytes]) -> int:
    """Write the folder of a chapter, remove what it no longer has, and say how many files were written.

    Raises InputError where anything of it would lead out of output/.
    """
    place = chapter.layout.site / chapter.name
    require_inside(place / folder.MANIFEST, chapter.layout.output)
    changes = folder.plan(place, files)
    folder.apply(changes)
    return sum(path != folder.MANIFEST for path in changes.write)


def write_front(layout: Layout, chapters: Sequence[Chapter]) -> None:
    """Write what the chapters share, and the page that leads to those that are there, these and earlier ones.

    A chapter of an earlier call that has faults now keeps its pages, and isn't listed until they are mended.
    """
    place, listed = layout.site, list(chapters)
    for name in layout.chapters():
        if all(each.called != name for each in listed) and (place / layout.output_name(name) / FRONT).is_file():
            with suppress(InputError):
                listed.append(load_chapter(layout.root, name))
    listed.sort(key=lambda each: layout.chapters().index(each.called))
    text = "".join(path.read_text("utf-8") for path in place.glob("*/*.html"))
    folder.apply(folder.plan(place / "assets", assets(text)))
    for name, content in ((FRONT, front(listed)), (NO_JEKYLL, b"")):
        path = place / name
        if not path.is_file() or path.read_bytes() != content:
            write_whole(path, content)

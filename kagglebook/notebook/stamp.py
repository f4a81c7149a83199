"""Whether a chapter needs no rendering: a stamp of all that it was last rendered from, and of what lies in output/.

Reading a stamp imports nothing that has to be installed: a chapter that is up to date is told in a tenth of a second.
"""

import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..core.files import MAX_TEXT, UnfitError, read_plain
from ..core.jsons import parse_json
from ..core.layout import ChapterName, Layout
from . import manifest

VERSION = 1
MAX_FILE = 50_000_000  # bytes: what is larger is not looked at, and so no chapter with it is up to date
PACKAGE = Path(__file__).resolve().parents[1]
NOT_RENDERED = ("data", "__pycache__")  # what of a chapter's folder no notebook is made of


@dataclass(frozen=True)
class Stamp:
    """A chapter that is as it was rendered: what it is called, and number and slug of each program."""

    chapter: ChapterName
    programs: Sequence[tuple[str, str]]


def write(layout: Layout, chapter: ChapterName, programs: Sequence[tuple[str, str]]) -> None:
    """Note what a chapter was rendered from, after its files were written whole."""
    from ..core.files import write_whole

    content = {
        "version": VERSION,
        "inputs": _inputs(layout, chapter),
        "output": _output(layout, chapter),
        "programs": programs,
    }
    write_whole(layout.stamp(layout.output_name(chapter)), (json.dumps(content) + "\n").encode())


def read_if_fresh(layout: Layout, chapter: ChapterName) -> Stamp | None:
    """The stamp of a chapter, if neither its sources nor its output have changed since; else None."""
    try:
        content = parse_json(read_plain(layout.stamp(layout.output_name(chapter)), MAX_TEXT))
        if content["version"] != VERSION:
            return None
        if content["inputs"] != _inputs(layout, chapter) or content["output"] != _output(layout, chapter):
            return None
        return Stamp(chapter, [(str(program), str(slug)) for program, slug in content["programs"]])
    except (OSError, UnfitError, ValueError, KeyError, TypeError):
        return None


def _inputs(layout: Layout, chapter: ChapterName) -> str:
    """A digest of all that rendering reads: sources, page, Kaggle's defaults, the tool, and what is installed."""
    digest = hashlib.sha256()
    own = layout.chapter(chapter)
    sources = (path for path in _files(own) if path.relative_to(own).parts[0] not in NOT_RENDERED)
    for folder, paths in (
        (layout.root, sources),
        *((folder.parent, _files(folder)) for folder in layout.template_folders(chapter)[1:]),
        *((folder.parent, _files(folder)) for folder in layout.kernel_metadata_folders()),
        *((folder.parent, _files(folder)) for folder in layout.language_folders()),
        (PACKAGE, (path for path in _files(PACKAGE) if path.suffix == ".py")),
    ):
        for path in sorted(paths):
            digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
            digest.update(hashlib.sha256(read_plain(path, MAX_FILE)).digest())
    digest.update("\0".join(_installed()).encode())
    return digest.hexdigest()


def _installed() -> list[str]:
    """Python, and the name and version of each distribution: a plugin or another nbformat may render otherwise."""
    folders = [Path(entry) for entry in sys.path if entry]
    found = {path.name for folder in folders if folder.is_dir() for path in folder.glob("*.dist-info")}
    return [sys.version, *sorted(found)]


def _output(layout: Layout, chapter: ChapterName) -> str:
    """A digest of what output/ holds of the chapter: of every file that is listed, and of the list."""
    folder = layout.rendered(layout.output_name(chapter))
    digest = hashlib.sha256(read_plain(folder / manifest.NAME, MAX_TEXT))
    for path in sorted(manifest.read(folder)):
        digest.update(hashlib.sha256(read_plain(folder / path, MAX_FILE)).digest())
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)

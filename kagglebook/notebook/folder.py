"""The generated folder `output/chapter-NN`: what changes, writing it whole, and telling its own files from others'."""

import contextlib
import difflib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..chapter.chapter import Chapter
from ..core.files import UnfitError, read_plain, require_inside, write_whole
from ..core.jsons import parse_json
from . import manifest
from .page import Page

MANIFEST = manifest.NAME
MAX_FILE = 50_000_000  # bytes: what is larger was not generated


@dataclass(frozen=True)
class Changes:
    """What separates a folder from what it should hold. Paths are relative, with forward slashes."""

    folder: Path
    write: Mapping[str, bytes]
    remove: tuple[str, ...]
    edited: tuple[str, ...]  # left-overs that somebody has edited since: reported, never removed

    def __bool__(self) -> bool:
        return bool(self.write or self.remove)


def plan(folder: Path, files: Mapping[str, bytes], complete: bool = True) -> Changes:
    """What to do so that `folder` holds `files`; left-overs go only where `files` is all that belongs there.

    Raises InputError where anything of it would be done outside `folder`.
    """
    listed = manifest.read(folder)
    left_over = sorted(set(listed) - set(files)) if complete else []
    ours = [path for path in left_over if manifest.digest(_read(folder / path)) == listed[path]]
    edited = tuple(path for path in left_over if path not in ours and (folder / path).exists())
    ours_now = {path: manifest.digest(content) for path, content in files.items()}
    wanted = dict(files) | {MANIFEST: manifest.to_bytes(ours_now if complete else listed | ours_now)}
    write = {path: content for path, content in wanted.items() if _read(folder / path) != content}
    remove = tuple(path for path in ours if (folder / path).exists())
    for path in (*write, *remove):
        require_inside(folder / path, folder)
    return Changes(folder, write, remove, edited)


def changes_of(chapter: Chapter, pages: Sequence[Page], kinds: Iterable[str], complete: bool) -> list[Changes]:
    """What changes in a chapter's folders of these kinds: "" for its programs, "variants", "editions"."""
    found = []
    for kind in kinds:
        theirs = [page for page in pages if page.program.folder == kind]
        files = {path: content for page in theirs for path, content in page.files().items()}
        folder = chapter.layout.rendered(chapter.name, kind)
        if files or manifest.read(folder):
            for path in (folder / MANIFEST, chapter.layout.stamp(chapter.name)):
                require_inside(path, chapter.layout.output)
            found.append(plan(folder, files, complete))
    return found


def write(chapter: Chapter, pages: Sequence[Page], complete: bool = False) -> list[Changes]:
    """Write pages to the chapter's folder of output/, each file whole, and only those that have changed: what was done.

    With `complete` these pages are all that belongs there: other files that were generated before are removed.
    """
    kinds = sorted({"", *(page.program.folder for page in pages)})
    changes = changes_of(chapter, pages, kinds, complete)
    for change in changes:
        apply(change)
    return changes


def apply(changes: Changes) -> None:
    """Write, then remove; the manifest goes last, so that an interrupted call can be made again."""
    for path in sorted(set(changes.write) - {MANIFEST}):
        write_whole(changes.folder / path, changes.write[path])
    for path in changes.remove:
        (changes.folder / path).unlink(missing_ok=True)
        # A folder that has become empty goes too; one that holds somebody's file stays.
        with contextlib.suppress(OSError):
            (changes.folder / path).parent.rmdir()
    if MANIFEST in changes.write:
        write_whole(changes.folder / MANIFEST, changes.write[MANIFEST], durable=True)


def diff(changes: Changes) -> Iterator[str]:
    """A unified diff of what is on disk against what should be, with Hangul as Hangul."""
    for path, content in sorted(changes.write.items()):
        old, new = _readable(_read(changes.folder / path) or b""), _readable(content)
        shown = difflib.unified_diff(old, new, f"on disk/{path}", f"rendered/{path}", lineterm="")
        yield from shown if old != new else [f"{path}: only spacing or escapes differ"]
    for path in changes.remove:
        yield f"left over: {path}"


def _readable(content: bytes) -> list[str]:
    text = content.decode("utf-8", errors="replace")
    with contextlib.suppress(ValueError):
        text = json.dumps(parse_json(text), ensure_ascii=False, indent=1)
    return text.splitlines()


def _read(path: Path) -> bytes | None:
    try:
        return read_plain(path, MAX_FILE)
    except (FileNotFoundError, NotADirectoryError, UnfitError):
        return None

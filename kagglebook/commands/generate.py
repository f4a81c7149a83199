"""What the command does to the generated folders: plan, write, check. The exit codes are those of `cli.py`."""

import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from ..chapter.chapter import Chapter, Program
from ..chapter.overrides import read_settings
from ..chapter.variants import Variant, by_hand
from ..core.files import write_whole
from ..notebook import folder as output
from ..notebook.page import Page, make_pages


def plan_changes(root: Path, chapter: Chapter, pages: Sequence[Page], options: Namespace) -> list[output.Changes]:
    """What changes in the folder of the programs and, with --variants, in that of the variants."""
    found = []
    for folder, theirs in (
        (chapter.name, [page for page in pages if not isinstance(page.program, Variant)]),
        (f"variants/{chapter.name}", [page for page in pages if isinstance(page.program, Variant)]),
    ):
        files = {path: content for page in theirs for path, content in page.files().items()}
        if files or output.read_manifest(root / "output" / folder):
            found.append(output.plan(root / "output" / folder, files, complete=not options.only))
        if not options.variants:
            break
    return found


def write(root: Path, pages: Sequence[Page], changes: Sequence[output.Changes], options: Namespace) -> int:
    """Write what has changed, and say what was done and what to type next."""
    changed = {path.split("/")[0] for change in changes for path in change.write}
    for change in changes:
        output.apply(change)
    width = max(len(page.program.number) for page in pages)
    for page in pages:
        state = "written" if page.program.slug in changed else "unchanged"
        print(f"{page.program.number:>{max(width, 7)}}  {state:<9}  {page.program.slug}")
    for change in changes:
        for path in change.remove:
            print(f"         removed    {path}")
        for path in change.kept:
            print(f"         kept       {path} (left over, but edited since it was generated)")
    unchanged = sum(page.program.slug not in changed for page in pages)
    written = len(pages) - unchanged
    places = " and ".join(change.folder.relative_to(root).as_posix() for change in changes)
    print(f"{written} written, {unchanged} unchanged in {places}" if written else f"{unchanged} unchanged")
    again = f"python build.py --chapter {options.chapter}{' --variants' if options.variants else ''}"
    print(f"Next: {again} --run    executes every program and checks its results")
    return 0


def render_by_hand(root: Path, chapter: Chapter, programs: Sequence[Program], options: Namespace) -> int:
    """`--set` alone: notebooks for somebody to look at, where neither git nor --check does."""
    settings = read_settings(options.set, programs)
    folder = root / "output" / "runs" / "by-hand" / chapter.name
    for page in make_pages(root, chapter, by_hand(programs, settings)):
        for path, content in page.files().items():
            write_whole(folder / path, content)
        print(f"written  {folder.relative_to(root).as_posix()}/{page.program.slug}")
    return 0


def check(changes: Sequence[output.Changes], options: Namespace) -> int:
    """`--check`: 1 with a diff where something is stale, else 0; writes nothing."""
    if not any(changes):
        print("output is up to date")
        return 0
    for change in changes:
        for line in output.diff(change):
            print(line)
    more = " --variants" if options.variants else ""
    print(f"output is stale; to mend it: python build.py --chapter {options.chapter}{more}", file=sys.stderr)
    return 1

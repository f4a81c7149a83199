"""Render notebooks into output/: what has changed, and nothing else."""

from argparse import ArgumentParser, Namespace

from ...core.exit import Exit
from ...core.layout import ChapterName
from ...core.problems import InputError
from ...notebook import stamp
from ...report.console import tell
from ..context import Context
from ..options import (
    add_chapters,
    add_programs,
    add_settings,
    chapter_names,
    is_complete,
    kinds,
    load_chapters,
    more,
    render_chosen,
    selections,
)

EXTRA = ""
EXAMPLES = (
    "render --chapter 5",
    "render --chapter 5 --only 5-4 ex-5-1",
    "render --chapter 5 --variants",
    "render --chapter 5 --edition student",
    "render --chapter 5 --set lr=0.01 --set epochs=3",
)


def add_options(parser: ArgumentParser) -> None:
    add_chapters(parser)
    add_programs(parser)
    add_settings(parser, help="notebooks with another value of a parameter, in output/runs/by-hand")


def do(options: Namespace, context: Context) -> Exit:
    if options.set and options.variants:
        raise InputError("--set renders by hand what --variants would not: give one of the two")
    if options.set and options.edition:
        raise InputError("--set renders the programs by hand, not their editions: give one of the two")
    if not (options.only or options.variants or options.set or options.edition):
        stamps = [stamp.read_if_fresh(context.layout, name) for name in chapter_names(options, context.layout)]
        if all(stamps):
            for each in stamps:
                _tell_unchanged(each, context)
            return Exit.FINE
    return _by_hand(options, context) if options.set else _render(options, context)


def _render(options: Namespace, context: Context) -> Exit:
    """Find every fault of every chapter, then write what has changed, and say what was done."""
    from ...notebook import folder

    rendered = render_chosen(options, context.layout)
    for chapter, pages in rendered:
        changes = folder.changes_of(chapter, pages, kinds(options), is_complete(options))
        changed = {path.split("/")[0] for change in changes for path in change.write}
        for change in changes:
            folder.apply(change)
        width = max(7, *(len(page.program.number) for page in pages))
        for page in pages:
            state = "written" if page.program.slug in changed else "unchanged"
            tell(f"{page.program.number:>{width}}  {state:<9}  {page.program.slug}")
        for change in changes:
            for path in change.remove:
                tell(f"         removed    {path}")
            for path in change.edited:
                tell(f"         left       {path} (left over, but edited since it was generated)")
        unchanged = sum(page.program.slug not in changed for page in pages)
        written = len(pages) - unchanged
        places = " and ".join(context.layout.shown(change.folder) for change in changes)
        tell(f"{written} written, {unchanged} unchanged in {places}" if written else f"{unchanged} unchanged")
        if not (options.only or options.variants or options.edition):
            stamp.write(context.layout, chapter.called, [(page.program.number, page.program.slug) for page in pages])
    _tell_own([chapter.called for chapter, _ in rendered], context)
    _tell_next([chapter.called for chapter, _ in rendered], more(options), context)
    return Exit.FINE


def _tell_unchanged(fresh: stamp.Stamp, context: Context) -> None:
    for number, slug in fresh.programs:
        tell(f"{number:>7}  {'unchanged':<9}  {slug}")
    tell(f"{len(fresh.programs)} unchanged")
    _tell_own([fresh.chapter], context)
    _tell_next([fresh.chapter], "", context)


def _tell_own(chapters: list[ChapterName], context: Context) -> None:
    """Name the files that keep what every course shares from being used: a mistake, or meant."""
    own = dict.fromkeys(path for chapter in chapters for path in context.layout.in_place_of_shared(chapter))
    if own:
        tell(f"own, in place of what courses share: {', '.join(map(context.layout.shown, own))}")


def _tell_next(chapters: list[ChapterName], chosen: str, context: Context) -> None:
    which = " ".join(map(str, chapters))
    tell(f"Next: {context.command} run --chapter {which}{chosen}    executes every program and checks its results")


def _by_hand(options: Namespace, context: Context) -> Exit:
    """Notebooks for somebody to look at, where neither git nor `check` does."""
    from ...chapter.overrides import read_settings
    from ...chapter.variants import by_hand, select
    from ...core.files import require_inside, write_whole
    from ...notebook.book import make_pages

    chosen = selections(options, load_chapters(options, context.layout))
    every = [program for each in chosen for program in select(*each)]
    settings = read_settings(options.set, every)
    for chapter, selection in chosen:
        folder = chapter.layout.by_hand(chapter.name)
        for page in make_pages(chapter, by_hand(select(chapter, selection), settings)):
            for path, content in page.files().items():
                require_inside(folder / path, chapter.layout.output)
                write_whole(folder / path, content)
            tell(f"written  {chapter.layout.shown(folder)}/{page.program.slug}")
    return Exit.FINE

"""Make the chapter's page for readers: executed notebooks as HTML, with what was checked; execute nothing."""

from argparse import ArgumentParser, Namespace

from ...core.exit import Exit
from ..context import Context
from ..options import add_chapters, render_chosen

EXTRA = "page"
EXAMPLES = ("page --chapter 5", "page --chapter all --variants")


def add_options(parser: ArgumentParser) -> None:
    add_chapters(parser)
    parser.add_argument("--variants", action="store_true", help="with the runs of variants, to choose among them")
    parser.add_argument("--yes", action="store_true", help="also where a chapter has more than 500 variants")


def do(options: Namespace, context: Context) -> Exit:
    from ...core.files import require_inside
    from ...report.console import tell
    from ...report.site.book import files_of
    from ...report.site.shown import shown
    from ...report.site.write import FRONT, write_chapter, write_front

    options.only = []
    rendered = render_chosen(options, context.layout)
    require_inside(context.layout.site / FRONT, context.layout.output)
    for chapter, pages in rendered:
        every = shown(chapter, pages)
        files = files_of(chapter, every)
        written = write_chapter(chapter, files)
        executed, size = sum(each.checked is not None for each in every), sum(map(len, files.values()))
        place = context.layout.shown(context.layout.site / chapter.name / FRONT)
        tell(f"{place}: {executed} of {len(every)} notebooks executed, {written} files written, {size / 1e6:.1f} MB")
        if executed < len(every):
            tell(f"Next: {context.command} run --chapter {chapter.called}    executes what has changed")
    write_front(context.layout, [chapter for chapter, _ in rendered])
    return Exit.FINE

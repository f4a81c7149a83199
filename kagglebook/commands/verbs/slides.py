"""Show how much of the slides is computed, shown, refuted or only told, by section; write nothing."""

from argparse import ArgumentParser, Namespace

from ...core.exit import Exit
from ..context import Context
from ..options import add_chapters, load_chapters

EXTRA = ""
EXAMPLES = ("slides --chapter 5", "slides --chapter 5 --markdown > docs/slides.md")


def add_options(parser: ArgumentParser) -> None:
    add_chapters(parser)
    parser.add_argument("--markdown", action="store_true", help="every item, as a page of Markdown")


def do(options: Namespace, context: Context) -> Exit:
    from ...report.console import tell
    from ...report.slides import slides_page, slides_table

    for chapter in load_chapters(options, context.layout):
        if options.markdown:
            for line in slides_page(chapter):
                tell(line)
        else:
            slides_table(chapter)
    return Exit.FINE

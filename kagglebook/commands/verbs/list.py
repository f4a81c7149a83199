"""Show programs: number, title, machine, parameters, checks, variants; write nothing."""

from argparse import ArgumentParser, Namespace

from ...core.exit import Exit
from ..context import Context
from ..options import add_chapters, add_programs, load_chapters, selections

EXTRA = ""
EXAMPLES = ("list --chapter 5", "list --chapter all")


def add_options(parser: ArgumentParser) -> None:
    add_chapters(parser)
    add_programs(parser)


def do(options: Namespace, context: Context) -> Exit:
    from ...chapter.variants import select
    from ...report.programs import program_table

    chosen = selections(options, load_chapters(options, context.layout))
    program_table([(chapter, select(chapter, selection)) for chapter, selection in chosen])
    return Exit.FINE

"""Say what two folders of runs don't agree on; exit code 1 if anything differs."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from ...core.exit import Exit
from ...core.problems import InputError
from ..context import Context
from ..options import add_chapters, add_programs, load_chapters, selections

EXTRA = ""
EXAMPLES = (
    "compare output/runs/chapter-05 output/runs/kaggle/chapter-05",
    "compare RUN_A RUN_B --chapter 5 --only 5-7",
)


def add_options(parser: ArgumentParser) -> None:
    parser.add_argument("first", type=Path, metavar="A", help="a folder of runs, or of one")
    parser.add_argument("second", type=Path, metavar="B", help="another")
    add_chapters(parser)
    add_programs(parser, variants=False)


def do(options: Namespace, context: Context) -> Exit:
    from ...report.differences import report_differences

    if options.only and not options.chapter:
        raise InputError("--only goes with --chapter N")
    # Two folders say enough; chapters select among the programs that they hold.
    chosen = selections(options, load_chapters(options, context.layout)) if options.chapter else []
    slugs = [program.slug for chapter, selection in chosen for program in chapter.select(selection.numbers)]
    return Exit.FINE if report_differences(options.first, options.second, slugs) else Exit.FAILED

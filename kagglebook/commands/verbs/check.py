"""Say whether output/ is up to date: a diff and exit code 1 if not; write nothing."""

import sys
from argparse import ArgumentParser, Namespace

from ...core.exit import Exit
from ..context import Context
from ..options import add_chapters, add_programs, add_reports, is_complete, kinds, more, render_chosen

EXTRA = ""
EXAMPLES = ("check --chapter 5", "check --chapter all --variants")


def add_options(parser: ArgumentParser) -> None:
    add_chapters(parser)
    add_programs(parser)
    add_reports(parser)


def do(options: Namespace, context: Context) -> Exit:
    from ...notebook import folder
    from ...report.cases import cases_of_changes
    from ...report.console import tell

    rendered = render_chosen(options, context.layout)
    stale = []
    for chapter, pages in rendered:
        changes = folder.changes_of(chapter, pages, kinds(options), is_complete(options))
        context.report.note(cases_of_changes(pages, changes))
        if any(changes):
            stale.append(chapter.called)
        for change in changes:
            for line in folder.diff(change):
                tell(line)
    if not stale:
        tell("output is up to date")
        return Exit.FINE
    which = " ".join(map(str, stale))
    tell(f"output is stale; to mend it: {context.command} render --chapter {which}{more(options)}", file=sys.stderr)
    return Exit.FAILED

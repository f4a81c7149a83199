"""Record the quick runs that later ones are held against, where code, data or packages have changed; or pictures."""

from argparse import ArgumentParser, Namespace

from ...core.exit import Exit
from ..context import Context
from ..options import (
    add_chapters,
    add_programs,
    add_reports,
    add_running,
    render_chosen,
    require_one_place,
)

EXTRA = "run"
EXAMPLES = (
    "record --chapter 5",
    "record --chapter 5 --only 5-7 --force",
    "record --chapter 5 --pictures",
)


def add_options(parser: ArgumentParser) -> None:
    add_chapters(parser)
    add_programs(parser, variants=False)
    add_running(parser)
    parser.add_argument("--force", action="store_true", help="record also what is unchanged")
    parser.add_argument(
        "--pictures",
        action="store_true",
        help="instead: the pictures of the notebooks' headers, from runs at the slides' parameters on the samples",
    )
    add_reports(parser)


def do(options: Namespace, context: Context) -> Exit:
    require_one_place(options)
    from ...execution.plan import RunOptions
    from ...report.console import tell

    rendered = render_chosen(options, context.layout, recorded=False)
    own = ("kernel", "jobs", "timeout", "force", "cluster")
    how = RunOptions(**{name: getattr(options, name) for name in own})
    make = _make_pictures if options.pictures else _record
    code, changed = Exit.FINE, []
    for chapter, pages in rendered:
        fresh, failed = make(chapter, pages, how, context.report)
        code = max(code, Exit.FAILED if failed else Exit.FINE)
        changed += [chapter.called] * bool(fresh)
    if changed:
        which = " ".join(map(str, changed))
        tell(f"Next: {context.command} render --chapter {which}    puts what was recorded into the notebooks")
    return code


def _record(chapter, pages, how, report) -> tuple[int, int]:
    """Record a chapter and say what moved: how many programs are recorded, how many failed."""
    from ...execution.recording import record
    from ...report.cases import cases_of_records, cases_of_runs
    from ...report.console import tell
    from ...report.runs import failure_lines

    recording = record(chapter, pages, how)
    fresh, failed = len(recording.fresh), len(recording.failed)
    broken = {run.page.program.number for run in recording.failed}
    report.note(cases_of_runs(recording.failed))
    report.note(cases_of_records([page for page in pages if page.program.number not in broken], "recorded run"))
    if not fresh and not failed:
        tell(f"{recording.unchanged} unchanged; --force records them anew")
        return 0, 0
    for run in recording.failed:
        for line in failure_lines(run):
            tell(line)
    for line in recording.moved():
        tell(line)
    tell(f"{fresh} recorded, {recording.unchanged} unchanged, {failed} failed")
    return fresh, failed


def _make_pictures(chapter, pages, how, report) -> tuple[int, int]:
    """Make a chapter's pictures and say of what size each is: how many are new, how many could not be made."""
    from ...execution.picturing import make_pictures
    from ...report.cases import cases_of_records
    from ...report.console import tell

    fresh = failed = unchanged = 0
    by_number = {page.program.number: page for page in pages}
    for each in make_pictures(chapter, pages, how):
        fresh, failed = fresh + bool(each.size), failed + bool(each.failure)
        unchanged += each.unchanged
        report.note(cases_of_records([by_number[each.number]], "picture", each.failure))
        if not each.unchanged:
            tell(f"{each.number:>7}  {each.failure or f'{each.size / 1000:.0f} kB'}")
    tell(f"{fresh} pictures, {unchanged} unchanged, {failed} failed")
    return fresh, failed

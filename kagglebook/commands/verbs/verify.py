"""Wait for Kaggle's runs of what was pushed, fetch and check their results; or check notebooks from anywhere."""

from argparse import ArgumentParser, Namespace
from contextlib import ExitStack
from pathlib import Path

from ...core.exit import Exit
from ...core.problems import InputError
from ..context import Context
from ..options import add_account, add_chapters, add_programs, add_reports, load_chapters, render_chosen, selections

EXTRA = "kaggle"
EXAMPLES = (
    "verify --chapter 5",
    "verify --chapter 5 --only 5-7 --force",
    "verify --chapter 5 --again",
    "verify --chapter 5 --from downloads",
)


def add_options(parser: ArgumentParser) -> None:
    add_chapters(parser)
    add_programs(parser)
    add_account(parser)
    parser.add_argument("--force", action="store_true", help="fetch also what was verified before")
    parser.add_argument("--again", action="store_true", help="first run anew what a new image or other data made stale")
    parser.add_argument(
        "--from",
        dest="place",
        type=Path,
        metavar="PLACE",
        help="check executed notebooks from anywhere, as Colab: a folder of them, or one; Kaggle is not asked",
    )
    add_reports(parser)


def do(options: Namespace, context: Context) -> Exit:
    if options.place is not None:
        return _from_elsewhere(options, context)
    from ...kaggle.client import connect
    from ...kaggle.trip import open_trip
    from ...report.cases import cases_of_verified
    from ...report.console import tell
    from ...report.verified import report_verified

    chosen = selections(options, load_chapters(options, context.layout))
    code = Exit.FINE
    with ExitStack() as stack:
        remote = stack.enter_context(connect())
        trips = [stack.enter_context(open_trip(*each, remote, options.owner)) for each in chosen]
        for trip in trips if options.again else ():
            told = trip.again(remote, tell, context.clock)
            code = max(code, Exit.FINE if all(each.fine for each in told) else Exit.FAILED)
        for trip in trips:
            runs = trip.verify(remote, options.force, tell, context.clock)
            context.report.note(cases_of_verified(runs))
            report_verified(runs)
            code = max(code, Exit.FINE if all(run.passed for run in runs) else Exit.FAILED)
    return code


def _from_elsewhere(options: Namespace, context: Context) -> Exit:
    """Judge notebooks that were executed anywhere: no client, no network."""
    from ...judging.elsewhere import bring
    from ...report.brought import report_brought
    from ...report.cases import cases_of_runs

    if options.force or options.again or options.owner:
        raise InputError("--from asks nobody: it doesn't go with --force, --again or --owner")
    pages = [page for _, pages in render_chosen(options, context.layout) for page in pages]
    brought, notes = bring(options.place, pages)
    context.report.note(cases_of_runs(each.checked for each in brought))
    report_brought(brought, notes)
    return Exit.FINE if all(each.checked.passed for each in brought) else Exit.FAILED

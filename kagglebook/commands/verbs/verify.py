"""Wait for Kaggle's runs of what was pushed, fetch and check their results."""

from argparse import ArgumentParser, Namespace
from contextlib import ExitStack

from ...core.exit import Exit
from ..context import Context
from ..options import add_account, add_chapters, add_programs, add_reports, load_chapters, selections

EXTRA = "kaggle"
EXAMPLES = ("verify --chapter 5", "verify --chapter 5 --only 5-7 --force")


def add_options(parser: ArgumentParser) -> None:
    add_chapters(parser)
    add_programs(parser)
    add_account(parser)
    parser.add_argument("--force", action="store_true", help="fetch also what was verified before")
    add_reports(parser)


def do(options: Namespace, context: Context) -> Exit:
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
        for trip in trips:
            runs = trip.verify(remote, options.force, tell, context.clock)
            context.report.note(cases_of_verified(runs))
            report_verified(runs)
            code = max(code, Exit.FINE if all(run.passed for run in runs) else Exit.FAILED)
    return code

"""Push to Kaggle, which then runs it, what has changed since the last push."""

from argparse import ArgumentParser, Namespace
from contextlib import ExitStack
from typing import TYPE_CHECKING

from ...core.exit import Exit
from ...core.problems import InputError
from ..context import Context
from ..options import add_account, add_chapters, add_programs, add_reports, load_chapters, selections

if TYPE_CHECKING:
    from ...kaggle.item import Item
    from ...kaggle.push import Told
    from ...kaggle.remote import Remote
    from ...kaggle.trip import Trip

EXTRA = "kaggle"
EXAMPLES = (
    "push --chapter 5 --plan",
    "push --chapter 5 --verify",
    "push --chapter 5 --only 5-7 --public",
    "push --chapter 5 --data",
)


def add_options(parser: ArgumentParser) -> None:
    add_chapters(parser)
    add_programs(parser)
    add_account(parser)
    parser.add_argument("--public", action="store_true", help="for everybody to see")
    parser.add_argument("--force", action="store_true", help="push also what is unchanged")
    parser.add_argument(
        "--data", action="store_true", help="first send the data sets that have a `license` in chapter.toml"
    )
    parser.add_argument(
        "--plan",
        "--dry-run",
        action="store_true",
        help="show what would be sent and what it would cost, and send nothing",
    )
    parser.add_argument("--verify", action="store_true", help="then wait for the runs, fetch and check their results")
    add_reports(parser)


def do(options: Namespace, context: Context) -> Exit:
    if options.plan and options.verify:
        raise InputError("--plan doesn't go with --verify")
    from ...kaggle.client import connect
    from ...kaggle.parcels import require_one_of_each
    from ...kaggle.trip import open_trip
    from ...report.cases import cases_of_pushes, cases_of_verified
    from ...report.console import tell
    from ...report.verified import report_verified

    chosen = selections(options, load_chapters(options, context.layout))
    with ExitStack() as stack:
        remote, note = None, ""
        try:
            remote = stack.enter_context(connect())
        except InputError as error:
            if not options.plan:
                raise
            note = f"without Kaggle's client, so the owner is that of chapter.toml: {error}"
        trips = [stack.enter_context(open_trip(*each, remote, options.owner, options.public)) for each in chosen]
        if options.data:
            parcels = [(trip.chapter, trip.parcels()) for trip in trips]
            require_one_of_each(parcels)
            if not any(theirs for _, theirs in parcels):
                tell("no data to send: none that these programs use has a `license` in chapter.toml")
        if options.plan or remote is None:
            return _show(trips, remote, options.force, note, options.data, context)
        code = Exit.FINE
        for trip in trips if options.data else ():
            sent = trip.send_data(remote, options.public, options.force, tell, context.clock)
            if not all(each.fine for each in sent):
                tell("the notebooks were not pushed: they need these data")
                return Exit.FAILED
        for trip in trips:
            missing = trip.gone(remote, options.force)
            for words in missing:
                tell(words)
            code = max(code, Exit.FAILED if missing else Exit.FINE)
        for trip in trips:
            told = trip.push(remote, options.force, tell, context.clock)
            context.report.note(cases_of_pushes(told))
            _count(told)
            code = max(code, Exit.FINE if all(each.fine for each in told) else Exit.FAILED)
        for trip in trips if options.verify else ():
            runs = trip.verify(remote, options.force, tell, context.clock)
            context.report.note(cases_of_verified(runs))
            report_verified(runs)
            code = max(code, Exit.FINE if all(run.passed for run in runs) else Exit.FAILED)
        return code


def _count(told: list["Told"]) -> None:
    from ...kaggle.push import Fate
    from ...report.console import tell

    counted = {what: sum(one.what is what for one in told) for what in Fate}
    tell(", ".join(f"{count} {what}" for what, count in counted.items() if count or what is Fate.PUSHED))


def _show(trips: list["Trip"], remote: "Remote | None", force: bool, note: str, data: bool, context: Context) -> Exit:
    """What a push would send, and what it would cost."""
    from ...kaggle.budget import accelerator_of, hours
    from ...kaggle.plan import NO_HOURS, SAME, SAVE, costs
    from ...report.console import tell

    for parcel, what in (each for trip in trips for each in trip.planned_data()) if data else ():
        told = (parcel.license, f"{len(parcel.files)} files", f"{parcel.size:,} bytes")
        tell(f"   data  {what:<13}  {parcel.source}  ({', '.join(told)})")
    plans, budget = [], None
    for trip in trips:
        found, budget = trip.plan(remote, force, tell, context.clock, budget)
        for each in found:
            settings = ", ".join(_settings(each.item))
            cost = ""
            if each.why:
                cost = f"  {each.why}"
            elif each.limit and accelerator_of(each.item):
                cost = f"  about {hours(each.need.seconds)} ({each.need.how}), at most {hours(each.limit)}"
            tell(f"{each.item.page.program.number:>7}  {each.what:<13}  {each.item.address}  ({settings}){cost}")
        plans += found
    for line in costs(plans, budget):
        tell(line)
    if note:
        tell(note)
    counted = {what: sum(each.what == what for each in plans) for what in (SAVE, NO_HOURS, SAME)}
    runs = len(plans) - sum(counted.values())
    saved = f"{counted[SAVE]} to be saved without a run, " if counted[SAVE] else ""
    held = f"{counted[NO_HOURS]} without hours, " if counted[NO_HOURS] else ""
    tell(f"{runs} to be pushed, {saved}{held}{counted[SAME]} unchanged; nothing was sent")
    return Exit.FINE


def _settings(item: "Item") -> list[str]:
    metadata = item.page.metadata
    return [
        metadata["machine_shape"] or "CPU",
        "private" if metadata["is_private"] else "public",
        "internet" if metadata["enable_internet"] else "no internet",
        f"{len(item.page.submission.source):,} bytes",
        *(f"after the run of {number}" for number in item.producers.values()),
        *(source for key, value in metadata.items() if key.endswith("_sources") for source in value),
    ]

"""The morning job: run anew what a new image made stale, and write what is proven on Kaggle, as a page and badges."""

import json
from argparse import ArgumentParser, Namespace
from contextlib import ExitStack
from pathlib import Path

from ...core.exit import Exit
from ..context import Context
from ..options import add_account, add_chapters, load_chapters, selections

EXTRA = "kaggle"
DAY = 86_400.0  # seconds
LOOKED = "looked.json"  # beside the page: what was there when it was made
EXAMPLES = ("watch-kaggle --chapter all", "watch-kaggle --chapter 5 --probe 1", "watch-kaggle --chapter 5 --look")


def add_options(parser: ArgumentParser) -> None:
    add_chapters(parser)
    add_account(parser)
    parser.add_argument(
        "--probe",
        type=_days,
        default=7,
        metavar="DAYS",
        help="run the shortest program anew where none ran on such a machine for so long (default: 7; 0: never)",
    )
    parser.add_argument("--look", action="store_true", help="run nothing anew and wait for no run: only look and tell")


def _days(text: str) -> int:
    from ...core.problems import InputError

    if not text.isdecimal() or len(text) > 4:
        raise InputError(f"--probe {text}: takes a number of days")
    return int(text)


def _client_of_last_look(path: Path) -> str:
    """The version of Kaggle's client, "" where that isn't known."""
    from ...core.files import UnfitError, read_plain
    from ...core.jsons import parse_json
    from ...core.plain import fit

    try:
        found = parse_json(read_plain(path, 10_000, follow=False))
        return fit(str(found["client"]), 40)
    except (OSError, UnfitError, ValueError, LookupError, TypeError):
        return ""


def do(options: Namespace, context: Context) -> Exit:
    from ...core.files import require_inside, write_whole
    from ...kaggle.client import connect, retired_machines, version
    from ...kaggle.proof import proofs, withdrawn
    from ...kaggle.trip import open_trip
    from ...report.console import tell
    from ...report.proven import proven_files

    options.only = []
    chosen = selections(options, load_chapters(options, context.layout))
    place = context.layout.output / "kaggle"
    require_inside(place / "index.html", context.layout.output)
    proved, notes = {}, []
    with ExitStack() as stack:
        remote = stack.enter_context(connect())
        trips = [stack.enter_context(open_trip(*each, remote, options.owner)) for each in chosen]
        before = context.clock.time() - options.probe * DAY if options.probe else 0
        for trip in () if options.look else trips:
            if new := trip.probes(before):
                trip.again(remote, tell, context.clock, new)
                trip.verify(remote, False, tell, context.clock)
            trip.again(remote, tell, context.clock)
            trip.verify(remote, False, tell, context.clock)
        for trip in trips:
            proved[trip.chapter.name] = list(proofs(trip, remote))
        notes += withdrawn(trips[0].items[0].page.kaggle.machines, retired_machines())
        now, then = version(), _client_of_last_look(place / LOOKED)
        notes.append(f"kaggle {now}" + (f", {then} when this page was made before" if then not in ("", now) else ""))
    first = chosen[0][0]
    files = proven_files(proved, first.words, first.file.language, notes)
    files[LOOKED] = json.dumps({"client": now}).encode()
    for path, content in files.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        write_whole(place / path, content)
    every = [proof for each in proved.values() for proof in each]
    for proof in every:
        if not proof.proven:
            tell(f"program {proof.item.page.program.number}: {proof.why}")
    for note in notes[:-1]:
        tell(f"no longer offered: {note}")
    count, page = sum(proof.proven for proof in every), context.layout.shown(place / "index.html")
    tell(f"{count} of {len(every)} programs proven; {page}")
    return Exit.FINE if all(proof.proven for proof in every) and len(notes) == 1 else Exit.FAILED

"""`--push`, `--verify`, or both: from a chapter to its results on Kaggle."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from ..chapter.chapter import Chapter
from ..chapter.variants import select
from ..core.clock import Clock
from ..core.problems import InputError
from ..notebook.page import make_pages
from .ledger import Ledger, content_of, open_ledger
from .push import Item, Pusher
from .remote import Remote


@dataclass(frozen=True)
class TripOptions:
    """What to do, in whose name, and whether it is done also where nothing has changed."""

    push: bool = False
    verify: bool = False
    dry_run: bool = False
    owner: str | None = None
    public: bool = False
    force: bool = False
    only: Sequence[str] = ()
    variants: bool = False
    yes: bool = False


def round_trip(root: Path, chapter: Chapter, options: TripOptions, clock: Clock) -> int:
    """Push, verify, or both: 0 if all went well, else 1. Raises InputError before anything is sent."""
    with ExitStack() as stack:
        remote, note = _connected(stack, optional=options.dry_run)
        owner = options.owner or (remote.owner if remote else "") or chapter.file.kaggle.owner
        settings = {"owner": owner} | ({"private": False} if options.public else {})
        chapter = chapter.with_kaggle(**settings)
        pages = make_pages(root, chapter, select(chapter, options.only, options.variants, options.yes))
        items = [Item(page, content_of(page, chapter.badge_address(page.program))) for page in pages]
        folder = root / "output" / "runs" / "kaggle"
        ledger = stack.enter_context(open_ledger(folder / f"{chapter.name}.json"))
        if options.dry_run:
            return _dry_run(items, ledger, options.force, note)
        fine = _push(items, remote, ledger, clock, options.force) if options.push else True
        if options.verify:
            fine = _verify(root, folder / chapter.name, items, remote, ledger, clock, options.force) and fine
        return 0 if fine else 1


def _connected(stack: ExitStack, optional: bool) -> tuple[Remote | None, str]:
    """The client; a dry run does without it, and says so."""
    from .client import connect

    try:
        return stack.enter_context(connect()), ""
    except InputError as error:
        if not optional:
            raise
        return None, f"without Kaggle's client, so the owner is that of chapter.toml: {error}"


def _dry_run(items: Sequence[Item], ledger: Ledger, force: bool, note: str) -> int:
    """Show what a push would send."""
    count = 0
    for item in items:
        entry, metadata = ledger.get(item.kernel), item.page.metadata
        same = entry.content.whole == item.content.whole
        if entry.intent:
            what = "to be settled"
        elif same and not force:
            what = "unchanged"
        else:
            what = "to be pushed"
        count += what != "unchanged"
        sources = [source for key, value in metadata.items() if key.endswith("_sources") for source in value]
        settings = [
            metadata["machine_shape"] or "CPU",
            "private" if metadata["is_private"] else "public",
            "internet" if metadata["enable_internet"] else "no internet",
            f"{len(item.page.rendered.ipynb):,} bytes",
            *sources,
        ]
        print(f"{item.page.program.number:>7}  {what:<13}  {item.kernel}  ({', '.join(settings)})")
    if note:
        print(note)
    print(f"{count} to be pushed, {len(items) - count} unchanged; nothing was sent")
    return 0


def _push(items: Sequence[Item], remote: Remote, ledger: Ledger, clock: Clock, force: bool) -> bool:
    told = Pusher(remote, ledger, clock, print, force).push(items)
    counted = {what: sum(one.what == what for one in told) for what in ("pushed", "unchanged", "refused", "not pushed")}
    print(", ".join(f"{count} {what}" for what, count in counted.items() if count or what == "pushed"))
    return all(one.fine for one in told)


def _verify(
    root: Path, folder: Path, items: Sequence[Item], remote: Remote, ledger: Ledger, clock: Clock, force: bool
) -> bool:
    from ..report.verified import report_verified
    from .verify import Verifier

    runs = Verifier(remote, ledger, clock, print, folder, force).verify(items)
    report_verified(root, runs)
    return all(run.passed for run in runs)

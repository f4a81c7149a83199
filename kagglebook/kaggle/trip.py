"""A chapter's way to Kaggle and back: pages in an owner's name, the ledger of what is there, pushes, verified runs."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

from ..chapter.chapter import Chapter
from ..chapter.variants import EVERYTHING, Selection, select
from ..core.clock import SYSTEM, Clock
from ..core.files import require_inside
from ..notebook.book import make_pages
from .budget import Budget
from .content import content_of
from .data_sets import Sender, ToldOfData, plan_of
from .item import Item, in_order
from .ledger import Ledger, entries_of_all, open_ledger
from .parcels import Parcel, parcels_of
from .plan import Planned, plan, planned
from .provenance import DataVersions, changing_over, current_images, probes, staleness
from .push import Pusher, Told
from .remote import Remote
from .sources import gone
from .verify import Verified, Verifier

Say = Callable[[str], None]  # hears of what happens as it happens, a line at a time


def silent(line: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Trip:
    """What of a chapter travels: its items, and what is known of them. Get one from `open_trip`."""

    chapter: Chapter
    items: Sequence[Item]
    ledger: Ledger

    def planned(self, force: bool = False) -> Iterator[tuple[Item, str]]:
        """What a push would do with each item: `to be pushed`, `to be saved` (without a run), `to be settled` or
        `unchanged`. Those that read the output of others come behind these."""
        return planned(self.items, self.ledger, force)

    def plan(
        self,
        remote: Remote | None,
        force: bool = False,
        say: Say = silent,
        clock: Clock = SYSTEM,
        budget: Budget | None = None,
    ) -> tuple[list[Planned], Budget | None]:
        """The same with what each run would cost, and what is left of the week, which is the `budget` that the plan
        of another chapter left; nothing is sent."""
        return plan(self.items, self.ledger, remote, force, say, clock, budget)

    def push(
        self,
        remote: Remote,
        force: bool = False,
        say: Say = silent,
        clock: Clock = SYSTEM,
        rerun: Collection[str] = (),
    ) -> list[Told]:
        """Push what Kaggle doesn't have yet (all, with `force`), and run the addresses of `rerun` anew; what became of
        each item."""
        return Pusher(remote, self.ledger, clock, say, force, set(rerun)).push(self.items)

    def send_data(
        self, remote: Remote, public: bool = False, force: bool = False, say: Say = silent, clock: Clock = SYSTEM
    ) -> list[ToldOfData]:
        """Send the own data sets of what travels, where their files changed, and wait until Kaggle has them."""
        layout = self.chapter.layout
        folder = layout.ledger(self.chapter.name).parent / "data"
        require_inside(folder / "*", layout.output)
        return Sender(remote, self.ledger, clock, say, folder, public, force).send(self.parcels())

    def planned_data(self) -> list[tuple[Parcel, str]]:
        """What sending the own data sets would do with each: `to be sent`, `to be settled` or `unchanged`."""
        return [(parcel, plan_of(parcel, self.ledger)) for parcel in self.parcels()]

    def parcels(self) -> list[Parcel]:
        """The own data sets of what travels. Raises InputError for one that can't be sent as it lies here."""
        return parcels_of(self.chapter, [item.page.program for item in self.items])

    def gone(self, remote: Remote, force: bool = False) -> list[str]:
        """The data sets, notebooks and models that Kaggle doesn't have and that what is to be pushed reads."""
        wanted = [
            item for item in self.items if force or self.ledger.get(item.address).content.whole != item.content.whole
        ]
        data = [source for item in wanted for source in item.page.metadata["dataset_sources"]]
        notebooks = [
            each for item in wanted for each in item.page.metadata["kernel_sources"] if each not in item.producers
        ]
        models = [source for item in wanted for source in item.page.metadata["model_sources"]]
        return gone(remote, data, notebooks, models)

    def verify(self, remote: Remote, force: bool = False, say: Say = silent, clock: Clock = SYSTEM) -> list[Verified]:
        """Wait for the runs of what was pushed, fetch and judge them; `force` fetches what was verified before."""
        folder = self.chapter.layout.on_kaggle(self.chapter.name)
        runs = Verifier(remote, self.ledger, clock, say, folder, force).verify(self.items)
        stale = self.stale(remote)
        return [replace(run, stale=stale.get(run.item.address, "")) for run in runs]

    def stale(self, remote: Remote | None = None) -> dict[str, str]:
        """The programs, by address, whose passed results were computed on another image than the newest that any
        chapter's runs had on such a machine, and what changed in it; or, if Kaggle may be asked, on data that changed
        since."""
        current, found = current_images(entries_of_all(self.ledger.path.parent).values()), {}
        data = remote and DataVersions(remote)
        for item in self.items:
            entry = self.ledger.get(item.address)
            if entry.verified == "passed" and entry.content.run == item.content.run:
                found[item.address] = staleness(entry, current) or (data.moved(entry.session) if data else "")
        return {address: words for address, words in found.items() if words}

    def again(
        self, remote: Remote, say: Say = silent, clock: Clock = SYSTEM, others: Collection[str] = ()
    ) -> list[Told]:
        """Run anew what is stale, and the addresses `others`, if it is otherwise as it was pushed, and what reads its
        output, within the budget; what became of each."""
        current, now = current_images(entries_of_all(self.ledger.path.parent).values()), clock.time()
        stale = [each for each in self.stale(remote) if not changing_over(self.ledger.get(each), current, now)]
        asked = {*stale, *others}
        touched = self._with_readers(self.items, asked)
        items = self._with_readers(list(self._as_pushed(touched)), asked)
        return Pusher(remote, self.ledger, clock, say, rerun={item.address for item in items}).push(items)

    def probes(self, before: float) -> set[str]:
        """The addresses to run anew so that Kaggle's image is known, of machines on which nothing ran since a time."""
        return probes({item.address: self.ledger.get(item.address) for item in self.items}, before)

    @staticmethod
    def _with_readers(items: Sequence[Item], addresses: Collection[str]) -> list[Item]:
        """Those of some addresses, and those that read the output of one that is among them."""
        found: dict[str, Item] = {}
        for item in in_order(items):
            if item.address in addresses or found.keys() & item.producers.keys():
                found[item.address] = item
        return list(found.values())

    def _as_pushed(self, items: Sequence[Item]) -> Iterator[Item]:
        """Those that are on Kaggle as they are here, for everybody to see where they were pushed so."""
        public = self.chapter.with_kaggle(private=False)
        others = make_pages(public, [item.page.program for item in items]) if items else []
        for item, page in zip(items, others, strict=True):
            entry, other = self.ledger.get(item.address), Item(page, content_of(page))
            if not entry.intent:
                yield from [each for each in (item, other) if each.content.whole == entry.content.whole][:1]


@contextmanager
def open_trip(
    chapter: Chapter,
    selection: Selection = EVERYTHING,
    remote: Remote | None = None,
    owner: str | None = None,
    public: bool = False,
) -> Iterator[Trip]:
    """Render the selected programs in an owner's name (default: the client's, else the chapter's) and open the ledger.

    Raises InputError before anything is sent: for what is wrong with the chapter, a broken ledger, another process at
    work on it, or links that lead out of output/.
    """
    owner = owner or (remote.owner if remote else "") or chapter.file.kaggle.owner
    chapter = chapter.with_kaggle(**{"owner": owner} | ({"private": False} if public else {}))
    items = [Item(page, content_of(page)) for page in make_pages(chapter, select(chapter, selection))]
    layout = chapter.layout
    for place in (layout.ledger(chapter.name), layout.on_kaggle(chapter.name) / "*"):
        require_inside(place, layout.output)
    with open_ledger(layout.ledger(chapter.name)) as ledger:
        yield Trip(chapter, items, ledger)


def push(
    chapter: Chapter,
    selection: Selection = EVERYTHING,
    owner: str | None = None,
    public: bool = False,
    force: bool = False,
    remote: Remote | None = None,
    say: Say = silent,
    clock: Clock = SYSTEM,
    rerun: Collection[str] = (),
) -> list[Told]:
    """Push programs of a chapter with Kaggle's own client, which finds its credentials itself, or another `remote`; the
    addresses (owner/slug) of `rerun` run although nothing changed.

    Returns what became of each: `told.fine` tells whether Kaggle has it. Raises InputError before anything is sent.
    """
    with ExitStack() as stack:
        remote = remote or _connected(stack)
        trip = stack.enter_context(open_trip(chapter, selection, remote, owner, public))
        return trip.push(remote, force, say, clock, rerun)


def verify(
    chapter: Chapter,
    selection: Selection = EVERYTHING,
    owner: str | None = None,
    public: bool = False,
    force: bool = False,
    remote: Remote | None = None,
    say: Say = silent,
    clock: Clock = SYSTEM,
) -> list[Verified]:
    """Wait for the runs of what was pushed, fetch them, and judge them as if they had run here; `owner` and `public` as
    in the push. Raises InputError before anything is fetched."""
    with ExitStack() as stack:
        remote = remote or _connected(stack)
        trip = stack.enter_context(open_trip(chapter, selection, remote, owner, public))
        return trip.verify(remote, force, say, clock)


def _connected(stack: ExitStack) -> Remote:
    from .client import connect

    return stack.enter_context(connect())

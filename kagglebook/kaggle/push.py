"""A push: each program whose content Kaggle doesn't have yet, once, whatever happens on the way.

Before each push its intent is written down, after it its outcome. An intent without an outcome (the process was
killed, the connection was lost, the server failed) is settled before anything of that notebook is pushed again, by
asking Kaggle for its newest version (`settle`). What that can tell:

- Certain: a newer version than the last one we know of, with our cells in it, is our push. No newer version: it was
  not accepted, if Kaggle had that long (`SETTLING`) to finish what it had received.
- Not certain: whether Kaggle finishes an interrupted request later than that; whether a newer version with our cells
  was pushed by somebody else (it then serves as well). Where Kaggle doesn't tell versions and the cells are the same as
  before (only settings changed, or `--force`), nothing can be told; then a person is asked, and nothing is pushed.
- A version that was only saved (below) is settled in the same way: the intent says whether it was to run.
- Lost with an answer is which sources Kaggle left out of the version; its run, and so `verify`, shows what it lacked.

What computes the same as a run that passed, or hasn't failed as far as Kaggle tells, is saved without a run.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from ..core.clock import Clock, growing
from ..core.plain import plain
from ..core.temporary import temporary_folder
from .budget import accelerator_of, limit_of, need_of
from .item import Item, in_order
from .ledger import Entry, Intent, Ledger, Session, was_accepted
from .producing import DONE, Producing, is_older
from .provenance import DataVersions
from .remote import UNCERTAIN, KaggleError, Kind, Newest, Pushed, Remote, one_program, persist
from .spending import Spending
from .watch import FIRST_POLL, LONGEST_POLL, LONGEST_WAIT, Watch, counts

SETTLING = 30.0  # seconds that an interrupted request may take to be carried out


class Fate(StrEnum):
    """What became of an item: Kaggle has it by this call, had it before, doesn't take it, or was not asked."""

    PUSHED = "pushed"
    SAVED = "saved"  # without a run
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    NOT_PUSHED = "not pushed"
    NO_HOURS = "no hours"  # its run doesn't fit into what is left of the week


@dataclass(frozen=True)
class Told:
    """What became of an item; of one that Kaggle doesn't have, why."""

    item: Item
    what: Fate
    words: str

    @property
    def fine(self) -> bool:
        return self.what in (Fate.PUSHED, Fate.SAVED, Fate.UNCHANGED)

    def __str__(self) -> str:
        return plain(f"{self.item.page.program.number:>7}  {self.what:<10}  {self.words}")


@dataclass
class Pusher:
    """Pushes items; what it finds out goes into the ledger as it happens, and as lines to `say`."""

    remote: Remote
    ledger: Ledger
    clock: Clock
    say: Callable[[str], None]
    force: bool = False
    rerun: set[str] = field(default_factory=set)  # addresses that are to run although nothing changed
    begun: set[str] = field(default_factory=set)  # the notebooks of which this call has pushed, or tried to
    ended: set[str] = field(default_factory=set)  # those whose newest run is over

    def __post_init__(self) -> None:
        self.watch = Watch(self.remote, self.ledger, self.clock, self.say)
        self.spending = Spending(self.remote, self.ledger, self.watch, self.clock, self.say)
        self.data = DataVersions(self.remote)
        self.producing = Producing(self.watch, self.ledger, self.clock, self.say)

    def push(self, items: Sequence[Item]) -> list[Told]:
        """Push what has to be, one after the other; those without a GPU first, as they wait for nobody, and behind all
        others those that read their output, each when the runs of these are over.

        What Kaggle answers about one program fails that program alone, unless no other would fare better.
        """
        told: dict[str, Told] = {}
        stop: KaggleError | None = None
        queue = in_order(sorted(items, key=lambda item: bool(item.machine)))
        for place, item in enumerate(queue):
            known = self.known(item)
            if known or stop:
                told[item.address] = known or Told(item, Fate.NOT_PUSHED, str(stop))
            else:
                try:
                    with one_program():
                        why = self.producing.wait(item.page.program.number, item.producers, told)
                        told[item.address] = (
                            Told(item, Fate.NOT_PUSHED, why)
                            if why
                            else self.push_when_free(item, waiting=len(queue) - place)
                        )
                except KaggleError as refused:
                    stop = refused if refused.stops else None
                    told[item.address] = Told(item, Fate.REFUSED, str(refused))
            self.say(str(told[item.address]))
        return [told[item.address] for item in items]

    def known(self, item: Item) -> Told | None:
        """An item that needs no push, as far as the ledger says."""
        entry = self.ledger.get(item.address)
        if entry.intent or entry.content.whole != item.content.whole or self.must_run(item):
            return None
        return _on_kaggle(item, Fate.UNCHANGED, entry)

    def must_run(self, item: Item) -> bool:
        """Whether it is to run, whatever is on Kaggle: asked for, or its run read what an older run left."""
        return (
            self.force
            or item.address in self.rerun
            or is_older(self.ledger.get(item.address), item.producers, self.ledger)
        )

    def needs_run(self, item: Item) -> bool:
        """Whether a push of it needs a run. Raises KaggleError where no other program would fare better."""
        entry = self.ledger.get(item.address)
        if self.must_run(item) or not may_save(item, entry):
            return True
        if entry.verified:
            return False
        status = self.watch.status_if_any(item.address)
        return status.ended and status.word != DONE

    def push_when_free(self, item: Item, waiting: int) -> Told:
        """Push an item, as soon as Kaggle has a session for it."""
        self.until, pauses = self.clock.time() + LONGEST_WAIT, growing(FIRST_POLL, LONGEST_POLL, self.clock)
        while True:
            try:
                return persist(lambda: self.push_once(item), self.clock, self.say)
            except KaggleError as refused:
                if refused.kind is not Kind.SESSIONS or self.clock.time() > self.until:
                    raise
                self.wait_for_session(bool(item.machine), pauses, waiting)

    def push_once(self, item: Item) -> Told:
        """Settle an open push of the notebook; then, unless that was this one, push. Raises KaggleError."""
        entry = self.ledger.get(item.address)
        if entry.intent:
            ran = entry.intent.run
            entry, accepted = self.settle(item, entry)
            if accepted and ran:
                self.rerun.discard(item.address)  # that was the run asked for, or one as new
            # With --force: what this call itself pushed is enough, what an earlier call did is not.
            ours = item.address in self.begun and accepted
            if ours or (entry.content.whole == item.content.whole and not self.must_run(item)):
                what = Fate.UNCHANGED if not accepted else Fate.PUSHED if ran else Fate.SAVED
                return _on_kaggle(item, what, entry)
        run = self.needs_run(item)
        if run and (why := self.spending.take(item, entry)):
            return Told(item, Fate.NO_HOURS, why)
        entry = self.ledger.get(item.address)  # what was asked meanwhile may have told more of its last run
        self.data.of(item.page.metadata["dataset_sources"])  # before: nothing is to come between a push and its outcome
        intent = Intent(item.content, self.clock.time(), run, limit_of(item, entry) if run else 0)
        with temporary_folder() as folder:
            for path, content in item.page.submitted_files().items():
                (folder / Path(path).name).write_bytes(content)
            self.ledger.put(item.address, replace(entry, intent=intent))
            self.begun.add(item.address)
            try:
                pushed = self.remote.push(folder, run, intent.limit)
            except KaggleError as refused:
                if refused.kind not in UNCERTAIN:
                    self.ledger.put(item.address, entry)
                    self.spending.give_back(item)
                raise
        return _on_kaggle(item, Fate.PUSHED if run else Fate.SAVED, self.accept(item, intent, pushed))

    def settle(self, item: Item, entry: Entry) -> tuple[Entry, bool]:
        """The entry without its open push, and whether that was accepted. Raises KaggleError where nobody can know."""
        intent = entry.intent
        pause = min(intent.time + SETTLING - self.clock.time(), SETTLING)
        if pause > 0:
            self.say(f"         the last push was cut short; Kaggle is asked what became of it in {pause:.0f} s")
            self.clock.sleep(pause)
        accepted: bool | None = False
        newest = Newest(0, "")
        try:
            newest = self.remote.newest(item.address)
            accepted = was_accepted(entry, newest)
        except KaggleError as refused:
            if refused.kind not in (Kind.MISSING, Kind.FORBIDDEN):  # what Kaggle says of a notebook that isn't there
                raise
        if accepted is None and (item.address in self.begun or not self.force):
            raise KaggleError(Kind.UNKNOWN, "nobody can tell whether Kaggle accepted the last push")
        if accepted:
            url = entry.url or f"https://www.kaggle.com/code/{item.address}"
            return self.accept(item, intent, Pushed(newest.version, url)), True
        entry = replace(entry, intent=None)
        self.ledger.put(item.address, entry)
        return entry, False

    def accept(self, item: Item, intent: Intent, pushed: Pushed) -> Entry:
        """Write down a push that Kaggle accepted."""
        now, old = self.clock.time(), self.ledger.get(item.address)
        news = {"content": intent.content, "version": pushed.version, "url": pushed.url, "time": now}
        if intent.run:
            data = self.data.of(item.page.metadata["dataset_sources"])
            session = Session(pushed.version, now, intent.limit, data=data, images=old.session.images)
            took = (old.session.seconds or old.took) if old.machine == item.machine else 0
            cost = {"accelerator": accelerator_of(item), "need": need_of(item, old).seconds}
            news |= {"machine": item.machine, "left_out": pushed.left_out, "session": session, "took": took}
            entry = Entry(**news, **cost)
            self.ended.discard(item.address)
            self.spending.begun(item)
        else:  # the run that stands for it is the one before
            entry = replace(old, **news, left_out=pushed.left_out, intent=None)
        self.ledger.put(item.address, entry)
        return entry

    def wait_for_session(self, accelerated: bool, pauses: Iterator[float], waiting: int) -> None:
        """Wait until one of our own runs of that sort has ended; one pause if none runs: then it is somebody else's."""
        for pause in pauses:
            self.clock.sleep(pause)
            entries = self.ledger.entries.items()
            ours = {name for name, entry in entries if entry.may_run and bool(entry.machine) is accelerated}
            ours -= self.ended
            going = {}
            for address in sorted(ours):
                status = self.watch.status_if_any(address)
                if status.ended:
                    self.ended.add(address)
                else:
                    going[address] = status
            self.say(f"         {counts(going.values(), waiting)}")
            if len(going) < len(ours) or not going or self.clock.time() > self.until:
                return


def may_save(item: Item, entry: Entry) -> bool:
    """Whether a change needs no run: the run on Kaggle computes the same, didn't fail, and had all its sources."""
    same = entry.content.run == item.content.run != ""
    return same and entry.verified != "failed" and not entry.left_out


def _on_kaggle(item: Item, what: Fate, entry: Entry) -> Told:
    """What is told of an item that Kaggle has. Without one of its sources it counts as refused, each time."""
    if entry.left_out:
        version = f"version {entry.version}" if entry.version else "it"
        words = f"{version} is on Kaggle without its {', '.join(entry.left_out)}: mend chapter.toml"
        return Told(item, Fate.REFUSED, words)
    version = f"version {entry.version}" if entry.version else "a version"
    since = "since " if what is Fate.UNCHANGED else ""
    of = ""
    if what is Fate.SAVED:
        of = f", the run is that of version {entry.session.version}" if entry.session.version else ", without a run"
    elif what is Fate.PUSHED and item.page.metadata["enable_tpu"]:  # github.com/Kaggle/kaggle-cli, issue 1197
        of = ", which Kaggle may run on an image without a TPU's libraries: `verify` tells"
    return Told(item, what, f"{since}{version}{of}  {entry.url}")

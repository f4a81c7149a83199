"""Wait for the run of each pushed version, fetch what it left, and judge it as if it had run here.

Meanwhile its log is followed (follow.py): a run that can't pass is not waited for.
"""

import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from dataclasses import replace as changed
from pathlib import Path

from ..core import claims
from ..core.clock import Clock, growing
from ..core.files import write_whole
from ..core.plain import plain
from ..core.run_folder import RESULTS, land, read_receipt, staging, sweep, write_receipt
from ..judging.blanks import BlanksJudge
from ..judging.device import DeviceJudge
from ..judging.verdict import CheckedRun, judge
from .budget import ran_out
from .fetch import RECEIPT, fetch_files, left_in_words
from .fetched import LOG, read_fetched
from .follow import Follower
from .item import Item
from .judges import CodeJudge, ImageJudge, MachineJudge
from .ledger import Entry, Ledger, Session
from .proving import Prover, packages_in
from .remote import KaggleError, Kind, Remote, Status, one_program, persist
from .watch import FIRST_POLL, LONGEST_POLL, LONGEST_WAIT, Watch, counts


@dataclass(frozen=True)
class Verified:
    """What came of a program's run on Kaggle; without a run, `problem` says why there is none.

    `left` holds the names of the run's files that were left on Kaggle by this call, and why; `session` is what computed
    it, `stale` why it no longer stands for what Kaggle has now ("": it does), `remarks` what else a person should know.
    """

    item: Item
    status: str = ""
    device: str = ""
    checked: CheckedRun | None = None
    problem: str = ""
    left: Mapping[str, str] = field(default_factory=dict)
    session: Session = field(default_factory=Session)
    stale: str = ""
    remarks: Sequence[str] = ()

    @property
    def passed(self) -> bool:
        return self.checked is not None and self.checked.passed


@dataclass
class Verifier:
    """Verifies items; what came back stays in `folder`, one folder a program."""

    remote: Remote
    ledger: Ledger
    clock: Clock
    say: Callable[[str], None]
    folder: Path
    force: bool = False

    def verify(self, items: Sequence[Item]) -> list[Verified]:
        """Wait for the runs of all items, and judge each as soon as it has ended.

        What Kaggle answers about one program, and what its run left, fails that program alone.
        """
        try:
            return self._verify(items)
        finally:
            claims.give_up(self.folder)

    def _verify(self, items: Sequence[Item]) -> list[Verified]:
        self.watch = Watch(self.remote, self.ledger, self.clock, self.say)
        self.follower = Follower(self.remote, self.ledger, self.watch, self.say)
        self.prover = Prover(self.remote, self.ledger, self.clock, self.say)
        done: dict[str, Verified] = {}
        for item in items:
            known = self.known(item)
            if known:
                done[item.address] = known
        sweep(self.folder)
        until, shown = self.clock.time() + LONGEST_WAIT, ""
        for pause in growing(FIRST_POLL, LONGEST_POLL, self.clock):
            going, stop = {}, None
            for item in [item for item in items if item.address not in done]:
                try:
                    with one_program():
                        status = self.watch.status(item.address) if stop is None else None
                        if status and status.ended:
                            done[item.address] = self.fetch(item, status)
                        elif status:
                            going[item.address] = status
                            if status.running:
                                done |= self.followed(item, status)
                except KaggleError as refused:
                    done[item.address] = Verified(item, problem=str(refused))
                    stop = refused if refused.stops and refused.kind is not Kind.FORBIDDEN else None
                if item.address in done:
                    self.say(_line(done[item.address]))
            waiting = [item for item in items if item.address not in done]
            late = self.clock.time() > until
            if stop or late or not waiting:
                break
            if shown != (shown := counts(going.values())):
                self.say(f"         {shown}")
            self.clock.sleep(pause)
        for item in waiting:
            why = str(stop) if stop else f"{going[item.address].word} since {LONGEST_WAIT / 3600:.0f} hours"
            done[item.address] = Verified(item, problem=f"not waited for: {why}")
        return [done[item.address] for item in items]

    def known(self, item: Item) -> Verified | None:
        """What needs no call: a program that isn't on Kaggle as it is here, or one whose passed run is here already."""
        entry = self.ledger.get(item.address)
        if entry.intent:
            return Verified(item, problem="nobody knows how its last push ended: `push` finds out")
        if entry.content.run != item.content.run:
            what = "changed since it was pushed" if entry.content.whole else "not pushed yet"
            return Verified(item, problem=f"{what}: `push` it first")
        place = self.folder / item.page.program.slug
        if entry.verified != "passed" or self.force or not _is_of(read_receipt(place, RECEIPT), item, entry):
            return None
        with suppress(KaggleError), one_program():
            verified = self.judge(item, entry, Status("COMPLETE"), place, reused=True)
            return verified if verified.passed else None
        return None  # what lies there is of no use: it is fetched again

    def followed(self, item: Item, status: Status) -> dict[str, Verified]:
        """The verdict, by address, on a run that goes on and can't pass; empty as long as it can."""
        if problem := self.follower.other_machine(item):
            return {item.address: Verified(item, status.word, problem=f"not waited for: {problem}")}
        if run := self.follower.failed(item):
            checked = judge(item.page, run, quick=False)
            return {item.address: Verified(item, status.word, checked=checked, remarks=("not waited for: it failed",))}
        return {}

    def fetch(self, item: Item, status: Status) -> Verified:
        """Fetch what an ended run left, and judge it. Raises KaggleError."""
        remarks = self.prover.prove(item)
        entry, place = self.ledger.get(item.address), self.folder / item.page.program.slug
        version = entry.session.version if self.watch.labels else 0
        output = persist(lambda: self.remote.output(item.address, version), self.clock, self.say)
        place.parent.mkdir(parents=True, exist_ok=True)
        fresh = staging(place)
        try:
            fresh.mkdir()
            left = fetch_files(self.remote, output, fresh, self.clock, self.say)
            if output.cut and RESULTS not in output.files:
                raise KaggleError(Kind.BEYOND, f"{output.cut}, and {RESULTS} is not among the first")
            if output.cut:
                left["further files"] = output.cut
            write_whole(fresh / LOG, output.log.encode("utf-8", "replace"))
            proof = {"machine": entry.session.machine, "image": entry.session.image}
            write_receipt(fresh, _receipt_of(item, entry) | proof, RECEIPT)
            land(fresh, place)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        if left:
            self.say(f"{item.page.program.number:>7}  {left_in_words(left)}")
        verified = self.judge(item, entry, status, place, unread=left.get(RESULTS, ""))
        return changed(verified, left=left, remarks=(*verified.remarks, *remarks))

    def judge(
        self, item: Item, entry: Entry, status: Status, place: Path, unread: str = "", reused: bool = False
    ) -> Verified:
        """Hold what lies in a folder against the program's checks, and write the verdict down."""
        fetched = read_fetched(place, item.page, status, unread)
        for note in fetched.notes:
            self.say(f"{item.page.program.number:>7}  {note}")
        proofs = (DeviceJudge(), MachineJudge(entry.session), ImageJudge(entry.session))
        judges = (CodeJudge(fetched), *proofs, BlanksJudge())
        checked = judge(item.page, fetched.run, quick=False, judges=judges, reused=reused)
        verdict = "passed" if checked.passed else "failed"
        told = packages_in(fetched.run.environment)
        seconds = fetched.run.seconds or entry.session.seconds
        session = changed(entry.session, packages=told, seconds=seconds)
        if entry.verified != verdict or entry.session != session:
            self.ledger.put(item.address, changed(entry, verified=verdict, session=session))
        late = ran_out(entry, seconds) if fetched.run.failure else ""
        remarks = (*_saved(entry), *filter(None, [late]))
        return Verified(item, status.word, fetched.device, checked, session=session, remarks=remarks)


def _saved(entry: Entry) -> tuple[str, ...]:
    """That the newest version was saved without a run."""
    if not entry.version or entry.version == entry.session.version or not entry.session.time:
        return ()
    ran = f"version {entry.session.version}" if entry.session.version else "an earlier version"
    return (f"version {entry.version} was saved without a run: the run is that of {ran}, which computes the same",)


def _receipt_of(item: Item, entry: Entry) -> dict[str, object]:
    return {"address": item.address, "version": entry.session.version, "time": entry.session.time}


def _is_of(receipt: Mapping[str, object], item: Item, entry: Entry) -> bool:
    """Whether what was fetched is of the run that stands for an entry."""
    return _receipt_of(item, entry).items() <= receipt.items()


def _line(verified: Verified) -> str:
    number = f"{verified.item.page.program.number:>7}"
    if verified.checked is None:
        return f"{number}  unverified  {verified.problem}"
    passed, seconds = "passed" if verified.passed else "FAILED", verified.checked.run.seconds
    return f"{number}  {passed}  {plain(verified.status)} on Kaggle, {seconds:.0f} s"

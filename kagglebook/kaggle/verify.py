"""Wait for the run of each pushed version, fetch what it left, and judge it as if it had run here."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from dataclasses import replace as changed
from pathlib import Path, PureWindowsPath

from ..core.clock import Clock, growing
from ..core.files import write_whole
from ..core.run import Run
from ..core.run_folder import land, read_receipt, staging, sweep, write_receipt
from ..judging.judges import Judge
from ..judging.outcome import Outcome, Verdict
from ..judging.verdict import CheckedRun, judge
from ..notebook.page import Page
from .fetched import LOG, Fetched, read_fetched
from .ledger import Entry, Ledger
from .push import FIRST_POLL, LONGEST_POLL, LONGEST_WAIT, STOPPING, Item
from .remote import KaggleError, Kind, Remote, Status, persist
from .watch import Watch, counts

RECEIPT = "kaggle-run.json"


@dataclass(frozen=True)
class Verified:
    """What came of a program's run on Kaggle; without a run, `problem` says why there is none."""

    item: Item
    status: str = ""
    device: str = ""
    checked: CheckedRun | None = None
    problem: str = ""

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
        """Wait for the runs of all items, and judge each as soon as it has ended."""
        self.watch = Watch(self.remote, self.ledger, self.clock, self.say)
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
                    status = self.watch.status(item.address) if stop is None else None
                    if status and status.ended:
                        done[item.address] = self.fetch(item, status)
                    elif status:
                        going[item.address] = status
                except KaggleError as refused:
                    done[item.address] = Verified(item, problem=str(refused))
                    stop = refused if refused.kind in STOPPING and refused.kind is not Kind.FORBIDDEN else None
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
        if entry.verified != "passed" or self.force or read_receipt(place, RECEIPT) != _receipt_of(item, entry):
            return None
        verified = self.judge(item, entry, Status("COMPLETE"), place, reused=True)
        return verified if verified.passed else None

    def fetch(self, item: Item, status: Status) -> Verified:
        """Fetch what an ended run left, and judge it. Raises KaggleError."""
        entry, place = self.ledger.get(item.address), self.folder / item.page.program.slug
        version = entry.version if self.watch.labels else 0
        output = persist(lambda: self.remote.output(item.address, version), self.clock, self.say)
        for name in output.files:
            path = PureWindowsPath(name)  # which takes / and \ for separators
            if path.drive or path.root or ".." in path.parts or not path.parts:
                raise KaggleError(Kind.REFUSED, f"an output file's name leads out of its folder: {name!r}")
        place.parent.mkdir(parents=True, exist_ok=True)
        fresh = staging(place)
        try:
            fresh.mkdir()
            for name, address in output.files.items():
                persist(lambda n=name, a=address: self.remote.download(a, fresh / n), self.clock, self.say)
            write_whole(fresh / LOG, output.log.encode())
            write_receipt(fresh, _receipt_of(item, entry), RECEIPT)
            land(fresh, place)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        return self.judge(item, entry, status, place)

    def judge(self, item: Item, entry: Entry, status: Status, place: Path, reused: bool = False) -> Verified:
        """Hold what lies in a folder against the program's checks, and write the verdict down."""
        fetched = read_fetched(place, item.page, status)
        judges = (CodeJudge(fetched), DeviceJudge(fetched))
        checked = judge(item.page, fetched.run, quick=False, judges=judges, reused=reused)
        verdict = "passed" if checked.passed else "failed"
        if entry.verified != verdict:
            self.ledger.put(item.address, changed(entry, verified=verdict))
        return Verified(item, status.word, fetched.device, checked)


class CodeJudge(Judge):
    """Holds the code that came back against what was pushed."""

    subject = "code"

    def __init__(self, fetched: Fetched):
        self.fetched = fetched

    def judge(self, page: Page, run: Run, quick: bool) -> Outcome | None:
        if self.fetched.same_code is not False:
            return None
        return Outcome(self.subject, "as pushed", "another version's", Verdict.FAIL)


class DeviceJudge(Judge):
    """Looks whether a program for a GPU had one."""

    subject = "device"

    def __init__(self, fetched: Fetched):
        self.fetched = fetched

    def judge(self, page: Page, run: Run, quick: bool) -> Outcome | None:
        if not page.metadata["enable_gpu"] or run.failure:
            return None
        device = self.fetched.device
        verdict = Verdict.of(device != "cpu" if device else None)
        return Outcome(self.subject, "a GPU", device or "not told in results.json", verdict)


def _receipt_of(item: Item, entry: Entry) -> dict[str, object]:
    return {"address": item.address, "version": entry.version, "time": entry.time}


def _line(verified: Verified) -> str:
    number = f"{verified.item.page.program.number:>7}"
    if verified.checked is None:
        return f"{number}  unverified  {verified.problem}"
    run: Run = verified.checked.run
    return f"{number}  {'passed' if verified.passed else 'FAILED'}  {verified.status} on Kaggle, {run.seconds:.0f} s"

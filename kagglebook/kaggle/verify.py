"""`--verify`: wait for the run of each pushed version, fetch what it left, and judge it as if it had run here."""

import json
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from dataclasses import replace as changed
from pathlib import Path, PureWindowsPath

from ..chapter.checks import Check, Outcome
from ..core.clock import Clock, growing
from ..core.files import write_whole
from ..core.run import RunResult
from ..core.run_folder import land, staging, sweep
from ..execution.plan import CheckedRun, judge
from .fetched import LOG, Fetched, read_fetched
from .ledger import Entry, Ledger
from .push import FIRST_POLL, LONGEST_POLL, LONGEST_WAIT, STOPPING, Item
from .remote import KaggleError, Kind, Remote, Status, persist
from .watch import Watch, counts

RECORD = "kaggle-run.json"


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
                done[item.kernel] = known
        sweep(self.folder)
        until, shown = self.clock.time() + LONGEST_WAIT, ""
        for pause in growing(FIRST_POLL, LONGEST_POLL, self.clock):
            going, stop = {}, None
            for item in [item for item in items if item.kernel not in done]:
                try:
                    status = self.watch.status(item.kernel) if stop is None else None
                    if status and status.ended:
                        done[item.kernel] = self.fetch(item, status)
                    elif status:
                        going[item.kernel] = status
                except KaggleError as refused:
                    done[item.kernel] = Verified(item, problem=str(refused))
                    stop = refused if refused.kind in STOPPING and refused.kind is not Kind.FORBIDDEN else None
                if item.kernel in done:
                    self.say(_line(done[item.kernel]))
            waiting = [item for item in items if item.kernel not in done]
            late = self.clock.time() > until
            if stop or late or not waiting:
                break
            if shown != (shown := counts(going.values())):
                self.say(f"         {shown}")
            self.clock.sleep(pause)
        for item in waiting:
            why = str(stop) if stop else f"{going[item.kernel].word} since {LONGEST_WAIT / 3600:.0f} hours"
            done[item.kernel] = Verified(item, problem=f"not waited for: {why}")
        return [done[item.kernel] for item in items]

    def known(self, item: Item) -> Verified | None:
        """What needs no call: a program that isn't on Kaggle as it is here, or one whose passed run is here already."""
        entry = self.ledger.get(item.kernel)
        if entry.intent:
            return Verified(item, problem="nobody knows how its last push ended: --push finds out")
        if entry.content.run != item.content.run:
            what = "changed since it was pushed" if entry.content.whole else "not pushed yet"
            return Verified(item, problem=f"{what}: --push first")
        place = self.folder / item.page.program.slug
        if entry.verified != "passed" or self.force or _record(place) != _record_of(item, entry):
            return None
        verified = self.judge(item, entry, Status("COMPLETE"), place, kept=True)
        return verified if verified.passed else None

    def fetch(self, item: Item, status: Status) -> Verified:
        """Fetch what an ended run left, and judge it. Raises KaggleError."""
        entry, place = self.ledger.get(item.kernel), self.folder / item.page.program.slug
        version = entry.version if self.watch.labels else 0
        output = persist(lambda: self.remote.output(item.kernel, version), self.clock, self.say)
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
            write_whole(fresh / RECORD, json.dumps(_record_of(item, entry)).encode())
            land(fresh, place)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        return self.judge(item, entry, status, place)

    def judge(self, item: Item, entry: Entry, status: Status, place: Path, kept: bool = False) -> Verified:
        """Hold what lies in a folder against the program's checks, and write the verdict down."""
        fetched = read_fetched(place, item.page, status)
        checked = judge(item.page, fetched.run, quick=False, kept=kept)
        checked = changed(checked, outcomes=outcomes_of(item, fetched, checked.outcomes))
        verdict = "passed" if checked.passed else "failed"
        if entry.verified != verdict:
            self.ledger.put(item.kernel, changed(entry, verified=verdict))
        return Verified(item, status.word, fetched.device or "", checked)


def outcomes_of(item: Item, fetched: Fetched, judged: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes of a run here, less what can't be known of a run on Kaggle, and with what only Kaggle can show."""
    (run, stderr, results), own = judged[:3], judged[3:]
    if fetched.source == LOG:
        stderr = _stderr(fetched)
        own = [_from_log(check, found, fetched) for check, found in zip(item.page.program.checks, own, strict=True)]
    added = []
    if fetched.same_code is False:
        added.append(Outcome("code", "as pushed", "another version's", False))
    if item.page.metadata["enable_gpu"] and fetched.run.failure is None:
        device = fetched.device
        measured = device or "not told in results.json"
        added.append(Outcome("device", "a GPU", measured, device != "cpu", checked=bool(device)))
    return [run, stderr, results, *added, *own]


def _stderr(fetched: Fetched) -> Outcome:
    """The check of a clean stderr, from a log where Kaggle's own tools have their say too."""
    if not fetched.log.seconds and not fetched.log.stdout:
        return Outcome("stderr", "empty", "no log", True, checked=False)
    complaints = fetched.log.complaints()
    if not complaints:
        return Outcome("stderr", "empty", "empty", True)
    ours = [line for line in complaints if re.search(r"ipykernel_\d+|Traceback", line)]
    if ours:
        return Outcome("stderr", "empty", ours[-1], False)
    return Outcome("stderr", "empty", f"perhaps of Kaggle's own tools: {complaints[-1]}", True, checked=False)


def _from_log(check: Check, outcome: Outcome, fetched: Fetched) -> Outcome:
    """The outcome of a check of a cell's output, where only the log came."""
    if not hasattr(check, "cell"):
        return outcome
    text = getattr(check, "text", None)
    if text is not None and text in fetched.log.stdout:
        return Outcome(outcome.subject, outcome.expected, "in the log", True)
    why = "only the log came, which shows no pictures" if text is None else "not in the log, where results don't stand"
    return Outcome(outcome.subject, outcome.expected, why, True, checked=False)


def _record_of(item: Item, entry: Entry) -> dict[str, object]:
    return {"kernel": item.kernel, "version": entry.version, "time": entry.time}


def _record(place: Path) -> object:
    try:
        return json.loads((place / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _line(verified: Verified) -> str:
    number = f"{verified.item.page.program.number:>7}"
    if verified.checked is None:
        return f"{number}  unverified  {verified.problem}"
    run: RunResult = verified.checked.run
    return f"{number}  {'passed' if verified.passed else 'FAILED'}  {verified.status} on Kaggle, {run.seconds:.0f} s"

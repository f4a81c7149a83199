"""What a push would do, and what it would cost, without sending anything."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ..core.clock import Clock
from .budget import Budget, Need, accelerator_of, hours, limit_of, moment, need_of
from .item import Item, in_order
from .ledger import Ledger
from .producing import is_older
from .push import may_save
from .remote import Remote
from .spending import Spending
from .watch import Watch

RUN, SAVE, SETTLE, SAME, NO_HOURS = "to be pushed", "to be saved", "to be settled", "unchanged", "no hours"

NOTHING = Need(0, "")


@dataclass(frozen=True)
class Planned:
    """What a push would do with an item: one of the words above; of a run its need, its limit in seconds, and why it
    can't fit, if it can't."""

    item: Item
    what: str
    need: Need = NOTHING
    limit: int = 0
    why: str = ""


def planned(items: Sequence[Item], ledger: Ledger, force: bool = False) -> Iterator[tuple[Item, str]]:
    """What becomes of each item as far as the ledger tells; those that read the output of others behind these."""
    new: set[str] = set()
    for item in in_order(items):
        entry = ledger.get(item.address)
        must = force or bool(new & item.producers.keys()) or is_older(entry, item.producers, ledger)
        if entry.intent:
            what = SETTLE
        elif not must and entry.content.whole == item.content.whole:
            what = SAME
        else:
            what = SAVE if not must and may_save(item, entry) else RUN
        new |= {item.address} if what == RUN else set()
        yield item, what


def plan(
    items: Sequence[Item],
    ledger: Ledger,
    remote: Remote | None,
    force: bool,
    say: Callable[[str], None],
    clock: Clock,
    budget: Budget | None = None,
) -> tuple[list[Planned], Budget | None]:
    """Each item with its cost, and what is left (of a `budget`, where there is one already): None without `remote`,
    where no run needs an accelerator, or where Kaggle doesn't tell. What is open counts as a run."""
    known = list(planned(items, ledger, force))
    spending = Spending(remote, ledger, Watch(remote, ledger, clock, say), clock, say, budget) if remote else None
    found = []
    for item, what in sorted(known, key=lambda each: bool(each[0].machine)):  # as the push goes
        entry = ledger.get(item.address)
        if what in (SAME, SAVE):
            found.append(Planned(item, what))
            continue
        why = spending.take(item, entry) if spending else ""
        found.append(Planned(item, NO_HOURS if why else what, need_of(item, entry), limit_of(item, entry), why))
    order = {item.address: place for place, (item, _) in enumerate(known)}
    return sorted(found, key=lambda each: order[each.item.address]), spending and spending.budget


def costs(plans: Sequence[Planned], budget: Budget | None) -> Iterator[str]:
    """`3 programs need about 0.9 h of GPU, 18.2 h are left; refills Sat 00:00`, a line an accelerator."""
    for kind in ("gpu", "tpu"):
        needs = [each.need.seconds for each in plans if each.limit and accelerator_of(each.item) == kind]
        if not needs:
            continue
        told = {"gpu": budget.quota.gpu, "tpu": budget.quota.tpu}[kind] if budget else None
        left = "what is left is not known"
        if budget and told:
            taken = sum(seconds for what, seconds in budget.taken.values() if what == kind)
            refills = f"; refills {moment(budget.quota.refills)}" if budget.quota.refills else ""
            left = f"{hours((budget.left(kind) or 0) + taken)} are left{refills}"
        programs = f"{len(needs)} program{'s need' if len(needs) > 1 else ' needs'}"
        yield f"{programs} about {hours(sum(needs))} of {kind.upper()}, {left}"

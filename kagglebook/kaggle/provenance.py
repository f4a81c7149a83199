"""What computed a run on Kaggle: the machine and the image of its session, held against what was asked for, and what a
newer image makes of it.

Kaggle tells both of a notebook's last session (`ApiKernelMetadata` of its SDK: machine_shape is "that was used in the
last session"; of docker_image it says nothing, and it is taken for the same session's). It names no version, so they
are believed only where the notebook's newest version is the one that the ledger knows.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .content import digest_of_cells
from .ledger import Entry, Session
from .remote import KaggleError, Newest, Remote

DIGEST = re.compile(r"(?:^|@)sha256:([0-9a-f]{6})[0-9a-f]*$")
CHANGING = 3 * 86_400.0  # seconds in which Kaggle is thought to change over to a new image
MOST = 8  # packages that a line names
LONGEST = 40  # characters of a package's version


def is_ours(newest: Newest, entry: Entry) -> bool:
    """Whether the newest version, and so the last session that Kaggle tells of, is that of the entry."""
    if newest.version and entry.version:
        return newest.version == entry.version
    return bool(entry.content.cells) and digest_of_cells(newest.source) == entry.content.cells


def from_elsewhere(newest: Newest, entry: Entry) -> str:
    """That somebody saved another version since, as by editing the notebook on Kaggle; "" where nobody did."""
    if is_ours(newest, entry) or (newest.version and newest.version < entry.version):
        return ""
    version = f"version {newest.version}" if newest.version else "its newest version"
    ours = f"version {entry.session.version}" if entry.session.version else "the version that was pushed"
    return f"{version} on Kaggle is not from here: {ours} is verified; `push --force` puts this one in front again"


def same_machine(asked: str, told: str, machines: Iterable[str]) -> bool | None:
    """Whether a session had the machine that was asked for ("" is a CPU); None where that can't be told.

    `machines` are the known accelerators. Spelling doesn't count: Kaggle writes its machines in several ways.
    """
    if not told:
        return None
    if _plain(asked) == _plain(told):
        return True
    if asked:
        return False
    return False if _plain(told) in {_plain(each) for each in machines} else None


def _plain(machine: str) -> str:
    return re.sub(r"[^a-z0-9]", "", machine.lower())


def lacks_tpu(image: str) -> bool | None:
    """Whether an image is one without the libraries of a TPU, by its name; None where it has none."""
    name = image.partition("@")[0]
    return None if not name or name.startswith("sha256:") else "tpu" not in name.lower()


def image_in_short(image: str) -> str:
    """`image 3f2a1b…` by its digest, else its tag or its name; "" for none."""
    if found := DIGEST.search(image):
        return f"image {found[1]}…"
    return f"image {image.rpartition('/')[2]}" if image else ""


def kind_of(entry: Entry) -> str:
    """`gpu`, `tpu` or "": Kaggle has an image for each."""
    return entry.accelerator or ("gpu" if entry.machine else "")


@dataclass(frozen=True)
class Image:
    """An image, the versions in it that notebooks told, and since when it is known."""

    name: str
    packages: Mapping[str, str]
    since: float = 0


def current_images(entries: Iterable[Entry]) -> dict[str, Image]:
    """For each kind of machine the image that came last, of those that sessions have: not that of the last session, as
    one that came later may be told of an older image while Kaggle changes over."""
    told: dict[str, list[Session]] = {}
    for entry in entries:
        if entry.session.image:
            told.setdefault(kind_of(entry), []).append(entry.session)
    found = {}
    for kind, sessions in told.items():
        since: dict[str, float] = {}
        for session in sessions:
            for image, time in ((session.image, session.time), *session.images.items()):
                since[image] = min(time, since.get(image, time))
        name, packages = max((session.image for session in sessions), key=since.__getitem__), {}
        for session in sorted(sessions, key=lambda session: session.time):
            packages |= session.packages if session.image == name else {}
        found[kind] = Image(name, packages, since[name])
    return found


def probes(entries: Mapping[str, Entry], before: float) -> set[str]:
    """By kind of machine the address of the shortest run that passed, where none began since a time: run anew, it tells
    which image Kaggle has now."""
    found = set()
    by_kind: dict[str, dict[str, Session]] = {}
    for address, entry in entries.items():
        if entry.verified == "passed":
            by_kind.setdefault(kind_of(entry), {})[address] = entry.session
    for sessions in by_kind.values():
        if max(session.time for session in sessions.values()) < before:
            found.add(min(sessions, key=lambda address: (sessions[address].seconds, address)))
    return found


def changing_over(entry: Entry, current: Mapping[str, Image], now: float) -> bool:
    """Whether a run began when the current image was there already and got another one, these days: while Kaggle
    changes over, runs get the old image or the new one by chance, and one that is made anew at once gains nothing."""
    image = current.get(kind_of(entry))
    session = entry.session
    return bool(image and image.name != session.image and session.time >= image.since and now - session.time < CHANGING)


def staleness(entry: Entry, current: Mapping[str, Image]) -> str:
    """On which image a result was computed that isn't the current one, and what of its packages is another there; ""
    for a result that is not stale, or of which that isn't known."""
    session, now = entry.session, current.get(kind_of(entry))
    if not session.image or now is None or now.name == session.image:
        return ""
    old, new = image_in_short(session.image), image_in_short(now.name).removeprefix("image ")
    return f"computed on {old}, Kaggle now has {new} ({_changes(session.packages, now.packages)})"


def _changes(old: Mapping[str, str], new: Mapping[str, str]) -> str:
    changed = [f"{name} {old[name]} → {new[name]}" for name in sorted(old) if name in new and old[name] != new[name]]
    if changed:
        more = [f"and {len(changed) - MOST} more"] if len(changed) > MOST else []
        return ", ".join([*changed[:MOST], *more])
    unknown = sorted(old.keys() - new.keys())
    if not old or unknown:
        return "what changed in it is not known" + (f" of {', '.join(unknown[:MOST])}" if unknown else "")
    return "nothing that it imports changed"


class DataVersions:
    """The current versions of data sets that are asked for without one, each asked for once."""

    def __init__(self, remote: Remote):
        self.remote = remote
        self.known: dict[str, int] = {}

    def of(self, sources: Iterable[str]) -> dict[str, int]:
        """By address; of what Kaggle doesn't tell, nothing."""
        plain = [source for source in sources if source.count("/") == 1]
        for source in plain:
            if source not in self.known:
                try:
                    self.known[source] = self.remote.data_set(source).version
                except KaggleError:
                    self.known[source] = 0
        return {source: self.known[source] for source in plain if self.known[source]}

    def moved(self, session: Session) -> str:
        """Which data sets of a run have another version now; "" where none has, or nobody knows."""
        now = self.of(session.data)
        moved = [
            f"{name} (version {old} → {now[name]})" for name, old in session.data.items() if now.get(name, old) != old
        ]
        return f"its data changed since: {', '.join(moved[:MOST])}" if moved else ""

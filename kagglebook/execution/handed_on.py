"""What a program leaves for those that come after it (`after` in chapter.toml), put where they look: `input/SLUG/`.

Kaggle attaches all that a notebook left in its working directory. So it is here, but for the executed notebook, which
Kaggle calls otherwise, and what is this tool's own.
"""

import hashlib
import os
import shutil
import stat
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..core.files import require_inside
from ..core.problems import InputError
from ..core.run_folder import KERNEL_LOG, RECEIPT

INPUT = "input"  # the folder beside a notebook that stands for /kaggle/input
# What a run may hand on. A session on Kaggle has as many bytes for its output (kaggle.com/docs/notebooks).
MAX_FILES, MAX_BYTES = 10_000, 20_000_000_000
MAX_PACKED = 300_000_000  # bytes that travel to a worker: they are in memory on the way


@dataclass(frozen=True, slots=True)
class Handed:
    """The output of a program: its slug, the folder of its run, and what its run was known by.

    `packed` holds the files of a task that leaves the machine which has the folder.
    """

    slug: str
    folder: Path
    digest: str = ""
    packed: Mapping[str, bytes] | None = field(default=None, repr=False)


def outputs(folder: Path, name: str) -> dict[str, Path]:
    """The plain files that the run `name` left in its folder, by relative path; links are not followed.

    Raises InputError for more, or larger ones, than are handed on.
    """
    found: dict[str, Path] = {}
    size = 0
    for parent, _, names in os.walk(folder):
        for each in names:
            path = Path(parent, each)
            relative = path.relative_to(folder).as_posix()
            known = path.lstat()
            if relative in (RECEIPT, KERNEL_LOG, f"{name}.ipynb") or not stat.S_ISREG(known.st_mode):
                continue
            found[relative] = path
            size += known.st_size
            if len(found) > MAX_FILES or size > MAX_BYTES:
                most = f"{MAX_FILES:,} files, or {MAX_BYTES / 1e9:g} GB"
                raise InputError(f"{folder}: the run left more than {most}, and that is not handed on")
    return dict(sorted(found.items()))


def digest_of(folder: Path, name: str) -> str:
    """A digest of these files; "" where they can't be handed on."""
    digest = hashlib.sha256()
    try:
        for relative, path in outputs(folder, name).items():
            with path.open("rb") as file:
                content = hashlib.file_digest(file, "sha256").hexdigest()
            digest.update(f"{content} {relative}\n".encode(errors="surrogateescape"))
    except (OSError, InputError):
        return ""
    return digest.hexdigest()


def digest_of_all(words: Iterable[str]) -> str:
    """A digest of digests."""
    return hashlib.sha256(" ".join(words).encode()).hexdigest()


def handed(slug: str, folder: Path, fingerprint: str | None) -> Handed:
    """What a run hands on, known by its fingerprint and its files."""
    return Handed(slug, folder, digest_of_all([str(fingerprint), digest_of(folder, slug)]))


def stage(given: Iterable[Handed], workdir: Path) -> None:
    """Put the files into `workdir/input/SLUG/`, as copies: what a notebook does to them hurts no other.

    Raises InputError for what is not handed on.
    """
    for each in given:
        target = workdir / INPUT / each.slug
        require_inside(target, workdir)
        target.mkdir(parents=True, exist_ok=True)
        if each.packed is not None:
            for relative, content in each.packed.items():
                require_inside(target / relative, target)
                (target / relative).parent.mkdir(parents=True, exist_ok=True)
                (target / relative).write_bytes(content)
            continue
        for relative, path in outputs(each.folder, each.slug).items():
            (target / relative).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target / relative, follow_symlinks=False)


def clear(given: Sequence[Handed], workdir: Path) -> None:
    """Remove what was put there: a run's folder holds what the run itself left."""
    folder = workdir / INPUT
    if folder.is_symlink() or not folder.is_dir():  # a notebook may have put a link there, which leads anywhere
        return
    for each in given:
        shutil.rmtree(folder / each.slug, ignore_errors=True)
    if given and not any(folder.iterdir()):
        folder.rmdir()


def pack(given: Iterable[Handed]) -> tuple[Handed, ...]:
    """The same with their files inside, to travel. Raises InputError for more than MAX_PACKED."""
    packed = []
    room = MAX_PACKED
    for each in given:
        files: dict[str, bytes] = {}
        for relative, path in outputs(each.folder, each.slug).items():
            room -= path.stat().st_size
            if room < 0:
                most = f"{MAX_PACKED / 1e6:g} MB"
                raise InputError(f"{each.folder}: the run left more than {most}, the most that travels to a cluster")
            files[relative] = path.read_bytes()
        packed.append(replace(each, packed=files))
    return tuple(packed)

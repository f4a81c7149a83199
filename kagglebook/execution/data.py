"""Puts the data sets that a notebook reads into its working directory."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from ..chapter.data import DataSet
from ..core.files import require_inside
from ..core.problems import InputError, MissingExtraError, Problem
from .kernels.frameworks import EXTRAS

MAX_COPIED = 256_000_000  # bytes of a file: a larger one is linked
LFS_POINTER = b"version https://git-lfs"


def missing(data_sets: Iterable[DataSet], root: Path) -> list[str]:
    """Every file that `root` lacks, in words."""
    return [
        f"{root / path}{'[.gz]' if data.kind == 'idx' else ''}: no such file"
        for data in data_sets
        for path, source in data.files(root).items()
        if source is None
    ]


def stage(data_sets: Iterable[DataSet], root: Path, workdir: Path) -> None:
    """Make `workdir/data/…` from the files of `root`: unpacked, or linked where they are plain.

    Raises InputError, with the file, for one that isn't there or is broken.
    """
    data_sets = list(data_sets)
    if lacking := missing(data_sets, root):
        raise InputError(*lacking)
    for data in data_sets:
        for path, source in data.files(root).items():
            target = workdir / "data" / path
            require_inside(target, workdir)
            target.parent.mkdir(parents=True, exist_ok=True)
            content = _unpacked(data, source)
            if content is not None:
                target.write_bytes(content)
            elif source.stat().st_size <= MAX_COPIED:
                shutil.copyfile(source, target)  # what a notebook writes into it hurts no other
            else:
                try:
                    target.symlink_to(source.resolve())
                except OSError:  # no right to make links, as on Windows
                    shutil.copyfile(source, target)


def _unpacked(data: DataSet, source: Path) -> bytes | None:
    """What the kind of the data makes of a file. Raises InputError for one that is broken, in whatever way."""
    try:
        return data.unpacked(source)
    except MemoryError:
        raise InputError(Problem(source, "unpacked, it is larger than the memory")) from None
    except Exception as error:  # of gzip, zlib, or whatever another kind of data reads with
        words = f"broken: {error}"
        with source.open("rb") as file:
            if file.read(len(LFS_POINTER)) == LFS_POINTER:
                words = "a pointer of Git LFS, not the file: `git lfs pull` gets it"
        raise InputError(Problem(source, words)) from None


def pack(data_sets: Iterable[DataSet], root: Path) -> dict[str, bytes]:
    """The files that `stage` reads, by their path under `root`."""
    sources = (source for data in data_sets for source in data.files(root).values())
    return {source.relative_to(root).as_posix(): source.read_bytes() for source in sources if source}


def download(data_sets: Iterable[DataSet], root: Path, python: str = sys.executable) -> None:
    """Have the notebooks' Python download what `root` lacks.

    Raises InputError where there is no way to get it, MissingExtraError where this Python lacks what downloads.
    """
    for data in data_sets:
        if all(data.files(root).values()):
            continue
        code, reason = data.download(), "nobody knows from where"
        if code:
            # In a process of its own: what downloads, torchvision say, is the notebooks' to import.
            command = [python, "-c", f"import sys; root = sys.argv[1]\n{code}", str(root)]
            done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
            if done.returncode == 0:
                continue
            reason = (done.stderr.strip().splitlines() or ["it ended"])[-1]
            lacks = re.search(r"No module named '(\w+)", reason)
            if lacks and lacks[1] in EXTRAS and python == sys.executable:
                raise MissingExtraError(f"{data.name}, without --data-root DIR,", lacks[1], EXTRAS[lacks[1]])
        raise InputError(
            f"{data.name} can't be downloaded; give the folder that holds it as --data-root DIR ({reason})"
        )

"""Puts the data sets that a notebook reads into its working directory."""

import os
import re
import shutil
import stat
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from ..chapter.data import DataSet
from ..core.files import require_inside
from ..core.problems import InputError, MissingExtraError, Problem
from .kernels.frameworks import EXTRAS

MAX_COPIED = 256_000_000  # bytes of a file: a larger one is linked
MAX_UNPACKED = 20_000_000_000  # bytes of a zip's members: what a session on Kaggle may write
LFS_POINTER = b"version https://git-lfs"


def missing(data_sets: Iterable[DataSet], root: Path) -> list[str]:
    """Every file that `root` lacks, and every one that a link takes out of `root`: a message for each."""
    found = []
    for data in data_sets:
        for path, source in data.files(root).items():
            if source is None:
                found.append(f"{root / path}{'[.gz]' if data.kind == 'idx' else ''}: no such file")
            elif not source.resolve().is_relative_to(root.resolve()):
                found.append(f"{source}: leads out of {root}: not read")
            elif not source.is_file():
                found.append(f"{source}: not a plain file, or a link to a folder: not read")
    return found


def require(data_sets: Iterable[DataSet], root: Path) -> None:
    """Raises InputError naming every file that `root` lacks or may not have."""
    if found := missing(data_sets, root):
        raise InputError(*found)


def lacking(data_sets: Mapping[str, DataSet], root: Path, python: str | None = None) -> dict[str, str]:
    """What `root` lacks of some data sets, by their keys, after a download by `python`, where one is given.

    Raises MissingExtraError where this Python lacks what downloads.
    """
    found = {}
    for key, data_set in data_sets.items():
        try:
            if python:
                download([data_set], root, python)
        except MissingExtraError:
            raise
        except InputError as error:
            found[key] = str(error)
            continue
        if words := missing([data_set], root):
            # The folder once: a set may lack many files.
            found[key] = f"{root}: " + "; ".join(each.removeprefix(f"{root}{os.sep}") for each in words)
    return found


def stage(data_sets: Iterable[DataSet], root: Path, workdir: Path) -> None:
    """Make `workdir/data/…` from the files of `root`: unpacked, or linked where they are plain.

    Raises InputError, with the file, for one that isn't there or is broken.
    """
    data_sets = list(data_sets)
    require(data_sets, root)
    for data in data_sets:
        for path, source in data.files(root).items():
            if source is None:  # it went just now
                raise InputError(Problem(root / path, "no such file"))
            target = workdir / "data" / path
            require_inside(target, workdir)
            target.parent.mkdir(parents=True, exist_ok=True)
            if data.is_archive(source):
                extract(source, target)
                continue
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


def extract(source: Path, folder: Path) -> None:
    """Unpack a zip into a folder. Raises InputError for one that is broken, too large, or has a path that leads out."""
    try:
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
            for member in members:
                path = PurePosixPath(member.filename.replace("\\", "/"))
                if path.is_absolute() or ".." in path.parts or ":" in member.filename or _is_link(member):
                    raise InputError(Problem(source, f"holds {member.filename!r}, which leads out of it: not unpacked"))
            if sum(member.file_size for member in members) > MAX_UNPACKED:
                raise InputError(Problem(source, f"unpacked, it is larger than {MAX_UNPACKED / 1e9:g} GB"))
            folder.mkdir(parents=True, exist_ok=True)
            archive.extractall(folder)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise InputError(Problem(source, _broken(source, error))) from None


def _is_link(member: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(member.external_attr >> 16)


def _broken(source: Path, error: Exception) -> str:
    with source.open("rb") as file:
        if file.read(len(LFS_POINTER)) == LFS_POINTER:
            return "a pointer of Git LFS, not the file: `git lfs pull` gets it"
    return f"broken: {error}"


def _unpacked(data: DataSet, source: Path) -> bytes | None:
    """What the kind of the data makes of a file. Raises InputError for one that is broken, in whatever way."""
    try:
        return data.unpacked(source)
    except MemoryError:
        raise InputError(Problem(source, "unpacked, it is larger than the memory")) from None
    except Exception as error:  # of gzip, zlib, or whatever another kind of data reads with
        raise InputError(Problem(source, _broken(source, error))) from None


def sources(data_sets: Iterable[DataSet], root: Path) -> dict[str, Path]:
    """The files that `stage` reads and that are there, by their path under `root`; none that leads out of it."""
    found = (source for data in data_sets for source in data.files(root).values() if source)
    inside = (source for source in found if source.resolve().is_relative_to(root.resolve()) and source.is_file())
    return {source.relative_to(root).as_posix(): source for source in inside}


def pack(data_sets: Iterable[DataSet], root: Path) -> dict[str, bytes]:
    """The content of the files that `stage` reads, by their path under `root`."""
    return {path: source.read_bytes() for path, source in sources(data_sets, root).items()}


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

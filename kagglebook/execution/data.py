"""Puts the data sets that a notebook reads into its working directory."""

import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from ..chapter.data import DataSet
from ..core.problems import InputError


def require(data_sets: Iterable[DataSet], root: Path) -> None:
    """Raises InputError naming every file that `root` lacks, gzipped or not."""
    missing = [
        f"{root / path}[.gz]: no such file"
        for data in data_sets
        for path, source in data.files(root).items()
        if source is None
    ]
    if missing:
        raise InputError(*missing)


def stage(data_sets: Iterable[DataSet], root: Path, workdir: Path) -> None:
    """Make `workdir/data/…` from the files of `root`: unpacked, or linked where they are plain.

    Raises InputError for a file that isn't there.
    """
    for data in data_sets:
        for path, source in data.files(root).items():
            if source is None:
                raise InputError(f"{root / path}[.gz]: no such file")
            target = workdir / "data" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            content = data.unpacked(source)
            if content is not None:
                target.write_bytes(content)
                continue
            try:
                target.symlink_to(source.resolve())
            except OSError:  # no right to make links, as on Windows
                shutil.copyfile(source, target)


def pack(data_sets: Iterable[DataSet], root: Path) -> dict[str, bytes]:
    """The files that `stage` reads, by their path under `root`."""
    sources = (source for data in data_sets for source in data.files(root).values())
    return {source.relative_to(root).as_posix(): source.read_bytes() for source in sources if source}


def download(data_sets: Iterable[DataSet], root: Path, python: str = sys.executable) -> None:
    """Have the notebooks' Python download what `root` lacks. Raises InputError where there is no way to get it."""
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
        raise InputError(
            f"{data.name} can't be downloaded; give the folder that holds it as --data-root DIR ({reason})"
        )

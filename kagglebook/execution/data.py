"""Puts the data sets that a notebook reads into its working directory, as torchvision expects them."""

import gzip
import shutil
from collections.abc import Iterable
from pathlib import Path

from ..chapter.chapter import DataSet
from ..core.problems import InputError

FILES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")


def require(data_sets: Iterable[DataSet], root: Path) -> None:
    """Raises InputError naming every file that `root` lacks, gzipped or not."""
    missing = [
        f"{root / data.name / 'raw' / name}[.gz]: no such file"
        for data in data_sets
        for name in FILES
        if _source(root, data, name) is None
    ]
    if missing:
        raise InputError(*missing)


def stage(data_sets: Iterable[DataSet], root: Path, workdir: Path) -> None:
    """Make `workdir/data/<NAME>/raw/*-ubyte` from the files of `root`: unpacked, or linked where they are plain."""
    for data in data_sets:
        raw = workdir / "data" / data.name / "raw"
        raw.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            source = _source(root, data, name)
            if source is None:
                raise InputError(f"{root / data.name / 'raw' / name}[.gz]: no such file")
            if source.suffix == ".gz":
                (raw / name).write_bytes(gzip.decompress(source.read_bytes()))
                continue
            try:
                (raw / name).symlink_to(source.resolve())
            except OSError:  # no right to make links, as on Windows
                shutil.copyfile(source, raw / name)


def pack(data_sets: Iterable[DataSet], root: Path) -> dict[str, bytes]:
    """The files that `stage` reads, by their path under `root`."""
    sources = (_source(root, data, name) for data in data_sets for name in FILES)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sources if path}


def download(data_sets: Iterable[DataSet], root: Path) -> None:
    """Have torchvision download what `root` lacks. Raises InputError where there is no way to get it."""
    from torchvision import datasets

    for data in data_sets:
        try:
            getattr(datasets, data.name)(root=root, download=True)
        except (OSError, RuntimeError) as error:
            message = f"{data.name} can't be downloaded; give the folder that holds it as --data-root DIR"
            raise InputError(f"{message} ({str(error).strip().splitlines()[-1]})") from None


def _source(root: Path, data: DataSet, name: str) -> Path | None:
    raw = root / data.name / "raw"
    return next((path for path in (raw / name, raw / f"{name}.gz") if path.is_file()), None)

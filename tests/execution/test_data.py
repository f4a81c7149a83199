import gzip
import os

import pytest

from kagglebook.chapter.chapter import DataSet
from kagglebook.core.problems import InputError
from kagglebook.execution import data

DIGITS = DataSet(name="MNIST", source="hojjatk/mnist-dataset")


@pytest.fixture
def source(tmp_path):
    """A data root with the four files, two of them gzipped."""
    raw = tmp_path / "source" / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for name in data.FILES[:2]:
        (raw / f"{name}.gz").write_bytes(gzip.compress(name.encode()))
    for name in data.FILES[2:]:
        (raw / name).write_bytes(name.encode())
    return tmp_path / "source"


def test_staged_files_stand_unpacked_where_torchvision_looks(source, tmp_path):
    data.stage([DIGITS], source, tmp_path / "work")
    raw = tmp_path / "work" / "data" / "MNIST" / "raw"
    assert {path.name: path.read_bytes() for path in raw.iterdir()} == {name: name.encode() for name in data.FILES}


def test_plain_files_are_copied_where_links_are_not_allowed(source, tmp_path, monkeypatch):
    def refuse(*args, **options):
        raise OSError("a required privilege is not held by the client")

    monkeypatch.setattr(os, "symlink", refuse)
    data.stage([DIGITS], source, tmp_path / "work")
    staged = tmp_path / "work" / "data" / "MNIST" / "raw" / data.FILES[3]
    assert staged.read_bytes() == data.FILES[3].encode()
    assert not staged.is_symlink()


def test_every_missing_file_is_named(source):
    (source / "MNIST" / "raw" / data.FILES[0]).with_suffix(".gz").unlink()
    (source / "MNIST" / "raw" / data.FILES[3]).unlink()
    with pytest.raises(InputError) as error:
        data.require([DIGITS], source)
    assert [str(problem).split("raw")[1] for problem in error.value.problems] == [
        f"{os.sep}{name}[.gz]: no such file" for name in (data.FILES[0], data.FILES[3])
    ]


def test_a_failed_download_says_what_to_give_instead(tmp_path, monkeypatch):
    datasets = pytest.importorskip("torchvision").datasets

    class Unreachable:
        def __init__(self, root, download):
            raise RuntimeError("Error downloading train-images-idx3-ubyte.gz:\nTried all mirrors")

    monkeypatch.setattr(datasets, "MNIST", Unreachable)
    with pytest.raises(InputError, match=r"MNIST can't be downloaded; give .* --data-root DIR \(Tried all mirrors\)"):
        data.download([DIGITS], tmp_path)

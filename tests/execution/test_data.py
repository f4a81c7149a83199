import gzip
import os
import sys

import pytest

from kagglebook.chapter.data import DataSet, Idx
from kagglebook.core.problems import InputError, MissingExtraError
from kagglebook.execution import data

DIGITS = DataSet(name="MNIST", source="hojjatk/mnist-dataset")


@pytest.fixture
def source(tmp_path):
    """A data root with the four files, two of them gzipped."""
    raw = tmp_path / "source" / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for name in Idx.NAMES[:2]:
        (raw / f"{name}.gz").write_bytes(gzip.compress(name.encode()))
    for name in Idx.NAMES[2:]:
        (raw / name).write_bytes(name.encode())
    return tmp_path / "source"


def test_staged_files_stand_unpacked_where_torchvision_looks(source, tmp_path):
    data.stage([DIGITS], source, tmp_path / "work")
    raw = tmp_path / "work" / "data" / "MNIST" / "raw"
    assert {path.name: path.read_bytes() for path in raw.iterdir()} == {name: name.encode() for name in Idx.NAMES}


def test_large_files_are_copied_where_links_are_not_allowed(source, tmp_path, monkeypatch):
    monkeypatch.setattr(data, "MAX_COPIED", 3)

    def refuse(*args, **options):
        raise OSError("a required privilege is not held by the client")

    monkeypatch.setattr(os, "symlink", refuse)
    data.stage([DIGITS], source, tmp_path / "work")
    staged = tmp_path / "work" / "data" / "MNIST" / "raw" / Idx.NAMES[3]
    assert staged.read_bytes() == Idx.NAMES[3].encode()
    assert not staged.is_symlink()


def test_every_missing_file_is_named(source):
    (source / "MNIST" / "raw" / Idx.NAMES[0]).with_suffix(".gz").unlink()
    (source / "MNIST" / "raw" / Idx.NAMES[3]).unlink()
    with pytest.raises(InputError) as error:
        data.stage([DIGITS], source, source.with_name("work"))
    assert not source.with_name("work").exists()
    assert [str(problem).split("raw")[1] for problem in error.value.problems] == [
        f"{os.sep}{name}[.gz]: no such file" for name in (Idx.NAMES[0], Idx.NAMES[3])
    ]


@pytest.fixture
def torchvision(tmp_path, monkeypatch):
    """Puts a module in torchvision's place, for the process that downloads."""

    def write(body: str) -> None:
        (tmp_path / "torchvision").mkdir()
        (tmp_path / "torchvision" / "__init__.py").write_text("")
        (tmp_path / "torchvision" / "datasets.py").write_text(f"def MNIST(root, download):\n    {body}\n")
        monkeypatch.setenv("PYTHONPATH", os.fspath(tmp_path))

    return write


def test_a_failed_download_says_what_to_give_instead(torchvision, tmp_path):
    torchvision(r"raise RuntimeError('Error downloading train-images-idx3-ubyte.gz:\nTried all mirrors')")
    with pytest.raises(InputError, match=r"MNIST can't be downloaded; give .* --data-root DIR \(Tried all mirrors\)"):
        data.download([DIGITS], tmp_path)


def test_where_torchvision_is_missing_the_extra_that_brings_it_is_told(tmp_path, monkeypatch):
    (tmp_path / "torchvision.py").write_text("raise ModuleNotFoundError(\"No module named 'torchvision'\")")
    monkeypatch.setenv("PYTHONPATH", os.fspath(tmp_path))
    with pytest.raises(MissingExtraError, match=r"MNIST, without --data-root DIR, needs torchvision") as error:
        data.download([DIGITS], tmp_path)
    assert error.value.extra == "torch"


def test_what_is_there_is_not_downloaded_again(torchvision, source):
    torchvision("raise RuntimeError('called')")
    data.download([DIGITS], source)


def test_data_that_nobody_can_download_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr(Idx, "download", lambda self, name: None)
    with pytest.raises(InputError, match="nobody knows from where"):
        data.download([DIGITS], tmp_path)


def test_the_driver_imports_nothing_that_the_notebooks_do(torchvision, tmp_path):
    torchvision("import pathlib; [pathlib.Path(root, 'MNIST', 'raw').mkdir(parents=True)]")
    before = set(sys.modules)
    data.download([DIGITS], tmp_path)
    assert (tmp_path / "MNIST" / "raw").is_dir()
    assert not {name for name in set(sys.modules) - before if name.startswith("torch")}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (gzip.compress(b"x" * 100_000)[:40], "broken: Compressed file ended"),
        (b"\x1f\x8b" + b"\xff" * 50, "broken: "),
        (b"hello", "broken: Not a gzipped file"),
        (b"", ""),
        (
            b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n",
            "a pointer of Git LFS, not the file: `git lfs pull`",
        ),
    ],
    ids=["cut off", "no header", "no gzip", "empty", "pointer"],
)
def test_a_broken_file_is_named_with_what_is_wrong(source, tmp_path, content, words):
    broken = source / "MNIST" / "raw" / f"{Idx.NAMES[0]}.gz"
    broken.write_bytes(content)
    if not words:  # gzip takes nothing for nothing
        data.stage([DIGITS], source, tmp_path / "work")
        return
    with pytest.raises(InputError) as error:
        data.stage([DIGITS], source, tmp_path / "work")
    assert str(error.value).startswith(f"{broken}: {words}")


def test_what_a_notebook_writes_into_its_data_changes_no_one_else_s(source, tmp_path):
    data.stage([DIGITS], source, tmp_path / "work")
    (tmp_path / "work" / "data" / "MNIST" / "raw" / Idx.NAMES[3]).write_bytes(b"spoilt")
    assert (source / "MNIST" / "raw" / Idx.NAMES[3]).read_bytes() == Idx.NAMES[3].encode()


def test_a_file_too_large_to_be_copied_is_linked(source, tmp_path, monkeypatch):
    monkeypatch.setattr(data, "MAX_COPIED", 3)
    data.stage([DIGITS], source, tmp_path / "work")
    assert (tmp_path / "work" / "data" / "MNIST" / "raw" / Idx.NAMES[3]).is_symlink()


@pytest.fixture
def anything(tmp_path):
    """A data root with a file, and a folder with what a hidden file lies beside."""
    root = tmp_path / "chapter"
    (root / "cats" / "black").mkdir(parents=True)
    (root / "cars.csv").write_text("speed,dist\n4,2\n")
    (root / "cats" / "black" / "1.png").write_bytes(b"png")
    (root / "cats" / "archive.gz").write_bytes(b"as it is")
    (root / "cats" / ".DS_Store").touch()
    return root


CARS, CATS = (DataSet(name=name, source="a/b", kind="files") for name in ("cars.csv", "cats"))


def test_files_of_any_kind_stand_beside_the_notebook_as_they_lie(anything, tmp_path):
    data.stage([CARS, CATS], anything, tmp_path / "work")
    staged = tmp_path / "work" / "data"
    assert {path.relative_to(staged).as_posix(): path.read_bytes() for path in staged.rglob("*") if path.is_file()} == {
        "cars.csv": b"speed,dist\n4,2\n",
        "cats/black/1.png": b"png",
        "cats/archive.gz": b"as it is",
    }


def test_of_files_what_is_missing_is_told_by_its_name(anything):
    lacking = DataSet(name="dogs", source="a/b", kind="files")
    assert data.missing([CARS, lacking], anything) == [f"{anything / 'dogs'}: no such file"]


def test_a_class_of_torchvision_is_downloaded_into_a_root_of_its_own(tmp_path, monkeypatch):
    (tmp_path / "torchvision").mkdir()
    (tmp_path / "torchvision" / "__init__.py").touch()
    body = "import pathlib\ndef CIFAR10(root, download):\n    pathlib.Path(root).mkdir()\n    pathlib.Path(root, 'x').touch()"
    (tmp_path / "torchvision" / "datasets.py").write_text(body)
    monkeypatch.setenv("PYTHONPATH", os.fspath(tmp_path))
    digits = DataSet(name="CIFAR10", source="a/b", kind="torchvision")
    data.download([digits], tmp_path)
    assert data.missing([digits], tmp_path) == []
    assert (tmp_path / "CIFAR10" / "x").is_file()

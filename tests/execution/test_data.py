import gzip
import os
import stat
import sys
import zipfile

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
        data.require([DIGITS], source)
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


PETS = DataSet(name="pets", source="me/pets", kind="files")


def zipped(root, member, mode=0):
    """A zip with one member, as a data set's only file."""
    (root / "pets").mkdir(parents=True)
    info = zipfile.ZipInfo(member)
    info.external_attr = mode << 16
    with zipfile.ZipFile(root / "pets" / "photos.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    return root


def test_a_zip_is_unpacked_into_a_folder_of_its_name(tmp_path):
    data.stage([PETS], zipped(tmp_path / "source", "cat/1.png"), tmp_path / "work")
    found = [path.relative_to(tmp_path / "work").as_posix() for path in (tmp_path / "work").rglob("*.*")]
    assert found == ["data/pets/photos/cat/1.png"]


@pytest.mark.parametrize(
    ("member", "mode"),
    [
        ("../out.txt", 0),
        ("cat/../../../out.txt", 0),
        ("/out.txt", 0),
        ("C:/out.txt", 0),
        ("link", stat.S_IFLNK | 0o777),
    ],
    ids=["up", "up from within", "absolute", "drive", "link"],
)
def test_a_zip_that_leads_out_is_refused_whole(tmp_path, member, mode):
    with pytest.raises(InputError, match="leads out of it: not unpacked"):
        data.stage([PETS], zipped(tmp_path / "source", member, mode), tmp_path / "work")
    assert not (tmp_path / "work" / "data" / "pets" / "photos").exists()


def test_a_zip_larger_than_may_be_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(data, "MAX_UNPACKED", 3)
    with pytest.raises(InputError, match="unpacked, it is larger than"):
        data.stage([PETS], zipped(tmp_path / "source", "1.png"), tmp_path / "work")


def test_a_broken_zip_is_named(tmp_path):
    (tmp_path / "pets").mkdir()
    (tmp_path / "pets" / "photos.zip").write_bytes(b"no zip")
    with pytest.raises(InputError, match=r"photos\.zip: broken: "):
        data.stage([PETS], tmp_path, tmp_path / "work")


@pytest.mark.parametrize("folder", [False, True], ids=["file", "folder"])
def test_a_link_out_of_the_data_is_neither_staged_nor_packed(tmp_path, folder):
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "key").write_text("secret")
    (tmp_path / "source" / "pets").mkdir(parents=True)
    (tmp_path / "source" / "pets" / "link").symlink_to(tmp_path / "secret" / ("" if folder else "key"))
    with pytest.raises(InputError, match="leads out of"):
        data.stage([PETS], tmp_path / "source", tmp_path / "work")
    assert data.pack([PETS], tmp_path / "source") == {}


def test_what_is_packed_is_staged_the_same_elsewhere(tmp_path):
    for path, content in data.pack([PETS], zipped(tmp_path / "source", "cat/1.png")).items():
        (tmp_path / "there" / path).parent.mkdir(parents=True)
        (tmp_path / "there" / path).write_bytes(content)
    data.stage([PETS], tmp_path / "there", tmp_path / "work")
    assert (tmp_path / "work" / "data" / "pets" / "photos" / "cat" / "1.png").is_file()


def test_what_each_data_set_lacks_is_known_by_its_key(source):
    assert data.lacking({"digits": DIGITS, "pets": PETS}, source) == {"pets": f"{source}: pets: no such file"}

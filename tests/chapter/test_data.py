import zipfile

import pytest
from pydantic import ValidationError

from kagglebook.chapter.data import DataSet


def data_set(name, kind):
    return DataSet(name=name, source="me/some-data", kind=kind)


def write(path, content=b"x"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_a_folder_has_all_its_files_but_hidden_ones(tmp_path):
    kept = [write(tmp_path / "pets" / name) for name in ("cat/1.png", "dog/2.png", "labels.csv")]
    write(tmp_path / "pets" / ".DS_Store")
    write(tmp_path / "pets" / ".cache" / "3.png")
    found = data_set("pets", "files").files(tmp_path)
    assert found == dict(zip(("pets/cat/1.png", "pets/dog/2.png", "pets/labels.csv"), kept, strict=True))


@pytest.mark.parametrize("name", ["iris.csv", "net.pt", "arrays.npz", "list.pickle"])
def test_a_file_is_a_data_set_too(tmp_path, name):
    source = write(tmp_path / name)
    data = data_set(name, "files")
    assert data.files(tmp_path) == {name: source}
    assert (data.is_archive(source), data.unpacked(source)) == (False, None)


@pytest.mark.parametrize(("file", "path"), [("pets.zip", "pets"), ("pets/photos.zip", "pets/photos")])
def test_a_zip_stands_for_a_folder_of_its_name(tmp_path, file, path):
    source = tmp_path / file
    source.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr("1.png", "x")
    data = data_set("pets", "files")
    assert data.files(tmp_path) == {path: source}
    assert data.is_archive(source)


@pytest.mark.parametrize("kind", ["files", "torchvision"])
def test_an_empty_folder_is_as_a_missing_one(tmp_path, kind):
    data = data_set("CIFAR10", kind)
    assert data.files(tmp_path) == {"CIFAR10": None}
    (tmp_path / "CIFAR10").mkdir()
    assert data.files(tmp_path) == {"CIFAR10": None}


def test_a_class_of_torchvision_finds_its_own_layout_in_data(tmp_path):
    source = write(tmp_path / "CIFAR10" / "cifar-10-batches-py" / "batches.meta")
    data = data_set("CIFAR10", "torchvision")
    assert data.files(tmp_path) == {"cifar-10-batches-py/batches.meta": source}
    assert "datasets.CIFAR10(" in data.download()


def test_nobody_knows_where_files_can_be_downloaded():
    assert data_set("pets", "files").download() is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("..", "files"),
        (".hidden", "files"),
        ("a/b", "files"),
        ("iris.csv", "idx"),
        ("a.b", "torchvision"),
        ("1st", "idx"),
    ],
)
def test_a_name_that_its_kind_can_not_have_is_refused(name, kind):
    with pytest.raises(ValidationError):
        data_set(name, kind)

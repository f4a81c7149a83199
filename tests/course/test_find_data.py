"""templates/find_data.py, executed as the notebooks execute it: where it looks, and in which order."""

import struct
import sys
import tempfile
import types
from pathlib import Path

import pytest

from tests.support import ROOT
from tests.support.languages import shared_cell

FILES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
SOURCE = "hojjatk/mnist-dataset"
MOUNTS = ("mnist-dataset", "datasets/hojjatk/mnist-dataset")
DASHED = FILES
DOTTED = tuple(name.replace("-idx", ".idx") for name in FILES)
NESTED = tuple(f"{name}/{name}" for name in FILES)


def idx(name: str, place: str) -> bytes:
    """A tiny idx file, another one at each place: three pictures of 2 x 2, or three labels."""
    shape = (3, 2, 2) if "images" in name else (3,)
    count = 12 if "images" in name else 3
    return struct.pack(f">4B{len(shape)}I", 0, 0, 8, len(shape), *shape) + (place.encode() * count)[:count]


def put(folder: Path, paths: tuple[str, ...], place: str) -> None:
    for name, path in zip(FILES, paths, strict=True):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(idx(name, place))


class Torchvision:
    """Stands for `torchvision.datasets.MNIST`: notes the downloads, and makes the files or fails."""

    def __init__(self):
        self.downloads = []
        self.error = None

    def __call__(self, root, download):
        assert download
        self.downloads.append(str(root))
        if self.error:
            raise self.error
        put(Path(root, "MNIST", "raw"), FILES, "downloaded")


@pytest.fixture
def torchvision(monkeypatch):
    fake = Torchvision()
    module = types.ModuleType("torchvision")
    module.datasets = types.SimpleNamespace(MNIST=fake)
    monkeypatch.setitem(sys.modules, "torchvision", module)
    return fake


@pytest.fixture
def work(tmp_path, monkeypatch):
    """An empty working directory, and a folder of temporary files beside it."""
    for name in ("work", "temporary", "input"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return tmp_path / "work"


@pytest.fixture
def attached(tmp_path, work):
    """What stands for /kaggle/input."""
    return tmp_path / "input"


@pytest.fixture
def find(torchvision, attached):
    """The cell's function, called as the notebooks call it."""
    names = {}
    exec(compile(shared_cell("find_data.py"), "find_data.py", "exec"), names)
    return lambda: names["find_data"]("MNIST", SOURCE, kaggle_input=str(attached))


def found(root) -> list[bytes]:
    """The four files where torchvision looks for them under a root."""
    return [Path(root, "MNIST", "raw", name).read_bytes() for name in FILES]


def from_(place: str) -> list[bytes]:
    return [idx(name, place) for name in FILES]


@pytest.mark.parametrize("mount", MOUNTS)
@pytest.mark.parametrize(
    "naming",
    [DASHED, DOTTED, NESTED, (DASHED[0], DOTTED[1], NESTED[2], DASHED[3])],
    ids=["dashed", "dotted", "inside a folder", "mixed"],
)
def test_an_attached_data_set_is_found(mount, naming, find, attached, work, torchvision):
    put(attached / mount, naming, "attached")
    root = find()
    assert found(root) == from_("attached")
    assert torchvision.downloads == []


def test_a_file_is_found_beside_a_folder_that_holds_it_once_more(find, attached):
    put(attached / MOUNTS[0], NESTED, "attached")
    put(attached / MOUNTS[0], DOTTED, "attached")
    assert found(find()) == from_("attached")


def test_nothing_of_an_attached_data_set_lands_in_the_working_directory(find, attached, work):
    put(attached / MOUNTS[0], DOTTED, "attached")
    find()
    assert list(work.iterdir()) == []


def test_an_attached_data_set_wins_over_the_folder_data(find, attached, work, torchvision):
    put(attached / MOUNTS[0], DOTTED, "attached")
    put(work / "data" / "MNIST" / "raw", FILES, "local")
    assert found(find()) == from_("attached")
    assert torchvision.downloads == []


@pytest.mark.parametrize("missing", FILES)
def test_an_incomplete_attached_data_set_is_passed_over(missing, find, attached, work, torchvision):
    put(attached / MOUNTS[0], DASHED, "attached")
    (attached / MOUNTS[0] / missing).unlink()
    put(work / "data" / "MNIST" / "raw", FILES, "local")
    assert found(find()) == from_("local")
    assert torchvision.downloads == []


def test_two_mounts_with_half_of_the_files_each_make_no_data_set(find, attached, torchvision):
    put(attached / MOUNTS[0], DASHED, "attached")
    put(attached / MOUNTS[1], DASHED, "attached")
    for name in FILES[:2]:
        (attached / MOUNTS[0] / name).unlink()
    for name in FILES[2:]:
        (attached / MOUNTS[1] / name).unlink()
    assert found(find()) == from_("downloaded")


def test_the_second_mount_is_searched_where_the_first_is_incomplete(find, attached, torchvision):
    put(attached / MOUNTS[0], DASHED, "attached")
    (attached / MOUNTS[0] / FILES[3]).unlink()
    put(attached / MOUNTS[1], DOTTED, "second")
    assert found(find()) == from_("second")
    assert torchvision.downloads == []


def test_the_folder_data_wins_over_the_download(find, work, torchvision):
    put(work / "data" / "MNIST" / "raw", FILES, "local")
    root = find()
    assert Path(root) == Path("data")
    assert found(root) == from_("local")
    assert torchvision.downloads == []
    assert [path.name for path in work.iterdir()] == ["data"]


def test_torchvision_downloads_what_is_nowhere(find, torchvision):
    root = find()
    assert torchvision.downloads == ["data"]
    assert found(root) == from_("downloaded")


def test_an_incomplete_folder_data_is_downloaded_anew(find, work, torchvision):
    put(work / "data" / "MNIST" / "raw", FILES, "local")
    (work / "data" / "MNIST" / "raw" / FILES[1]).unlink()
    assert found(find()) == from_("downloaded")


def test_the_error_lists_every_place_and_why_the_download_failed(find, attached, work, torchvision):
    torchvision.error = RuntimeError("Error downloading train-images-idx3-ubyte.gz")
    with pytest.raises(FileNotFoundError) as error:
        find()
    lines = [line.strip() for line in str(error.value).splitlines()]
    assert lines[0].startswith("MNIST ")
    # What to press comes first.
    assert [line for line in lines if line.startswith(("①", "②"))] == [lines[1], lines[3]]
    assert "Add Input" in lines[1] and "internet" in lines[3]
    places = [line for line in lines if line.startswith(("/", "data/", "내려받기:"))]
    assert places == [
        *(str(attached / mount) for mount in MOUNTS),
        str(Path("data", "MNIST", "raw")),
        "내려받기: Error downloading train-images-idx3-ubyte.gz",
    ]
    assert error.value.__cause__ is torchvision.error
    assert list(work.iterdir()) == []


def test_the_notebooks_look_for_the_sources_that_chapter_toml_attaches():
    from kagglebook.chapter.chapter import load_chapter

    chapter = load_chapter(ROOT, 5)
    for program in chapter.programs:
        text = (chapter.folder / program.template).read_text(encoding="utf-8")
        calls = [f'find_data("{data.name}", "{data.source}")' for data in chapter.file.data.values()]
        expected = [
            f'find_data("{chapter.file.data[key].name}", "{chapter.file.data[key].source}")' for key in program.data
        ]
        assert [call for call in calls if call in text] == expected

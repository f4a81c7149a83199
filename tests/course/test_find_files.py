"""templates/find_files.py, rendered and executed as the notebooks have it: where it looks, what it says."""

import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.notebook.book import make_pages
from tests.support import ROOT

DATA = """
[data.pets]
name = "pets"
source = "me/some-pets"
kind = "files"

[data.pictures]
name = "CIFAR10"
source = "me/pictures"
kind = "torchvision"

[data.digits]"""


@pytest.fixture
def code(repo, edit):
    """The code cells of a program that has these data sets, by name."""

    def render(*keys: str, language: str = "ko") -> dict[str, str]:
        chapter = "chapters/01/chapter.toml"
        for name in ("find_data.py", "find_files.py"):
            shutil.copyfile(ROOT / "templates" / name, repo / "templates" / name)
        edit(chapter, "number = 1\n", f'number = 1\nlanguage = "{language}"\n')
        edit(chapter, "\n[data.digits]", DATA)
        edit(chapter, 'template = "1_02_subtraction.py"', f'template = "1_02_subtraction.py"\ndata = {list(keys)}')
        looks = (
            '#: include "find_data.py"\n\n# %% id="look"\nprint("me/some-pets me/pictures hojjatk/mnist-dataset")\n\n'
        )
        edit("chapters/01/1_02_subtraction.py", '# %% id="results"', f'{looks}# %% id="results"')
        loaded = load_chapter(repo, 1)
        return make_pages(loaded, loaded.programs[1:2])[0].rendered.code

    return render


@pytest.fixture
def torchvision(monkeypatch):
    """A stand-in for torchvision: a class opens a folder that holds its own, and downloads nothing."""
    datasets = ModuleType("torchvision.datasets")

    class CIFAR10:
        def __init__(self, root, download=False):
            if download:
                raise OSError("no network")
            if not Path(root, "cifar-10-batches-py").is_dir():
                raise RuntimeError("Dataset not found or corrupted")

    class MNIST:
        pass

    datasets.CIFAR10, datasets.MNIST = CIFAR10, MNIST
    module = ModuleType("torchvision")
    module.datasets = datasets
    monkeypatch.setitem(sys.modules, "torchvision", module)
    monkeypatch.setitem(sys.modules, "torchvision.datasets", datasets)


@pytest.fixture
def attached(tmp_path, monkeypatch):
    """What stands for /kaggle/input, seen from an empty working directory."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "input"


def find(cell: str, attached: Path, name: str, source: str) -> Path:
    names: dict = {}
    exec(compile(cell, "find_files.py", "exec"), names)
    return names["find_data"](name, source, kaggle_input=str(attached))


MOUNTS = ["some-pets", "datasets/me/some-pets", "datasets/another-owner/some-pets"]


@pytest.mark.parametrize("mount", MOUNTS)
@pytest.mark.parametrize("inside", ["", "pets"], ids=["at the top", "in a folder of its name"])
def test_files_are_found_in_both_layouts_of_kaggle(code, attached, mount, inside):
    place = attached / mount / inside
    place.mkdir(parents=True)
    (place / "a.csv").write_text("1")
    assert find(code("pets")["find-data"], attached, "pets", "me/some-pets") == place


@pytest.mark.parametrize("mount", MOUNTS)
def test_a_file_is_found_by_its_name(code, attached, mount):
    (attached / mount).mkdir(parents=True)
    (attached / mount / "a.csv").write_text("1")
    cell = code("pets")["find-data"]
    assert find(cell, attached, "a.csv", "me/some-pets") == attached / mount / "a.csv"
    with pytest.raises(FileNotFoundError):
        find(cell, attached, "b.csv", "me/some-pets")


def test_what_lies_beside_the_notebook_is_found(code, attached):
    Path("data", "pets").mkdir(parents=True)
    assert find(code("pets")["find-data"], attached, "pets", "me/some-pets") == Path("data", "pets")


@pytest.mark.parametrize(
    ("language", "press", "looked"), [("ko", "Run All을 다시", "찾아본 곳"), ("en", "press Run All", "Looked at")]
)
def test_a_reader_is_told_what_to_press_and_where_was_looked(code, attached, language, press, looked):
    cell = code("pets", language=language)["find-data"]
    with pytest.raises(FileNotFoundError) as error:
        find(cell, attached, "pets", "me/some-pets")
    words = str(error.value)
    assert press in words
    assert "Add Input → me/some-pets" in words
    assert all(str(attached / mount) in words.partition(looked)[2] for mount in MOUNTS[:2])
    assert "internet" not in words  # nothing can be downloaded
    assert "torch" not in cell


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_class_of_torchvision_says_why_it_opened_nothing(code, torchvision, attached, language):
    cell = code("pictures", language=language)["find-data"]
    with pytest.raises(FileNotFoundError, match="Turn on internet") as error:
        find(cell, attached, "CIFAR10", "me/pictures")
    assert "no network" in str(error.value)


@pytest.mark.parametrize("place", ["pictures", "datasets/me/pictures", "datasets/me/pictures/CIFAR10"])
def test_a_class_of_torchvision_opens_what_kaggle_mounts(code, torchvision, attached, place):
    (attached / place / "cifar-10-batches-py").mkdir(parents=True)
    assert find(code("pictures")["find-data"], attached, "CIFAR10", "me/pictures") == attached / place


@pytest.fixture
def kagglehub(tmp_path, monkeypatch):
    """A stand-in for what Colab has: downloads a data set of one folder, or fails."""
    module = ModuleType("kagglehub")
    module.asked, module.error = [], None

    def dataset_download(source):
        module.asked.append(source)
        if module.error:
            raise module.error
        (tmp_path / "cache" / "pets").mkdir(parents=True)
        return str(tmp_path / "cache")

    module.dataset_download = dataset_download
    monkeypatch.setitem(sys.modules, "kagglehub", module)
    return module


def test_where_nothing_is_mounted_kagglehub_downloads(code, attached, kagglehub, tmp_path):
    assert find(code("pets")["find-data"], attached, "pets", "me/some-pets") == tmp_path / "cache" / "pets"
    assert kagglehub.asked == ["me/some-pets"]


def test_what_lies_here_is_taken_before_any_download(code, attached, kagglehub):
    Path("data/pets").mkdir(parents=True)
    assert find(code("pets")["find-data"], attached, "pets", "me/some-pets") == Path("data/pets")
    assert not kagglehub.asked


def test_why_kagglehub_got_nothing_is_told(code, attached, kagglehub):
    kagglehub.error = OSError("private")
    with pytest.raises(FileNotFoundError, match="kagglehub, OSError: private"):
        find(code("pets")["find-data"], attached, "pets", "me/some-pets")


def test_files_beside_digits_have_a_cell_each(code, torchvision, attached):
    cells = code("digits", "pets")
    cell = cells["find-data"] + "\n" + cells["find-files"]
    Path("data", "pets").mkdir(parents=True)
    raw = Path("data", "MNIST", "raw")
    raw.mkdir(parents=True)
    for name in ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"):
        (raw / f"{name}-ubyte").write_bytes(b"")
    assert find(cell, attached, "MNIST", "hojjatk/mnist-dataset") == Path("data")
    assert find(cell, attached, "pets", "me/some-pets") == Path("data", "pets")

"""templates/find_files.py, executed as the notebooks execute it: where it looks, and what it says."""

import pytest

from tests.support.languages import shared_cell

SOURCE = "somebody/cats-and-dogs"
MOUNTS = ("cats-and-dogs", "datasets/somebody/cats-and-dogs")


@pytest.fixture
def attached(tmp_path, monkeypatch):
    """What stands for /kaggle/input; the notebook runs in another folder."""
    for name in ("input", "work"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "input"


@pytest.fixture
def find(attached):
    """The cell's function in a language, called as notebooks call it."""

    def find(name="cats", language="ko", **options):
        names = {}
        exec(shared_cell("find_files.py", language), names)
        return names["find_files"](name, SOURCE, kaggle_input=str(attached), **options)

    return find


@pytest.mark.parametrize("mount", MOUNTS)
def test_the_content_of_a_data_set_is_found_with_and_without_the_folder_around_it(find, attached, mount):
    (attached / mount / "black").mkdir(parents=True)
    assert find() == attached / mount
    (attached / mount / "cats" / "black").mkdir(parents=True)
    assert find() == attached / mount / "cats"


@pytest.mark.parametrize("mount", MOUNTS)
def test_a_file_is_found_in_the_data_set(find, attached, mount):
    (attached / mount).mkdir(parents=True)
    (attached / mount / "cars.csv").touch()
    assert find("cars.csv") == attached / mount / "cars.csv"


def test_beside_the_notebook_it_is_found_in_data(find, attached):
    here = attached.with_name("work") / "data" / "cats"
    here.mkdir(parents=True)
    assert find().resolve() == here


def test_what_is_nowhere_is_downloaded_where_that_is_possible(find):
    place = find(download=lambda root: (root / "x").touch())
    assert (place / "x").is_file()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_where_nothing_is_found_the_reader_is_told_what_to_press_and_where_it_looked(find, language):
    with pytest.raises(FileNotFoundError) as error:
        find(language=language)
    said = str(error.value)
    assert "Add Input" in said and SOURCE in said and "data/cats" in said and MOUNTS[1] in said
    assert "internet" not in said  # which brings nothing
    assert ("찾아본 곳" in said) is (language == "ko")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_download_that_fails_is_told_with_its_reason_and_leaves_nothing_that_the_next_call_would_take(find, language):
    def half(root):
        (root / "half").touch()
        raise OSError("no route to host")

    for _ in range(2):
        with pytest.raises(FileNotFoundError, match="(?s)internet.*no route to host"):
            find(language=language, download=half)

"""templates/find_output.py, executed as the notebooks execute it: where it looks, and what it says."""

from pathlib import Path

import pytest

from tests.support.languages import shared_cell

SLUG = "cv-ch06-program-3-lenet"
PLACES = (f"kaggle/notebooks/somebody/{SLUG}", f"kaggle/{SLUG}", f"work/input/{SLUG}")


@pytest.fixture(params=["ko", "en"])
def language(request):
    return request.param


@pytest.fixture
def find(tmp_path, monkeypatch, language):
    """The cell's function, called beside a notebook."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    names = {}
    exec(shared_cell("find_output.py", language), names)
    return lambda name="lenet.pt": names["find_output"](SLUG, name, kaggle_input=str(tmp_path / "kaggle"))


@pytest.mark.parametrize("place", PLACES)
def test_a_file_is_found_where_kaggle_mounts_it_and_beside_the_notebook(find, tmp_path, place):
    (tmp_path / place).mkdir(parents=True)
    (tmp_path / place / "lenet.pt").write_bytes(b"x")
    assert Path(find()).read_bytes() == b"x"


def test_kaggle_s_comes_before_what_lies_beside(find, tmp_path):
    for place in PLACES:
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "lenet.pt").write_text(place)
    assert find().read_text() == PLACES[0]


def test_a_file_that_is_not_there_is_told_with_what_is(find, tmp_path, language):
    (tmp_path / PLACES[1]).mkdir(parents=True)
    (tmp_path / PLACES[1] / "lenet-2.pt").touch()
    with pytest.raises(FileNotFoundError) as error:
        find()
    words = str(error.value)
    assert "lenet.pt" in words and "lenet-2.pt" in words and f"input/{SLUG}/lenet.pt" in words
    assert "Colab" in words
    assert ("찾아본 곳" in words) is (language == "ko")

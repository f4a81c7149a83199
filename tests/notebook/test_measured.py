import json

import pytest

from kagglebook.chapter import pictures
from kagglebook.chapter.chapter import load_chapter
from kagglebook.chapter.pictures import PictureMade
from kagglebook.chapter.recorded import NAME
from kagglebook.chapter.variants import make_variant
from kagglebook.notebook.measured import measured
from tests.chapter.test_measured import HERE, WHOLE
from tests.support import CHAPTER

PNG = b"a picture"


@pytest.fixture
def chapter(repo, edit):
    edit(CHAPTER, HERE, f"{HERE}{WHOLE}")
    return load_chapter(repo, 1)


@pytest.fixture
def record(chapter):
    """Record a value of the first program, in a run with these parameters."""

    def record(value: dict, first: int = 1):
        run = {"date": "", "parameters": {"first": first, "second": 0.5}, "fingerprint": "", "values": {"total": value}}
        text = json.dumps({"version": 2, "how": "", "programs": {"1-1": run}})
        (chapter.folder / NAME).write_text(text)

    return record


@pytest.fixture
def picture(chapter):
    def make(**changes) -> None:
        known = {"cell": "add", "figure": 1, "alt": "한 점", "n_training": 4000, "fingerprint": ""}
        own = {"parameters": {"first": 2, "epochs": 30}, "digest": pictures.digest(PNG)}
        folder = chapter.folder / pictures.FOLDER
        folder.mkdir()
        (folder / "1-1.png").write_bytes(PNG)
        made = {"1-1": PictureMade(**(known | own | changes))}
        (folder / pictures.NAME).write_bytes(pictures.to_bytes(made))

    return make


def values(chapter, program=None):
    return measured(chapter, program or chapter.programs[0])["lecture"]["values"]


def test_nothing_is_known_before_it_is_measured(chapter):
    seen = measured(chapter, chapter.programs[1])
    assert seen["minutes"] == {"cpu": None, "gpu": None}
    assert (seen["tries"], seen["picture"]) == ([], None)
    assert seen["lecture"] == {"parameters": {}, "quick": {}, "values": [], "seeds": 21}


def test_what_is_expected_is_told_with_the_lectures_setting(chapter):
    lecture = measured(chapter, chapter.programs[0])["lecture"]
    assert (lecture["parameters"], lecture["quick"]) == ({"first": 2, "second": 0.5}, {"first": 1})
    known = {"path": "total", "name": "합", "full": 2.5}
    assert lecture["values"] == [{**known, "quick": None, "low": None, "high": None}]


def test_recorded_numbers_are_told_in_few_digits_and_extremes_never_narrowed(chapter, record):
    record({"value": [0.8470001], "near": [0.01], "low": [0.83501], "high": [0.85001]})
    (value,) = values(chapter)
    assert (value["quick"], value["low"], value["high"]) == (0.847, 0.835, 0.8501)


def test_a_whole_number_keeps_its_digits(chapter, record):
    record({"value": [1195018]})
    (value,) = values(chapter)
    assert (value["quick"], value["low"], value["high"]) == (1195018, 1195018, 1195018)


def test_a_recorded_run_of_other_quick_parameters_tells_nothing(chapter, record):
    record({"value": [1.5]}, first=7)
    assert values(chapter)[0]["quick"] is None


def test_a_chapter_that_is_recorded_anew_does_not_look_at_what_was_recorded(chapter, record, picture):
    record({"value": [1.5]})
    picture()
    fresh = chapter.unrecorded()
    assert values(fresh, fresh.programs[0])[0]["quick"] is None
    assert measured(fresh, fresh.programs[0])["picture"] is None
    (chapter.folder / NAME).write_text("broken")
    assert values(fresh, fresh.programs[0])[0]["quick"] is None


def test_a_variant_is_told_what_to_expect_of_the_lectures_setting_and_nothing_else(chapter, record, picture):
    record({"value": [1.5]})
    picture()
    seen = measured(chapter, make_variant(chapter.programs[0], {"first": 9}, "nine"))
    assert seen["lecture"] == measured(chapter, chapter.programs[0])["lecture"]
    assert (seen["minutes"]["cpu"], seen["tries"], seen["picture"]) == (None, [], None)


def test_a_picture_is_shown_with_what_it_was_made_from(chapter, picture):
    picture()
    assert measured(chapter, chapter.programs[0])["picture"] == {
        "path": "pictures/1-1.png",
        "alt": "한 점",
        "parameters": {"first": 2, "epochs": 30},
        "epochs": 30,
        "n_training": 4000,
        "n_test": None,
    }


@pytest.mark.parametrize("change", [{"cell": "subtract"}, {"figure": 2}, {"digest": "of another"}])
def test_a_picture_of_another_figure_or_of_an_interrupted_call_is_none(chapter, picture, change):
    picture(**change)
    assert measured(chapter, chapter.programs[0])["picture"] is None


def test_a_picture_that_is_gone_is_none(chapter, picture):
    picture()
    (chapter.folder / "pictures" / "1-1.png").unlink()
    assert measured(chapter, chapter.programs[0])["picture"] is None

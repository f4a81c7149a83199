import pytest

from kagglebook.core.layout import Layout, chapter_name, find_course


@pytest.fixture
def layout(tmp_path):
    return Layout(tmp_path)


def test_the_chapters_that_are_there_are_those_with_a_chapter_toml(layout):
    for name in ("10", "02", "draft", "03"):
        (layout.root / "chapters" / name).mkdir(parents=True)
    for name in ("10", "02", "draft"):
        (layout.root / "chapters" / name / "chapter.toml").touch()
    assert layout.chapters() == [2, 10, "draft"]


@pytest.mark.parametrize(
    ("folder", "typed", "output"),
    [
        ("05", ["5", "05", "005"], "chapter-05"),
        ("5", ["5", "05"], "chapter-05"),
        ("100", ["100"], "chapter-100"),
        ("week-3", ["week-3"], "week-3"),
        ("실습", ["실습"], "실습"),
    ],
)
def test_a_chapter_is_called_by_its_folder_and_a_number_with_zeros_or_without(layout, folder, typed, output):
    (layout.root / "chapters" / folder).mkdir(parents=True)
    (layout.root / "chapters" / folder / "chapter.toml").touch()
    for each in [*typed, *layout.chapters()]:
        assert layout.chapter(each).name == folder
        assert layout.chapter(chapter_name(str(each))).name == folder
        assert layout.output_name(each) == output


def test_no_two_things_lie_in_one_place(layout):
    name = "chapter-05"
    places = [
        *(layout.rendered(name, kind) for kind in ("", "variants", "editions")),
        *(layout.runs(name, further) for further in (False, True)),
        layout.by_hand(name),
        layout.on_kaggle(name),
        layout.ledger(name),
        layout.stamp(name),
        layout.downloads(),
    ]
    assert len(set(places)) == len(places)
    assert all(place.is_relative_to(layout.root / "output") for place in places)


def test_what_git_ignores_lies_under_runs_or_variants(root, layout):
    ignored = (root / ".gitignore").read_text().splitlines()
    assert {"/output/runs/", "/output/variants/"} <= set(ignored)
    assert layout.rendered("chapter-05") == layout.root / "output/chapter-05"  # the one that is committed


def test_paths_are_shown_as_seen_from_the_course(layout):
    assert layout.shown(layout.chapter(5) / "chapter.toml") == "chapters/05/chapter.toml"


def test_a_course_is_found_from_any_folder_in_it(layout):
    (layout.root / "chapters" / "05" / "data").mkdir(parents=True)
    assert find_course(layout.root / "chapters" / "05" / "data") == layout
    assert find_course(layout.root) == layout


def test_the_tool_s_own_checkout_is_told_from_other_courses(root, layout):
    assert Layout(root).is_checkout
    assert not layout.is_checkout

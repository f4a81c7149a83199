import shutil

import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.chapter.parameters import same_type
from kagglebook.chapter.words import shipped
from kagglebook.core.problems import InputError

CHAPTER = "chapters/01/chapter.toml"


def problems_of(repo) -> list[str]:
    with pytest.raises(InputError) as caught:
        load_chapter(repo, 1)
    return [str(problem).replace(f"{repo}/", "") for problem in caught.value.problems]


def test_a_chapter_holds_its_programs_in_their_order(repo):
    chapter = load_chapter(repo, 1)
    assert chapter.name == "chapter-01"
    assert [program.number for program in chapter.programs] == ["1-1", "1-2"]
    assert [program.slug for program in chapter.programs] == [
        "cv-ch01-program-1-addition",
        "cv-ch01-program-2-subtraction",
    ]


def test_an_example_is_labelled_as_one(repo, edit):
    edit(CHAPTER, 'number = "1-2"', 'number = "ex-1-2"')
    assert [program.label(shipped("ko")) for program in load_chapter(repo, 1).programs] == [
        "프로그램 1-1",
        "예제 1-2",
    ]


def test_a_program_inherits_the_kaggle_settings_and_overrides_key_by_key(repo, edit):
    edit(CHAPTER, 'kaggle = { machine_shape = "" }', 'kaggle = { machine_shape = "", private = false }')
    chapter = load_chapter(repo, 1)
    first, second = (chapter.kaggle(program) for program in chapter.programs)
    assert (first.owner, first.machine_shape, first.internet, first.private) == ("cv-lecture", "", True, False)
    assert (second.owner, second.machine_shape, second.private) == ("cv-lecture", "NvidiaTeslaT4", True)


def test_the_data_sets_of_a_program_come_before_its_other_sources(repo, edit):
    edit(CHAPTER, 'section = "1.2"', 'section = "1.2"\ndata = ["digits"]\nkaggle = { dataset_sources = ["a/b"] }')
    chapter = load_chapter(repo, 1)
    sources = [chapter.kaggle(program).dataset_sources for program in chapter.programs]
    assert sources == [[], ["hojjatk/mnist-dataset", "a/b"]]


def test_an_erratum_belongs_to_the_programs_that_it_names(repo):
    chapter = load_chapter(repo, 1)
    assert [len(chapter.errata_of(program)) for program in chapter.programs] == [1, 0]


def test_a_chapter_may_have_one_program(repo):
    text = (repo / CHAPTER).read_text(encoding="utf-8")
    (repo / CHAPTER).write_text(text[: text.rindex("[[program]]")], encoding="utf-8")
    assert [program.number for program in load_chapter(repo, 1).programs] == ["1-1"]


def test_a_chapter_may_have_no_errata(repo):
    (repo / "chapters/01/errata.toml").unlink()
    assert load_chapter(repo, 1).errata == ()


@pytest.mark.parametrize(
    ("numbers", "selected"),
    [([], ["1-1", "1-2"]), (["1-2"], ["1-2"]), (["1-2", "1-1"], ["1-1", "1-2"]), (["1-1", "1-1"], ["1-1"])],
)
def test_programs_are_selected_in_the_chapter_s_order(repo, numbers, selected):
    assert [program.number for program in load_chapter(repo, 1).select(numbers)] == selected


def test_selecting_an_unknown_program_names_the_nearest(repo):
    with pytest.raises(InputError, match="--only 1-22: no such program, did you mean '1-2'"):
        load_chapter(repo, 1).select(["1-1", "1-22"])


@pytest.mark.parametrize(
    ("value", "model", "same"),
    [
        (1, 2, True),
        (1, 0.5, True),  # TOML's 1 for 1.0
        (0.5, 1, False),
        (True, 1, False),
        (1, True, False),
        ("1", 1, False),
        ([1], [2, 3], True),
        (1, [1], False),
    ],
)
def test_a_value_stands_for_a_parameter_of_its_own_type(value, model, same):
    assert same_type(value, model) is same


def test_all_that_leads_nowhere_is_told_at_once(repo, edit):
    edit(CHAPTER, 'number = "1-2"', 'number = "1-1"')
    edit(CHAPTER, 'template = "1_01_addition.py"', 'template = "1_01_adition.py"')
    edit(CHAPTER, "quick = { first = 1 }", 'quick = { frst = 1, second = "x" }')
    edit("chapters/01/errata.toml", '"1-1"', '"1-3"')
    assert problems_of(repo) == [
        "chapters/01/chapter.toml:32: program 1-1, number: duplicate number '1-1', already that of program 1-1",
        "chapters/01/chapter.toml:22: program 1-1, template: no template '1_01_adition.py' in 01, "
        "did you mean '1_01_addition.py'?",
        "chapters/01/chapter.toml:24: program 1-1, quick.frst: no parameter 'frst' in params, did you mean 'first'?",
        "chapters/01/chapter.toml:24: program 1-1, quick.second: should be of type float as in params, not 'x'",
        "chapters/01/errata.toml:2: erratum[0].programs: no program '1-3', did you mean '1-1'?",
    ]


def test_the_folder_and_the_file_must_agree_on_the_number(repo):
    (repo / "chapters/01").rename(repo / "chapters/02")
    with pytest.raises(InputError, match=r"chapter\.toml:1: number: is 1 in the folder of chapter 2"):
        load_chapter(repo, 2)


# ---- folders and numbers


@pytest.fixture
def move(repo):
    """Have the chapter in another folder, with another number (none for "")."""

    def to(folder: str, number: str = "number = 1") -> None:
        (repo / "chapters/01").rename(repo / "chapters" / folder)
        path = repo / "chapters" / folder / "chapter.toml"
        path.write_text(path.read_text(encoding="utf-8").replace("number = 1\n", f"{number}\n", 1), encoding="utf-8")

    return to


@pytest.mark.parametrize(("written", "number"), [("number = 1", 1), ('number = "Week 1"', "Week 1")])
def test_a_chapter_s_folder_may_have_any_name(repo, move, written, number):
    move("week-1", written)
    chapter = load_chapter(repo, "week-1")
    assert (chapter.name, chapter.called, chapter.number) == ("week-1", "week-1", number)
    assert chapter.folder == repo / "chapters" / "week-1"


@pytest.mark.parametrize("written", ["", "number = 1", 'number = "1"', 'number = "I"'])
@pytest.mark.parametrize("folder", ["01", "1", "001"])
def test_a_folder_that_is_a_number_says_the_chapter_s(repo, move, folder, written):
    move(folder, written)
    for asked in (1, "1", "01"):
        chapter = load_chapter(repo, asked)
        assert (chapter.name, chapter.called) == ("chapter-01", 1)
        assert str(chapter.number) in ("1", "I")


@pytest.mark.parametrize(
    ("folder", "written", "asked", "told"),
    [
        ("week-1", "", "week-1", "chapters/week-1/chapter.toml: number: this key is needed: what a reader calls"),
        ("week-1", 'number = "x\\ny"', "week-1", "number: should be a number or one line of at most 24 characters"),
        (
            "week-1",
            f'number = "{"x" * 25}"',
            "week-1",
            "number: should be a number or one line of at most 24 characters",
        ),
        ("week-1", "number = true", "week-1", "number: should be a number or one line"),
        ("02", 'number = "1"', 2, "number: is 1 in the folder of chapter 2"),
        ("week-1", "number = 1", "wek-1", "chapters/wek-1/chapter.toml: no such chapter, did you mean 'week-1'?"),
        ("week-1", "number = 1", 7, "chapters/07/chapter.toml: no such chapter (known: week-1)"),
        ("week 1", "number = 1", "week 1", "a chapter's folder has at most 50 letters"),
        ("Runs", "number = 1", "Runs", "can't be 'Runs': output/ has another use for that name"),
        ("chapter-05", "number = 1", "chapter-05", "can't be 'chapter-05'"),
        ("a.json", "number = 1", "a.json", "can't be 'a.json'"),
        ("week-1", "number = 1", "../chapters/week-1", "no such chapter"),
    ],
)
def test_a_folder_or_a_number_that_can_not_be_is_told(repo, move, folder, written, asked, told):
    move(folder, written)
    with pytest.raises(InputError) as caught:
        load_chapter(repo, asked)
    assert told in "\n".join(str(problem).replace(f"{repo}/", "") for problem in caught.value.problems)


def test_two_folders_of_one_number_are_told(repo):
    shutil.copytree(repo / "chapters/01", repo / "chapters/1")
    assert problems_of(repo) == ["chapters/01/chapter.toml: chapter 1 is in 1/ too"]


def test_numbers_that_differ_in_case_only_are_one(repo, edit):
    edit(CHAPTER, 'number = "1-1"', 'number = "A.1"')
    edit(CHAPTER, 'number = "1-2"', 'number = "a.1"')
    edit("chapters/01/errata.toml", '"1-1"', '"A.1"')
    assert problems_of(repo)[0].endswith("number: duplicate number 'a.1', already that of program A.1")


# ---- [kaggle] for a push


def test_settings_of_a_call_win_over_the_chapter_s_and_a_program_s_own(repo, edit):
    edit(
        "chapters/01/chapter.toml", 'kaggle = { machine_shape = "" }', 'kaggle = { machine_shape = "", owner = "own" }'
    )
    chapter = load_chapter(repo, 1)
    assert [chapter.kaggle(program).owner for program in chapter.programs] == ["own", "cv-lecture"]
    changed = chapter.with_kaggle(owner="somebody", private=False)
    assert {chapter.kaggle(program).private for program in chapter.programs} == {True}
    settings = [changed.kaggle(program) for program in changed.programs]
    assert [(one.owner, one.private, one.machine_shape) for one in settings] == [
        ("somebody", False, ""),
        ("somebody", False, "NvidiaTeslaT4"),
    ]


@pytest.mark.parametrize(
    "address", ["http://github.com/a/b", "https://github.com/a", "https://github.com/a/b/tree/main"]
)
def test_a_repository_s_address_is_checked(repo, edit, address):
    edit("chapters/01/chapter.toml", 'owner = "cv-lecture"\n', f'owner = "cv-lecture"\nrepository = "{address}"\n')
    with pytest.raises(InputError, match=r"chapter.toml:9: kaggle.repository: should be"):
        load_chapter(repo, 1)


# ---- language


@pytest.mark.parametrize(("language", "label"), [("ko", "프로그램 1-1"), ("en", "Program 1-1")])
def test_a_program_is_labelled_in_the_chapter_s_language(repo, edit, language, label):
    edit(CHAPTER, "number = 1\n", f'number = 1\nlanguage = "{language}"\n')
    chapter = load_chapter(repo, 1)
    assert chapter.programs[0].label(chapter.words) == label


def test_a_language_without_words_is_told_with_its_line(repo, edit):
    edit(CHAPTER, "number = 1\n", 'number = 1\nlanguage = "kor"\n')
    assert problems_of(repo) == [
        f"{CHAPTER}:2: language: no words for language 'kor', did you mean 'ko'?; a new one is languages/kor.toml"
    ]


# ---- compare


def test_what_is_compared_goes_by_its_label_or_the_name_of_its_series(repo, edit):
    shown = 'compare = { value = "total", curves = ["history.acc"], labels = { "history.acc" = "accuracy" } }'
    edit(CHAPTER, "quick = { first = 1 }", shown)
    compare = load_chapter(repo, 1).programs[0].compare
    assert [compare.label(path) for path in ("history.acc[-1]", "history.acc", "total[-1]")] == [
        "accuracy",
        "accuracy",
        "total",
    ]


def test_a_label_of_nothing_that_is_shown_is_told(repo, edit):
    edit(CHAPTER, "quick = { first = 1 }", 'compare = { value = "total", labels = { totl = "sum" } }')
    assert problems_of(repo) == [
        f"{CHAPTER}:24: program 1-1, compare: labels: 'totl' is not shown, did you mean 'total'?"
    ]

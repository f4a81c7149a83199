import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.chapter.variants import MANY, Selection, by_hand, select, variants_of
from kagglebook.commands.main import run
from kagglebook.core.problems import InputError
from kagglebook.notebook.book import make_pages
from kagglebook.notebook.context import context
from kagglebook.notebook.kaggle_publisher import KagglePublisher

CHAPTER = "chapters/01/chapter.toml"
QUICK = "quick = { first = 1 }"


@pytest.fixture
def vary(repo, edit):
    """Put these lines in the first program's table: the chapter, loaded."""

    def vary(lines: str):
        edit(CHAPTER, QUICK, lines)
        return load_chapter(repo, 1)

    return vary


def names(chapter) -> list[str]:
    return [variant.name for variant in variants_of(chapter.programs[0])]


def problems_of(chapter, **options) -> list[str]:
    with pytest.raises(InputError) as caught:
        select(chapter, Selection([], **options))
    return [str(problem).split("chapters/01/")[1] for problem in caught.value.problems]


def test_a_grid_is_the_product_of_its_lists_less_the_program_itself(vary):
    chapter = vary("grid = { first = [1, 2], second = [0.5, 1.5] }")
    assert [variant.params for variant in variants_of(chapter.programs[0])] == [
        {"first": 1, "second": 0.5},
        {"first": 1, "second": 1.5},
        {"first": 2, "second": 1.5},
    ]
    assert variants_of(chapter.programs[1]) == []


def test_a_variant_is_named_by_what_is_set(vary):
    chapter = vary("grid = { first = [1], second = [0.25, 1e-5] }")
    variant = variants_of(chapter.programs[0])[0]
    assert variant.number == "1-1:first-1-second-0.25"
    assert variant.kernel_title == "CV Ch01 Program 1 Addition first 1 second 0.25"
    assert variant.slug == "cv-ch01-program-1-addition-first-1-second-0-25"
    assert variant.title == "더하기 (first=1, second=0.25)"
    assert variant.label(chapter.words) == "프로그램 1-1"
    assert names(chapter)[1] == "first 1 second 1e-05"


@pytest.mark.parametrize(
    ("params", "change", "name"),
    [
        ("{ first = 2, second = 0.5, hidden_dim = 4 }", "hidden_dim = 8", "hidden 8"),
        ("{ first = 2, second = 0.5, lr_sgd = 1.0, lr_adam = 1.0 }", "lr_sgd = 2", "lr sgd 2"),
        ("{ first = 2, second = 0.5, raw_logits = false }", "raw_logits = true", "raw logits"),
        ("{ first = 2, second = 0.5, shuffle = true }", "shuffle = false", "no shuffle"),
        ("{ first = 2, second = 0.5 }", "first = -2", "first minus 2"),
        ("{ first = 2, second = 0.5, sizes = [1] }", "sizes = [2, 3]", "sizes 2 3"),
        ('{ first = 2, second = 0.5, kind = "a" }', 'kind = "b"', "kind b"),
    ],
)
def test_names_read_as_words(vary, edit, params, change, name):
    edit(CHAPTER, "params = { first = 2, second = 0.5 }", f"params = {params}")
    assert names(vary(f"variants = [{{ params = {{ {change} }} }}]")) == [name]


def test_points_are_excluded_by_all_the_values_that_are_named(vary):
    chapter = vary(
        "grid = { first = [1, 3], second = [1.0, 1.5] }\nexclude = [{ first = 1, second = 1.5 }, { first = 3 }]"
    )
    assert [variant.params for variant in variants_of(chapter.programs[0])] == [{"first": 1, "second": 1.0}]


def test_a_set_has_a_name_a_grid_and_checks_of_its_own(vary):
    chapter = vary(
        'variants = [\n  { name = "big", params = { first = 9 }, grid = { second = [1, 2] }, '
        'checks = [{ value = "total", min = 10 }, { cell = "add", text = "tot" }] },\n]'
    )
    program = chapter.programs[0]
    first, second = variants_of(program)
    assert (first.name, second.name) == ("big second 1", "big second 2")
    assert repr(second.params["second"]) == "2.0"
    # A bound is another kind than `equals`, and stands beside it; the text stands in the place of the program's.
    assert [type(check).__name__ for check in first.checks] == ["Bound", "Text", "Equals"]
    assert first.checks[1].text == "tot"


def test_a_set_drops_checks_that_do_not_hold_for_it(vary):
    chapter = vary('variants = [{ params = { first = 9 }, drop = ["total"] }]')
    assert [check.subject() for check in variants_of(chapter.programs[0])[0].checks] == ["cell add"]


def test_what_a_variant_sets_holds_in_a_quick_run_too(vary):
    chapter = vary(f"{QUICK}\nvariants = [{{ params = {{ first = 9 }} }}, {{ params = {{ second = 1 }} }}]")
    assert [variant.quick for variant in variants_of(chapter.programs[0])] == [{}, {"first": 1}]


def test_variants_stand_behind_their_program_and_are_selected_with_it(vary):
    chapter = vary("grid = { first = [1, 3] }")
    assert [each.number for each in select(chapter, Selection([], variants=True))] == [
        "1-1",
        "1-1:first-1",
        "1-1:first-3",
        "1-2",
    ]
    assert [each.number for each in select(chapter, Selection(["1-1"]))] == ["1-1"]
    assert [each.number for each in select(chapter, Selection(["1-2"], variants=True))] == ["1-2"]


def test_a_template_and_the_errata_see_the_program_s_own_number(vary):
    chapter = vary("grid = { first = [3] }")
    (variant,) = variants_of(chapter.programs[0])
    seen = context(chapter, variant, KagglePublisher(chapter.layout))["program"]
    assert seen["number"] == "1-1"
    assert [erratum["where"] for erratum in seen["errata"]] == ["프로그램 1-1"]


# ---- broken grids


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("grid = { first = [] }", "24: program 1-1, grid.first: List should have at least 1 item"),
        (
            "grid = { frist = [1] }",
            "24: program 1-1, grid.frist: no parameter 'frist' in params, did you mean 'first'?",
        ),
        ('grid = { first = ["a"] }', "24: program 1-1, grid.first: should be of type int as in params, not 'a'"),
        (
            "grid = { first = [1] }\nexclude = [{ second = true }]",
            "25: program 1-1, exclude[0].second: should be of type float as in params, not True",
        ),
        (
            "variants = [\n  { params = { first = 3 } },\n  { params = { first = 3.5 } },\n]",
            "26: program 1-1, variants[1].params.first: should be of type int as in params, not 3.5",
        ),
        ("variants = [{}]", "24: program 1-1, variants[0]: a set needs params or a grid"),
        (
            "variants = [{ params = { first = 1 }, grid = { first = [2] } }]",
            "24: program 1-1, variants[0].grid.first: 'first' is in the set's params and in its grid",
        ),
        (
            'variants = [{ params = { first = 3 }, drop = ["totl"] }]',
            "24: program 1-1, variants[0].drop: no check of 'totl' to drop, did you mean 'total'?",
        ),
        (
            "variants = [{ params = { first = 3 } }, { params = { first = 3 } }]",
            "24: program 1-1, variants[1]: 1-1:first-3 has the slug 'cv-ch01-program-1-addition-first-3', already that "
            "of 1-1:first-3: give the set another `name`",
        ),
        (
            'variants = [{ name = "a name that is far too long", params = { first = 3 } }]',
            "24: program 1-1, variants[0]: the title 'CV Ch01 Program 1 Addition a name that is far too long' has 54 "
            "characters, Kaggle takes 50 of ASCII: give the set a shorter `name`, or the program a `short_title`",
        ),
        (
            'variants = [{ params = { first = 3 }, checks = [{ value = "totl", min = 1 }] }]',
            "24: program 1-1, variants[0].checks[0].value: the notebook's results have no 'totl', did you mean 'to",
        ),
        (
            "grid = { first = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], second = [" + ", ".join(map(str, range(1000))) + "] }",
            "24: program 1-1, grid: 10,000 variants in this chapter: more than 500 are made only with --yes",
        ),
    ],
)
def test_a_broken_grid_is_told_with_file_and_line_before_anything_is_written(vary, repo, edit, capsys, lines, message):
    edit(CHAPTER, QUICK, lines)
    assert run(["--chapter", "1", "--variants"], repo) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"chapters/01/chapter.toml:{message}")
    assert len(told.splitlines()) == 1
    assert not (repo / "output").exists()


def test_a_broken_grid_is_told_without_variants_too(vary):
    chapter = vary("variants = [{ params = { first = 3 } }, { params = { first = 3 } }]")
    assert len(problems_of(chapter)) == 1


def test_very_many_variants_hinder_nobody_who_does_not_make_them(vary):
    chapter = vary(f"grid = {{ first = [{', '.join(map(str, range(100, 101 + MANY)))}] }}")
    assert len(select(chapter, Selection([]))) == 2
    assert len(problems_of(chapter, variants=True)) == 1
    assert len(select(chapter, Selection([], variants=True, many=True))) == 3 + MANY


def test_a_problem_of_a_check_that_a_variant_has_from_its_program_is_told_at_the_program(vary, repo, edit):
    edit(CHAPTER, '{ cell = "add", text = "total" }', '{ cell = "ad", text = "total" }')
    chapter = vary('variants = [{ params = { first = 3 }, checks = [{ value = "total", equals = 3.5 }] }]')
    with pytest.raises(InputError) as caught:
        make_pages(chapter, select(chapter, Selection(["1-1"], variants=True)))
    assert str(caught.value).endswith(":28: program 1-1, checks[1].cell: no code cell 'ad', did you mean 'add'?")


def test_a_by_hand_title_that_would_be_too_long_says_by_hand(repo):
    chapter = load_chapter(repo, 1)
    (variant,) = by_hand(chapter.programs, {"first": 10**20, "second": 0.125})
    assert variant.kernel_title == "CV Ch01 Program 1 Addition by hand"

import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.chapter.measured import Try
from kagglebook.core.problems import InputError
from tests.support import CHAPTER

HERE = "quick = { first = 1 }\n"
TRY = '{ set = { %s }, value = "total", name = "합", before = 1.5, after = 2.5, says = "큰 수를 더하면 크다." }'
WHOLE = f"""minutes = {{ cpu = 3.5 }}
expect = [{{ value = "total", name = "합", full = 2.5 }}]
tries = [{TRY % "first = 5"}]
picture = {{ cell = "add" }}
"""


@pytest.fixture
def with_keys(repo, edit):
    """The tiny chapter with keys of the first program."""

    def load(keys: str):
        edit(CHAPTER, HERE, f"{HERE}{keys}\n")
        return load_chapter(repo, 1)

    return load


def test_what_was_measured_is_read(with_keys):
    program = with_keys(WHOLE).programs[0]
    assert (program.minutes.cpu, program.minutes.gpu) == (3.5, None)
    assert [(each.value, each.name, each.full) for each in program.expect] == [("total", "합", 2.5)]
    assert [(each.shown(), each.before, each.after) for each in program.tries] == [("first = 5", 1.5, 2.5)]
    assert (program.picture.cell, program.picture.figure) == ("add", 1)


def test_a_program_needs_none_of_it(repo):
    program = load_chapter(repo, 1).programs[0]
    assert (program.minutes, program.expect, program.tries, program.picture) == (None, [], [], None)


@pytest.mark.parametrize(
    ("keys", "place", "message"),
    [
        ("minutes = {}", "minutes", "minutes need cpu or gpu"),
        ("minutes = { cpu = 0 }", "minutes.cpu", "should be greater than 0"),
        ("minutes = { cpu = inf }", "minutes.cpu", "should be a finite number"),
        ("minutes = { tpu = 1 }", "minutes.tpu", "unknown key 'tpu'"),
        ('expect = [{ value = "a b", name = "x" }]', "expect[0].value", "a path such as"),
        ('expect = [{ value = "total" }]', "expect[0].name", "this key is needed"),
        ('expect = [{ value = "a", name = "x", full = nan }]', "expect[0].full", "should be a finite number"),
        (
            'expect = [{ value = "a", name = "x" }, { value = "a", name = "y" }]',
            "expect[1].value",
            "'a' is expected already",
        ),
        (f"tries = [{TRY % ''}]", "tries[0].set", "at least 1"),
        (
            f"tries = [{TRY % 'frist = 3'}]",
            "tries[0].set.frist",
            "no parameter 'frist' in params, did you mean 'first'",
        ),
        (f"tries = [{TRY % 'first = 0.5'}]", "tries[0].set.first", "should be of type int as in params, not 0.5"),
        (f"tries = [{TRY % 'first = 2'}]", "tries[0].set", "sets what params has: there is nothing to try"),
        (f"tries = [{TRY % 'first = 1'}]", "tries[0].set", "sets what the quick run has: there is nothing to try"),
        ("picture = { cell = 'add', figure = 0 }", "picture.figure", "should be greater than or equal to 1"),
        ("picture = {}", "picture.cell", "this key is needed"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(repo, with_keys, keys, place, message):
    with pytest.raises(InputError) as caught:
        with_keys(keys)
    (problem,) = caught.value.problems
    line = (repo / CHAPTER).read_text(encoding="utf-8").split("\n").index(keys) + 1
    assert (problem.line, problem.place) == (line, f"program 1-1, {place}")
    assert message in problem.message


def test_a_try_may_set_a_whole_number_for_a_float_and_one_of_two_as_it_is(with_keys):
    (each,) = with_keys(f"tries = [{TRY % 'first = 2, second = 1'}]").programs[0].tries
    assert each.shown() == "first = 2, second = 1"


@pytest.mark.parametrize(
    ("before", "after", "holds"),
    [
        (1.0, 2.0, True),
        (1.09, 2.19, True),
        (1.11, 2.0, False),
        (1.0, 1.79, False),
        (float("nan"), 2.0, False),
    ],
)
def test_the_numbers_of_a_try_may_be_off_by_a_tenth(before, after, holds):
    told = Try(set={"a": 1}, value="x", name="x", before=1.0, after=2.0, says="-")
    assert told.is_borne_out(before, after) is holds


@pytest.mark.parametrize(
    ("before", "after", "holds"), [(0.847, 0.862, True), (0.85, 0.86, True), (0.862, 0.847, False)]
)
def test_the_numbers_of_a_try_are_told_apart(before, after, holds):
    told = Try(set={"a": 1}, value="x", name="x", before=0.847, after=0.862, says="-")
    assert told.is_borne_out(before, after) is holds

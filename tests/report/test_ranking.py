import csv
import io
import math

import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.chapter.variants import Selection, select
from kagglebook.core.run import Run
from kagglebook.judging.outcome import Outcome, Verdict
from kagglebook.judging.verdict import CheckedRun
from kagglebook.report.ranking import Row, groups, ranked_by, to_csv

CHAPTER = "chapters/01/chapter.toml"
COMPARE = 'compare = { value = "acc[-1]", curves = ["acc", "deep.loss"], show = ["n"] }'


def loss_of(accuracy) -> float:
    return 1 - accuracy if isinstance(accuracy, float) else 0.5


def checked(program, accuracy, n=1, passed=True, seconds=2.0, **parameters) -> CheckedRun:
    """A run of a program that reached an accuracy, after one of 0.1."""
    results = None if accuracy is None else {"acc": [0.1, accuracy], "deep": {"loss": [loss_of(accuracy)]}, "n": n}
    run = Run(results=results, parameters=program.params | parameters, seconds=seconds)
    return CheckedRun(None, run, [Outcome("acc", "", "", Verdict.of(passed))])


@pytest.fixture
def programs(repo, edit):
    """The first program and its variants: first 1, first 3, and first 4 with second 1."""
    grid = "grid = { first = [1, 3] }\nvariants = [{ params = { first = 4, second = 1 } }]"
    edit(CHAPTER, "quick = { first = 1 }", f"{grid}\n{COMPARE}")
    return select(load_chapter(repo, 1), Selection(["1-1"], variants=True))


def test_rows_are_sorted_best_first_and_those_without_the_number_last(programs):
    runs = [[checked(program, accuracy)] for program, accuracy in zip(programs, (0.5, None, 0.9, 0.7), strict=True)]
    (group,) = groups(map(Row, programs, runs))
    assert [row.name for row in group.rows] == ["first 3", "first 4 second 1", "program 1-1", "first 1"]
    assert group.varied == ["first", "second"]
    assert group.paths == ["acc[-1]", "deep.loss[-1]", "n"]


def test_the_lowest_may_be_the_best(programs, repo, edit):
    edit(CHAPTER, 'value = "acc[-1]"', 'value = "acc[-1]", best = "low"')
    programs = select(load_chapter(repo, 1), Selection(["1-1"], variants=True))
    runs = [[checked(program, accuracy)] for program, accuracy in zip(programs, (0.5, 0.8, 0.9, 0.7), strict=True)]
    (group,) = groups(map(Row, programs, runs))
    assert [row.number("acc").mean for row in group.rows] == [0.5, 0.7, 0.8, 0.9]


def test_a_program_is_ranked_by_its_first_lower_bound_unless_it_says_by_what(programs, root):
    three, four = load_chapter(root, 5).select(["5-3", "5-4"])
    assert ranked_by(programs[0]).value == "acc[-1]"
    assert ranked_by(three).value == "pixel_max"
    assert ranked_by(four) is None


def test_a_program_alone_is_no_comparison(programs):
    assert groups([Row(programs[0], [checked(programs[0], 0.5)])]) == []


def test_seeds_become_a_mean_and_a_spread_and_what_is_within_it_is_no_finding(programs):
    base, other, far = programs[:3]
    (group,) = groups(
        [
            Row(base, [checked(base, value) for value in (0.8, 0.9, 1.0)]),
            Row(other, [checked(other, value) for value in (0.7, 0.8, 0.9)]),
            Row(far, [checked(far, value, passed=value > 0.1) for value in (0.1, 0.2, 0.3)]),
        ]
    )
    number = group.rows[0].number("acc[-1]")
    assert (number.mean, number.sd) == (pytest.approx(0.9), pytest.approx(0.1))
    assert str(number) == "0.9 ± 0.1"
    assert [group.near_best(row) for row in group.rows] == [True, True, False]
    assert group.rows[2].passed == 2


def test_one_seed_tells_nothing_of_noise(programs):
    rows = [Row(program, [checked(program, 0.5)]) for program in programs]
    (group,) = groups(rows)
    assert not any(map(group.near_best, group.rows))
    assert str(group.rows[0].number("acc")) == "0.5"


def test_the_csv_has_a_line_a_variant_with_parameters_results_and_seconds(programs):
    runs = [[checked(program, accuracy)] for program, accuracy in zip(programs, (0.5, None, 0.75, 0.6), strict=True)]
    rows = list(csv.DictReader(io.StringIO(to_csv(groups(map(Row, programs, runs))))))
    assert rows[0] == {
        "program": "1-1",
        "variant": "first 3",
        "slug": "cv-ch01-program-1-addition-first-3",
        "first": "3",
        "second": "0.5",
        "seed": "",
        "seeds": "1",
        "passed": "1",
        "acc[-1]": "0.75",
        "deep.loss[-1]": "0.25",
        "n": "1",
        "seconds": "2.00",
    }
    assert (rows[3]["variant"], rows[3]["acc[-1]"]) == ("first 1", "")


def test_the_csv_has_the_spread_where_there_are_seeds(programs):
    rows = [Row(program, [checked(program, 0.5, seed=seed) for seed in (7, 8)]) for program in programs]
    first, *_ = csv.DictReader(io.StringIO(to_csv(groups(rows))))
    assert (first["seeds"], first["acc[-1]"], first["acc[-1] sd"]) == ("2", "0.5", "0.0")


def test_rows_whose_number_is_nan_or_no_number_come_last(programs):
    runs = [[checked(program, value)] for program, value in zip(programs, (math.nan, 0.5, 10**400, "0.9"), strict=True)]
    (group,) = groups(map(Row, programs, runs))
    assert [str(row.number("acc[-1]")) for row in group.rows] == ["0.5", "nan", "-", "-"]
    assert "nan" in to_csv([group])


def test_seeds_of_which_one_is_infinite_have_no_spread(programs):
    rows = [Row(programs[0], [checked(programs[0], x) for x in (0.5, math.inf)])]
    (group,) = groups([*rows, Row(programs[1], [checked(programs[1], 10**299)])])
    assert {str(row.number("acc[-1]")) for row in group.rows} == {"inf ± nan", "1e+299"}
    assert not group.near_best(group.rows[1])


@pytest.mark.parametrize(
    "series", [[1.0, "a"], ["a", 1.0], [True, 1.0], [[1.0], 1.0], [], "text", {"a": 1}, [10**400, 1.0]]
)
def test_a_series_of_anything_but_numbers_is_none(programs, series):
    run = checked(programs[0], 0.5)
    run.run.results["acc"] = series
    assert Row(programs[0], [run]).series("acc") == []


def test_the_csv_takes_texts_for_no_formulas_and_leaves_numbers(programs):
    rows = [Row(program, [checked(program, -0.5, first="=cmd|' /C calc'!A0", second=-1.5)]) for program in programs]
    text = to_csv(groups(rows))
    first, *_ = csv.DictReader(io.StringIO(text))
    assert (first["first"], first["second"], first["acc[-1]"]) == ("'=cmd|' /C calc'!A0", "-1.5", "-0.5")
    rows = [Row(program, [checked(program, 0.5, first="a\x1b[2J\r\ud800")]) for program in programs]
    assert r"a\x1b[2J\r\ud800" in to_csv(groups(rows))

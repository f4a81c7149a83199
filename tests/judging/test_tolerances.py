import math

import pytest

from kagglebook.chapter.recorded import RecordedValue
from kagglebook.core.run import Run
from kagglebook.judging.baseline import judge_baseline, widened
from kagglebook.judging.tolerances import measure
from tests.judging.test_baseline import ENVIRONMENT, QUICK, a_run, recorded


def test_the_tolerance_is_four_times_what_machines_differ_or_a_share_of_the_value():
    assert recorded().values["history.acc"].near == pytest.approx([0.002, 4 * 0.0025])


def test_the_extremes_of_all_seeds_are_kept_as_they_were_and_widened_by_three_times_their_distance_on_each_side():
    known = recorded().values["history.acc"]
    assert (known.low, known.high) == ([0.48, 0.70], [0.52, 0.80])
    assert widened(0.70, 0.80) == pytest.approx((0.70 - 3 * 0.1, 0.80 + 3 * 0.1))


def test_a_spread_of_next_to_nothing_is_no_narrower_than_rounding():
    machine, seeds = [a_run((0.5, 0.75 + 1e-16))], [a_run((0.5 + 1e-16, 0.75), seed=1)]
    known = recorded(values=measure(a_run(), machine, seeds))
    assert judge_baseline(known, a_run((0.5 + 1e-7, 0.75 - 1e-7), seed=3), QUICK).passed


def test_a_curve_in_which_rounding_is_amplified_is_held_to_the_spread_of_seeds():
    machine = [a_run((0.5, 0.80))]
    seeds = [a_run((0.3, 0.70), seed=1), a_run((0.6, 0.80), seed=2)]
    known = measure(a_run(), machine, seeds)["history.acc"]
    assert (known.low, known.high) == ([0.3, 0.7], [0.6, 0.8])
    assert known.near == pytest.approx([0.5 + 0.6, 0.75 - 0.4])


@pytest.mark.parametrize(
    ("machine", "seeds", "varies"),
    [
        (["a"], ["a"], ""),
        (["a"], ["b"], "seed"),
        (["b"], ["a"], "run"),
        ([[1.0, 2.5]], [[1.5, 2.5]], ""),
        ([[1.0, 2.5]], [[1.0]], "seed"),
        ([[1.0]], [[1.0, 2.0]], "run"),
    ],
)
def test_what_varies_is_compared_where_it_should_be_the_same(machine, seeds, varies):
    def of(value):
        return Run({}, {"x": value, "environment": ENVIRONMENT}, QUICK)

    own, another = (["a"], ["z"]) if isinstance(seeds[0], str) else ([1.0, 2.0], [9.0, 9.0, 9.0])
    own, another = (own[0], another[0]) if isinstance(seeds[0], str) else (own, another)
    known = recorded(values=measure(of(own), [of(value) for value in machine], [of(value) for value in seeds]))
    assert known.values["x"].varies == varies
    assert judge_baseline(known, of(own), QUICK).passed
    assert judge_baseline(known, of(another), QUICK).passed is (varies == "run")
    elsewhere = Run({}, of(another).results, QUICK | {"seed": 1})
    assert judge_baseline(known, elsewhere, QUICK).passed is (varies != "")


def test_what_no_run_changes_has_no_tolerance():
    assert recorded().values["n"] == RecordedValue(value=[1195018])


@pytest.mark.parametrize("odd", [math.nan, math.inf])
def test_what_is_infinite_or_nan_in_every_run_is_held_to_that(odd):
    def of(*values):
        return Run({}, {"x": list(values), "environment": ENVIRONMENT}, QUICK)

    known = recorded(values=measure(of(odd, 1.0), [of(odd, 1.001)], [of(odd, 1.1)]))
    near, far = known.values["x"].near, known.values["x"].low + known.values["x"].high
    assert all(map(math.isfinite, near + far))
    assert judge_baseline(known, of(odd, 1.002), QUICK).passed
    assert not judge_baseline(known, of(0.0, 1.002), QUICK).passed
    assert not judge_baseline(known, of(odd, odd), QUICK).passed


@pytest.mark.parametrize(("machine", "seeds", "varies"), [(math.nan, 2.0, "run"), (1.0, math.nan, "seed")])
def test_what_is_nan_in_some_runs_alone_varies(machine, seeds, varies):
    def of(value):
        return Run({}, {"x": [1.0, value], "environment": ENVIRONMENT}, QUICK)

    assert measure(of(1.0), [of(machine)], [of(seeds)])["x"].varies == varies


def test_a_count_of_samples_may_be_two_off_even_where_it_was_the_same_with_every_seed_that_was_measured():
    def of(table, seed=0):
        return Run({}, {"confusion": table, "environment": ENVIRONMENT}, {**QUICK, "seed": seed})

    values = measure(of([90, 0]), [of([90, 0])], [of([88, 0], seed=1)], ["confusion"])
    assert values["confusion"].near == [2, 2]
    known = recorded(values=values)
    assert judge_baseline(known, of([91, 2], seed=3), QUICK).passed
    assert not judge_baseline(known, of([91, 3], seed=3), QUICK).passed
    assert not judge_baseline(known, of([93, 0]), QUICK).passed

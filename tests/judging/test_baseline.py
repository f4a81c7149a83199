import math

import pytest

from kagglebook.chapter.recorded import Recorded, RecordedValue
from kagglebook.core.run import CellOutput, Run
from kagglebook.judging.baseline import deviations, judge_baseline, widened
from kagglebook.judging.tolerances import measure
from kagglebook.judging.values import flatten

ENVIRONMENT = {"python": "3.11.0", "torch": "2.14.1+cpu", "device": "cpu"}
QUICK = {"epochs": 2, "seed": 0}


def a_run(accuracy=(0.5, 0.75), seed=0, layers=("Linear", "Tanh"), text=None, environment=ENVIRONMENT, **parameters):
    results = {"history": {"acc": list(accuracy)}, "layers": list(layers), "n": 1195018, "environment": environment}
    cells = {
        "train": CellOutput(text=text or f"device: cpu, torch {environment['torch']}\naccuracy {accuracy[-1]:.4f}\n")
    }
    return Run(cells, results, QUICK | {"seed": seed} | parameters)


def recorded(**changes):
    """A run with accuracies 0.5 and 0.75: the second within 0.01 on any machine, 0.4 to 1.1 with any seed."""
    machine = [a_run((0.5, 0.75)), a_run((0.5, 0.7525))]
    seeds = [a_run((0.48, 0.70), seed=1), a_run((0.52, 0.80), seed=2)]
    fields = {
        "date": "2026-01-01",
        "fingerprint": "",
        "parameters": QUICK,
        "values": measure(a_run(), machine, seeds, shares=["*.acc"]),
    }
    return Recorded(**(ENVIRONMENT | fields | changes))


def judged(run, **changes):
    return judge_baseline(recorded(**changes), run, QUICK)


@pytest.mark.parametrize(
    ("run", "passed"),
    [
        (a_run(), True),
        (a_run((0.5, 0.7595)), True),
        (a_run((0.5, 0.765)), False),  # another seed would do this
        (a_run((0.503, 0.75)), False),
        (a_run((0.55, 0.88), seed=3), True),
        (a_run((0.55, 1.11), seed=3), False),
        (a_run((0.35, 0.75), seed=3), False),
        (a_run((math.nan, 0.75), seed=3), False),
        (a_run((0.5,)), False),
        (a_run((0.5, 0.75, 0.75)), False),
        (a_run(layers=("Linear",)), False),
        (a_run(layers=("Linear",), seed=3), False),
        (a_run(text="accuracy 0.7500\n"), False),
        (a_run(text="device: cpu, torch 2.14.1+cpu\naccuracy 0.8100\n"), False),
        # Another release of torch, or a GPU, may draw other random numbers or round otherwise: as another seed.
        (a_run((0.55, 0.88), environment=ENVIRONMENT | {"torch": "2.15.0"}), True),
        (a_run((0.55, 0.88), environment=ENVIRONMENT | {"numpy": "2.0"}), False),  # which the record doesn't name
        (a_run((0.55, 0.88), environment=ENVIRONMENT | {"torch": "2.14.2+cu128"}), False),
        (a_run((0.55, 0.88), environment=ENVIRONMENT | {"device": "Tesla T4"}), True),
        (a_run((0.55, 1.15), environment=ENVIRONMENT | {"device": "Tesla T4"}), False),
    ],
)
def test_a_run_passes_within_the_tolerances_of_its_seed_release_and_device(run, passed):
    assert judged(run).passed is passed


def test_an_integer_that_no_run_changes_is_exact():
    run = a_run()
    run.results.update(n=1195019)
    assert judged(run).measured == "n is 1195019, recorded 1195018"


def test_the_furthest_values_are_named_first_and_the_others_counted():
    outcome = judged(a_run((0.1, 0.75), layers=("Linear",), text="nothing"))
    assert (outcome.subject, outcome.expected) == ("baseline", "6 values as recorded")
    first, second, third = outcome.measured.split("; ")
    assert first == "layers is ['Linear'], recorded ['Linear', 'Tanh']"
    assert second == "cell train: words is 'nothing', recorded 'device: …, torch … accuracy #'"
    assert third == "cell train: numbers is missing (and 1 more)"


def test_of_a_series_the_point_that_is_furthest_off_is_named():
    assert judged(a_run((0.35, 0.2), seed=3)).measured.startswith("history.acc[1] is 0.2, recorded 0.75 ± 0.35")


def test_a_value_and_its_record_are_told_in_digits_that_differ():
    known = recorded(values={"x": RecordedValue(value=[0.123456789], near=[2e-5])})
    run = Run({}, {"x": 0.12348, "environment": ENVIRONMENT}, QUICK)
    assert judge_baseline(known, run, QUICK).measured == "x is 0.12348, recorded 0.123457 ± 2e-05"
    run = Run({}, {"x": 0.1234768, "environment": ENVIRONMENT}, QUICK)
    assert judge_baseline(known, run, QUICK).measured == "x is 0.1234768, recorded 0.12345679 ± 2e-05"


@pytest.mark.parametrize(
    ("value", "known", "told"),
    [
        ("1", [1], "x is '1', recorded [1]"),
        (True, [1], "x is True, recorded [1]"),
        ("a" * 500 + "b", "a" * 500 + "c", "x is …'aaaaaaaaaaaaaaab', recorded …'aaaaaaaaaaaaaaac'"),
        (["a", 1], ["a", True], "x is ['a', 1], recorded ['a', True]"),
    ],
)
def test_values_of_other_kinds_and_long_texts_are_told_apart(value, known, told):
    known = recorded(values={"x": RecordedValue(value=known)})
    run = Run({}, {"x": value, "environment": ENVIRONMENT}, QUICK)
    assert judge_baseline(known, run, QUICK).measured == told


@pytest.mark.parametrize("near", [[0.0, 0.0], None])
@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf])
def test_nan_and_infinity_equal_themselves_and_nothing_else(odd, near):
    known = recorded(values={"x": RecordedValue(value=[odd, 1.0], near=near)})

    def passed(*values: float) -> bool:
        run = Run({}, {"x": list(values), "environment": ENVIRONMENT}, QUICK)
        return judge_baseline(known, run, QUICK).passed

    assert passed(odd, 1.0)
    assert not any(
        passed(other, 1.0) for other in (0.0, 1e308, math.nan, math.inf, -math.inf) if str(other) != str(odd)
    )
    assert not passed(odd, odd)


def test_a_value_that_is_not_recorded_is_told():
    run = a_run()
    run.results.update(extra=1)
    assert judged(run).measured == "extra is not recorded"


def test_a_run_with_another_parameter_is_not_compared():
    assert judged(a_run(epochs=3)) is None


def test_a_run_without_results_is_not_compared():
    assert judged(Run({}, None, QUICK)) is None


def test_quick_parameters_that_have_changed_since_are_told():
    outcome = judge_baseline(recorded(), a_run(epochs=3), QUICK | {"epochs": 3})
    assert (outcome.passed, outcome.expected) == (False, "recorded with epochs=2")
    assert outcome.measured == "epochs=3: `record` records it anew"


def test_a_program_without_a_seed_is_held_to_the_spread_of_its_runs():
    own = recorded(parameters={"epochs": 2})
    run = Run(a_run().cells, a_run((0.55, 0.88)).results, {"epochs": 2})
    assert judge_baseline(own, run, {"epochs": 2}).passed


def test_a_run_is_judged_by_extremes_as_it_was_by_those_of_the_first_version_of_the_file():
    known = recorded()
    extremes = known.values["history.acc"]
    wide = [widened(*each) for each in zip(extremes.low, extremes.high, strict=True)]
    first = extremes.model_copy(update={"low": [low for low, _ in wide], "high": [high for _, high in wide]})
    again = recorded(values=known.values | {"history.acc": first.without_widening()})
    for run in (a_run((0.35, 0.75), seed=3), a_run((0.55, 1.11), seed=3), a_run((0.1, 0.2), seed=3), a_run((9, 0.7))):
        for near in (True, False):
            before = list(deviations(known, flatten(run), near))
            after = list(deviations(again, flatten(run), near))
            assert [one.words for one in before] == [one.words for one in after]
            assert [one.size for one in before] == pytest.approx([one.size for one in after])

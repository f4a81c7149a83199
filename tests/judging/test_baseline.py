import json
import math

import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.core.problems import InputError
from kagglebook.core.run import CellOutput, Run
from kagglebook.judging import baseline
from kagglebook.judging.baseline import judge_baseline
from kagglebook.judging.tolerances import HOW, measure
from tests.support import ROOT

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
    return baseline.Recorded(**(ENVIRONMENT | fields | changes))


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
    known = recorded(values={"x": baseline.RecordedValue(value=[0.123456789], near=[2e-5])})
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
    known = recorded(values={"x": baseline.RecordedValue(value=known)})
    run = Run({}, {"x": value, "environment": ENVIRONMENT}, QUICK)
    assert judge_baseline(known, run, QUICK).measured == told


@pytest.mark.parametrize("near", [[0.0, 0.0], None])
@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf])
def test_nan_and_infinity_equal_themselves_and_nothing_else(odd, near):
    known = recorded(values={"x": baseline.RecordedValue(value=[odd, 1.0], near=near)})

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


def test_a_file_is_read_as_it_was_written(tmp_path):
    programs = {"5-7": recorded(), "5-8": recorded()}
    (tmp_path / baseline.NAME).write_bytes(baseline.to_bytes(HOW, programs))
    read = baseline.load(tmp_path)
    assert read["5-7"].model_dump(exclude={"values"}) == programs["5-7"].model_dump(exclude={"values"})
    for path, known in programs["5-8"].values.items():
        again = read["5-8"].values[path]
        assert (again.value, again.varies) == (known.value, known.varies)
        for name in ("near", "low", "high"):  # seven digits are kept
            assert getattr(again, name) == (pytest.approx(found) if (found := getattr(known, name)) else None)
    assert json.loads((tmp_path / baseline.NAME).read_bytes())["how"] == HOW


def test_a_chapter_without_a_file_has_no_recorded_run(tmp_path):
    assert baseline.load(tmp_path) == {}


def test_a_file_that_is_no_baseline_is_told_with_the_way_out(tmp_path):
    (tmp_path / baseline.NAME).write_text('{"how": "", "programs": {"5-7": {"date": 1}}}')
    with pytest.raises(InputError, match=r"baseline.json: programs.5-7.date: .*`record --force`"):
        baseline.load(tmp_path)


def test_what_is_infinite_or_nan_is_read_as_it_was_written(tmp_path):
    values = {"x": baseline.RecordedValue(value=[math.inf, -math.inf, math.nan], near=[0.0] * 3)}
    (tmp_path / baseline.NAME).write_bytes(baseline.to_bytes(HOW, {"5-7": recorded(values=values)}))
    assert [*map(str, baseline.load(tmp_path)["5-7"].values["x"].value)] == ["inf", "-inf", "nan"]


@pytest.mark.parametrize(
    "value",
    [
        '{"value": [1.0], "near": [0.1, 0.1]}',
        '{"value": [1.0], "near": []}',
        '{"value": "text", "near": [0.1]}',
        '{"value": [1.0], "near": [NaN]}',
        '{"value": [1.0], "near": [0.1], "low": [0.1]}',
        '{"value": [1.0], "low": [0.1], "high": [0.1]}',
    ],
)
def test_a_record_whose_tolerances_do_not_fit_is_told(tmp_path, value):
    fields = '"date": "", "parameters": {}, "fingerprint": ""'
    text = f'{{"how": "", "programs": {{"5-7": {{{fields}, "values": {{"x": {value}}}}}}}}}'
    (tmp_path / baseline.NAME).write_text(text)
    with pytest.raises(InputError, match=r"baseline.json: programs.5-7.values.x"):
        baseline.load(tmp_path)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"how": ' + "1" * 5_000 + "}", "\x00", "[]", "null"])
def test_a_file_of_anything_is_told(tmp_path, text):
    (tmp_path / baseline.NAME).write_text(text)
    with pytest.raises(InputError, match=r"baseline.json"):
        baseline.load(tmp_path)


def test_the_recorded_chapter_says_how_it_was_measured_and_has_every_program():
    chapter = load_chapter(ROOT, 5)
    recorded = baseline.load(chapter.folder)
    assert list(recorded) == [program.number for program in chapter.programs]
    for program in chapter.programs:
        assert recorded[program.number].parameters == program.params | program.quick
    assert json.loads((chapter.folder / baseline.NAME).read_bytes())["how"] == HOW


def test_a_file_of_a_newer_version_is_told_as_such_and_one_without_a_version_is_read(tmp_path):
    path = tmp_path / baseline.NAME
    path.write_text('{"how": "", "programs": {}}')
    assert baseline.load(tmp_path) == {}
    path.write_text('{"version": 2, "how": "", "programs": {}}')
    with pytest.raises(baseline.NewerVersionError, match="of a version that this kagglebook doesn't know"):
        baseline.load(tmp_path)

import json
import math

import pytest

from kagglebook import baseline
from kagglebook.baseline import RecordedValue, flatten, judge_baseline, measure
from kagglebook.chapter import load_chapter
from kagglebook.errors import InputError
from kagglebook.result import CellOutput, RunResult

from .conftest import ROOT

ENVIRONMENT = {"python": "3.11.0", "torch": "2.14.1+cpu", "device": "cpu"}
QUICK = {"epochs": 2, "seed": 0}


def a_run(accuracy=(0.5, 0.75), seed=0, layers=("Linear", "Tanh"), text=None, environment=ENVIRONMENT, **parameters):
    results = {"history": {"acc": list(accuracy)}, "layers": list(layers), "n": 1195018, "environment": environment}
    cells = {
        "train": CellOutput(text=text or f"device: cpu, torch {environment['torch']}\naccuracy {accuracy[-1]:.4f}\n")
    }
    return RunResult(cells, results, QUICK | {"seed": seed} | parameters)


def recorded(**changes):
    """A run with accuracies 0.5 and 0.75: within 0.01 on any machine, from 0.4 to 0.9 with any seed."""
    machine = [a_run((0.5, 0.75)), a_run((0.5, 0.7525))]
    seeds = [a_run((0.48, 0.70), seed=1), a_run((0.52, 0.80), seed=2)]
    fields = {"date": "2026-01-01", "fingerprint": "", "parameters": QUICK, "values": measure(a_run(), machine, seeds)}
    return baseline.Recorded(**(ENVIRONMENT | fields | changes))


def judged(run, **changes):
    return judge_baseline(recorded(**changes), run, QUICK)


def test_results_become_leaves_and_series_and_cells_words_and_numbers():
    run = RunResult(
        {"a": CellOutput("loss 0.25, -1,149,010 of 3e-4 x2\n", figures=1), "b": CellOutput("\n")},
        {
            "n": 3,
            "ok": True,
            "h": {"a": [1.0, 2]},
            "curves": [[1.0], [2.0]],
            "names": ["x"],
            "none": [],
            "environment": {},
        },
    )
    assert flatten(run) == {
        "n": [3],
        "ok": True,
        "h.a": [1.0, 2],
        "curves[0]": [1.0],
        "curves[1]": [2.0],
        "names": ["x"],
        "none": [],
        "cell a: words": "loss # , # of # x2",
        "cell a: numbers": [0.25, -1149010, 3e-4],
        "cell a: figures": 1,
    }


def test_what_a_cell_says_of_its_environment_is_not_compared():
    other = {"python": "3.12.1", "torch": "2.10.0+cu128", "device": "Tesla T4"}
    here = flatten(a_run())
    there = flatten(a_run(text="device: cuda, torch 2.10.0+cu128\naccuracy 0.75\n", environment=other))
    assert here == there


def test_the_tolerance_is_four_times_what_machines_differ_or_a_share_of_the_value():
    assert recorded().values["history.acc"].near == pytest.approx([0.0025 * 0.5, 4 * 0.0025])


def test_the_spread_of_seeds_is_widened_by_itself_on_each_side():
    known = recorded().values["history.acc"]
    assert known.low == pytest.approx([0.44, 0.60])
    assert known.high == pytest.approx([0.56, 0.90])


def test_a_curve_in_which_rounding_is_amplified_is_held_to_the_spread_of_seeds():
    machine = [a_run((0.5, 0.80))]
    seeds = [a_run((0.3, 0.70), seed=1), a_run((0.6, 0.80), seed=2)]
    known = measure(a_run(), machine, seeds)["history.acc"]
    assert known.low == pytest.approx([0.0, 0.6])
    assert known.high == pytest.approx([0.9, 0.9])
    assert known.near == pytest.approx([0.5, 0.15])


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
        return RunResult({}, {"x": value, "environment": ENVIRONMENT}, QUICK)

    own, another = (["a"], ["z"]) if isinstance(seeds[0], str) else ([1.0, 2.0], [9.0, 9.0, 9.0])
    own, another = (own[0], another[0]) if isinstance(seeds[0], str) else (own, another)
    known = recorded(values=measure(of(own), [of(value) for value in machine], [of(value) for value in seeds]))
    assert known.values["x"].varies == varies
    assert judge_baseline(known, of(own), QUICK).passed
    assert judge_baseline(known, of(another), QUICK).passed is (varies == "run")
    elsewhere = RunResult({}, of(another).results, QUICK | {"seed": 1})
    assert judge_baseline(known, elsewhere, QUICK).passed is (varies != "")


def test_what_no_run_changes_has_no_tolerance():
    assert recorded().values["n"] == RecordedValue(value=[1195018])


@pytest.mark.parametrize(
    ("run", "passed"),
    [
        (a_run(), True),
        (a_run((0.5, 0.7595)), True),
        (a_run((0.5, 0.765)), False),  # another seed would do this
        (a_run((0.502, 0.75)), False),
        (a_run((0.55, 0.88), seed=3), True),
        (a_run((0.55, 0.91), seed=3), False),
        (a_run((0.43, 0.75), seed=3), False),
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
        (a_run((0.55, 0.95), environment=ENVIRONMENT | {"device": "Tesla T4"}), False),
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
    assert judged(a_run((0.43, 0.2), seed=3)).measured.startswith("history.acc[1] is 0.2, recorded 0.75 ± 0.15")


def test_a_value_that_is_not_recorded_is_told():
    run = a_run()
    run.results.update(extra=1)
    assert judged(run).measured == "extra is not recorded"


def test_a_run_with_another_parameter_is_not_compared():
    assert judged(a_run(epochs=3)) is None


def test_a_run_without_results_is_not_compared():
    assert judged(RunResult({}, None, QUICK)) is None


def test_quick_parameters_that_have_changed_since_are_told():
    outcome = judge_baseline(recorded(), a_run(epochs=3), QUICK | {"epochs": 3})
    assert (outcome.passed, outcome.expected) == (False, "recorded with epochs=2")
    assert outcome.measured == "epochs=3: --update-baseline records it"


def test_a_program_without_a_seed_is_held_to_the_spread_of_its_runs():
    own = recorded(parameters={"epochs": 2})
    run = RunResult(a_run().cells, a_run((0.55, 0.88)).results, {"epochs": 2})
    assert judge_baseline(own, run, {"epochs": 2}).passed


def test_a_file_is_read_as_it_was_written(tmp_path):
    programs = {"5-7": recorded(), "5-8": recorded()}
    (tmp_path / baseline.NAME).write_bytes(baseline.to_bytes(programs))
    read = baseline.load(tmp_path)
    assert read["5-7"].model_dump(exclude={"values"}) == programs["5-7"].model_dump(exclude={"values"})
    for path, known in programs["5-8"].values.items():
        again = read["5-8"].values[path]
        assert (again.value, again.varies) == (known.value, known.varies)
        for name in ("near", "low", "high"):  # seven digits are kept
            assert getattr(again, name) == (pytest.approx(found) if (found := getattr(known, name)) else None)
    assert json.loads((tmp_path / baseline.NAME).read_bytes())["how"] == baseline.HOW


def test_a_chapter_without_a_file_has_no_recorded_run(tmp_path):
    assert baseline.load(tmp_path) == {}


def test_a_file_that_is_no_baseline_is_told_with_the_way_out(tmp_path):
    (tmp_path / baseline.NAME).write_text('{"how": "", "programs": {"5-7": {"date": 1}}}')
    with pytest.raises(InputError, match=r"baseline.json: programs.5-7.date: .*--update-baseline --force"):
        baseline.load(tmp_path)


def test_the_recorded_chapter_says_how_it_was_measured_and_has_every_program():
    chapter = load_chapter(ROOT, 5)
    recorded = baseline.load(chapter.folder)
    assert list(recorded) == [program.number for program in chapter.programs]
    for program in chapter.programs:
        assert recorded[program.number].parameters == program.params | program.quick
    assert json.loads((chapter.folder / baseline.NAME).read_bytes())["how"] == baseline.HOW

from types import SimpleNamespace

import pytest

from kagglebook.chapter.measured import Minutes
from kagglebook.core.run import Run
from kagglebook.judging.verdict import CheckedRun
from kagglebook.kaggle.verify import Verified
from kagglebook.report.verified import minutes_to_write


def verified(seconds=54.0, device="Tesla T4", minutes=None, variant=False, ran=True):
    program = SimpleNamespace(number="5-7", minutes=minutes, is_variant=variant)
    page = SimpleNamespace(program=program)
    checked = CheckedRun(page, Run(seconds=seconds), []) if ran else None
    return Verified(SimpleNamespace(page=page), "COMPLETE", device, checked)


@pytest.mark.parametrize(
    ("minutes", "written"),
    [
        (None, "gpu = 0.9"),
        (Minutes(cpu=3.5), "cpu = 3.5, gpu = 0.9"),
        (Minutes(cpu=3.5, gpu=2), "cpu = 3.5, gpu = 0.9"),
    ],
)
def test_what_a_run_on_kaggles_gpu_took_is_offered_to_the_author(minutes, written):
    assert minutes_to_write(verified(minutes=minutes)).endswith(f" minutes = {{ {written} }}")


@pytest.mark.parametrize(
    "run",
    [
        verified(minutes=Minutes(gpu=1)),
        verified(device="cpu"),
        verified(device=""),
        verified(seconds=0.0),
        verified(variant=True),
        verified(ran=False),
    ],
    ids=["told already", "no GPU", "unknown device", "unknown time", "variant", "no run"],
)
def test_nothing_is_offered_where_it_is_told_or_not_known(run):
    assert minutes_to_write(run) == ""

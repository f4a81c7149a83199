"""The mutation harness, and a fast part of what it does: defects in programs that take a second."""

import ast
import re
import tomllib

import pytest

from kagglebook.chapter.chapter import load_chapter
from tests.support import ROOT, some

from .mutation.__main__ import alike, report, state
from .mutation.harness import SOUND, Defect, Verdict, changed, copy_of_chapter, load_defects, plant, running

DEFECTS = load_defects()
FAST = ("5-1", "5-2", "5-4", "5-5", "5-6", "ex-5-1")


def ends(program: str) -> list[Defect]:
    """The first and the last of a program's defects that must be caught."""
    own = [defect for defect in DEFECTS if defect.program == program and defect.points]
    return [own[0], own[-1]]


HISTORY = Defect("step forgotten", "5-7", points="history")


def test_every_defect_stands_once_in_its_template_and_leaves_it_valid():
    for defect in DEFECTS:
        text = (ROOT / defect.file).read_text(encoding="utf-8")
        planted = changed(text, defect)  # raises where it doesn't stand once
        assert defect.new != defect.old, defect
        ast.parse(planted) if defect.file.endswith(".py") else tomllib.loads(planted)


def test_every_defect_says_what_must_come_of_it():
    numbers = {program.number for program in load_chapter(ROOT, 5).programs}
    for defect in DEFECTS:
        assert defect.program in numbers
        assert bool(defect.points) != bool(defect.equivalent), defect
        re.compile(defect.points)
    assert {defect.program for defect in DEFECTS} == numbers
    assert len({(defect.program, defect.what) for defect in DEFECTS}) == len(DEFECTS)


def test_a_hundred_defects_and_more_are_not_equivalent():
    assert sum(bool(defect.points) for defect in DEFECTS) >= 100


@pytest.fixture(scope="module")
def start(warm_pool):
    """Starts a defect's run in warm kernels."""
    with running(pool=warm_pool) as start:
        yield start


@pytest.mark.parametrize("program", some(FAST, "5-5".__eq__))
def test_defects_are_caught_and_the_sound_program_is_not(start, program):
    waiting = [start(defect) for defect in [*ends(program), Defect(SOUND, program)]]
    *verdicts, sound = [wait() for wait in waiting]
    assert [verdict for verdict in verdicts if not verdict.pointed] == []
    assert not sound.caught


def test_a_defect_whose_text_is_gone_is_an_error(tmp_path):
    with pytest.raises(ValueError, match="5-7, step forgotten: 'gone' stands 0 times"):
        plant(copy_of_chapter(tmp_path), Defect("step forgotten", "5-7", "templates/epochs.py", "gone", "pass", "x"))


def test_a_defect_that_rendering_finds_is_caught_before_it_runs(start):
    defect = next(one for one in DEFECTS if one.what == "learning rate not the parameter's")
    verdict = start(defect)()
    (line,) = verdict.lines
    assert "the notebook never uses its parameter 'lr'" in line
    assert (verdict.pointed, verdict.raised) == (True, False)


@pytest.mark.parametrize(
    ("verdict", "word"),
    [
        (Verdict(HISTORY, ["program 5-7, baseline: history.test_acc[0] is 0.1"]), "caught"),
        (Verdict(HISTORY, ["program 5-7, layers: expected 4 values"]), "MISDIRECTED"),
        (Verdict(HISTORY, ["program 5-8, history.test_acc"]), "MISDIRECTED"),
        (Verdict(HISTORY, []), "ESCAPED"),
        (Verdict(Defect("eval forgotten", "5-7", equivalent="no dropout"), []), "passed"),
        (Verdict(Defect("eval forgotten", "5-7", equivalent="no dropout"), ["program 5-7"]), "CAUGHT?"),
        (Verdict(Defect(SOUND, "5-7"), []), "passed"),
        (Verdict(Defect(SOUND, "5-7"), ["program 5-7"]), "FALSE"),
    ],
)
def test_a_verdict_in_a_word(verdict, word):
    assert state(verdict) == word


def test_the_score_counts_what_is_caught_and_told_rightly():
    sound = {"5-7": Verdict(Defect(SOUND, "5-7"), [], results={"n": 1.0})}
    caught = Verdict(HISTORY, ["program 5-7, history"], raised=True, accuracy=True)
    misdirected = Verdict(HISTORY, ["program 5-7, layers"], accuracy=True)
    escaped = Verdict(HISTORY, [])
    harmless = Verdict(Defect("eval forgotten", "5-7", equivalent="no dropout"), [], results={"n": 1.0 + 1e-9})
    changed = Verdict(Defect("eval forgotten", "5-7", equivalent="no dropout"), [], results={"n": 1.1})
    text, share, wrong = report([caught, misdirected, escaped, harmless, changed], sound, 60)
    assert share == pytest.approx(1 / 3)
    assert wrong == [changed]
    assert "| no exception | 1 of 3 (33.3 %) |" in text
    assert "rel=0.1 or abs=0.05 | 2 of 3 (66.7 %) |" in text


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"a": [1.0, "x"]}, {"a": [1.0 + 1e-9, "x"]}, True),
        ({"a": [1.0, "x"]}, {"a": [1.001, "x"]}, False),
        ({"a": 1}, {"a": 1, "b": 1}, False),
        ([1.0], [1.0, 1.0], False),
        (True, False, False),
    ],
)
def test_results_are_alike_up_to_rounding(one, other, same):
    assert alike(one, other) is same

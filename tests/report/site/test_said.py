"""What checks say is found again in the table of a page, in its language."""

import pytest

from kagglebook.chapter.check_words import CheckWords
from kagglebook.chapter.program import Program
from kagglebook.chapter.slides import Shows
from kagglebook.chapter.words import shipped
from kagglebook.core.run import CellOutput, Run
from kagglebook.execution.pretended_gpu import KEY, PretendedGPUJudge
from kagglebook.judging.verdict import judge_run
from kagglebook.report.site.said import FINDINGS, SUBJECTS, said
from tests.support.languages import made_up

FIGURE = {"axes": [{"title": "t", "xlabel": "x", "ylabel": "y", "curves": [{"x": [1, 2], "y": [2, 1]}]}]}
RUN = Run(
    {
        "plot": CellOutput(figures=1, drawn=(FIGURE,)),
        "plots": CellOutput(figures=2),
        "table": CellOutput(html=("<b>a</b>",)),
        "tables": CellOutput(html=("<b>a</b>", "<b>b</b>")),
        "train": CellOutput(stderr="INFO: one\nINFO: two"),
    },
    {"losses": [3.0, 2.0]},
)
EXPECTED_ON_STDERR = {"cell": "train", "stderr": ["one", "two"]}
GPU = "3 operations, all on cuda:0"
IN_WORDS = [
    ({"value": "losses", "decreasing": True}, "decreasing", ""),
    ({"value": "losses", "length": 2}, "2 values", "2 values"),
    ({"cell": "plot", "figures": 1}, "1 figure", "1 figure"),
    ({"cell": "plots", "figures": 2}, "2 figures", "2 figures"),
    ({"cell": "table", "html": 1}, "1 HTML output", "1 HTML output"),
    ({"cell": "tables", "html": 2}, "2 HTML outputs", "2 HTML outputs"),
    ({"cell": "table", "html": "a"}, "'a' in HTML", ""),
    (EXPECTED_ON_STDERR, "'one', 'two' on stderr", "as expected"),
    ({"cell": "plot", "legible": True}, "legible figures", "legible figures"),
    ({"cell": "plot", "drawn": "[0].axes[0].curves[0].y", "decreasing": True}, "decreasing", ""),
]


@pytest.fixture
def other() -> CheckWords:
    """The words of a made-up language."""
    return CheckWords.model_validate(made_up()["site"]["checks"])


def outcomes(check: dict):
    """What is found by a check, and by those that every run has."""
    table = {"number": "1-1", "title": "t", "kernel_title": "k", "section": "1", "template": "t.py", "checks": [check]}
    return judge_run(Program.model_validate(table).checks, RUN, quick=True)


@pytest.mark.parametrize(("check", "expected", "measured"), IN_WORDS)
def test_what_a_check_says_in_words_a_language_has(other, check, expected, measured):
    found = outcomes(check)[-1]
    assert (found.passed, found.expected) == (True, expected)
    _, theirs, came = said(other, found.subject, found.expected, found.measured)
    assert theirs.startswith("⟦") and came.startswith("⟦" if measured else str(found.measured))


def test_of_what_every_run_is_asked_all_is_in_words(other):
    rows = [said(other, each.subject, each.expected, each.measured) for each in outcomes(EXPECTED_ON_STDERR)[:3]]
    assert [row[0] for row in rows] == [other.run, "stderr", "results.json"]
    assert [word[0] for row in rows for word in row[1:]] == ["⟦"] * 6


def test_so_is_what_judges_find(other):
    gpu = PretendedGPUJudge().judge(None, Run(findings={KEY: {"state": "passed", "measured": GPU}}), True)
    cell = Shows(cell="plot")
    slide = ("slide 5.4.1-3", cell.expected(True, {}), cell.judge(RUN, True)[0])
    recorded = ("baseline", "12 values as recorded, within the spread of seeds", "as recorded")
    for row in ((gpu.subject, gpu.expected, gpu.measured), slide, recorded):
        assert all(word.startswith("⟦") for word in said(other, *row)), row


def test_names_and_values_stay_as_they_are(other):
    assert said(other, "names", "= 'empty'", "empty") == ("names", "= 'empty'", "empty")
    assert said(other, "loss[-1]", "≥ 0.7, ≤ 1", "0.8") == ("loss[-1]", "≥ 0.7, ≤ 1", "0.8")
    what, *_ = said(other, "cell plot, [0].axes[0].title", "= 'written'", "written")
    assert what.startswith("⟦") and what.endswith("plot, [0].axes[0].title")


def test_in_english_all_is_as_it_was():
    english = shipped("en").site.checks
    for check, *_ in IN_WORDS:
        for each in outcomes(check):
            assert said(english, each.subject, each.expected, each.measured) == (
                each.subject,
                each.expected,
                each.measured,
            )


def test_each_word_has_its_saying():
    assert CheckWords.model_fields.keys() == SUBJECTS.keys() | FINDINGS.keys()

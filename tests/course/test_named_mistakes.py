"""The cell `report` names silent mistakes: a fast part of `python -m tests.course.named_mistakes`, and its data."""

import ast
import contextlib
import io
import re

import pytest

from tests.support import ROOT, asked, pages_05, some

from .named_mistakes.__main__ import report
from .named_mistakes.harness import NOTHING, SETS, Finding, Mistake, load, right_notebooks, running

MISTAKES = {name: load(name) for name in SETS}
EVERY = [mistake for mistakes in MISTAKES.values() for mistake in mistakes]
# Those that were kept aside are measured, in docs/named-mistakes.md, and not all named.
OR = [mistake for mistake in MISTAKES[SETS[0]] if mistake.program in ("5-5", "5-6")][::4]
TRAINED = [next(mistake for mistake in EVERY if mistake.program == number) for number in ("5-7", "5-10")]
RIGHT = [one for one in right_notebooks([3]) if one.program in ("5-5", "5-6", "5-7")]


def quick(mistake: Mistake) -> bool:
    """Whether it is looked at in every run of the tests; the others are for `-m thorough`."""
    return mistake == OR[0] or (mistake.program == "5-5" and not mistake.names)


@pytest.fixture(scope="module")
def findings(request, warm_pool):
    """What the report says of each of the selected notebooks."""
    with running(pool=warm_pool) as start:
        waiting = [(mistake, start(mistake)) for mistake in asked(request, "mistake")]
        yield {(mistake.program, mistake.what): wait() for mistake, wait in waiting}


def test_every_mistake_stands_once_in_its_template_and_leaves_it_valid():
    for mistake in EVERY:
        text = (ROOT / mistake.file).read_text(encoding="utf-8")
        assert text.count(mistake.old) == 1, mistake
        changed = text.replace(mistake.old, mistake.new)
        assert changed != text, mistake
        ast.parse(changed)
        re.compile(mistake.names)


def test_sixty_mistakes_are_planted_and_half_of_them_were_kept_aside():
    assert len(EVERY) >= 60
    assert len({(mistake.program, mistake.what) for mistake in EVERY}) == len(EVERY)
    assert len(MISTAKES["kept_aside.toml"]) >= 30
    assert len({mistake.program for mistake in EVERY}) == 7


def name(mistake: Mistake) -> str:
    return f"{mistake.program} {mistake.what}"


@pytest.mark.parametrize("mistake", some([*OR, *TRAINED], quick), ids=name)
def test_a_silent_mistake_is_named(findings, mistake):
    finding = findings[mistake.program, mistake.what]
    assert finding.state in ("named", "raised"), finding.said


@pytest.mark.parametrize("mistake", some(RIGHT, quick), ids=name)
def test_a_right_notebook_is_not_accused(findings, mistake):
    assert findings[mistake.program, mistake.what].state == "named"


def test_the_page_counts_what_is_silent_and_was_named():
    mistake = Mistake("step forgotten", "5-7", names="step")
    other = Mistake("backward forgotten", "5-7", names="backward")
    crash = Mistake("no data", "5-7", names="data")
    found = [Finding(mistake, "1. step()"), Finding(other, "1. zero_grad()"), Finding(crash, "", "KeyError")]
    text, share = report({SETS[0]: [mistake, other, crash], SETS[1]: []}, found, 60)
    assert share == 0.5
    assert "| 3 | 1 | 1 | 0 | 1 | 50 % |" in text


@pytest.fixture(scope="module")
def pages():
    """The programs with a report, by number."""
    return {page.program.number: page for page in pages_05() if "report" in page.rendered.code}


def test_the_report_knows_how_many_pictures_the_recorded_runs_had(pages):
    for page in pages.values():
        (quick,) = [check.quick for check in page.program.checks if getattr(check, "value", "") == "n_training"] or [
            None
        ]
        assert page.rendered.code["report"].rstrip().endswith(f"report({quick})")


def test_the_report_leaves_weights_gradients_losses_and_random_numbers_as_they_were(pages):
    torch = pytest.importorskip("torch")
    names, code = {"__name__": "__main__", "In": [""]}, pages["5-6"].rendered.code

    def state():
        weights = [
            part.clone() for weight in names["perceptron"].parameters() for part in (weight.detach(), weight.grad)
        ]
        return [*weights, torch.tensor(names["losses"]), names["pred"].detach().clone(), torch.get_rng_state()]

    told = io.StringIO()
    for cell in ["parameters", "model", "data", "train", "predict", "lecture", "report"]:
        names["In"].append(code[cell])
        before = state() if cell == "report" else []
        with contextlib.redirect_stdout(told):
            exec(code[cell], names)
    assert NOTHING in told.getvalue()
    assert [torch.equal(*pair) for pair in zip(before, state(), strict=True)] == [True] * 7

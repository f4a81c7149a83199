"""Checks that go by one name: what they are, and where a fault of theirs is told."""

import pytest

from kagglebook import InputError, Selection, load_chapter, render, select
from kagglebook.chapter.presets import PRESETS
from tests.support import CHAPTER


def checks(repo, number="1-1"):
    (program,) = load_chapter(repo, 1).select([number])
    return program.checks


@pytest.fixture
def first_checks(repo):
    """Replace the checks of the tiny chapter's first program."""

    def replace(text: str) -> None:
        path = repo / CHAPTER
        before, _, rest = path.read_text(encoding="utf-8").partition("checks = [")
        path.write_text(before + text + rest.partition("\n]")[2], encoding="utf-8")

    return replace


def test_a_name_alone_stands_for_all_checks_of_curves(repo, first_checks):
    first_checks('checks = "curves"')
    assert len(checks(repo)) == 18
    subjects = [check.subject() for check in checks(repo)]
    assert subjects[:3] == ["history.test_acc", "cell curves", "cell curves"]
    assert "cell curves, [1].axes[0].curves[1].y" in subjects


def test_among_a_programs_own_checks_it_is_one_of_them(repo, first_checks):
    first_checks('checks = [\n  { value = "n", equals = 1 },\n  { preset = "curves" },\n  { value = "m", max = 2 },\n]')
    found = checks(repo)
    assert (len(found), found[0].subject(), found[-1].subject()) == (20, "n", "m")


def test_other_names_than_usual_can_be_given(repo, first_checks):
    first_checks('checks = [{ preset = "curves", cell = "c", history = "h[0]", epochs = "n" }]')
    read = [(dict(check.cells()), dict(check.values()), dict(check.parameters())) for check in checks(repo)]
    assert {cell for cells, _, _ in read for cell in cells.values()} == {"c"}
    assert {value for _, values, _ in read for value in values.values()} == {
        *("h[0].train_acc", "h[0].test_acc", "h[0].train_loss", "h[0].test_loss")
    }
    assert read[0][2] == {"length": "n"}


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ('checks = "curvs"', "no checks 'curvs', did you mean 'curves'?"),
        ('checks = [\n  { preset = "curve" },\n]', "no checks 'curve', did you mean 'curves'?"),
        ('checks = [\n  { preset = "curves", cells = "c" },\n]', "unknown key 'cells', did you mean 'cell'?"),
        ("checks = [\n  { preset = 3 },\n]", "should be a valid string, not 3"),
        ('checks = [\n  { prest = "curves" },\n]', "a check needs one of the keys"),
        ("checks = 3", "should be a valid list, not 3"),
    ],
)
def test_what_is_no_preset_is_told_with_its_line(repo, first_checks, written, message):
    first_checks(written)
    with pytest.raises(InputError) as caught:
        load_chapter(repo, 1)
    (problem,) = caught.value.problems
    assert message in problem.message
    lines = (repo / CHAPTER).read_text(encoding="utf-8").splitlines()
    assert lines[problem.line - 1].strip() == written.split("\n")[written.count("\n") > 0].strip()


def test_a_fault_of_a_check_behind_a_preset_is_told_at_its_own_line(repo, first_checks):
    first_checks('checks = [\n  { preset = "curves", cell = "add" },\n  { cell = "gone", figures = 1 },\n]')
    with pytest.raises(InputError) as caught:
        render(load_chapter(repo, 1))
    lines = (repo / CHAPTER).read_text(encoding="utf-8").splitlines()
    found = {
        (lines[each.line - 1].strip(), each.place) for each in caught.value.problems if each.path.suffix == ".toml"
    }
    assert ('{ cell = "gone", figures = 1 },', "program 1-1, checks[1].cell") in found
    assert ('{ preset = "curves", cell = "add" },', "program 1-1, checks[0].value") in found


def test_a_variants_checks_keep_their_lines_and_replace_those_of_a_preset(repo, first_checks):
    first_checks(
        'variants = [{ params = { first = 7 }, checks = [{ preset = "curves", cell = "gone" }, '
        '{ value = "no", max = 1 }] }]\n'
        'checks = [\n  { preset = "curves" },\n]'
    )
    chapter = load_chapter(repo, 1)
    _, variant, *_ = select(chapter, Selection(variants=True))
    own = [check for check in variant.checks if check.cells().get("cell") == "gone"]
    assert len(own) == 17
    assert variant.key_path(("checks", 18, "value")) == ("variants", 0, "checks", 1, "value")
    assert variant.key_path(("checks", len(variant.checks) - 1, "cell")) == ("checks", 0, "cell")


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_makes_checks_that_can_be_read(repo, first_checks, name):
    first_checks(f'checks = "{name}"')
    assert checks(repo)

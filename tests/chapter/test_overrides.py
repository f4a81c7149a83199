import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.chapter.overrides import chosen, read_settings
from kagglebook.commands.main import run
from kagglebook.core.problems import InputError
from tests.support import ROOT

pytestmark = pytest.mark.usefixtures("shared_server")

PROGRAMS = load_chapter(ROOT, 5).programs


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("seed=7", "seed", 7),
        ("lr=1e-2", "lr", 0.01),
        ("lr = 1", "lr", 1),
        ("shuffle=true", "shuffle", True),
    ],
)
def test_a_value_is_read_as_chapter_toml_reads_it(text, name, value):
    (setting,) = read_settings([text], PROGRAMS).items()
    assert setting == (name, value)
    assert type(setting[1]) is type(value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sed=7", "--set sed=7: no program here has a parameter 'sed', did you mean 'seed'?"),
        ("seed=1.5", "--set seed=1.5: seed of program 5-3 is of type int, as 0"),
        ("seed=true", "--set seed=true: seed of program 5-3 is of type int, as 0"),
        ("shuffle=yes", "--set shuffle=yes: shuffle of program 5-7 is of type bool, as False"),
        ("seed", "--set seed: takes NAME=VALUE, such as seed=1"),
        ("=1", "--set =1: takes NAME=VALUE, such as seed=1"),
        ("seed=1\nlr=2", "--set seed=1\nlr=2: seed of program 5-3 is of type int, as 0"),
    ],
)
def test_a_wrong_setting_is_told(text, message):
    with pytest.raises(InputError) as caught:
        read_settings([text], PROGRAMS)
    assert str(caught.value) == message


def test_a_parameter_of_a_program_that_is_not_selected_is_unknown():
    with pytest.raises(InputError, match="known: iterations, lr, seed"):
        read_settings(["raw_logits=true"], [program for program in PROGRAMS if program.number == "5-5"])


def test_a_setting_goes_to_the_programs_that_have_it():
    by_number = {program.number: program for program in PROGRAMS}
    settings = {"seed": 7, "momentum": 0.9}
    assert chosen(settings, by_number["5-11"]) == settings
    assert chosen(settings, by_number["5-7"]) == {"seed": 7}
    assert chosen(settings, by_number["5-1"]) == {}


def test_a_run_takes_the_setting_in_place_of_the_quick_parameter(repo, capsys):
    assert run(["run", "--chapter", "1", "--set", "first=3"], repo) == 1
    assert "total" in (out := capsys.readouterr().out)
    assert "expected = 1.5, got 3.5" in out
    assert "1 of 2 programs passed" in out


def test_a_wrong_setting_ends_the_command_before_anything_runs(repo, capsys):
    assert run(["run", "--chapter", "1", "--set", "frist=3"], repo) == 2
    assert "did you mean 'first'?" in capsys.readouterr().err
    assert not (repo / "output").exists()

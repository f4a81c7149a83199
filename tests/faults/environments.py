"""Odd environments: variables, closed streams, narrow terminals, homes that are not there; every verb that runs nothing."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from tests.faults.case import Case, Program, course
from tests.faults.command import call, sound

TITLED = Program("손실 — naïve", [("a", "x = 1")], 'params = {}\nchecks = [{ cell = "a", figures = 0 }]\n')
VERBS = (
    ["render", "--chapter", "1"],
    ["check", "--chapter", "1"],
    ["list", "--chapter", "1"],
    ["--help"],
    ["run", "--help"],
    ["completion", "bash"],
    ["--version"],
    ["nonsense"],
)
CODES = {"nonsense": 2}
VARIABLES: Mapping[str, Mapping[str, str | None]] = {
    "PYTHONSAFEPATH": {"PYTHONSAFEPATH": "1"},
    "PYTHONOPTIMIZE": {"PYTHONOPTIMIZE": "2"},
    "PYTHONWARNINGS": {"PYTHONWARNINGS": "error"},
    "PYTHONIOENCODING": {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
    "PYTHONINTMAXSTRDIGITS": {"PYTHONINTMAXSTRDIGITS": "640"},
    "PYTHONHASHSEED": {"PYTHONHASHSEED": "7"},
    "PYTHONDEVMODE": {"PYTHONDEVMODE": "1"},
    "the C locale": {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "a locale that isn't there": {"LANG": "xx_YY.UTF-8", "LC_ALL": "xx_YY.UTF-8"},
    "a narrow terminal": {"COLUMNS": "10"},
    "a terminal of no width": {"COLUMNS": "0"},
    "columns that are no number": {"COLUMNS": "x"},
    "a dumb terminal": {"TERM": "dumb"},
    "no terminal": {"TERM": None},
    "colours forced": {"FORCE_COLOR": "1"},
    "no home": {"HOME": None},
    "a home that isn't there": {"HOME": "/no/such/home"},
    "no path": {"PATH": ""},
    "a temporary folder that isn't there": {"TMPDIR": "/no/such/folder"},
}
STREAMS = (">&-", "2>&-", "<&-", ">&- 2>&- <&-", "> /dev/full", "| head -c 1", "2>/dev/full")


def cases() -> Iterator[Case]:
    for name, variables in VARIABLES.items():
        yield Case("an odd environment", name, _attempt(variables, ""), slow=True)
    for shell in STREAMS:
        yield Case("streams that are closed or full", shell, _attempt({}, f'"$@" {shell}'), slow=True)


def _attempt(variables: Mapping[str, str | None], shell: str) -> Callable[[Path], None]:
    def attempt(folder: Path) -> None:
        root = course(folder / "course", [TITLED])
        for verb in VERBS:
            done = call(root, verb, variables, shell)
            if "PYTHONDEVMODE" not in variables:  # which itself says things of other packages
                sound(done)
            if not shell:
                assert done.returncode == CODES.get(verb[0], 0), (verb, done.stdout[-300:], done.stderr[-500:])

    return attempt

"""The table of notebooks that were executed elsewhere: that of runs here, with the file that each came from."""

from collections.abc import Sequence

from ..judging.elsewhere import Brought
from ..judging.outcome import Verdict
from .console import tell
from .runs import report_runs


def report_brought(brought: Sequence[Brought], notes: Sequence[str]) -> None:
    """Which file is of which program, and, of those that ran as quick runs, that they are held to the bounds of these;
    the tables; and what could not be checked."""
    for each in brought:
        quick = ", with the parameters of a quick run: held to its bounds" if each.quick else ""
        tell(f"{each.page.program.number:>7}  {each.path}{quick}")
    for quick in (False, True):
        if runs := [each.checked for each in brought if each.quick is quick]:
            report_runs(runs, quick, runs, sum(run.run.seconds for run in runs))
    for note in notes:
        tell(note)
    unchecked = sum(outcome.verdict is Verdict.UNCHECKED for each in brought for outcome in each.checked.outcomes)
    if unchecked:
        tell(f"{unchecked} not checked: bring results.json along, beside its notebook as NAME.results.json")

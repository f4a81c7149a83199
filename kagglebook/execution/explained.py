"""Why a try of a notebook failed, in words and by the cells of the notebook."""

import re
from collections.abc import Mapping

from ..chapter.chapter import Chapter
from ..core.complaints import TRACEBACK, complaints
from ..core.problems import Problem
from ..core.run_folder import read_outputs
from ..judging.outcome import Outcome
from ..judging.stderr import QUIET
from ..judging.verdict import CheckedRun
from ..notebook.adopting.adopted import Adopted
from ..notebook.adopting.reading import Said

LACKS = re.compile(r"^FileNotFoundError: .*No such file or directory: '([^']*)'|^FileNotFoundError: (\S+) not found")
LONGEST_WORDS = 120  # characters of what a cell says on stderr


def located(adopted: Adopted, problem: Problem) -> Said:
    """A fault of the rendering, by the cell of the notebook that its line is of."""
    in_template = problem.path.name == adopted.entry.template
    place = adopted.written.cell_at(problem.line) if in_template else 0
    return Said(place, problem.message if in_template else f"{problem.path.name}: {problem.message}")


def expected_complaints(checked: CheckedRun, chapter: Chapter) -> Mapping[str, list[str]]:
    """What the cells of a run that is sound otherwise say on stderr, by cell; none where one is a traceback."""
    if checked.run.failure or [each.subject for each in checked.outcomes if not each.passed] != [QUIET.subject]:
        return {}
    slug = checked.page.program.slug
    cells = read_outputs(chapter.layout.runs(chapter.name) / slug / f"{slug}.ipynb") or {}
    said = {name: complaints(cell.stderr) for name, cell in cells.items()}
    if any(TRACEBACK in each.text for found in said.values() for each in found):
        return {}
    return {
        name: list(dict.fromkeys(_beginning(each.words, cells[name].stderr) for each in found))
        for name, found in said.items()
        if found
    }


def _beginning(words: str, said: str) -> str:
    """How a complaint's words begin, as far as they stand so in what was said: there they may be on several lines."""
    for length in range(min(len(words), LONGEST_WORDS), 1, -1):
        if words[:length] in said:
            return words[:length].rstrip()
    return words[:1]


def failures(adopted: Adopted, checked: CheckedRun) -> list[Said]:
    """The first thing that failed in a run."""
    return [_failure(adopted, checked, outcome) for outcome in checked.outcomes if not outcome.passed][:1]


def _failure(adopted: Adopted, checked: CheckedRun, outcome: Outcome) -> Said:
    failure = outcome.failure or checked.run.failure
    cell = (failure.cell if failure else None) or outcome.cell
    place = place_of(adopted, checked, cell)
    if failure and (lacking := LACKS.search(failure.message)):
        return Said(place, f"reads {lacking[1] or lacking[2]!r}, which is not beside the notebook, nor does it make it")
    return Said(place, failure.message if failure else f"{outcome.subject}: {outcome.measured}")


def place_of(adopted: Adopted, checked: CheckedRun, cell: str | None) -> int:
    """The place in the notebook of a cell of the program; 0 for one that is not of the notebook."""
    origin = checked.page.rendered.origin(cell, None) if cell else None
    return adopted.written.cell_at(origin.number) if origin and origin.path.name == adopted.entry.template else 0

"""What became of the blanks of an edition: all open as a student is handed it, all right in the instructor's."""

from typing import Any

from ..chapter.editions import STUDENT
from ..core.run import Run
from ..notebook.page import Page
from .judges import Judge
from .outcome import Outcome, Verdict

OPEN, RIGHT = "open", "right"


class BlanksJudge(Judge):
    """Holds what an edition's run says of its blanks (`blanks` of results.json) against what it should."""

    subject = "blanks"

    def judge(self, page: Page, run: Run, quick: bool) -> Outcome | None:
        edition = page.program.edition
        if not edition:
            return None
        state = OPEN if edition == STUDENT else RIGHT
        wanted = {str(blank.number): state for blank in page.rendered.exercises.blanks}
        found = (run.results or {}).get("blanks")
        found = found if isinstance(found, dict) else {}
        expected = f"{len(wanted)} {state}"
        if wanted == found:
            return Outcome(self.subject, expected, expected, Verdict.PASS)
        return Outcome(self.subject, expected, _told(wanted, found), Verdict.FAIL)


def _told(wanted: dict[str, str], found: dict[str, Any]) -> str:
    """Each blank that is otherwise."""
    other = [number for number in wanted | found if wanted.get(number) != found.get(number)]
    return "; ".join(f"blank {number}: {found.get(number, 'not told')}" for number in other)

"""Who looks at a run on Kaggle besides the checks: was it the pushed code, and on the machine that it is for?"""

from ..core.run import Run
from ..judging.judges import Judge
from ..judging.outcome import Outcome, Verdict
from ..notebook.page import Page
from .fetched import Fetched
from .ledger import Session
from .provenance import image_in_short, lacks_tpu, same_machine


class CodeJudge(Judge):
    """Holds the code that came back against what was pushed."""

    subject = "code"

    def __init__(self, fetched: Fetched):
        self.fetched = fetched

    def judge(self, page: Page, run: Run, quick: bool) -> Outcome | None:
        if self.fetched.same_code is not False:
            return None
        return Outcome(self.subject, "as pushed", "another version's", Verdict.FAIL)


class MachineJudge(Judge):
    """Holds the machine that Kaggle says a session had against the one that was asked for."""

    subject = "machine"

    def __init__(self, session: Session):
        self.session = session

    def judge(self, page: Page, run: Run, quick: bool) -> Outcome | None:
        asked, told = page.metadata["machine_shape"], self.session.machine
        known = [name for name in page.kaggle.machines if name]
        same = same_machine(asked, told, known)
        image = image_in_short(self.session.image)
        if same is None and not page.metadata["enable_tpu"]:  # of a GPU the notebook's own device tells, or doesn't
            return Outcome(self.subject, "CPU asked", f"CPU, {image}", Verdict.PASS) if image and not asked else None
        measured = ", ".join(filter(None, (told or "not told by Kaggle", image)))
        return Outcome(self.subject, f"{asked or 'CPU'} asked", measured, Verdict.of(same))


class ImageJudge(Judge):
    """Looks whether a run with a TPU had an image for one: Kaggle takes such a push and may run it on another."""

    subject = "image"

    def __init__(self, session: Session):
        self.session = session

    def judge(self, page: Page, run: Run, quick: bool) -> Outcome | None:
        lacks = lacks_tpu(self.session.image) if page.metadata["enable_tpu"] else None
        if not lacks:
            return None
        return Outcome(self.subject, "one with a TPU's libraries", self.session.image, Verdict.FAIL)

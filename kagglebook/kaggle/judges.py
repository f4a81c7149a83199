"""Who looks at a run on Kaggle besides the checks: was it the pushed code, and on the machine that it is for?"""

from ..core.run import Run
from ..judging.judges import Judge
from ..judging.outcome import Outcome, Verdict
from ..notebook.page import Page
from .fetched import Fetched


class CodeJudge(Judge):
    """Holds the code that came back against what was pushed."""

    subject = "code"

    def __init__(self, fetched: Fetched):
        self.fetched = fetched

    def judge(self, page: Page, run: Run, quick: bool) -> Outcome | None:
        if self.fetched.same_code is not False:
            return None
        return Outcome(self.subject, "as pushed", "another version's", Verdict.FAIL)


class DeviceJudge(Judge):
    """Looks whether a program for a GPU had one."""

    subject = "device"

    def __init__(self, fetched: Fetched):
        self.fetched = fetched

    def judge(self, page: Page, run: Run, quick: bool) -> Outcome | None:
        if not page.metadata["enable_gpu"] or run.failure:
            return None
        device = self.fetched.device
        verdict = Verdict.of(device != "cpu" if device else None)
        return Outcome(self.subject, "a GPU", device or "not told in results.json", verdict)

"""Did a program for a GPU have one? As the notebook told of itself."""

from ..core.plain import fit
from ..core.run import Run
from ..core.run_folder import RESULTS
from ..notebook.page import Page
from .judges import Judge
from .outcome import Outcome, Verdict

CPU = "cpu"  # what a notebook calls it


def device_of(run: Run) -> str:
    """What the notebook says it ran on, in a line; "" where it doesn't."""
    return fit(" ".join(str(run.environment.get("device", ""))[:1_000].split()), 60)


class DeviceJudge(Judge):
    """Looks whether a full run of a program for a GPU had one."""

    subject = "device"

    def judge(self, page: Page, run: Run, quick: bool) -> Outcome | None:
        if quick or not page.metadata["enable_gpu"] or run.failure:
            return None
        device = device_of(run)
        verdict = Verdict.of(device != CPU if device else None)
        return Outcome(self.subject, "a GPU", device or f"not told in {RESULTS}", verdict)

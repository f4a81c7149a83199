"""Whether a run was quiet on stderr: its first complaint in that one's own words, with the line that made it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ..chapter.check import Check
from ..core.complaints import Complaint, complaints
from ..core.plain import fit
from ..core.run import Run
from ..notebook.page import Page
from .outcome import Outcome, Verdict

QUIET = Outcome("stderr", "empty", "empty", Verdict.PASS)  # one for all runs
LOOKED_AT = 500_000  # characters of a cell's stderr: who says more is not quiet
LONGEST = 300  # characters of a complaint
# What is said only where there is no GPU: PyTorch's loaders, autocast, gradient scaler and profiler, CUDA, TensorFlow.
NO_GPU = re.compile(
    r"\bno (?:[\w-]+ )?(?:accelerator|GPU|CUDA|NVIDIA)\b|\bGPU will not be used\b"
    r"|\b(?:accelerator|GPU|CUDA|NVIDIA)s?\b[^.]{0,20} (?:not (?:available|found|detected)|unavailable)\b"
    r"|\bCUDA driver version is insufficient\b|\bDeviceCount failed\b|\bcuInit\b|\bCan't initialize NVML\b",
    re.IGNORECASE,
)

Said = tuple[str | None, Complaint]  # by which cell


def quiet(checks: Iterable[Check], run: Run, quick: bool, page: Page | None = None) -> Outcome:
    """Whether a run said nothing on stderr but progress bars and what its checks expect there.

    What only the lack of a GPU makes it say is no complaint where the page is for one.
    """
    if run.printed and not run.printed.log:
        return replace(QUIET, measured="no log", verdict=Verdict.UNCHECKED)
    expected = _expected(checks)
    said = [(cell, each) for cell, each in _said(run) if not any(map(each.holds, expected.get(cell, ())))]
    if not said:
        return QUIET
    if page and _lacks_gpu(page, run, quick):
        loud = [(cell, each) for cell, each in said if not NO_GPU.search(each.words)]
        if not loud:
            return replace(QUIET, measured=f'empty but for "{_words(said)}": no GPU here')
        said = loud
    cell, first = said[0]
    place = first.place(page.rendered.code, cell) if page else None
    line_cell, line = place or (None, None)
    failed = replace(QUIET, measured=_words(said), verdict=Verdict.FAIL)
    return replace(failed, cell=cell or line_cell, line_cell=line_cell, line=line)


def _said(run: Run) -> Iterator[Said]:
    """The complaints of a run by cell; None for the cell where that isn't known."""
    texts: Iterable[tuple[str | None, str]] = ((name, cell.stderr) for name, cell in run.cells.items())
    if run.printed:
        texts = [(None, run.printed.stderr)]
    for cell, text in texts:
        whole = len(text) <= LOOKED_AT
        looked_at = text if whole else text[: max(text.rfind("\n", 0, LOOKED_AT), 0) or LOOKED_AT]
        yield from ((cell, each) for each in complaints(looked_at))
        if not whole:
            yield cell, Complaint(f"more than {LOOKED_AT:,} characters", "")


def _expected(checks: Iterable[Check]) -> Mapping[str | None, list[str]]:
    """The texts that checks expect on stderr, by cell; under None all of them."""
    found: dict[str | None, list[str]] = {None: []}
    for check in checks:
        texts = [*check.on_stderr()]
        for cell in (None, *check.cells().values()) if texts else ():
            found.setdefault(cell, []).extend(texts)
    return found


def _lacks_gpu(page: Page, run: Run, quick: bool) -> bool:
    """Whether a page for a GPU ran without: as it said itself or, in a quick run that didn't say, as is usual."""
    device = run.environment.get("device")
    return (device == "cpu" or (device is None and quick)) and bool(page.metadata["enable_gpu"])


def _words(said: Sequence[Said]) -> str:
    more = f" (and {len(said) - 1} more)" if len(said) > 1 else ""
    return fit(said[0][1].words, LONGEST) + more

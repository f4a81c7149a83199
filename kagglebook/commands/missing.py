"""What the notebooks' Python lacks, told once, with the command that installs it."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from .context import Context

if TYPE_CHECKING:
    from ..execution.plan import RunOptions
    from ..judging.verdict import CheckedRun

# As IPython shows it: the kind of the error, and Python's own words.
MISSING = re.compile(r"ModuleNotFoundError: No module named '(\w+)")


def what_is_missing(runs: Iterable["CheckedRun"], how: "RunOptions", context: Context) -> Iterator[str]:
    """A line for each package that a run failed for want of: where it is missing, and how to get it where one of the
    extras brings it."""
    failures = [run.run.failure.message for run in runs if run.run.failure]
    packages = dict.fromkeys(found[1] for message in failures if (found := MISSING.match(message)))
    if not packages:
        return
    from ..execution.kernels.frameworks import EXTRAS
    from ..execution.kernels.specs import interpreter

    for package in packages:
        # An extra is of this tool's own Python; what a kernel or a worker has was put there by somebody.
        get = f": {context.install(EXTRAS[package])}" if package in EXTRAS and not (how.kernel or how.cluster) else ""
        where = f"the workers of {how.cluster} have" if how.cluster else f"{interpreter(how.kernel)} has"
        yield f"{where} no {package}{get}"

"""Every case there is."""

from collections.abc import Iterator

from tests.faults import chapters, disks, environments, kaggle, notebooks, processes, results, templates
from tests.faults.case import Case


def every_case() -> Iterator[Case]:
    """The cases of every module."""
    for module in (notebooks, chapters, environments, disks, results, processes, templates, kaggle):
        yield from module.cases()

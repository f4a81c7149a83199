"""Who looks at a run besides the checks of its program: one class for each.

The recorded baseline is such a judge, and so is the pretended GPU. Others are added by an entry point in the group
`kagglebook.judges`; they look at every run, here and on Kaggle.
"""

from functools import cache

from ..core.doors import add_plugins
from ..core.plain import error_in_short
from ..core.problems import InputError
from ..core.run import Run
from ..notebook.page import Page
from .outcome import Outcome, guarded


class Judge:
    """Looks at every run of every program. Made without arguments, once a command."""

    subject = ""  # the name of its row

    def judge(self, page: Page, run: Run, quick: bool) -> Outcome | None:
        """What it found of a quick or a full run, or None where it has nothing to say of it."""
        raise TypeError(f"{type(self).__name__} must judge a run")


@cache
def added_judges() -> tuple[Judge, ...]:
    """The judges that others add. Raises InputError where one can't be had."""
    known: dict[str, type[Judge]] = {}
    add_plugins("judges", Judge, known)
    judges = []
    for name, cls in known.items():
        try:
            judges.append(cls())
        except Exception as error:  # somebody else's code
            raise InputError(f"the judge {name!r} can't be made: {error_in_short(error)}") from None
    return tuple(judges)


def outcome_of(judge: Judge, page: Page, run: Run, quick: bool) -> Outcome | None:
    """What a judge found. One that breaks fails the program that it broke on, and no other."""
    return guarded(str(judge.subject or type(judge).__name__), lambda: judge.judge(page, run, quick))

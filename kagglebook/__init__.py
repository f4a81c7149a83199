"""Lecture programs in, verified Kaggle notebooks out: the tool as a library.

    import kagglebook

    chapter = kagglebook.load_chapter(Path("."), 5)
    pages = kagglebook.render(chapter)
    for run in kagglebook.run(chapter, pages):
        print(run.page.program.number, run.passed)

Every name of `__all__` may be used; what lies in the rooms below may move. A name is imported when it is first used, so
that rendering needs nothing that executes. Each says itself what goes in, what comes out, and what it raises;
`docs/api.md` shows them at work.
"""

import importlib
from typing import Any

__version__ = "0.2.0"

# Where each name lives, and what it is called there. The modules are this package's own business.
_HOMES = {
    "chapter.chapter": ("Chapter", "load_chapter"),
    "chapter.check": ("CellCheck", "Check", "ValueCheck"),
    "chapter.data": ("DataKind", "DataSet"),
    "chapter.program": ("Program",),
    "chapter.recorded": ("read_baseline=load",),
    "chapter.variants": ("Selection", "select"),
    "commands.main": ("command=run",),
    "core.exit": ("Exit",),
    "core.layout": ("Layout",),
    "core.problems": ("InputError", "Problem"),
    "core.run": ("CellOutput", "Failure", "FailureKind", "Run"),
    "core.run_folder": ("read_runs",),
    "execution.adoption": ("Adoption", "adopt=adopt_notebooks"),
    "execution.batch": ("open_pool", "run"),
    "execution.data": ("stage",),
    "execution.plan": ("Plan", "RunOptions", "make_plans"),
    "execution.pool": ("Pool",),
    "execution.recording": ("SEEDS", "Recording", "record", "run_tasks"),
    "execution.task": ("Task", "imported_modules"),
    "judging.baseline": ("nearest_miss",),
    "judging.differences": ("Difference", "compare=differences"),
    "judging.judges": ("Judge",),
    "judging.outcome": ("Outcome", "Verdict"),
    "judging.verdict": ("CheckedRun", "judge"),
    "kaggle.push": ("Told",),
    "kaggle.trip": ("push", "verify"),
    "kaggle.verify": ("Verified",),
    "notebook.book": ("render=make_pages",),
    "notebook.folder": ("write",),
    "notebook.page": ("Page",),
    "notebook.publisher": ("Badge", "Publisher", "Violation"),
    "notebook.render": ("Rendered",),
    "report.runs": ("failure_lines", "run_line"),
}
_HOME_OF = {
    public: (home, inner or public)
    for home, names in _HOMES.items()
    for public, _, inner in (name.partition("=") for name in names)
}

__all__ = ["__version__", *sorted(_HOME_OF)]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home, inner = _HOME_OF[name]
    value = getattr(importlib.import_module(f".{home}", __name__), inner)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__

"""Plants a defect in a copy of the chapter, runs the program concerned, and says what the checks make of it."""

import re
import shutil
import tomllib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from kagglebook import (
    CheckedRun,
    InputError,
    Plan,
    Pool,
    RunOptions,
    failure_lines,
    judge,
    load_chapter,
    make_plans,
    open_pool,
    read_baseline,
    render,
)

ROOT = Path(__file__).resolve().parents[3]
PARTS = ("chapters/05", "templates", "kernel-metadata")
TIMEOUT = 300  # seconds for a notebook
SOUND = "no defect"
WRONG_ANSWER = "#!"  # so begins a line with a wrong answer to a blank, which reaches no notebook
P, R = TypeVar("P", bound="Planted"), TypeVar("R")


@dataclass(frozen=True)
class Planted:
    """What is planted in a program's template: `old`, which stands once in the file, becomes `new`."""

    what: str
    program: str
    file: str = ""
    old: str = ""
    new: str = ""


@dataclass(frozen=True)
class Defect(Planted):
    """One table of defects.toml."""

    points: str = ""
    equivalent: str = ""


@dataclass(frozen=True)
class Verdict:
    """What came of a defect: the lines that tell of it, and what lesser checks would have said."""

    defect: Defect
    lines: Sequence[str]
    raised: bool = False  # an exception ended the notebook
    accuracy: bool = False  # the final accuracy is off by more than rel=0.1 and abs=0.05, or the notebook raised
    results: Any = None

    @property
    def caught(self) -> bool:
        return bool(self.lines)

    @property
    def pointed(self) -> bool:
        """Whether a line names the program and a value or cell that has to do with the defect."""
        return any(self.defect.program in line and re.search(self.defect.points, line) for line in self.lines)


def load_defects() -> list[Defect]:
    text = (Path(__file__).parent / "defects.toml").read_text(encoding="utf-8")
    return [Defect(**table) for table in tomllib.loads(text)["defect"]]


def copy_of_chapter(folder: Path) -> Path:
    """The chapter's sources in a new folder; the data are linked."""
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("data"))
    (folder / "chapters" / "05" / "data").symlink_to(ROOT / "chapters" / "05" / "data")
    return folder


def changed(text: str, planted: Planted) -> str:
    """A template with what is planted in it, and no wrong answers to blanks. Raises ValueError where `old` doesn't
    stand once in the rest."""
    kept = "".join(line for line in text.splitlines(keepends=True) if not line.startswith(WRONG_ANSWER))
    if (count := kept.count(planted.old)) != 1:
        place = f"{planted.old!r} stands {count} times in {planted.file}"
        raise ValueError(f"{planted.program}, {planted.what}: {place}")
    return kept.replace(planted.old, planted.new)


def plant(root: Path, planted: Planted) -> Plan:
    """Put it into the copy, and render its program. Raises InputError where that already finds it."""
    if planted.file:
        path = root / planted.file
        path.write_text(changed(path.read_text(encoding="utf-8"), planted), encoding="utf-8")
    chapter = load_chapter(root, 5)
    (page,) = render(chapter, chapter.select([planted.program]))
    (plan,) = make_plans(chapter, [page], RunOptions(timeout=TIMEOUT))
    # With every data set at hand, the wrong one is read without a word.
    return replace(plan, task=replace(plan.task, data_sets=tuple(chapter.file.data.values())))


@contextmanager
def planting(
    start: Callable[[P, Path, Pool], Callable[[], R]], jobs: int = 2, pool: Pool | None = None
) -> Iterator[Callable[[P], Callable[[], R]]]:
    """Calls `start` with what is planted, a copy of the chapter for it, and a pool: one, so torch is imported once; it
    is opened here, or an open one."""
    with TemporaryDirectory(prefix="kagglebook-") as name, ExitStack() as stack:
        if pool is None:
            chapter = load_chapter(ROOT, 5)
            plans = make_plans(chapter, render(chapter), RunOptions())
            pool = stack.enter_context(open_pool(plans, RunOptions(jobs=jobs)))
        count = iter(range(1_000_000))
        yield lambda planted: start(planted, copy_of_chapter(Path(name, f"{next(count)}")), pool)


def running(
    jobs: int = 2, pool: Pool | None = None
) -> AbstractContextManager[Callable[[Defect], Callable[[], Verdict]]]:
    """Starts a defect's run; what that returns waits for its verdict."""
    return planting(_start, jobs, pool)


def _start(defect: Defect, root: Path, pool: Pool) -> Callable[[], Verdict]:
    try:
        plan = plant(root, defect)
    except InputError as error:
        lines = [str(problem).replace(f"{root}/", "") for problem in error.problems]
        return lambda: Verdict(defect, lines)
    future = pool.submit(plan.task, root / "run", lambda cell: None)
    return lambda: _verdict(defect, root, plan, pool, future)


def _verdict(defect: Defect, root: Path, plan: Plan, pool: Pool, future: Future) -> Verdict:
    run = pool.collect(future, root / "run")
    checked = judge(plan.page, run, True, plan.judges)
    raised = run.failure is not None
    shutil.rmtree(root, ignore_errors=True)
    results = {name: value for name, value in (run.results or {}).items() if name != "environment"}
    return Verdict(defect, failure_lines(checked), raised, raised or not _accurate(plan, checked), results)


def _accurate(plan: Plan, checked: CheckedRun) -> bool:
    """The check that is common elsewhere: final test accuracies as recorded within rel=0.1 or abs=0.05."""
    found = dict(_final_accuracies(checked.run.results or {}))
    recorded = read_baseline(ROOT / "chapters" / "05").get(plan.page.program.number)
    for path, known in recorded.values.items() if recorded else ():
        if path.endswith("test_acc"):
            wanted = known.value[-1]
            if not abs(found.get(path, float("nan")) - wanted) <= max(0.1 * wanted, 0.05):
                return False
    return True


def _final_accuracies(results: Any, path: str = "") -> Iterator[tuple[str, float]]:
    for name, value in results.items():
        place = f"{path}.{name}" if path else name
        if isinstance(value, dict):
            yield from _final_accuracies(value, place)
        elif name == "test_acc" and value:
            yield place, value[-1]

"""Notebooks that try the blanks of a program, made of its editions: each wrong answer, each blank open alone."""

import json
import zlib
from collections.abc import Hashable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from kagglebook import Page, Pool, Run, render
from kagglebook.chapter.editions import make_edition
from kagglebook.execution.batch import open_pool
from kagglebook.execution.plan import RunOptions, make_plans
from kagglebook.execution.task import Task
from kagglebook.notebook.blanks import WrongAnswer, filled, split_blanks
from kagglebook.notebook.cells import texts
from kagglebook.notebook.editing import Exercise
from kagglebook.notebook.remarks import split_remarks
from tests.support import SMALL, chapter_05

PLANNED: dict[str, Task] = {}

# Runs the cells from the one with the blank to the one that checks it, and goes on whatever comes.
TRY = """
for _code in {codes!r}:
    try:
        exec(compile(_code, "answer", "exec"), globals())
    except Exception as _error:
        print(f"!{{type(_error).__name__}}")
        break
"""


@dataclass(frozen=True)
class Trial:
    """A wrong answer, and the name of the cell that tries it."""

    number: str
    answer: WrongAnswer
    cell: str

    def __str__(self) -> str:
        return f"{self.number}, blank {self.answer.number}: {self.answer.code}"


@cache
def pages(edition: str) -> Mapping[str, Page]:
    """An edition of every program, by the program's number, rendered once for all tests."""
    chapter = chapter_05()
    found = render(chapter, [make_edition(chapter, program, edition) for program in chapter.programs])
    return {page.program.origin.number: page for page in found}


def exercise_code(page: Page, exercise: Exercise, answers: Mapping[int, str]) -> str:
    """The code of a page's cell with these answers in place of its solutions."""
    text, number = "\n".join(texts(exercise.block)).strip("\n"), page.program.origin.number
    code, blanks = split_blanks(text, exercise.blanks[0].number, number)
    return split_remarks(filled(code, [(b, answers[b.number]) for b in blanks if b.number in answers]))[0]


def trials(page: Page) -> list[Trial]:
    """Every wrong answer of a program."""
    number = page.program.origin.number
    wrong = page.rendered.exercises.wrong
    return [
        Trial(number, answer, f"try-{check}-{index}")
        for check, found in wrong.items()
        for index, answer in enumerate(found)
    ]


def tried(page: Page, chosen: Sequence[Trial]) -> dict[str, str]:
    """The cells of a notebook that tries these answers of an instructor's page: behind the cell that checks them, and
    then again all as it should be: after the last of a cell with blanks, and after an error, which leaves the cell half
    done."""
    exercises = page.rendered.exercises
    of_blank = {blank.number: each for each in exercises.found for blank in each.blanks}
    code = page.rendered.code
    order = list(code)
    made: dict[str, str] = {}
    for cell, source in code.items():
        made[cell] = source
        own = [trial for trial in chosen if trial.cell.rpartition("-")[0] == f"try-{cell}"]
        for trial, after in zip(own, [*own[1:], None], strict=False):
            exercise = of_blank[trial.answer.number]
            between = order[order.index(exercise.cell) + 1 : order.index(cell) + 1]
            answered = exercise_code(page, exercise, {trial.answer.number: trial.answer.code})
            made[trial.cell] = TRY.format(codes=[answered, *(code[each] for each in between)])
            if trial.answer.error or after is None or of_blank[after.answer.number] is not exercise:
                made[f"{trial.cell}-mended"] = TRY.format(
                    codes=[code[exercise.cell], *(code[each] for each in between)]
                )
    last = [name for name in made if name.startswith("try-")]
    names = list(made)
    return {name: made[name] for name in names[: names.index(last[-1]) + 1]} if last else {}


def with_one_open(page: Page, number: int) -> dict[str, str]:
    """The cells of a student's page in which every blank but one is filled with its solution."""
    code = dict(page.rendered.code)
    for each in page.rendered.exercises.found:
        answers = {blank.number: blank.name for blank in each.blanks if blank.number == number}
        code[each.cell] = exercise_code(page, each, answers)
    return code


def _task(page: Page) -> Task:
    """The task of a page, planned once: its kernel's packages are looked at for it."""
    number = page.program.number
    if number not in PLANNED:
        (plan,) = make_plans(chapter_05(), [page], RunOptions(force=True, pretend_gpu=False), compare=False)
        PLANNED[number] = plan.task
    return PLANNED[number]


def task_of(page: Page, cells: Mapping[str, str]) -> Task:
    """A task that executes these cells of a page, with little to train."""
    whole = _task(page)
    notebook = json.loads(whole.notebook)
    known = {cell["id"]: cell for cell in notebook["cells"] if cell["cell_type"] == "code"}
    blank = {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": []}
    notebook["cells"] = [{**known.get(name, blank), "id": name, "source": text} for name, text in cells.items()]
    small = {name: value for name, value in SMALL.items() if name in page.program.params}
    return replace(whole, compressed=zlib.compress(json.dumps(notebook).encode()), parameters=small)


@contextmanager
def trying(
    tasks: Mapping[Hashable, tuple[Page, Mapping[str, str]]], folder: Path
) -> Iterator[Mapping[Hashable, Future[Run]]]:
    """Notebooks of these cells, each of a page, under way in warm kernels: the run of each, once it is there."""
    plans = make_plans(chapter_05(), [page for page, _ in tasks.values()], RunOptions(), compare=False)
    with open_pool(plans, RunOptions()) as pool:
        yield submitted(pool, tasks, folder)


def submitted(
    pool: Pool, tasks: Mapping[Hashable, tuple[Page, Mapping[str, str]]], folder: Path
) -> Mapping[Hashable, Future[Run]]:
    """The same in a pool that is open already."""
    return {
        key: pool.submit(task_of(page, cells), folder / str(index), lambda cell: None)
        for index, (key, (page, cells)) in enumerate(tasks.items())
    }


def lines_about(number: int, text: str) -> Iterator[str]:
    """What an output says of a blank: its message alone."""
    for line in text.splitlines():
        if line.startswith("!"):
            yield line
        for sign in ("❌", "✅", "✏️"):
            if line.startswith(f"{sign} 빈칸 {number}: "):
                yield line if sign != "❌" else line.removeprefix(f"❌ 빈칸 {number}: ")

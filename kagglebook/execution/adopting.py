"""Notebooks that somebody has, tried in a copy of a course: rendered, run, and run again to see what is stable."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..chapter.chapter import Chapter, load_chapter
from ..core.files import UnfitError, read_plain
from ..core.problems import InputError, Problem
from ..core.run import FailureKind
from ..core.temporary import temporary_folder
from ..judging.stable import parts_drawn, unstable
from ..judging.verdict import CheckedRun
from ..notebook.adopting.adopted import Adopted, adopt
from ..notebook.adopting.data_files import Shelf
from ..notebook.adopting.entry import Entry, make_entry
from ..notebook.adopting.held import Held
from ..notebook.adopting.naming import title_of
from ..notebook.adopting.of_kaggle import settings_of
from ..notebook.adopting.raising import is_meant
from ..notebook.adopting.reading import CannotAdoptError, Cell, Said, read_cells, read_metadata
from ..notebook.adopting.seeding import SEED
from ..notebook.adopting.writing import WATCHED
from ..notebook.attachments import MAX_PICTURE
from ..notebook.book import make_pages
from ..notebook.page import Page
from .batch import run
from .beside import MAX_DATA, beside, session, shelf
from .explained import expected_complaints, failures, located, place_of
from .landing import copy_course, land, require_free
from .plan import RunOptions, make_plans
from .recording import run_tasks

MAX_NOTEBOOK = 100_000_000  # bytes: with its outputs, which are not taken
TYPED_VALUE = re.compile(r"is the value of the parameter '(\w+)'|never uses its parameter '(\w+)'")
TRIES = 40  # of one notebook, each without what the last one showed to be unfit
OTHER_SEEDS = (101, 102)
# Of a second run with its own seed: memory that nobody has written holds something else (glibc's malloc).
ELSEWHERE = {"MALLOC_PERTURB_": "165"}


def adopt_all(
    root: Path, chapter: int | str, notebooks: Sequence[Path], title: str, options: RunOptions
) -> tuple[dict[Path, Adopted], dict[Path, Sequence[Said]]]:
    """Make a template of each notebook, and try it in a copy of the course; the course stays as it is.

    `title` begins the titles on Kaggle. Returns what the notebooks became, and for each that can't be taken why.
    Raises InputError where the course itself is wrong, a file can't be read, or a template of that name is there.
    """
    there = load_chapter(root, chapter)
    taken: dict[Path, Adopted] = {}
    refused: dict[Path, Sequence[Said]] = {}
    found = [each for program in there.programs if (each := re.fullmatch(r"(.*?)(\d+)", program.number))]
    last = max([0, *(int(each[2]) for each in found)])
    before = found[-1][1] if found else ""
    titles = [program.kernel_title for program in there.programs]
    common = shelf(there, title)
    for path in notebooks:
        content = _read(path)
        try:
            cells, said = read_cells(content)
            entry = make_entry(chapter, last + len(taken), title_of(cells, path.stem), title, titles, before)
            texts = [cell.text for cell in cells if cell.is_code]
            kaggle, more = settings_of(read_metadata(content), texts, *session(there))
            entry, said = replace(entry, kaggle=kaggle), [*said, *more]
            require_free(there.folder / entry.template)
            known = common.with_files(file for each in taken.values() for file in each.data)
            data = replace(known, read=lambda name, path=path: beside(path.parent, name, MAX_DATA))
            adopted = _Trial(root, chapter, path.parent, cells, list(taken.values()), options, data).of(entry)
        except CannotAdoptError as error:
            refused[path] = error.reasons
        else:
            taken[path] = replace(adopted, said=(*said, *adopted.said))
            titles.append(entry.kernel_title)
    return taken, refused


@dataclass
class _Trial:
    """A notebook's cells, tried in copies of a course behind what was adopted `before`."""

    root: Path
    chapter: int
    folder: Path
    cells: list[Cell]
    before: Sequence[Adopted]
    options: RunOptions
    shelf: Shelf
    held: Held = field(default_factory=Held)

    def of(self, entry: Entry) -> Adopted:
        """The notebook as a program that renders, runs, and is stable. Raises CannotAdoptError."""
        for _ in range(TRIES):
            adopted = adopt(
                self.cells, entry, lambda name: beside(self.folder, name, MAX_PICTURE), self.held, self.shelf
            )
            with temporary_folder() as folder:
                copy_course(self.root, folder, self.chapter)
                land(folder, self.chapter, [*self.before, adopted])
                learnt = self._learn(folder, adopted)
            if learnt == self.held:
                return adopted
            self.held = learnt
        raise CannotAdoptError(Said(0, f"not settled after {TRIES} renderings"))

    def _learn(self, folder: Path, adopted: Adopted) -> Held:
        """What a rendering and its runs show that has to be held. Raises CannotAdoptError."""
        try:
            loaded = load_chapter(folder, self.chapter)
            pages = make_pages(loaded, loaded.select([adopted.entry.number]))
        except InputError as error:
            named = {name for each in error.problems for pair in TYPED_VALUE.findall(each.message) for name in pair}
            if named - {""} - self.held.constants:
                return replace(self.held, constants=self.held.constants | (named - {""}))
            raise CannotAdoptError(*(located(adopted, problem) for problem in error.problems)) from None
        (checked,) = run(loaded, pages, self.options)
        if not checked.passed:
            if raised := self._meant(adopted, checked):
                return replace(self.held, raises=self.held.raises | {raised})
            if not self.held.stderr and (said := expected_complaints(checked, loaded)):
                return replace(self.held, stderr=said)
            raise CannotAdoptError(*failures(adopted, checked))
        return self._stable(loaded, pages)

    def _meant(self, adopted: Adopted, checked: CheckedRun) -> int:
        """The place of the cell that ended a run by an exception that the notebook shows itself; 0 for none."""
        failure = checked.run.failure
        if failure is None or failure.kind is not FailureKind.RAISED or not failure.cell:
            return 0
        place = place_of(adopted, checked, failure.cell)
        cell = next((each for each in self.cells if each.place == place), None)
        return place if cell and place not in self.held.raises and is_meant(cell, failure.message) else 0

    def _stable(self, chapter: Chapter, pages: Sequence[Page]) -> Held:
        """What further runs show to be another in each run; a seed that some run fails with is none."""
        plans = make_plans(chapter, pages, replace(self.options, force=True), compare=False)
        seeds = OTHER_SEEDS if SEED in pages[0].program.params else ()
        number = pages[0].program.number
        runs = run_tasks(plans, [None], self.options)[number]
        runs += run_tasks(plans, [None, *seeds], self.options, ELSEWHERE)[number]
        if any(each.failure for each in runs[2:]):
            return replace(self.held, constants=self.held.constants | {SEED})
        names, cells = unstable(runs[0], runs[1], within=[WATCHED])
        if (names or cells) and not self.held.seeded:
            return replace(self.held, seeded=True)
        drawn = parts_drawn(runs)
        cells = {f"{cell}-{number}" for cell in cells - set(pages[0].without_result)}
        return replace(
            self.held,
            unstable=self.held.unstable | {name for name in names if "." not in name},
            unwatched=self.held.unwatched | {name.removeprefix(f"{WATCHED}.") for name in names if "." in name},
            leave_out=self.held.leave_out | cells,
            drawn=drawn,
        )


def _read(path: Path) -> bytes:
    try:
        return read_plain(path, MAX_NOTEBOOK)
    except UnfitError as error:
        raise InputError(Problem(path, str(error))) from None
    except OSError as error:
        raise InputError(Problem(path, (error.strerror or "can't be read").lower())) from None

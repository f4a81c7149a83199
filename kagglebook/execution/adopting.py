"""Notebooks that somebody has, taken into a chapter: tried in a copy of the course, and written if all of them run."""

import os
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from ..chapter.chapter import Chapter, load_chapter
from ..core.complaints import TRACEBACK, complaints
from ..core.files import UnfitError, read_plain, require_inside, write_whole
from ..core.layout import Layout
from ..core.problems import InputError, Problem
from ..core.run_folder import read_outputs
from ..core.temporary import temporary_folder
from ..judging.outcome import Outcome
from ..judging.stderr import QUIET
from ..judging.verdict import CheckedRun
from ..notebook.adopting.adopted import Adopted, adopt
from ..notebook.adopting.entry import Entry, make_entry
from ..notebook.adopting.naming import title_of
from ..notebook.adopting.reading import CannotAdoptError, Cell, Said, read_cells
from ..notebook.attachments import MAX_PICTURE
from ..notebook.book import make_pages
from .batch import run
from .plan import RunOptions
from .recording import Recording, record

MAX_NOTEBOOK = 100_000_000  # bytes: with its outputs, which are not taken
TYPED_VALUE = re.compile(r"is the value of the parameter '(\w+)'|never uses its parameter '(\w+)'")
LONGEST_WORDS = 120  # characters of what a cell says on stderr
TRIES = 20  # renderings of one notebook, each without a parameter that its prose names
Refused = dict[Path, Sequence[Said]]


def adopt_all(
    root: Path, chapter: int, notebooks: Sequence[Path], title: str, options: RunOptions
) -> tuple[dict[Path, Adopted], Refused]:
    """Make a template of each notebook, render it and run it once, in a copy of the course; the course stays as it is.

    Returns what they became, and for each that can't be taken why. Raises InputError where the course itself is wrong,
    a file can't be read, or a template of that name is there.
    """
    there = load_chapter(root, chapter)
    taken: dict[Path, Adopted] = {}
    refused: Refused = {}
    last = max([0, *_numbers(there)])
    titles = [program.kernel_title for program in there.programs]
    for path in notebooks:
        content = _read(path)
        try:
            cells, said = read_cells(content)
            name = title_of(cells, path.stem)
            entry = make_entry(chapter, last + 1 + len(taken) - 1, name, f"{title} " if title else "", titles)
            if (there.folder / entry.template).exists():
                raise InputError(Problem(there.folder / entry.template, "is there already"))
            adopted = _tried(root, chapter, path, cells, entry, list(taken.values()), options)
            taken[path] = replace(adopted, said=(*said, *adopted.said))
            titles.append(entry.kernel_title)
        except CannotAdoptError as error:
            refused[path] = error.reasons
    return taken, refused


def land(root: Path, chapter: int, adopted: Sequence[Adopted]) -> list[Path]:
    """Write templates and pictures, and chapter.toml last; what was written is removed again where that fails."""
    folder = Layout(root).chapter(chapter)
    files = {folder / each.entry.template: each.written.text.encode() for each in adopted}
    files |= {folder / name: content for each in adopted for name, content in each.pictures.items()}
    for path in files:
        require_inside(path, root)
        if path.exists():
            raise InputError(Problem(path, "is there already"))
    made: list[Path] = []
    try:
        for path, content in files.items():
            write_whole(path, content)
            made.append(path)
        write_whole(folder / "chapter.toml", _with_entries(folder, adopted).encode())
    except BaseException:
        for path in made:
            path.unlink(missing_ok=True)
        raise
    return [*made, folder / "chapter.toml"]


def record_adopted(root: Path, chapter: int, adopted: Sequence[Adopted], options: RunOptions) -> Recording:
    """Record the runs of programs that were just taken in."""
    loaded = load_chapter(root, chapter)
    programs = loaded.select([each.entry.number for each in adopted])
    return record(loaded, make_pages(loaded.unrecorded(), programs), options)


def _tried(
    root: Path, chapter: int, path: Path, cells: list[Cell], entry: Entry, before: Sequence[Adopted], options: RunOptions
) -> Adopted:
    """The notebook as a program that renders and runs. Raises CannotAdoptError."""
    keep: set[str] = set()
    for _ in range(TRIES):
        adopted = adopt(cells, entry, lambda name: _picture(path.parent, name), keep)
        with temporary_folder() as folder:
            copy_course(root, folder, chapter)
            land(folder, chapter, [*before, adopted])
            try:
                loaded = load_chapter(folder, chapter)
                pages = make_pages(loaded, loaded.select([entry.number]))
            except InputError as error:
                named = {name for problem in error.problems for name in _named(problem)} - keep
                if named:
                    keep |= named
                    continue
                raise CannotAdoptError(*(_located(adopted, problem) for problem in error.problems)) from None
            (checked,) = run(loaded, pages, replace(options, quick=True))
            if not checked.passed and not entry.stderr and (said := _complaints(checked, loaded)):
                entry = replace(entry, stderr=said)
                continue
        if not checked.passed:
            raise CannotAdoptError(*_failures(adopted, checked))
        held = [Said(0, f"stays where it is, as prose or other code says its value: {', '.join(sorted(keep))}")]
        warned = [Said(0, f"complains in {name}, which a check expects: {'; '.join(texts)}") for name, texts in entry.stderr.items()]
        return replace(adopted, said=(*adopted.said, *(held if keep else ()), *warned))
    raise CannotAdoptError(Said(0, f"prose names the values of more than {TRIES} parameters"))


def copy_course(root: Path, folder: Path, chapter: int) -> None:
    """A copy of what a chapter is rendered and run from; large files are linked."""
    layout = Layout(root)
    own = layout.chapter(chapter)
    shutil.copytree(own, folder / own.relative_to(root), copy_function=_linked)
    for name in ("templates", "languages", "kernel-metadata", "constraints"):
        if (root / name).is_dir():
            shutil.copytree(root / name, folder / name, copy_function=_linked)
    for other in layout.chapter_files():
        if other.parent != own:
            place = folder / other.relative_to(root)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(other, place)


def _linked(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _read(path: Path) -> bytes:
    try:
        return read_plain(path, MAX_NOTEBOOK)
    except UnfitError as error:
        raise InputError(Problem(path, str(error))) from None
    except OSError as error:
        raise InputError(Problem(path, (error.strerror or "can't be read").lower())) from None


def _picture(folder: Path, name: str) -> bytes | None:
    """A picture below the notebook's folder; None for one that isn't there or lies elsewhere."""
    parts = PurePosixPath(name).parts
    if ".." in parts or name.startswith(("/", "~")) or "\\" in name:
        return None
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        return None
    try:
        return read_plain(path, MAX_PICTURE)
    except (OSError, UnfitError, ValueError):
        return None


def _numbers(chapter: Chapter) -> list[int]:
    found = (re.search(r"(\d+)$", program.number) for program in chapter.programs)
    return [int(each[1]) for each in found if each]


def _with_entries(folder: Path, adopted: Sequence[Adopted]) -> str:
    text = (folder / "chapter.toml").read_text(encoding="utf-8").rstrip("\n")
    return "\n\n".join([text, *(each.entry.to_toml().rstrip("\n") for each in adopted)]) + "\n"


def _named(problem: Problem) -> list[str]:
    return [name for found in TYPED_VALUE.findall(problem.message) for name in found if name]


def _located(adopted: Adopted, problem: Problem) -> Said:
    in_template = problem.path.name == adopted.entry.template
    place = adopted.written.cell_at(problem.line) if in_template else 0
    return Said(place, problem.message if in_template else f"{problem.path.name}: {problem.message}")


def _complaints(checked: CheckedRun, chapter: Chapter) -> Mapping[str, list[str]]:
    """What the cells of a run that is sound otherwise say on stderr, by cell; none where one is a traceback."""
    if checked.run.failure or [each.subject for each in checked.outcomes if not each.passed] != [QUIET.subject]:
        return {}
    slug = checked.page.program.slug
    cells = read_outputs(chapter.layout.runs(chapter.name) / slug / f"{slug}.ipynb") or {}
    said = {name: complaints(cell.stderr) for name, cell in cells.items() if cell.stderr.strip()}
    if any(TRACEBACK in each.text for found in said.values() for each in found):
        return {}
    return {name: list(dict.fromkeys(each.words[:LONGEST_WORDS] for each in found)) for name, found in said.items() if found}


def _failures(adopted: Adopted, checked: CheckedRun) -> list[Said]:
    return [_failure(adopted, checked, outcome) for outcome in checked.outcomes if not outcome.passed][:5]


def _failure(adopted: Adopted, checked: CheckedRun, outcome: Outcome) -> Said:
    failure = outcome.failure or checked.run.failure
    cell = (failure.cell if failure else None) or outcome.cell
    origin = checked.page.rendered.origin(cell, None) if cell else None
    place = adopted.written.cell_at(origin.number) if origin and origin.path.name == adopted.entry.template else 0
    return Said(place, f"{outcome.subject}: {failure.message if failure else outcome.measured}")

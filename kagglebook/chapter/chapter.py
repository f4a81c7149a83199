"""chapter.toml and what lies beside it -> frozen, validated objects. Knows no notebook and no process."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from ..core.layout import FOLDER, FOLDER_FORM, TAKEN, ChapterName, Layout, chapter_name
from ..core.problems import InputError, Problem, did_you_mean
from ..core.toml import Document
from . import after, pictures, recorded
from .chapter_file import ChapterFile
from .errata import Erratum
from .errata import load as load_errata
from .glossary import Glossary, Term
from .glossary import load as load_glossary
from .grid import faults
from .kaggle import KaggleSettings
from .measured import faults as faults_of_measured
from .pictures import PictureMade
from .program import Program
from .recorded import Recorded
from .slides import Slide
from .slides import load as load_slides
from .words import Words
from .words import load as load_words


@dataclass(frozen=True)
class Chapter:
    """A chapter's folder and all that it says of itself."""

    layout: Layout
    file: ChapterFile
    errata: tuple[Erratum, ...]
    document: Document
    words: Words
    glossary: Glossary
    slides: tuple[Slide, ...] = ()
    owner: str = ""  # that of chapter.toml, where another one pushes

    @property
    def folder(self) -> Path:
        """Its sources."""
        return self.document.path.parent

    @property
    def called(self) -> ChapterName:
        """What it is called by a command: 5 for chapters/05, else the folder's name."""
        return chapter_name(self.folder.name)

    @property
    def number(self) -> int | str:
        """What its readers call it, as a label has it."""
        return self.called if self.file.number is None else self.file.number

    @cached_property
    def recorded(self) -> Mapping[str, Recorded]:
        """The recorded runs by program, read once. Raises InputError for a baseline.json that is none."""
        return recorded.load(self.folder)

    @cached_property
    def pictures(self) -> Mapping[str, PictureMade]:
        """What the pictures of its programs were made from, read once. Raises InputError for a file that is none."""
        return pictures.load(self.folder)

    def unrecorded(self) -> "Chapter":
        """The same chapter with nothing recorded and no picture: what is to be recorded depends on neither."""
        made = replace(self)
        vars(made).update(recorded={}, pictures={})  # where the cached properties would put them
        return made

    @property
    def name(self) -> str:
        """`chapter-05`, or `week-3`: the folder under output/."""
        return self.layout.output_name(self.called)

    @property
    def programs(self) -> list[Program]:
        return self.file.program

    def kaggle(self, program: Program) -> KaggleSettings:
        """The chapter's settings with the program's own on top, its data sets and those it comes after as sources."""
        settings = self._kaggle(program)
        sources = [self.source_of(key) for key in program.data] + settings.dataset_sources
        update = {"dataset_sources": list(dict.fromkeys(sources))}
        if program.after:
            owners = {each.slug: self._kaggle(each).owner for each in self.producers(program)}
            update["kernel_sources"] = after.sources(settings.kernel_sources, owners)
        return settings.model_copy(update=update)

    def source_of(self, key: str) -> str:
        """The address of a data set on Kaggle, owner/slug: one of the course's own is whose the notebooks are."""
        data = self.file.data[key]
        return f"{self.file.kaggle.owner}/{data.source.partition('/')[2]}" if data.license else data.source

    @property
    def own_name(self) -> str:
        """The owner as chapter.toml has it, whoever pushes."""
        return self.owner or self.file.kaggle.owner

    def _kaggle(self, program: Program) -> KaggleSettings:
        return self.file.kaggle.model_copy(update=program.kaggle.model_dump(exclude_unset=True))

    def producers(self, program: Program) -> Sequence[Program]:
        """The programs whose output a program reads (`after`)."""
        return after.producers(program, self.programs) if program.after else ()

    def with_kaggle(self, **settings: Any) -> "Chapter":
        """The same chapter with these settings in place of its own and of its programs'."""
        programs = [
            program.model_copy(update={"kaggle": program.kaggle.model_copy(update=settings)})
            if settings.keys() & program.kaggle.model_fields_set
            else program
            for program in self.programs
        ]
        update = {"kaggle": self.file.kaggle.model_copy(update=settings), "program": programs}
        return replace(self, file=self.file.model_copy(update=update), owner=self.own_name)

    def errata_of(self, program: Program) -> list[Erratum]:
        return [erratum for erratum in self.errata if program.origin.number in erratum.programs]

    def slides_of(self, program: Program) -> Sequence[Slide]:
        """The items of the slides that a program computes, shows, refutes or tells; a variant none: it sets other
        values than the slides."""
        return () if program.is_variant else self._slides.get(program.origin.number, ())

    @cached_property
    def _slides(self) -> Mapping[str, Sequence[Slide]]:
        found: dict[str, list[Slide]] = {}
        for slide in self.slides:
            for number in dict.fromkeys(each.split("#")[0] for each in slide.cells):
                found.setdefault(number, []).append(slide)
        return found

    def terms_of(self, program: Program) -> list[Term]:
        """The terms that a program is the first to use."""
        return [term for term in self.glossary.terms if term.first == program.origin.number]

    def problem(self, program: Program, message: str, *keys: str | int) -> Problem:
        """A problem at a key of this program's table."""
        # By identity: two programs of one table are equal, and that is a problem to be told.
        index = next(i for i, other in enumerate(self.programs) if other is program.origin)
        return self.document.problem(message, "program", index, *program.key_path(keys))

    def select(self, numbers: Iterable[str]) -> list[Program]:
        """The programs of these numbers in the chapter's order; all for none given. Raises InputError."""
        known = {program.number: program for program in self.programs}
        wanted = list(numbers)
        for number in wanted:
            if number not in known:
                raise InputError(f"--only {number}: no such program{did_you_mean(number, known)}")
        return [program for number, program in known.items() if not wanted or number in wanted]


def load_chapter(root: Path, chapter: ChapterName) -> Chapter:
    """Read a chapter of the course in the folder `root`: 5 is chapters/05, and "week-3" chapters/week-3.

    Raises InputError with every fault found, file and line with each.
    """
    layout = Layout(root)
    folder = layout.chapter(chapter)
    if problems := [*_problems_of_folder(layout, folder, chapter)]:
        raise InputError(*problems)
    document = Document.read(folder / "chapter.toml")
    words, problems_of_words = load_words(layout, document)
    try:
        file = document.validate(ChapterFile, context=words)
    except InputError as error:
        raise InputError(*error.problems, *problems_of_words) from None
    numbers = {program.number for program in file.program}
    errata, problems_of_errata = load_errata(folder, numbers)
    glossary, problems_of_glossary = load_glossary(folder, numbers)
    slides, problems_of_slides = load_slides(folder, numbers)
    chapter = Chapter(layout, file, errata, document, words, glossary, slides)
    problems = [*_problems(chapter, folder), *problems_of_words, *problems_of_errata]
    problems += [*problems_of_glossary, *problems_of_slides]
    if problems:
        raise InputError(*problems)
    return chapter


_TAKEN = re.compile(r"chapter-\d+|.*\.(json|lock)", re.IGNORECASE)  # what chapters/05 is there, and its ledger


def _problems_of_folder(layout: Layout, folder: Path, chapter: ChapterName) -> Iterator[Problem]:
    """Whether there is such a chapter, one alone, in a folder whose name can be used."""
    path, there = folder / "chapter.toml", [each.parent.name for each in layout.chapter_files()]
    if folder.parent != layout.sources or not (FOLDER.fullmatch(folder.name) or folder.name in there):
        yield Problem(path, "no such chapter")
    elif folder.name not in there and not (path.exists() or path.is_symlink()):
        yield Problem(path, f"no such chapter{did_you_mean(str(chapter), map(str, layout.chapters()))}")
    elif not FOLDER.fullmatch(folder.name):
        yield Problem(path, FOLDER_FORM)
    elif folder.name.casefold() in TAKEN or _TAKEN.fullmatch(folder.name):
        yield Problem(path, f"a chapter's folder can't be {folder.name!r}: output/ has another use for that name")
    called = chapter_name(folder.name)
    alike = [name for name in there if name != folder.name and chapter_name(name) == called]
    if alike:
        yield Problem(path, f"chapter {called} is in {alike[0]}/ too")


def _problems(chapter: Chapter, folder: Path) -> Iterator[Problem]:
    """What no single key can tell: duplicates, references that lead nowhere, values of another type."""
    number, called = chapter.file.number, chapter.called
    if isinstance(called, int) and re.fullmatch(r"-?[0-9]{1,9}", str(number)) and int(number) != called:
        yield chapter.document.problem(f"is {number} in the folder of chapter {called}", "number")
    if isinstance(called, str) and number is None:
        message = f"this key is needed: what a reader calls the chapter, as its folder {folder.name!r} is no number"
        yield chapter.document.problem(message, "number")
    for key in ("number", "slug"):
        seen: dict[str, Program] = {}
        for program in chapter.programs:
            name = getattr(program, key).casefold()  # files are named so, and not every system tells A from a
            if name in seen:
                message = f"duplicate {key} {getattr(program, key)!r}, already that of program {seen[name].number}"
                yield chapter.problem(program, message, "number" if key == "number" else "kernel_title")
            seen.setdefault(name, program)
    for program in chapter.programs:
        if not (folder / program.template).is_file():
            near = did_you_mean(program.template, (path.name for path in folder.glob("*.py")))
            message = f"no template {program.template!r} in {folder.name}{near}"
            yield chapter.problem(program, message, "template")
        for key in program.data:
            if key not in chapter.file.data:
                yield chapter.problem(program, f"no [data.{key}]{did_you_mean(key, chapter.file.data)}", "data")
        for message, keys in (*faults(program), *faults_of_measured(program)):
            yield chapter.problem(program, message, *keys)
    for key, data in chapter.file.data.items():
        if data.license and data.source.partition("/")[0] != chapter.file.kaggle.owner:
            message = f"a set with a license is the course's own: its source begins with {chapter.file.kaggle.owner}/"
            yield chapter.document.problem(message, "data", key, "source")
    for program, message, keys in after.faults(chapter.programs):
        yield chapter.problem(program, message, *keys)

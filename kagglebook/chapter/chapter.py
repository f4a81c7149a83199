"""chapter.toml and what lies beside it -> frozen, validated objects. Knows no notebook and no process."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field
from slugify import slugify

from ..core.layout import Layout
from ..core.problems import InputError, Problem, did_you_mean
from ..core.toml import Document, TomlTable, text_like
from . import pictures, recorded
from .checks import AnyCheck
from .data import DataSet
from .errata import Erratum
from .errata import load as load_errata
from .glossary import Glossary, Term
from .glossary import load as load_glossary
from .grid import Comparison, Exclude, Grid, Keys, VariantSet, faults
from .kaggle import ChapterSettings, KaggleSettings, SourceList
from .measured import Expectation, Minutes, Picture, Try
from .measured import faults as faults_of_measured
from .parameters import Params
from .pictures import PictureMade
from .recorded import Recorded
from .texts import OneLine, ProgramNumber
from .words import LANGUAGES, Language, Words

INHERITED = KaggleSettings()  # one for all programs that set nothing of their own


class Program(TomlTable):
    """One `[[program]]`: one notebook."""

    number: ProgramNumber
    title: OneLine
    kernel_title: OneLine
    section: OneLine
    template: text_like(r"[\w-]+\.py", "a .py file in the chapter's folder")
    data: SourceList
    params: Params = {}
    quick: Params = {}
    grid: Grid = {}
    exclude: Exclude = []  # points of grids: those that have all of it
    variants: list[VariantSet] = []
    short_title: str = ""  # stands before what differs in the kernel titles of variants; default: kernel_title
    compare: Comparison | None = None
    checks: list[AnyCheck] = []
    minutes: Minutes | None = None
    expect: list[Expectation] = []
    tries: list[Try] = []
    picture: Picture | None = None
    kaggle: Annotated[KaggleSettings, Field(default_factory=lambda: INHERITED)]

    def model_post_init(self, context: Any) -> None:
        self.model_fields_set.clear()  # which keys were given: a fifth of a program's memory, for nobody

    @property
    def origin(self) -> "Program":
        """The program of chapter.toml: this one, unless it is a variant."""
        return self

    @property
    def is_variant(self) -> bool:
        """Whether it differs from its origin: a variant lies in another folder of output/, and has no recorded run."""
        return False

    @property
    def name(self) -> str:
        """What it is called among its variants."""
        return "as on the slides"

    @property
    def changes(self) -> Params:
        """The parameters in which it differs from its origin."""
        return {}

    def key_path(self, keys: Sequence[str | int]) -> Keys:
        """Where a key of this program stands in its table of chapter.toml."""
        return tuple(keys)

    @cached_property
    def slug(self) -> str:
        """Its slug, as Kaggle makes it from the title."""
        return slugify(self.kernel_title)

    def label(self, words: Words) -> str:
        """`프로그램 5-7`, `Example 5-1`: what the reader of a language calls it."""
        number = self.origin.number
        form = words.example if number.startswith("ex-") else words.program
        return form.format(number=number.removeprefix("ex-"))


class BaselineSettings(TomlTable):
    """`[baseline]`: what its recorded runs are measured by."""

    # Values that move by whole samples, such as accuracies: patterns of their paths, with * for any characters.
    shares: list[str] = []
    leave_out: list[str] = []  # cells whose output is no result: that says what it runs on, say


class ChapterFile(TomlTable):
    """chapter.toml."""

    number: int
    title: OneLine
    language: Language = "ko"
    publishers: list[str] = []  # besides Kaggle
    edition: dict[str, bool | int | float | OneLine] = {}
    kaggle: ChapterSettings
    data: dict[str, DataSet] = {}
    baseline: BaselineSettings = BaselineSettings()
    program: Annotated[list[Program], Field(min_length=1)]


@dataclass(frozen=True)
class Chapter:
    """A chapter's folder and all that it says of itself."""

    layout: Layout
    file: ChapterFile
    errata: tuple[Erratum, ...]
    document: Document
    glossary: Glossary

    @property
    def folder(self) -> Path:
        """Its sources."""
        return self.layout.chapter(self.file.number)

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
    def words(self) -> Words:
        """The words of its language."""
        return LANGUAGES[self.file.language]

    @property
    def name(self) -> str:
        """`chapter-05`, the folder under output/."""
        return f"chapter-{self.file.number:02}"

    @property
    def programs(self) -> list[Program]:
        return self.file.program

    def kaggle(self, program: Program) -> KaggleSettings:
        """The chapter's settings with the program's own on top, its data sets among the sources."""
        own = program.kaggle.model_dump(exclude_unset=True)
        settings = self.file.kaggle.model_copy(update=own)
        sources = [self.file.data[key].source for key in program.data] + settings.dataset_sources
        return settings.model_copy(update={"dataset_sources": sources})

    def with_kaggle(self, **settings: Any) -> "Chapter":
        """The same chapter with these settings in place of its own and of its programs'."""
        programs = [
            program.model_copy(update={"kaggle": program.kaggle.model_copy(update=settings)})
            if settings.keys() & program.kaggle.model_fields_set
            else program
            for program in self.programs
        ]
        update = {"kaggle": self.file.kaggle.model_copy(update=settings), "program": programs}
        return replace(self, file=self.file.model_copy(update=update))

    def errata_of(self, program: Program) -> list[Erratum]:
        return [erratum for erratum in self.errata if program.origin.number in erratum.programs]

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


def load_chapter(root: Path, number: int) -> Chapter:
    """Read chapters/NN of the course in the folder `root`. Raises InputError with every fault found, file and line with
    each."""
    layout = Layout(root)
    folder = layout.chapter(number)
    document = Document.read(folder / "chapter.toml")
    file = document.validate(ChapterFile)
    numbers = {program.number for program in file.program}
    errata, problems_of_errata = load_errata(folder, numbers)
    glossary, problems_of_glossary = load_glossary(folder, numbers)
    chapter = Chapter(layout, file, errata, document, glossary)
    problems = [*_problems(chapter, folder, number), *problems_of_errata, *problems_of_glossary]
    if problems:
        raise InputError(*problems)
    return chapter


def _problems(chapter: Chapter, folder: Path, number: int) -> Iterator[Problem]:
    """What no single key can tell: duplicates, references that lead nowhere, values of another type."""
    if chapter.file.number != number:
        yield chapter.document.problem(f"is {chapter.file.number} in the folder of chapter {number}", "number")
    for key in ("number", "slug"):
        seen: dict[str, Program] = {}
        for program in chapter.programs:
            name = getattr(program, key)
            if name in seen:
                message = f"duplicate {key} {name!r}, already that of program {seen[name].number}"
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

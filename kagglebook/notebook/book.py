"""A chapter rendered as a whole: every notebook in memory, crosschecked and linted before a file is written."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from ..chapter.chapter import Chapter
from ..chapter.editions import STUDENT
from ..chapter.elsewhere import taken_elsewhere
from ..chapter.kaggle import SETTING_OF_FIELD
from ..chapter.program import Program
from ..core.doors import add_plugins
from ..core.layout import Layout
from ..core.problems import InputError, Problem, did_you_mean
from .colab_publisher import ColabPublisher
from .context import context
from .crosscheck import crosscheck
from .kaggle_publisher import KagglePublisher
from .molab_publisher import MolabPublisher
from .page import Page
from .publisher import Publisher
from .reading import Reader
from .render import render
from .slides import lint_slides
from .template import Templates
from .wording import lint_data


class Book:
    """A chapter's programs on their way to pages, one by one: each template is read once, each publisher made once."""

    def __init__(self, chapter: Chapter, templates: Templates | None = None):
        layout = chapter.layout
        self.chapter = chapter
        self.templates = templates or Templates(layout.template_folders(chapter.called), layout.root)
        self.kaggle, self.others = KagglePublisher(layout), _others(chapter, layout)
        self.reader = Reader(chapter, self.templates)
        self.siblings = frozenset(program.number for program in chapter.programs)

    def read_again(self, paths: Collection[Path]) -> bool:
        """Read these templates again; false where a new book is needed, as they may change how others are read."""
        self.reader.forget(paths)
        return self.templates.read_again(paths)

    def page(self, program: Program) -> tuple[Page, list[Problem | str]]:
        """A program rendered, and what lint finds in it. Raises InputError where it can't be rendered."""
        chapter, metadata = self.chapter, dict[str, Any]()
        for publisher in (self.kaggle, *self.others):
            metadata |= publisher.notebook_metadata(chapter, program)
        names = context(chapter, program, self.kaggle, self.others)
        path = chapter.folder / program.template
        rendered = render(program, path, self.templates, names, metadata, chapter.words, self.siblings)
        # A blank may be all that uses a parameter.
        problems = [] if program.edition == STUDENT else list(crosscheck(chapter, rendered))
        problems += self.reader.lint(rendered)
        return Page(program, rendered, chapter, self.kaggle, self.others), problems

    def problems_before(self, programs: Sequence[Program]) -> list[Problem | str]:
        """What is wrong with these programs as entries of chapter.toml, whatever their templates say."""
        return [*taken_elsewhere(self.chapter, programs), *lint_data(self.chapter)]

    def problems_of_all(self, pages: Sequence[Page]) -> list[Problem | str]:
        """What publishers find in pages; and if they are all of the chapter, what only all of them can tell."""
        problems: list[Problem | str] = [*_lint(self.chapter, pages)]
        if {page.program.origin.number for page in pages} == {program.number for program in self.chapter.programs}:
            problems += _left_out(self.chapter, pages)
            problems += lint_slides(self.chapter, [page.rendered for page in pages])
        return problems


def make_pages(chapter: Chapter, programs: Iterable[Program] | None = None) -> list[Page]:
    """Render and lint programs of a chapter (all, if none are given): a page each, in order.

    Raises InputError with every problem of every program.
    """
    book = Book(chapter)
    programs = chapter.programs if programs is None else list(programs)
    pages, problems = [], book.problems_before(programs)
    for program in programs:
        try:
            page, found = book.page(program)
        except InputError as error:
            problems += error.problems
            continue
        problems += found
        pages.append(page)
    # A fault of a shared template or setting is one problem, however many programs meet it.
    problems = list(dict.fromkeys(problems)) + book.problems_of_all(pages)
    if problems:
        raise InputError(*problems)
    return pages


def _others(chapter: Chapter, layout: Layout) -> tuple[Publisher, ...]:
    """The publishers that a chapter names besides Kaggle."""
    if not chapter.file.publishers:
        return ()
    known: dict[str, type[Publisher]] = {"colab": ColabPublisher, "molab": MolabPublisher}
    add_plugins("publishers", Publisher, known)
    for name in chapter.file.publishers:
        if name not in known:
            message = f"no publisher {name!r} is installed{did_you_mean(name, known)}"
            raise InputError(chapter.document.problem(message, "publishers"))
    return tuple(known[name](layout) for name in chapter.file.publishers)


def _left_out(chapter: Chapter, pages: Sequence[Page]) -> Iterator[Problem]:
    """The cells that `[baseline]` leaves out, and that no program has."""
    names = chapter.file.baseline.leave_out
    known = {cell for page in pages for cell in page.rendered.code} if names else ()
    for index, name in enumerate(names):
        if name not in known:
            said = f"no cell {name!r}{did_you_mean(name, known)}"
            yield chapter.document.problem(said, "baseline", "leave_out", index)


def _lint(chapter: Chapter, pages: Sequence[Page]) -> list[Problem]:
    found: dict[Problem, list[str]] = {}
    for page in pages:
        for publisher in (page.kaggle, *page.others):
            for violation in publisher.lint(chapter, page.rendered):
                message = f"{publisher.name} rule '{violation.rule}': {violation.message}"
                problem = _locate(chapter, page.program, violation.field, message)
                found.setdefault(problem, []).append(page.program.number)
    return [
        Problem(problem.path, f"{problem.message} (program {', '.join(numbers)})", problem.line, problem.place)
        for problem, numbers in found.items()
    ]


def _locate(chapter: Chapter, program: Program, field: str, message: str) -> Problem:
    """The key of chapter.toml that a field of the metadata was made of: the program's own, else the chapter's."""
    setting = SETTING_OF_FIELD.get(field, field)
    if field in ("id", "title"):  # the owner's own form is chapter.toml's business
        return chapter.problem(program, message, "kernel_title")
    if setting in program.kaggle.model_fields_set:
        return chapter.problem(program, message, "kaggle", setting)
    if setting in chapter.file.kaggle.model_fields_set:
        return chapter.document.problem(message, "kaggle", setting)
    return chapter.problem(program, message)

"""A chapter rendered as a whole: every notebook in memory, crosschecked and linted before a file is written."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ..chapter.chapter import Chapter
from ..chapter.editions import STUDENT
from ..chapter.elsewhere import taken_elsewhere
from ..chapter.kaggle import SETTING_OF_FIELD
from ..chapter.program import Program
from ..core.doors import add_plugins
from ..core.layout import Layout
from ..core.problems import InputError, Problem, did_you_mean
from .context import context
from .crosscheck import crosscheck
from .kaggle_publisher import KagglePublisher
from .page import Page
from .publisher import Publisher
from .reading import Reader
from .render import render
from .slides import lint_slides
from .template import Templates
from .wording import lint_data


def make_pages(chapter: Chapter, programs: Iterable[Program] | None = None) -> list[Page]:
    """Render and lint programs of a chapter (all, if none are given): a page each, in order.

    Raises InputError with every problem of every program.
    """
    layout = chapter.layout
    templates = Templates(layout.template_folders(chapter.called), layout.root)
    kaggle, others = KagglePublisher(layout), _others(chapter, layout)
    reader = Reader(chapter, templates)
    programs = chapter.programs if programs is None else list(programs)
    siblings = frozenset(program.number for program in chapter.programs)
    pages, problems = [], [*taken_elsewhere(chapter, programs), *lint_data(chapter)]
    for program in programs:
        metadata: dict[str, Any] = {}
        for publisher in (kaggle, *others):
            metadata |= publisher.notebook_metadata(chapter, program)
        names = context(chapter, program, kaggle, others)
        try:
            rendered = render(
                program, chapter.folder / program.template, templates, names, metadata, chapter.words, siblings
            )
        except InputError as error:
            problems += error.problems
            continue
        if program.edition != STUDENT:  # a blank may be all that uses a parameter
            problems += crosscheck(chapter, rendered)
        problems += reader.lint(rendered)
        pages.append(Page(program, rendered, chapter, kaggle, others))
    # A fault of a shared template or setting is one problem, however many programs meet it.
    problems = list(dict.fromkeys(problems)) + _lint(chapter, pages)
    if {page.program.origin.number for page in pages} == {program.number for program in chapter.programs}:
        problems += _left_out(chapter, pages)
        problems += lint_slides(chapter, [page.rendered for page in pages])
    if problems:
        raise InputError(*problems)
    return pages


def _others(chapter: Chapter, layout: Layout) -> tuple[Publisher, ...]:
    """The publishers that a chapter names besides Kaggle."""
    if not chapter.file.publishers:
        return ()
    known: dict[str, type[Publisher]] = {}
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

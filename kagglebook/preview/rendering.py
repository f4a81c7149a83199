"""A chapter kept rendered: after a save only what is made of the saved files is read and rendered again."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..chapter.chapter import Chapter, load_chapter
from ..chapter.program import Program
from ..core.layout import ChapterName
from ..core.plain import error_in_short
from ..core.problems import InputError, Problem
from ..notebook.book import Book
from ..notebook.page import Page

Faults = Sequence[Problem | str]
Choose = Callable[[Chapter], Sequence[Program]]


@dataclass
class Text:
    """A program as it reads now: its last page without a fault that kept it from being one, and the faults since."""

    program: Program
    page: Page | None = None
    faults: Faults = ()
    uses: frozenset[Path] = frozenset()  # the templates that it is made of


@dataclass
class Touched:
    """What a save is about: programs to be rendered, whether all are to be planned anew, and programs whose data it
    may be."""

    programs: list[str] = field(default_factory=list)
    all: bool = False
    data: bool = False


class Renderer:
    """The texts of a chapter's programs (`choose` says which), by slug. `faults` are those of the chapter itself."""

    def __init__(self, root: Path, chapter: ChapterName, choose: Choose):
        self.root, self.called, self.choose = root, chapter, choose
        self.texts: dict[str, Text] = {}
        self.stale: dict[str, None] = {}  # to be rendered, in order
        self.faults: Faults = ()
        self.of_all: Faults = ()  # what only all pages together can tell
        self.load()

    def load(self) -> None:
        """Read the chapter anew. Raises InputError, and then all stays as it was."""
        chapter = load_chapter(self.root, self.called)
        book, programs = Book(chapter), _with_producers(chapter, self.choose(chapter))
        self.chapter, self.book = chapter, book
        self.texts = {each.slug: self._text(each) for each in programs}
        self.faults = book.problems_before(programs)
        self.stale = dict.fromkeys(self.texts)

    def _text(self, program: Program) -> Text:
        known = self.texts.get(program.slug)
        return Text(program, known.page, known.faults, known.uses) if known else Text(program)

    @property
    def folders(self) -> list[Path]:
        """Where all lies that a chapter is made of, as far as there is such a folder."""
        layout = self.chapter.layout
        found = [*layout.template_folders(self.called), *layout.kernel_metadata_folders(), *layout.language_folders()]
        return [folder for folder in dict.fromkeys(found) if folder.is_dir()]

    def saved(self, paths: Collection[Path]) -> Touched:
        """Take note of files that were saved, or are gone: what is to be done about them."""
        chapter = self.chapter
        samples = chapter.layout.samples(self.called)
        data = {path for path in paths if path.is_relative_to(samples)}
        others = set(paths) - data
        templates = {path for path in others if self._is_template(path)}
        try:
            if others - templates or self.faults:
                self.load()
                return Touched(list(self.texts), True, bool(data))
            if templates and not self.book.read_again(templates):
                self.book = Book(chapter)
                self.stale = dict.fromkeys(self.texts)
                return Touched(list(self.texts), False, bool(data))
        except InputError as error:
            self.faults = error.problems
            return Touched(data=bool(data))
        except OSError as error:  # a folder that is being moved, say
            self.faults = [error_in_short(error)]
            return Touched(data=bool(data))
        touched = [slug for slug, text in self.texts.items() if text.faults or text.uses & templates]
        self.stale |= dict.fromkeys(touched if templates else ())
        return Touched(touched if templates else [], False, bool(data))

    def _is_template(self, path: Path) -> bool:
        return path.suffix == ".py" and any(
            path.is_relative_to(folder) for folder in self.chapter.layout.template_folders(self.called)
        )

    def render(self, slug: str) -> Text:
        """Render a program anew. A fault keeps its last page."""
        self.stale.pop(slug, None)
        text = self.texts[slug]
        try:
            text.uses = self.book.templates.named_in(text.program.template)
            page, faults = self.book.page(text.program)
            text.page, text.faults = page, list(dict.fromkeys(faults))
            text.uses |= {line.path for line in page.rendered.lines}
        except InputError as error:
            text.faults = error.problems
        except Exception as error:  # a file that has just gone, say: whatever it is, the preview goes on
            text.faults = [error_in_short(error)]
        return text

    def look_at_all(self) -> None:
        """Find what only all pages together can tell."""
        pages = [text.page for text in self.texts.values() if text.page]
        try:
            whole = not any(text.faults for text in self.texts.values())
            self.of_all = self.book.problems_of_all(pages) if whole else ()
        except InputError as error:
            self.of_all = error.problems
        except Exception as error:
            self.of_all = [error_in_short(error)]


def _with_producers(chapter: Chapter, programs: Sequence[Program]) -> list[Program]:
    """Programs, and those that they come after, in the chapter's order where they are complete ones."""
    found = {program.slug: program for program in programs}
    waiting = list(programs)
    for program in waiting:
        for producer in chapter.producers(program):
            if producer.slug not in found:
                found[producer.slug] = producer
                waiting.append(producer)
    order = {program.slug: place for place, program in enumerate(chapter.programs)}
    return sorted(found.values(), key=lambda program: order.get(program.slug, len(order)))

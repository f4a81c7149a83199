"""What a chapter's notebooks say in words, linted: its glossary's words, and no parameter's value typed."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..chapter.chapter import Chapter
from ..core.problems import Problem
from . import typed_values, wording
from .cells import Block, split
from .passages import Passage, passages
from .render import Rendered
from .template import Templates
from .typed_values import Claim


@dataclass(frozen=True)
class _Cell:
    """What is known of a cell, whatever program has it: its prose, what is wrong with it, what it claims."""

    prose: list[Passage]
    problems: list[Problem]
    claims: list[Claim]


@dataclass
class Reader:
    """Reads the programs of one chapter; a cell that several have, and variants have all of them, is read once."""

    chapter: Chapter
    templates: Templates
    _cells: dict[tuple[tuple[str, int], ...], _Cell] = field(default_factory=dict)

    def lint(self, rendered: Rendered) -> Iterator[Problem]:
        """What is wrong with the words of a program."""
        cells = [self._cell(block) for block in split(rendered.lines)]
        # What a variant sets may well be a number that the text means otherwise: an author has typed the program's own.
        params = rendered.program.origin.params
        for cell in cells:
            yield from cell.problems
            yield from typed_values.lint(cell.claims, params, self.templates)
        prose = (passage for cell in cells for passage in cell.prose)
        yield from wording.lint_introductions(self.chapter.glossary, prose)

    def forget(self, paths: Collection[Path]) -> None:
        """Read the cells anew that have a line of these templates."""
        changed = {str(path) for path in paths}
        self._cells = {key: cell for key, cell in self._cells.items() if not any(path in changed for path, _ in key)}

    def _cell(self, block: Block) -> _Cell:
        key = tuple((str(line.path), line.number) for line in block)
        if key not in self._cells:
            found = list(passages(block, self.templates, self.chapter.words))
            prose = [passage for passage in found if passage.is_prose]
            problems = list(wording.lint_words(self.chapter.glossary, found))
            self._cells[key] = _Cell(prose, problems, list(typed_values.claims(prose)))
        return self._cells[key]

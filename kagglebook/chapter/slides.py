"""slides.toml: the ledger of what the slides say, and the cell that computes, shows, refutes or tells each of it."""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Literal

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from ..core.problems import Problem, did_you_mean
from ..core.run import count_in_words, figures_in_words
from ..core.toml import Document, TomlTable, text_like
from .cell_checks import ShortText, Text
from .check import CellCheck, Check
from .checks import AnyCheck
from .texts import NUMBER, OneLine

NAME = "slides.toml"
State = Literal["computed", "shown", "refuted", "told", "missing"]
# A cell computes it, shows or refutes it; TOLD: only words do; MISSING: no notebook has it, yet.
STATES: tuple[State, ...] = ("computed", "shown", "refuted", "told", "missing")
TOLD: State = "told"
MISSING: State = "missing"
Kind = Literal["statement", "number", "formula", "figure", "table", "code"]
CellReference = text_like(rf"{NUMBER}#[\w-]+", "a program and a cell such as '5-9#count'")
# Without the sign that ends a cell of a table of Markdown.
Cell = text_like(r"[^|\x00-\x1f\x7f-\x9f\u2028\u2029]+", "one line of text without '|'")


class Shows(CellCheck):
    """A cell shows a picture or a table, whatever stands in it."""

    def expected(self, quick, parameters):
        return "a figure or HTML"

    def judge(self, run, quick):
        output = self.output(run)
        shown = f"{figures_in_words(output.figures)}, {count_in_words(len(output.html), 'HTML output')}"
        return shown, bool(output.figures or output.html)


class Slide(TomlTable):
    """One item of the slides: a statement, a number, a formula, a figure, a table, or code with its remarks.

    `cells` name the program and the cell that compute, show, refute or tell it. What is computed is held against each
    run: `output` stands in what each of the cells prints, or `check` holds, a check as chapter.toml has them, of the
    program of the first cell. What is only told says `why` it can't be computed; what is missing names no cell.
    """

    id: text_like(r"[\w.]+-[1-9][0-9]*", "a section and a number such as '5.5.1-3'")
    section: OneLine
    kind: Kind
    says: Cell
    state: State
    cells: list[CellReference] = []
    output: ShortText | None = None
    check: AnyCheck | None = None
    why: Cell | None = None

    @model_validator(mode="after")
    def _has_what_its_state_needs(self):
        if fault := self._fault():
            raise PydanticCustomError("slide", "{fault}", {"fault": f"{self.id}: {fault}"})
        return self

    def _fault(self) -> str | None:
        proofs = [key for key in ("output", "check") if getattr(self, key) is not None]
        if self.id.rpartition("-")[0] != self.section:
            return f"the id of an item of {self.section} begins with '{self.section}-'"
        if self.state == MISSING:
            return "what is missing has no cells, no proof and no why" if proofs or self.cells or self.why else None
        if not self.cells:
            return f"what is {self.state} needs cells: where?"
        if self.state == TOLD:
            if proofs:
                return f"what is told has no {proofs[0]}: is it computed?"
            return None if self.why else "what is told needs why: why can't it be computed?"
        if self.why:
            return f"why goes with told, and this is {self.state}"
        if len(proofs) == 2:
            return "output or check, not both"
        if not proofs and self.state != "shown":
            return f"what is {self.state} needs output or check: what of a run bears it out?"
        return None

    def own_cells(self, number: str) -> list[str]:
        """The names of its cells in a program."""
        pairs = (each.split("#") for each in self.cells)
        return [cell for program, cell in pairs if program == number]

    def checks(self, number: str) -> list[Check]:
        """What it expects of a run of a program."""
        if self.state in (TOLD, MISSING):
            return []
        if self.check is not None:
            return [self.check] if self.cells[0].startswith(f"{number}#") else []
        if self.output is not None:
            return [Text(cell=cell, text=self.output) for cell in self.own_cells(number)]
        return [Shows(cell=cell) for cell in self.own_cells(number)]


class SlidesFile(TomlTable):
    """The file."""

    slide: list[Slide]


def load(folder: Path, programs: Collection[str]) -> tuple[tuple[Slide, ...], list[Problem]]:
    """The items of a chapter, and what is wrong with how they refer to one another and to its programs. Raises
    InputError."""
    path = folder / NAME
    if not path.exists():
        return (), []
    document = Document.read(path)
    slides = document.validate(SlidesFile).slide
    return tuple(slides), list(_problems(document, slides, programs))


def _problems(document: Document, slides: Sequence[Slide], programs: Collection[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, slide in enumerate(slides):
        if slide.id in seen:
            yield document.problem(f"{slide.id!r} stands twice", "slide", index, "id")
        seen.add(slide.id)
        for program in dict.fromkeys(each.split("#")[0] for each in slide.cells):
            if program not in programs:
                message = f"no program {program!r}{did_you_mean(program, programs)}"
                yield document.problem(message, "slide", index, "cells")

"""The ledger of the slides and the notebooks: what a page shows of it, and the cells that it names."""

from collections.abc import Iterator, Sequence
from typing import Any

from ..chapter.chapter import Chapter
from ..chapter.program import Program
from ..chapter.slides import NAME, TOLD, Slide
from ..core.problems import Problem, did_you_mean
from ..core.toml import Document
from .crosscheck import lacking, results_keys
from .render import Rendered


def slides_of(chapter: Chapter, program: Program) -> list[dict[str, Any]]:
    """The items of a program as its template sees them, with the cells that are its own."""
    return [
        slide.model_dump(include={"id", "section", "says", "state"}) | {"cells": slide.own_cells(program.origin.number)}
        for slide in chapter.slides_of(program)
    ]


def lint_slides(chapter: Chapter, rendered: Sequence[Rendered]) -> Iterator[Problem]:
    """What the ledger names and the notebooks lack: cells, values of results; all programs are rendered."""
    if not chapter.slides:
        return
    programs = {each.program.origin.number: each for each in reversed(rendered) if not each.program.is_variant}
    cells = {number: _cells(each) for number, each in programs.items()}
    document = None
    for index, slide in enumerate(chapter.slides):
        for key, message in _faults(slide, programs, cells):
            document = document or Document.read(chapter.folder / NAME)
            yield document.problem(f"{slide.id}: {message}", "slide", index, key)


def _cells(rendered: Rendered) -> dict[str, str | None]:
    """The code of each cell by its name, None for prose."""
    cells = rendered.notebook.cells
    return {cell["id"]: cell["source"] if cell["cell_type"] == "code" else None for cell in cells}


def _faults(
    slide: Slide, programs: dict[str, Rendered], cells: dict[str, dict[str, str | None]]
) -> Iterator[tuple[str, str]]:
    for reference in slide.cells:
        number, cell = reference.split("#")
        own = cells.get(number, {})
        if cell not in own:
            yield "cells", f"no cell {cell!r} in program {number}{did_you_mean(cell, own)}"
        elif slide.state == TOLD and own[cell] is not None:
            yield "cells", f"{cell!r} is a cell of code: what is told stands in prose, or in the remarks below code"
        elif slide.state != TOLD and own[cell] is None:
            yield "cells", f"{cell!r} is a cell of prose: what is {slide.state} is a cell of code's"
    number = slide.cells[0].split("#")[0] if slide.cells else ""
    if slide.check is not None and number in programs:
        code = {name: source for name, source in cells[number].items() if source is not None}
        known = results_keys(code.get("results", ""))
        for _, message in lacking(programs[number].program, slide.check, code, known):
            yield "check", message

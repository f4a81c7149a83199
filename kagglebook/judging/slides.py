"""The ledger of the slides held against a run: an outcome for each item that its program computes, shows or refutes."""

from dataclasses import replace

from ..chapter.chapter import Chapter
from ..chapter.program import Program
from ..chapter.slides import NAME, Slide
from ..core.run import Run
from ..core.toml import Document
from .checks import judge_check
from .outcome import Outcome, guarded


def judge_slides(chapter: Chapter, program: Program, run: Run, quick: bool) -> list[Outcome]:
    """What a run says of the items of its program, in their order; nothing of a run with other parameters than the
    program's, but for the seed: the slides don't speak of it."""
    if program.origin is not program or not _as_meant(program, run, quick):
        return []
    found = [
        guarded(f"slide {slide.id}", lambda slide=slide: judge_slide(slide, program.number, run, quick))
        for slide in chapter.slides_of(program)
    ]
    return [_located(chapter, outcome) for outcome in found if outcome]


def judge_slide(slide: Slide, number: str, run: Run, quick: bool) -> Outcome | None:
    """Whether an item holds in a run of a program: its first check that fails, or else its first; None where it has
    none there."""
    outcomes = [judge_check(check, run, quick) for check in slide.checks(number)]
    if not outcomes:
        return None
    outcome = next((each for each in outcomes if not each.passed), outcomes[0])
    return replace(outcome, subject=f"slide {slide.id}", cell=outcome.cell or slide.own_cells(number)[0])


def _as_meant(program: Program, run: Run, quick: bool) -> bool:
    meant = program.params | (program.quick if quick else {})
    return all(run.parameters.get(name) == value for name, value in meant.items() if name != "seed")


def _located(chapter: Chapter, outcome: Outcome) -> Outcome:
    """One that failed, with the line of slides.toml."""
    if outcome.passed:
        return outcome
    known = outcome.subject.removeprefix("slide ")
    index = next(index for index, slide in enumerate(chapter.slides) if slide.id == known)
    problem = Document.read(chapter.folder / NAME).problem("", "slide", index)
    place = chapter.layout.shown(f"{problem.path}:{problem.line}")
    return replace(outcome, subject=f"{outcome.subject} ({place})")

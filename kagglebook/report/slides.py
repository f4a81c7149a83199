"""The ledger of the slides as a person reads it: how much of it runs, section by section, and item by item."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from rich.table import Table

from ..chapter.chapter import Chapter
from ..chapter.slides import STATES, Slide
from .console import console, words

INTRODUCTION = """\
# What the slides say, and where it runs

Made by `python build.py slides --chapter {called} --markdown` from `chapters/{folder}/slides.toml`: every statement,
number, formula, figure, table and set of code remarks of the slides. What is *computed*, *shown* or *refuted* is held
against each run: its output, value or figure is there, or `run` fails. What is only *told* says why.
"""


def counts(slides: Sequence[Slide]) -> dict[str, Counter[str]]:
    """How many items of each state each section has, in the order of the slides."""
    found: dict[str, Counter[str]] = {}
    for slide in slides:
        found.setdefault(slide.section, Counter())[slide.state] += 1
    return found


def slides_table(chapter: Chapter) -> None:
    """Print the counts by section and state."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in _headings():
        table.add_column(heading, justify="left" if heading == "Section" else "right")
    for row in _rows(chapter.slides):
        table.add_row(*map(words, row))
    console().print(table)


def slides_page(chapter: Chapter) -> list[str]:
    """The lines of docs/slides.md: the counts, then every item with the cells that it names."""
    lines = [*INTRODUCTION.format(called=chapter.called, folder=chapter.folder.name).splitlines(), ""]
    lines += _table(_headings(), _rows(chapter.slides), numbers=True)
    for section in counts(chapter.slides):
        rows = [
            (each.id, each.kind, each.says, each.state, _where(each), each.why or "")
            for each in chapter.slides
            if each.section == section
        ]
        headings = ("item", "kind", "the slides", "state", "where", "why only told")
        lines += ["", f"## {section}", "", *_table(headings, rows)]
    named = {reference.split("#")[0] for slide in chapter.slides for reference in slide.cells}
    programs = [program for program in chapter.programs if program.number in named]
    return [
        *lines,
        "",
        *(f"[{each.number}]: ../output/{chapter.name}/{each.slug}/{each.slug}.ipynb" for each in programs),
    ]


def _where(slide: Slide) -> str:
    """`[5-9] `count``: a link to each notebook, which the page has at its end, and the cell's name."""
    pairs = (reference.split("#") for reference in slide.cells)
    return ", ".join(f"[{number}] `{cell}`" for number, cell in pairs)


def _headings() -> Sequence[str]:
    return ("Section", *(state.capitalize() for state in STATES), "All")


def _rows(slides: Sequence[Slide]) -> Iterator[Sequence[str]]:
    by_section = counts(slides)
    for section, found in (*by_section.items(), ("all", sum(by_section.values(), Counter()))):
        yield section, *(str(found[state]) for state in STATES), str(sum(found.values()))


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]], numbers: bool = False) -> Iterator[str]:
    yield f"| {' | '.join(headings)} |"
    yield f"|{'|'.join('---:' if numbers and index else '---' for index in range(len(headings)))}|"
    for row in rows:
        yield f"| {' | '.join(row)} |"

"""What a lecturer asks of a chapter: its programs, a row each."""

from collections.abc import Sequence

from rich.table import Table

from ..chapter.chapter import Chapter
from ..chapter.program import Program
from ..chapter.variants import count
from .console import console, words


def program_table(chosen: Sequence[tuple[Chapter, Sequence[Program]]]) -> None:
    """Print number, title, section, machine, parameters, checks, variants; where there are several chapters, which."""
    several = len(chosen) > 1
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    if several:
        table.add_column("Chapter")
    for heading in ("Program", "Title", "Section", "Machine", "Parameters", "Checks", "Variants"):
        table.add_column(heading, justify="right" if heading in ("Checks", "Variants") else "left", overflow="fold")
    for chapter, program in ((chapter, program) for chapter, programs in chosen for program in programs):
        cells = (
            *([str(chapter.called)] if several else []),
            program.number,
            program.title,
            program.section,
            chapter.kaggle(program).machine_shape or "CPU",
            " ".join(f"{name}={value}" for name, value in program.params.items()) or "-",
            str(len(program.checks)),
            str(count(program) or "-"),
        )
        table.add_row(*map(words, cells))
    console().print(table)

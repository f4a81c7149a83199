"""What a lecturer asks of a chapter: its programs, a row each."""

from collections.abc import Sequence

from rich.table import Table

from ..chapter.chapter import Chapter
from ..chapter.program import Program
from ..chapter.variants import count
from .console import console, words


def program_table(chapter: Chapter, programs: Sequence[Program]) -> None:
    """Print number, title, section, machine, parameters, checks, variants."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("Program", "Title", "Section", "Machine", "Parameters", "Checks", "Variants"):
        table.add_column(heading, justify="right" if heading in ("Checks", "Variants") else "left", overflow="fold")
    for program in programs:
        cells = (
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

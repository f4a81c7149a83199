"""What a lecturer asks of a chapter: its programs, a row each."""

from collections.abc import Sequence

from rich.table import Table

from ..chapter.chapter import Chapter, Program
from ..chapter.variants import count
from .console import console


def program_table(chapter: Chapter, programs: Sequence[Program]) -> None:
    """Print number, title, section, machine, parameters, checks, variants."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("Program", "Title", "Section", "Machine", "Parameters", "Checks", "Variants"):
        table.add_column(heading, justify="right" if heading in ("Checks", "Variants") else "left")
    for program in programs:
        table.add_row(
            program.number,
            program.title,
            program.section,
            chapter.kaggle(program).machine_shape or "CPU",
            " ".join(f"{name}={value}" for name, value in program.params.items()) or "-",
            str(len(program.checks)),
            str(count(program) or "-"),
        )
    console().print(table)

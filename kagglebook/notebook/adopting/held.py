"""What runs of a notebook have shown, which the next try of it is to hold."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .reading import Said


@dataclass(frozen=True)
class Held:
    """What runs showed: constants that stay where they are, results and cells that are others in each run, and what
    cells complain of on stderr."""

    constants: frozenset[str] = frozenset()
    raises: frozenset[int] = frozenset()  # the places of cells that raise what they are meant to
    seeded: bool = False  # whether it draws at random, and a cell has to seed that
    unstable: frozenset[str] = frozenset()
    unwatched: frozenset[str] = frozenset()  # those that are others behind some cell only
    leave_out: frozenset[str] = frozenset()
    stderr: Mapping[str, Sequence[str]] = field(default_factory=dict)
    drawn: tuple[tuple[str, str, int], ...] = ()  # cell, what its figures show, how many

    def said(self) -> Iterator[Said]:
        """What a person is told of it."""
        if self.constants:
            names = ", ".join(sorted(self.constants))
            yield Said(0, f"no parameters, as prose says their values or a run failed with another: {names}")
        if self.unstable:
            yield Said(0, f"another in each run, so not among the results: {', '.join(sorted(self.unstable))}")
        if self.unwatched:
            yield Said(0, f"another in each run behind some cell, so not watched: {', '.join(sorted(self.unwatched))}")
        if self.leave_out:
            yield Said(0, f"prints other numbers in each run, so [baseline] leaves it out: {', '.join(self.leave_out)}")
        for cell, texts in self.stderr.items():
            yield Said(0, f"{cell} complains, which a check expects: {'; '.join(texts)}")

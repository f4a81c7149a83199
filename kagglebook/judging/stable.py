"""What of several runs of one program is the same, and what is another each time."""

import re
from collections.abc import Collection, Iterator, Sequence

from ..core.run import Run
from .values import CELL, flatten

PARTS = ("curves", "points", "bars", "images")
MAX_DRAWN = 40  # numbers of parts


def unstable(one: Run, other: Run, within: Collection[str] = ()) -> tuple[set[str], set[str]]:
    """The results, and the cells by what they print, whose numbers differ between two runs that should be the same. Of
    the tables named in `within` each item is told by itself, as `table.item`."""
    mine, theirs = flatten(one), flatten(other)
    names, cells = set(), set()
    for path in mine.keys() | theirs.keys():
        if repr(mine.get(path)) == repr(theirs.get(path)):
            continue
        if not path.startswith(CELL):
            parts = re.split(r"[.\[]", path)
            names.add(".".join(parts[:2]) if parts[0] in within else parts[0])
        elif not path.endswith("words"):  # of words that vary the recorded run knows by itself
            cells.add(path.removeprefix(CELL).partition(": ")[0])
    return names, cells


def parts_drawn(runs: Sequence[Run]) -> tuple[tuple[str, str, int], ...]:
    """How many curves, points, bars and images the figures of cells show in every run: cell, path, number."""
    counts = [dict(_counted(run)) for run in runs]
    same = {place: count for place, count in counts[0].items() if all(each.get(place) == count for each in counts)}
    return tuple((cell, path, count) for (cell, path), count in list(same.items())[:MAX_DRAWN])


def _counted(run: Run) -> Iterator[tuple[tuple[str, str], int]]:
    for cell, output in run.cells.items():
        for number, figure in enumerate(output.drawn or ()):
            for place, axes in enumerate(figure.get("axes", ())):
                for part in PARTS:
                    if count := len(axes.get(part, ())):
                        yield (cell, f"[{number}].axes[{place}].{part}"), count

"""The runs of a program and its variants side by side: rows best first, as a table for a terminal and as CSV."""

import csv
import io
import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..chapter.checks import Bound
from ..chapter.grid import Comparison, Value
from ..chapter.program import Program
from ..core.digits import is_number, is_series
from ..core.plain import cell_of_csv
from ..core.value_path import look_up
from ..judging.verdict import CheckedRun


@dataclass(frozen=True)
class Measured:
    """A number of one row, for each seed that reached it."""

    values: tuple[float, ...]

    @property
    def mean(self) -> float:
        return statistics.fmean(self.values) if len(self.values) > 1 else self.values[0]  # one stays as it was written

    @property
    def sd(self) -> float:
        """The standard deviation between seeds, 0 for a single one; nan where one is infinite or nan."""
        if len(self.values) < 2:
            return 0.0
        return statistics.stdev(self.values) if all(map(math.isfinite, self.values)) else math.nan

    def __str__(self) -> str:
        if not self.values:
            return "-"
        return f"{self.mean:.4g}" + (f" ± {self.sd:.2g}" if len(self.values) > 1 else "")


@dataclass(frozen=True)
class Row:
    """A program or a variant of it, with its run for each seed."""

    program: Program
    runs: Sequence[CheckedRun]

    @property
    def name(self) -> str:
        """What differs from the program, in words."""
        return self.program.name

    @property
    def passed(self) -> int:
        return sum(run.passed for run in self.runs)

    @property
    def seconds(self) -> float:
        return statistics.fmean(run.run.seconds for run in self.runs)

    @property
    def parameters(self) -> Mapping[str, Value]:
        """What the first run had."""
        return self.runs[0].run.parameters

    def number(self, path: str) -> Measured:
        """The number at a path, or the last of the series there."""
        found = (_last(self._at(run, path)) for run in self.runs)
        return Measured(tuple(value for value in found if value is not None))

    def series(self, path: str) -> list[list[float]]:
        """The series at a path, for each seed that has one of nothing but numbers."""
        found = (self._at(run, path) for run in self.runs)
        return [value for value in found if is_series(value) and all(map(_is_measurable, value))]

    @staticmethod
    def _at(run: CheckedRun, path: str) -> Any:
        try:
            return look_up(run.run.results, path)
        except (LookupError, TypeError, ValueError):
            return None


@dataclass(frozen=True)
class Group:
    """A program with its variants, best first; rows without the number that sorts them come last."""

    program: Program
    by: Comparison
    rows: Sequence[Row]

    @property
    def paths(self) -> list[str]:
        """The numbers of the table, the one that sorts it first."""
        ends = {path if path.endswith("]") else f"{path}[-1]": None for path in self.by.curves}
        return list(dict.fromkeys([self.by.value, *ends, *self.by.show]))

    @property
    def varied(self) -> list[str]:
        """The parameters in which rows differ."""
        names = self.program.params
        return [name for name in names if len({repr(row.parameters.get(name)) for row in self.rows}) > 1]

    @property
    def seeds(self) -> int:
        return max(len(row.runs) for row in self.rows)

    def near_best(self, row: Row) -> bool:
        """Whether a row is as far from the best as seeds take the two, or less: no finding."""
        first, other = (each.number(self.by.value) for each in (self.rows[0], row))
        both = len(first.values) > 1 and len(other.values) > 1
        return both and abs(first.mean - other.mean) <= first.sd + other.sd


def ranked_by(program: Program) -> Comparison | None:
    """The program's `compare`, else the value of its first check with a lower bound."""
    if program.compare:
        return program.compare
    bounds = (check.value for check in program.checks if isinstance(check, Bound) and check.min is not None)
    value = next(bounds, None)
    return Comparison(value=value) if value else None


def groups(rows: Iterable[Row]) -> list[Group]:
    """The rows by program, without the programs that have no variant among them or nothing to be compared by."""
    by_program: dict[str, list[Row]] = {}
    for row in rows:
        by_program.setdefault(row.program.origin.number, []).append(row)
    found = []
    for theirs in by_program.values():
        program = theirs[0].program.origin
        by = ranked_by(program)
        if by and len(theirs) > 1:
            found.append(Group(program, by, _sorted(theirs, by)))
    return found


def to_csv(groups: Sequence[Group]) -> str:
    """A line for each row of each group: program, variant, parameters, results (means over seeds, and sd), seconds."""
    parameters = list(dict.fromkeys(name for group in groups for name in group.program.params if name != "seed"))
    paths = list(dict.fromkeys(path for group in groups for path in group.paths))
    spread = any(group.seeds > 1 for group in groups)
    results = [column for path in paths for column in ([path, f"{path} sd"] if spread else [path])]
    out = io.StringIO()
    columns = ["program", "variant", "slug", *parameters, "seed", "seeds", "passed", *results, "seconds"]
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(map(cell_of_csv, columns))
    for group in groups:
        for row in group.rows:
            line: dict[str, Any] = {name: row.parameters.get(name, "") for name in (*parameters, "seed")}
            line |= {"program": group.program.number, "variant": row.name, "slug": row.program.slug}
            line |= {"seeds": len(row.runs), "passed": row.passed, "seconds": f"{row.seconds:.2f}"}
            for path in group.paths:
                number = row.number(path)
                if number.values:
                    line |= {path: number.mean} | ({f"{path} sd": number.sd} if spread else {})
            writer.writerow([cell_of_csv(line.get(column, "")) for column in columns])
    return out.getvalue()


def _sorted(rows: Sequence[Row], by: Comparison) -> list[Row]:
    def place(row: Row) -> tuple[bool, float]:
        number = row.number(by.value)
        if not number.values or math.isnan(number.mean):
            return True, 0.0
        return False, number.mean if by.best == "low" else -number.mean

    return sorted(rows, key=place)


def _last(value: Any) -> float | None:
    if isinstance(value, list):
        value = value[-1] if value else None
    return value if is_number(value) and _is_measurable(value) else None


def _is_measurable(number: float) -> bool:
    """Whether a number is none that no float holds."""
    return isinstance(number, float) or abs(number) < 10**300

"""What templates know of one another: which names one binds that another sees, and what is bound for nobody."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ..core.files import read_text
from ..core.problems import InputError, Problem
from .statements import COMMENT, NAME, QUOTED, Statement, opens, statements_of

MANY = 2_000  # templates of a folder that are looked at
BRACED = re.compile(r"\{\{(.*)")


@dataclass(frozen=True)
class Facts:
    """What a template says: the names that it binds, those that each line (from 1) uses, the templates that it names,
    each with the word that does it."""

    binds: frozenset[str]
    uses: Mapping[int, frozenset[str]]
    files: Sequence[tuple[str, str]]
    macros: Mapping[str, bool]  # and whether each uses its `caller`

    def named_by(self, *words: str) -> list[str]:
        """The templates that it names by one of these words."""
        return [name for word, name in self.files if word in words]


def facts_of(text: str) -> Facts:
    """The facts of a template's text; a name more where words can't tell."""
    lines = text.split("\n")
    statements = list(statements_of(lines))
    uses = {statement.number: frozenset(statement.uses) for statement in statements}
    for number, line in enumerate(lines, 1):
        if number not in uses and (found := BRACED.search(line)):
            uses[number] = frozenset(NAME.findall(QUOTED.sub("''", found[1])))
    return Facts(
        frozenset().union(*(statement.binds for statement in statements)),
        uses,
        [(statement.word, name) for statement in statements for name in statement.files],
        dict(_macros(statements, uses)),
    )


def _macros(statements: Sequence[Statement], uses: Mapping[int, frozenset[str]]) -> Iterator[tuple[str, bool]]:
    """The macros, and whether each uses its `caller`."""
    opened: list[Statement] = []
    for statement in statements:
        if statement.word == "macro":
            opened.append(statement)
        elif statement.word == "endmacro" and opened:
            macro = opened.pop()
            within = range(macro.number + 1, statement.number)
            yield macro.name, any("caller" in names for line, names in uses.items() if line in within)


class Names:
    """The templates of some folders, first folder first, as far as they are read to know their names."""

    def __init__(self, folders: Sequence[Path]):
        self._facts: dict[str, Facts] = {}
        for folder in reversed(folders):
            for path in sorted(folder.glob("**/*.py"))[:MANY]:
                try:
                    self._facts[path.relative_to(folder).as_posix()] = facts_of(read_text(path))
                except (InputError, OSError):
                    continue  # told where it is rendered

    def is_as_before(self, name: str, path: Path) -> bool:
        """Whether a template, read again, says of its names what it said; then what it uses is noted."""
        try:
            now = facts_of(read_text(path))
        except (InputError, OSError):
            return False
        before = self._facts.get(name)
        if before is None or (before.binds, before.files, before.macros) != (now.binds, now.files, now.macros):
            return False
        self._facts[name] = now
        return True

    def seen_in(self, name: str) -> frozenset[str]:
        """The names that other templates bind for one: those that include it, its page, and what fills it."""
        return frozenset().union(*(self._facts[giver].binds for giver in self._givers.get(name, ())))

    def is_shared(self, name: str) -> bool:
        """Whether another template imports from it or extends it: what it binds is for those, of other chapters too."""
        return self._is_named(name, "from", "import", "extends")

    def is_only_imported(self, name: str) -> bool:
        """Whether nothing but its macros and what it sets reaches a notebook."""
        return self._is_named(name, "from", "import") and not self._is_named(name, "include", "extends")

    def _is_named(self, name: str, *words: str) -> bool:
        return any(name in facts.named_by(*words) for facts in self._facts.values())

    def without_caller(self) -> frozenset[str]:
        """The macros, of any template, that have no use for what stands between `call` and `endcall`."""
        deaf, hearing = set[str](), set[str]()
        for facts in self._facts.values():
            for macro, hears in facts.macros.items():
                (hearing if hears else deaf).add(macro)
        return frozenset(deaf - hearing)

    def used_elsewhere(self, name: str) -> frozenset[str]:
        """The names that the templates use which see what this one binds."""
        reached = self._reached(name) - {name}
        return frozenset().union(*(uses for other in reached for uses in self._facts[other].uses.values()))

    @cached_property
    def _givers(self) -> Mapping[str, set[str]]:
        """By template, those whose names it sees."""
        found = defaultdict(set)
        for giver in self._facts:
            for other in self._reached(giver) - {giver}:
                found[other].add(giver)
        return found

    @cached_property
    def _pages(self) -> Mapping[str, list[str]]:
        return {name: facts.named_by("extends") for name, facts in self._facts.items()}

    @cached_property
    def _extenders(self) -> Mapping[str, list[str]]:
        found = defaultdict(list)
        for name, pages in self._pages.items():
            for page in pages:
                found[page].append(name)
        return found

    @cached_property
    def _included(self) -> Mapping[str, list[str]]:
        return {name: facts.named_by("include") for name, facts in self._facts.items()}

    def _reached(self, name: str) -> set[str]:
        """The templates that see what one binds: its pages, all that extend it, and what these include."""
        family = self._along(self._pages, [name]) | self._along(self._extenders, [name])
        return self._along(self._included, family)

    def _along(self, edges: Mapping[str, list[str]], names: Iterable[str]) -> set[str]:
        """The templates that are reached from some, these among them."""
        found, waiting = set(), [*names]
        while waiting:
            here = waiting.pop()
            if here not in found and here in self._facts:
                found.add(here)
                waiting += edges.get(here, ())
        return found


def lint_unused(path: Path, text: str, statements: Sequence[Statement], elsewhere: frozenset[str]) -> Iterator[Problem]:
    """What is set, or made a macro, and used nowhere: nothing of it would reach the notebook."""
    last_use: dict[str, int] = {}
    for line, names in sorted(facts_of(text).uses.items()):
        last_use |= dict.fromkeys(names, line)
    around: list[Statement] = []
    for statement in statements:
        # What a loop sets, its next round may use above.
        since = min([statement.number, *(each.number for each in around if each.word in ("for", "macro"))])
        if opens(statement):
            around.append(statement)
        elif statement.word.startswith("end") and around:
            around.pop()
        for name in sorted(statement.defines - elsewhere):
            if last_use.get(name, 0) <= since:
                does = "called" if statement.word == "macro" else "used"
                message = f"{name!r} is {does} nowhere below, so this line does nothing: {COMMENT}"
                yield Problem(path, message, statement.number)

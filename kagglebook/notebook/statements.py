"""The statements of a template, the comments that begin with `#:`: what each names, binds and uses."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..core.problems import Problem, did_you_mean

STATEMENT = re.compile(r"[ \t]*#:[ \t]*(?P<word>\w*)(?P<rest>.*)")
OPENING = ("block", "call", "for", "if", "macro", "with")  # `set` is one only without "="
WORDS = (
    *OPENING,
    *(f"end{word}" for word in (*OPENING, "set")),
    *("elif", "else", "extends", "from", "import", "include", "set"),
)
LONGEST = 5_000  # characters of a statement
NAMES_FILE = ("extends", "include", "from", "import")
QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
NAME = re.compile(r"(?<![\w.])[A-Za-z_]\w*")
NO_NAMES = frozenset(("and", "else", "false", "False", "if", "in", "is", "none", "None", "not", "or", "true", "True"))
COMMENT = "a comment begins with `# `"


@dataclass(frozen=True, slots=True)
class Statement:
    """One line `#: word rest`, numbered from 1."""

    number: int
    word: str
    rest: str

    @property
    def files(self) -> list[str]:
        """The templates that it names, where it does, in quotes."""
        if self.word not in NAMES_FILE:
            return []
        rest = self.rest.partition(" import ")[0] if self.word == "from" else self.rest
        return [found[1:-1] for found in QUOTED.findall(rest)]

    @property
    def name(self) -> str:
        """The name behind the word, as of a block."""
        found = re.match(r"\s+(\w+)", self.rest)
        return found[1] if found else ""

    @property
    def binds(self) -> set[str]:
        """The names that a template knows by it; where words can't tell, a name more."""
        return self._binds() - NO_NAMES

    def _binds(self) -> set[str]:
        rest = QUOTED.sub("''", self.rest)
        match self.word:
            case "for":
                return {*NAME.findall(rest.partition(" in ")[0]), "loop"}
            case "set":
                return set(re.findall(r"(?<![\w.])(\w+)(?![\w.])", self._targets(rest)))
            case "macro":
                return {*NAME.findall(rest), "caller", "varargs", "kwargs"}
            case "call":
                return set(NAME.findall(found[0])) if (found := re.match(r"\s*\(([^)]*)\)", rest)) else set()
            case "with":
                return set(re.findall(r"(\w+)\s*=(?!=)", rest))
            case "import" | "from":
                return set(NAME.findall(rest)) - {"import", "as", "with", "without", "context"}
        return set()

    @property
    def defines(self) -> set[str]:
        """What it makes for the lines below: the names that it sets, or a macro's own."""
        if self.word == "with":
            return self.binds
        if self.word == "set":
            return self.binds if "." not in self._targets(self.rest) else set()
        return {self.name} if self.word == "macro" and self.name else set()

    @property
    def uses(self) -> set[str]:
        """The names that it reads, as far as words tell."""
        rest = QUOTED.sub("''", self.rest)
        match self.word:
            case "for":
                rest = rest.partition(" in ")[2]
            case "set":
                rest = rest.removeprefix(self._targets(rest))
            case "macro":
                rest = rest.partition("(")[2]
            case "block" | "import" | "from":
                rest = ""
        return set(NAME.findall(rest)) - NO_NAMES

    @staticmethod
    def _targets(rest: str) -> str:
        """What stands before the `=` of a set, or before its filter."""
        return re.match(r"[^=|]*", rest)[0]  # type: ignore[index]


def statements_of(lines: Sequence[str], inside: frozenset[int] = frozenset()) -> Iterator[Statement]:
    """The statements among a template's lines, but for the lines (from 1) that stand inside a string of the program."""
    for number, line in enumerate(lines, 1):
        if number not in inside and (found := STATEMENT.match(line)):
            yield Statement(number, found["word"], found["rest"].rstrip())


def lint_words(path: Path, statements: Sequence[Statement]) -> Iterator[Problem]:
    """Comments that begin as statements do."""
    for statement in statements:
        if len(statement.rest) > LONGEST:
            yield Problem(path, f"a statement of more than {LONGEST:,} characters", statement.number)
        elif not statement.word:
            yield Problem(path, f"`#:` begins a template statement, and nothing follows: {COMMENT}", statement.number)
        elif statement.word not in WORDS:
            hint = did_you_mean(statement.word, WORDS).partition(" (known")[0]
            message = f"`#:` begins a template statement, and {statement.word!r} is none{hint}"
            yield Problem(path, f"{message} ({COMMENT})" if hint else f"{message}: {COMMENT}", statement.number)


def lint_blocks(
    path: Path, lines: Sequence[str], statements: Sequence[Statement], known: set[str]
) -> Iterator[Problem]:
    """What Jinja would drop without a word from a template that extends a page: a block that the page lacks, the
    condition around a block, and cells outside every block."""
    by_line = {statement.number: statement for statement in statements}
    around: list[str] = []
    for number, line in enumerate(lines, 1):
        statement = by_line.get(number)
        word = statement.word if statement else ""
        in_block = "block" in around
        if statement and word == "block" and not in_block:
            if statement.name not in known:
                hint = did_you_mean(statement.name, known)
                yield Problem(path, f"the page has no block {statement.name!r}{hint}", number)
            elif around:
                message = f"a block inside {around[-1]!r} fills the page whatever that says: put it into the block"
                yield Problem(path, message, number)
        if statement and opens(statement):
            around.append(word)
        elif word.startswith("end") and around:
            around.pop()
        kept = in_block or {"block", "macro", "set"} & {*around}
        is_text = line.strip() and not line.lstrip().startswith("#")
        if not kept and (is_text or line.startswith("# %%") or word == "include"):
            yield Problem(path, "stands outside every block, where the page drops it", number)
            return


def lint_imported(path: Path, lines: Sequence[str], statements: Sequence[Statement]) -> Iterator[Problem]:
    """Cells of a template that others import and none includes: an import takes macros, and drops the rest."""
    by_line = {statement.number: statement for statement in statements}
    depth = 0
    for number, line in enumerate(lines, 1):
        word = by_line[number].word if number in by_line else ""
        depth += {"macro": 1, "endmacro": -1}.get(word, 0)
        if not depth and line.startswith("# %%"):
            yield Problem(path, "stands outside every macro, where an import drops it: #: include takes cells", number)
            return


def lint_calls(
    path: Path, lines: Sequence[str], statements: Sequence[Statement], deaf: frozenset[str]
) -> Iterator[Problem]:
    """What stands between `call` and `endcall` of a macro that has no use for it."""
    by_line = {statement.number: statement for statement in statements}
    opened: list[str] = []
    for number, line in enumerate(lines, 1):
        statement = by_line.get(number)
        if statement and statement.word == "call":
            found = re.match(r"\s*(?:\([^)]*\))?\s*(\w+)\s*\(", statement.rest)
            opened.append(found[1] if found else "")
        elif statement and statement.word == "endcall" and opened:
            opened.pop()
        elif opened and opened[-1] in deaf and line.strip() and not statement:
            message = (
                f"the macro {opened[-1]!r} drops what stands between call and endcall: it has no {{{{ caller() }}}}"
            )
            yield Problem(path, message, number)
            opened[-1] = ""


def opens(statement: Statement) -> bool:
    """Whether an `end…` closes it."""
    if statement.word == "set":
        return "=" not in QUOTED.sub("", statement.rest)
    return statement.word in OPENING

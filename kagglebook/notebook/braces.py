"""Which `{{ … }}` of a template is a template's expression, and which is the author's: a formula's braces, code's.

The rule, as docs/author.md tells it: in prose, and in the parameters cell, `{{` begins an expression. In a formula, in
code and in strings it does only before a name that the template knows and `.`, `[`, `|` or `(`; a bare such name can't
be told, and all else is text. In a code cell there are no expressions but in remarks, which are prose, and the words of
the chapter's language in strings and comments: `"{{ chapter.words.here }}"`.
"""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from ..core.problems import did_you_mean
from . import markdown
from .regions import Region, Regions
from .remarks import REMARK
from .sandbox import ROOTS
from .statements import NAME, QUOTED

Cell = Literal["markdown", "code", "open"]  # "open" holds code with expressions: parameters, lecture, a macro
MANY = 10_000  # double braces of one template
LONGEST = 1_000  # characters of an expression
OPENING = re.compile(r"\{{2,}")
TOKEN = re.compile(rf"{QUOTED.pattern}|[{{}}]")
BRACE = re.compile(r"[{}]")
# What no Python that runs has between double braces, for a set holds no set: a name, or what is made of one.
AS_IF_EXPRESSION = re.compile(r"\s*[A-Za-z_]\w*\s*(?:$|[.\[|(])")
ACCESS = re.compile(r"\s*(?:\.\s*[A-Za-z_]|[\[|(])")
WORDS = re.compile(r"\s*chapter\s*\.\s*words\s*\.")
MEMBER = re.compile(r"\s*(?:\.\s*[A-Za-z_]|\[)")
FILTERED = re.compile(r"\|\s*(?:string|literal)\s*$")
NAMED = re.compile(r"(?<![\w.\\])[A-Za-z_]\w*")
CONSTANTS = ("false", "False", "none", "None", "true", "True")
ALWAYS_KNOWN = frozenset(
    (*CONSTANTS, *("caller", "dict", "kwargs", "loop", "namespace", "not", "range", "self", "super", "varargs"))
)
AS_TEXT = 'for braces as text write {{ "{{" }}'
UNCLOSED = f"`{{{{` without `}}}}` in its line: {AS_TEXT}"
NOT_HERE = "{{ }} belongs in Markdown cells, remarks and the parameters cell only"


@dataclass(frozen=True, slots=True)
class Braces:
    """An expression, from its `{{` to behind its `}}`; or what is wrong with what stands there. `quote` is that of the
    string of code that it is part of."""

    start: int
    end: int
    fault: str = ""
    quote: str = ""


def find(text: str, regions: Regions, cell: Cell, names: Set[str]) -> Iterator[Braces]:
    """The expressions of a part of a template, and the faults, in order.

    `names` are those that statements bind, besides `program`, `chapter` and `edition`.
    """
    behind = 0
    for count, opening in enumerate(OPENING.finditer(text)):
        start = opening.end() - 2
        if start < behind:
            continue
        if count >= MANY:
            yield Braces(start, opening.end(), f"more than {MANY:,} double braces")
            return
        region = _around(text, regions, start)
        line_end = text.find("\n", start)
        part = regions.at(start)
        stop = min(line_end if line_end >= 0 else len(text), start + LONGEST, part.end if part else len(text))
        end = _closing(text, start + 2, stop)
        content = text[start + 2 : end - 2 if end else stop]
        if cell == "code" and not _in_remark(text, part):
            fault = _fault_in_code(content, bool(end), region, names)
        else:
            fault = _fault(content, bool(end), "markdown" if cell == "code" else cell, region, names)
        if fault is not None:
            quote = text[part.start] if cell == "code" and part and part.kind == "string" else ""
            yield Braces(start, behind := end or opening.end(), fault, quote)


def _fault_in_code(content: str, closed: bool, region: Region | None, names: Set[str]) -> str | None:
    """What is wrong with braces in a code cell, where words stand within strings and comments, and no other
    expression; None for Python's own."""
    if region and WORDS.match(content):
        return "" if closed else UNCLOSED
    if not closed or (region and region.kind == "string"):
        return None
    is_meant = (region is None and AS_IF_EXPRESSION.match(content)) or _named(content, names)[1]
    return NOT_HERE if is_meant else None


def _in_remark(text: str, region: Region | None) -> bool:
    """Whether a region of code is a remark on its line: prose, for the table under the cell."""
    return region is not None and region.kind == "comment" and text.startswith(REMARK, region.start)


def _around(text: str, regions: Regions, start: int) -> Region | None:
    """The region of some braces; the remark on a line of code is prose but for what of it is code or a formula."""
    region = regions.at(start)
    if region and _in_remark(text, region):
        return markdown.regions(text[region.start : region.end]).at(start - region.start)
    return region


def _fault(content: str, closed: bool, cell: Cell, region: Region | None, names: Set[str]) -> str | None:
    """What is wrong with an expression of this content, "" if nothing; None for what is text."""
    if region is None and (cell == "markdown" or (closed and AS_IF_EXPRESSION.match(content))):
        return _fault_in_prose(content, closed, names)
    name, accessed = _named(content, names)
    if accessed:
        return "" if closed else UNCLOSED
    if near := _near_miss(content, names):
        return f"{near!r} is undefined{did_you_mean(near, ROOTS)}"
    if name and closed:
        own = content.strip()
        value = f"{{{{ {own if own == name else f'({own})'} | string }}}}"
        other = f"{{ {{{own}}} }}" if region and region.kind == "formula" else f"call the template's {name} otherwise"
        return (
            f"{{{{ {own} }}}} may be the template's {name} or not: for its value write {value}, for the braces {other}"
        )
    return None


def _fault_in_prose(content: str, closed: bool, names: Set[str]) -> str:
    known = ALWAYS_KNOWN.union(ROOTS, names)
    own = content.strip()
    found = NAME.match(own)
    if found and found[0] not in known:
        near = did_you_mean(found[0], [*ROOTS, *names])
        return f"{found[0]!r} is undefined{near}{'' if near.endswith('?') else f': {AS_TEXT}'}"
    if own in ROOTS:
        return f"{own!r} is a table: name one of its values"
    if not closed:
        return UNCLOSED
    is_text = content.lstrip()[:1] in ("'", '"')
    if not is_text and known.isdisjoint(NAME.findall(QUOTED.sub("''", content))):
        return f"{{{{{content}}}}} names nothing that a template knows: {AS_TEXT}"
    return ""


def _named(content: str, names: Set[str]) -> tuple[str, bool]:
    """A name of the template's that stands in a text, and whether something of it is asked for."""
    text, bare = QUOTED.sub("''", content), ""
    for found in NAMED.finditer(text):
        name = found[0]
        if name in names or name in ROOTS:
            at_start = not text[: found.start()].strip()
            if (ACCESS if name in names or at_start else MEMBER).match(text, found.end()):
                return name, True
            bare = bare or (name if name in names else "")
    return bare, bool(bare and FILTERED.search(text))


def _near_miss(content: str, names: Set[str]) -> str:
    """A name that something is asked of, and that is nearly `program`, `chapter` or `edition`."""
    for found in NAMED.finditer(content):
        name = found[0]
        is_unknown = name not in names and name not in ROOTS
        if is_unknown and MEMBER.match(content, found.end()) and get_close_matches(name.lower(), ROOTS, cutoff=0.8):
            return name
    return ""


def _closing(text: str, place: int, stop: int) -> int:
    """Behind the `}}` that closes an expression which begins at `place`, or 0."""
    for token in (TOKEN, BRACE):  # a prime of a formula is no quote
        depth = 0
        for found in token.finditer(text, place, stop):
            if found[0] == "{":
                depth += 1
            elif found[0] == "}" and depth:
                depth -= 1
            elif found[0] == "}":
                if text[found.end() : found.end() + 1] == "}" and found.end() < stop:
                    return found.end() + 1
                break
    return 0

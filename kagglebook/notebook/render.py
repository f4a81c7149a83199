"""A program's lines -> a Kaggle notebook, deterministic to the byte. Knows no papermill and writes no file."""

import json
import re
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict, v4

from ..chapter.editions import INSTRUCTOR, STUDENT
from ..chapter.program import Program
from ..chapter.words import Words
from ..core.problems import InputError, Problem
from . import roles
from .attachments import Attachments
from .blanks import checked_in, emptied
from .cells import REMARKS_SUFFIX, Block, Head, heads, is_markdown, require_sound, split, texts
from .editing import ANSWERS_SUFFIX, HINTS_SUFFIX, Exercises, answers, hints, marked
from .origin import Line
from .remarks import REMARK, TooManyError, remarks_table, split_remarks
from .source import CELL_HEADER
from .template import Templates

BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
LANGUAGE_INFO = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}


@dataclass(frozen=True, slots=True)
class Rendered:
    """A program as a notebook file, with the lines that it was made of, which know their place in a template.

    A chapter is held in memory whole, so what can be read from these again is not kept beside them.
    """

    program: Program
    compressed: bytes  # the .ipynb, by zlib
    lines: tuple[Line, ...]
    siblings: Collection[str] = ()  # the numbers of its chapter's programs, one object for all of them

    @property
    def ipynb(self) -> bytes:
        """The notebook file."""
        return zlib.decompress(self.compressed)

    @property
    def notebook(self) -> NotebookNode:
        """The notebook, read anew at each call."""
        return v4.reads(self.ipynb.decode())

    @property
    def code(self) -> dict[str, str]:
        """The source of each code cell, by its id."""
        cells = json.loads(self.ipynb)["cells"]
        return {cell["id"]: "".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"}

    def with_role(self, role: str) -> list[str]:
        """The cells of a role (roles.py), which is among their tags."""
        cells = json.loads(self.ipynb)["cells"]
        return [cell["id"] for cell in cells if role in cell["metadata"].get("tags", ())]

    @property
    def source(self) -> str:
        """The program in jupytext's percent format, without the cells of other editions."""
        blocks = split(self.lines)
        kept = [
            block
            for block, head in zip(blocks, heads(block[0] for block in blocks).values(), strict=True)
            if roles.belongs_to(self.program.edition, head.role)
        ]
        return _text(line for block in kept for line in block)

    @property
    def exercises(self) -> Exercises:
        """The blanks of the program, whatever the edition, with what checks them."""
        return exercises_of(split(self.lines), self.program.origin.number, self.siblings)

    def origin(self, cell: str | None, line: int | None = None) -> Line | None:
        """The template line of a cell's line (from 1), or of its header; None for a cell that is not here."""
        for block in split(self.lines):
            if CELL_HEADER.match(block[0].text)["id"] == cell:
                return block[min(line or 0, len(block) - 1)]
        return None


def render(
    program: Program,
    path: Path,
    templates: Templates,
    names: Mapping[str, Any],
    metadata: Mapping[str, Any],
    words: Words,
    siblings: Collection[str] = (),
) -> Rendered:
    """Render one program from its template; `names` is what the template sees, `metadata` what publishers add to the
    notebook's own, `words` the language of the tables of remarks, `siblings` the numbers of its chapter's programs.

    Raises InputError with the template's file and line where a cell has no name of its own, carries
    unknown metadata, is no valid Python, or shows a picture that can't reach Kaggle.
    """
    lines = tuple(templates.expand(path, names))
    blocks = split(lines)
    if not blocks:
        raise InputError(Problem(path, "a program without cells"))
    attachments = Attachments(templates.root, path.parent)
    exercises = Exercises(program.origin.number, siblings)
    cells: list[NotebookNode] = []
    for block, (name, head) in zip(blocks, heads(block[0] for block in blocks).items(), strict=True):
        require_sound(block)
        made = (
            _prose(name, block, head, attachments)
            if is_markdown(block)
            else _code(name, block, head, program.edition, words, attachments, exercises)
        )
        cells += made if roles.belongs_to(program.edition, head.role) else ()
    problems = [*attachments.problems, *exercises.faults()]
    if program.edition == STUDENT:
        problems += exercises.given_away({cell.id: cell.source for cell in cells})
    if problems:
        raise InputError(*problems)
    notebook = v4.new_notebook(
        cells=cells,
        metadata={
            **metadata,
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": LANGUAGE_INFO,
        },
    )
    return Rendered(program, zlib.compress(to_bytes(notebook)), lines, siblings)


def exercises_of(blocks: Iterable[Block], program: str, siblings: Collection[str] = ()) -> Exercises:
    """The blanks of a program's cells. Raises InputError."""
    found, kept = Exercises(program, siblings), list(blocks)
    for block, (name, head) in zip(kept, heads(block[0] for block in kept).items(), strict=True):
        if not is_markdown(block):
            found.read(name, block, head)
    return found


def _text(lines: Iterable[Line]) -> str:
    return "\n".join(line.text for line in lines) + "\n"


# Cells without nbformat's constructors, which validate each one: new_notebook validates them all at once.
def _prose(name: str, block: Block, head: Head, attachments: Attachments) -> list[NotebookNode]:
    found: dict[str, dict[str, str]] = {}
    text = "\n".join(attachments.embed(texts(block), block[1:], found)).strip("\n")
    return [_markdown(name, text, found, roles.metadata(head.role, head.tags).get("tags", ()))]


def _code(
    name: str, block: Block, head: Head, edition: str, words: Words, attachments: Attachments, exercises: Exercises
) -> list[NotebookNode]:
    """A cell of code, the table of its remarks if it has any, and what the edition has for the blanks in it."""
    code, blanks = exercises.read(name, block, head)
    try:
        code, remarks = split_remarks(emptied(code, blanks) if edition == STUDENT else code)
    except TooManyError as error:
        line = block[error.row]
        raise InputError(Problem(line.path, str(error), line.number)) from None
    found: dict[str, dict[str, str]] = {}
    for index, remark in enumerate(remarks):
        line = block[remark.row]
        if not remark.code:
            raise InputError(Problem(line.path, f"a remark ({REMARK}) ends a line of code", line.number))
        (text,) = attachments.embed([remark.text], [line], found)
        remarks[index] = replace(remark, text=text)
    metadata = from_dict(roles.metadata(head.role, head.tags))
    if edition == INSTRUCTOR:
        code = marked(code, blanks, words)
    if numbers := sorted(checked_in(code)) if head.role == roles.SELF_CHECK else ():
        # A viewer that folds the cell shows its first line, which else says why an answer is right.
        code = f"# {words.blanks.name.format(number=', '.join(map(str, numbers)))}\n{code}"
    cell = NotebookNode(id=name, cell_type="code", metadata=metadata, execution_count=None, source=code, outputs=[])
    cells = [cell]
    if remarks:
        cells.append(_markdown(name + REMARKS_SUFFIX, remarks_table(remarks, words), found))
    if blanks and edition:
        cells.append(_markdown(name + HINTS_SUFFIX, hints(blanks, words), {}))
    if edition == INSTRUCTOR and (wrong := exercises.wrong.get(name)):
        cells.append(_markdown(name + ANSWERS_SUFFIX, answers(wrong, words), {}, roles.ROLES[roles.TEACHING]["tags"]))
    return cells


def _markdown(
    name: str, text: str, attachments: Mapping[str, Mapping[str, str]], tags: Sequence[str] = ()
) -> NotebookNode:
    metadata = NotebookNode(tags=list(tags)) if tags else NotebookNode()
    cell = NotebookNode(id=name, cell_type="markdown", metadata=metadata, source=text)
    return NotebookNode(cell, attachments=from_dict(attachments)) if attachments else cell


def to_bytes(notebook: NotebookNode) -> bytes:
    """The .ipynb file, in UTF-8: a diff of it shows what a reader reads."""
    return (v4.writes(notebook, ensure_ascii=False) + "\n").encode()


def escaped(content: bytes) -> bytes:
    """The same JSON in ASCII, for whoever may read it in another encoding."""
    # Beyond ASCII there is nothing outside of strings, and nothing in them that begins an escape.
    return BEYOND_ASCII.sub(lambda found: json.dumps(found[0])[1:-1], content.decode()).encode("ascii")

"""Adopted notebooks reach a course's files: templates and pictures first, chapter.toml last, all of it or nothing."""

import os
import re
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from ..core.files import read_text, require_inside, write_whole
from ..core.layout import Layout
from ..core.problems import InputError, Problem
from ..notebook.adopting.adopted import Adopted
from ..notebook.adopting.data_files import DataFile
from ..notebook.adopting.entry import as_key, as_toml

LEAVE_OUT = re.compile(r"^(leave_out\s*=\s*\[)([^\]]*)\]", re.MULTILINE)
BASELINE = re.compile(r"^\[baseline\][^\n]*\n", re.MULTILINE)
PROGRAM = re.compile(r"^\[\[program\]\]", re.MULTILINE)


def land(root: Path, chapter: int | str, adopted: Sequence[Adopted]) -> list[Path]:
    """Write what notebooks became; what was written is removed again where that fails.

    Returns the files. Raises InputError, before anything is written, for a file that is there already.
    """
    folder = Layout(root).chapter(chapter)
    files = {folder / each.entry.template: each.written.text.encode() for each in adopted}
    files |= {folder / name: content for each in adopted for name, content in each.pictures.items()}
    files |= {Layout(root).samples(chapter) / data.name: data.content for each in adopted for data in each.data}
    for path in files:
        require_free(path)
        require_inside(path, root)
    text = with_entries(read_text(folder / "chapter.toml"), adopted)
    made: list[Path] = []
    try:
        for path, content in files.items():
            write_whole(path, content)
            made.append(path)
        write_whole(folder / "chapter.toml", text.encode())
    except BaseException:
        for path in made:
            path.unlink(missing_ok=True)
        raise
    return [*made, folder / "chapter.toml"]


def require_free(path: Path) -> None:
    """Raises InputError where there is a file already."""
    if path.exists() or path.is_symlink():
        raise InputError(Problem(path, "is there already: nothing is written over"))


def with_entries(text: str, adopted: Iterable[Adopted]) -> str:
    """chapter.toml with the entries behind, and with the cells that show something else in each run left out."""
    adopted = list(adopted)
    for name in (name for each in adopted for name in each.leave_out):
        text = _leaving_out(text, as_toml(name))
    parts = [part for each in adopted for part in (*map(_data_toml, each.data), each.entry.to_toml().rstrip("\n"))]
    return "\n\n".join([text.rstrip("\n"), *parts]) + "\n"


def _data_toml(data: DataFile) -> str:
    """The `[data.KEY]` of a file."""
    values = {"name": data.name, "source": data.source, "kind": "files"}
    return "\n".join([f"[data.{as_key(data.key)}]", *(f"{name} = {as_toml(text)}" for name, text in values.items())])


def _leaving_out(text: str, name: str) -> str:
    if found := LEAVE_OUT.search(text):
        known = found[2].strip().rstrip(",")
        return f"{text[: found.start()]}{found[1]}{known}{', ' if known else ''}{name}]{text[found.end() :]}"
    line = f"leave_out = [{name}]\n"
    if found := BASELINE.search(text):
        return text[: found.end()] + line + text[found.end() :]
    first = PROGRAM.search(text)
    place = first.start() if first else len(text)
    return f"{text[:place].rstrip()}\n\n[baseline]\n{line}\n{text[place:]}"


def copy_course(root: Path, folder: Path, chapter: int | str) -> None:
    """A copy of what a chapter is rendered and run from; files are linked where that can be."""
    layout = Layout(root)
    own = layout.chapter(chapter)
    shutil.copytree(own, folder / own.relative_to(root), copy_function=_linked)
    for name in ("templates", "languages", "kernel-metadata", "constraints"):
        if (root / name).is_dir():
            shutil.copytree(root / name, folder / name, copy_function=_linked)
    for other in layout.chapter_files():
        if other.parent != own:
            place = folder / other.relative_to(root)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(other, place)


def _linked(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)

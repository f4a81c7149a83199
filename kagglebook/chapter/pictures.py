"""The pictures of a chapter, which stand in the headers of its notebooks: files, and what each was made from.

They lie in `pictures/` of the chapter's folder; `record --pictures` makes them.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from ..core.files import MAX_TEXT, UnfitError, read_plain, read_text
from ..core.problems import InputError, Problem
from .measured import Picture

FOLDER, NAME = "pictures", "pictures.json"


class PictureMade(BaseModel):
    """What a picture shows, in words, and what it was made from: a cell's figure, parameters, sizes of the sample."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    cell: str
    figure: int
    alt: str
    parameters: dict[str, Any]
    n_training: int | None = None
    n_test: int | None = None
    digest: str  # of the picture: an interrupted call may have left another
    fingerprint: str  # of the run

    def is_of(self, picture: Picture | None) -> bool:
        """Whether it is the figure that chapter.toml names."""
        return picture is not None and (self.cell, self.figure) == (picture.cell, picture.figure)


FILE = TypeAdapter(dict[str, PictureMade])


def path_of(number: str) -> str:
    """A program's picture, as seen from the chapter's folder."""
    return f"{FOLDER}/{number}.png"


def digest(content: bytes) -> str:
    """What tells a picture from another."""
    return hashlib.sha256(content).hexdigest()[:16]


def load(folder: Path) -> dict[str, PictureMade]:
    """What the pictures of a chapter were made from, by program; empty where there are none. Raises InputError."""
    path = folder / FOLDER / NAME
    if not path.exists():
        return {}
    try:
        return FILE.validate_json(read_text(path))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise InputError(
            Problem(path, f"{first['msg']}; `record --pictures --force` makes it anew", place=place)
        ) from None


def to_bytes(made: Mapping[str, PictureMade]) -> bytes:
    """The file, a line for each picture."""
    rows = [f" {json.dumps(n)}: {json.dumps(m.model_dump(), ensure_ascii=False)}" for n, m in made.items()]
    return ("{\n" + ",\n".join(rows) + "\n}\n").encode()


def seen(folder: Path, number: str, picture: Picture | None, made: Mapping[str, PictureMade]) -> dict[str, Any] | None:
    """A program's picture as a template sees it; None where none was made, or one of another figure."""
    known = made.get(number)
    if known is None or not known.is_of(picture):
        return None
    try:
        content = read_plain(folder / path_of(number), MAX_TEXT)
    except (OSError, UnfitError):
        return None
    if digest(content) != known.digest:
        return None
    own = {"path": path_of(number), "alt": known.alt, "parameters": dict(known.parameters)}
    # What a caption names is always there.
    return {**own, "epochs": known.parameters.get("epochs"), "n_training": known.n_training, "n_test": known.n_test}

"""The pictures of a notebook's Markdown, embedded or beside it: files beside the template, and their new addresses."""

import base64
import binascii
import re
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from slugify import slugify

from ..attachments import FROM_AFAR, SOURCE, TYPES, pictures
from .reading import Cell, Said

FOLDER = "figures"
ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
TAG_OF_PICTURE = re.compile(r"<img\b", re.IGNORECASE)


class Carried:
    """The pictures of one notebook, by their paths beside the template. `read` gives a file beside the notebook, or
    None; `stem` begins their names."""

    def __init__(self, stem: str, read: Callable[[str], bytes | None]):
        self.stem, self.read = stem, read
        self.files: dict[str, bytes] = {}
        self.said: list[Said] = []
        self.refused: list[Said] = []

    def carry(self, cell: Cell) -> str:
        """The text of a Markdown cell with the new addresses of its pictures."""
        parts, behind = [], 0
        for picture in pictures(cell.text):
            whole = cell.text[picture.start : picture.end]
            is_tag = bool(TAG_OF_PICTURE.match(whole))
            address = self._address(whole) if is_tag else picture.address
            if not address or FROM_AFAR.match(address):
                if picture.fault and not is_tag:
                    self.refused.append(Said(cell.place, picture.fault))
                continue
            path = self._path(cell, address)
            if not path:
                continue
            if is_tag:
                alt = next((a or b for a, b in ALT.findall(whole)), "").replace("[", "(").replace("]", ")")
                self.said.append(Said(cell.place, f"<img> of {address!r}: shown by ![…](…), without its size"))
                path = f"![{alt}]({path})"
            parts += [cell.text[behind : picture.start], path]
            behind = picture.end
        return "".join([*parts, cell.text[behind:]])

    def _address(self, tag: str) -> str:
        return next(("".join(groups) for groups in SOURCE.findall(tag)), "").strip()

    def _path(self, cell: Cell, address: str) -> str:
        """Where a picture lies beside the template, to which it is added; "" where it can't be had."""
        name = unquote(address)
        if name.startswith("attachment:"):
            name = name.removeprefix("attachment:")
            content = _attached(cell.attachments.get(name, {}))
            if content is None:
                self.refused.append(Said(cell.place, f"the picture {name!r} isn't attached to the cell"))
                return ""
        else:
            content = self.read(name)
            if content is None:
                self.refused.append(Said(cell.place, f"no picture {name!r} beside the notebook"))
                return ""
        kind = PurePosixPath(name).suffix.lower().removeprefix(".")
        if kind not in TYPES or not re.match(TYPES[kind][1], content, re.DOTALL):  # it is what it holds
            kind = next((end for end, (_, begins) in TYPES.items() if re.match(begins, content, re.DOTALL)), kind)
        base = slugify(PurePosixPath(name).stem, max_length=40) or "picture"
        number, path = 1, f"{FOLDER}/{self.stem}-{base}.{kind}"
        while self.files.get(path, content) != content:
            number += 1
            path = f"{FOLDER}/{self.stem}-{base}-{number}.{kind}"
        self.files[path] = content
        return path


def _attached(bundle: Any) -> bytes | None:
    """The first picture of an attachment: text of SVG as it is, else base64."""
    for kind, text in bundle.items() if isinstance(bundle, dict) else ():
        text = "".join(text) if isinstance(text, list) else str(text)
        if kind == "image/svg+xml" and "<svg" in text:
            return text.encode()
        try:
            return base64.b64decode(text)
        except (binascii.Error, ValueError):
            continue
    return None
